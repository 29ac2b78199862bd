"""Words for a period of articles: "since March 2021", "of 2022"."""

from __future__ import annotations

import re
from calendar import monthrange

from qa.interfaces.i18n import day, say_in_context
from qa.values import LanguageCode

_DAY = re.compile(r"(\d{4})-(0[1-9]|1[0-2])-(\d{2})")


def period(since: str | None, until: str | None, language: LanguageCode) -> str:
    """The days from `since` to `until`, ISO 8601 and both included, in as few words as say the same."""
    first = None if since is None else _begun(since)
    last = None if until is None else _ended(until)
    if since and until and first and last:
        length = max(len(first), len(last))
        first, last = since[:length], until[:length]  # both as precise as the more precise one
    exact = len(first or last or "") == len("2022-01-06")
    begin, end = day(first or "", language), day(last or "", language)
    if last is None:
        return say_in_context(language, "a day" if exact else "a month or year", "since {date}", date=begin)
    if first is None:
        return say_in_context(language, "a day" if exact else "a month or year", "until {date}", date=end)
    if first == last:
        return say_in_context(language, "a day" if exact else "a month or year", "of {date}", date=begin)
    return say_in_context(
        language, "a day" if exact else "a month or year", "from {first} to {last}", first=begin, last=end
    )


def _begun(day: str) -> str:
    """The year or month that begins on a day, else the day."""
    return day.removesuffix("-01").removesuffix("-01")


def _ended(day: str) -> str:
    """The year or month that ends on a day, else the day."""
    match = _DAY.fullmatch(day)
    if match is None:
        return day
    year, month = int(match[1]), int(match[2])
    if int(match[3]) != monthrange(year, month)[1]:
        return day
    return match[1] if month == 12 else f"{match[1]}-{match[2]}"
