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
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

from qa.lang import LANGUAGES
from qa.lang.dates import Written, days_before, expand, read_date, unit_span
from qa.values import LanguageCode, TypedDates

Kind = Literal["between", "since", "after", "before", "until", "during", "published", "bare", "rolling", "relative"]
Days = tuple[date | None, date | None]  # first and last, both included

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
_BARE = r"(?P<a>\d{4})\s?[–—-]\s?(?P<b>\d{4})"


@dataclass(frozen=True, slots=True)
class _Found:
    """A phrase that says a period, and how."""

    start: int
    end: int
    kind: Kind
    days: Days
    precise: bool  # to the month or the day
    of_articles: bool


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


@dataclass(frozen=True, slots=True)
class _Phrases:
    """The patterns of a language."""

    periods: tuple[tuple[Kind, re.Pattern[str]], ...]  # the kinds that hold others first
    articles: tuple[tuple[Kind, re.Pattern[str]], ...]  # "in the articles of {a}"
    events: re.Pattern[str]


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
    for found in _phrases(question, language, today):
        if any(first < found.end and found.start < last for first, last in quoted):
            continue
        rest = _without(question, found, language, articles)
        if rest is not None and any(map(str.isalnum, rest)):
            since, until = (None if day is None else day.isoformat() for day in found.days)
            phrase = question[found.start : found.end]
            return TypedDates(phrase, found.start, found.end, since, until), rest
    return None


def names_articles(text: str, language: LanguageCode) -> bool:
    """Whether a text is nothing but a period that names the articles: "in the articles of 2022"."""
    found = (match for _, pattern in _patterns(language).articles for match in pattern.finditer(text))
    return any(match.span("phrase") == (0, len(text)) for match in found)


def is_period(text: str, language: LanguageCode) -> bool:
    """Whether a text is nothing but a period: "since 2021"."""
    return any(pattern.fullmatch(text) for _, pattern in _patterns(language).periods)


def said_period(question: str, language: LanguageCode) -> SaidPeriod | None:
    """What `typed_dates` would take at the head or the end of a question, whatever the dates of the articles."""
    quoted = [match.span() for match in _QUOTED.finditer(question)]
    for found in _phrases(question, language, _SOME_DAY):
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
            moving, last = found.kind in ("rolling", "relative"), found.days[1]
            year = None if last is None else last.year
            return SaidPeriod(outer, found.start, found.end, found.end + bracket, first, apart, moving, year)
    return None


def _phrases(question: str, language: LanguageCode, today: date) -> Iterator[_Found]:
    """Every phrase that says a period; those that name the articles first."""
    patterns = _patterns(language)
    for of_articles, pairs in ((True, patterns.articles), (False, patterns.periods)):
        for kind, pattern in pairs:
            for match in pattern.finditer(question):
                try:
                    read = _days(kind, match, language, today)
                except (ValueError, OverflowError):  # outside the calendar
                    continue
                if read is not None:
                    start, end = match.span("phrase") if of_articles else match.span()
                    yield _Found(start, end, kind, read[0], read[1], of_articles)


def _days(kind: Kind, match: re.Match[str], language: LanguageCode, today: date) -> tuple[Days, bool] | None:
    """First and last day of what the phrase says, and whether it says them to the month or the day."""
    words, said = LANGUAGES[language].dates, match.groupdict()
    if kind == "rolling":
        unit = words.units[(said["unit"] or said["unit_alone"]).lower()]
        count = (said["n"] or "1").lower()
        return (days_before(today, int(count) if count.isdecimal() else words.numbers[count], unit), None), True
    first = _date(said["a"], language, today)
    if kind in ("between", "bare"):
        last = read_date(said["b"], language)
        begun = read_date(said["a"], language) or _partial(said["a"])
        if last is None or begun is None:
            return None
        begins, ends = begun.completed(last).span(), last.span()
        if begins is None or ends is None or begins[0] > ends[1]:
            return None
        return (begins[0], ends[1]), last.month is not None
    if first is None:
        return None
    (opening, closing), precise = first
    limits: dict[str, Days] = {
        "since": (opening, None),
        "after": (closing + timedelta(days=1), None),
        "before": (None, opening - timedelta(days=1)),
        "until": (None, closing),
    }
    return limits.get(kind, (opening, closing)), precise


def _partial(text: str) -> Written | None:
    """The first of two days of a month: the 3 of "between 3 and 5 May 2021"."""
    digits = re.search(r"\d{1,2}", text)
    return None if digits is None else Written(None, None, int(digits[0]))


def _date(text: str, language: LanguageCode, today: date) -> tuple[tuple[date, date], bool] | None:
    """First and last day of a date or of "last year", and whether it is said to the month or the day."""
    for pattern, unit, shift in LANGUAGES[language].dates.relative:
        if re.fullmatch(expand(pattern, language), text, re.IGNORECASE):
            return unit_span(today, unit, shift), True
    written = read_date(text, language)
    span = None if written is None else written.span()
    return None if written is None or span is None else (span, written.month is not None)


# ---------------------------------------------------------------- where it stands


def _without(question: str, found: _Found, language: LanguageCode, articles: tuple[date, date]) -> str | None:
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


def _belongs_at_end(question: str, found: _Found, language: LanguageCode) -> bool:
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


def _belongs_at_start(question: str, found: _Found, language: LanguageCode) -> bool:
    after = question[found.end :]
    if _APART_AFTER.match(after):
        return True
    if found.kind == "bare" or not (_COMMA.match(after) or _question_words(after, language, first=True)):
        return False
    return found.kind == "relative" or _may_stand_free(found) or _asks_for_any_time(question, language)


def _may_stand_free(found: _Found) -> bool:
    """An article cannot tell of what happened since a day before that day: such a period loses hardly anything."""
    return found.kind == "rolling" or (found.kind in ("since", "after") and found.precise)


def _asks_for_any_time(question: str, language: LanguageCode) -> bool:
    """Whether the question asks for news or for what was written, or is a heap of keywords."""
    keywords = "?" not in question and not _question_words(question, language)
    return keywords or _patterns(language).events.search(question) is not None


def _question_words(text: str, language: LanguageCode, *, first: bool = False) -> bool:
    words = re.findall(r"[\w-]+(?:['’]s\b)?", text.lower())
    data = LANGUAGES[language]
    asking = data.question_words | {elided for elided in data.elisions if f"{elided}e" in data.question_words}
    return any(word.replace("’", "'") in asking for word in (words[:1] if first else words))


# ---------------------------------------------------------------- patterns


@cache
def _patterns(language: LanguageCode) -> _Phrases:
    words = LANGUAGES[language].dates
    written = [r"\d{4}-\d{2}(?:-\d{2})?(?![-\d])", r"\d{1,2}[/.]\d{1,2}[/.]\d{4}"]
    written += [expand(pattern, language, named=False) for pattern in words.dates]
    relative = "|".join(expand(pattern, language) for pattern, _, _ in words.relative)
    any_date = rf"(?:{relative}|{'|'.join(written)})"
    begun = rf"(?:{any_date}|(?:le\s+)?\d{{1,2}}(?:er|st|nd|rd|th)?)"

    def period(pattern: str) -> str:
        found = expand(pattern, language)
        first = begun if "{b}" in found else any_date
        return found.replace("{a}", f"(?P<a>{first})").replace("{b}", f"(?P<b>{any_date})")

    kinds: tuple[tuple[Kind, tuple[str, ...]], ...] = (
        ("between", words.between),
        ("since", words.since),
        ("after", words.after),
        ("before", words.before),
        ("until", words.until),
        ("during", words.during),
        ("published", words.published_during),
    )
    said: list[tuple[Kind, str]] = [(kind, period(pattern)) for kind, patterns in kinds for pattern in patterns]
    named = rf"(?:{expand(words.determiners, language)})?(?:{words.articles})\s+"
    wholly = rf"(?P<phrase>(?:{expand(words.in_articles, language)})\s+{named}"
    partly = rf"(?:{words.articles})\s+(?P<phrase>"
    published = rf"(?:{expand(words.participles, language)})\s+"

    def of_articles(where: str) -> Iterator[tuple[Kind, re.Pattern[str]]]:
        for kind, pattern in said:
            may_be = published if kind == "published" else f"(?:{published})?"  # "the press in 1977" is no period
            yield kind, _bounded(f"{where}{may_be}{pattern})")

    periods = [pair for pair in said if pair[0] not in ("during", "published")]
    periods += [("bare", _BARE), ("rolling", expand(words.rolling, language)), ("relative", f"(?P<a>{relative})")]
    return _Phrases(
        periods=tuple((kind, _bounded(pattern)) for kind, pattern in periods),
        articles=(*of_articles(wholly), *of_articles(partly)),
        events=re.compile("|".join(expand(pattern, language) for pattern in words.events), re.IGNORECASE),
    )


def _bounded(pattern: str) -> re.Pattern[str]:
    """Whole words: not "since 2019-nCoV", not "last year's"."""
    return re.compile(rf"(?<![\w-])(?:{pattern})(?!\.?\w|['’]\w|[-/–—]\w)", re.IGNORECASE)
