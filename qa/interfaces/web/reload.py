"""What a page keeps over a reload, by the reader or by Gradio: the question in the box, the tab, the filters.

A change of language reloads the page, and so does Gradio when a server that was gone is back. What is kept lies in the
tab's session storage, as the conversation's name does (see `qa.interfaces.web.history_script`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr
from starlette.datastructures import QueryParams

from qa.ask.engine import Engine
from qa.interfaces.web.filters import Chosen, Speaks
from qa.interfaces.web.links import filled_with, filters_of

LONGEST = 20_000  # characters of filters that come back
# The box gets the keyboard here and not by `autofocus`, which scrolls a low page down to it; who has begun to use
# something else stays there. A link has its own question and filters.
KEEP = """() => {
  const box = () => document.querySelector("#asking textarea");
  const tabs = () => [...document.querySelectorAll("#tabs [role=tab]")];
  let kept = {};
  try { kept = JSON.parse(sessionStorage.getItem("gazette.page")) ?? {}; } catch {}
  addEventListener("pagehide", () => {
    const tab = tabs().findIndex(one => one.getAttribute("aria-selected") === "true");
    const filters = document.querySelector("#chips .gz-chips")?.dataset.filters ?? "";
    const put_in = { draft: box()?.value ?? "", tab, filters };
    try { sessionStorage.setItem("gazette.page", JSON.stringify(put_in)); } catch {}
  });
  if (!new URLSearchParams(location.search).has("q")) {
    if (kept.draft && box()?.value === "") {
      box().value = kept.draft;
      box().dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (kept.tab > 0) tabs()[kept.tab]?.click();
  }
  if (document.activeElement === document.body) box()?.focus({ preventScroll: true });
}"""
_FILTERS = """() => {
  if (new URLSearchParams(location.search).has("q")) return "";
  try { return String(JSON.parse(sessionStorage.getItem("gazette.page"))?.filters ?? ""); } catch { return ""; }
}"""
Refill = Callable[[str, gr.Request], tuple[Any, ...]]


def refill_with(engine: Engine, speaks: Speaks) -> Refill:
    """What puts the filters back that a page had; its outputs are those of `Panel.inputs`, and the chips."""

    def refill(kept: str, request: gr.Request) -> tuple[Any, ...]:
        filters = filters_of(QueryParams(kept[:LONGEST]))
        if filters == Chosen(None, None, None, ()):
            return (gr.skip(),) * 5
        return filled_with(engine, filters, speaks(request))

    return refill


def connect_reload(
    page: gr.Blocks,
    filled: Any,  # noqa: ANN401 - Gradio's
    panel: list[gr.Component],
    engine: Engine,
    speaks: Speaks,
    **quiet: Any,  # noqa: ANN401 - Gradio's
) -> None:
    """Let the page keep what its reader has put in, and have it again.

    Args:
        page: the whole page.
        filled: the event after which the panel knows what there is to choose.
        panel: `Panel.inputs`, and the chips.
        engine: knows what the index holds.
        speaks: the language of a reader.
        quiet: how Gradio is to treat the events.
    """
    kept = gr.Textbox(visible=False)  # holds nothing: the script gives its value
    page.load(None, None, None, js=KEEP, **quiet)
    filled.then(refill_with(engine, speaks), kept, panel, js=_FILTERS, **quiet)
