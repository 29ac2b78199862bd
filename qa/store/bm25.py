"""The lexical half: BM25 word statistics of one language's passages, saved as arrays."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from qa.errors import IndexDamaged
from qa.lang.terms import terms
from qa.values import LanguageCode

BM25_FOLDER = "bm25"


def _library() -> type:
    """bm25s, whose import sets its own logger to DEBUG."""
    import bm25s

    logging.getLogger("bm25s").setLevel(logging.WARNING)
    return bm25s.BM25  # type: ignore[no-any-return]


def write_bm25(folder: Path, language: LanguageCode, texts: Sequence[str]) -> None:
    """Index the texts of one language, in the order of their ordinals; no text, no files."""
    if not texts:
        return
    index = _library()(method="lucene", k1=1.2, b=0.75)  # Robertson et al. 1994, in Lucene's form; its usual constants
    index.index([terms(text, language) or [""] for text in texts], show_progress=False)
    index.save(folder / BM25_FOLDER / language, show_progress=False)


class Bm25:
    """Ranks the passages of one language by the words that they share with a question."""

    def __init__(self, folder: Path, language: LanguageCode, passages: int) -> None:
        self._language: LanguageCode = language
        self._passages = passages
        if not passages:
            return
        try:
            self._index = _library().load(folder / BM25_FOLDER / language, mmap=True, show_progress=False)  # type: ignore[attr-defined]
        except (OSError, ValueError, KeyError) as error:
            raise IndexDamaged(
                "The index in {folder} is damaged ({part}: {reason}). Run: gazette build",
                folder=folder,
                part="BM25",
                reason=str(error),
            ) from error
        if self._index.scores["num_docs"] != passages:
            raise IndexDamaged(
                "The index in {folder} is damaged ({part} counts other passages). Run: gazette build",
                folder=folder,
                part="BM25",
            )

    def search(self, question: str, limit: int, ordinals: Sequence[int] | None = None) -> list[tuple[int, float]]:
        """Ordinals and BM25 scores (above 0, no upper limit), best first, at most `limit`.

        Args:
            question: in any language; it is analysed as the language of the passages.
            limit: how many at most.
            ordinals: the only passages to consider; None for all.
        """
        words = terms(question, self._language)
        if not self._passages or not words:
            return []
        scores = self._index.get_scores(words)  # (passages,)
        if ordinals is not None:
            mask = np.zeros(self._passages, dtype=bool)
            mask[list(ordinals)] = True
            scores = np.where(mask, scores, 0.0)
        best = np.argsort(-scores, kind="stable")[:limit]  # stable: equal scores keep the order of the passages
        return [(int(ordinal), float(scores[ordinal])) for ordinal in best if scores[ordinal] > 0]
