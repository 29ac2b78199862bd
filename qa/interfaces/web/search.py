"""The page's tab "Search": every article that holds some words, narrowed down by a click, a page at a time."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import gradio as gr

from qa.ask.engine import Engine
from qa.ask.search.results import Counted, SearchPage
from qa.errors import GazetteError
from qa.interfaces.found import by_text, count_text, cut_at, first_mark, ignored_text, is_cut, outside_text, quote_of
from qa.interfaces.i18n import UNFORESEEN, in_language, say
from qa.interfaces.periods import period
from qa.interfaces.places import language_name, language_word
from qa.interfaces.server.limits import Turns
from qa.interfaces.web.filters import Updates
from qa.interfaces.web.search_state import ORDERS, SIZE, Looking, chips_of
from qa.interfaces.web.views import render, script
from qa.values import LanguageCode

OFFERED = 12  # years, folders: more of them are folded
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
        return await show(looking.altered(sent))

    gr.on([tab.box.submit, tab.send.click], search, [tab.box, tab.looking], outputs, **options)
    tab.found.alter(alter, tab.looking, outputs, **options)


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
    return render("search_problem.html", language, sentence=sentence, chips=_chips(looking, language))


def found_html(page: SearchPage, looking: Looking, language: LanguageCode) -> str:
    """The page: what was found and why, what narrows it down, the articles with their extracts."""
    return render(
        "search_found.html",
        language,
        page=page,
        chips=_chips(looking, language),
        count=count_text(page, language),
        outside=outside_text(page, language),
        ignored=ignored_text(page, language),
        notice=in_language(page.notice, language) if page.notice else "",
        orders=ORDERS,
        groups=_groups(page, language),
        titled=lambda found: cut_at(found.title, found.title_marks),
        quoted=quote_of,
        is_cut=is_cut,
        first_mark=first_mark,
        why=partial(by_text, language=language),
        last=page.first + len(page.found),
        addresses=[(form, looking.address(format=form)) for form in EXPORTS],
    )


EXPORTS = ("csv", "bibtex", "ris", "csl")


def _chips(looking: Looking, language: LanguageCode) -> list[Any]:
    filters = looking.filters
    dates = period(filters.since, filters.until, language) if filters.since or filters.until else ""
    return list(chips_of(filters, dates, language_name(filters.language, language) if filters.language else ""))


@dataclass(frozen=True, slots=True)
class CountGroup:
    """What the articles found can be narrowed down by."""

    key: str  # of the press
    label: str
    choices: tuple[tuple[str, str, int], ...]  # what is pressed, its words, articles
    more: tuple[tuple[str, str, int], ...]  # those that are folded


def _groups(page: SearchPage, language: LanguageCode) -> list[CountGroup]:
    """Only those with a choice."""

    def group(key: str, label: str, counted: tuple[Counted, ...], word: Callable[[str], str]) -> CountGroup:
        choices = tuple((one.value, word(one.value), one.articles) for one in counted if one.value)
        return CountGroup(key, label, choices[:OFFERED], choices[OFFERED:])

    groups = (
        group("year", say(language, "Year"), page.years, str),
        group("language", say(language, "Language"), page.languages, lambda code: language_word(code, language)),
        group("folder", say(language, "Folder"), page.folders, str),
    )
    return [one for one in groups if len(one.choices) > 1]
