"""The chat's reader: opens an article beside the conversation at the passage that a citation names.

The citations of a reply open it, and anything else on the page with `data-article`, by a click or Enter; `data-start`
and `data-end` name a quote in it, `data-passage` ("start-end") the passage around. The page's part is
`qa.interfaces.web.article_script`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from qa.ask.engine import Engine
from qa.errors import GazetteError
from qa.interfaces.i18n import N_, in_language, say
from qa.interfaces.web.article_html import Range, View, article_html, missing_html
from qa.interfaces.web.article_script import listen
from qa.interfaces.web.filters import Speaks
from qa.values import LanguageCode

LONGEST_ID = 200  # characters
GONE = N_("This article is no longer in the index, which has been rebuilt since: ask your question again.")
FAILED = N_("The article could not be opened; the terminal that runs Gazette says more.")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An article to open, and where."""

    article_id: str
    view: View

    @classmethod
    def of(cls, event: gr.EventData) -> Wanted:
        """From what the page sends, which could be anything."""
        told = event._data if isinstance(event._data, dict) else {}
        first, last = str(told.get("passage", "")).partition("-")[::2]
        view = View(
            quote=_range(told.get("start"), told.get("end")),
            passage=_range(first, last),
            first=_number(told.get("first")),
            number=_number(told.get("number")) or 0,
            count=_number(told.get("count")) or 0,
            turn=_number(told.get("turn")) or 0,
        )
        return cls(str(told.get("article", ""))[:LONGEST_ID], view)


def _number(untrusted: object) -> int | None:
    """A whole number of at most ten digits; None where it is not one."""
    text = str(untrusted)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else None


def _range(start: object, end: object) -> Range | None:
    first, last = _number(start), _number(end)
    return Range(first, last) if first is not None and last is not None and first < last else None


def make_pane(engine: Engine, speaks: Speaks, **quiet: Any) -> gr.HTML:  # noqa: ANN401 - Gradio's
    """The reader, hidden until an article is opened."""
    pane = gr.HTML("", elem_id="reader", js_on_load=listen())
    pane.open(_opener(engine, speaks), None, pane, trigger_mode="always_last", concurrency_limit=None, **quiet)
    return pane


def _opener(engine: Engine, speaks: Speaks) -> Callable[[gr.EventData, gr.Request], str]:
    def open_(event: gr.EventData, request: gr.Request) -> str:
        return opened(engine, Wanted.of(event), speaks(request))

    return open_


def opened(engine: Engine, wanted: Wanted, language: LanguageCode) -> str:
    """The reader's HTML: the article, or the sentence that says why it cannot be shown."""
    try:
        article = engine.article(wanted.article_id)
        if article is not None:
            return article_html(article, wanted.view, language)
        sentence = say(language, GONE)
    except GazetteError as error:
        sentence = in_language(error.message, language)
    except Exception:  # the last one who can tell the reader; the log keeps the traceback
        log.exception("An article could not be opened in the chat")
        sentence = say(language, FAILED)
    return missing_html(sentence, wanted.view, language)
