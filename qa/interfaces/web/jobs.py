"""Builds that the chat starts: one at a time, each in a process of its own, so that answers go on at their speed."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Literal

from qa.errors import GazetteError, IndexBusy, Message
from qa.ingest.uploads import Upload
from qa.settings import Settings
from qa.values import BuildReport

_EVERY_S = 0.1  # between two steps that are told
_SPAWN = multiprocessing.get_context("spawn")  # a forked copy would share the models and locks of the chat
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a page asks a build for; the arguments of `qa.ingest.build.build_index`."""

    paths: tuple[Path, ...] = ()
    uploads: tuple[Upload, ...] = ()
    remove: tuple[str, ...] = ()
    restore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """How far a build has come."""

    stage: Literal["start", "read", "embed"]
    done: int = 0
    total: int = 0


Told = Step | BuildReport | GazetteError | str  # str: the traceback of what nobody foresaw


class Job:
    """One build, or the plan of one (`dry_run`)."""

    def __init__(self, number: int, *, dry_run: bool) -> None:
        self.number, self.dry_run = number, dry_run
        self.step = Step("start")
        self.report: BuildReport | None = None
        self.problem: Message | None = None
        self.cancelled = False
        self.ended = threading.Event()

    def take(self, told: Told) -> None:
        """Note what the build tells."""
        if isinstance(told, Step):
            self.step = told
        elif isinstance(told, BuildReport):
            self.report = told
        elif isinstance(told, GazetteError):
            self.problem = told.message
        else:
            log.error("A build that the chat started failed\n%s", told)
            self.problem = Message(
                "The articles could not be brought up to date; the terminal that runs Gazette says more."
            )


class Builder:
    """Starts builds of one index and tells how they go. One object serves all pages and threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._process: multiprocessing.process.BaseProcess | None = None
        self.job: Job | None = None  # the last one

    def start(self, wanted: Wanted, *, dry_run: bool, at_end: Callable[[], None] | None = None) -> Job:
        """Start a build; `at_end` is called when it has ended, however it ended.

        Raises:
            IndexBusy: one is running already.
        """
        with self._lock:
            if self.job is not None and not self.job.ended.is_set():
                raise IndexBusy(
                    "Another build is writing to {index}: wait until it has finished, then run yours again.",
                    index=self._settings.index_folder,
                )
            self.job = job = Job(0 if self.job is None else self.job.number + 1, dry_run=dry_run)
            ours, theirs = _SPAWN.Pipe(duplex=False)
            self._process = _SPAWN.Process(target=_build, args=(theirs, self._settings, wanted, dry_run), daemon=True)
            self._process.start()
            theirs.close()  # the child has its own end: when it dies, ours says so
        threading.Thread(target=_listen, args=(ours, job, self._process, at_end), daemon=True).start()
        return job

    def cancel(self, number: int) -> None:
        """End a build if it is running; the index is as it was."""
        with self._lock:
            if self.job is not None and self.job.number == number and not self.job.ended.is_set():
                self.job.cancelled = True
                if self._process is not None:
                    self._process.terminate()

    def close(self) -> None:
        """End what is running."""
        if self.job is not None:
            self.cancel(self.job.number)
            self.job.ended.wait(5)


def _listen(
    ours: Connection, job: Job, process: multiprocessing.process.BaseProcess, at_end: Callable[[], None] | None
) -> None:
    with ours, suppress(EOFError, OSError):
        while True:
            job.take(ours.recv())
    process.join()
    if job.report is not None:
        job.cancelled = False  # too late
    elif job.problem is None and not job.cancelled:
        job.take(f"The process ended with {process.exitcode}")
    try:
        if at_end is not None:
            at_end()
    finally:
        job.ended.set()


def _build(theirs: Connection, settings: Settings, wanted: Wanted, dry_run: bool) -> None:
    """The process of one build: tells its steps, then its report or what went wrong."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server, which ends this one
    if hasattr(os, "nice"):
        os.nice(5)  # those who ask come first
    last = 0.0

    def tell(stage: Literal["read", "embed"], done: int, total: int) -> None:
        nonlocal last
        if done == total or time.monotonic() - last > _EVERY_S:
            last = time.monotonic()
            theirs.send(Step(stage, done, total))

    try:
        from qa.ingest.build import build_index

        theirs.send(
            build_index(
                wanted.paths,
                settings,
                uploads=wanted.uploads,
                remove=wanted.remove,
                restore=wanted.restore,
                dry_run=dry_run,
                progress=tell,
            )
        )
    except GazetteError as error:
        theirs.send(error)
    except Exception:  # noqa: BLE001 - the parent logs it and tells the reader
        theirs.send(traceback.format_exc())
    finally:
        theirs.close()
