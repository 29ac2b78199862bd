"""Which articles hold a word exactly as it is written, a beginning of one or a phrase: SQLite's full-text index.

It holds every word of title and body in its one spelling (`qa.lang.words`) and no text; stems and scores are BM25's
(`qa.index.bm25`), whose passages know no order of words.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from qa.lang.words import spellings

# The words come folded; contentless, since the articles' texts stand beside it.
SCHEMA = "CREATE VIRTUAL TABLE words USING fts5(title, body, content='', tokenize='unicode61 remove_diacritics 0');"
_MATCHING = "SELECT rowid, 0.0 FROM words WHERE words MATCH ?"
_SCORED = "SELECT rowid, -bm25(words, 2.0, 1.0) FROM words WHERE words MATCH ?"  # a title counts twice
_IN_TITLE = "SELECT rowid, 1.0 FROM words WHERE words MATCH 'title : ' || ?"
# All words of titles and bodies, and how many articles hold each: SQLite's own view of the index, for one connection.
_VOCABULARY = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, words, row)"
_BEGINNING = "SELECT term, doc FROM temp.vocabulary WHERE term >= ? AND term < ?"
MOST_SCORED = 5_000  # articles: to score them takes SQLite four times as long as to find them
Rows = Callable[[str, Sequence[str]], list[tuple[Any, ...]]]  # SQL and its values -> rows


def add_words(db: sqlite3.Connection, number: int, title: str, body: str) -> None:
    """Add an article by its number."""
    db.execute("INSERT INTO words (rowid, title, body) VALUES (?, ?, ?)", (number, *_folded(title, body)))


def remove_words(db: sqlite3.Connection, articles: Iterable[tuple[int, str, str]]) -> None:
    """Remove articles, each by number, title and body as they were added: FTS5 finds what to take out by its words."""
    db.executemany(
        "INSERT INTO words (words, rowid, title, body) VALUES ('delete', ?, ?, ?)",
        ((number, *_folded(title, body)) for number, title, body in articles),
    )


def matching(rows_of: Rows, words: Sequence[str], *, is_prefix: bool) -> list[tuple[int, float]]:
    """Articles that hold these words one after the other, the last one perhaps only begun; each in its one spelling.

    Their numbers, in no order, with a score where a beginning is looked for, which BM25 cannot give: higher is better,
    0 elsewhere. Where more than `MOST_SCORED` hold it, those with it in their title come again, with 1, and all others
    have 0.
    """
    sought = (f'"{" ".join(words)}"{" *" if is_prefix else ""}',)  # no word holds a quotation mark
    found = rows_of(_MATCHING, sought)
    if not is_prefix:
        return found
    return rows_of(_SCORED, sought) if len(found) <= MOST_SCORED else found + rows_of(_IN_TITLE, sought)


def vocabulary(rows_of: Rows, letter: str) -> dict[str, int]:
    """The words that begin with a letter, each in its one spelling, and how many articles hold it."""
    rows_of(_VOCABULARY, ())
    return dict(rows_of(_BEGINNING, (letter, chr(ord(letter) + 1))))


def _folded(title: str, body: str) -> tuple[str, str]:
    return " ".join(spellings(title)), " ".join(spellings(body))
