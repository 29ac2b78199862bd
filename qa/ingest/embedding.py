"""Passages -> vectors, in order: those that a build which was cut off has embedded already are taken from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from qa.index.unfinished import Unfinished
from qa.ingest.passages import Content
from qa.models.embedder import BATCH

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qa.models.embedder import BulkEmbedder


def embedded(
    contents: Sequence[Content], embedder: BulkEmbedder, unfinished: Unfinished
) -> Iterator[tuple[Sequence[Content], NDArray[np.float32]]]:
    """Passages with their unit vectors (len(passages), dimension), a batch at a time, each kept as soon as it is there.

    Order and batches are those of a build that was not cut off, so that Chroma's graph is the same.
    """
    fresh = [content for content in contents if content.record.content_hash not in unfinished]
    vectors = _embed(fresh, embedder, unfinished)
    missing = {content.record.number for content in fresh}
    for first in range(0, len(contents), BATCH):
        batch = contents[first : first + BATCH]
        rows = [
            next(vectors) if content.record.number in missing else unfinished.vector(content.record.content_hash)
            for content in batch
        ]
        yield batch, np.stack(rows)


def _embed(fresh: list[Content], embedder: BulkEmbedder, unfinished: Unfinished) -> Iterator[NDArray[np.float32]]:
    for vectors in embedder.embed_passages([content.text for content in fresh]):
        batch, fresh = fresh[: len(vectors)], fresh[len(vectors) :]
        unfinished.add([content.record.content_hash for content in batch], vectors)
        yield from vectors
