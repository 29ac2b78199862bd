"""What a language must provide to read its dates; `qa.lang.dates` uses it.

Patterns are regular expressions in a short notation: a space stands for any white space, ' for either apostrophe,
{month}, {weekday}, {number} and {unit} for any of the words below, {a} and {b} for a date. Case never counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Unit = Literal["day", "week", "month", "year"]


@dataclass(frozen=True, slots=True)
class DateWords:
    """How one language says dates and the spans between them."""

    months: Mapping[str, int]  # word, in full or cut short (no final stop) -> 1 to 12
    weekdays: Mapping[str, int]  # -> 0, Monday, to 6
    numbers: Mapping[str, int]
    units: Mapping[str, Unit]
    dates: tuple[str, ...]  # a date, with groups d, m, y; y may be missing
    day_first: bool  # whether 3/5/2021 is the third of May; else it could be either and is not read
    relative: tuple[tuple[str, Unit, int], ...]  # "last year": how many units from the present one
    rolling: str  # "the last six months", with groups n and unit, or unit_alone
    latest: bool  # whether "last Monday" is always the nearest one that has passed
    last: str  # "last {}": around a weekday, a month or a date
    this_weekday: str
    not_dates: str  # "the last year", "yesterday's": words that look like a date seen from today, and mean none
    not_before: str  # "in": what makes a month and a number two things, "in March 5 people"
    other_year: str  # "of the same year", after a date
    capital_months: bool  # whether "may" is another word than "May"
    long_ago: str  # words of articles about another time than their own

    since: tuple[str, ...]
    after: tuple[str, ...]
    before: tuple[str, ...]
    until: tuple[str, ...]
    between: tuple[str, ...]
    during: tuple[str, ...]  # "articles {of a month}"
    published_during: tuple[str, ...]  # "articles published {in a month}"
    articles: str  # the articles themselves
    determiners: str
    participles: str  # "published"
    in_articles: str  # "in", "according to": with the articles after it, all of it is about them
    events: tuple[str, ...]  # questions that ask for news or for what was written, whenever that was
    binders: frozenset[str]  # before "last year" they make it part of a noun: "the budget of last year"
