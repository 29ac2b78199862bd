"""Filters: words -> `Filters` -> which passages they leave, as a mask over the passages' numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np

from qa.errors import QuestionError, damaged
from qa.index.articles import Texts
from qa.index.columns import CODES, COLUMNS_FOLDER, GONE, Columns, day_number
from qa.index.file_types import articles_of_types
from qa.lang import LANGUAGES
from qa.lang.characters import composed, is_text
from qa.lang.dates import Written, read_date
from qa.values import Filters, LanguageCode

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_MONTH = re.compile(r"(\d{1,2})[/.-](\d{4})")


def read_filters(
    language: str | None = None,
    since: str | None = None,
    until: str | None = None,
    folders: str | Sequence[str] | None = (),
    articles: Sequence[str] = (),
    file_types: str | Sequence[str] | None = (),
) -> Filters:
    """Filters as people and programs write them.

    Args:
        language: only articles in it; None for all.
        since: only articles of this day, month or year and later: 2022-01, 01/2022, "January 2022" or « janvier 2022 ».
        until: only articles of this day, month or year and earlier.
        folders: only articles below this folder, or below any of several; a table's name keeps its rows.
        articles: only those with these ids.
        file_types: only articles from files whose names end so, "pdf" or ".pdf", or so as any of several.

    Raises:
        QuestionError: one cannot be understood, or `since` is later than `until`.
    """
    first, last = _day(since, 0), _day(until, 1)
    if first is not None and last is not None and first > last:
        raise QuestionError("since {since} is later than until {until}: swap them.", since=since, until=until)
    return Filters(_language(language), first, last, _folders(folders), tuple(articles), _file_types(file_types))


def _language(code: str | None) -> LanguageCode | None:
    if code is None:
        return None
    for known in LANGUAGES:
        if code.lower() == known:
            return known
    raise QuestionError(
        "language cannot be {value!r}: give one of {languages}.", value=code, languages=", ".join(LANGUAGES)
    )


def _day(text: str | None, end: Literal[0, 1]) -> str | None:
    """The first (0) or last (1) day of an ISO day, month or year."""
    if text is None:
        return None
    span = _written(text.strip()).span()
    if span is None and end == 0:
        raise QuestionError(
            "since cannot be {value!r}: give a day, a month or a year, as in 2022-01-06 or 2022-01.", value=text
        )
    if span is None:
        raise QuestionError(
            "until cannot be {value!r}: give a day, a month or a year, as in 2022-01-06 or 2022-01.", value=text
        )
    return span[end].isoformat()


def _written(text: str) -> Written:
    """A date as programs write it (2022-01), as a month of a year (01/2022), or in words of any of the languages."""
    iso, month = _DATE.fullmatch(text), _MONTH.fullmatch(text)
    if iso is not None:
        return Written(*(None if part is None else int(part) for part in iso.groups()))
    if month is not None:
        return Written(int(month[2]), int(month[1]))
    found = (read_date(text, language) for language in LANGUAGES)
    return next((date for date in found if date is not None and date.year is not None), Written(None))


def _folders(given: str | Sequence[str] | None) -> tuple[str, ...]:
    """Each folder once, without what a shell adds to it: "./news/" is "news"."""
    names = [given] if isinstance(given, str) else given or ()
    for name in names:
        if not is_text(name):
            raise QuestionError("folder cannot be {value!r}: a NUL or half of a character is no text.", value=name)
    return tuple(dict.fromkeys(composed(name).strip().removeprefix("./").rstrip("/") for name in names if name.strip()))


def _file_types(given: str | Sequence[str] | None) -> tuple[str, ...]:
    """Each type once, as `qa.index.file_types` names it."""
    names = [given] if isinstance(given, str) else given or ()
    types = dict.fromkeys(name.strip().lower().removeprefix(".") for name in names if name.strip())
    for one in types:
        if not one.isalnum():
            raise QuestionError(
                "file-type cannot be {value!r}: give the ending of a file name, such as pdf.", value=one
            )
    return tuple(types)


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
        # As indices, once: numpy would make them for each filter. Passages that are gone name articles that are, too.
        self._article = np.where(columns.language == GONE, 0, columns.article).astype(np.intp)
        self._articles = texts.last_article() + 1
        if not 0 <= self._article.min(initial=0) <= self._article.max(initial=0) < self._articles:
            raise damaged(texts.folder, COLUMNS_FOLDER, "it names articles that there are not")
        self.select = lru_cache(maxsize=64)(self._select)  # a generation never changes

    def _select(self, language: LanguageCode, filters: Filters) -> Selection:
        """The passages of a language that pass all the filters, but for the filters' own language.

        A date filter keeps the articles whose date touches [since, until], both full ISO days, and leaves out undated
        ones; folders keep the articles below any of them, a file's name those that it gave; `articles` keeps those with
        these ids; `file_types` those from files whose names end so.
        """
        columns = self._columns
        mask = columns.language == CODES[language]
        if filters.since is not None or filters.until is not None:
            mask &= columns.last_day >= max(1, day_number(filters.since))  # 0 is an article without a date
            mask &= columns.first_day <= (day_number(filters.until) or np.iinfo(np.int32).max)
        if filters.folders:
            mask &= self._of(self._texts.articles_below(filters.folders))
        if filters.articles:
            mask &= self._of(self._texts.article_numbers(filters.articles))
        if filters.file_types:
            mask &= self._of(articles_of_types(self._texts, filters.file_types))
        return Selection(np.asarray(mask), int(np.count_nonzero(mask)))

    def _of(self, articles: list[int]) -> NDArray[np.bool_]:
        """(numbers,) whether the passage is of one of the articles."""
        wanted = np.zeros(self._articles, dtype=bool)
        wanted[articles] = True
        return wanted[self._article]
