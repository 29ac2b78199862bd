"""Days and years in words to figures: "le deux mars deux mille vingt" to "le 2 mars 2020"."""

from __future__ import annotations

import re
from functools import cache

from qa.lang import LANGUAGES
from qa.lang.folding import accents_optional, fold
from qa.values import LanguageCode

_YEARS = range(1900, 2100)


def in_figures(text: str, language: LanguageCode) -> str:
    """`text` with the days before a month and the years behind it in figures, where both are in words."""
    found = _pattern(language)
    if found is None:
        return text
    days, years = _numbers(language)
    return found.sub(
        lambda match: f"{days[_plain(match['d'])]}{match['between']}{match['m']} {years[_plain(match['y'])]}", text
    )


@cache
def _pattern(language: LanguageCode) -> re.Pattern[str] | None:
    words = LANGUAGES[language].dates
    days, years = _numbers(language)
    if not years:
        return None
    months = "|".join(map(accents_optional, words.months))
    return re.compile(
        rf"\b(?P<d>{_any(days)})(?P<between>\s+(?:of\s+)?)(?P<m>{months}),?\s+(?P<y>{_any(years)})(?![\w-])",
        re.IGNORECASE,
    )


def _any(numbers: dict[str, int]) -> str:
    """Numbers in words, parted by hyphens or spaces, the longest first."""
    return "|".join(number.replace(" ", r"[\s-]+") for number in sorted(numbers, key=len, reverse=True))


@cache
def _numbers(language: LanguageCode) -> tuple[dict[str, int], dict[str, int]]:
    """Days and years by their words, without accents, hyphens, "et" and "and"."""
    words = LANGUAGES[language].dates
    small = {_plain(name): at for at, names in enumerate(words.spelled) for name in names.split("|") if name}
    days = {name: number for name, number in small.items() if 1 <= number <= 31}
    days |= {_plain(name): number for name, number in words.day_words.items()}
    years = {
        _plain(f"{century} {name}"): 100 * hundreds + number
        for century, hundreds in words.centuries.items()
        for name, number in [("", 0), *small.items()]
        if 100 * hundreds + number in _YEARS and (number or " " in century)  # "nineteen" alone is no year
    }
    return days, years


def _plain(number: str) -> str:
    return " ".join(fold(number).replace("-", " ").split())
