"""The lexical half: BM25 over the passages of one language, exact after every update.

Scores are computed when a question comes, from postings and lengths, so that a passage that comes or goes changes no
file but its own: the number of passages that hold a term, their mean length and with them every score are those of an
index built anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from qa.errors import IndexDamaged
from qa.lang.terms import terms
from qa.store.best import best
from qa.store.columns import CODES, Columns
from qa.store.segments import add_segment, load_segments, make_segment, term_hash
from qa.values import LanguageCode

if TYPE_CHECKING:
    from numpy.typing import NDArray

BM25_FOLDER = "bm25"
K1, B = 1.2, 0.75  # the usual constants of Robertson et al. 1994
_WORTH_SKIPPING = 5000  # postings: fewer are scored sooner than it is found out whether they matter


def write_bm25(
    folder: Path, language: LanguageCode, numbers: Sequence[int], texts: Sequence[Sequence[str]], columns: Columns
) -> None:
    """Add passages of one language, by number and terms, to a generation whose columns hold them already."""
    if len(numbers):
        segment = make_segment(numbers, texts)
        add_segment(segment, folder / BM25_FOLDER / language, np.asarray(columns.language == CODES[language]))


class Bm25:
    """Ranks the passages of one language by the words that they share with a question."""

    def __init__(self, folder: Path, language: LanguageCode, columns: Columns) -> None:
        self._language: LanguageCode = language
        self._kept = np.asarray(columns.language == CODES[language])  # (numbers,)
        self._passages = int(np.count_nonzero(self._kept))
        self._gone = columns.gone > 0
        if not self._passages:
            return
        try:
            self._segments = list(load_segments(folder / BM25_FOLDER / language).values())
            if not self._segments or any(int(s.starts[-1]) != len(s.passages) for s in self._segments):
                raise ValueError("postings are missing")
        except (OSError, ValueError, EOFError, IndexError) as error:
            raise IndexDamaged(
                "The index in {folder} is damaged ({part}: {reason}). Run: gazette build",
                folder=folder,
                part="BM25",
                reason=str(error),
            ) from error
        words = columns.words.astype(np.float32)
        mean = float(words[self._kept].mean(dtype=np.float64)) or 1.0
        self._norm = (K1 * (1 - B + B * words / np.float32(mean))).astype(np.float32)  # (numbers,)

    def search(self, question: str, limit: int, allowed: NDArray[np.bool_] | None = None) -> list[tuple[int, float]]:
        """Numbers of passages and BM25 scores (above 0, no upper limit), best first, at most `limit`.

        In Lucene's form: sum over the question's terms of idf * count / (count + K1 * (1 - B + B * words / mean)), with
        idf = log(1 + (N - n + 0.5) / (n + 0.5)). Equal scores keep the order of the passages.

        Args:
            question: in any language; it is analysed as the language of the passages.
            limit: how many at most.
            allowed: (numbers,) the only passages to consider; None for all.
        """
        asked = Counter(terms(question, self._language))
        if not self._passages or not asked or limit <= 0:
            return []
        found = [(self._postings(term), times) for term, times in asked.items()]
        weighted = sorted(
            ((self._weight(len(passages), times), passages, counts) for (passages, counts), times in found),
            key=lambda item: -item[0],
        )
        return self._best(weighted, limit, allowed)

    def _postings(self, term: str) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
        """The passages of the language that hold a term, ascending, and how often each does."""
        hashed = term_hash(term)
        parts = [(segment, segment.postings(hashed)) for segment in self._segments]
        passages = np.concatenate([segment.passages[where] for segment, where in parts])
        counts = np.concatenate([segment.counts[where] for segment, where in parts])
        return _only(self._kept[passages], passages, counts) if self._gone else (passages, counts)

    def _weight(self, holders: int, times: int) -> float:
        return times * float(np.log(1 + (self._passages - holders + 0.5) / (holders + 0.5)))

    def _best(
        self,
        weighted: Sequence[tuple[float, NDArray[np.int32], NDArray[np.uint16]]],
        limit: int,
        allowed: NDArray[np.bool_] | None,
    ) -> list[tuple[int, float]]:
        """The best by the sum of their terms' parts, rarest terms first.

        After each term the best are those from before and those that it raised to the last of them, or above. Once the
        terms that are left weigh less together than the last has, they cannot bring in a passage that none of the
        others brought, so they are added to those alone (Turtle and Flood 1995).
        """
        scores = np.zeros(len(self._kept), dtype=np.float32)
        top: list[tuple[int, float]] = []
        last, left = 0.0, sum(weight for weight, _, _ in weighted)
        for weight, passages, counts in weighted:
            if allowed is not None:
                passages, counts = _only(allowed[passages], passages, counts)
            before = scores[passages]
            if last > left and len(passages) > _WORTH_SKIPPING:
                held = before > 0
                (passages, counts), before = _only(held, passages, counts), before[held]
            after = before + self._part(weight, passages, counts)
            scores[passages] = after
            risen = after >= last
            merged = {**dict(top), **dict(best(passages[risen], after[risen], limit))}
            top = sorted(merged.items(), key=lambda hit: (-hit[1], hit[0]))[:limit]
            last = top[-1][1] if len(top) == limit else 0.0
            left -= weight
        return top

    def _part(self, weight: float, passages: NDArray[np.int32], counts: NDArray[np.uint16]) -> NDArray[np.float32]:
        """What a term adds to the scores of passages that hold it `counts` times; in place, for memory costs time."""
        part = counts.astype(np.float32)
        whole = self._norm[passages]
        whole += part
        part *= np.float32(weight)
        part /= whole
        return part


def _only(
    chosen: NDArray[np.bool_], passages: NDArray[np.int32], counts: NDArray[np.uint16]
) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
    return passages[chosen], counts[chosen]
