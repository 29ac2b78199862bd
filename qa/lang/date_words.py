"""What a language provides to read its dates; `qa.lang.dates` and `qa.lang.periods` use it.

Patterns are regular expressions in a short notation: a space stands for any white space, ' for any apostrophe, an
accented letter also for the one without accent, {month}, {weekday}, {number} and {unit} for any of the words below,
{day} and {year} for figures, {nth} for a day in words, {a} and {b} for a date. Case never counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from qa.lang.folding import fold
from qa.lang.reading import NEVER

T = TypeVar("T")
Unit = Literal["day", "week", "month", "year"]


@dataclass(frozen=True, slots=True)
class DateWords:
    """How one language says dates and the spans between them; by default only figures are a date (2021-05-03)."""

    # ---- dates
    months: Mapping[str, int] = field(default_factory=dict)  # in full -> 1 to 12
    short_months: Mapping[str, int] = field(default_factory=dict)  # cut short, without the full stop
    word_months: frozenset[str] = frozenset()  # those that are other words in small letters: "may"
    weekdays: Mapping[str, int] = field(default_factory=dict)  # -> 0, Monday, to 6
    numbers: Mapping[str, int] = field(default_factory=dict)
    units: Mapping[str, Unit] = field(default_factory=dict)
    day_suffixes: str = NEVER  # "st" in "1st"
    day_words: Mapping[str, int] = field(default_factory=dict)  # "first"
    dates: tuple[str, ...] = ()  # a date, with groups d, m, y; y may be missing
    day_alone: str = "(?:{day}|{nth})"  # the 3 of "between the 3rd and 5 May"
    day_first: bool = True  # whether 3/5/2021 is the third of May; else it could be either and is not read
    month_alone_after: frozenset[str] = frozenset()  # words before a month without a year; empty: it needs none
    relative: tuple[tuple[str, Unit, int], ...] = ()  # "last year": how many units from the present one
    moments: str = NEVER  # "now", "tomorrow": other words for a time seen from today
    eras: tuple[str, ...] = ()  # centuries, decades, seasons

    spelled: tuple[str, ...] = ()  # 0 to 99 in words, "" for 0
    centuries: Mapping[str, int] = field(default_factory=dict)  # what opens a year in words: "nineteen" -> 19

    published: str = NEVER  # "published on": right before the date of an article
    takes_place: str = NEVER  # "meeting": before the date of something else

    # ---- dates of catalogues
    about: str = NEVER  # "about", "before": what makes a date a guess
    either: frozenset[str] = frozenset()  # "or", between two dates
    undated: str = NEVER  # "n.d.": what stands where there is no date
    within: str = NEVER  # "early", "late": part of a year or month
    seasons: str = NEVER  # those that lie in one year
    quarters: str = NEVER

    # ---- what an article's own date says of them
    latest: bool = False  # whether "last Monday" is always the nearest one that has passed
    last: str = f"{NEVER}{{}}"  # "last {}": around a weekday, a month or a date
    this_weekday: str = NEVER
    not_dates: str = NEVER  # "the last year", "yesterday's": words that look like a date seen from today, and mean none
    not_before: str = NEVER  # "in": what makes a month and a number two things, "in March 5 people"
    names_before: str = NEVER  # "rue du": what makes a day the name of a street, a school or a movement
    counted_after: str = NEVER  # "people": what makes a month and a number before it a name or a count, "May 20 people"
    other_year: str = NEVER  # "of the same year", after a date
    year_beside: str = NEVER  # "the following year": what names the year before or after another
    long_ago: str = NEVER  # words of articles about another time than their own

    # ---- periods of articles
    since: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    rolling: str = NEVER  # "the last six months", with groups n and unit, or unit_alone
    during: tuple[str, ...] = ()  # "articles {of a month}"
    published_during: tuple[str, ...] = ()  # "articles published {in a month}"
    articles: str = NEVER  # the articles themselves
    determiners: str = NEVER
    participles: str = NEVER  # "published"
    in_articles: str = NEVER  # "in", "according to": with the articles after it, all of it is about them
    events: tuple[str, ...] = ()  # questions that ask for news or for what was written, whenever that was
    binders: frozenset[str] = frozenset()  # before "last year" they make it part of a noun: "the budget of last year"

    @property
    def cut_short(self) -> frozenset[str]:
        """The months that are cut short, with and without their accents."""
        return frozenset(self.short_months) | frozenset(map(fold, self.short_months))

    def month(self, word: str) -> int:
        """The number of a month, however it is spelled: "Févr.", "fevr"."""
        return _spelled(word.rstrip("."), {**self.short_months, **self.months})

    def count(self, word: str) -> int:
        """A number in figures or words."""
        return int(word) if word.isdecimal() else _spelled(word, self.numbers)

    def weekday(self, word: str) -> int:
        """The number of a day of the week, 0 for Monday."""
        return _spelled(word, self.weekdays)

    def unit(self, word: str) -> Unit:
        """A unit of time."""
        return _spelled(word, self.units)

    def day(self, said: str) -> int:
        """The day of a month in figures or words: "1er", "premier"."""
        figures = "".join(filter(str.isdecimal, said))
        return int(figures) if figures else _spelled(said, self.day_words)


def _spelled(word: str, table: Mapping[str, T]) -> T:
    """The entry of a word, with or without its accents."""
    return next(value for name, value in table.items() if fold(name) == fold(word))


def any_of(patterns: tuple[str, ...] | list[str]) -> str:
    """A pattern of several; one that is found nowhere where there are none."""
    return "|".join(patterns) or NEVER
