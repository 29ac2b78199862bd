"""What a language must provide: here for search and detection, in `date_words` and `followup_words` for the rest.

A new one is three files of data like fr.py, dates_fr.py and followup_fr.py, its line in `qa.lang`, `dates.DATE_WORDS`
and `reading.FOLLOW_UPS`, `values.LanguageCode`, and the thresholds and scale that `qa.train.calibrate` fits for it.
"""

from __future__ import annotations

from dataclasses import dataclass

from qa.values import LanguageCode


@dataclass(frozen=True, slots=True)
class Language:
    """The data of one language; words are in lower case, and with their accents, unless said otherwise."""

    code: LanguageCode
    stemmer: str  # Snowball's name for it
    stop_words: frozenset[str]  # dropped from terms; at the head of a sentence they tell that it is one
    question_words: frozenset[str]  # part of the stop words: those that open a question
    particles: frozenset[str]  # part of the stop words: those that also stand inside names (Le Goff, de Gaulle)
    elisions: frozenset[str]  # "l" in "l'eau": what may stand before an apostrophe and is not part of the word
    tell_tales: str  # regular expression, matched anywhere in a lower-case word with straight apostrophes
    titles: frozenset[str]  # case counts, no final stop: abbreviations that never end a sentence (M. Dupont)
    abbreviations: frozenset[str]  # no final stop: those that end one only before a stop word (Inc. The)
    before_numbers: frozenset[str]  # no final stop: those that end one except before a number (art. 5)

    def __post_init__(self) -> None:
        if not (self.question_words | self.particles) <= self.stop_words:
            raise ValueError(f"a question word or particle of {self.code} is not among its stop words")
