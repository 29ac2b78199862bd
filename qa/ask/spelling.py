"""A query -> the same with its misspelled words as the articles write them: "Kelderwik" becomes "Kelderwick".

A word is misspelled where no article holds it, nor another form of it, no dictionary lists it, and one letter more,
less, other or swapped with its neighbour makes it a word of the articles. That is how four in five misspellings come
about (Damerau 1964), and they keep the first letter; more changes would make other words of words that are right.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import chain

from qa.index.generation import Generation
from qa.lang import LANGUAGES
from qa.lang.dictionary import is_listed, listed_spellings
from qa.lang.given_names import FEMININE, MASCULINE
from qa.lang.kinds import kind_of
from qa.lang.terms import terms
from qa.lang.words import WORD, spelling, words_of
from qa.values import Correction, Decision, LanguageCode, Query

_SHORTEST, _SHORTEST_NAME = 4, 6  # letters: short names differ by one letter from too many others
_ARTICLES = 5  # that show how a word is written
_OFTENER = 3  # times as many articles must hold the word that is taken as the next that would do
_QUOTED = re.compile(r"""«[^»]*»|“[^”]*”|"[^"]*"|[^\W_]+\*""")
_WORDS = re.compile(WORD)
_VOWELS = frozenset("aeiouyh")  # an elision stands before one


def corrected(query: Query, generation: Generation) -> Query:
    """The query with the words of the articles that were meant; `Query.corrections` names them.

    What stands between quotation marks stays as it is, and so does all where the language has no dictionary.
    """
    text, found = respelled(query.meant, (query.language,), generation)
    if not found:
        return query
    return replace(query, text=text, meant=text, kind=kind_of(text, query.language), corrections=found)


def respelled(
    text: str, languages: Sequence[LanguageCode], generation: Generation
) -> tuple[str, tuple[Correction, ...]]:
    """Words of some languages, as the articles write them, and which of them were changed."""
    speller, found = _Speller(generation, languages), []
    for word in reversed(list(_unquoted(text))):  # from the end, so that places stay right
        meant = speller.meant_by(word.group(), is_inside=word.start() > 0)
        if meant is not None:
            found.append(meant)
            text = text[: word.start()] + meant.meant + text[word.end() :]
    return text, tuple(reversed(found))


def with_doubt(query: Query, decision: Decision) -> Decision:
    """The decision, which is only "unsure" where a name was corrected: it may be that of somebody else."""
    is_doubtful = decision.state == "found" and any(one.is_name for one in query.corrections)
    return replace(decision, state="unsure") if is_doubtful else decision


def _unquoted(text: str) -> Iterator[re.Match[str]]:
    """The words outside quotation marks, those apart of which a search has only the beginning."""
    quoted = [(quote.start(), quote.end()) for quote in _QUOTED.finditer(text)]
    for word in _WORDS.finditer(text):
        if not any(start <= word.start() < end for start, end in quoted):
            yield word


class _Speller:
    """Knows the words of an index's articles, and those of the languages in which something was typed."""

    def __init__(self, generation: Generation, languages: Sequence[LanguageCode]) -> None:
        self._generation, self._languages = generation, languages
        self._vocabulary = cache(generation.texts.vocabulary)  # a long question has more words than there are letters

    def meant_by(self, typed: str, *, is_inside: bool) -> Correction | None:
        """What a word was meant to be; None where it is right, or nobody can tell."""
        word = spelling(typed)
        if len(word) < _SHORTEST or not word.isalpha() or self._is_known(word) or self._is_listed(word):
            return None
        own = self._vocabulary(word[0])
        if word in own or not any(map(listed_spellings, self._languages)):  # in a title alone; nobody can tell
            return None
        if not typed[0].isupper() and (elided := self._elided(word)):
            return Correction(typed, f"{elided}'{typed[len(elided) :]}", is_name=False)
        fitting = self._fitting(self._near(word, own), word, is_name=is_inside and typed[0].isupper())
        meant = self._likeliest(fitting)
        return None if meant is None else self._correction(typed, meant)

    def _is_known(self, word: str) -> bool:
        """Whether the articles hold the word in any of its forms, or it is a common name or no more than grammar."""
        if word in FEMININE or word in MASCULINE:
            return True
        by_language = {language: terms(word, language) for language in LANGUAGES}
        return not all(by_language.values()) or any(
            bm25.holds(by_language[language][0]) for language, bm25 in self._generation.bm25.items()
        )

    def _is_listed(self, word: str) -> bool:
        own_first = sorted(LANGUAGES, key=lambda one: one not in self._languages)  # each is read when it is asked
        return any(word in listed_spellings(language) or is_listed(word, language) for language in own_first)

    def _elided(self, word: str) -> str:
        """What lost its apostrophe before a word of the articles: "d" of "deau"."""
        for elision in chain.from_iterable(LANGUAGES[one].elisions for one in self._languages):
            rest = word.removeprefix(elision)
            is_word = len(word) > len(rest) >= _SHORTEST - 1 and rest[0] in _VOWELS
            if is_word and rest in self._vocabulary(rest[0]):
                return elision
        return ""

    def _near(self, word: str, own: dict[str, int]) -> dict[str, int]:
        """The words of the articles that are one edit away, with how many hold each."""
        from spellchecker import SpellChecker

        checker = SpellChecker(language=None, distance=1)
        lengths = range(len(word) - 1, len(word) + 2)
        checker.word_frequency.load_json({one: many for one, many in own.items() if len(one) in lengths})
        return {one: own[one] for one in checker.candidates(word) or () if one in own and one.isalpha()}

    def _fitting(self, near: dict[str, int], word: str, *, is_name: bool) -> dict[str, int]:
        """Of words that are near those that can stand there: long names; the language's own where no name was typed."""

        def fits(one: str) -> bool:
            if not self._is_listed(one):
                return len(word) >= _SHORTEST_NAME
            return not is_name and any(one in listed_spellings(language) for language in self._languages)

        return {one: many for one, many in near.items() if fits(one)}

    def _likeliest(self, near: dict[str, int]) -> str | None:
        """The word that far more articles hold than any other that is no form of it."""
        by_stem: dict[str, Counter[str]] = {}
        for word, many in near.items():
            by_stem.setdefault(" ".join(terms(word, self._languages[0])), Counter())[word] = many
        ranked = sorted(by_stem.values(), key=lambda forms: -forms.total())
        if not ranked or (len(ranked) > 1 and ranked[0].total() < _OFTENER * ranked[1].total()):
            return None
        return ranked[0].most_common(1)[0][0]

    def _correction(self, typed: str, meant: str) -> Correction:
        """The word with its accents, as articles write it; a name with its capitals."""
        texts, is_name = self._generation.texts, not self._is_listed(meant)
        numbers = sorted(number for number, _ in texts.matching([meant], is_prefix=False))[:_ARTICLES]
        articles = texts.numbered(numbers).values()
        words = (word for article in articles for word in words_of(f"{article.title}\n{article.text}"))
        forms = Counter(word if is_name else word.lower() for word in words if spelling(word) == meant)
        # A name in capitals throughout stands in a headline. SQLite may part what is one word here: then as it is.
        written = min(forms, key=lambda form: (form.isupper(), -forms[form]), default=meant)
        return Correction(typed, written[0].upper() + written[1:] if typed[0].isupper() else written, is_name)
