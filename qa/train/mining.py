"""Questions and texts -> for each question the texts that retrieval ranks first, by meaning and by words."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.index.bm25 import Bm25, write_bm25
from qa.index.columns import CODES, no_columns
from qa.lang.terms import terms
from qa.train.data import LANGUAGES
from qa.values import LanguageCode

BATCH = 256  # questions ranked at a time

Worded = tuple[str, LanguageCode]


def dense_ranks(questions: NDArray[np.float32], passages: NDArray[np.float32], depth: int) -> list[list[int]]:
    """For each question the numbers of the nearest passages by cosine, best first.

    Args:
        questions: unit vectors (questions, dimension).
        passages: unit vectors (passages, dimension).
        depth: how many for each question, at most.
    """
    ranks: list[list[int]] = []
    for first in range(0, len(questions), BATCH):
        similarities = questions[first : first + BATCH] @ passages.T  # (questions, passages)
        ranks += np.argsort(-similarities, axis=1, kind="stable")[:, :depth].tolist()
    return ranks


def lexical_ranks(questions: Sequence[Worded], passages: Sequence[Worded], depth: int) -> list[list[int]]:
    """For each question the numbers of the best passages of its own language by BM25, best first."""
    ranks: list[list[int]] = [[] for _ in questions]
    for language in LANGUAGES:
        numbers = [number for number, (_, written_in) in enumerate(passages) if written_in == language]
        with tempfile.TemporaryDirectory() as folder:
            words = [terms(passages[number][0], language) for number in numbers]
            columns = no_columns().with_rows((CODES[language], 0, 0, 0, len(own)) for own in words)
            write_bm25(Path(folder), language, range(len(numbers)), words, columns)
            index = Bm25(Path(folder), language, columns)
            for at, (question, asked_in) in enumerate(questions):
                if asked_in == language:
                    ranks[at] = [numbers[own] for own, _ in index.search(question, depth)]
    return ranks
