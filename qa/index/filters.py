"""A query's filters -> which passages they leave, as a mask over the passages' numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from qa.index.articles import Texts
from qa.index.columns import CODES, Columns, day_number
from qa.values import LanguageCode

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Selection:
    """The passages that a query's filters leave, for one language."""

    mask: NDArray[np.bool_]  # (numbers,)
    count: int


class Selector:
    """Filters the passages of a generation. One object serves all threads."""

    def __init__(self, texts: Texts, columns: Columns) -> None:
        self._texts = texts
        self._columns = columns
        self._article = columns.article.astype(np.intp)  # once: numpy would make these indices for each filter
        self._articles = int(self._article.max(initial=0)) + 1
        self.select = lru_cache(maxsize=64)(self._select)  # a generation never changes

    def _select(
        self,
        language: LanguageCode,
        since: str | None,
        until: str | None,
        folders: tuple[str, ...] = (),
        articles: tuple[str, ...] = (),
    ) -> Selection:
        """The passages of a language that pass all the filters.

        A date filter keeps the articles whose date touches [since, until], both full ISO days, and leaves out undated
        ones; folders keep the articles below any of them, a file's name those that it gave; `articles` keeps those with
        these ids.
        """
        columns = self._columns
        mask = columns.language == CODES[language]
        if since is not None or until is not None:
            mask &= columns.last_day >= max(1, day_number(since))  # 0 is an article without a date
            mask &= columns.first_day <= (day_number(until) or np.iinfo(np.int32).max)
        if folders:
            mask &= self._of(self._texts.articles_below(folders))
        if articles:
            mask &= self._of(self._texts.article_numbers(articles))
        return Selection(np.asarray(mask), int(np.count_nonzero(mask)))

    def _of(self, articles: list[int]) -> NDArray[np.bool_]:
        """(numbers,) whether the passage is of one of the articles."""
        wanted = np.zeros(self._articles, dtype=bool)
        wanted[articles] = True
        return wanted[self._article]
