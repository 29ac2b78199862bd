"""JSON Lines: one article per line."""

from __future__ import annotations

import json

from qa.errors import Message
from qa.ingest.converters.base import Format, RawArticle, Rows, article_of_fields
from qa.ingest.converters.text import decode


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


FORMAT = Format("application/jsonl", (".jsonl",), lambda data: read_jsonl(decode(data)))
