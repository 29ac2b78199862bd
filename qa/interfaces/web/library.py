"""The chat's second tab: what the index holds, and the way to add articles, take them out and put them back.

Every change goes the same way: a plan is shown, the reader confirms it, a build runs beside the chat, its report stays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from qa.interfaces.i18n import N_
from qa.interfaces.web.library_actions import FIRST_ORDER, Desk, is_local
from qa.interfaces.web.library_js import DROP, FACTS, LEFT_OUT, LIST, ORDER, WORK
from qa.interfaces.web.uploads import Inbox
from qa.settings import Settings

SHELF_LABELS = {
    "questions": N_("Questions"),
    "articles": N_("Articles"),
    "add": N_("Add articles"),
    "folder": N_("Path of a folder or file on this machine"),
    "add_folder": N_("Add this folder"),
    "check": N_("Look for changes in what is followed"),
    "search": N_("Search titles, paths and dates"),
}
Label = Callable[[str], Any]  # a key -> what the page puts in its place


@dataclass(frozen=True, slots=True)
class Shelf:
    """The components of the tab, and what it remembers of its page."""

    facts: gr.HTML
    adding: gr.Accordion
    drop: gr.HTML
    folder: gr.Textbox
    add_folder: gr.Button
    check: gr.Button
    work: gr.HTML
    search: gr.Textbox
    orders: gr.HTML
    sheet: gr.HTML
    left_out: gr.HTML
    key: gr.State  # of the page's files in the inbox
    order: gr.State  # of the list
    wanted: gr.State  # what the plan on show is of
    number: gr.State  # of the build that the page follows

    @property
    def filled(self) -> list[gr.Component]:
        """What `Desk.fill` tells."""
        return [self.facts, self.adding, self.drop, self.orders, self.sheet, self.left_out, self.key]

    @property
    def shown(self) -> list[gr.Component]:
        """What a plan or a build changes on the page: see `Shown`."""
        return [self.work, self.wanted, self.number]


def make_shelf(label: Label, settings: Settings, inbox: Inbox) -> Shelf:
    """The tab's content; `Desk.fill` gives it what the index holds."""
    key, wanted, number = gr.State("", delete_callback=inbox.discard), gr.State(None), gr.State(None)
    order = gr.State(FIRST_ORDER)
    facts = gr.HTML("", elem_id="facts", js_on_load=FACTS)
    with gr.Accordion(label("add"), open=False, elem_id="adding") as adding:
        drop = gr.HTML("", elem_id="drop", js_on_load=DROP)
        with gr.Row(equal_height=True, visible=is_local(settings), elem_id="naming"):
            folder = gr.Textbox(
                "", label=label("folder"), placeholder=label("folder"), container=False, max_lines=1, scale=1
            )
            add_folder = gr.Button(label("add_folder"), scale=0, min_width=190)
        check = gr.Button(label("check"), size="sm", elem_id="check")
    work = gr.HTML("", html_template="", elem_id="work", js_on_load=WORK)
    with gr.Row(equal_height=True, elem_id="find"):
        search = gr.Textbox(
            "", label=label("search"), placeholder=label("search"), container=False, max_lines=1, scale=1
        )
        orders = gr.HTML("", elem_id="orders", js_on_load=ORDER, min_width=150)
    sheet = gr.HTML("", elem_id="sheet", js_on_load=LIST)
    left_out = gr.HTML("", elem_id="left-out", js_on_load=LEFT_OUT)
    return Shelf(
        facts,
        adding,
        drop,
        folder,
        add_folder,
        check,
        work,
        search,
        orders,
        sheet,
        left_out,
        key,
        order,
        wanted,
        number,
    )


def connect_shelf(shelf: Shelf, tab: gr.Tab, desk: Desk, **quiet: Any) -> Any:  # noqa: ANN401 - Gradio's
    """Let the tab answer its reader.

    Returns:
        The event after which the index may be another, for what else on the page shows it.
    """
    listing = [shelf.search, shelf.order]
    filling = ([shelf.key, *listing], shelf.filled)
    tab.select(desk.fill, *filling, **quiet).then(desk.follow, None, shelf.shown, concurrency_limit=None, **quiet)
    for part in (shelf.facts, shelf.work):
        part.renew(desk.renew, *filling, trigger_mode="always_last", **quiet)
    shelf.search.change(desk.sheet, listing, shelf.sheet, trigger_mode="always_last", **quiet)
    shelf.orders.sort(desk.sort, shelf.search, [shelf.order, shelf.sheet], trigger_mode="always_last", **quiet)
    shelf.sheet.turn(desk.turn, listing, shelf.sheet, trigger_mode="always_last", **quiet)

    planning = {**quiet, "concurrency_limit": None}
    shelf.drop.sent(desk.plan_uploads, shelf.key, shelf.shown, **planning)
    gr.on(
        [shelf.add_folder.click, shelf.folder.submit],
        desk.plan_folder,
        [shelf.key, shelf.folder],
        shelf.shown,
        **planning,
    )
    shelf.check.click(desk.plan_update, shelf.key, shelf.shown, **planning)
    for part in (shelf.sheet, shelf.facts):
        part.remove(desk.plan_removal, shelf.key, shelf.shown, **planning)
    shelf.left_out.restore(desk.plan_restoring, shelf.key, shelf.shown, **planning)

    shelf.work.cancel(desk.cancel, shelf.number, None, **quiet)
    shelf.work.close(desk.close, shelf.key, shelf.shown, **quiet)
    built = shelf.work.confirm(desk.build, [shelf.key, shelf.wanted], shelf.shown, **planning)
    return built.then(desk.fill, *filling, **quiet)
