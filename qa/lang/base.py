"""What a language provides: its words here, dates in `date_words`, follow-up questions in `followup_words`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from qa.lang.date_words import DateWords
from qa.lang.followup_words import FollowUpWords
from qa.values import LanguageCode, QuestionKind


@dataclass(frozen=True, slots=True)
class Hyphens:
    """Parts of words in lower case that keep a hyphen where a line ends at it."""

    after: frozenset[str] = frozenset()  # before the hyphen: "vice"
    before: frozenset[str] = frozenset()  # after it: "elle"


@dataclass(frozen=True, slots=True)
class Language:
    """The data of one language; words are in lower case, and with their accents, unless said otherwise."""

    code: LanguageCode  # ISO 639-1
    number: int  # 1 to 255: stands for it in every index, so it never changes and is never given to another
    name: str  # as its own speakers write it
    stemmer: str  # Snowball's name for it
    stop_words: frozenset[str]  # dropped from terms; at the head of a sentence they show that it is one
    question_words: frozenset[str]  # part of the stop words: those that open a question
    particles: frozenset[str]  # part of the stop words: those that also stand inside names (Le Goff, de Gaulle)
    elisions: frozenset[str]  # "l" in "l'eau": what may stand before an apostrophe and is not part of the word
    tell_tales: str  # regular expression, matched anywhere in a lower-case word with straight apostrophes
    titles: frozenset[str]  # case counts, no final stop: abbreviations that never end a sentence (M. Dupont)
    abbreviations: frozenset[str]  # no final stop: those that end one only before a stop word (Inc. The)
    before_numbers: frozenset[str]  # no final stop: those that end one except before a number (art. 5)
    tesseract: str = ""  # what Tesseract calls its data for it
    csv_delimiter: str = ","  # what its speakers' spreadsheets expect between the cells of a row
    kinds: Mapping[QuestionKind, str] = field(
        default_factory=dict
    )  # how a question of each kind begins; the first wins
    topics: str = r"(?!)"  # regular expression of a question for all that is said of its group `topic`
    starters: tuple[tuple[str, str, str], ...] = ()  # kind, pattern of a sentence, the question that it answers
    joining: frozenset[str] = frozenset()  # words between the last two things of several: "and"
    hyphens: Hyphens = field(default_factory=Hyphens)
    # Patterns of a word, as it is spelled in places, and what the language's dictionary has for them.
    other_spellings: tuple[tuple[str, str], ...] = ()
    dates: DateWords = field(default_factory=DateWords)
    follow_ups: FollowUpWords = field(default_factory=FollowUpWords)

    def __post_init__(self) -> None:
        if not (self.question_words | self.particles) <= self.stop_words:
            raise ValueError(f"a question word or particle of {self.code} is not among its stop words")
        if not 1 <= self.number <= 255:
            raise ValueError(f"the number of {self.code} is {self.number}, not from 1 to 255")
