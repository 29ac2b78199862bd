"""An index that keeps up with its files: built whenever one of them changes, until it is stopped."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from qa.errors import GazetteError, IndexDamaged
from qa.index.generation import published_followed
from qa.ingest.uploads import UPLOADS
from qa.reports import BuildReport, FileReport
from qa.settings import Settings

if TYPE_CHECKING:
    from watchfiles import Change

_QUIET_MS = 500  # without a change, after which a build begins: a folder that is copied makes many
_LONGEST_MS = 10_000  # until it begins, however many more changes come
_TICK_MS = 2000  # between two looks at what no watch tells: single files, folders that come back, other sources


def watch_index(
    settings: Settings, build: Callable[[], BuildReport]
) -> Generator[BuildReport | GazetteError, None, None]:
    """Each build, or why there was none, as its files change; ends only when the caller closes it.

    A build that cannot be made, as another one is writing or a folder is gone, is tried again until it can.

    Args:
        settings: which index.
        build: brings it up to date with what it follows.
    """
    index = settings.index_folder.resolve()
    is_due, known = True, _Followed(index)
    while True:
        folders = known.look()
        for changes in _watched(folders, index):
            is_changed = known.has_changed()
            if is_due or changes or is_changed:
                try:
                    yield build()
                    is_due = False
                except GazetteError as error:
                    is_due = True
                    yield error
            if known.look() != folders:  # others are watched from now on
                is_due = True
                break


class _Followed:
    """What is watched, and what of the single files is known."""

    def __init__(self, index: Path) -> None:
        self._index = index
        self._states: dict[Path, tuple[int, int] | None] = {}

    def look(self) -> tuple[Path, ...]:
        """The folders that the index follows and that are there."""
        return tuple(source for source in self._sources() if source.is_dir())

    def has_changed(self) -> bool:
        """Whether a single file that the index follows is another than last time, or came, or went.

        An editor that saves a file often puts another one in its place, which a watch of the file does not see.
        """
        before = self._states
        self._states = {source: _state(source) for source in self._sources() if not source.is_dir()}
        return any(self._states[source] != before[source] for source in self._states.keys() & before.keys())

    def _sources(self) -> list[Path]:
        with suppress(IndexDamaged):
            return [Path(source) for source in published_followed(self._index).sources if source != UPLOADS]
        return []


def _state(file: Path) -> tuple[int, int] | None:
    with suppress(OSError):
        found = file.stat()
        return found.st_mtime_ns, found.st_size
    return None


def _watched(folders: Sequence[Path], index: Path) -> Iterator[bool]:
    """Whether something below the folders has changed, each time when it has and at every tick."""
    from watchfiles import watch

    def matters(_: Change, path: str) -> bool:
        """What a build leaves out without a word; and the index, which may lie in a folder that it follows."""
        file = Path(path)
        return not file.name.startswith((".", "~$")) and not file.is_relative_to(index)

    # Where there is no folder to watch, the one of the index stands for it: the ticks are what counts.
    watched = folders or (index if index.is_dir() else Path(os.curdir),)
    changes = watch(
        *watched,
        watch_filter=matters,
        debounce=_LONGEST_MS,
        step=_QUIET_MS,
        rust_timeout=_TICK_MS,
        yield_on_timeout=True,
        raise_interrupt=True,
    )
    for changed in changes:  # the first tick comes when the watch is set: a build then misses nothing
        yield bool(changed)


def news_of(report: BuildReport, before: frozenset[FileReport]) -> tuple[tuple[FileReport, ...], frozenset[FileReport]]:
    """The files of a report that were not reported so last time, and what is to be known next time."""
    lasting = frozenset(file for file in report.files if file.status in ("skipped", "duplicate", "left out"))
    fresh = [file for file in report.files if file.status != "unchanged" and file not in before]
    return tuple(fresh), lasting
