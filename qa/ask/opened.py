"""The index that is asked: its published generation, opened once for all threads, and followed as it is rebuilt."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from qa.errors import IndexDamaged, IndexMismatch, Message, StoreError
from qa.index.copying import Copy
from qa.index.generation import Generation, publication
from qa.index.manifest import Manifest
from qa.index.opening import KnownDamage, find_generation, open_generation
from qa.index.server import ChromaServer


class _Opened:
    """A generation in use: closed when a newer one has taken over and its last question is answered."""

    def __init__(self, generation: Generation, published: tuple[int, int] | None) -> None:
        self.generation = generation
        self.published = published  # what `publication` said before it was opened
        self.users = 0


class OpenIndex:
    """Follows an index as it is rebuilt. One object serves all threads."""

    def __init__(
        self,
        folder: Path,
        problem_of: Callable[[Manifest], Message | None] = lambda manifest: None,
        server: ChromaServer | None = None,
        copy: Copy | None = None,
    ) -> None:
        """Nothing is opened yet.

        Args:
            folder: of the index.
            problem_of: one sentence that says why a generation cannot answer; None where it can.
            server: that holds the vectors, where not the folder does.
            copy: keeps the folder up to date, where the index is built elsewhere.
        """
        self._folder, self._problem_of, self._server, self._copy = folder, problem_of, server, copy
        self._lock = threading.Lock()  # of what follows; held only to count
        self._opened: _Opened | None = None
        self._opening = threading.Lock()  # one thread opens, the others go on with the older one
        self._damaged: dict[tuple[int, int], IndexDamaged] = {}  # by what `publication` said

    @contextmanager
    def current(self) -> Iterator[Generation]:
        """The published generation for the length of one question; an older one while that one cannot answer.

        Raises:
            StoreError: the index is missing, damaged or was built with other settings.
        """
        if self._copy is not None:
            self._copy.begin()
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
        if self._copy is not None:
            self._copy.end()
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

    @property
    def damage(self) -> KnownDamage:
        """What was found damaged after it was opened, of the index as it is published now."""
        published = publication(self._folder)
        return {number: error for (number, at), error in self._damaged.items() if (number, at) == published}

    def _open(self, before: _Opened | None) -> None:
        published = publication(self._folder)
        if published is not None:
            self._check_settings()
        generation = open_generation(self._folder, self.damage, self._server)
        if self._copy is not None:
            generation.beside = partial(getattr, self._copy, "trouble")
        opened = _Opened(generation, published)
        with self._lock:
            self._opened = opened
            if before is not None and before.users == 0:
                before.generation.close()
        if not generation.is_checked and generation.notice is None:
            threading.Thread(target=self._check_files, args=(opened,), daemon=True).start()

    def _check_settings(self) -> None:
        """Look into the manifest first: what was built with other settings is not worth opening."""
        problem = self._problem_of(find_generation(self._folder, self.damage).manifest)
        if problem is not None:
            raise IndexMismatch(problem.template, **problem.values)

    def _check_files(self, opened: _Opened) -> None:
        """Read every file of a large generation while it answers; the one before it takes over where one is damaged."""
        try:
            opened.generation.check()
        except IndexDamaged as error:
            if opened.published is None:
                return
            with self._opening:
                self._damaged[opened.published] = error
                with self._lock:
                    if self._opened is not opened:
                        return
                    self._opened = None
                    if opened.users == 0:
                        opened.generation.close()
