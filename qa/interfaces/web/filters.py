"""The page's filters: a panel that sets them, chips that take them off, and what narrows a search down."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from qa.ask.engine import Engine
from qa.ask.search.results import Counted, SearchPage
from qa.errors import GazetteError
from qa.interfaces.filters import OFFERED
from qa.interfaces.i18n import number, say
from qa.interfaces.places import language_name, language_word
from qa.interfaces.web.chips import chips_html, typed_filters, without
from qa.interfaces.web.views import script
from qa.lang import LANGUAGES
from qa.reports import IndexStatus
from qa.values import Filters, LanguageCode

MAX_FOLDERS = 500  # that the panel offers
SHOWN = 12  # years, folders that narrow a search down: more of them are folded
Updates = dict[Any, Any]  # a component of the page -> its new value; the others stay as they are
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FilterPanel:
    """The components that hold the filters, and the chips that show them."""

    language: gr.Radio
    since: gr.Textbox
    until: gr.Textbox
    folders: gr.Dropdown
    file_types: gr.Dropdown
    span: gr.Markdown
    chips: gr.HTML

    @property
    def inputs(self) -> list[gr.Component]:
        """What a question is asked with: a component for each of `OFFERED`, in order, as `typed_filters` takes them."""
        return [self.language, self.since, self.until, self.folders, self.file_types]

    @property
    def offered(self) -> list[gr.Component]:
        """What `offer` changes."""
        return [self.span, *self.inputs]

    def filters(self, given: Updates) -> Filters:
        """What the components hold, among the values that a handler is given."""
        return typed_filters(*(given[part] for part in self.inputs))

    def values(self, filters: Filters) -> Updates:
        """The components with what they hold for these filters."""
        held = ((one.is_several, one.values(filters)) for one in OFFERED)
        values = (list(on) if is_several else "".join(on) for is_several, on in held)
        return dict(zip(self.inputs, values, strict=True))

    def show(self, filters: Filters, language: LanguageCode) -> Updates:
        """The same, with the chips."""
        return {**self.values(filters), self.chips: chips_html(filters, language)}

    def offer(self, engine: Engine, language: LanguageCode) -> Updates:
        """What there is to choose in the index as it is now; the same as before where it cannot be read."""
        held = held_by(engine)
        if held is None or not held.articles:
            return {self.span: gr.skip()}
        folders = [(f"{name} ({number(count, language)})", name) for name, count in held.folders[:MAX_FOLDERS]]
        types = [(f".{name} ({number(count, language)})", name) for name, count in held.file_types]
        return {
            self.span: _span(held, language),
            self.since: gr.Textbox(placeholder=held.first_date or "2022-01"),
            self.until: gr.Textbox(placeholder=held.last_date or "2022-01-31"),
            self.language: gr.Radio(_languages(language, held)),
            self.folders: gr.Dropdown(folders, visible=len(folders) > 1),
            self.file_types: gr.Dropdown(types, visible=len(types) > 1),
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
        folders = gr.Dropdown(
            [], value=[], multiselect=True, label=say(language, "Folders and tables"), visible=False, elem_id="folders"
        )
        file_types = gr.Dropdown(
            [], value=[], multiselect=True, label=say(language, "File types"), visible=False, elem_id="file-types"
        )
    return FilterPanel(languages, since, until, folders, file_types, span, chips)


def connect_filters(panel: FilterPanel, language: LanguageCode, **quiet: Any) -> None:  # noqa: ANN401 - Gradio's
    """Let the chips follow the panel, and the panel the chips."""

    def show(given: Updates) -> str:
        return chips_html(panel.filters(given), language)

    def remove(given: Updates, pressed: gr.EventData) -> Updates:
        return panel.show(without(panel.filters(given), str(pressed.filter)), language)

    changed = []
    for part in panel.inputs:  # a box counts when it is left
        changed += [part.blur, part.submit] if isinstance(part, gr.Textbox) else [part.input]
    inputs = {*panel.inputs}  # as a set, so that a handler gets the values by component
    gr.on(changed, show, inputs, panel.chips, trigger_mode="always_last", **quiet)  # none is passed over
    panel.chips.click(remove, inputs, [*panel.inputs, panel.chips], **quiet)


def filled_with(engine: Engine, filters: Filters, panel: FilterPanel, language: LanguageCode) -> Updates:
    """The panel with these filters; without what it cannot choose, of which the reply tells."""
    held = held_by(engine) if filters.folders or filters.file_types else None
    known = set() if held is None else {name for name, _ in held.folders[:MAX_FOLDERS]}
    types = set() if held is None else {name for name, _ in held.file_types}
    chosen = replace(
        filters,
        language=filters.language if filters.language in LANGUAGES else None,
        folders=tuple(folder for folder in filters.folders if folder in known),
        file_types=tuple(one for one in filters.file_types if one in types),
    )
    return panel.show(chosen, language)


@dataclass(frozen=True, slots=True)
class CountGroup:
    """What the articles found can be narrowed down by."""

    key: str  # of the press
    label: str
    choices: tuple[tuple[str, str, int], ...]  # what is pressed, its words, articles
    more: tuple[tuple[str, str, int], ...]  # those that are folded


def groups_of(page: SearchPage, language: LanguageCode) -> list[CountGroup]:
    """What narrows a search down, with counts; only where there is a choice."""

    def group(key: str, label: str, counted: tuple[Counted, ...], word: Callable[[str], str]) -> CountGroup:
        choices = tuple((one.value, word(one.value), one.articles) for one in counted if one.value)
        return CountGroup(key, label, choices[:SHOWN], choices[SHOWN:])

    groups = (
        group("year", say(language, "Year"), page.years, str),
        group("language", say(language, "Language"), page.languages, lambda code: language_word(code, language)),
        group("folder", say(language, "Folder"), page.folders, str),
        group("file_type", say(language, "File type"), page.file_types, lambda name: f".{name}"),
    )
    return [one for one in groups if len(one.choices) > 1]


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
