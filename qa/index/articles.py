"""Articles, passages and the files they came from, in one SQLite file; read by id."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from qa.errors import damaged
from qa.index import exact
from qa.lang import LANGUAGES
from qa.values import Article, LanguageCode, Passage

TEXTS_FILE = "articles.sqlite"
_VARIABLES = 500  # values in one IN (…): SQLite's limit was 999 for years

_SCHEMA = """
CREATE TABLE files (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, problems INTEGER NOT NULL);
CREATE TABLE articles (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, path TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
    text TEXT NOT NULL, body_start INTEGER NOT NULL, date TEXT, date_source TEXT, language TEXT NOT NULL,
    sha256 TEXT NOT NULL, media_type TEXT NOT NULL, url TEXT, ocr_pages TEXT NOT NULL,
    cells TEXT NOT NULL,
    file TEXT NOT NULL REFERENCES files (path));
CREATE INDEX articles_by_file ON articles (file);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, article INTEGER NOT NULL REFERENCES articles (number),
    first INTEGER NOT NULL, last INTEGER NOT NULL, language TEXT NOT NULL, heading TEXT NOT NULL,
    content_hash TEXT NOT NULL);
CREATE INDEX passages_by_content ON passages (content_hash);
CREATE INDEX passages_by_article ON passages (article);
"""
_ALIKE = str.maketrans({"’": "'", "\u00a0": " ", "\u202f": " ", "\n": " "})
# Ranges of the index on paths: "0" comes right after "/", and "$" right after "#", which parts a table from its row.
_BELOW = "a.path = ? OR a.path >= ? AND a.path < ? OR a.path >= ? AND a.path < ?"
_ARTICLE = "id, path, title, text, body_start, date, date_source, language, sha256, media_type, url, ocr_pages, cells"
_PASSAGE = "p.id, a.id, p.first, p.last, p.language, p.heading"
_JOIN = "passages p JOIN articles a ON a.number = p.article"


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file that gave articles to the index."""

    path: str  # as shown to users
    sha256: str  # of its bytes
    problems: int  # rows or lines that could not be read


@dataclass(frozen=True, slots=True)
class FileSummary:
    """What a file gave to the index."""

    path: str
    articles: int
    characters: int  # of their bodies
    passages: int
    language: LanguageCode | None  # of its only article; None where there are several
    date: str | None
    ocr_pages: int = 0  # whose text was recognised in their pictures


@dataclass(frozen=True, slots=True)
class PassageRecord:
    """A passage with what the index adds to it."""

    passage: Passage
    number: int  # its place in the columns and its name in Chroma; given once and never again
    content_hash: str  # of what was embedded: equal hashes have equal vectors


@dataclass(frozen=True, slots=True)
class Totals:
    """What the articles of an index are, all together."""

    languages: tuple[tuple[LanguageCode, int], ...]  # articles by language
    passages: tuple[tuple[LanguageCode, int], ...]
    first_date: str | None
    last_date: str | None


def own_date(article: Article) -> str | None:
    """The date of an article; None where it is only that of its file."""
    return None if article.date_source == "document properties" else article.date


def day_range(date: str | None) -> tuple[str | None, str | None]:
    """First and last day of an ISO date of any precision; days beyond a month's end do no harm when compared."""
    if date is None:
        return None, None
    first, last = (date + "-01-01", date + "-12-31") if len(date) == 4 else (date, date)
    return (first + "-01", last + "-31") if len(date) == 7 else (first, last)


def _bounds(folder: str) -> tuple[str, ...]:
    return folder, f"{folder}/", f"{folder}0", f"{folder}#", f"{folder}$"


class TextsWriter:
    """Writes the texts of a generation that is not published yet, in one transaction that `close` ends."""

    def __init__(self, folder: Path) -> None:
        """Open the file that lies in the folder, or make it."""
        fresh = not (folder / TEXTS_FILE).exists()
        self._db = sqlite3.connect(folder / TEXTS_FILE)
        if fresh:
            self._db.executescript(_SCHEMA + exact.SCHEMA)
        (last,) = self._db.execute("SELECT max(number) FROM articles").fetchone()
        self._articles = last or 0

    def remove(self, file: str) -> list[tuple[int, LanguageCode]]:
        """Remove a file with all that it gave; the numbers of its passages, with their languages."""
        passages = self._db.execute(f"SELECT p.number, p.language FROM {_JOIN} WHERE a.file = ?", (file,)).fetchall()
        old = self._db.execute(
            "SELECT number, title, text, body_start FROM articles WHERE file = ?", (file,)
        ).fetchall()
        exact.remove_words(self._db, ((number, title, text[start:]) for number, title, text, start in old))
        self._db.execute("DELETE FROM passages WHERE article IN (SELECT number FROM articles WHERE file = ?)", (file,))
        self._db.execute("DELETE FROM articles WHERE file = ?", (file,))
        self._db.execute("DELETE FROM files WHERE path = ?", (file,))
        return passages

    def add_file(self, record: FileRecord) -> None:
        """A file; its articles follow."""
        self._db.execute("INSERT INTO files VALUES (?, ?, ?)", astuple(record))

    def add_article(self, article: Article, file: str) -> int:
        """An article of a file, and the number that it gets; its passages follow."""
        self._articles += 1
        self._db.execute(
            f"INSERT INTO articles (number, {_ARTICLE}, file) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (self._articles, *astuple(article), file),
        )
        exact.add_words(self._db, self._articles, article.title, article.text[article.body_start :])
        return self._articles

    def add_passages(self, article: int, records: Iterable[PassageRecord]) -> None:
        """Passages of an article, which is named by its number."""
        rows = (
            (
                *(record.number, record.passage.id, article, record.passage.start, record.passage.end),
                *(record.passage.language, record.passage.heading, record.content_hash),
            )
            for record in records
        )
        self._db.executemany("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def totals(self) -> Totals:
        """What the generation holds now."""
        languages = dict(self._db.execute("SELECT language, count(*) FROM articles GROUP BY language"))
        passages = dict(self._db.execute("SELECT language, count(*) FROM passages GROUP BY language"))
        first, last = self._db.execute(
            "SELECT min(date), max(date) FROM articles WHERE date_source IS NOT 'document properties'"
        ).fetchone()
        return Totals(
            tuple((code, languages[code]) for code in LANGUAGES if code in languages),
            tuple((code, passages[code]) for code in LANGUAGES if code in passages),
            first,
            last,
        )

    def close(self, *, keep: bool = True) -> None:
        """Write it all, or nothing, and close the file."""
        if keep:
            self._db.commit()
        self._db.close()


def _plain(text: str) -> str:
    return text.lower().translate(_ALIKE)


class Texts:
    """Reads a generation's texts. One object serves all threads."""

    def __init__(self, folder: Path) -> None:
        path = folder / TEXTS_FILE
        if not path.is_file():
            raise damaged(folder, TEXTS_FILE, "it is missing")
        # Immutable: no lock files, so a generation on a read-only disk can be read.
        try:
            self._db = sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True, check_same_thread=False)
        except sqlite3.DatabaseError as error:
            raise damaged(folder, TEXTS_FILE, error) from error
        self._db.create_function("plain", 1, _plain, deterministic=True)
        self.folder = folder
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        try:
            with self._lock:
                return self._db.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise damaged(self.folder, TEXTS_FILE, error) from error

    def _rows_in(self, sql: str, values: Sequence[str] | Sequence[int]) -> list[tuple[Any, ...]]:
        """Rows of a query that ends in `IN (%s)`, for any number of values."""
        rows = []
        for first in range(0, len(values), _VARIABLES):
            part = values[first : first + _VARIABLES]
            rows += self._rows(sql % ",".join("?" * len(part)), part)
        return rows

    def last_article(self) -> int:
        """The highest number of an article; 0 where there is none."""
        ((last,),) = self._rows("SELECT coalesce(max(number), 0) FROM articles")
        return int(last)

    def counts(self) -> tuple[int, int]:
        """Articles and passages."""
        ((articles, passages),) = self._rows("SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)")
        return articles, passages

    def files(self) -> list[FileRecord]:
        """Every file that gave articles, by path."""
        return [FileRecord(*row) for row in self._rows("SELECT path, sha256, problems FROM files ORDER BY path")]

    def paths(self) -> frozenset[str]:
        """The paths of the files that gave articles."""
        return frozenset(record.path for record in self.files())

    def articles_of(self, file: str) -> list[Article]:
        """The articles that a file gave, in the order of the file."""
        return [
            Article(*row)
            for row in self._rows(f"SELECT {_ARTICLE} FROM articles WHERE file = ? ORDER BY number", (file,))
        ]

    def articles(self, ids: Sequence[str]) -> dict[str, Article]:
        """Articles by id; ids that are not there are left out."""
        rows = self._rows_in(f"SELECT {_ARTICLE} FROM articles WHERE id IN (%s)", list(dict.fromkeys(ids)))
        found = (Article(*row) for row in rows)
        return {article.id: article for article in found}

    def passages(self, ids: Sequence[str]) -> dict[str, Passage]:
        """Passages by id, cut from their articles, in the order asked; ids that are not there are left out."""
        rows = self._rows_in(f"SELECT {_PASSAGE} FROM {_JOIN} WHERE p.id IN (%s)", ids)
        articles = self.articles([row[1] for row in rows])
        passages = {}
        for id_, article_id, first, last, language, heading in rows:
            text = articles[article_id].text[first:last]
            passages[id_] = Passage(id_, article_id, first, last, text, language, heading)
        return {id_: passages[id_] for id_ in ids if id_ in passages}

    def passages_of(self, article_id: str) -> list[Passage]:
        """The passages of an article, in its order."""
        ids = self._rows(f"SELECT p.id FROM {_JOIN} WHERE a.id = ? ORDER BY p.first", (article_id,))
        return list(self.passages([row[0] for row in ids]).values())

    def homes(self, passage_ids: Sequence[str]) -> dict[str, str]:
        """For each passage the id of its article; passages that are not there are left out."""
        return dict(self._rows_in(f"SELECT p.id, a.id FROM {_JOIN} WHERE p.id IN (%s)", passage_ids))

    def ids_by_path(self) -> dict[str, str]:
        """The id of every article by its path as shown to users."""
        return dict(self._rows("SELECT path, id FROM articles ORDER BY number"))

    def holding(self, words: str, most: int) -> list[str]:
        """The ids of the first articles whose text holds these words, whatever their case, apostrophes and spaces."""
        rows = self._rows("SELECT id FROM articles WHERE instr(plain(text), plain(?)) LIMIT ?", (words, most))
        return [row[0] for row in rows]

    def ids(self, numbers: Sequence[int]) -> list[str]:
        """The ids of passages known by their numbers, in the same order."""
        found = dict(self._rows_in("SELECT number, id FROM passages WHERE number IN (%s)", numbers))
        if missing := set(numbers) - found.keys():
            raise damaged(self.folder, TEXTS_FILE, f"passage {missing.pop()} is missing")
        return [found[number] for number in numbers]

    def numbers(self, passage_ids: Sequence[str]) -> dict[str, int]:
        """The numbers of passages by id; passages that are not there are left out."""
        return dict(self._rows_in("SELECT id, number FROM passages WHERE id IN (%s)", passage_ids))

    def with_content(self, hashes: Sequence[str]) -> dict[str, tuple[int, LanguageCode]]:
        """For each content hash that the generation knows, one passage's number and language."""
        rows = self._rows_in("SELECT content_hash, number, language FROM passages WHERE content_hash IN (%s)", hashes)
        return {row[0]: (row[1], row[2]) for row in rows}

    def summaries(self) -> list[FileSummary]:
        """What each file gave, by path."""
        rows = self._rows(
            "SELECT a.file, count(*), sum(length(a.text) - a.body_start), sum(coalesce(p.passages, 0)), "
            "sum((a.ocr_pages <> '') + length(a.ocr_pages) - length(replace(a.ocr_pages, ',', ''))), "
            "min(a.language), min(a.date) FROM articles a "
            "LEFT JOIN (SELECT article, count(*) AS passages FROM passages GROUP BY article) p ON p.article = a.number "
            "GROUP BY a.file ORDER BY a.file"
        )
        # Language and date of one of several articles would be chance.
        alike = ((row[0], row[1], row[2], row[3], *(row[5:] if row[1] == 1 else (None, None)), row[4]) for row in rows)
        return [FileSummary(*row) for row in alike]

    def count_passages(self, files: Sequence[str]) -> int:
        """How many passages some files gave."""
        rows = self._rows_in(f"SELECT count(*) FROM {_JOIN} WHERE a.file IN (%s)", files)
        return sum(row[0] for row in rows)

    def articles_below(self, folders: Sequence[str]) -> list[int]:
        """Numbers of the articles below any of the folders; a file's name means those that it gave."""
        where = " OR ".join([_BELOW] * len(folders))
        bounds = [bound for folder in folders for bound in _bounds(folder)]
        return [row[0] for row in self._rows(f"SELECT a.number FROM articles a WHERE {where}", bounds)]

    def article_numbers(self, ids: Sequence[str]) -> list[int]:
        """Numbers of the articles with these ids, however many there are, in no order."""
        rows = self._rows(
            "SELECT number FROM articles WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)
        )
        return [row[0] for row in rows]

    def matching(self, words: Sequence[str], *, is_prefix: bool) -> list[tuple[int, float]]:
        """Numbers of articles that hold these words exactly, each with a score: see `qa.index.exact.matching`."""
        return exact.matching(self._rows, words, is_prefix=is_prefix)

    def vocabulary(self, letter: str) -> dict[str, int]:
        """The words of all articles that begin with a letter: see `qa.index.exact.vocabulary`."""
        return exact.vocabulary(self._rows, letter)

    def numbered(self, numbers: Sequence[int]) -> dict[int, Article]:
        """Articles by number."""
        rows = self._rows_in(f"SELECT number, {_ARTICLE} FROM articles WHERE number IN (%s)", numbers)
        return {row[0]: Article(*row[1:]) for row in rows}

    def files_by_number(self) -> list[tuple[int, str, str]]:
        """Of every article: its number, its path and the file that gave it."""
        return self._rows("SELECT number, path, file FROM articles")

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
