"""The one grammar of dates: as people write them -> years, months and days, by the words of a language.

Typed filters (with `qa.lang.periods`), follow-up questions and articles all find and read dates here.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from qa.lang import LANGUAGES
from qa.lang.date_words import Unit, any_of
from qa.lang.folding import accents_optional, fold
from qa.values import LanguageCode

_ISO = r"(?P<y>\d{4})-(?P<m>\d{2})(?:-(?P<d>\d{2}))?"
_NUMERIC = r"(?P<d>\d{1,2})[/.](?P<m>\d{1,2})[/.](?P<y>\d{4})"
_ISO_DATE = re.compile(r"([12]\d{3})(?:-(\d{2})(?:-(\d{2}))?)?")
_GROUP = re.compile(r"\(\?P<\w+>")


@dataclass(frozen=True, slots=True)
class Written:
    """A date as far as it is written: a day, a month, a year, or a day or month of a year that is not said."""

    year: int | None
    month: int | None = None
    day: int | None = None

    def span(self) -> tuple[date, date] | None:
        """First and last day; None where the year is missing or the calendar has no such day."""
        if self.year is None:
            return None
        try:
            if self.month is None:
                return date(self.year, 1, 1), date(self.year, 12, 31)
            first = date(self.year, self.month, 1 if self.day is None else self.day)
            return first, first if self.day is not None else _month_end(first)
        except ValueError:
            return None

    def completed(self, later: Written) -> Written:
        """The first date of a range, with what only the second one says: "3" and "5 May 2021"."""
        day, month = self.day, self.month
        return Written(self.year or later.year, month or later.month if day is not None else month, day)


def _month_end(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])


@cache
def expand(pattern: str, language: LanguageCode, *, named: bool = True) -> str:
    """A pattern of `DateWords` as a regular expression for `re.IGNORECASE`; {a} and {b} stay as they are."""
    words = LANGUAGES[language].dates
    alternatives = {
        # A full stop belongs to a month that is cut short, and ends the sentence after the others.
        "month": [rf"{month}\b" for month in words.months] + [rf"{month}\b\.?" for month in words.short_months],
        "weekday": list(words.weekdays),
        "number": [*words.numbers, r"\d{1,2}"],
        "unit": list(words.units),
        "nth": list(words.day_words),
        "day": [rf"\d{{1,2}}(?:{words.day_suffixes})", r"\d{1,2}"],
        "year": [r"[12]\d{3}"],
    }
    for name, ways in alternatives.items():
        longest_first = any_of(sorted(ways, key=len, reverse=True))
        pattern = pattern.replace(f"{{{name}}}", f"(?:{longest_first})")
    pattern = accents_optional(pattern).replace(" ?", r"\s?").replace(" ", r"\s+").replace("'", "['’ʼ]")
    return pattern if named else _GROUP.sub("(?:", pattern)


@cache
def date_patterns(language: LanguageCode) -> tuple[re.Pattern[str], ...]:
    """One pattern for each way to write a date, with groups d, m and y where it has them."""
    return tuple(
        re.compile(expand(pattern, language), re.IGNORECASE)
        for pattern in (_ISO, _NUMERIC, *LANGUAGES[language].dates.dates)
    )


def read_date(text: str, language: LanguageCode) -> Written | None:
    """The date that `text` is, whole; None where it is none, or could be two."""
    for pattern in date_patterns(language):
        match = pattern.fullmatch(text)
        if match is None:
            continue
        found = match.groupdict()
        words = LANGUAGES[language].dates
        if pattern.pattern == _NUMERIC and not words.day_first:
            low, high = sorted((found["d"], found["m"]), key=int)
            if int(low) < int(high) <= 12:
                return None  # the third of May or the fifth of March
            found |= {"d": high, "m": low}
        day, month, year = (found.get(part) for part in "dmy")
        if year is not None and not 1000 <= int(year) <= 2999:
            return None
        return Written(
            None if year is None else int(year),
            None if month is None else int(month) if month.isdecimal() else words.month(month),
            None if day is None else words.day(day),
        )
    return None


def find_dates(text: str, language: LanguageCode) -> Iterator[re.Match[str]]:
    """Every date of a question, of any kind, in order; with groups d, m and y where the kind has them."""
    taken = 0
    matches = (match for pattern in _kinds(language) for match in pattern.finditer(text))
    for match in sorted(matches, key=lambda match: (match.start(), -match.end())):
        if match.start() >= taken and not _is_other_word(match, language):
            taken = match.end()
            yield match


@cache
def _kinds(language: LanguageCode) -> tuple[re.Pattern[str], ...]:
    words = LANGUAGES[language].dates
    seen_from_today = [pattern for pattern, _, _ in words.relative]
    kinds = (_ISO, _NUMERIC, *words.dates, *words.eras, *seen_from_today, words.moments)
    return tuple(re.compile(rf"\b(?:{expand(kind, language)})(?!\w)", re.IGNORECASE) for kind in kinds)


def ends_cut_short(text: str, language: LanguageCode) -> bool:
    """Whether the last word of a text is a month that is cut short, so that a full stop after it is its own."""
    return fold(text.rpartition(" ")[2]) in map(fold, LANGUAGES[language].dates.short_months)


def _is_other_word(match: re.Match[str], language: LanguageCode) -> bool:
    """Whether a month without day or year is none: "may", "the seven {sept} dwarfs", "by {Jan} van Eyck"."""
    said, words = match.groupdict(), LANGUAGES[language].dates
    month = said.get("m")
    if month is None or said.get("d") or said.get("y"):
        return False
    whole = match.span() == (0, len(match.string))
    before = match.string[: match.start()].split()
    placed = not words.month_alone_after or (bool(before) and before[-1].lower() in words.month_alone_after)
    if fold(month).rstrip(".") in map(fold, words.months):
        return not placed and not (whole and fold(month) not in words.word_months)
    goes_on = not month.endswith(".") and re.match(r"\s*\w", match.string[match.end() :]) is not None
    return goes_on or not (placed or whole)


def iso_span(text: str) -> tuple[date, date] | None:
    """First and last day of an ISO date of any precision ("2022", "2022-01", "2022-01-06"); None for anything else."""
    match = _ISO_DATE.fullmatch(text)
    return Written(*(None if part is None else int(part) for part in match.groups())).span() if match else None


def unit_span(today: date, unit: Unit, shift: int) -> tuple[date, date]:
    """First and last day of the day, week (from Monday), month or year that lies `shift` from the one of `today`.

    Raises:
        ValueError: the calendar ends before it.
        OverflowError: the same, in days.
    """
    if unit == "year":
        year = today.year + shift
        return date(year, 1, 1), date(year, 12, 31)
    if unit == "month":
        months = today.year * 12 + today.month - 1 + shift
        first = date(months // 12, months % 12 + 1, 1)
        return first, _month_end(first)
    if unit == "week":
        first = today - timedelta(days=today.weekday()) + timedelta(weeks=shift)
        return first, first + timedelta(days=6)
    return today + timedelta(days=shift), today + timedelta(days=shift)


def days_before(today: date, count: int, unit: Unit) -> date:
    """The day that lies `count` units before `today`; the last of its month where that month is shorter.

    Raises:
        ValueError: the calendar begins after it.
        OverflowError: the same, in days.
    """
    if unit in ("day", "week"):
        return today - timedelta(days=count * (7 if unit == "week" else 1))
    first, last = unit_span(today, "month", -count * (12 if unit == "year" else 1))
    return min(last, first + timedelta(days=today.day - 1))
