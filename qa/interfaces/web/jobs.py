"""Builds that the pages start: one at a time, each in a process of its own, so that answers go on at their speed.

The builds of all indexes of a server take turns, since two would need the memory and the processor of two; plans do not
wait, nor do builds on the command line.

Each is shown as its plan, its progress, then its report, file by file with reasons (`plan.html`, `plan_progress.html`).
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Literal

from qa.errors import GazetteError, IndexBusy, Message
from qa.ingest.uploads import Upload
from qa.interfaces.i18n import in_language, say_count
from qa.interfaces.places import language_word
from qa.interfaces.web.views import render
from qa.reports import BuildReport, FileReport, FileStatus
from qa.settings import Settings
from qa.values import LanguageCode

MAX_NAMED = 200  # files of one status that are named
_ORDER: tuple[FileStatus, ...] = ("added", "updated", "renamed", "removed", "skipped", "duplicate", "left out")
_EVERY_S = 0.1  # between two steps that are reported
_ONE_BUILD = threading.Lock()  # held by the build that is running, of whichever index of the server
_SPAWN = multiprocessing.get_context("spawn")  # a forked copy would share the models and locks of the chat
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What a page asks a build for; the arguments of `qa.ingest.build.build_index`."""

    paths: tuple[Path, ...] = ()
    uploads: tuple[Upload, ...] = ()
    remove: tuple[str, ...] = ()
    restore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """How far a build has come."""

    stage: Literal["start", "wait", "read", "ocr", "embed"]
    done: int = 0
    total: int = 0


JobEvent = Step | BuildReport | GazetteError | str  # str: the traceback of what nobody foresaw


class Job:
    """One build, or the plan of one (`dry_run`)."""

    def __init__(self, number: int, *, dry_run: bool) -> None:
        self.number, self.dry_run = number, dry_run
        self.step = Step("start")
        self.report: BuildReport | None = None
        self.problem: Message | None = None
        self.cancelled = False
        self.ended = threading.Event()

    @property
    def changes(self) -> bool:
        """Whether a plan would change which files the index holds."""
        return self.report is not None and bool(_changes(self.report))

    def take(self, event: JobEvent) -> None:
        """Note what the build reports."""
        if isinstance(event, Step):
            self.step = event
        elif isinstance(event, BuildReport):
            self.report = event
        elif isinstance(event, GazetteError):
            self.problem = event.message
        else:
            log.error("A build that the page started failed\n%s", event)
            self.problem = Message("The index could not be updated; the terminal that runs Gazette says more.")


class Jobs:
    """Starts builds of one index and knows how they go. One object serves all pages and threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._process: multiprocessing.process.BaseProcess | None = None
        self.last: Job | None = None

    def start(self, request: BuildRequest, *, dry_run: bool, at_end: Callable[[], None] | None = None) -> Job:
        """Start a build; `at_end` is called when it has ended, however it ended.

        Raises:
            IndexBusy: one is running already.
        """
        with self._lock:
            if self.last is not None and not self.last.ended.is_set():
                raise IndexBusy(
                    "Another build is writing to {index}: wait until it has finished, then run yours again.",
                    index=self._settings.index_folder,
                )
            self.last = job = Job(0 if self.last is None else self.last.number + 1, dry_run=dry_run)
            self._process = None
        threading.Thread(target=self._run, args=(job, request, at_end), daemon=True).start()
        return job

    def _run(self, job: Job, request: BuildRequest, at_end: Callable[[], None] | None) -> None:
        """The thread of one job."""
        try:
            with nullcontext(True) if job.dry_run else _turn_of(job) as has_turn:
                if has_turn:
                    self._follow(job, request)
        except OSError:  # there is no process to be had
            job.take(traceback.format_exc())
        finally:
            try:
                if at_end is not None:
                    at_end()
            finally:
                job.ended.set()

    def _follow(self, job: Job, request: BuildRequest) -> None:
        """Start the process, and note what it reports until it ends."""
        with self._lock:
            if job.cancelled:
                return
            ours, theirs = _SPAWN.Pipe(duplex=False)
            process = _SPAWN.Process(target=_build, args=(theirs, self._settings, request, job.dry_run), daemon=True)
            with theirs:  # the child has its own end: when it dies, ours says so
                process.start()
            self._process = process
        with ours, suppress(EOFError, OSError):
            while True:
                job.take(ours.recv())
        process.join()
        if job.report is not None:
            job.cancelled = False  # too late
        elif job.problem is None and not job.cancelled:
            job.take(f"The process ended with {process.exitcode}")

    def cancel(self, number: int) -> None:
        """End a build if it is running; the index is as it was."""
        with self._lock:
            if self.last is not None and self.last.number == number and not self.last.ended.is_set():
                self.last.cancelled = True
                if self._process is not None:
                    self._process.terminate()

    def close(self) -> None:
        """End what is running."""
        if self.last is not None:
            self.cancel(self.last.number)
            self.last.ended.wait(5)


@contextmanager
def _turn_of(job: Job) -> Iterator[bool]:
    """Wait while another index of the server is built; False where the job is cancelled meanwhile."""
    while not _ONE_BUILD.acquire(timeout=_EVERY_S):
        if job.cancelled:
            yield False
            return
        job.step = Step("wait")
    try:
        job.step = Step("start")
        yield True
    finally:
        _ONE_BUILD.release()


def _build(theirs: Connection, settings: Settings, request: BuildRequest, dry_run: bool) -> None:
    """The process of one build: sends its steps, then its report or what went wrong."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server, which ends this one
    if hasattr(os, "nice"):
        os.nice(5)  # those who ask come first
    last = 0.0

    def progress(stage: Literal["read", "ocr", "embed"], done: int, total: int) -> None:
        nonlocal last
        if done == total or time.monotonic() - last > _EVERY_S:
            last = time.monotonic()
            theirs.send(Step(stage, done, total))

    try:
        from qa.ask.starters import make_starters
        from qa.ingest.build import build_index

        report = build_index(
            request.paths,
            settings,
            uploads=request.uploads,
            remove=request.remove,
            restore=request.restore,
            dry_run=dry_run,
            progress=progress,
        )
        if report.published:
            make_starters(settings)
        theirs.send(report)
    except GazetteError as error:
        theirs.send(error)
    except Exception:  # noqa: BLE001 - the parent logs it and shows the reader a sentence
        theirs.send(traceback.format_exc())
    finally:
        theirs.close()


# ---------------------------------------------------------------- how they are shown


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of a plan or report."""

    path: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileGroup:
    """The files of one status."""

    status: FileStatus
    count: int
    lines: tuple[FileLine, ...]  # at most `MAX_NAMED`


def progress_html(job: Job, language: LanguageCode) -> str:
    """How far a build or a plan has come."""
    return render("plan_progress.html", language, job=job, step=job.step)


def outcome_html(job: Job, language: LanguageCode) -> str:
    """What an ended job leaves on the page: the plan to confirm, the report, or why there is none."""
    if job.report is not None:
        return report_html(job.report, language)
    if job.problem is not None:
        return problem_html(job.problem, language)
    return "" if job.dry_run else problem_html(Message("Cancelled: the index is unchanged."), language)


def report_html(report: BuildReport, language: LanguageCode) -> str:
    """What a build did; of a dry run, what it would do, with the buttons that confirm or refuse."""
    return render(
        "plan.html",
        language,
        kind="plan" if report.dry_run else "report",
        report=report,
        changes=_changes(report),
        groups=list(_groups(report, language)),
        unchanged=report.count("unchanged"),
    )


def problem_html(message: str, language: LanguageCode) -> str:
    """Why there is no plan or no build."""
    return render("plan.html", language, kind="trouble", problem=in_language(message, language), groups=[], unchanged=0)


def _changes(report: BuildReport) -> Literal["", "removals", "changes"]:
    if report.count("added", "updated", "renamed"):
        return "changes"
    return "removals" if report.count("removed") else ""


def _groups(report: BuildReport, language: LanguageCode) -> Iterator[FileGroup]:
    """Each file that is not unchanged, under what becomes of it."""
    for status in _ORDER:
        files = [file for file in report.files if file.status == status]
        if files:
            lines = tuple(FileLine(file.path, tuple(_notes(file, language))) for file in files[:MAX_NAMED])
            yield FileGroup(status, len(files), lines)


def _notes(file: FileReport, language: LanguageCode) -> Iterator[str]:
    if file.articles > 1:
        yield say_count(language, "{count} article", "{count} articles", file.articles)
    if file.date:
        yield file.date
    if file.language:
        yield language_word(file.language, language)
    if file.detail:
        yield in_language(file.detail, language)
