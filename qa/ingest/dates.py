"""Dates as files write them, in a header, a field or a name, to ISO 8601 as precise as the source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate

from qa.ingest.date_periods import bare, is_doubtful, is_guess_after, period, says_none
from qa.lang import LANGUAGES
from qa.lang.dates import Written, find_dates, read_date
from qa.lang.spelled import in_figures
from qa.values import DateSource, LanguageCode

_HEADER = re.compile(
    r"\s*date[ \t\u00a0]*:?[ \t\u00a0]*([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(?:\s+|\Z)", re.IGNORECASE
)
_YEAR_FIRST = re.compile(
    r"([0-9]{4})(?:([-/.])([0-9]{1,2})(?:\2([0-9]{1,2}))?)?(?=[T\sZ]|\+[0-9]{2}:|$)", re.IGNORECASE
)
_MONTH_FIRST = re.compile(r"([0-9]{1,2})[-/.]([0-9]{4})")
_AS_FLOAT = re.compile(r"([0-9]{4})\.0")
_SPACED = re.compile(r"^([0-9]{1,2}) ?([-/.]) ?([0-9]{1,2}) ?\2 ?(?=[0-9]{2})")
_WEEKDAY = re.compile(r"^(?:lun|mer|jeu|ven|sam|dim|mon|tue|wed|thu|fri|sat|sun)[.,]? (?=[0-9])", re.IGNORECASE)
_SAID_BEFORE = re.compile(
    r"^(?:publiée?|parue?|mise? en ligne|postée?|published|posted|date)(?: (?:le|on))?\s*:?\s+", re.IGNORECASE
)
_NOTE_AFTER = re.compile(r"\s*\([^()]*\)$")
_DAY_FIRST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})(?=[T\s]|$)", re.IGNORECASE)
_TWO_FIGURES = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{2})(?=[T\s]|$)", re.IGNORECASE)
_NUMERIC = re.compile(r"\s*([0-9]{1,2})([-/.])([0-9]{1,2})\2(?:[0-9]{4}|[0-9]{2})(?=[T\s]|$)")
_STAMP = re.compile(r"([0-9]{10}|[0-9]{13}|[0-9]{16}|[0-9]{19})(?:\.[0-9]*)?")  # seconds since 1970, or parts of them
_SERIAL = re.compile(r"([2-6][0-9]{4})(?:\.[0-9]*)?")  # days as spreadsheets count them: 1954 to 2091
_FIRST_SERIAL = date(1899, 12, 30)
# Day zero of Windows, of spreadsheets and of Unix, the last also as it is in America.
_UNSET = frozenset(("1601-01-01", "1899-12-30", "1899-12-31", "1970-01-01", "1969-12-31"))
_BEFORE_OFFICE = 1982  # no file has properties from before; 1980 is day zero of DOS
_DAY_MONTH_YEAR = re.compile(r"([0-9]{1,2}(?:er)?)[- ]([A-Za-zÀ-ÿ.]{3,10})[- ]([0-9]{4}|[0-9]{2}(?=$|\s))")
_YEAR_MONTH_DAY = re.compile(r"([0-9]{4})-([A-Za-zÀ-ÿ.]{3,10})-([0-9]{1,2})$")
_PDF = re.compile(r"D:([0-9]{4})([0-9]{2})([0-9]{2})?(?:[0-9]{2,6})?(?![0-9])")
# The time is whole or is not there: ten digits or thirteen are seconds or milliseconds since 1970.
_COMPACT = re.compile(r"((?:1[89]|20)[0-9]{2})([0-9]{2})([0-9]{2})?(?:(?<=[0-9]{8})[0-9]{4}(?:[0-9]{2})?)?(?![0-9])")
_PDF_YEAR = re.compile(r"D:([0-9]{4})(?![0-9])")
# A name holds other numbers too, so that only years of print and screen count.
_IN_NAME = re.compile(r"(?<![0-9])((?:1[89]|20)[0-9]{2})([-_.])([0-9]{2})(?:\2([0-9]{2}))?(?![0-9]|[-_.][0-9]{3})")
_SPACED_IN_NAME = re.compile(r"(?<![0-9])((?:1[89]|20)[0-9]{2}) ([0-9]{2}) ([0-9]{2})(?![0-9])")
_COMPACT_IN_NAME = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})(?![0-9])")

_DAY_FIRST_IN_NAME = re.compile(r"(?<![0-9])([0-9]{1,2})([-_.])([0-9]{1,2})\2((?:1[89]|20)[0-9]{2})(?![0-9])")
_NUMBER_IN_NAME = re.compile(r"(?:n[°ºo]\.?|num[ée]ro|#)\s*[0-9]+", re.IGNORECASE)
_PARTED = re.compile(r"\s[-–—]\s")
_BETWEEN_WORDS = re.compile(r"[-_.,+ ]+")


def parse_header(text: str, start: int = 0) -> tuple[str, int]:
    """The date of a header at `start`, and where the text after it begins: the first character that is not a space.

    The header is `date YYYY`, `date YYYY-MM` or `date YYYY-MM-DD`, in any case, perhaps after white space. Without one,
    or where the calendar has no such date: ("", start).
    """
    match = _HEADER.match(text, start)
    found = iso_date(match[1], match[2], match[3]) if match else None
    return (found, match.end()) if match and found else ("", start)


def parse_date(written: str, *, day_first: bool = True) -> str | None:
    """ISO date of `2022`, `2022-01`, `2022-01-06T10:00:00Z`, `2022/01/06`, `20220106`, `D:20220106…`, `06/01/2022`.

    Also of dates in words, with their year (`6 janvier 2022`, `January 6, 2022`), and as mails and feeds write them
    (`Thu, 06 Jan 2022 10:00:00 GMT`); of a period the year or month that holds it (`été 2019`, `3-5 mars 2021`). The
    time of day is dropped, the day stays as it is written. None for anything else, for guesses (`vers 1900`, `1871?`)
    and for days that the calendar does not have.

    Args:
        written: the date.
        day_first: whether `06/01/2022` is the sixth of January; else the first of June.
    """
    written = bare(" ".join(written.split()))
    written = _WEEKDAY.sub("", _NOTE_AFTER.sub("", _SAID_BEFORE.sub("", written, count=1)), count=1)
    if is_doubtful(written) or says_none(written):
        return None
    if found := period(written, lambda part: parse_date(part, day_first=day_first)):
        return found
    if match := _AS_FLOAT.fullmatch(written):
        return iso_date(match[1])
    if (match := _YEAR_FIRST.match(written)) and (match[4] or match.end() == len(written)):
        return iso_date(match[1], match[3], match[4])
    written = _SPACED.sub(r"\1\2\3\2", written)
    if match := _MONTH_FIRST.fullmatch(written):
        return iso_date(match[2], match[1])
    if match := _DAY_FIRST.match(written):
        return iso_date(match[4], *((match[3], match[1]) if day_first else (match[1], match[3])))
    if match := _PDF.match(written) or _COMPACT.match(written):
        return iso_date(match[1], match[2], match[3])
    if match := _PDF_YEAR.match(written):
        return iso_date(match[1])
    if match := _TWO_FIGURES.match(written):
        if match[2] == "-" and int(match[1]) > 12:  # 21-03-06 could also begin with its year
            turned = iso_date(_century(match[1]), match[3], match[4])
            if turned is not None and int(turned[:4]) <= datetime.now(UTC).year:
                return None if int(match[1]) <= 31 else turned
        return iso_date(_century(match[4]), *((match[3], match[1]) if day_first else (match[1], match[3])))
    return _date_in_words(written)


def _century(year: str) -> str:
    """A year of two figures with the other two: the last such year that was or is, or next year."""
    if len(year) == 4:
        return year
    latest = date.today().year + 1
    return str(latest - (latest - int(year)) % 100)


def _date_in_words(written: str) -> str | None:
    if not any(map(str.isalpha, written)) or len(written) > 60:
        return None
    parsed = parsedate(written)
    if parsed is not None and re.search(r"[0-9]{4}", written):
        return iso_date(str(parsed[0]), str(parsed[1]), str(parsed[2]))
    turned = _YEAR_MONTH_DAY.sub(r"\3 \2 \1", written)
    spaced = _DAY_MONTH_YEAR.sub(lambda match: f"{match[1]} {match[2]} {_century(match[3])}", turned)
    without_time = re.sub(r"(?:,? (?:à|at|-|–))?,? [0-9]{1,2}[h:][0-9]{0,2}.*$", "", spaced)
    for language in LANGUAGES:
        found = read_date(in_figures(without_time, language), language)
        if found is not None and found.year is not None and found.span() is not None:
            parts = (found.year, found.month, found.day)
            return iso_date(*(str(part) for part in parts if part is not None))
    return None


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """The dates of a table, read together."""

    dates: tuple[str | None, ...]  # ISO 8601, one per row
    is_uncertain: bool  # whether day and month could be meant the other way round in all of them


def read_column(written: Sequence[str]) -> ReadColumn:
    """The dates of a column, judged together: a 25 in the second place says that the month stands first in all.

    Where days above 12 stand in both places, those that could be either are not read. Seconds and milliseconds since
    1970 are dates too, and the days that spreadsheets count where nothing else stands in the column.
    """
    numeric = [(int(match[1]), int(match[3])) for value in written if (match := _NUMERIC.match(value))]
    day_first = any(first > 12 for first, _ in numeric)
    month_first = any(second > 12 for _, second in numeric)
    filled = [value.strip() for value in written if value.strip()]
    are_serials = bool(filled) and all(map(_SERIAL.fullmatch, filled))

    def read(value: str) -> str | None:
        value = value.strip()
        match = _NUMERIC.match(value)
        if match is None:
            return _counted(value, are_serials) or parse_date(value)
        if day_first and month_first and max(int(match[1]), int(match[3])) <= 12:
            return None
        return parse_date(value, day_first=int(match[1]) > 12 if month_first and day_first else not month_first)

    dates = tuple(date if date is not None and is_believable(date, "column") else None for date in map(read, written))
    uncertain = not day_first and not month_first and any(first != second for first, second in numeric)
    return ReadColumn(dates, uncertain)


def _counted(value: str, are_serials: bool) -> str | None:
    """A date as seconds or milliseconds since 1970, or as a spreadsheet's number of days."""
    if are_serials and (match := _SERIAL.fullmatch(value)):
        return (_FIRST_SERIAL + timedelta(days=int(match[1]))).isoformat()
    match = _STAMP.fullmatch(value)
    if match is None:
        return None
    seconds = int(match[1]) / 10 ** (len(match[1]) - 10)
    found = datetime.fromtimestamp(seconds, UTC).date()
    # Ten figures may also be a day and an hour written together, which never read as a year of this time.
    return found.isoformat() if 1990 <= found.year <= 2060 else None


def is_believable(day: str, source: DateSource | None) -> bool:
    """Whether an ISO date may be an article's own: neither what a program puts where it knows none, nor to come.

    An early day in the properties of a file is that of a clock which was not set: no program made files then.
    """
    if int(day[:4]) > datetime.now(UTC).year + 1 or day in _UNSET:
        return False
    return source != "document properties" or int(day[:4]) > _BEFORE_OFFICE


def date_in_name(stem: str, language: LanguageCode) -> str | None:
    """ISO date in a file's name without suffix: `2022-01-06-crise`, `crise_20220106`, `6 janvier 2022 - crise`.

    A day and a month in figures before their year are read as the language of the article has them; see
    `ambiguous_in_name`.
    """
    for pattern in (_IN_NAME, _SPACED_IN_NAME, _COMPACT_IN_NAME):
        for match in pattern.finditer(stem):
            year, month, day = match[1], match[match.re.groups - 1], match[match.re.groups]
            if found := iso_date(year, month, day):
                return found
    for match in _DAY_FIRST_IN_NAME.finditer(stem):
        for first, second in ((match[1], match[3]), (match[3], match[1])):
            if found := _full_date(read_date(f"{first}/{second}/{match[4]}", language)):
                return found
    words = _BETWEEN_WORDS.sub(" ", _PARTED.sub(" | ", _NUMBER_IN_NAME.sub("|", stem)))
    for code in sorted(LANGUAGES, key=lambda known: known != language):
        for match in find_dates(words, code):
            written = read_date(match[0], code)
            # A month alone is that of the article's language: "Mars 2020" is a mission in an English one.
            is_own = written is not None and (written.day is not None or code == language)
            if is_own and not is_guess_after(words[: match.start()]) and (found := _full_date(written)):
                return found
    return None


def ambiguous_in_name(stem: str, language: LanguageCode) -> str | None:
    """What of a name could be two days, in a language that does not say which: `06-03-2021` in English."""
    match = next(_DAY_FIRST_IN_NAME.finditer(stem), None)
    if match is None or date_in_name(stem, language) is not None or max(int(match[1]), int(match[3])) > 12:
        return None
    return match[0]


def _full_date(written: Written | None) -> str | None:
    """A month or day of a year of print and screen."""
    if written is None or written.year is None or not 1800 <= written.year < 2100 or written.month is None:
        return None
    return iso_date(str(written.year), str(written.month), None if written.day is None else str(written.day))


def iso_date(year: str, month: str | None = None, day: str | None = None) -> str | None:
    """`2022`, `2022-01` or `2022-01-06`; None for a day that does not exist or a year outside 1000 to 2999."""
    if not 1000 <= int(year) <= 2999:
        return None
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return first.isoformat()[: 10 if day else 7 if month else 4]
