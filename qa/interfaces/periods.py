"""Words for a period of articles: "since 2021-03", "of 2022"."""

from __future__ import annotations

import re
from calendar import monthrange

from qa.interfaces.i18n import say
from qa.values import LanguageCode

_DAY = re.compile(r"(\d{4})-(0[1-9]|1[0-2])-(\d{2})")


def period(since: str | None, until: str | None, language: LanguageCode) -> str:
    """The days from `since` to `until`, ISO 8601 and both included, in as few words as say the same."""
    if since is not None and until is not None:
        first, last = _begun(since), _ended(until)
        length = max(len(first), len(last))
        first, last = since[:length], until[:length]  # both as precise as the more precise one
        if first == last:
            return say(language, "of {date}", date=first)
        return say(language, "from {first} to {last}", first=first, last=last)
    if since is not None:
        return say(language, "since {date}", date=_begun(since))
    return say(language, "until {date}", date=_ended(until or ""))


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
