"""Passages by number: what filters and BM25 need of each, as arrays, and the best of those that were scored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qa.errors import damaged
from qa.index.arrays import load_array
from qa.lang import LANGUAGES
from qa.values import LanguageCode

if TYPE_CHECKING:
    from numpy.typing import NDArray

COLUMNS_FOLDER = "passages"
GONE = 0  # in `language`: a number whose passage was removed; numbers are never given again
CODES: dict[LanguageCode, int] = {code: language.number for code, language in LANGUAGES.items()}
_TYPES = {"language": np.uint8, "article": np.int32, "first_day": np.int32, "last_day": np.int32, "words": np.int32}


@dataclass(frozen=True, slots=True)
class Columns:
    """One entry per passage number, each array (numbers,); never changed in place."""

    language: NDArray[np.uint8]  # one of CODES, or GONE
    article: NDArray[np.int32]  # number of the article
    first_day: NDArray[np.int32]  # of its article: 20220106; 0 where it has no date
    last_day: NDArray[np.int32]
    words: NDArray[np.int32]  # terms that BM25 counts

    def __len__(self) -> int:
        """Numbers ever given."""
        return len(self.language)

    @property
    def gone(self) -> int:
        """Numbers whose passages were removed."""
        return int(np.count_nonzero(self.language == GONE))

    def without(self, numbers: Iterable[int]) -> Columns:
        """These, with some passages marked as gone."""
        language = np.array(self.language)
        language[list(numbers)] = GONE
        return Columns(language, self.article, self.first_day, self.last_day, self.words)

    def with_rows(self, rows: Iterable[tuple[int, int, int, int, int]]) -> Columns:
        """These, and behind them a row for each new passage, in the order of the fields."""
        new = list(zip(*rows, strict=True)) or [()] * len(_TYPES)
        return Columns(
            *(
                np.concatenate([getattr(self, name), np.array(values, dtype=kind)])
                for (name, kind), values in zip(_TYPES.items(), new, strict=True)
            )
        )

    def save(self, folder: Path) -> None:
        """Write them into a generation's folder."""
        home = folder / COLUMNS_FOLDER
        home.mkdir(exist_ok=True)
        for field in fields(self):
            np.save(home / f"{field.name}.npy", getattr(self, field.name))


def no_columns() -> Columns:
    """Those of an index without passages."""
    return Columns(*(np.empty(0, dtype=kind) for kind in _TYPES.values()))


def load_columns(folder: Path) -> Columns:
    """The columns of a generation, mapped into memory.

    Raises:
        IndexDamaged: one is missing, broken or of another length.
    """
    try:
        arrays = [load_array(folder / COLUMNS_FOLDER / f"{name}.npy") for name in _TYPES]
        if len({len(array) for array in arrays}) > 1:
            raise ValueError("lengths differ")
    except (OSError, ValueError, EOFError) as error:
        raise damaged(folder, COLUMNS_FOLDER, error) from error
    return Columns(*arrays)


def day_number(day: str | None) -> int:
    """A full ISO day as a number that sorts alike: "2022-01-06" is 20220106; None is 0."""
    return 0 if day is None else int(day.replace("-", ""))


def best(numbers: NDArray[np.integer[Any]], scores: NDArray[np.float32], limit: int) -> list[tuple[int, float]]:
    """The `limit` (at least 1) passages with the highest scores, best first; equal scores by number."""
    if len(scores) > limit:
        chosen = scores >= np.partition(scores, len(scores) - limit)[len(scores) - limit]
        numbers, scores = numbers[chosen], scores[chosen]
    order = np.lexsort((numbers, -scores))[:limit]
    return list(zip(numbers[order].tolist(), scores[order].tolist(), strict=True))
