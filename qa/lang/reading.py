"""What the words of a question show: the values that `qa.lang.phrases` makes, and small tools to look at them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from qa.lang.folding import fold, plain
from qa.lang.given_names import FEMININE, MASCULINE
from qa.values import LanguageCode

NEVER = r"(?!)"  # the pattern of what a language does not have: it is found nowhere
Gender = Literal["m", "f"]
Sort = Literal["person", "thing", "place", "date", "quantity", "unknown"]  # what a noun phrase or a pronoun stands for
Wh = Literal["who", "what", "which", "when", "where", "why", "how", "how_many"]
Role = Literal["adverb", "subject", "object", "predicate", "unclear"]  # of the words that ask, in their question


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
class Question:
    """A question, or an answer, and what was found in it; offsets count its characters."""

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
    def predicate(self) -> tuple[Token, ...]:
        """The words after those that ask."""
        return tuple(token for token in self.tokens if self.asking is not None and token.start >= self.asking.end)

    @property
    def tops(self) -> tuple[NounPhrase, ...]:
        """Phrases outside the words that ask, and not inside others."""
        return tuple(phrase for phrase in self.phrases if phrase.top)

    def opens_noun(self, start: int) -> bool:
        """Whether a noun phrase or a name begins at an offset, with or without its preposition."""
        return any(start in (phrase.outer, phrase.start) for phrase in (*self.phrases, *self.names))

    def inside(self, phrase: NounPhrase) -> NounPhrase | None:
        """The longest complement of a noun phrase: "of the viaduct" in "the height of the viaduct"."""
        return next((one for one in self.phrases if phrase.start < one.start and one.end == phrase.end), None)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of `FollowUpWords`."""
    return re.compile(pattern, re.IGNORECASE)


def gender_of_name(name: str) -> Gender | None:
    """The gender that a given name shows."""
    first = fold(plain(name).split(" ")[0])
    return "f" if first in FEMININE else "m" if first in MASCULINE else None
