"""Files are opened in order; where something reads several at once, those next in line are handed to it already."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from qa.errors import Message, UnreadableFile
from qa.ingest.discover import SourceFile, read_bytes, type_problem

_WAITING = 256_000_000  # bytes of files that wait at once


class ReadsAhead(Protocol):
    """Reads files before they are needed."""

    def expect(self, sources: Collection[SourceFile]) -> int:
        """How many files may be begun before they are needed, where these will be read; 0 for none."""

    def begin(self, source: SourceFile, data: bytes) -> None:
        """Have a file read meanwhile; its articles will be asked for."""


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file with its bytes, or why there are none."""

    source: SourceFile
    data: bytes = b""
    sha256: str = ""  # as its source reckons it
    problem: Message | None = None


def open_file(source: SourceFile, max_mb: int) -> OpenedFile:
    """A file of a type that is read, with its bytes, of which there are at most `max_mb` megabytes."""
    problem = type_problem(source)
    if problem is not None:
        return OpenedFile(source, problem=problem)
    try:
        data = read_bytes(source, max_mb)
    except UnreadableFile as error:
        return OpenedFile(source, problem=error.message)
    return OpenedFile(source, data, source.sha256(data))


class FilesInOrder:
    """Opens the files of a build."""

    def __init__(
        self,
        max_mb: int,
        ahead: ReadsAhead | None,
        may_stand: Callable[[SourceFile], bool],
        must_read: Callable[[SourceFile, str], bool],
    ) -> None:
        """Nothing is opened yet.

        Args:
            max_mb: larger files are not read.
            ahead: reads files before they are needed; None: each is read when its turn comes.
            may_stand: whether a file, whose bytes nobody has looked at, need perhaps not be read.
            must_read: whether a file with this hash must be.
        """
        self._max_mb, self._ahead, self._may_stand, self._must_read = max_mb, ahead, may_stand, must_read

    def each(self, sources: Sequence[SourceFile]) -> Iterator[OpenedFile]:
        """Each file, in order."""
        many = 0
        if self._ahead is not None:
            many = self._ahead.expect([source for source in sources if not self._may_stand(source)])
        waiting: deque[OpenedFile] = deque()
        seen: set[str] = set()  # of one content one file is read
        for source in sources:
            opened = open_file(source, self._max_mb)
            waiting.append(opened)
            if self._ahead is not None and many and opened.problem is None and opened.sha256 not in seen:
                seen.add(opened.sha256)
                if self._must_read(source, opened.sha256):
                    self._ahead.begin(source, opened.data)
            while len(waiting) > many or sum(len(one.data) for one in waiting) > _WAITING:
                yield waiting.popleft()
        yield from waiting
