"""Dates as archives note them, which are not of one day: "[1871]", "été 2019", "vers 1900", "s.d."."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from itertools import takewhile

from qa.lang import LANGUAGES
from qa.lang.dates import expand

_YEAR = r"(?P<year>[12][0-9]{3})"
_BRACKETS = re.compile(r"\[([^\[\]]*)\]|\(([^()]*)\)")
_DOUBT = re.compile(r"[?~]|^(?:c|ca|circa)\.? ?(?=[\[(]?[0-9])|^±")
_NONE = re.compile(r"[-–—?.*/ ]+|0000-00-00.*|(?:null|none|nan|n/?a)", re.IGNORECASE)
_UNKNOWN_PARTS = re.compile(r"([12][0-9]{3})(?:-([0-9]{2}))?(?:-(?:00|xx|uu))+(?: 00:00(?::00)?)?", re.IGNORECASE)
_WEEK = re.compile(r"([12][0-9]{3})-?W([0-9]{2})(?:-?([1-7]))?")
_TO = re.compile(r" [-–—] |–| ?/ ?(?=[12][0-9]{3}-[0-9]{2})| (?:au|à|to|until|through) ")
_MOST = 60  # characters of a date


def bare(written: str) -> str:
    """A date without the brackets that say who put it there: "[1871]"."""
    match = _BRACKETS.fullmatch(written)
    return written if match is None else (match[1] or match[2] or "").strip()


def says_none(written: str) -> bool:
    """Whether this stands where there is no date: "s.d.", "undated", "-"."""
    said = bare(written.strip())
    return not said or _NONE.fullmatch(said) is not None or _undated().fullmatch(said) is not None


def is_doubtful(written: str) -> bool:
    """Whether a date is said to be a guess, or one of two: "vers 1900", "1871?", "1789 ou 1790"."""
    return _DOUBT.search(written) is not None or (len(written) <= _MOST and _about().search(written) is not None)


def is_guess_after(before: str) -> bool:
    """Whether a date that stands right after these words is a guess: "carte, vers"."""
    last = before.rsplit(maxsplit=2)[-2:]
    return any(is_doubtful(f"{' '.join(last[at:])} 1900") for at in range(len(last)))


def period(written: str, parse: Callable[[str], str | None]) -> str | None:
    """The year or month that a period lies in whole; None where it is none, or reaches into another year.

    Args:
        written: as the file has it, each stretch of white space as one space.
        parse: reads a date.
    """
    if len(written) > _MOST:
        return None
    if match := _UNKNOWN_PARTS.fullmatch(written):
        return parse("-".join(part for part in match.groups() if part and part != "00"))
    if match := _WEEK.fullmatch(written):
        return _week(int(match[1]), int(match[2]), match[3])
    for one in _patterns():
        if match := one.fullmatch(written):
            said = match.groupdict()
            if "within" in said:
                found = parse(said["within"])
                return found if found is not None and len(found) < len("2022-01-06") else None
            return parse(f"{said['month']} {said['year']}" if "month" in said else said["year"])
    ends = _TO.split(written)
    dates = [parse(end) for end in ends] if len(ends) == 2 else []
    return None if None in dates or not dates else _common(*(str(one) for one in dates))


def _common(first: str, last: str) -> str | None:
    """What two ISO dates share, in whole parts."""
    pairs = zip(first.split("-"), last.split("-"), strict=False)
    return "-".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs)) or None


def _week(year: int, week: int, day: str | None) -> str | None:
    """A day of a week that ISO 8601 counts, or the month or year that holds all of it."""
    try:
        first = date.fromisocalendar(year, week, int(day or 1))
    except ValueError:
        return None
    return first.isoformat() if day else _common(first.isoformat(), (first + timedelta(days=6)).isoformat())


@cache
def _undated() -> re.Pattern[str]:
    return re.compile("|".join(expand(one.dates.undated, code) for code, one in LANGUAGES.items()), re.IGNORECASE)


@cache
def _about() -> re.Pattern[str]:
    ways = []
    for code, one in LANGUAGES.items():
        about, others = expand(one.dates.about, code), "|".join(sorted(one.dates.either))
        ways += [rf"^(?:{about})(?=\W|[0-9])", rf"[0-9] (?:{about})\.?$", *([rf" (?:{others}) "] if others else [])]
    return re.compile("|".join(ways), re.IGNORECASE)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Each way to write a period of one year, or of one month."""
    ways = []
    for code, one in LANGUAGES.items():
        words = one.dates
        within, seasons, quarters = (expand(part, code) for part in (words.within, words.seasons, words.quarters))
        month, of = expand("{month}", code), r"(?: (?:de|du|of))?"
        day = r"[0-9]{1,2}(?:er|st|nd|rd|th)?"
        ways += [
            rf"(?:{within})(?: ?- ?| ){of.strip()}(?P<within>.+)",
            rf"(?:{seasons}){of}[ ,]+{_YEAR}",
            rf"(?:{quarters}){of}[ ,-]*{_YEAR}",
            rf"{_YEAR}[ ,-]*(?:{quarters})",
            rf"{month} ?(?:[-–/]|et|and|&|à|to) ?{month} {_YEAR}",
            rf"(?:du |from )?{day} ?(?:[-–/]|au|et|and|to|&) ?{day} (?P<month>{month}),? {_YEAR}",
            rf"(?P<month>{month}) {day} ?[-–] ?{day},? {_YEAR}",
        ]
    return tuple(re.compile(way, re.IGNORECASE) for way in ways)
