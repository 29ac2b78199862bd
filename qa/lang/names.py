"""Finds the names of a question, one by one, with what stands right before them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qa.lang.reading import NounPhrase
from qa.lang.tokens import TokenReader


class NameReader(TokenReader):
    """Finds names, from left to right."""

    def names(self, phrases: Sequence[NounPhrase]) -> Iterator[NounPhrase]:
        """Names one by one, with what stands right before them."""
        tokens, number = self._tokens, 0
        while number < len(tokens):
            if not self._named(number) or self._asks(number):
                number += 1
                continue
            first = number
            number += 1
            while number < len(tokens) and self._continues(number, first):
                number += 1
            yield self._name(first, number, phrases)

    def _name(self, first: int, after: int, phrases: Sequence[NounPhrase]) -> NounPhrase:
        tokens, words = self._tokens, self._words
        outer = start = tokens[first].start
        before, determiner = "", ""
        at = first - 1
        if at >= 0 and self._adjoins(first):
            low = tokens[at].low
            if self._determines(at):
                determiner, start, outer = low, tokens[at].start, tokens[at].start
                at -= 1
                low = tokens[at].low if at >= 0 and self._adjoins(at + 1) else ""
            if low in words.contractions and not determiner:
                (before, determiner), outer = words.contractions[low], tokens[at].start
            elif low in words.prepositions:
                before, outer = self._preposition(low), tokens[at].start
        nouns = tokens[first:after]
        if words.head_last and determiner and after < len(tokens) and self._content(after) and self._adjoins(after):
            start = outer = nouns[0].start  # "the {Paris} marathon": neither the article nor the preposition is its own
            determiner = before = ""
        gender, plural = self._agreement(determiner, nouns[0])
        phrase = NounPhrase(
            outer=outer,
            start=start,
            end=nouns[-1].end,
            text="",
            head=nouns[0].low,
            sort=self._sort(before, determiner, nouns, True),
            before=before,
            determiner=determiner,
            gender=gender,
            plural=plural,
            named=True,
            named_head=True,
            attached=not before and not determiner and any(p.determiner and p.start < start < p.end for p in phrases),
        )
        return self._until(phrase, phrase.end)
