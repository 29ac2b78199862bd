"""The frozen values of a search: a page of the articles that were found, and the counts of all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qa.values import Citation, Filters, LanguageCode, Value

SIZE, MOST_ARTICLES = 20, 500  # of a page: by default, and at most
EXTRACTS, MOST_EXTRACTS = 3, 50  # of an article: by default, and at most
SearchOrder = Literal["relevance", "newest", "oldest"]
FoundBy = Literal["words", "meaning", "both"]


@dataclass(frozen=True, slots=True)
class Mark(Value):
    """Characters that hold what was sought."""

    start: int  # included
    end: int  # excluded


@dataclass(frozen=True, slots=True)
class Extract(Value):
    """A passage of an article that was found: its citation quotes the sentences that hold the words."""

    citation: Citation
    marks: tuple[Mark, ...]  # in the passage, characters into the article's text; none where only its meaning fits
    by: FoundBy


@dataclass(frozen=True, slots=True)
class FoundArticle(Value):
    """An article that holds what was sought, or comes near its meaning."""

    article_id: str
    title: str
    path: str
    date: str | None
    language: LanguageCode
    by: FoundBy
    score: float  # higher is better; comparable only inside one search
    occurrences: int  # places of its body that hold the words; 0 where only its title or its meaning fits
    title_marks: tuple[Mark, ...]  # characters into its title
    extracts: tuple[Extract, ...]  # the best ones, in the order of the text


@dataclass(frozen=True, slots=True)
class Counted(Value):
    """How many of the articles found have one date, language, folder or type of file."""

    value: str  # a year ("" for articles without a date), a language's code, a folder or a type of file as in filters
    articles: int


@dataclass(frozen=True, slots=True)
class SearchPage(Value):
    """A page of what a search found; the counts are of all pages."""

    query: str  # as it was typed, each stretch of white space as one space
    filters: Filters  # dates are full days
    order: SearchOrder
    by_meaning: bool  # whether articles near its meaning were looked for too
    articles: int  # found
    by_words: int  # of them, those that hold the words
    outside: int  # articles that hold the words and that the filters leave out
    ignored: tuple[str, ...]  # words that are in nearly every text and were not looked for
    first: int  # number of the first article of this page, from 0
    size: int  # most articles on a page
    found: tuple[FoundArticle, ...]
    years: tuple[Counted, ...]  # latest first
    languages: tuple[Counted, ...]
    folders: tuple[Counted, ...]  # by path
    file_types: tuple[Counted, ...]  # in alphabetical order
    milliseconds: float  # spent on it
    suggestion: str | None = None  # the same search spelled as the articles are, where that finds some and this none
    notice: str | None = None  # one sentence where an older build was searched since the last one is damaged
