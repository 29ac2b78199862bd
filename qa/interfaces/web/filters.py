"""The page's filters: a panel that sets them, and chips that show which are on and take them off."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import gradio as gr
from starlette.datastructures import QueryParams

from qa.ask.engine import Engine
from qa.errors import GazetteError
from qa.interfaces.i18n import number, say
from qa.interfaces.places import language_name
from qa.interfaces.web.views import render, script
from qa.lang import LANGUAGES
from qa.reports import IndexStatus
from qa.values import Filters, LanguageCode

MAX_FOLDERS = 500  # that the panel offers
LONGEST_DATE, LONGEST_FOLDER, MOST_FOLDERS = 40, 500, 20  # of a link: characters, characters, count
Updates = dict[Any, Any]  # a component of the page -> its new value; the others stay as they are
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on."""

    key: str  # what the page sends when the chip is pressed
    label: str


@dataclass(frozen=True, slots=True)
class FilterPanel:
    """The components that hold the filters, and the chips that show them."""

    language: gr.Radio
    since: gr.Textbox
    until: gr.Textbox
    folders: gr.Dropdown
    span: gr.Markdown
    chips: gr.HTML

    @property
    def inputs(self) -> list[gr.Component]:
        """What a question is asked with: the arguments of `typed_filters`, in order."""
        return [self.language, self.since, self.until, self.folders]

    @property
    def offered(self) -> list[gr.Component]:
        """What `offer` changes."""
        return [self.span, *self.inputs]

    def values(self, filters: Filters) -> Updates:
        """The components with what they hold for these filters."""
        return {
            self.language: filters.language or "",
            self.since: filters.since or "",
            self.until: filters.until or "",
            self.folders: list(filters.folders),
        }

    def show(self, filters: Filters, language: LanguageCode) -> Updates:
        """The same, with the chips."""
        return {**self.values(filters), self.chips: chips_html(filters, language)}

    def offer(self, engine: Engine, language: LanguageCode) -> Updates:
        """What there is to choose in the index as it is now; the same as before where it cannot be read."""
        held = held_by(engine)
        if held is None or not held.articles:
            return {self.span: gr.skip()}
        folders = [(f"{name} ({number(count, language)})", name) for name, count in held.folders[:MAX_FOLDERS]]
        return {
            self.span: _span(held, language),
            self.since: gr.Textbox(placeholder=held.first_date or "2022-01"),
            self.until: gr.Textbox(placeholder=held.last_date or "2022-01-31"),
            self.language: gr.Radio(_languages(language, held)),
            self.folders: gr.Dropdown(folders, visible=len(folders) > 1),
        }


def make_chips() -> gr.HTML:
    """The row of chips, empty."""
    return gr.HTML("", elem_id="chips", js_on_load=script("filters.js"))


def make_panel(language: LanguageCode, chips: gr.HTML) -> FilterPanel:
    """The panel, folded; `FilterPanel.offer` gives it what the index holds."""
    box: Any = {"max_lines": 1, "min_width": 150}
    with gr.Accordion(say(language, "Filters"), open=False, elem_id="filters"):
        span = gr.Markdown("", elem_id="span")
        with gr.Row():
            since = gr.Textbox("", label=say(language, "Since (year, month or day)"), placeholder="2022-01", **box)
            until = gr.Textbox("", label=say(language, "Until (year, month or day)"), placeholder="2022-01-31", **box)
        languages = gr.Radio(_languages(language), value="", label=say(language, "Language"))
        folders = gr.Dropdown([], value=[], multiselect=True, label=say(language, "Folders and tables"), visible=False)
    return FilterPanel(languages, since, until, folders, span, chips)


def connect_filters(panel: FilterPanel, language: LanguageCode, **quiet: Any) -> None:  # noqa: ANN401 - Gradio's
    """Let the chips follow the panel, and the panel the chips."""

    def show(languages: str, since: str, until: str, folders: list[str]) -> str:
        return chips_html(typed_filters(languages, since, until, folders), language)

    def remove(languages: str, since: str, until: str, folders: list[str], pressed: gr.EventData) -> Updates:
        left = without(typed_filters(languages, since, until, folders), str(pressed.filter))
        return panel.show(left, language)

    changed = [panel.language.input, panel.folders.input]
    for box in (panel.since, panel.until):
        changed += [box.blur, box.submit]
    gr.on(changed, show, panel.inputs, panel.chips, trigger_mode="always_last", **quiet)  # none is passed over
    panel.chips.click(remove, panel.inputs, [*panel.inputs, panel.chips], **quiet)


def typed_filters(language: str, since: str, until: str, folders: list[str]) -> Filters:
    """What the panel holds, as it was typed; the engine checks it when it is asked."""
    return Filters(language or None, since.strip() or None, until.strip() or None, tuple(folders))


def held_by(engine: Engine) -> IndexStatus | None:
    """What the index holds now; None where it cannot be read, which the first question reports."""
    try:
        return engine.status()
    except GazetteError:
        log.debug("What the index holds cannot be read", exc_info=True)
        return None


def _span(held: IndexStatus, language: LanguageCode) -> str:
    if held.first_date is None or held.last_date is None:
        return say(language, "No article in this index has a date.")
    return say(language, "Articles from {first} to {last}.", first=held.first_date, last=held.last_date)


def _languages(language: LanguageCode, held: IndexStatus | None = None) -> list[tuple[str, str]]:
    """The choices of language, with the number of their articles where it is known."""
    names = {"": say(language, "All"), **{code: language_name(code, language) for code in LANGUAGES}}
    names = {code: name[:1].upper() + name[1:] for code, name in names.items()}
    if held is None:
        return [(name, code) for code, name in names.items()]
    counts = {"": held.articles, **dict(held.languages)}
    return [(f"{name} ({number(counts.get(code, 0), language)})", code) for code, name in names.items()]


def chips_html(filters: Filters, language: LanguageCode) -> str:
    """A button for each filter that is on; pressing it takes the filter off."""
    chips, address = chips_of(filters, language), urlencode(address_fields(filters))
    return render("filters_chips.html", language, chips=chips, address=address)


def chips_of(filters: Filters, language: LanguageCode) -> list[Chip]:
    """Each filter that is on, in words."""
    chips = []
    if filters.since is not None:
        chips.append(Chip("since", say(language, "since {date}", date=filters.since)))
    if filters.until is not None:
        chips.append(Chip("until", say(language, "until {date}", date=filters.until)))
    if filters.language is not None:
        chips.append(Chip("language", language_name(filters.language, language)))
    return [*chips, *(Chip(f"folder {folder}", folder) for folder in filters.folders)]


def address_fields(filters: Filters) -> list[tuple[str, str]]:
    """The filters as in a link: what `filters_of` reads."""
    given = [("language", filters.language), ("since", filters.since), ("until", filters.until)]
    fields = [(name, value) for name, value in given if value is not None]
    return [*fields, *(("folder", folder) for folder in filters.folders)]


def filters_of(parameters: QueryParams) -> Filters:
    """The filters of an address. Anyone can write one: it is cut to size here, and checked by the engine."""
    language, since, until = (
        parameters.get(name, "")[:LONGEST_DATE].strip() for name in ("language", "since", "until")
    )
    folders = [folder[:LONGEST_FOLDER] for folder in parameters.getlist("folder")[:MOST_FOLDERS]]
    return typed_filters(language, since, until, folders)


def without(filters: Filters, key: str) -> Filters:
    """The filters without that of a chip; all of them where there is no such chip."""
    return replace(
        filters,
        language=None if key == "language" else filters.language,
        since=None if key == "since" else filters.since,
        until=None if key == "until" else filters.until,
        folders=tuple(folder for folder in filters.folders if key != f"folder {folder}"),
    )
