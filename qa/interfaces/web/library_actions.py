"""What the buttons of the page's second tab do: look into the index, plan a change, carry it out, report.

Every change goes the same way: a plan is shown, the reader confirms it, a build runs beside the chat, its report stays.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import gradio as gr

from qa.ask.engine import Engine
from qa.errors import GazetteError, Message
from qa.index.catalog import CatalogPage, Order
from qa.interfaces.i18n import in_language
from qa.interfaces.web.filters import Updates
from qa.interfaces.web.jobs import BuildRequest, Job, Jobs, outcome_html, progress_html
from qa.interfaces.web.jobs import problem_html as trouble_html
from qa.interfaces.web.library import (
    FIRST_ORDER,
    ORDERS,
    SIZE,
    Library,
    exclusions_html,
    facts_html,
    is_local,
    list_html,
    orders_html,
    problem_html,
)
from qa.interfaces.web.uploads import Uploads
from qa.values import LanguageCode

MAX_SEARCH = 200  # characters
EVERY_S = 0.3  # between two looks at a build
log = logging.getLogger(__name__)


class LibraryActions:
    """What the tab's buttons do. One object serves all readers of the page in a language."""

    def __init__(self, library: Library, engine: Engine, uploads: Uploads, jobs: Jobs, language: LanguageCode) -> None:
        self._library, self._engine, self._uploads, self._jobs = library, engine, uploads, jobs
        self._language = language

    # ------------------------------------------------------------ look

    def fill(self, key: str, search: str, order: str, first: int = 0) -> Updates:
        """The tab, from the index as it is now."""
        library, language = self._library, self._language
        key = key or self._uploads.open()
        updates: Updates = {library.key: key, library.drop: self._uploads.html(key, language)}
        try:
            contents = self._engine.contents()
        except GazetteError as error:
            problem = problem_html(in_language(error.message, language), language)
            empty = dict.fromkeys((library.orders, library.articles, library.exclusions), "")
            return {**updates, **empty, library.facts: problem}
        except OSError:  # it was pruned in this moment
            log.debug("The index is not shown", exc_info=True)
            contents = None
        if contents is None or not contents.manifest.articles:
            updates[library.adding] = gr.Accordion(open=True)
        left_out = [] if contents is None else [out.path for out in contents.manifest.left_out]
        return updates | {
            library.facts: facts_html(contents, language),
            library.orders: orders_html(_order(order), language),
            library.articles: self.list_articles(search, order, first),
            library.exclusions: exclusions_html(list(dict.fromkeys(left_out)), language),
        }

    def renew(self, key: str, search: str, order: str, pressed: gr.EventData) -> Updates:
        """The same again, the list at the page that is shown: the index may have changed since."""
        return self.fill(key, search, order, int(pressed.first))

    def list_articles(self, search: str, order: str, first: int = 0) -> str:
        """A page of the list."""
        try:
            page = self._engine.catalog(search[:MAX_SEARCH], _order(order), first, SIZE)
        except (GazetteError, OSError):
            log.debug("The list of articles cannot be shown", exc_info=True)
            page = CatalogPage((), 0, 0)
        return list_html(page, search[:MAX_SEARCH].strip(), self._language)

    def sort(self, search: str, pressed: gr.EventData) -> Updates:
        """The first page of the list in another order."""
        order = _order(str(pressed.order))
        return {self._library.order: order, self._library.articles: self.list_articles(search, order)}

    def turn(self, search: str, order: str, pressed: gr.EventData) -> str:
        """Another page of the list."""
        return self.list_articles(search, order, int(pressed.first))

    # ------------------------------------------------------------ plan

    async def plan_uploads(self, key: str) -> AsyncIterator[Updates]:
        """What adding the files that the page has sent would change."""
        uploads = self._uploads.sent(key)
        if uploads:
            async for updates in self._plan(key, BuildRequest(uploads=uploads)):
                yield updates

    async def plan_folder(self, key: str, path: str) -> AsyncIterator[Updates]:
        """What adding a folder or file of this machine would change."""
        self._forget(key)
        cleaned = "".join(filter(str.isprintable, path)).strip().strip("\"'")  # as file managers copy a path
        if not is_local(self._engine.settings):
            yield self._trouble(
                Message(
                    "A folder can only be added on a server that is open to its own machine alone: drop files instead."
                )
            )
        elif not cleaned:
            yield self._trouble(Message("Type the path of a folder or file on this machine first."))
        else:
            async for updates in self._plan(key, BuildRequest(paths=(Path(cleaned),))):
                yield updates

    async def plan_update(self, key: str) -> AsyncIterator[Updates]:
        """What has changed in the files and folders that the index holds."""
        self._forget(key)
        async for updates in self._plan(key, BuildRequest()):
            yield updates

    async def plan_removal(self, key: str, pressed: gr.EventData) -> AsyncIterator[Updates]:
        """What taking out the selected articles would change."""
        self._forget(key)
        paths = tuple(str(path) for path in pressed.paths[:SIZE])
        async for updates in self._plan(key, BuildRequest(remove=paths)):
            yield updates

    async def plan_restoring(self, key: str, pressed: gr.EventData) -> AsyncIterator[Updates]:
        """What putting back a path would change."""
        self._forget(key)
        async for updates in self._plan(key, BuildRequest(restore=(str(pressed.shown),))):
            yield updates

    async def _plan(self, key: str, wanted: BuildRequest) -> AsyncIterator[Updates]:
        self._uploads.hold(key)
        try:
            job = self._jobs.start(wanted, dry_run=True, at_end=lambda: self._uploads.release(key))
        except GazetteError as error:
            self._uploads.release(key)
            yield self._trouble(error.message)
            return
        async for updates in self._progress(job):
            yield updates
        if job.report is None:
            self._forget(key)
        yield self._outcome(job) | {self._library.request: wanted if job.changes else None}

    def _forget(self, key: str) -> None:
        """Delete the files that wait for this page's plan, unless a build may be reading them."""
        if self._jobs.last is None or self._jobs.last.ended.is_set():
            self._uploads.empty(key)

    # ------------------------------------------------------------ build

    async def build(self, key: str, wanted: BuildRequest | None) -> AsyncIterator[Updates]:
        """Do what the plan on show says, and report it."""
        if wanted is None:  # a second click
            return
        if not all(upload.file.exists() for upload in wanted.uploads):
            yield self._trouble(Message("This page has been open for too long: reload it, then drop the files again."))
            return
        self._uploads.hold(key)
        try:
            job = self._jobs.start(wanted, dry_run=False, at_end=lambda: self._uploads.empty(key))
        except GazetteError as error:
            self._uploads.release(key)
            yield self._trouble(error.message) | {self._library.request: wanted}
            return
        async for updates in self._progress(job):
            yield updates
        yield self._outcome(job)

    async def follow(self) -> AsyncIterator[Updates]:
        """Show a build that another page, or this one before it was reloaded, has started."""
        job = self._jobs.last
        if job is None or job.dry_run or job.ended.is_set():
            return
        async for updates in self._progress(job):
            yield updates
        yield self._outcome(job)

    def cancel(self, number: int | None) -> None:
        """End the plan or the build that the page follows."""
        if number is not None:
            self._jobs.cancel(number)

    def close(self, key: str) -> Updates:
        """Put the plan or the report away."""
        self._forget(key)
        return {self._library.work: "", self._library.request: None}

    # ------------------------------------------------------------ show

    async def _progress(self, job: Job) -> AsyncIterator[Updates]:
        last = ""
        while not job.ended.is_set():
            html = progress_html(job, self._language)
            if html != last:
                yield self._work(html, job)
            last = html
            await asyncio.sleep(EVERY_S)

    def _outcome(self, job: Job) -> Updates:
        return self._work(outcome_html(job, self._language), job)

    def _work(self, html: str, job: Job) -> Updates:
        return {self._library.work: html, self._library.request: None, self._library.number: job.number}

    def _trouble(self, message: Message) -> Updates:
        return {self._library.work: trouble_html(message, self._language), self._library.request: None}


def _order(name: str) -> Order:
    """The order with this name, which the page could make up."""
    return next((order for order in ORDERS if order == name), FIRST_ORDER)


def connect_library(library: Library, tab: gr.Tab, actions: LibraryActions, **quiet: Any) -> Any:  # noqa: ANN401 - Gradio's
    """Let the tab answer its reader.

    Returns:
        The event after which the index may be another, for what else on the page shows it.
    """
    listing = [library.search, library.order]
    filling = ([library.key, *listing], library.filled)
    opened = tab.select(actions.fill, *filling, **quiet)
    opened.then(actions.follow, None, library.planned, concurrency_limit=None, **quiet)
    for part in (library.articles, library.work):
        part.renew(actions.renew, *filling, trigger_mode="always_last", **quiet)
    library.search.change(actions.list_articles, listing, library.articles, trigger_mode="always_last", **quiet)
    sorted_ = [library.order, library.articles]
    library.orders.sort(actions.sort, library.search, sorted_, trigger_mode="always_last", **quiet)
    library.articles.turn(actions.turn, listing, library.articles, trigger_mode="always_last", **quiet)

    def plan(event: Any, action: Any, *inputs: gr.Component) -> Any:  # noqa: ANN401 - Gradio's
        return event(action, [library.key, *inputs], library.planned, **{**quiet, "concurrency_limit": None})

    plan(library.drop.sent, actions.plan_uploads)
    plan(library.add_folder.click, actions.plan_folder, library.folder)
    plan(library.folder.submit, actions.plan_folder, library.folder)
    plan(library.check.click, actions.plan_update)
    for part in (library.articles, library.facts):
        plan(part.remove, actions.plan_removal)
    plan(library.exclusions.restore, actions.plan_restoring)
    library.work.cancel(actions.cancel, library.number, None, **quiet)
    library.work.close(actions.close, library.key, library.planned, **quiet)
    built = plan(library.work.confirm, actions.build, library.request)
    return built.then(actions.fill, *filling, **quiet)
