"""Vectors of a build that has not ended: one that is cut off need not embed again what it had embedded."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Self

import numpy as np
import xxhash

from qa.index.manifest import Recipe

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNFINISHED_FILE = "embedded.part"  # in the index: a line that says of which recipe, then the rows
_READ = 4096  # rows at a time


class Unfinished:
    """Keeps vectors by what was embedded, as they come. Use it as the only writer, in `with`."""

    def __init__(self, index: Path, recipe: Recipe) -> None:
        """Take over what a build with the same vectors left; whole rows only, as the last one may be cut off."""
        self._dimension = recipe.dimension
        # Of each row: a checksum of the rest, a hash of what was embedded, its unit vector.
        self._row = np.dtype([("check", "<u8"), ("key", "V16"), ("vector", "<f4", (recipe.dimension,))])
        self._numbers: dict[bytes, int] = {}
        self._path = index / UNFINISHED_FILE
        # Passages that are cut in another way have other hashes.
        same = asdict(replace(recipe, passage_tokens=0, passage_overlap_sentences=0))
        self._head = json.dumps(same, sort_keys=True).encode() + b"\n"
        with suppress(FileNotFoundError), self._path.open("rb") as stream:
            if stream.read(len(self._head)) == self._head:
                self._load(stream)
        self._file = self._path.open("r+b" if self._numbers else "w+b")
        if self._numbers:
            self._file.truncate(self._place(len(self._numbers)))
        else:
            self._file.write(self._head)

    def _load(self, stream: BinaryIO) -> None:
        while True:
            data = stream.read(_READ * self._row.itemsize)
            rows = np.frombuffer(data, self._row, len(data) // self._row.itemsize)
            for row in rows:
                if _check(row.tobytes()) != row["check"]:
                    return
                self._numbers[row["key"].tobytes()] = len(self._numbers)
            if not len(rows):
                return

    def _place(self, number: int) -> int:
        return len(self._head) + number * self._row.itemsize

    def __contains__(self, content_hash: str) -> bool:
        """Whether its vector is there."""
        return _key(content_hash) in self._numbers

    def vector(self, content_hash: str) -> NDArray[np.float32]:
        """(dimension,) the unit vector of what has this hash.

        Raises:
            KeyError: it is not there.
        """
        self._file.seek(self._place(self._numbers[_key(content_hash)]))
        row = np.frombuffer(self._file.read(self._row.itemsize), self._row)
        return np.asarray(row["vector"][0], dtype=np.float32)

    def add(self, content_hashes: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Keep unit vectors (len(content_hashes), dimension)."""
        self._file.seek(self._place(len(self._numbers)))
        row = np.zeros(1, self._row)
        for content_hash, vector in zip(content_hashes, vectors, strict=True):
            key = _key(content_hash)
            if key not in self._numbers:  # two articles may hold the same passage
                self._numbers[key] = len(self._numbers)
                row["key"], row["vector"] = np.void(key), vector
                row["check"] = _check(row.tobytes())
                self._file.write(row.tobytes())
        self._file.flush()  # a process that is killed loses nothing that was handed to the system

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close the file, which stays until `forget_vectors`; on a full disk it goes, since others need its room."""
        try:
            self._file.close()
        except OSError:  # what was still to be written
            self._path.unlink(missing_ok=True)
            raise
        if isinstance(error, OSError | sqlite3.Error):
            self._path.unlink(missing_ok=True)


def forget_vectors(index: Path) -> None:
    """Remove them: a generation holds them now."""
    (index / UNFINISHED_FILE).unlink(missing_ok=True)


def _key(content_hash: str) -> bytes:
    return xxhash.xxh3_128_digest(content_hash.encode())


def _check(row: bytes) -> int:
    return xxhash.xxh3_64_intdigest(row[8:])
