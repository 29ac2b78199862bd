"""The page's second tab: what the index holds, and the way to add articles, take them out and put them back.

Here are its components and what they show; what its buttons do is in `qa.interfaces.web.library_actions`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import gradio as gr

from qa.index.catalog import CatalogPage, Contents, Order
from qa.ingest.uploads import UPLOADS
from qa.interfaces.i18n import in_language, say
from qa.interfaces.places import language_word
from qa.interfaces.web.examples import SEED_ARTICLES
from qa.interfaces.web.uploads import Uploads
from qa.interfaces.web.views import render, script
from qa.lang import LANGUAGES
from qa.settings import Settings
from qa.values import LanguageCode

SIZE = 50  # articles on a page of the list
MAX_COLUMNS = 36  # of the chart of dates
MAX_SOURCES = 20  # that are named
ORDERS: tuple[Order, ...] = get_args(Order)
FIRST_ORDER: Order = "newest"


@dataclass(frozen=True, slots=True)
class Library:
    """The components of the tab, and what it remembers of its page."""

    facts: gr.HTML
    adding: gr.Accordion
    drop: gr.HTML
    folder: gr.Textbox
    add_folder: gr.Button
    check: gr.Button
    work: gr.HTML  # a plan, its progress or its report
    search: gr.Textbox
    orders: gr.HTML
    articles: gr.HTML
    exclusions: gr.HTML
    key: gr.State  # of the page's uploads
    order: gr.State  # of the list
    request: gr.State  # what the plan on show is of
    number: gr.State  # of the job that the page follows

    @property
    def filled(self) -> list[gr.Component]:
        """What shows the index."""
        return [self.facts, self.adding, self.drop, self.orders, self.articles, self.exclusions, self.key]

    @property
    def planned(self) -> list[gr.Component]:
        """What a plan or a build changes on the page."""
        return [self.work, self.request, self.number]


def is_local(settings: Settings) -> bool:
    """Whether only this machine is answered, so that a reader may name its folders."""
    return settings.password is None and settings.password_file is None


def make_library(language: LanguageCode, settings: Settings, uploads: Uploads) -> Library:
    """The tab's content, empty."""
    heard = script("library.js")
    facts = gr.HTML("", elem_id="facts", js_on_load=heard)
    with gr.Accordion(say(language, "Add articles"), open=False, elem_id="adding") as adding:
        drop = gr.HTML("", elem_id="drop", js_on_load=script("uploads.js"))
        with gr.Row(equal_height=True, visible=is_local(settings), elem_id="naming"):
            folder = _box(say(language, "Path of a folder or file on this machine"))
            add_folder = gr.Button(say(language, "Add this folder"), scale=0, min_width=190)
        check = gr.Button(say(language, "Check for changes"), size="sm", elem_id="check")
    work = gr.HTML("", html_template="", elem_id="work", js_on_load=script("plan.js"))
    with gr.Row(equal_height=True, elem_id="find"):
        search = _box(say(language, "Search titles, texts, paths and dates"))
        orders = gr.HTML("", elem_id="orders", js_on_load=heard, min_width=150)
    return Library(
        facts=facts,
        adding=adding,
        drop=drop,
        folder=folder,
        add_folder=add_folder,
        check=check,
        work=work,
        search=search,
        orders=orders,
        articles=gr.HTML("", elem_id="article-list", js_on_load=script("library_list.js")),
        exclusions=gr.HTML("", elem_id="exclusions", js_on_load=heard),
        key=gr.State("", delete_callback=uploads.discard),
        order=gr.State(FIRST_ORDER),
        request=gr.State(None),
        number=gr.State(None),
    )


def _box(label: str) -> gr.Textbox:
    return gr.Textbox("", label=label, placeholder=label, container=False, max_lines=1, scale=1)


# ---------------------------------------------------------------- what they show


def facts_html(contents: Contents | None, language: LanguageCode) -> str:
    """The index in figures and charts; the way to fill it where it is empty or was never built."""
    if contents is None or not contents.manifest.articles:
        return render("library_facts.html", language, problem="", manifest=None)
    manifest = contents.manifest
    columns = periods(contents.dates)
    return render(
        "library_facts.html",
        language,
        problem="",
        notice=in_language(contents.notice, language) if contents.notice else "",
        manifest=manifest,
        span=" – ".join(dict.fromkeys(filter(None, (manifest.first_date, manifest.last_date)))),
        megabytes=contents.size_bytes / 1e6,
        columns=columns,
        undated=manifest.articles - sum(count for _, count in columns),
        languages=[(language_word(code, language), count) for code, count in manifest.languages],
        sources=[(source, Path(source).name) for source in manifest.sources[:MAX_SOURCES]],
        uploads=UPLOADS,
        samples=next((Path(source).name for source in manifest.sources if _holds_samples(source)), ""),
    )


def _holds_samples(source: str) -> bool:
    """Whether a folder that the index follows is that of the articles that ship."""
    return all((Path(source) / Path(sample).name).is_file() for sample in SEED_ARTICLES)


def problem_html(sentence: str, language: LanguageCode) -> str:
    """Why the index cannot be shown."""
    return render("library_facts.html", language, problem=sentence)


def orders_html(chosen: Order, language: LanguageCode) -> str:
    """The ways to sort the list."""
    return render("library_orders.html", language, orders=ORDERS, chosen=chosen)


def list_html(page: CatalogPage, searched: str, language: LanguageCode) -> str:
    """A page of the list of articles; those that are opened show where their text holds what was `searched`."""
    names = {code: language_word(code, language) for code in LANGUAGES}
    return render("library_list.html", language, page=page, size=SIZE, searched=searched, names=names)


def exclusions_html(paths: Sequence[str], language: LanguageCode) -> str:
    """What was taken out and can come back."""
    return render("library_exclusions.html", language, paths=paths)


def periods(dates: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Counts by month, year or decade, whichever gives at most `MAX_COLUMNS`; empty periods between them too.

    Args:
        dates: months or years with their counts, in order.
    """
    if not dates:
        return []
    if all(len(date) == 7 for date, _ in dates):
        first, last = (int(date[:4]) * 12 + int(date[5:]) - 1 for date in (dates[0][0], dates[-1][0]))
        if last - first < MAX_COLUMNS:
            counts = dict(dates)
            months = [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(first, last + 1)]
            return [(month, counts.get(month, 0)) for month in months]
    years: dict[int, int] = {}
    for date, count in dates:
        years[int(date[:4])] = years.get(int(date[:4]), 0) + count
    step = next(step for step in (1, 10, 100, 1000) if max(years) // step - min(years) // step < MAX_COLUMNS)
    first, last = min(years) // step, max(years) // step
    return [
        (
            f"{period:04}" if step == 1 else f"{period * step:04}–{period * step + step - 1:04}",
            sum(count for year, count in years.items() if year // step == period),
        )
        for period in range(first, last + 1)
    ]
