"""The lexical half: which words each passage of one language holds, on disk, and BM25 over them.

For each term the index keeps its postings: the passages that hold it and how often. They lie in segments that are never
changed, each a folder of four arrays, mapped into memory when it is read:

- `terms.npy` (terms,): a hash of each term, ascending, so that looking one up is a binary search;
- `starts.npy` (terms + 1,): where the term's postings begin in the two others;
- `passages.npy` (postings,): numbers of the passages, ascending for each term;
- `counts.npy` (postings,): how often the passage holds the term.

An update writes one small segment with what is new; passages that are gone are dropped when postings are read. Segments
of similar size are merged, so that there are never more of them than binary digits in the number of passages. No text
is analysed again, and the files of a segment can be shared by several generations. Scores are computed when a question
comes, so that they are always those of an index built anew.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from qa.errors import damaged
from qa.index.arrays import load_array
from qa.index.columns import CODES, Columns, best
from qa.lang.terms import terms
from qa.values import LanguageCode

if TYPE_CHECKING:
    from numpy.typing import NDArray

BM25_FOLDER = "bm25"
K1, B = 1.2, 0.75  # the usual constants of Robertson et al. 1994
_LEAST = float(np.finfo(np.float32).tiny)  # above 0: a passage that shares no word with the question is not found
_MOST = np.iinfo(np.uint16).max  # occurrences that are counted in one passage


class Bm25:
    """Ranks the passages of one language by the words that they share with a question."""

    def __init__(self, folder: Path, language: LanguageCode, columns: Columns) -> None:
        """Map the segments of a generation.

        Raises:
            IndexDamaged: one is missing or broken.
        """
        self._language: LanguageCode = language
        self._kept = np.asarray(columns.language == CODES[language])  # (numbers,)
        self.passages = int(np.count_nonzero(self._kept))  # of the language
        self._gone = columns.gone > 0
        if not self.passages:
            return
        try:
            self._segments = load_segments(folder / BM25_FOLDER / language)
            if not self._segments or any(int(one.starts[-1]) != len(one.passages) for one in self._segments):
                raise ValueError("postings are missing")
        except (OSError, ValueError, EOFError, IndexError) as error:
            raise damaged(folder, BM25_FOLDER, error) from error
        self._folder = folder
        words = columns.words.astype(np.float32)
        mean = float(words[self._kept].mean(dtype=np.float64)) or 1.0
        self._norm = (K1 * (1 - B + B * words / np.float32(mean))).astype(np.float32)  # (numbers,)

    def search(self, question: str, limit: int, allowed: NDArray[np.bool_] | None = None) -> list[tuple[int, float]]:
        """Numbers of passages and BM25 scores (above 0, no upper limit), best first, at most `limit`.

        In Lucene's form: sum over the question's terms of idf * count / (count + K1 * (1 - B + B * words / mean)), with
        idf = log(1 + (N - n + 0.5) / (n + 0.5)). Equal scores keep the order of the passages. Every posting is scored:
        to skip those that cannot matter (MaxScore) took 1.3 to 1.5 times as long at 100,000 passages.

        Args:
            question: in any language; it is analysed as the language of the passages.
            limit: how many at most.
            allowed: (numbers,) the only passages to consider; None for all.
        """
        asked = Counter(terms(question, self._language))
        if not self.passages or not asked or limit <= 0:
            return []
        scores = np.zeros(len(self._kept), dtype=np.float32)
        rarest: NDArray[np.intp] | None = None  # holders of the rarest term that has as many as are wanted
        for term, times in asked.items():
            passages, shares = self.holders(term)
            scores[passages] += np.float32(times * idf(self.passages, len(passages))) * shares
            if limit <= len(passages) and (rarest is None or len(passages) < len(rarest)):
                rarest = passages
        if allowed is not None:
            scores *= allowed
        # They are the best already, or nearly: what scores less than they need not be ordered.
        least = 0.0 if rarest is None else best(rarest, scores[rarest], limit)[-1][1]
        found = np.flatnonzero(scores >= max(least, _LEAST))
        return best(found, scores[found], limit)

    def holders(self, term: str) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """The passages that hold a term (as `qa.lang.terms` gives it), ascending, and its share in the score of each.

        The share is what the sum of `search` has beside idf: above 0 and below 1, higher where the term is frequent.
        """
        if not self.passages:
            return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.float32)
        hashed = term_hash(term)
        parts = [segment.postings(hashed) for segment in self._segments]
        passages = np.concatenate([one for one, _ in parts], dtype=np.intp)
        counts = np.concatenate([many for _, many in parts], dtype=np.float32)
        if len(passages) and not 0 <= passages.min() <= passages.max() < len(self._kept):
            raise damaged(self._folder, BM25_FOLDER, "it names passages that there are not")
        if self._gone:
            kept = self._kept[passages]
            passages, counts = passages[kept], counts[kept]
        return passages, counts / (counts + self._norm[passages])

    def holds(self, term: str) -> bool:
        """Whether a passage holds a term, or did before an update took it out."""
        hashed = term_hash(term)
        return bool(self.passages) and any(len(one.postings(hashed)[0]) for one in self._segments)


def idf(passages: int, holders: int) -> float:
    """What a term is worth that so many of so many passages hold: above 0, higher where they are few."""
    return float(np.log(1 + (passages - holders + 0.5) / (holders + 0.5)))


@dataclass(frozen=True, slots=True)
class Segment:
    """Some passages' postings."""

    terms: NDArray[np.uint64]
    starts: NDArray[np.int64]
    passages: NDArray[np.int32]
    counts: NDArray[np.uint16]

    def postings(self, term: int) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
        """The passages that hold a term, given by its hash, and how often each does."""
        at = int(np.searchsorted(self.terms, np.uint64(term)))
        if at == len(self.terms) or int(self.terms[at]) != term:
            return self.passages[:0], self.counts[:0]
        own = slice(int(self.starts[at]), int(self.starts[at + 1]))
        return self.passages[own], self.counts[own]


def term_hash(term: str) -> int:
    """64 bits that stand for a term: among a million terms, two fall together once in forty million indexes."""
    return int.from_bytes(hashlib.blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def write_bm25(
    folder: Path, language: LanguageCode, numbers: Sequence[int], texts: Sequence[Sequence[str]], columns: Columns
) -> None:
    """Add passages of one language, by number and terms, to a generation whose columns hold them already.

    Their segment is merged with those before it that are no larger than twice what is being merged.
    """
    if not len(numbers):
        return
    home = folder / BM25_FOLDER / language
    names = _names(home)
    joined = [_make_segment(numbers, texts)]
    for name in reversed(names):
        size = len(load_array(home / name / "passages.npy"))
        if size > 2 * sum(len(one.passages) for one in joined):
            break
        joined.insert(0, _load(home / name, None))  # not mapped: Windows keeps the files of mapped arrays
        shutil.rmtree(home / name)  # this generation's links alone
    newest = home / f"{max(map(int, names), default=0) + 1:06d}"
    newest.mkdir(parents=True)
    segment = joined[0] if len(joined) == 1 else _merge(joined, np.asarray(columns.language == CODES[language]))
    for field in fields(Segment):
        np.save(newest / f"{field.name}.npy", getattr(segment, field.name))


def share_bm25(source: Path, target: Path) -> None:
    """Give a generation the segments of another one, as links to the same files where the file system has them."""

    def link(from_: str, to: str) -> None:
        try:
            os.link(from_, to)
        except OSError:
            shutil.copyfile(from_, to)

    if (source / BM25_FOLDER).is_dir():
        shutil.copytree(source / BM25_FOLDER, target / BM25_FOLDER, copy_function=link)


def load_segments(home: Path) -> list[Segment]:
    """The segments of one language, oldest first, mapped into memory.

    Raises:
        OSError, ValueError: a file is missing or broken.
    """
    return [_load(home / name, "r") for name in _names(home)]


def _names(home: Path) -> list[str]:
    return sorted(entry.name for entry in home.iterdir()) if home.is_dir() else []


def _load(folder: Path, mode: Literal["r"] | None) -> Segment:
    return Segment(*(load_array(folder / f"{field.name}.npy", mode) for field in fields(Segment)))


def _make_segment(numbers: Sequence[int], texts: Sequence[Sequence[str]]) -> Segment:
    """The postings of passages, each given by its number and its terms; numbers ascend."""
    vocabulary: dict[str, int] = {}
    flat = [vocabulary.setdefault(term, len(vocabulary)) for own in texts for term in own]
    owner = np.repeat(np.array(numbers, dtype=np.int64), [len(own) for own in texts])
    hashes = np.fromiter(map(term_hash, vocabulary), dtype=np.uint64, count=len(vocabulary))
    order = np.argsort(hashes)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    # One integer per word: the term's place above the passage's number, so that equal pairs fall together when sorted.
    pairs, counts = np.unique(place[np.array(flat, dtype=np.int64)] << 32 | owner, return_counts=True)
    starts = np.searchsorted(pairs >> 32, np.arange(len(order) + 1))
    return Segment(
        hashes[order],
        starts.astype(np.int64),
        (pairs & 0xFFFFFFFF).astype(np.int32),
        np.minimum(counts, _MOST).astype(np.uint16),
    )


def _merge(segments: Sequence[Segment], kept: NDArray[np.bool_]) -> Segment:
    """One segment made of several, oldest first, without the passages that `kept` (numbers,) leaves out."""
    terms_ = np.concatenate([np.repeat(segment.terms, np.diff(segment.starts)) for segment in segments])
    passages = np.concatenate([segment.passages for segment in segments])
    counts = np.concatenate([segment.counts for segment in segments])
    alive = np.flatnonzero(kept[passages])
    # Within a term the older segment comes first: its numbers are lower.
    order = alive[np.argsort(terms_[alive], kind="stable")]
    present, starts = np.unique(terms_[order], return_index=True)
    return Segment(present, np.append(starts, len(order)).astype(np.int64), passages[order], counts[order])
