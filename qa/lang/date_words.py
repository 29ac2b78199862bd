"""What a language must provide to read its dates; `qa.lang.dates` uses it.

Patterns are regular expressions in a short notation: a space stands for any white space, ' for either apostrophe,
{month}, {weekday}, {number} and {unit} for any of the words below, {a} and {b} for a date. Case never counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

NEVER = r"(?!)"  # the pattern of what a language does not have: it is found nowhere
Unit = Literal["day", "week", "month", "year"]


@dataclass(frozen=True, slots=True)
class DateWords:
    """How one language says dates and the spans between them; by default only figures are a date (2021-05-03)."""

    months: Mapping[str, int] = field(default_factory=dict)  # word, in full or cut short (no final stop) -> 1 to 12
    weekdays: Mapping[str, int] = field(default_factory=dict)  # -> 0, Monday, to 6
    numbers: Mapping[str, int] = field(default_factory=dict)
    units: Mapping[str, Unit] = field(default_factory=dict)
    dates: tuple[str, ...] = ()  # a date, with groups d, m, y; y may be missing
    day_first: bool = True  # whether 3/5/2021 is the third of May; else it could be either and is not read
    relative: tuple[tuple[str, Unit, int], ...] = ()  # "last year": how many units from the present one
    rolling: str = NEVER  # "the last six months", with groups n and unit, or unit_alone
    latest: bool = False  # whether "last Monday" is always the nearest one that has passed
    last: str = NEVER  # "last {}": around a weekday, a month or a date
    this_weekday: str = NEVER
    not_dates: str = NEVER  # "the last year", "yesterday's": words that look like a date seen from today, and mean none
    not_before: str = NEVER  # "in": what makes a month and a number two things, "in March 5 people"
    other_year: str = NEVER  # "of the same year", after a date
    capital_months: bool = False  # whether "may" is another word than "May"
    long_ago: str = NEVER  # words of articles about another time than their own

    since: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    during: tuple[str, ...] = ()  # "articles {of a month}"
    published_during: tuple[str, ...] = ()  # "articles published {in a month}"
    articles: str = NEVER  # the articles themselves
    determiners: str = NEVER
    participles: str = NEVER  # "published"
    in_articles: str = NEVER  # "in", "according to": with the articles after it, all of it is about them
    events: tuple[str, ...] = ()  # questions that ask for news or for what was written, whenever that was
    binders: frozenset[str] = frozenset()  # before "last year" they make it part of a noun: "the budget of last year"
