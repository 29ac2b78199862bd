"""The chat's panel that narrows the articles down, and the chips that say which filters are on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import gradio as gr

from qa.ask.engine import Engine
from qa.ask.query import read_filters
from qa.errors import GazetteError
from qa.interfaces.i18n import N_, say
from qa.interfaces.web.text import safe
from qa.values import Filters, IndexStatus, LanguageCode

FOLDERS = 500  # that the panel offers
NARROW_LABELS = {
    "filters": N_("Only some of the articles"),
    "language": N_("Language"),
    "all": N_("All"),
    "french": N_("In French"),
    "english": N_("In English"),
    "since": N_("Since (year, month or day)"),
    "until": N_("Until (year, month or day)"),
    "folders": N_("Folders and tables"),
}
NARROW_STYLE = """
#span p { margin: 0; font-size: .85rem; color: var(--body-text-color); opacity: .8; }
#chips, #chips .html-container { min-height: 0; padding: 0; }
#chips .gz-chips { display: flex; flex-wrap: wrap; gap: .4rem; margin: 0; }
#chips:not(:has(button)) { display: none; }
#chips button { margin: 0; max-width: 100%; font-weight: 400; cursor: pointer; text-align: left; }
#chips button:hover { border-color: var(--body-text-color); }
#chips button:focus-visible { outline: 2px solid var(--body-text-color); outline-offset: 1px; }
body:has(#chips button) #conversation { height: calc(100dvh - 21.5rem) !important; }
"""
# A chip is removed with its key. The keyboard goes on from the question, since the button that had it is gone.
_LISTEN = """
element.addEventListener("click", event => {
  const chip = event.target.closest("button[value]");
  if (!chip) return;
  trigger("click", { filter: chip.value });
  document.querySelector("#asking textarea")?.focus();
});
"""
Label = Callable[[str], Any]  # a key -> what the page puts in its place
Speaks = Callable[[gr.Request], LanguageCode]  # the language of the reader's browser
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Panel:
    """The components that hold the filters, and the chips that show them."""

    language: gr.Radio
    since: gr.Textbox
    until: gr.Textbox
    folders: gr.Dropdown
    span: gr.Markdown
    chips: gr.HTML

    @property
    def filled(self) -> list[gr.Component]:
        """What `fill_with` tells of the index."""
        return [self.span, self.since, self.until, self.language, self.folders]

    @property
    def inputs(self) -> list[gr.Component]:
        """What a question is asked with, in the order of `Chosen`."""
        return [self.language, self.since, self.until, self.folders]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the panel holds, as it was typed and chosen."""

    language: str | None
    since: str | None
    until: str | None
    folders: tuple[str, ...]

    @classmethod
    def of(cls, language: str, since: str, until: str, folders: list[str]) -> Chosen:
        """From the values of `Panel.inputs`."""
        return cls(language or None, since.strip() or None, until.strip() or None, tuple(folders))

    def read(self) -> Filters:
        """What a question is asked with.

        Raises:
            QuestionError: one of them cannot be understood.
        """
        return read_filters(self.language, self.since, self.until, self.folders)


def make_chips() -> gr.HTML:
    """The row of chips, empty."""
    return gr.HTML("", elem_id="chips", js_on_load=_LISTEN)


def make_panel(label: Label, chips: gr.HTML) -> Panel:
    """The panel, folded; `fill` gives it what the index holds."""
    with gr.Accordion(label("filters"), open=False, elem_id="narrow"):
        span = gr.Markdown("", elem_id="span")
        with gr.Row():
            since = gr.Textbox("", label=label("since"), placeholder="2022-01", max_lines=1, min_width=150)
            until = gr.Textbox("", label=label("until"), placeholder="2022-01-31", max_lines=1, min_width=150)
        choices = [(label("all"), ""), (label("french"), "fr"), (label("english"), "en")]
        language = gr.Radio(choices, value="", label=label("language"))
        folders = gr.Dropdown([], value=[], multiselect=True, label=label("folders"), visible=False)
    return Panel(language, since, until, folders, span, chips)


def connect(panel: Panel, speaks: Speaks, **quiet: Any) -> None:  # noqa: ANN401 - Gradio's
    """Let the chips follow the panel, and the panel the chips."""

    def show(language: str, since: str, until: str, folders: list[str], request: gr.Request) -> str:
        return chips_html(Chosen.of(language, since, until, folders), speaks(request))

    def remove(
        language: str, since: str, until: str, folders: list[str], request: gr.Request, pressed: gr.EventData
    ) -> tuple[object, ...]:
        left = without(Chosen.of(language, since, until, folders), str(pressed.filter))
        return (*left, chips_html(Chosen.of(*left), speaks(request)))

    changed = [panel.language.input, panel.folders.input]
    for box in (panel.since, panel.until):
        changed += [box.blur, box.submit]
    gr.on(changed, show, panel.inputs, panel.chips, trigger_mode="always_last", **quiet)  # none is passed over
    panel.chips.click(remove, panel.inputs, [*panel.inputs, panel.chips], **quiet)


def fill_with(engine: Engine, speaks: Speaks) -> Callable[[gr.Request], tuple[Any, ...]]:
    """What a new page is told: the index as it is now; nothing where it cannot be read, as the first question tells."""

    def filled(request: gr.Request) -> tuple[Any, ...]:
        held = holding(engine)
        return (gr.skip(),) * 5 if held is None else fill(held, speaks(request))

    return filled


def holding(engine: Engine) -> IndexStatus | None:
    """What the panel offers, from the index as it is now; None where it cannot be read."""
    try:
        return engine.status()
    except GazetteError:
        log.debug("What the index holds cannot be read", exc_info=True)
        return None


def fill(held: IndexStatus, speaks: LanguageCode) -> tuple[Any, ...]:
    """Updates of `Panel.filled`: what there is to choose, with counts."""
    if not held.articles:
        return (gr.skip(),) * 5
    dated = held.first_date is not None and held.last_date is not None
    span = (
        say(speaks, "Articles from {first} to {last}.", first=held.first_date, last=held.last_date)
        if dated
        else say(speaks, "No article of this index is dated.")
    )
    counts = dict(held.languages)
    languages = [
        (f"{say(speaks, 'All')} ({held.articles})", ""),
        (f"{say(speaks, 'In French')} ({counts.get('fr', 0)})", "fr"),
        (f"{say(speaks, 'In English')} ({counts.get('en', 0)})", "en"),
    ]
    choices = [(f"{name} ({count})", name) for name, count in held.folders[:FOLDERS]]
    return (
        span,
        gr.Textbox(placeholder=held.first_date or "2022-01"),
        gr.Textbox(placeholder=held.last_date or "2022-01-31"),
        gr.Radio(languages),
        gr.Dropdown(choices, visible=len(choices) > 1),
    )


def chips_html(filters: Chosen, speaks: LanguageCode) -> str:
    """A button for each filter that is on; pressing it takes the filter off."""
    chips: list[tuple[str, str]] = []
    if filters.since is not None:
        chips.append(("since", say(speaks, "since {date}", date=filters.since)))
    if filters.until is not None:
        chips.append(("until", say(speaks, "until {date}", date=filters.until)))
    if filters.language is not None:
        chips.append(("language", say(speaks, "in French" if filters.language == "fr" else "in English")))
    chips += [(f"folder {folder}", folder) for folder in filters.folders]
    if not chips:
        return ""
    buttons = "".join(_chip(key, text, speaks) for key, text in chips)
    name = say(speaks, "Filters that are on")
    kept = safe(_address(filters))
    return (
        f'<div class="gz-chips" role="group" aria-label="{name}" lang="{speaks}" data-filters="{kept}">{buttons}</div>'
    )


def _address(filters: Chosen) -> str:
    """The filters as in a link, for `qa.interfaces.web.reload` to keep."""
    given = [("language", filters.language), ("since", filters.since), ("until", filters.until)]
    fields = [(name, value) for name, value in given if value is not None]
    return urlencode([*fields, *(("folder", folder) for folder in filters.folders)])


def _chip(key: str, text: str, speaks: LanguageCode) -> str:
    title = safe(say(speaks, "Remove this filter: {filter}", filter=text))
    return (
        f'<button type="button" class="gz-chip" value="{safe(key)}" title="{title}" aria-label="{title}">'
        f'<bdi>{safe(text)}</bdi><span aria-hidden="true">✕</span></button>'
    )


def without(filters: Chosen, key: str) -> tuple[str, str, str, list[str]]:
    """The values of `Panel.inputs` without the filter of a chip; all of them where there is no such chip."""
    return (
        "" if key == "language" else filters.language or "",
        "" if key == "since" else filters.since or "",
        "" if key == "until" else filters.until or "",
        [folder for folder in filters.folders if key != f"folder {folder}"],
    )
