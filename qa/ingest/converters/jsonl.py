"""JSON: one article per line, or an array of articles."""

from __future__ import annotations

import json
from dataclasses import replace
from html import unescape

from qa.errors import Message, UnreadableFile
from qa.ingest.converters.base import Format, RawArticle, Rows, article_of_fields
from qa.ingest.converters.html import without_tags
from qa.ingest.converters.text import decode
from qa.ingest.dates import read_column


def read_jsonl(text: str) -> Rows:
    """One article per line; numbers are those of the lines in the file, from 1. Blank lines are passed over."""
    articles: list[tuple[int, RawArticle]] = []
    problems: list[tuple[int, Message]] = []
    for number, line in enumerate(text.split("\n"), start=1):  # splitlines() would split inside a text, at U+2028
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            problem = Message("Line {number} is not valid JSON ({reason}): fix it.", number=number, reason=error.msg)
            problems.append((number, problem))
            continue
        except (ValueError, RecursionError):
            problem = Message("Line {number} is nested too deeply or holds too long a number: fix it.", number=number)
            problems.append((number, problem))
            continue
        if not isinstance(record, dict):
            problem = Message('Line {number} is not a JSON object: write {{"text": …}} on one line.', number=number)
            problems.append((number, problem))
        elif not (article := article_of_fields(record)).text:
            problem = Message("Line {number} holds no text: give it a field named text.", number=number)
            problems.append((number, problem))
        else:
            articles.append((number, article))
    return Rows(tuple(articles), tuple(problems))


def read_json(text: str) -> Rows | RawArticle:
    """An array of articles, under whatever key, numbered from 1; an object that is an article; else lines of JSON.

    Raises:
        UnreadableFile: it is neither.
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        rows = read_jsonl(text)
        if rows.articles:
            return rows
        raise UnreadableFile("The file is not valid JSON: export it again, or write one object per line.") from error
    records = _records(content)
    if not records and isinstance(content, dict) and (article := article_of_fields(content)).text:
        text, title = without_tags(article.text), unescape(article.title)
        counted = read_column([article.date]).dates[0] if article.date.isdecimal() else None  # seconds since 1970
        return replace(article, text=text, title=title, date=counted or article.date)
    if not records:
        raise UnreadableFile("The file holds no articles: give each an object with a field named text.")
    articles = [(number, article_of_fields(record)) for number, record in enumerate(records, start=1)]
    empty = (number for number, article in articles if not article.text)
    return Rows(
        tuple((number, article) for number, article in articles if article.text),
        tuple(
            (number, Message("Record {number} holds no text: add some or remove it.", number=number))
            for number in empty
        ),
    )


def _records(content: object, depth: int = 3) -> list[dict[str, object]]:
    """The objects of the first list of articles in a document, at its root or below a key such as "articles"."""
    if isinstance(content, list):
        records = [record for record in content if isinstance(record, dict)]
        return records if any(article_of_fields(record).text for record in records) else []
    if isinstance(content, dict) and depth:
        return next((found for value in content.values() if (found := _records(value, depth - 1))), [])
    return []


FORMAT = Format("application/jsonl", (".jsonl", ".ndjson"), lambda data: read_jsonl(decode(data)))
