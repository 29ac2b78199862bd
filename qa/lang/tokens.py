"""Sorts the words of a question: those that ask, names, determiners, and what can be part of a noun phrase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.lang import LANGUAGES
from qa.lang.reading import Asking, Date, Gender, NounPhrase, Sort, Token, compiled, gender_of_name
from qa.values import LanguageCode

_IN_NAMES = frozenset({"of", "von", "van", "da"})  # between a given name and the rest, in any language


class TokenReader:
    """The words of a question with what each can be; `nouns` and `names` build on it."""

    def __init__(
        self,
        text: str,
        straight: str,
        language: LanguageCode,
        tokens: Sequence[Token],
        dates: Sequence[Date],
        asking: Asking | None,
    ) -> None:
        self._text, self._plain, self._language, self._tokens = text, straight, language, tokens
        self._words, self._stops = LANGUAGES[language].follow_ups, LANGUAGES[language].stop_words
        self._dated = {offset for date in dates for offset in range(date.start, date.end)}
        self._dates = dates
        self._asking, self._asked = asking, asking.end if asking else 0
        first = next((token.low for token in tokens if self._asked <= token.start <= self._asked + 1), "")
        self._helper = first if first in self._words.helpers else ""  # "was" in "When was the viaduct opened"

    def _asks(self, number: int) -> bool:
        """Whether a word is one of those that ask."""
        return self._asking is not None and self._asking.start <= self._tokens[number].start < self._asking.end

    def _content(self, number: int) -> bool:
        """Whether a word can be part of a noun phrase."""
        token = self._tokens[number]
        low = token.low
        if token.start in self._dated or compiled(self._words.with_pronoun).search(low) or low.endswith("'"):
            return False
        if low in self._words.prepositions or low in self._words.contractions or low in self._words.determiners:
            return False
        return low not in self._stops or (token.capital and number > 0 and len(low) > 3)

    def _determines(self, number: int) -> bool:
        """Whether a word is a determiner; in "was it that Foster built" it is none."""
        before, low = self._tokens[number - 1].low if number else "", self._tokens[number].low
        return low in self._words.determiners and (before, low) not in self._words.not_determiners

    def _adjoins(self, number: int) -> bool:
        """Whether only a space stands between a word and the one before it."""
        if number == 0:
            return True
        return self._plain[self._tokens[number - 1].end : self._tokens[number].start].strip(" ") == ""

    def _opens_chain(self, number: int) -> bool:
        low = self._tokens[number].low
        return low in self._words.chain or self._words.contractions.get(low, ("", ""))[0] in self._words.chain

    def _named(self, number: int) -> bool:
        """Whether a word is a name by its capital, which says nothing at the head of a question."""
        token = self._tokens[number]
        if not token.capital or token.low in self._stops or token.start in self._dated:
            return False
        if number > 0 and self._tokens[number].start != self._asked:
            return True
        if number + 1 == len(self._tokens):
            return True
        following = self._tokens[number + 1]
        verb = (
            following.low in self._words.helpers or compiled(self._words.with_pronoun).search(following.low) is not None
        )
        return verb or following.capital or following.number or self._plain[token.end : token.end + 1] == ","

    def _joining(self, number: int) -> bool:
        """Whether a word of another language joins the names on both its sides: "Place {de la} Concorde"."""
        tokens, joining, first = self._tokens, self._words.joining, number
        if self._plain[tokens[number].start].islower() and tokens[number].capital:  # "Giro {d'Italia}"
            return number > 0 and tokens[number - 1].capital and self._adjoins(number)
        while first > 0 and tokens[first].low in joining and self._adjoins(first):
            first -= 1
        while number < len(tokens) and tokens[number].low in joining and self._adjoins(number):
            number += 1
        between = first < number < len(tokens) and self._adjoins(number)
        return between and tokens[first].capital and tokens[number].capital

    def _continues(self, number: int, first: int) -> bool:
        """Whether a word goes on with the name before it: "Louis {XIV}", "Apollo {11}", "Jeanne {d'}Arc"."""
        tokens = self._tokens
        if not self._adjoins(number):
            return False
        if tokens[number].start in self._dated:
            return False
        if self._joining(number):
            return True
        if tokens[number].capital or tokens[number].number:
            return tokens[number].low not in self._stops or len(tokens[number].low) > 2
        joins = tokens[number].low in LANGUAGES[self._language].particles | self._words.chain | _IN_NAMES
        after = number + 1 < len(tokens) and tokens[number + 1].capital and self._adjoins(number + 1)
        given = number - first == 1 and gender_of_name(tokens[first].low) is not None
        return joins and after and given

    def _sort(self, before: str, determiner: str, nouns: Sequence[Token], begins_with_name: bool) -> Sort:
        low = {noun.low for noun in nouns}
        if low & self._words.people and not begins_with_name:
            return "person"
        if begins_with_name and not determiner:
            if gender_of_name(nouns[0].low) is not None:
                return "person"
            return "place" if before in self._words.locative else "unknown"
        if nouns[0].low in self._words.places:
            return "place"
        return "thing" if determiner else "unknown"

    def _until(self, phrase: NounPhrase, end: int) -> NounPhrase:
        """The phrase with what it holds up to `end`, and its text: "le viaduc" for what stands in "du viaduc"."""
        noun = self._text[phrase.start : end]
        written = self._plain[phrase.start : end].lower()
        if phrase.determiner and not written.startswith(phrase.determiner):
            noun = f"{phrase.determiner} {noun}"
        if phrase.named and noun[:1].isupper() and phrase.determiner and phrase.determiner[:1] == noun[:1].lower():
            noun = noun if self._words.article_in_names else noun[:1].lower() + noun[1:]
        return replace(phrase, end=end, text=noun, named=phrase.named or any(c.isupper() for c in noun[1:]))

    def _preposition(self, word: str) -> str:
        """A preposition in full: "de" for "d'"."""
        return self._words.elided.get(word, word)

    def _agreement(self, determiner: str, first: Token) -> tuple[Gender | None, bool]:
        """Gender and plural of a phrase, by its determiner or its given name."""
        return self._words.determiners.get(determiner, (gender_of_name(first.low), False))
