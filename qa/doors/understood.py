"""Makes the controls of "Understood as: …" work: edit puts that question into the box, "as typed" asks without it.

The buttons stand in the reply's HTML, where Gradio hears no click; the page hands it on to two buttons that it hears.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from qa.quiet import silence

silence()

import gradio as gr  # noqa: E402

HIDDEN = "#gz-edit, #gz-as-typed { display: none; }"
_LISTEN = """() => document.addEventListener("click", event => {
  const button = event.target.closest("#conversation .gz-understood button");
  if (!button) return;
  const line = button.closest(".gz-understood");
  const shown = [...document.querySelectorAll("#conversation .gz-question, #conversation .gz-understood")];
  const asked = shown.slice(0, shown.indexOf(line)).filter(one => one.matches(".gz-question")).at(-1);
  const edits = button.matches(".gz-edit");
  window.gazetteQuestion = (edits ? line.querySelector(".gz-meant") : asked)?.textContent ?? "";
  document.querySelector(edits ? "#gz-edit" : "#gz-as-typed")?.click();
  if (edits) document.querySelector("#asking textarea")?.focus();
})"""
_QUESTION = "() => window.gazetteQuestion"
_ASKED = "(box, ...others) => [window.gazetteQuestion, ...others]"


def add_controls(
    page: gr.Blocks,
    ask_as_typed: Callable[..., Any],
    box: gr.Component,
    given: Sequence[gr.Component],
    shown: Sequence[gr.Component],
    *,
    quiet: dict[str, Any],
    asking: dict[str, Any],
) -> None:
    """Wire both controls.

    Args:
        page: the chat.
        ask_as_typed: what asks a question without completing it.
        box: where a question is typed.
        given: what `ask_as_typed` is given; the question first.
        shown: what it fills.
        quiet: options of an event that is not seen.
        asking: options of an event that asks.
    """
    edit, as_typed = gr.Button(elem_id="gz-edit"), gr.Button(elem_id="gz-as-typed")
    edit.click(None, None, box, js=_QUESTION, **quiet)
    as_typed.click(ask_as_typed, list(given), list(shown), js=_ASKED, **asking)
    page.load(None, None, None, js=_LISTEN, **quiet)
