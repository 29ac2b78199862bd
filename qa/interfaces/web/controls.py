"""Makes the buttons inside a reply work: edit what was understood, or ask again and refuse a part of it.

The buttons stand in the reply's HTML, where Gradio lets no script be; an empty component of the page hears them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from qa.interfaces.web.views import script
from qa.values import Refusal


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button that asks again."""

    question: str
    refused: tuple[Refusal, ...]

    @classmethod
    def of(cls, event: gr.EventData) -> Pressed:
        """From what the page sends, which could be anything."""
        told = [str(name) for name in event.refused]
        known: tuple[Refusal, ...] = ("completion", "typed_dates", "filters")
        return cls(str(event.question), tuple(name for name in known if name in told))


def make_controls(box: gr.Component, **quiet: Any) -> gr.HTML:  # noqa: ANN401 - Gradio's
    """What hears the buttons (`controls.js`): "edit" fills the box here, "submit" is for the chat."""
    controls = gr.HTML("", elem_id="controls", js_on_load=script("controls.js"))
    controls.edit(_question, None, box, **quiet)
    return controls


def _question(pressed: gr.EventData) -> str:
    return str(pressed.question)
