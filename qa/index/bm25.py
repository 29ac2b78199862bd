"""The lexical half: BM25 over the passages of one language, exact after every update.

Scores are computed when a question comes, from postings and lengths, so that a passage that comes or goes changes no
file but its own: the number of passages that hold a term, their mean length and with them every score are those of an
index built anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qa.errors import damaged
from qa.index.best import best
from qa.index.columns import CODES, Columns
from qa.index.segments import add_segment, load_segments, make_segment, term_hash
from qa.lang.terms import terms
from qa.values import LanguageCode

if TYPE_CHECKING:
    from numpy.typing import NDArray

BM25_FOLDER = "bm25"
K1, B = 1.2, 0.75  # the usual constants of Robertson et al. 1994
# To look at a passage's score, or to seek a passage among postings, in postings that are scored meanwhile.
_WORTH_SCANNING, _WORTH_SEEKING = 32, 16


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
            raise damaged(folder, "BM25", error) from error
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
        weighted = [(self._weight(len(postings), times), postings) for postings, times in found]
        return self._best(sorted(weighted, key=lambda item: -item[0]), limit, allowed)

    def _postings(self, term: str) -> _Postings:
        hashed = term_hash(term)
        own = [(segment, segment.postings(hashed)) for segment in self._segments]
        postings = _Postings(tuple((segment.passages[where], segment.counts[where]) for segment, where in own))
        return postings.only(self._kept) if self._gone else postings

    def _weight(self, holders: int, times: int) -> float:
        return times * float(np.log(1 + (self._passages - holders + 0.5) / (holders + 0.5)))

    def _best(
        self, weighted: Sequence[tuple[float, _Postings]], limit: int, allowed: NDArray[np.bool_] | None
    ) -> list[tuple[int, float]]:
        """The best by the sum of their terms' parts, rarest terms first.

        After each term the best are those from before and those that it raised to the last of them, or above. Once the
        terms that are left weigh less together than the last has, they are added only to passages that they could raise
        so far (MaxScore: Turtle and Flood 1995); where a term has few postings, finding these out takes longer.
        """
        scores = np.zeros(len(self._kept), dtype=np.float32)
        top: list[tuple[int, float]] = []
        last, left = 0.0, sum(weight for weight, _ in weighted)
        for weight, postings in weighted:
            wanted = None
            if last > left and len(postings) * _WORTH_SCANNING > len(scores):
                wanted = np.flatnonzero(scores >= np.float32(last - left))
            if wanted is not None and len(wanted) * _WORTH_SEEKING < len(postings):
                passages, counts = postings.among(wanted)
            else:
                passages, counts = (postings if allowed is None else postings.only(allowed)).whole()
            after = scores[passages] + self._part(weight, passages, counts)
            scores[passages] = after
            risen = after >= last
            merged = {**dict(top), **dict(best(passages[risen], after[risen], limit))}
            top = sorted(merged.items(), key=lambda hit: (-hit[1], hit[0]))[:limit]
            last = top[-1][1] if len(top) == limit else 0.0
            left -= weight
        return top

    def _part(self, weight: float, passages: NDArray[np.intp], counts: NDArray[np.uint16]) -> NDArray[np.float32]:
        """What a term adds to the scores of passages that hold it `counts` times; in place, for memory costs time."""
        part = counts.astype(np.float32)
        whole = self._norm[passages]
        whole += part
        part *= np.float32(weight)
        part /= whole
        return part


@dataclass(frozen=True, slots=True)
class _Postings:
    """The passages that hold a term, ascending, and how often each does: a pair of arrays for each segment."""

    parts: tuple[tuple[NDArray[np.integer[Any]], NDArray[np.uint16]], ...]

    def __len__(self) -> int:
        return sum(len(passages) for passages, _ in self.parts)

    def whole(self) -> tuple[NDArray[np.intp], NDArray[np.uint16]]:
        """All, in one pair; the passages as numpy's own indices, into which it would turn others at every use."""
        passages, counts = zip(*self.parts, strict=True)
        return np.concatenate(passages, dtype=np.intp), np.concatenate(counts)

    def only(self, chosen: NDArray[np.bool_]) -> _Postings:
        """Those of chosen passages; (numbers,)."""
        passages, counts = self.whole()
        kept = chosen[passages]
        return _Postings(((passages[kept], counts[kept]),))

    def among(self, wanted: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.uint16]]:
        """Those of some passages, ascending, found one by one."""
        found = [(wanted[:0], np.empty(0, dtype=np.uint16))]
        for passages, counts in self.parts:
            if len(passages):
                at = np.searchsorted(passages, wanted.astype(passages.dtype)).clip(max=len(passages) - 1)
                held = passages[at] == wanted
                found.append((wanted[held], counts[at[held]]))
        return _Postings(tuple(found)).whole()
