"""Articles, passages and the files they came from, in one SQLite file; read by id."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from qa.errors import IndexDamaged
from qa.values import Article, LanguageCode, Passage

TEXTS_FILE = "articles.sqlite"
_VARIABLES = 500  # values in one IN (…): SQLite's limit was 999 for years

_SCHEMA = """
CREATE TABLE files (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, problems INTEGER NOT NULL);
CREATE TABLE articles (
    id TEXT PRIMARY KEY, path TEXT NOT NULL UNIQUE, title TEXT NOT NULL, text TEXT NOT NULL,
    body_start INTEGER NOT NULL, date TEXT, date_source TEXT, language TEXT NOT NULL, sha256 TEXT NOT NULL,
    media_type TEXT NOT NULL, url TEXT, file TEXT NOT NULL REFERENCES files (path), first_day TEXT, last_day TEXT);
CREATE INDEX articles_by_file ON articles (file);
CREATE TABLE passages (
    id TEXT PRIMARY KEY, article_id TEXT NOT NULL REFERENCES articles (id), first INTEGER NOT NULL,
    last INTEGER NOT NULL, language TEXT NOT NULL, heading TEXT NOT NULL,
    ordinal INTEGER NOT NULL, content_hash TEXT NOT NULL);
CREATE UNIQUE INDEX passages_by_ordinal ON passages (language, ordinal);
CREATE INDEX passages_by_content ON passages (content_hash);
CREATE INDEX passages_by_article ON passages (article_id);
"""
_ALIKE = str.maketrans({"’": "'", "\u00a0": " ", "\u202f": " ", "\n": " "})
# Ranges of the index on paths: "0" comes right after "/", and "$" right after "#", which parts a table from its row.
_BELOW = "a.path = ? OR a.path >= ? AND a.path < ? OR a.path >= ? AND a.path < ?"
_ARTICLE = "id, path, title, text, body_start, date, date_source, language, sha256, media_type, url"


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file that gave articles to the index."""

    path: str  # as shown to users
    sha256: str  # of its bytes
    problems: int  # rows or lines that could not be read


@dataclass(frozen=True, slots=True)
class PassageRecord:
    """A passage with what the index adds to it."""

    passage: Passage
    ordinal: int  # its number among the passages of its language, from 0: its place in the BM25 arrays
    content_hash: str  # of what was embedded: equal hashes have equal vectors


@dataclass(frozen=True, slots=True)
class Selection:
    """The passages that a query's filters leave, for one language."""

    ids: frozenset[str]
    ordinals: tuple[int, ...]


def day_range(date: str | None) -> tuple[str | None, str | None]:
    """First and last day of an ISO date of any precision; days beyond a month's end do no harm when compared."""
    if date is None:
        return None, None
    first, last = (date + "-01-01", date + "-12-31") if len(date) == 4 else (date, date)
    return (first + "-01", last + "-31") if len(date) == 7 else (first, last)


def _bounds(folder: str) -> tuple[str, ...]:
    return folder, f"{folder}/", f"{folder}0", f"{folder}#", f"{folder}$"


def write_texts(
    folder: Path,
    files: Iterable[FileRecord],
    articles: Iterable[tuple[Article, str]],
    passages: Iterable[PassageRecord],
) -> None:
    """Write a generation's texts; each article comes with the path of its file."""
    db = sqlite3.connect(folder / TEXTS_FILE)
    try:
        db.executescript(_SCHEMA)
        with db:
            db.executemany("INSERT INTO files VALUES (?, ?, ?)", (astuple(record) for record in files))
            db.executemany(
                f"INSERT INTO articles ({_ARTICLE}, file, first_day, last_day) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                ((*astuple(article), file, *day_range(article.date)) for article, file in articles),
            )
            db.executemany("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)", map(_passage_row, passages))
    finally:
        db.close()


def _plain(text: str) -> str:
    return text.lower().translate(_ALIKE)


def _passage_row(record: PassageRecord) -> tuple[str | int, ...]:
    passage = record.passage
    return (
        *(passage.id, passage.article_id, passage.start, passage.end, passage.language, passage.heading),
        *(record.ordinal, record.content_hash),
    )


class Texts:
    """Reads a generation's texts. One object serves all threads."""

    def __init__(self, folder: Path) -> None:
        path = folder / TEXTS_FILE
        if not path.is_file():
            raise IndexDamaged(
                "The index in {folder} is damaged ({file} is missing). Run: gazette build",
                folder=folder,
                file=TEXTS_FILE,
            )
        # Immutable: no lock files, so a generation on a read-only disk can be read.
        self._db = sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True, check_same_thread=False)
        self._db.create_function("plain", 1, _plain, deterministic=True)
        self._lock = threading.Lock()
        self.select = lru_cache(maxsize=64)(self._select)  # a generation never changes

    def close(self) -> None:
        """Give the file back."""
        self._db.close()

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def _rows_in(self, sql: str, values: Sequence[str]) -> list[tuple[Any, ...]]:
        """Rows of a query that ends in `IN (%s)`, for any number of values."""
        rows = []
        for first in range(0, len(values), _VARIABLES):
            part = values[first : first + _VARIABLES]
            rows += self._rows(sql % ",".join("?" * len(part)), part)
        return rows

    def counts(self) -> tuple[int, int]:
        """Articles and passages."""
        ((articles, passages),) = self._rows("SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)")
        return articles, passages

    def files(self) -> list[FileRecord]:
        """Every file that gave articles, by path."""
        return [FileRecord(*row) for row in self._rows("SELECT path, sha256, problems FROM files ORDER BY path")]

    def articles_of(self, file: str) -> list[Article]:
        """The articles that a file gave, in the order of the file."""
        return [
            Article(*row)
            for row in self._rows(f"SELECT {_ARTICLE} FROM articles WHERE file = ? ORDER BY rowid", (file,))
        ]

    def articles(self, ids: Sequence[str]) -> dict[str, Article]:
        """Articles by id; ids that are not there are left out."""
        rows = self._rows_in(f"SELECT {_ARTICLE} FROM articles WHERE id IN (%s)", list(dict.fromkeys(ids)))
        found = (Article(*row) for row in rows)
        return {article.id: article for article in found}

    def passages(self, ids: Sequence[str]) -> dict[str, Passage]:
        """Passages by id, cut from their articles, in the order asked; ids that are not there are left out."""
        rows = self._rows_in(
            "SELECT id, article_id, first, last, language, heading FROM passages WHERE id IN (%s)", ids
        )
        articles = self.articles([row[1] for row in rows])
        passages = {}
        for id_, article_id, first, last, language, heading in rows:
            text = articles[article_id].text[first:last]
            passages[id_] = Passage(id_, article_id, first, last, text, language, heading)
        return {id_: passages[id_] for id_ in ids if id_ in passages}

    def passages_of(self, article_id: str) -> list[Passage]:
        """The passages of an article, in its order."""
        ids = self._rows("SELECT id FROM passages WHERE article_id = ? ORDER BY first", (article_id,))
        return list(self.passages([row[0] for row in ids]).values())

    def homes(self, passage_ids: Sequence[str]) -> dict[str, str]:
        """For each passage the id of its article; passages that are not there are left out."""
        return dict(self._rows_in("SELECT id, article_id FROM passages WHERE id IN (%s)", passage_ids))

    def ids_by_path(self) -> dict[str, str]:
        """The id of every article by its path as shown to users."""
        return dict(self._rows("SELECT path, id FROM articles ORDER BY rowid"))

    def holding(self, words: str, most: int) -> list[str]:
        """The ids of the first articles whose text holds these words, whatever their case, apostrophes and spaces."""
        rows = self._rows("SELECT id FROM articles WHERE instr(plain(text), plain(?)) LIMIT ?", (words, most))
        return [row[0] for row in rows]

    def ids_of(self, language: LanguageCode, ordinals: Sequence[int]) -> list[str]:
        """The ids of passages known by their place in the BM25 arrays, in the same order."""
        rows = [
            self._rows("SELECT id FROM passages WHERE language = ? AND ordinal = ?", (language, n)) for n in ordinals
        ]
        return [row[0][0] for row in rows]

    def with_content(self, hashes: Sequence[str]) -> dict[str, tuple[str, LanguageCode]]:
        """For each content hash that the generation knows, one passage's id and language."""
        rows = self._rows_in("SELECT content_hash, id, language FROM passages WHERE content_hash IN (%s)", hashes)
        return {row[0]: (row[1], row[2]) for row in rows}

    def _select(
        self,
        language: LanguageCode,
        since: str | None,
        until: str | None,
        folders: tuple[str, ...] = (),
        articles: tuple[str, ...] = (),
    ) -> Selection:
        """The passages of a language that pass all the filters.

        A date filter keeps the articles whose date touches [since, until] and leaves out undated ones; folders keep
        the articles below any of them, a file's name those that it gave; `articles` keeps those with these ids.
        """
        where: list[str] = ["p.language = ?"]
        values: list[str] = [language]
        if since is not None or until is not None:
            where.append("a.last_day >= ? AND a.first_day <= ?")
            values += [since or "0000", until or "9999-99-99"]
        if folders:
            where.append(f"({' OR '.join([_BELOW] * len(folders))})")
            values += [bound for folder in folders for bound in _bounds(folder)]
        if articles:
            where.append("a.id IN (SELECT value FROM json_each(?))")  # one value, however many there are
            values.append(json.dumps(articles))
        rows = self._rows(
            "SELECT p.id, p.ordinal FROM passages p JOIN articles a ON a.id = p.article_id "
            f"WHERE {' AND '.join(where)} ORDER BY p.ordinal",
            values,
        )
        return Selection(frozenset(row[0] for row in rows), tuple(row[1] for row in rows))

    def holds(self, folder: str) -> bool:
        """Whether an article lies below a folder, or was given by a file."""
        return bool(self._rows(f"SELECT 1 FROM articles a WHERE {_BELOW} LIMIT 1", _bounds(folder)))

    def folders(self) -> tuple[tuple[str, int], ...]:
        """Every folder above an article, and every table that gave articles, with how many lie below; by path."""
        counts: Counter[str] = Counter()
        for path, file in self._rows("SELECT path, file FROM articles"):
            counts.update(str(folder) for folder in PurePosixPath(file).parents[:-1])
            counts.update([file] * (path != file))
        return tuple(sorted(counts.items()))
