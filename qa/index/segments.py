"""Postings on disk: for each term the passages that hold it and how often, in segments that are never changed.

A segment is a folder of four arrays, mapped into memory when it is read:

- `terms.npy` (terms,): a hash of each term, ascending, so that looking one up is a binary search;
- `starts.npy` (terms + 1,): where the term's postings begin in the two others;
- `passages.npy` (postings,): numbers of the passages, ascending for each term;
- `counts.npy` (postings,): how often the passage holds the term.

An update writes one small segment with what is new; who reads drops the passages that are gone. Segments of like size
are merged, so that there are never more of them than digits in the number of passages, in base two. No text is analysed
again, and the files of a segment can be shared by several generations.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FILES = ("terms", "starts", "passages", "counts")
_MOST = np.iinfo(np.uint16).max  # occurrences that are counted in one passage


@dataclass(frozen=True, slots=True)
class Segment:
    """Some passages' postings."""

    terms: NDArray[np.uint64]
    starts: NDArray[np.int64]
    passages: NDArray[np.int32]
    counts: NDArray[np.uint16]

    def postings(self, term: int) -> slice:
        """Where a term's postings lie."""
        at = int(np.searchsorted(self.terms, np.uint64(term)))
        if at == len(self.terms) or int(self.terms[at]) != term:
            return slice(0, 0)
        return slice(int(self.starts[at]), int(self.starts[at + 1]))


def term_hash(term: str) -> int:
    """64 bits that stand for a term: among a million terms, two fall together once in forty million indexes."""
    return int.from_bytes(hashlib.blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def make_segment(numbers: Sequence[int], texts: Sequence[Sequence[str]]) -> Segment:
    """The postings of passages, each given by its number and its terms; numbers ascend."""
    vocabulary: dict[str, int] = {}
    flat = [vocabulary.setdefault(term, len(vocabulary)) for terms in texts for term in terms]
    owner = np.repeat(np.array(numbers, dtype=np.int64), [len(terms) for terms in texts])
    hashes = np.fromiter(map(term_hash, vocabulary), dtype=np.uint64, count=len(vocabulary))
    order = np.argsort(hashes)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    # One integer a word: the term's place above the passage's number, so that equal pairs fall together when sorted.
    pairs, counts = np.unique(place[np.array(flat, dtype=np.int64)] << 32 | owner, return_counts=True)
    starts = np.searchsorted(pairs >> 32, np.arange(len(order) + 1))
    return Segment(
        hashes[order],
        starts.astype(np.int64),
        (pairs & 0xFFFFFFFF).astype(np.int32),
        np.minimum(counts, _MOST).astype(np.uint16),
    )


def merge(segments: Sequence[Segment], kept: NDArray[np.bool_]) -> Segment:
    """One segment out of several, oldest first, without the passages that `kept` (numbers,) leaves out."""
    terms = np.unique(np.concatenate([segment.terms for segment in segments]))
    keys, passages, counts = [], [], []
    for segment in segments:
        alive = kept[segment.passages]
        place = np.repeat(np.searchsorted(terms, segment.terms), np.diff(segment.starts))
        keys.append(place[alive])
        passages.append(segment.passages[alive])
        counts.append(segment.counts[alive])
    key = np.concatenate(keys)
    order = np.argsort(key, kind="stable")  # inside a term the older segment first: its numbers are lower
    key = key[order]
    present, starts = np.unique(key, return_index=True)
    return Segment(
        terms[present],
        np.append(starts, len(key)).astype(np.int64),
        np.concatenate(passages)[order],
        np.concatenate(counts)[order],
    )


def save_segment(segment: Segment, folder: Path) -> None:
    """Write a segment into a new folder."""
    folder.mkdir(parents=True)
    for name in _FILES:
        np.save(folder / f"{name}.npy", getattr(segment, name))


def load_segments(folder: Path) -> dict[str, Segment]:
    """The segments below a folder by name, oldest first, mapped into memory.

    Raises:
        OSError, ValueError: a file is missing or broken.
    """
    names = sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []
    return {name: _load(folder / name, "r") for name in names}


def _load(folder: Path, mode: Literal["r"] | None) -> Segment:
    return Segment(*(np.load(folder / f"{part}.npy", mmap_mode=mode) for part in _FILES))


def share_segments(source: Path, target: Path) -> None:
    """Give a folder the segments of another one, as links to the same files where the file system has them."""

    def link(from_: str, to: str) -> None:
        try:
            os.link(from_, to)
        except OSError:
            shutil.copyfile(from_, to)

    if source.is_dir():
        shutil.copytree(source, target, copy_function=link)


def add_segment(segment: Segment, folder: Path, kept: NDArray[np.bool_]) -> None:
    """Put a segment behind those of a folder, after merging it with the last ones that are no larger than twice it."""
    names = sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []
    joined = [segment]
    for name in reversed(names):
        size = len(np.load(folder / name / "passages.npy", mmap_mode="r"))
        if size > 2 * sum(len(one.passages) for one in joined):
            break
        joined.insert(0, _load(folder / name, None))  # not mapped: Windows keeps the files of mapped arrays
        shutil.rmtree(folder / name)  # this generation's links alone
    newest = max(map(int, names), default=0) + 1
    save_segment(joined[0] if len(joined) == 1 else merge(joined, kept), folder / f"{newest:06d}")
