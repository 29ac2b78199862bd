"""Dates as people write them in a text -> years, months and days, with the words of the text's language."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from qa.lang import LANGUAGES
from qa.lang.date_words import DateWords, Unit
from qa.values import LanguageCode

_ISO = r"(?P<y>\d{4})-(?P<m>\d{2})(?:-(?P<d>\d{2}))?"
_NUMERIC = r"(?P<d>\d{1,2})[/.](?P<m>\d{1,2})[/.](?P<y>\d{4})"
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


def expand(pattern: str, language: LanguageCode, *, named: bool = True) -> str:
    """A pattern of `DateWords` as a regular expression for `re.IGNORECASE`; {a} and {b} stay as they are."""
    words = LANGUAGES[language].dates
    # A full stop belongs to a month that is cut short, and ends the sentence after the others.
    months = {
        rf"{month}\b\.?" if _cut(month, words) else rf"{month}\b": number for month, number in words.months.items()
    }
    tables = {"month": months, "weekday": words.weekdays, "number": words.numbers, "unit": words.units}
    for name, table in tables.items():
        more = r"|\d{1,2}" if name == "number" else ""
        pattern = pattern.replace(f"{{{name}}}", f"(?:{'|'.join(sorted(table, key=len, reverse=True))}{more})")
    pattern = pattern.replace(" ?", r"\s?").replace(" ", r"\s+").replace("'", "['’ʼ]")
    return pattern if named else _GROUP.sub("(?:", pattern)


def _cut(month: str, words: DateWords) -> bool:
    return any(other != month and other.startswith(month) for other in words.months)


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
        month = found.get("m")
        number = None if month is None else int(month) if month.isdecimal() else words.months[month.lower().rstrip(".")]
        year = None if found.get("y") is None else int(found["y"])
        if year is not None and not 1000 <= year <= 2999:
            return None
        return Written(year, number, None if found.get("d") is None else int(found["d"]))
    return None


def read_span(text: str, language: LanguageCode) -> tuple[date, date] | None:
    """First and last day of the date that `text` is; None where it is none, could be two, or says no year."""
    written = read_date(text, language)
    return None if written is None else written.span()


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
