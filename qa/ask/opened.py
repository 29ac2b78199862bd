"""The index that is asked: its published generation, opened once for all threads, and followed as it is rebuilt."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from qa.errors import IndexMismatch, Message, StoreError
from qa.index.generation import Generation, generation_folder, open_generation, publication
from qa.index.manifest import MANIFEST_FILE, Manifest, read_manifest


class _Opened:
    """A generation in use: closed when a newer one has taken over and its last question is answered."""

    def __init__(self, generation: Generation, published: tuple[int, int] | None) -> None:
        self.generation = generation
        self.published = published  # what `publication` said before it was opened
        self.users = 0


class OpenIndex:
    """Follows an index as it is rebuilt. One object serves all threads."""

    def __init__(self, folder: Path, problem_of: Callable[[Manifest], Message | None] = lambda manifest: None) -> None:
        """Nothing is opened yet.

        Args:
            folder: of the index.
            problem_of: one sentence that says why a generation cannot answer; None where it can.
        """
        self._folder, self._problem_of = folder, problem_of
        self._lock = threading.Lock()  # of what follows; held only to count
        self._opened: _Opened | None = None
        self._opening = threading.Lock()  # two threads that open one Chroma folder at once break it for each other

    @contextmanager
    def current(self) -> Iterator[Generation]:
        """The published generation for the length of one question; an older one while that one cannot answer.

        Raises:
            StoreError: the index is missing, damaged or was built with other settings.
        """
        opened = self._take()
        try:
            yield opened.generation
        finally:
            with self._lock:
                opened.users -= 1
                if opened is not self._opened and opened.users == 0:
                    opened.generation.close()

    def close(self) -> None:
        """Close it once the questions on their way are answered; another question would open it again."""
        with self._lock:
            opened, self._opened = self._opened, None
            if opened is not None and opened.users == 0:
                opened.generation.close()

    def _take(self) -> _Opened:
        while True:
            self._follow()
            with self._lock:
                if self._opened is not None:  # else closed in this moment
                    self._opened.users += 1
                    return self._opened

    def _follow(self) -> None:
        """Open the published generation if it is another one: one thread does, the others go on with the older one."""
        before = self._opened
        if before is not None and not self._is_newer(before):
            return
        if not self._opening.acquire(blocking=before is None):
            return
        try:
            if self._opened is before:
                self._open(before)
        except StoreError:
            if before is None:
                raise
        finally:
            self._opening.release()

    def _is_newer(self, before: _Opened) -> bool:
        try:
            return publication(self._folder) != before.published
        except StoreError:
            return False

    def _open(self, before: _Opened | None) -> None:
        published = publication(self._folder)
        if published is not None:
            self._check(generation_folder(self._folder, published[0]))
        opened = _Opened(open_generation(self._folder), published)
        with self._lock:
            self._opened = opened
            if before is not None and before.users == 0:
                before.generation.close()

    def _check(self, generation: Path) -> None:
        """Look into the manifest first: what was built with other settings is not worth opening."""
        if not (generation / MANIFEST_FILE).is_file():
            return  # a sentence for this comes from `open_generation`
        problem = self._problem_of(read_manifest(generation))
        if problem is not None:
            raise IndexMismatch(problem.template, **problem.values)
