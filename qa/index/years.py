"""Passages with the years that their articles speak of, which tell whether they can answer a question about a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from qa.index.articles import Texts
from qa.lang.years import said_years
from qa.values import LanguageCode, Passage

KEPT = 10_000  # articles whose years are remembered


class DatedPassages:
    """Reads the passages of a generation. One object serves all threads."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._years = lru_cache(maxsize=KEPT)(self._read_years)  # a generation never changes

    def __call__(self, ids: Sequence[str]) -> dict[str, Passage]:
        """Passages by id, as `Texts.passages` gives them, with their years."""
        found = self._texts.passages(ids)
        return {id_: replace(one, years=self._years(one.article_id, one.language)) for id_, one in found.items()}

    def _read_years(self, article_id: str, language: LanguageCode) -> frozenset[int]:
        article = self._texts.articles([article_id])[article_id]
        own = () if article.date is None else (int(article.date[:4]),)
        return said_years(f"{article.title}\n{article.text}", language).union(own)
