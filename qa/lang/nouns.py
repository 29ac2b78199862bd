"""Finds the noun phrases of a question, from left to right, by the words that cannot be part of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from qa.lang.reading import NounPhrase, compiled
from qa.lang.tokens import TokenReader


class NounReader(TokenReader):
    """Finds noun phrases, those inside others too."""

    def phrases(self) -> Iterator[NounPhrase]:
        """The noun phrases, in order; those inside another after it."""
        number = 0
        while number < len(self._tokens):
            found = self._chain(number)
            if found:
                yield replace(self._subject(found[0]), top=True)
                yield from found[1:]
                end = found[0].end
                while number < len(self._tokens) and self._tokens[number].start < end:
                    number += 1
            else:
                number += 1

    def _subject(self, phrase: NounPhrase) -> NounPhrase:
        """The phrase up to the verb whose pronoun repeats it: "le tunnel sous la Manche a-t-il"."""
        verb = compiled(self._words.repeated_subject).search(self._plain, phrase.end)
        if verb is None or phrase.before or not self._asked <= phrase.start <= self._asked + 1:
            return phrase
        between = self._plain[phrase.end : verb.start()].strip()
        return (
            self._until(phrase, len(self._plain[: verb.start()].rstrip())) if between and "," not in between else phrase
        )

    def _chain(self, number: int) -> list[NounPhrase]:
        """The phrase that begins at a word, and those inside it: "the mayor of Lyon", "Lyon"."""
        found: list[tuple[NounPhrase, int]] = []
        while True:
            one = self._one(number, inside=bool(found))
            if one is None:
                break
            found.append(one)
            number = one[1]
            if number >= len(self._tokens) or not self._adjoins(number) or not self._opens_chain(number):
                break
        if not found:
            return []
        end = found[-1][0].end
        if number < len(self._tokens) and self._opens_chain(number) and self._adjoins(number):  # "la loi de 1905"
            last = self._tokens[number]
            end = next((date.end for date in self._dates if date.outer == last.start), end)
        return [self._until(phrase, end) for phrase, _ in found]

    def _one(self, number: int, *, inside: bool) -> tuple[NounPhrase, int] | None:
        """The noun phrase without complements that begins at a word, and the number of the word after it."""
        tokens, words, count = self._tokens, self._words, len(self._tokens)
        outer, before, determiner, at = tokens[number].start, "", "", number
        if tokens[at].low in words.contractions:
            before, determiner = words.contractions[tokens[at].low]
            at += 1
        elif tokens[at].low in words.prepositions:
            before = self._preposition(tokens[at].low)
            at += 1
        start = tokens[at].start if at < count else len(self._text)
        if at < count and not determiner and self._determines(at) and self._adjoins(at):
            determiner = tokens[at].low
            at += 2 if self._year_of_noun(at + 1) else 1
        first = at
        while at < count and self._content(at) and (at == first or self._adjoins(at)):
            at += 1
        at = self._without_verbs(first, self._before_verb(first, at))
        if at == first or (first != number and not self._adjoins(first)):
            return None
        nouns = tokens[first:at]
        if not determiner and not self._named(first) and not (inside or before):
            return None
        if self._asks(first):
            return None
        named = any(self._named(n) for n in range(first, at))
        joint = next((n for n in range(first + 1, at) if self._joining(n)), at)  # "the {Canal} du Midi"
        head = joint - 1 if self._words.head_last else first
        gender, plural = self._agreement(determiner, tokens[first])
        phrase = NounPhrase(
            outer=outer,
            start=start,
            end=nouns[-1].end,
            text="",
            head=tokens[head].low,
            sort=self._sort(before, determiner, nouns, named and self._named(first)),
            before=before,
            determiner=determiner,
            gender=gender,
            plural=plural,
            named=named,
            named_head=self._named(head),
        )
        return phrase, at

    def _year_of_noun(self, number: int) -> bool:
        """Whether a word is a year between a determiner and its noun: "the {2018} election"."""
        if not self._words.head_last or number + 1 >= len(self._tokens):
            return False
        year = self._tokens[number]
        dated = any(date.start == year.start and date.end == year.end for date in self._dates)
        return dated and self._adjoins(number) and self._content(number + 1) and self._adjoins(number + 1)

    def _before_verb(self, first: int, at: int) -> int:
        """Where a name ends before a verb and another name: "the Pope {visit} Corsica"."""
        tokens = self._tokens
        if self._words.head_last:
            for number in range(first + 1, at - 1):
                verb = not tokens[number].capital and not self._joining(number)
                if verb and tokens[number - 1].capital and tokens[number + 1].capital:
                    return number
        return at

    def _without_verbs(self, first: int, at: int) -> int:
        """Where the nouns end, without the verb that closes a question with a helper: "was the viaduct {opened}"."""
        tokens = self._tokens
        if not self._words.participles or not self._helper or at - first < 2 or tokens[first].start < self._asked:
            return at
        closes = at == len(tokens) or tokens[at].low in self._words.prepositions or not self._adjoins(at)
        closes = closes or tokens[at].low in self._words.determiners or tokens[at].capital
        does = self._helper in self._words.before_infinitive
        while at - first > 1 and not tokens[at - 1].capital and not tokens[at - 1].number:
            low = tokens[at - 1].low
            cut = any(compiled(pattern).fullmatch(low) for pattern in (self._words.participles, self._words.adverbs))
            if not cut and not (does and closes):
                break
            at, does = at - 1, False
        return at
