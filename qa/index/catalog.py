"""What an index holds, article by article: searched, sorted and cut into pages by SQLite, and counted by date."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from qa.errors import IndexMissing, Message, damaged
from qa.index.articles import TEXTS_FILE, day_range
from qa.index.generation import size_bytes
from qa.index.manifest import Manifest
from qa.index.opening import KnownDamage, find_generation
from qa.lang.words import spelling
from qa.values import LanguageCode

Order = Literal["newest", "oldest", "title", "path", "language", "longest", "shortest"]
_ORDERS: Mapping[Order, str] = {
    "newest": "last_day(date) IS NULL, last_day(date) DESC",  # undated ones last, both ways
    "oldest": "first_day(date) IS NULL, first_day(date)",
    "title": "fold(title)",
    "path": "file, number",  # the rows of a table in its own order
    "language": "language, last_day(date) IS NULL, last_day(date) DESC",
    "longest": "characters DESC",
    "shortest": "characters",
}
_SEARCHED = "title || char(10) || path || char(10) || coalesce(date, '')"


@dataclass(frozen=True, slots=True)
class Entry:
    """An article in the list."""

    id: str
    title: str
    path: str  # as shown to users
    date: str | None
    language: LanguageCode
    characters: int  # of its body


@dataclass(frozen=True, slots=True)
class CatalogPage:
    """One page of the list."""

    entries: tuple[Entry, ...]
    first: int  # number of the first one among those found, from 0
    found: int  # on all pages
    by_text: bool = False  # whether the articles that hold the words in their text are among them


@dataclass(frozen=True, slots=True)
class Contents:
    """What an index holds, as a whole."""

    manifest: Manifest
    size_bytes: int
    dates: tuple[tuple[str, int], ...]  # articles by date, ISO 8601 cut to the month, in order; undated ones left out
    notice: Message | None = None  # one sentence where it is not the generation that was published last


def read_contents(index: Path, known: KnownDamage | None = None) -> Contents | None:
    """What the generation of an index holds that answers; None where it was never built.

    Raises:
        StoreError: it is damaged, or another version wrote it.
        OSError: a build has pruned it in this moment.
    """
    try:
        found = find_generation(index, known)
    except IndexMissing:
        return None
    with _open(found.folder) as db:
        dates = db.execute(
            "SELECT substr(date, 1, 7), count(*) FROM articles WHERE date IS NOT NULL GROUP BY 1 ORDER BY 1"
        ).fetchall()
    return Contents(found.manifest, size_bytes(found.folder), tuple(dates), found.notice)


@dataclass(frozen=True, slots=True)
class Holding:
    """Articles of a generation that hold the words of a search in their text."""

    folder: Path  # of the generation
    numbers: tuple[int, ...]  # of the articles, as its database counts them


def read_page(
    index: Path,
    search: str,
    order: Order,
    first: int,
    size: int,
    known: KnownDamage | None = None,
    holding: Holding | None = None,
) -> CatalogPage:
    """A page of the articles whose title, path or date hold every word of `search`, accents and capitals aside.

    Args:
        index: its folder; an empty page where it was never built.
        search: words; none: all articles.
        order: how they are sorted.
        first: number of the first article to show, from 0; the last page where there are fewer.
        size: articles on a page.
        known: generations that are damaged.
        holding: articles to list as well, if they are of the generation that is read.

    Raises:
        StoreError, OSError: as `read_contents`.
    """
    try:
        folder = find_generation(index, known).folder
    except IndexMissing:
        return CatalogPage((), 0, 0)
    words = spelling(search).split()
    holding = holding if words and holding is not None and holding.folder == folder else None
    where, values = _condition(words, holding)
    articles = f"(SELECT *, fold({_SEARCHED}) AS searched FROM articles)" if words else "articles"
    with _open(folder) as db:
        ((found,),) = db.execute(f"SELECT count(*) FROM {articles} WHERE {where}", values).fetchall()
        first = max(0, min(first, (found - 1) // size * size))
        rows = db.execute(
            "SELECT id, title, path, date, language, length(text) - body_start AS characters "
            f"FROM {articles} WHERE {where} ORDER BY {_ORDERS[order]}, path LIMIT ? OFFSET ?",
            (*values, size, first),
        ).fetchall()
    return CatalogPage(tuple(Entry(*row) for row in rows), first, found, holding is not None)


def _condition(words: list[str], holding: Holding | None) -> tuple[str, list[str]]:
    """What a row must satisfy, in SQL, with its values."""
    where = " AND ".join(["instr(searched, ?)"] * len(words)) or "1"
    if holding is None:
        return where, words
    return f"({where}) OR number IN (SELECT value FROM json_each(?))", [*words, json.dumps(holding.numbers)]


@contextmanager
def _open(folder: Path) -> Iterator[sqlite3.Connection]:
    """The texts of a generation, which never change."""
    file = folder / TEXTS_FILE
    file.stat()  # one that was pruned is not damaged
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?immutable=1", uri=True)) as db:
            db.create_function("fold", 1, spelling, deterministic=True)
            db.create_function("first_day", 1, lambda date: day_range(date)[0], deterministic=True)
            db.create_function("last_day", 1, lambda date: day_range(date)[1], deterministic=True)
            yield db
    except sqlite3.DatabaseError as error:
        raise damaged(folder, TEXTS_FILE, error) from error
