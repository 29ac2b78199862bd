"""The years that a question names, and those that a text speaks of, by the words of their language."""

from __future__ import annotations

import re
from functools import cache

from qa.lang import LANGUAGES
from qa.lang.date_words import any_of
from qa.lang.dates import expand
from qa.values import LanguageCode

_YEAR = r"(?<![\w.,/-])(1[0-9]{3}|20[0-9]{2})"
_NAMED = re.compile(rf"{_YEAR}(?![\w%°/–—-]|[.,]\d)")
_GROUPED = re.compile(r"(?<!\d)([12])[ ,.\u00a0\u202f](\d{3})(?!\d)")  # 2,000: it may be what looked like a year
_SAID = re.compile(r"(?<![\d,])(1[0-9]{3}|20[0-9]{2})(?:\s?[-–—/]\s?(\d{4}|\d{2}))?(?!\d|[.,]\d)")
_JOINED = re.compile(r"(1[0-9]{3}|20[0-9]{2})\W+\w{1,5}\W+(1[0-9]{3}|20[0-9]{2})")  # "from 1939 to 1945"
_ROUND = re.compile(r"(?:1[0-9]|20)[0-9]0")
ERA = 20  # characters that make a decade of a year, on either side
LONGEST = 120  # years of a period that stands for each of its years
DECADE = 10


def named_years(question: str, language: LanguageCode) -> frozenset[int]:
    """The years that a question asks about, each as such: not "before 1900", "around 1900", "1939-45", "the 1960s"."""
    bounds = _bounds(language)
    return frozenset(
        int(found[1])
        for found in _NAMED.finditer(question)
        if not bounds.search(question, max(0, found.start() - 40), found.start())
        and not any(era.start() <= found.start() < era.end() for era in _eras(language).finditer(question))
    )


@cache
def _bounds(language: LanguageCode) -> re.Pattern[str]:
    """What stands right before a year that only bounds a period, or before its beginning and its "to"."""
    words = LANGUAGES[language].dates
    openings = [one.partition("{a}")[0] for one in (*words.since, *words.after, *words.before, *words.until)]
    between = [
        f"{expand(first, language)}.{{0,12}}{expand(second.partition('{b}')[0], language)}"
        for first, _, second in (one.partition("{a}") for one in words.between)
    ]
    openings += [one.partition("{a}")[0] for one in words.between]
    plain = [expand(one.rstrip() + " ", language) for one in openings if one.strip()]
    return re.compile(rf"(?<!\w)(?:{any_of([*plain, *between])}|(?:{words.about})\s+)$", re.IGNORECASE)


@cache
def _eras(language: LanguageCode) -> re.Pattern[str]:
    eras = [expand(era, language) for era in LANGUAGES[language].dates.eras]
    return re.compile(any_of(eras), re.IGNORECASE)


def said_years(text: str, language: LanguageCode) -> frozenset[int]:
    """All years that a text speaks of: those of its periods ("1939–45", "2017-2018") and decades ("the 1960s") too."""
    years = {int(found[1] + found[2]) for found in _GROUPED.finditer(text)}
    for found in _SAID.finditer(text):
        first = int(found[1])
        years.add(first)
        if found[2]:
            last = int(found[2]) if len(found[2]) == 4 else first // 100 * 100 + int(found[2])
            years.update(range(first, last + 1) if 0 < last - first <= LONGEST else ())
    for found in _JOINED.finditer(text):
        first, last = int(found[1]), int(found[2])
        years.update(range(first, last + 1) if 0 < last - first <= LONGEST else ())
    for found in _ROUND.finditer(text):
        around = _eras(language).finditer(text, max(0, found.start() - ERA), found.end() + ERA)
        if any(era.start() <= found.start() and found.end() <= era.end() for era in around):
            years.update(range(int(found[0]), int(found[0]) + DECADE))
    if _beside(language).search(text):
        years |= {year + shift for year in years for shift in (-1, 1)}
    return frozenset(years)


@cache
def _beside(language: LanguageCode) -> re.Pattern[str]:
    """What says "the following year"."""
    return re.compile(rf"(?<!\w)(?:{expand(LANGUAGES[language].dates.year_beside, language)})(?!\w)", re.IGNORECASE)
