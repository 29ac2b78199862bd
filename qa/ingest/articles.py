"""One file to its articles: its format's converter, then title, date, language and identity in one place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from pathlib import PurePath

from qa.errors import Message
from qa.ingest.converters.base import RawArticle, Rows
from qa.ingest.converters.formats import BY_SUFFIX
from qa.ingest.converters.html import without_tags
from qa.ingest.converters.text import guess_title, shorten
from qa.ingest.date_periods import says_none
from qa.ingest.dateline import dateline
from qa.ingest.dates import (
    ReadColumn,
    ambiguous_in_name,
    date_in_name,
    is_believable,
    parse_date,
    parse_header,
    read_column,
)
from qa.ingest.discover import SourceFile
from qa.ingest.exports import Stated
from qa.lang.characters import clean
from qa.lang.detect import detect_language
from qa.reports import FileReport
from qa.values import Article, DateSource, LanguageCode

_LONGEST_TITLE = 200  # characters
_NO_TEXT = Message("The file holds no text: add some or remove the file.")


@dataclass(frozen=True, slots=True)
class FileArticles:
    """What one file gave."""

    articles: tuple[Article, ...]
    problems: tuple[FileReport, ...]  # each "skipped": a row that cannot be read, or a file or a row without text
    notes: tuple[Message, ...] = ()  # what the converter did not read, or is not sure of


def article_id(path: str) -> str:
    """The identity of the article shown under `path`: it stays when the text changes."""
    return "a1:" + hashlib.blake2b(path.encode(), digest_size=8).hexdigest()  # change what is hashed, change "a1"


def read_articles(source: SourceFile, data: bytes, *, file_dates: bool = False) -> FileArticles:
    """The articles in `data`, the bytes of a file of a supported type: one, or one per row of a table.

    Where `file_dates` says so, the day on which a PDF or Word file was made counts as its article's.

    Raises:
        UnreadableFile: the file as a whole cannot be read; says why and what to do.
    """
    converter = BY_SUFFIX[source.file.suffix.lower()]
    content = converter.read(data)
    if isinstance(content, Rows):
        return _read_rows(source, converter.media_type, content)
    content = _with_stated(content, source.stated)
    notes = (*content.notes, *_unbelieved(content))
    article = _article(source.path, source.file, content, hashlib.sha256(data), converter.media_type)
    if article is None:
        return FileArticles((), (FileReport(source.path, "skipped", _NO_TEXT),))
    if article.date is None and _is_unread(content):
        notes += (Message("Its date, {date!r}, cannot be read: write it as 2022-01-06.", date=content.date[:40]),)
    if article.date is None or article.date_source == "document properties":
        notes += tuple(_unsure_name(source.file.stem, article.language))
    if file_dates and article.date_source == "document properties":
        article = replace(article, date_source=None)
    return FileArticles((article,), (), notes)


def _is_unread(raw: RawArticle) -> bool:
    """Whether an article states a date that is not understood."""
    return bool(raw.date.strip()) and not says_none(raw.date) and parse_date(raw.date) is None


def _unbelieved(raw: RawArticle) -> Iterator[Message]:
    """What to say of a date that the file states and that cannot be its article's."""
    stated = parse_date(raw.date)
    if stated is not None and not is_believable(stated, raw.date_source):
        yield Message(
            "Its date, {date}, is that of a clock which was not set, or to come: it was not taken.", date=stated
        )


def _unsure_name(stem: str, language: LanguageCode) -> Iterator[Message]:
    """What to say of a date in the name of a file that could be two."""
    if (said := ambiguous_in_name(stem, language)) is not None:
        yield Message("The date in its name, {date}, can be read in two ways: write it as 2021-03-06.", date=said)


def _with_stated(raw: RawArticle, stated: Stated | None) -> RawArticle:
    """The article with what the program that exported its file says of it, which people have looked at."""
    if stated is None:
        return raw
    is_dated = parse_date(stated.date) is not None
    return replace(
        raw,
        title=stated.title or raw.title,
        date=stated.date if is_dated else raw.date,
        date_source="export" if is_dated else raw.date_source,
        url=stated.url or raw.url,
    )


def _read_rows(source: SourceFile, media_type: str, rows: Rows) -> FileArticles:
    articles = []
    problems = [FileReport(f"{source.path}#{number}", "skipped", detail) for number, detail in rows.problems]
    column = read_column([raw.date for _, raw in rows.articles])
    for (number, raw), date in zip(rows.articles, column.dates, strict=True):
        path = f"{source.path}#{number}"
        # Of what we read only, so that a row is unchanged when its neighbours or other columns change.
        content = json.dumps([raw.title, raw.text, raw.date, raw.url])
        text = raw.text if raw.is_sheet else without_tags(raw.text)
        raw = replace(raw, text=text, title=unescape(raw.title), date=date or "")
        article = _article(path, source.file, raw, hashlib.sha256(content.encode()), media_type)
        if article is None:
            detail = Message("Record {number} holds no text: add some or remove it.", number=number)
            problems.append(FileReport(path, "skipped", detail))
        else:
            articles.append(article)
    if not articles and not problems:  # a head without rows
        return FileArticles((), (FileReport(source.path, "skipped", _NO_TEXT),), rows.notes)
    problems.sort(key=lambda report: int(report.path.rpartition("#")[2]))
    return FileArticles(tuple(articles), tuple(problems), (*rows.notes, *_date_notes(rows, column)))


def _date_notes(rows: Rows, column: ReadColumn) -> Iterator[Message]:
    """What is not sure of the dates of a table, or cannot be read."""
    pairs = zip(rows.articles, column.dates, strict=True)
    unread = [
        (number, raw.date)
        for (number, raw), date in pairs
        if date is None and raw.date.strip() and not says_none(raw.date)
    ]
    if unread:
        yield Message(
            "The dates of {count} rows cannot be read, first in row {number} ({date!r}): write them as 2022-01-06.",
            count=len(unread),
            number=unread[0][0],
            date=unread[0][1][:40],
        )
    if column.is_uncertain:
        yield Message("Dates such as 03/04/2021 were read as day, month and year: write them as 2021-04-03 to be sure.")


def _article(path: str, file: PurePath, raw: RawArticle, digest: hashlib._Hash, media_type: str) -> Article | None:
    """The article that a raw one makes; None where its body has no letter."""
    front = clean(raw.text[: raw.body_start])
    text = front + clean(raw.text[raw.body_start :])
    header, body_start = parse_header(text, len(front))
    body = text[body_start:]
    if not any(character.isalpha() for character in body):
        return None
    language = detect_language(body)
    date, date_source = _date(header, raw, body, language, file.stem)
    title = " ".join(clean(raw.title).split()) or guess_title(body)
    return Article(
        id=article_id(path),
        path=path,
        title=shorten(title, _LONGEST_TITLE),
        text=text,
        body_start=body_start,
        date=date,
        date_source=date_source,
        language=language,
        sha256=digest.hexdigest(),
        media_type=media_type,
        url=raw.url if raw.url.startswith(("https://", "http://")) else None,  # nothing that a browser would run
        ocr_pages=",".join(map(str, raw.ocr_pages)),
        cells=raw.cells,
    )


def _date(
    header: str, raw: RawArticle, body: str, language: LanguageCode, stem: str
) -> tuple[str | None, DateSource | None]:
    """The first date that can be understood: the header's, the file's own statement, the text's dateline, the name's.

    What an office program notes by itself comes last: an article exported to PDF today was not written today.
    """
    if header:
        return header, "header"
    stated = parse_date(raw.date)
    if stated and not is_believable(stated, raw.date_source):
        stated = None
    if stated and raw.date_source != "document properties":
        return stated, raw.date_source
    if (said := dateline(body, language)) and is_believable(said, "dateline"):
        return said, "dateline"
    if (named := date_in_name(stem, language)) and is_believable(named, "file name"):
        return named, "file name"
    return (stated, raw.date_source) if stated else (None, None)
