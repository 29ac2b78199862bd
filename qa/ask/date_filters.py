"""Finds, in a question, the words that say from when the articles should be: a filter, not a part of the question.

Most dates in questions are about what happened ("Who was mayor in 2010?"), not about when an article was published.
So words are taken only at the beginning or the end of a question, never inside quotation marks, and only where

- they name the articles: "in the articles of 2022", "articles published since 2021" (these also in the middle);
- they begin a period at a month or a day: "since March 2021", "after 3 May 2021";
- they are a stretch of the calendar seen from today: "last year", "in the last six months";
- or they say any period ("before 2019", "between 2018 and 2020") and the question asks what was new or written, is a
  heap of keywords, or sets the words apart: "…, before 2019", "… (2018–2020)", "2018–2020: …".

All but the first at the beginning or the end must also leave some of the index's articles out, and some in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from qa.lang import LANGUAGES
from qa.lang.periods import Days, Period, asks_for_events, find_periods
from qa.values import LanguageCode, TypedDates

_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_AFTER_ALL = re.compile(r"[\s?!.…]*")  # what may close a question
_OPEN_BEFORE = re.compile(r"[\s¿¡«“\"'(\[–—-]*")
_APART = re.compile(r"(?:[,;:(\[]|\s[–—-])\s*$")  # what sets the last words of a question apart
_APART_AFTER = re.compile(r"\s*(?:[:)\]]|[–—-]\s)\s*")  # and the first ones
_COMMA = re.compile(r"\s*,\s*")
_CLOSING = re.compile(r"\s*[)\]]")
_PREVIOUS = re.compile(r"[\w-]+['’ʼ]?\s*$|['’ʼ]\w+\s*$")
_SIGNS = " \t\n\u00a0\u202f,;:([–—-"
_SOME_DAY = date(2000, 1, 1)  # "today", where only the place of the words counts


@dataclass(frozen=True, slots=True)
class SaidPeriod:
    """Words at the head or the end of a question that may say from when the articles should be."""

    outer: int  # where the space and the signs before them begin
    start: int
    end: int
    after: int  # where the bracket after them ends
    first: bool  # whether they stand at the head
    apart: bool  # whether a sign sets them apart
    moving: bool  # whether they are seen from today: "last year"
    last_year: int | None  # of the period; None where it has no end


def typed_dates(
    question: str, language: LanguageCode, articles: tuple[date, date], today: date
) -> tuple[TypedDates, str] | None:
    """The words of a question that say from when the articles should be, and the question without them.

    Args:
        question: as it was typed.
        language: that of the question.
        articles: first and last day of the index's articles.
        today: what "last year" is seen from.

    Returns:
        None where no such words stand in it, or nothing but them. Offsets count the characters of `question`.
    """
    quoted = [match.span() for match in _QUOTED.finditer(question)]
    for found in find_periods(question, language, today):
        if any(first < found.end and found.start < last for first, last in quoted):
            continue
        rest = _without(question, found, language, articles)
        if rest is not None and any(map(str.isalnum, rest)):
            since, until = (None if day is None else day.isoformat() for day in found.days)
            phrase = question[found.start : found.end]
            return TypedDates(phrase, found.start, found.end, since, until), rest
    return None


def said_period(question: str, language: LanguageCode) -> SaidPeriod | None:
    """What `typed_dates` would take at the head or the end of a question, whatever the dates of the articles."""
    quoted = [match.span() for match in _QUOTED.finditer(question)]
    for found in find_periods(question, language, _SOME_DAY):
        if any(first < found.end and found.start < last for first, last in quoted):
            continue
        before, after = question[: found.start], question[found.end :]
        bracket = _end(_CLOSING, after) if before.rstrip().endswith(("(", "[")) else 0
        outer = len(before.rstrip(_SIGNS))
        first = _OPEN_BEFORE.fullmatch(before) is not None
        if not first and _AFTER_ALL.fullmatch(after, bracket):
            apart = found.of_articles or _APART.search(before) is not None
            belongs = apart or _belongs_at_end(question, found, language)
        else:
            apart = found.of_articles or bool(_APART_AFTER.match(after) or _COMMA.match(after))
            belongs = first and (found.of_articles or _belongs_at_start(question, found, language))
        if belongs and any(map(str.isalnum, question[:outer] + after)):
            year = None if found.days[1] is None else found.days[1].year
            return SaidPeriod(outer, found.start, found.end, found.end + bracket, first, apart, found.moving, year)
    return None


# ---------------------------------------------------------------- where it stands


def _without(question: str, found: Period, language: LanguageCode, articles: tuple[date, date]) -> str | None:
    """The question without the phrase and the signs that set it apart; None where the phrase is a part of it."""
    before, after = question[: found.start], question[found.end :]
    at_end = _AFTER_ALL.fullmatch(after, _end(_CLOSING, after) if before.rstrip().endswith(("(", "[")) else 0)
    at_start = _OPEN_BEFORE.fullmatch(before)
    narrows = _narrows(found.days, articles)
    if found.of_articles:
        middle = not (at_end or at_start)
        if middle and not narrows:
            return None
    elif not narrows or not (
        _belongs_at_end(question, found, language)
        if at_end
        else at_start and _belongs_at_start(question, found, language)
    ):
        return None
    if at_end and not at_start:
        closed = _CLOSING.match(after)
        kept = after[closed.end() :] if closed and before.rstrip().endswith(("(", "[")) else after
        return before.rstrip(_SIGNS) + kept
    if at_start:
        apart = _APART_AFTER.match(after) or _COMMA.match(after)
        return after[apart.end() :] if apart else after.lstrip()
    return before + after.lstrip() if before.endswith((" ", "\u00a0")) else before + after


def _end(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.match(text)
    return match.end() if match else 0


def _narrows(days: Days, articles: tuple[date, date]) -> bool:
    """Whether some of the articles lie inside the period and some outside."""
    first, last = days[0] or articles[0], days[1] or articles[1]
    return first <= articles[1] and last >= articles[0] and (first > articles[0] or last < articles[1])


def _belongs_at_end(question: str, found: Period, language: LanguageCode) -> bool:
    before = question[: found.start]
    if _APART.search(before):
        return True
    if found.kind == "bare":
        return False
    if found.kind == "relative":
        previous = _PREVIOUS.search(before)
        return (
            previous is None or previous[0].strip().lower().replace("’", "'") not in LANGUAGES[language].dates.binders
        )
    return _may_stand_free(found) or _asks_for_any_time(question, language)


def _belongs_at_start(question: str, found: Period, language: LanguageCode) -> bool:
    after = question[found.end :]
    if _APART_AFTER.match(after):
        return True
    if found.kind == "bare" or not (_COMMA.match(after) or _question_words(after, language, first=True)):
        return False
    return found.kind == "relative" or _may_stand_free(found) or _asks_for_any_time(question, language)


def _may_stand_free(found: Period) -> bool:
    """An article cannot report what happened since a day before that day: such a period loses hardly anything."""
    return found.kind == "rolling" or (found.kind in ("since", "after") and found.precise)


def _asks_for_any_time(question: str, language: LanguageCode) -> bool:
    """Whether the question asks for news or for what was written, or is a heap of keywords."""
    keywords = "?" not in question and not _question_words(question, language)
    return keywords or asks_for_events(question, language)


def _question_words(text: str, language: LanguageCode, *, first: bool = False) -> bool:
    words = re.findall(r"[\w-]+(?:['’]s\b)?", text.lower())
    data = LANGUAGES[language]
    asking = data.question_words | {elided for elided in data.elisions if f"{elided}e" in data.question_words}
    return any(word.replace("’", "'") in asking for word in (words[:1] if first else words))
