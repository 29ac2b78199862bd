"""What was typed -> Query: cleaned, its language, its filters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from qa.ask.date_filters import typed_dates
from qa.ask.followups.rules import complete
from qa.errors import QuestionError
from qa.lang import LANGUAGES
from qa.lang.dates import Written, read_span
from qa.lang.detect import detect_language
from qa.settings import Settings
from qa.values import Completion, LanguageCode, Query, Turn

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def understand(
    text: str,
    settings: Settings,
    *,
    top_k: int | None = None,
    language: str | None = None,
    since: str | None = None,
    until: str | None = None,
    folder: str | Sequence[str] | None = None,
    history: Sequence[Turn] = (),
    as_typed: bool = False,
) -> Query:
    """The query that a question means; dates in its words stay there, see `take_dates`.

    Args:
        text: the question, in any of the languages.
        settings: for `top_k` and the longest question.
        top_k: passages to read; None for the setting.
        language: only articles in it; None for all.
        since: only articles of this ISO day, month or year and later.
        until: only articles of this ISO day, month or year and earlier.
        folder: only articles below this folder, or below any of several; a table's name keeps its rows.
        history: the conversation so far, oldest turn first: a follow-up question is completed from it.
        as_typed: leave the question as it is all the same.

    Raises:
        QuestionError: it is empty or too long, or a filter cannot be understood.
    """
    question = " ".join(text.split())
    if not any(character.isalnum() for character in question):
        raise QuestionError("The question is empty: ask with at least one word.")
    if len(question) > settings.max_question_chars:
        raise QuestionError(
            "The question has {count} characters, the limit is {limit}: shorten it.",
            count=len(question),
            limit=settings.max_question_chars,
        )
    wanted = settings.top_k if top_k is None else top_k
    if not 1 <= wanted <= 100:
        raise QuestionError("top-k cannot be {value}: give a number from 1 to 100.", value=wanted)
    first, last = _day(since, 0), _day(until, 1)
    if first is not None and last is not None and first > last:
        raise QuestionError("since {since} is later than until {until}: swap them.", since=since, until=until)
    meant = Completion(question) if as_typed else complete(question, history)
    if len(meant.text) > settings.max_question_chars:
        meant = Completion(question)
    return Query(
        text=meant.text,
        language=detect_language(meant.text),
        top_k=wanted,
        only_language=_language(language),
        since=first,
        until=last,
        folders=_folders(folder),
        asked=question,
        meant=meant.text,
        completion=meant.kind,
        articles=meant.articles,
        shown=meant.shown,
        refused=("completion",) if as_typed else (),
    )


def take_dates(query: Query, first_date: str | None, last_date: str | None, today: date) -> Query:
    """The query with what the question's words say of the articles' dates, together with the filters that it has.

    Args:
        query: as `understand` gives it.
        first_date: of the index's articles, ISO 8601 of any precision; None where none is dated: then nothing is taken.
        last_date: the same.
        today: what "last year" is seen from.
    """
    first, last = read_span(first_date or "", "en"), read_span(last_date or "", "en")
    if first is None or last is None:
        return query
    found = typed_dates(query.meant, query.language, (first[0], last[1]), today)
    if found is None:
        return query
    taken, rest = found
    return replace(
        query,
        text=" ".join(rest.split()),
        since=max(filter(None, (query.since, taken.since)), default=None),
        until=min(filter(None, (query.until, taken.until)), default=None),
        typed_dates=taken,
    )


def _folders(given: str | Sequence[str] | None) -> tuple[str, ...]:
    """Each folder once, without what a shell adds to it: "./news/" is "news"."""
    names = [given] if isinstance(given, str) else given or ()
    return tuple(dict.fromkeys(name.strip().removeprefix("./").rstrip("/") for name in names if name.strip()))


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
    match = _DATE.fullmatch(text.strip())
    parts = [None if part is None else int(part) for part in match.groups()] if match is not None else [None]
    span = Written(*parts).span()
    if span is None and end == 0:
        raise QuestionError(
            "since cannot be {value!r}: give a day, a month or a year, as in 2022-01-06 or 2022-01.", value=text
        )
    if span is None:
        raise QuestionError(
            "until cannot be {value!r}: give a day, a month or a year, as in 2022-01-06 or 2022-01.", value=text
        )
    return span[end].isoformat()
