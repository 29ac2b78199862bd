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
        return best(*self._scored(weighted, limit, allowed), limit)

    def _postings(self, term: str) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
        """The passages of the language that hold a term, ascending, and how often each does."""
        hashed = term_hash(term)
        parts = [(segment, segment.postings(hashed)) for segment in self._segments]
        passages = np.concatenate([segment.passages[where] for segment, where in parts])
        counts = np.concatenate([segment.counts[where] for segment, where in parts])
        kept = self._kept[passages]
        return (passages, counts) if kept.all() else (passages[kept], counts[kept])

    def _weight(self, holders: int, times: int) -> float:
        return times * float(np.log(1 + (self._passages - holders + 0.5) / (holders + 0.5)))

    def _scored(
        self,
        weighted: Sequence[tuple[float, NDArray[np.int32], NDArray[np.uint16]]],
        limit: int,
        allowed: NDArray[np.bool_] | None,
    ) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Passages that share a term with the question, and their scores; of those not among the best too low maybe.

        Rarest terms first. Once the terms that are left weigh less together than the last of the best has, they cannot
        bring in a passage that none of the others brought, so they are added to those alone (Turtle and Flood 1995).
        """
        scores = np.zeros(len(self._kept), dtype=np.float32)
        found = np.empty(0, dtype=np.int32)  # those with a score
        left = sum(weight for weight, _, _ in weighted)
        for weight, passages, counts in weighted:
            if allowed is not None:
                passages, counts = _only(allowed[passages], passages, counts)
            held = scores[passages] > 0
            if len(passages) > _WORTH_SKIPPING and _last_of_best(scores[found], limit) > left:
                passages, counts = _only(held, passages, counts)
            else:
                found = np.concatenate([found, passages[~held]])
            times = counts.astype(np.float32)
            scores[passages] += np.float32(weight) * times / (times + self._norm[passages])
            left -= weight
        return found, scores[found]


def _only(
    chosen: NDArray[np.bool_], passages: NDArray[np.int32], counts: NDArray[np.uint16]
) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
    return passages[chosen], counts[chosen]


def _last_of_best(scores: NDArray[np.float32], limit: int) -> float:
    """The lowest of the `limit` best scores; 0 where there are not so many."""
    return float(np.partition(scores, len(scores) - limit)[len(scores) - limit]) if len(scores) >= limit else 0.0
