"""What can be told of a question by its words: the values that `qa.lang.phrases` makes, and what finds them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from qa.lang.followup_words import Gender, Sort, Wh
from qa.lang.given_names import FEMININE, MASCULINE
from qa.values import LanguageCode

_PLAIN = str.maketrans({"’": "'", "ʼ": "'", "\u00a0": " ", "\u202f": " ", "‐": "-", "\u2011": "-"})  # one for one


@dataclass(frozen=True, slots=True)
class Token:
    """A word; its offsets count the characters of the question."""

    low: str
    start: int
    end: int
    capital: bool
    number: bool


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A noun with what belongs to it, or a name."""

    outer: int  # where its preposition begins, itself where it has none
    start: int
    end: int
    text: str  # with the determiner, without the preposition
    head: str  # its noun, in lower case
    sort: Sort = "unknown"
    before: str = ""  # its preposition: "de" and "le" for "du"
    determiner: str = ""
    gender: Gender | None = None
    plural: bool = False
    named: bool = False  # whether a name is in it
    named_head: bool = False  # whether its noun is one
    top: bool = False  # whether it lies in no other
    attached: bool = False  # a name right after a noun: "Eiffel" in "la tour Eiffel"


@dataclass(frozen=True, slots=True)
class Date:
    """A date, with the preposition before it."""

    outer: int
    start: int
    end: int
    before: str
    day: str | None
    month: str | None
    year: str | None


@dataclass(frozen=True, slots=True)
class Asking:
    """The words that ask: "En quelle année", "Who"."""

    wh: Wh
    start: int
    end: int
    preposition: bool  # whether they begin with one
    noun: bool  # whether they hold a noun: "which rocket"


@dataclass(frozen=True, slots=True)
class Reading:
    """A question and what was found in it; offsets count its characters."""

    text: str
    plain: str  # the same with straight apostrophes and plain spaces, character for character
    language: LanguageCode
    tokens: tuple[Token, ...]
    asking: Asking | None
    phrases: tuple[NounPhrase, ...]  # in order, the longest first where they begin together
    names: tuple[NounPhrase, ...]
    dates: tuple[Date, ...]

    @property
    def core_end(self) -> int:
        """Where the question mark and the spaces before it begin."""
        return len(self.plain.rstrip(" ?!.…"))

    @property
    def tops(self) -> tuple[NounPhrase, ...]:
        """Phrases outside the words that ask, and not inside others."""
        return tuple(phrase for phrase in self.phrases if phrase.top)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of `FollowUpWords`."""
    return re.compile(pattern, re.IGNORECASE)


def plain(text: str) -> str:
    """The text with straight apostrophes and plain spaces, character for character."""
    return text.translate(_PLAIN)


def fold(word: str) -> str:
    """A word in lower case without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))


def gender_of_name(name: str) -> Gender | None:
    """The gender that a given name tells."""
    first = fold(plain(name).split(" ")[0])
    return "f" if first in FEMININE else "m" if first in MASCULINE else None
