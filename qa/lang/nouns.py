"""Finds the noun phrases and names of a question, from left to right, by the words that cannot be part of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from qa.lang import LANGUAGES
from qa.lang.followup_words import Sort
from qa.lang.reading import Asking, Date, NounPhrase, Token, compiled, gender_of_name
from qa.values import LanguageCode

_INVERTED = re.compile(r"-(?:t-)?(?:ils?|elles?|on|ce|je|tu|nous|vous)$", re.IGNORECASE)
_REPEATED = re.compile(
    r"(?<![\w-])(?:(?:ne |n'|se |s'|lui |leur |l'|y )\b){0,2}\w+-(?:t-)?(?:ils?|elles?)\b", re.IGNORECASE
)


class NounReader:
    """Finds noun phrases and names, from left to right."""

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
        if token.start in self._dated or _INVERTED.search(low) or low.endswith("'"):
            return False
        if low in self._words.prepositions or low in self._words.contractions or low in self._words.determiners:
            return False
        return low not in self._stops or (token.capital and number > 0 and len(low) > 3)

    def _determines(self, number: int) -> bool:
        """Whether a word is a determiner; in "was it that Foster built" it is none."""
        said = self._tokens[number - 1].low if number else ""
        return self._tokens[number].low in self._words.determiners and (said, self._tokens[number].low) != (
            "it",
            "that",
        )

    def _adjoins(self, number: int) -> bool:
        """Whether only a space stands between a word and the one before it."""
        if number == 0:
            return True
        return self._plain[self._tokens[number - 1].end : self._tokens[number].start].strip(" ") == ""

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
        verb = _REPEATED.search(self._plain, phrase.end)
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

    def _opens_chain(self, number: int) -> bool:
        low = self._tokens[number].low
        return low in self._words.chain or self._words.contractions.get(low, ("", ""))[0] in self._words.chain

    def _one(self, number: int, *, inside: bool) -> tuple[NounPhrase, int] | None:
        """The noun phrase without complements that begins at a word, and the number of the word after it."""
        tokens, words, count = self._tokens, self._words, len(self._tokens)
        outer, before, determiner, at = tokens[number].start, "", "", number
        if tokens[at].low in words.contractions:
            before, determiner = words.contractions[tokens[at].low]
            at += 1
        elif tokens[at].low in words.prepositions:
            before = {"d'": "de"}.get(tokens[at].low, tokens[at].low)
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
        gender, plural = words.determiners.get(determiner, (None, False))
        if not determiner:
            gender = gender_of_name(tokens[first].low)
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
        does = self._helper in (
            "do",
            "does",
            "did",
            "will",
            "would",
            "can",
            "could",
            "should",
            "must",
            "shall",
            "may",
            "might",
        )
        while at - first > 1 and not tokens[at - 1].capital and not tokens[at - 1].number:
            low = tokens[at - 1].low
            if compiled(self._words.participles).fullmatch(low) or (does and closes) or low.endswith("ly"):
                at -= 1
                does = False
                continue
            break
        return at

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
        verb = following.low in self._words.helpers or _INVERTED.search(following.low) is not None
        return verb or following.capital or following.number or self._plain[token.end : token.end + 1] == ","

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
            noun = noun if self._language == "en" else noun[:1].lower() + noun[1:]
        return replace(phrase, end=end, text=noun, named=phrase.named or any(c.isupper() for c in noun[1:]))

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
        joins = tokens[number].low in LANGUAGES[self._language].particles | self._words.chain | {
            "of",
            "von",
            "van",
            "da",
        }
        after = number + 1 < len(tokens) and tokens[number + 1].capital and self._adjoins(number + 1)
        given = number - first == 1 and gender_of_name(tokens[first].low) is not None
        return joins and after and given

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
                before, outer = {"d'": "de"}.get(low, low), tokens[at].start
        nouns = tokens[first:after]
        if words.head_last and determiner and after < len(tokens) and self._content(after) and self._adjoins(after):
            start = outer = nouns[0].start  # "the {Paris} marathon": neither the article nor the preposition is its own
            determiner = before = ""
        gender, plural = words.determiners.get(determiner, (None, False))
        phrase = NounPhrase(
            outer=outer,
            start=start,
            end=nouns[-1].end,
            text="",
            head=nouns[0].low,
            sort=self._sort(before, determiner, nouns, True),
            before=before,
            determiner=determiner,
            gender=gender if determiner else gender_of_name(nouns[0].low),
            plural=plural,
            named=True,
            named_head=True,
            attached=not before and not determiner and any(p.determiner and p.start < start < p.end for p in phrases),
        )
        return self._until(phrase, phrase.end)
