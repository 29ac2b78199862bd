"""The chat's second tab: what the index holds, and the way to add articles, take them out and put them back.

Every change goes the same way: a plan is shown, the reader confirms it, a build runs beside the chat, its report stays.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.doors.builder import Builder, Job, Wanted
from qa.doors.inbox import Inbox
from qa.doors.messages import in_language, say
from qa.doors.plan_html import changes, drop_html, plan_html, progress_html, report_html, trouble_html
from qa.doors.shelf_html import ORDERS, facts_html, left_out_html, orders_html, sheet_html
from qa.errors import GazetteError
from qa.quiet import silence
from qa.settings import Settings
from qa.store.catalog import Contents, Order, Sheet, read_contents, read_sheet
from qa.values import LanguageCode

silence()  # before the import, as in `qa.doors.chat`

import gradio as gr  # noqa: E402

SIZE = 50  # articles on a page of the list
FIRST_ORDER: Order = "newest"
EVERY_S = 0.3  # between two looks at a build
SHELF_LABELS = {
    "questions": "Questions",
    "articles": "Articles",
    "add": "Add articles",
    "folder": "Path of a folder or file on this machine",
    "add_folder": "Add this folder",
    "check": "Look for changes in what is followed",
    "search": "Search titles, paths and dates",
}
# The files of a page go one by one to `qa.doors.inbox`; the page is told when all are there.
_DROP = """
const zone = () => element.querySelector(".gz-drop");
const tell = text => { element.querySelector(".gz-sent").textContent = text; };
const put = (text, ...values) => values.reduce((said, value, n) => said.replace(`%${n + 1}`, () => value), text);
async function send(files) {
  const limits = zone().dataset, input = zone().querySelector("input");
  const size = files.reduce((sum, file) => sum + file.size, 0);
  if (!files.length || input.disabled) return;
  if (files.length > Number(limits.files)) return tell(limits.many);
  if (size > Number(limits.mb) * 1e6) return tell(limits.large);
  input.disabled = true;
  let refused = "";
  for (const [n, file] of files.entries()) {
    if (files.length > 1 || size > 1e6) tell(put(limits.sending, n + 1, files.length));
    try {
      const address = `incoming/${limits.key}?name=${encodeURIComponent(file.name)}`;
      const answer = await fetch(address, { method: "PUT", body: file });
      if (!answer.ok) refused = (await answer.json()).error;
    } catch { refused = put(limits.failed, file.name); }
    if (refused) break;
  }
  input.disabled = false;
  input.value = "";
  tell(refused);
  trigger("sent", {});
}
element.addEventListener("change", event => send([...event.target.files]));
for (const name of ["dragover", "dragleave", "drop"]) element.addEventListener(name, event => {
  if (!zone()) return;
  event.preventDefault();
  zone().classList.toggle("gz-over", name === "dragover");
  if (name === "drop") send([...event.dataTransfer.files]);
});
"""
# Progress changes in place, so that the keyboard stays where it is and screen readers hear only what is meant for them.
_WORK = """
const box = document.createElement("div"), aloud = document.createElement("p");
element.after(box);
aloud.className = "gz-sr";
aloud.setAttribute("role", "status");
document.body.append(aloud);
let heard = "";
function show() {
  const parsed = new DOMParser().parseFromString(props.value ?? "", "text/html");
  const next = parsed.querySelector("section"), shown = box.querySelector("section");
  const bar = next?.querySelector("progress"), old = shown?.querySelector("progress");
  if (bar && old) {
    for (const { name, value } of bar.attributes) old.setAttribute(name, value);
    shown.querySelector("h3").textContent = next.querySelector("h3").textContent;
    shown.querySelector("p").textContent = next.querySelector("p").textContent;
  } else {
    box.replaceChildren(...(next ? [next] : []));
    const target = box.querySelector("[data-focus]") ?? box.querySelector("h3");
    if (next) { target.focus({ preventScroll: true }); next.scrollIntoView({ block: "nearest" }); }
  }
  const { aloud: text, aloudKey } = (next ?? box).dataset;
  if (text && aloudKey !== heard) { aloud.textContent = text; heard = aloudKey; }
}
watch("value", show);
box.addEventListener("click", event => {
  const name = event.target.closest("button")?.value;
  if (name === "confirm") trigger("confirm", {});
  if (name === "cancel") trigger("cancel", {});
  if (name === "close") { trigger("close", {}); document.querySelector("#find input, #find textarea")?.focus(); }
});
show();
"""
_LIST = """
let turned = false;
const chosen = () => [...element.querySelectorAll(".gz-list input:checked")];
element.addEventListener("change", event => {
  const boxes = [...element.querySelectorAll(".gz-list input")];
  if (event.target.matches(".gz-all")) boxes.forEach(box => { box.checked = event.target.checked; });
  element.querySelector(".gz-all").checked = chosen().length === boxes.length;
  element.querySelector(".gz-remove").disabled = !chosen().length;
});
element.addEventListener("click", event => {
  const button = event.target.closest("button");
  if (button?.matches(".gz-turn")) { turned = true; trigger("turn", { first: Number(button.value) }); }
  if (button?.matches(".gz-remove")) trigger("remove", { paths: chosen().map(box => box.value) });
});
watch("value", () => {
  if (!turned) return;
  turned = false;
  element.scrollIntoView({ block: "start" });
  element.querySelector(".gz-entry")?.focus({ preventScroll: true });
});
"""
_ORDER = """
element.addEventListener("change", event => trigger("sort", { order: event.target.value }));
"""
_LEFT_OUT = """
element.addEventListener("click", event => {
  const button = event.target.closest(".gz-back");
  if (button) trigger("restore", { path: button.value });
});
"""
Label = Callable[[str], Any]  # a key -> what the page puts in its place
Speaks = Callable[[gr.Request], LanguageCode]  # the language of the reader's browser
Shown = tuple[Any, Any, Any]  # the plan, progress or report; what the plan is of; the build's number
log = logging.getLogger(__name__)


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


def is_local(settings: Settings) -> bool:
    """Whether only this machine is answered, so that a reader may name its folders."""
    return settings.password is None and settings.password_file is None


def make_shelf(label: Label, settings: Settings, inbox: Inbox) -> Shelf:
    """The tab's content; `Desk.fill` gives it what the index holds."""
    key, wanted, number = gr.State("", delete_callback=inbox.discard), gr.State(None), gr.State(None)
    order = gr.State(FIRST_ORDER)
    facts = gr.HTML("", elem_id="facts", js_on_load=None)
    with gr.Accordion(label("add"), open=False, elem_id="adding") as adding:
        drop = gr.HTML("", elem_id="drop", js_on_load=_DROP)
        with gr.Row(equal_height=True, visible=is_local(settings), elem_id="naming"):
            folder = gr.Textbox(
                "", label=label("folder"), placeholder=label("folder"), container=False, max_lines=1, scale=1
            )
            add_folder = gr.Button(label("add_folder"), scale=0, min_width=190)
        check = gr.Button(label("check"), size="sm", elem_id="check")
    work = gr.HTML("", html_template="", elem_id="work", js_on_load=_WORK)
    with gr.Row(equal_height=True, elem_id="find"):
        search = gr.Textbox(
            "", label=label("search"), placeholder=label("search"), container=False, max_lines=1, scale=1
        )
        orders = gr.HTML("", elem_id="orders", js_on_load=_ORDER, min_width=150)
    sheet = gr.HTML("", elem_id="sheet", js_on_load=_LIST)
    left_out = gr.HTML("", elem_id="left-out", js_on_load=_LEFT_OUT)
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
    shelf.search.input(desk.sheet, listing, shelf.sheet, trigger_mode="always_last", **quiet)
    shelf.orders.sort(desk.sort, shelf.search, [shelf.order, shelf.sheet], **quiet)
    shelf.sheet.turn(desk.turn, listing, shelf.sheet, **quiet)

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
    shelf.sheet.remove(desk.plan_removal, shelf.key, shelf.shown, **planning)
    shelf.left_out.restore(desk.plan_restoring, shelf.key, shelf.shown, **planning)

    shelf.work.cancel(desk.cancel, shelf.number, None, **quiet)
    shelf.work.close(desk.close, shelf.key, shelf.shown, **quiet)
    built = shelf.work.confirm(desk.build, [shelf.key, shelf.wanted], shelf.shown, **planning)
    return built.then(desk.fill, *filling, **quiet)


class Desk:
    """What the tab's buttons do. One object serves all pages."""

    def __init__(self, settings: Settings, inbox: Inbox, builder: Builder, speaks: Speaks) -> None:
        self._settings, self._inbox, self._builder, self._speaks = settings, inbox, builder, speaks

    # ------------------------------------------------------------ look

    def fill(self, key: str, search: str, order: str, request: gr.Request) -> tuple[Any, ...]:
        """The values of `Shelf.filled`, from the index as it is now."""
        language = self._speaks(request)
        key = key or self._inbox.open()
        try:
            contents = read_contents(self._settings.index_folder)
        except GazetteError as error:
            trouble = trouble_html(in_language(error.message, language), language)
            return trouble, gr.skip(), drop_html(key, self._settings, language), "", "", "", key
        except (OSError, sqlite3.Error):  # it was pruned in this moment
            log.debug("The index is not shown", exc_info=True)
            contents = None
        return (
            facts_html(contents, language),
            gr.skip() if contents is not None and contents.manifest.articles else gr.Accordion(open=True),
            drop_html(key, self._settings, language),
            orders_html(_order(order), language),
            self.sheet(search, order, request),
            left_out_html(_left_out(contents), language),
            key,
        )

    def sheet(self, search: str, order: str, request: gr.Request, first: int = 0) -> str:
        """A page of the list."""
        try:
            sheet = read_sheet(self._settings.index_folder, search[:200], _order(order), first, SIZE)
        except (GazetteError, OSError, sqlite3.Error):
            log.debug("The list of articles cannot be shown", exc_info=True)
            sheet = Sheet((), 0, 0)
        return sheet_html(sheet, SIZE, bool(search.strip()), self._speaks(request))

    def sort(self, search: str, request: gr.Request, pressed: gr.EventData) -> tuple[str, str]:
        """The first page of the list in another order."""
        order = _order(str(pressed.order))
        return order, self.sheet(search, order, request)

    def turn(self, search: str, order: str, request: gr.Request, pressed: gr.EventData) -> str:
        """Another page of the list."""
        return self.sheet(search, order, request, int(pressed.first))

    # ------------------------------------------------------------ plan

    async def plan_uploads(self, key: str, request: gr.Request) -> AsyncIterator[Shown]:
        """What adding the files that the page has sent would change."""
        uploads = self._inbox.uploads(key)
        if uploads:
            async for shown in self._plan(key, Wanted(uploads=uploads), request):
                yield shown

    async def plan_folder(self, key: str, path: str, request: gr.Request) -> AsyncIterator[Shown]:
        """What following a folder or file of this machine would change."""
        self._forget(key)
        cleaned = "".join(filter(str.isprintable, path)).strip().strip("\"'")  # as file managers copy a path
        language = self._speaks(request)
        if not is_local(self._settings):
            sentence = "Folders can only be named on a server that answers its own machine alone: drop files instead."
            yield trouble_html(say(language, sentence), language), None, gr.skip()
        elif not cleaned:
            sentence = "No folder is named: write the path of a folder or file of this machine."
            yield trouble_html(say(language, sentence), language), None, gr.skip()
        else:
            async for shown in self._plan(key, Wanted(paths=(Path(cleaned),)), request):
                yield shown

    async def plan_update(self, key: str, request: gr.Request) -> AsyncIterator[Shown]:
        """What has changed in what the index follows."""
        self._forget(key)
        async for shown in self._plan(key, Wanted(), request):
            yield shown

    async def plan_removal(self, key: str, request: gr.Request, pressed: gr.EventData) -> AsyncIterator[Shown]:
        """What taking out the selected articles would change."""
        self._forget(key)
        paths = tuple(str(path) for path in pressed.paths[:SIZE])
        async for shown in self._plan(key, Wanted(remove=paths), request):
            yield shown

    async def plan_restoring(self, key: str, request: gr.Request, pressed: gr.EventData) -> AsyncIterator[Shown]:
        """What putting back a path would change."""
        self._forget(key)
        async for shown in self._plan(key, Wanted(restore=(str(pressed.path),)), request):
            yield shown

    async def _plan(self, key: str, wanted: Wanted, request: gr.Request) -> AsyncIterator[Shown]:
        language = self._speaks(request)
        try:
            job = self._builder.start(wanted, dry_run=True)
        except GazetteError as error:
            yield trouble_html(in_language(error.message, language), language), None, gr.skip()
            return
        async for html in _progress(job, language):
            yield html, None, job.number
        if job.report is None:
            self._forget(key)
        can_be_done = job.report is not None and changes(job.report)
        yield _end(job, language), wanted if can_be_done else None, job.number

    def _forget(self, key: str) -> None:
        """Delete the files that wait for this page's plan, unless a build may be reading them."""
        if self._builder.job is None or self._builder.job.ended.is_set():
            self._inbox.empty(key)

    # ------------------------------------------------------------ build

    async def build(self, key: str, wanted: Wanted | None, request: gr.Request) -> AsyncIterator[Shown]:
        """Do what the plan on show says, and report it."""
        language = self._speaks(request)
        if wanted is None:  # a second click
            return
        if not all(upload.file.exists() for upload in wanted.uploads):
            sentence = "This page has been open for too long: reload it, then drop the files again."
            yield trouble_html(say(language, sentence), language), None, gr.skip()
            return
        try:
            job = self._builder.start(wanted, dry_run=False, at_end=lambda: self._inbox.empty(key))
        except GazetteError as error:
            yield trouble_html(in_language(error.message, language), language), wanted, gr.skip()
            return
        async for html in _progress(job, language):
            yield html, None, job.number
        yield _end(job, language), None, job.number

    async def follow(self, request: gr.Request) -> AsyncIterator[Shown]:
        """Show a build that another page, or this one before it was reloaded, has started."""
        job, language = self._builder.job, self._speaks(request)
        if job is None or job.dry_run or job.ended.is_set():
            return
        async for html in _progress(job, language):
            yield html, None, job.number
        yield _end(job, language), None, job.number

    def cancel(self, number: int | None) -> None:
        """End the plan or the build that the page follows."""
        if number is not None:
            self._builder.cancel(number)

    def close(self, key: str) -> Shown:
        """Put the plan or the report away."""
        self._forget(key)
        return "", None, gr.skip()


async def _progress(job: Job, language: LanguageCode) -> AsyncIterator[str]:
    last = None
    while not job.ended.is_set():
        html = progress_html(job, language)
        if html != last:
            yield html
        last = html
        await asyncio.sleep(EVERY_S)


def _end(job: Job, language: LanguageCode) -> str:
    if job.report is not None:
        return plan_html(job.report, language) if job.dry_run else report_html(job.report, language)
    if job.problem is not None:
        return trouble_html(in_language(job.problem, language), language)
    return "" if job.dry_run else trouble_html(say(language, "Stopped: the index is as it was."), language)


def _order(name: str) -> Order:
    """The order with this name, which the page could make up."""
    return next((order for order in ORDERS if order == name), FIRST_ORDER)


def _left_out(contents: Contents | None) -> Sequence[str]:
    return () if contents is None else tuple(dict.fromkeys(out.path for out in contents.manifest.left_out))
