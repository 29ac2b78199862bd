"""The day that the head of a text gives as its own: "mercredi 14 juin 2023", "PARIS, le 3 mars 2021 –"."""

from __future__ import annotations

import re
from functools import cache

from qa.lang import LANGUAGES
from qa.lang.dates import expand, find_dates, read_date
from qa.lang.folding import plain
from qa.lang.spelled import in_figures
from qa.values import LanguageCode

_LINES = 12  # with text, at the head of an article
_LONGEST_LINE = 200  # characters of a line that are looked at
_TIME = r"(?:[ ,]*(?:à|at|-|–|,)?\s*\d{1,2}\s*[h:]\s*(?:\d{2})?(?::\d{2})?\s*(?:am|pm|[A-Z]{2,4})?)?"
_END = re.compile(rf"{_TIME}[\s.,;:|)\]·*_–—-]*$", re.IGNORECASE)
_AFTER_PLACE = re.compile(rf"{_TIME}\s*(?:\([^)]{{2,30}}\)|[-–—:.|]|$)")
_PLACE = re.compile(r"(?:[A-ZÀ-ÖØ-Þ][\w'. -]*?)(?:\([^)]{1,30}\))?(?:,\s*(?:le|on)?|\s+le|\s*[-–—])\s*", re.UNICODE)
_BYLINE = re.compile(r"(?:par|by)\s.{2,80}?[|,·–—-]\s*(?:le|on)?\s*", re.IGNORECASE)
_BARE = re.compile(r"[\s*_#>(\[]*(?:le|on|date|du)?\s*:?\s*", re.IGNORECASE)
_MOST_WORDS = 5  # in the name of a place


def dateline(body: str, language: LanguageCode) -> str | None:
    """The ISO day that the head of a text gives as its own; None where it gives none, or tells of a day in prose.

    Only a full date counts: alone on its line, after a place or the name of an author, or after "published". One in the
    article's language comes before one in another.
    """
    lines = [plain(line[:_LONGEST_LINE]).replace("*", "") for line in body[: _LINES * 500].split("\n") if line.strip()][
        :_LINES
    ]
    for code in sorted(LANGUAGES, key=lambda known: known != language):
        for line in lines:
            found = _day_of(line, code)
            if found is not None:
                return found
    return None


def _day_of(line: str, language: LanguageCode) -> str | None:
    line = in_figures(line, language)
    if not any(map(str.isdecimal, line)):
        return None
    for match in find_dates(line, language):
        written = read_date(match[0], language)
        span = written.span() if written is not None and written.day is not None else None
        if span is None or span[0].year < 1600:
            continue
        before, after = line[: match.start()], line[match.end() :]
        if _is_own(before, after, language):
            return span[0].isoformat()
    return None


def _is_own(before: str, after: str, language: LanguageCode) -> bool:
    """Whether what stands around a date on its line says that it is the text's own."""
    if _published(language).search(before):
        return True
    if _END.fullmatch(after) and (_BARE.fullmatch(before) or _BYLINE.fullmatch(before)):
        return True
    if _events(language).search(before):
        return False
    is_place = _PLACE.fullmatch(before) and len(before.split()) <= _MOST_WORDS and before[:1].isupper()
    return bool(is_place and _AFTER_PLACE.match(after))


@cache
def _events(language: LanguageCode) -> re.Pattern[str]:
    """The words for what takes place on a day of its own: "Battle of Verdun, 21 February 1916"."""
    words = expand(LANGUAGES[language].dates.takes_place, language)
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


@cache
def _published(language: LanguageCode) -> re.Pattern[str]:
    """The words right before the date of publication."""
    words = expand(LANGUAGES[language].dates.published, language)
    return re.compile(rf"(?<!\w)(?:{words})\s*(?:\w{{2,3}}\s*)?:?\s*$", re.IGNORECASE)
