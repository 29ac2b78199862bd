"""Dates as files write them, in a header, a field or a name, to ISO 8601 as precise as the source."""

from __future__ import annotations

import re
from datetime import date

_HEADER = re.compile(
    r"\s*date[ \t\u00a0]*:?[ \t\u00a0]*([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(?:\s+|\Z)", re.IGNORECASE
)
_YEAR_FIRST = re.compile(r"([0-9]{4})(?:([-/.])([0-9]{1,2})(?:\2([0-9]{1,2}))?)?(?=[T\s]|$)", re.IGNORECASE)
_DAY_FIRST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})(?=[T\s]|$)", re.IGNORECASE)
_PDF = re.compile(r"D:([0-9]{4})([0-9]{2})([0-9]{2})?(?:[0-9]{2,6})?(?![0-9])")
# The time is whole or is not there: ten digits or thirteen are seconds or milliseconds since 1970.
_COMPACT = re.compile(r"((?:1[89]|20)[0-9]{2})([0-9]{2})([0-9]{2})?(?:(?<=[0-9]{8})[0-9]{4}(?:[0-9]{2})?)?(?![0-9])")
_PDF_YEAR = re.compile(r"D:([0-9]{4})(?![0-9])")
# A name holds other numbers too, so that only years of print and screen count.
_IN_NAME = re.compile(r"(?<![0-9])((?:1[89]|20)[0-9]{2})([-_.])([0-9]{2})(?:\2([0-9]{2}))?(?![0-9])")
_COMPACT_IN_NAME = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})(?![0-9])")


def parse_header(text: str, start: int = 0) -> tuple[str, int]:
    """The date of a header at `start`, and where the text after it begins: the first character that is not a space.

    The header is `date YYYY`, `date YYYY-MM` or `date YYYY-MM-DD`, in any case, perhaps after white space. Without one,
    or where the calendar has no such date: ("", start).
    """
    match = _HEADER.match(text, start)
    found = iso_date(match[1], match[2], match[3]) if match else None
    return (found, match.end()) if match and found else ("", start)


def parse_date(written: str) -> str | None:
    """ISO date of `2022`, `2022-01`, `2022-01-06T10:00:00Z`, `2022/01/06`, `20220106`, `D:20220106…`, `06/01/2022`.

    `06/01/2022` is day, month, year. The time of day is dropped, the day stays as it is written. None for anything else
    and for days that the calendar does not have.
    """
    written = written.strip()
    if match := _YEAR_FIRST.match(written):
        return iso_date(match[1], match[3], match[4])
    if match := _DAY_FIRST.match(written):
        return iso_date(match[4], match[3], match[1])
    if match := _PDF.match(written) or _COMPACT.match(written):
        return iso_date(match[1], match[2], match[3])
    if match := _PDF_YEAR.match(written):
        return iso_date(match[1])
    return None


def date_in_name(stem: str) -> str | None:
    """ISO date in a file's name without suffix: `2022-01-06-kazakhstan`, `kazakhstan_20220106`, `2022-01_crise`."""
    for pattern in (_IN_NAME, _COMPACT_IN_NAME):
        for match in pattern.finditer(stem):
            year, month, day = match[1], match[match.re.groups - 1], match[match.re.groups]
            if found := iso_date(year, month, day):
                return found
    return None


def iso_date(year: str, month: str | None = None, day: str | None = None) -> str | None:
    """`2022`, `2022-01` or `2022-01-06`; None for a day that does not exist or a year outside 1000 to 2999."""
    if not 1000 <= int(year) <= 2999:
        return None
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return first.isoformat()[: 10 if day else 7 if month else 4]
