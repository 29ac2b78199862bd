"""Periods as people say them ("since March 2021", "in the last six months"), by the grammar of dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

from qa.lang import LANGUAGES
from qa.lang.date_words import any_of
from qa.lang.dates import Written, days_before, expand, read_date, unit_span
from qa.values import LanguageCode

Kind = Literal["between", "since", "after", "before", "until", "during", "published", "bare", "rolling", "relative"]
Days = tuple[date | None, date | None]  # first and last, both included

_BARE = r"(?P<a>\d{4})\s?[–—-]\s?(?P<b>\d{4})"


@dataclass(frozen=True, slots=True)
class Period:
    """A phrase that says a period, and how."""

    start: int
    end: int
    kind: Kind
    days: Days
    precise: bool  # to the month or the day
    of_articles: bool  # whether it names the articles: "in the articles of 2022"

    @property
    def moving(self) -> bool:
        """Whether it is seen from today: "last year"."""
        return self.kind in ("rolling", "relative")


@dataclass(frozen=True, slots=True)
class _PeriodPatterns:
    """The patterns of a language."""

    periods: tuple[tuple[Kind, re.Pattern[str]], ...]  # the kinds that hold others first
    articles: tuple[tuple[Kind, re.Pattern[str]], ...]  # "in the articles of {a}"
    events: re.Pattern[str]


def find_periods(text: str, language: LanguageCode, today: date) -> Iterator[Period]:
    """Every phrase that says a period; those that name the articles first."""
    patterns = _patterns(language)
    for of_articles, pairs in ((True, patterns.articles), (False, patterns.periods)):
        for kind, pattern in pairs:
            for match in pattern.finditer(text):
                try:
                    read = _days(kind, match, language, today)
                except (ValueError, OverflowError):  # outside the calendar
                    continue
                if read is not None:
                    start, end = match.span("phrase") if of_articles else match.span()
                    yield Period(start, end, kind, read[0], read[1], of_articles)


def names_articles(text: str, language: LanguageCode) -> bool:
    """Whether a text is nothing but a period that names the articles: "in the articles of 2022"."""
    found = (match for _, pattern in _patterns(language).articles for match in pattern.finditer(text))
    return any(match.span("phrase") == (0, len(text)) for match in found)


def is_period(text: str, language: LanguageCode) -> bool:
    """Whether a text is nothing but a period: "since 2021"."""
    return any(pattern.fullmatch(text) for _, pattern in _patterns(language).periods)


def asks_for_events(question: str, language: LanguageCode) -> bool:
    """Whether a question asks for news or for what was written, whenever that was."""
    return _patterns(language).events.search(question) is not None


def _days(kind: Kind, match: re.Match[str], language: LanguageCode, today: date) -> tuple[Days, bool] | None:
    """First and last day of what the phrase says, and whether it says them to the month or the day."""
    words, said = LANGUAGES[language].dates, match.groupdict()
    if kind == "rolling":
        unit = words.unit(said["unit"] or said["unit_alone"])
        return (days_before(today, words.count(said["n"] or "1"), unit), None), True
    first = _date(said["a"], language, today)
    if kind in ("between", "bare"):
        last = read_date(said["b"], language)
        begun = read_date(said["a"], language) or _partial(said["a"], language)
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


def _partial(text: str, language: LanguageCode) -> Written | None:
    """The first of two days of a month: the 3 of "between 3 and 5 May 2021"."""
    day = re.search(expand("(?:{day}|{nth})$", language), text, re.IGNORECASE)
    return None if day is None else Written(None, None, LANGUAGES[language].dates.day(day[0]))


def _date(text: str, language: LanguageCode, today: date) -> tuple[tuple[date, date], bool] | None:
    """First and last day of a date or of "last year", and whether it is said to the month or the day."""
    for pattern, unit, shift in LANGUAGES[language].dates.relative:
        if re.fullmatch(expand(pattern, language), text, re.IGNORECASE):
            return unit_span(today, unit, shift), True
    written = read_date(text, language)
    span = None if written is None else written.span()
    return None if written is None or span is None else (span, written.month is not None)


# ---------------------------------------------------------------- patterns


@cache
def _patterns(language: LanguageCode) -> _PeriodPatterns:
    words = LANGUAGES[language].dates
    written = [r"\d{4}-\d{2}(?:-\d{2})?(?![-\d])", r"\d{1,2}[/.]\d{1,2}[/.]\d{4}"]
    written += [expand(pattern, language, named=False) for pattern in words.dates]
    relative = any_of([expand(pattern, language) for pattern, _, _ in words.relative])
    any_date = rf"(?:{relative}|{'|'.join(written)})"
    begun = f"(?:{any_date}|{expand(words.day_alone, language)})"

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
    return _PeriodPatterns(
        periods=tuple((kind, _bounded(pattern)) for kind, pattern in periods),
        articles=(*of_articles(wholly), *of_articles(partly)),
        events=re.compile(any_of([expand(pattern, language) for pattern in words.events]), re.IGNORECASE),
    )


def _bounded(pattern: str) -> re.Pattern[str]:
    """Whole words: not "since 2019-nCoV", not "last year's"."""
    return re.compile(rf"(?<![\w-])(?:{pattern})(?!\.?\w|['’]\w|[-/–—]\w)", re.IGNORECASE)
