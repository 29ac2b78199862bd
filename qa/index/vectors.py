"""Passage vectors by number, mapped into memory: for filtered searches, and for builds that take them over.

Chroma holds them too, in its graph, but gives a thousand of them away in 38 ms (at 100,000 passages); here a thousand
are compared with a question in 0.2.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from qa.errors import damaged
from qa.index.columns import best

if TYPE_CHECKING:
    from numpy.typing import NDArray

VECTORS_FILE = "vectors.f32"  # (numbers, dimension), little-endian, nothing else; the row of a passage is its number
_TYPE = np.dtype("<f4")
_AT_ONCE = 1024  # rows copied out of the map for one product: they stay in the processor's cache


def write_vectors(folder: Path, count: int, numbers: Sequence[int], vectors: NDArray[np.float32]) -> None:
    """Put vectors (len(numbers), dimension) into the rows of their passages, in a file with `count` rows.

    Written, not mapped: on a full disk a write is refused, a map ends the process.
    """
    width = vectors.shape[1] * _TYPE.itemsize
    ends = [*(np.flatnonzero(np.diff(numbers) != 1) + 1).tolist(), len(numbers)]  # of numbers that follow one another
    path = folder / VECTORS_FILE
    path.touch()
    with path.open("r+b") as file:
        file.truncate(count * width)
        for start, end in pairwise([0, *ends]):
            file.seek(numbers[start] * width)
            file.write(vectors[start:end].astype(_TYPE).tobytes())


def copy_vectors(source: Path, target: Path) -> None:
    """Copy the vectors of a generation into the folder of another one; there are none where it has no passages."""
    with suppress(FileNotFoundError):
        shutil.copyfile(source / VECTORS_FILE, target / VECTORS_FILE)


class Vectors:
    """The vectors of a generation. One object serves all threads."""

    def __init__(self, folder: Path, count: int, dimension: int) -> None:
        """Map the file; `count` is how many numbers were ever given.

        Raises:
            IndexDamaged: it is missing, or of another size.
        """
        self._rows: NDArray[np.float32] = np.empty((0, dimension), dtype=_TYPE)
        if not count:
            return
        path = folder / VECTORS_FILE
        try:
            if path.stat().st_size != count * dimension * _TYPE.itemsize:
                raise ValueError("it has another size")
            self._rows = np.memmap(path, _TYPE, "r", shape=(count, dimension))
        except (OSError, ValueError) as error:
            raise damaged(folder, VECTORS_FILE, error) from error

    def of(self, numbers: Sequence[int] | NDArray[np.intp]) -> NDArray[np.float32]:
        """(len(numbers), dimension) the vectors of some passages."""
        return np.asarray(self._rows[np.asarray(numbers, dtype=np.intp)])

    def nearest(self, vector: NDArray[np.float32], numbers: NDArray[np.intp], limit: int) -> list[tuple[int, float]]:
        """Those of some passages that are nearest to a unit vector, with their cosine similarities, best first."""
        similarities = np.empty(len(numbers), dtype=_TYPE)
        copied = np.empty((min(len(numbers), _AT_ONCE), len(vector)), dtype=_TYPE)  # memory costs time
        for first in range(0, len(numbers), _AT_ONCE):
            part = numbers[first : first + _AT_ONCE]
            rows = np.take(self._rows, part, axis=0, out=copied[: len(part)], mode="clip")  # "raise" copies once more
            np.matmul(rows, vector, out=similarities[first : first + len(part)])
        return best(numbers, similarities, limit)
