"""The page's tab "Search": every article that holds some words, narrowed down by a click, a page at a time."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from typing import Any

import gradio as gr

from qa.ask.engine import Engine
from qa.ask.search.results import SearchPage
from qa.errors import GazetteError
from qa.interfaces.found import by_text, count_text, cut_at, first_mark, ignored_text, is_cut, outside_text, quote_of
from qa.interfaces.i18n import UNFORESEEN, in_language, say
from qa.interfaces.server.limits import Turns
from qa.interfaces.web.filters import Updates, groups_of
from qa.interfaces.web.search_state import ORDERS, SIZE, Looking, search_chips
from qa.interfaces.web.views import render, script
from qa.values import LanguageCode

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Searching:
    """The components of the tab."""

    box: gr.Textbox
    send: gr.Button
    found: gr.HTML
    looking: gr.State  # its `Looking`


def make_search(language: LanguageCode) -> Searching:
    """The tab's content, before anything is searched."""
    label = say(language, "Words to look for")
    with gr.Row(equal_height=True, elem_id="seek"):
        box = gr.Textbox("", label=label, placeholder=label, container=False, max_lines=1, scale=1)
        send = gr.Button(say(language, "Search"), variant="primary", scale=0, min_width=120)
    found = gr.HTML(hint_html(language), elem_id="found", js_on_load=script("search.js"))
    return Searching(box, send, found, gr.State(Looking()))


def connect_search(tab: Searching, engine: Engine, turns: Turns, language: LanguageCode, **quiet: Any) -> None:  # noqa: ANN401 - Gradio's
    """Let the tab answer its reader."""
    options = {**quiet, "concurrency_limit": None, "trigger_mode": "always_last"}
    outputs = [tab.looking, tab.found]

    async def show(looking: Looking) -> Updates:
        if not looking.query.strip():
            return {tab.looking: looking, tab.found: hint_html(language)}
        try:
            html = await turns.take(partial(_searched, engine, looking, language))
        except GazetteError as error:  # the server is busy
            html = problem_html(looking, in_language(error.message, language), language)
        return {tab.looking: looking, tab.found: html}

    async def search(typed: str, looking: Looking) -> Updates:
        return await show(looking.searching(typed[: engine.settings.max_question_chars + 1]))

    async def alter(looking: Looking, event: gr.EventData) -> Updates:
        sent = event._data if isinstance(event._data, dict) else {}
        altered = looking.altered(sent)
        box = {tab.box: altered.query} if altered.query != looking.query else {}  # else it may hold the next search
        return {**await show(altered), **box}

    gr.on([tab.box.submit, tab.send.click], search, [tab.box, tab.looking], outputs, **options)
    tab.found.alter(alter, tab.looking, [*outputs, tab.box], **options)


def _searched(engine: Engine, looking: Looking, language: LanguageCode) -> str:
    """A page of what is found, or the sentence that says why there is none."""
    try:
        page = engine.search(
            looking.query,
            filters=looking.filters,
            order=looking.order,
            by_meaning=looking.by_meaning,
            first=looking.first,
            size=SIZE,
        )
        return found_html(page, looking, language)
    except GazetteError as error:
        return problem_html(looking, in_language(error.message, language), language)
    except Exception:  # the last one who can tell the reader; the log keeps the traceback
        log.exception("A search on the page failed")
        return problem_html(looking, say(language, UNFORESEEN), language)


def hint_html(language: LanguageCode) -> str:
    """What can be typed."""
    return render("search_hint.html", language)


def problem_html(looking: Looking, sentence: str, language: LanguageCode) -> str:
    """Why nothing was searched; the filters that may be why can be taken off."""
    return render("search_problem.html", language, sentence=sentence, chips=search_chips(looking.filters, language))


def found_html(page: SearchPage, looking: Looking, language: LanguageCode) -> str:
    """The page: what was found and why, what narrows it down, the articles with their extracts."""
    return render(
        "search_found.html",
        language,
        page=page,
        chips=search_chips(looking.filters, language),
        count=count_text(page, language),
        outside=outside_text(page, language),
        ignored=ignored_text(page, language),
        notice=in_language(page.notice, language) if page.notice else "",
        orders=ORDERS,
        groups=groups_of(page, language),
        titled=lambda found: cut_at(found.title, found.title_marks),
        quoted=quote_of,
        is_cut=is_cut,
        first_mark=first_mark,
        why=partial(by_text, language=language),
        last=page.first + len(page.found),
        addresses=[(form, looking.address(format=form)) for form in EXPORTS],
    )


EXPORTS = ("csv", "bibtex", "ris", "csl")
