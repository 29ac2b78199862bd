"""What a page keeps over a reload, by the reader or by Gradio: the question in the box, the tab, the filters.

A change of language reloads the page, and so does Gradio when a server that was gone is back. What is kept lies in the
tab's session storage, as the conversation's name does (see `qa.interfaces.web.history`).
"""

from __future__ import annotations

from typing import Any

import gradio as gr
from starlette.datastructures import QueryParams

from qa.ask.engine import Engine
from qa.interfaces.web.chips import filters_of
from qa.interfaces.web.conversation import Values
from qa.interfaces.web.filters import FilterPanel, filled_with
from qa.interfaces.web.views import script
from qa.values import Filters, LanguageCode

LONGEST = 20_000  # characters of filters that come back


def connect_reload(
    filled: Any,  # noqa: ANN401 - Gradio's
    panel: FilterPanel,
    language: LanguageCode,
    engine: Engine,
    **quiet: Any,  # noqa: ANN401 - Gradio's
) -> None:
    """Let the page keep what its reader has put in, and have it again (`reload.js`).

    Args:
        filled: the event after which the panel knows what there is to choose.
        panel: the filters.
        language: of the page.
        engine: knows what the index holds.
        quiet: how Gradio is to treat the events.
    """
    keeper = gr.HTML(None, html_template="", elem_id="reload", js_on_load=script("reload.js"))

    def refill(event: gr.EventData) -> Values:
        filters = filters_of(QueryParams(str(event.filters)[:LONGEST]))
        if filters == Filters():
            return {panel.chips: gr.skip()}
        return filled_with(engine, filters, panel, language)

    filled.then(lambda: {"filled": True}, None, keeper, **quiet)
    keeper.input(refill, None, [*panel.inputs, panel.chips], **quiet)
