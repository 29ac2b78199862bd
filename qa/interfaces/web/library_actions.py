"""What the buttons of the chat's second tab do: look into the index, plan a change, carry it out, report."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from qa.ask.engine import Engine
from qa.errors import GazetteError
from qa.index.catalog import CatalogPage, Contents, Order
from qa.interfaces.i18n import N_, in_language, say
from qa.interfaces.web.jobs import Builder, Job, Wanted
from qa.interfaces.web.library_html import ORDERS, facts_html, left_out_html, orders_html, problem_html, sheet_html
from qa.interfaces.web.plan_html import changes, drop_html, plan_html, progress_html, report_html, trouble_html
from qa.interfaces.web.uploads import Inbox
from qa.settings import Settings
from qa.values import LanguageCode

SIZE = 50  # articles on a page of the list
FIRST_ORDER: Order = "newest"
EVERY_S = 0.3  # between two looks at a build
Speaks = Callable[[gr.Request], LanguageCode]  # the language of the reader's browser
Shown = tuple[Any, Any, Any]  # the plan, progress or report; what the plan is of; the build's number
log = logging.getLogger(__name__)


def is_local(settings: Settings) -> bool:
    """Whether only this machine is answered, so that a reader may name its folders."""
    return settings.password is None and settings.password_file is None


class Desk:
    """What the tab's buttons do. One object serves all pages."""

    def __init__(self, engine: Engine, inbox: Inbox, builder: Builder, speaks: Speaks) -> None:
        self._engine, self._settings = engine, engine.settings
        self._inbox, self._builder, self._speaks = inbox, builder, speaks

    # ------------------------------------------------------------ look

    def renew(self, key: str, search: str, order: str, request: gr.Request, pressed: gr.EventData) -> tuple[Any, ...]:
        """The same again, the list at the page that is shown: the index may have changed since."""
        return self.fill(key, search, order, request, int(pressed.first))

    def fill(self, key: str, search: str, order: str, request: gr.Request, first: int = 0) -> tuple[Any, ...]:
        """The values of `Shelf.filled`, from the index as it is now."""
        language = self._speaks(request)
        key = key or self._inbox.open()
        try:
            contents = self._engine.contents()
        except GazetteError as error:
            trouble = problem_html(in_language(error.message, language), language)
            return trouble, gr.skip(), drop_html(key, self._settings, language), "", "", "", key
        except OSError:  # it was pruned in this moment
            log.debug("The index is not shown", exc_info=True)
            contents = None
        return (
            facts_html(contents, language),
            gr.skip() if contents is not None and contents.manifest.articles else gr.Accordion(open=True),
            drop_html(key, self._settings, language),
            orders_html(_order(order), language),
            self.sheet(search, order, request, first),
            left_out_html(_left_out(contents), language),
            key,
        )

    def sheet(self, search: str, order: str, request: gr.Request, first: int = 0) -> str:
        """A page of the list."""
        try:
            sheet = self._engine.catalog(search[:200], _order(order), first, SIZE)
        except (GazetteError, OSError):
            log.debug("The list of articles cannot be shown", exc_info=True)
            sheet = CatalogPage((), 0, 0)
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
            sentence = N_(
                "Folders can only be named on a server that answers its own machine alone: drop files instead."
            )
            yield trouble_html(say(language, sentence), language), None, gr.skip()
        elif not cleaned:
            sentence = N_("No folder is named: write the path of a folder or file of this machine.")
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
        async for shown in self._plan(key, Wanted(restore=(str(pressed.shown),)), request):
            yield shown

    async def _plan(self, key: str, wanted: Wanted, request: gr.Request) -> AsyncIterator[Shown]:
        language = self._speaks(request)
        self._inbox.hold(key)
        try:
            job = self._builder.start(wanted, dry_run=True, at_end=lambda: self._inbox.release(key))
        except GazetteError as error:
            self._inbox.release(key)
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
            sentence = N_("This page has been open for too long: reload it, then drop the files again.")
            yield trouble_html(say(language, sentence), language), None, gr.skip()
            return
        self._inbox.hold(key)
        try:
            job = self._builder.start(wanted, dry_run=False, at_end=lambda: self._inbox.empty(key))
        except GazetteError as error:
            self._inbox.release(key)
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
