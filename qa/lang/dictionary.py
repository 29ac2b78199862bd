"""The words of each language as a dictionary lists them, to tell a word from two halves of one."""

from __future__ import annotations

import re
from functools import cache

from qa.lang import LANGUAGES
from qa.lang.words import spelling
from qa.values import LanguageCode


@cache
def dictionary(language: LanguageCode) -> frozenset[str]:
    """Its words in lower case, some 150,000 from pyspellchecker (0.3 s, 30 MB); none of a language that it lacks."""
    from spellchecker import SpellChecker

    if language not in SpellChecker.languages():
        return frozenset()
    return frozenset(SpellChecker(language=language).word_frequency.keys())


@cache
def listed_spellings(language: LanguageCode) -> frozenset[str]:
    """The same words, each in its one spelling: what is typed often lacks its accents."""
    return frozenset(word if word.isascii() else spelling.__wrapped__(word) for word in dictionary(language))


def is_listed(word: str, language: LanguageCode) -> bool:
    """Whether a word, in lower case, is one of the dictionary, also where that spells it otherwise: "colourise"."""
    listed, ways = dictionary(language), [word]
    if word in listed:
        return True
    for pattern, spelled in LANGUAGES[language].other_spellings:
        ways += [other for way in ways if (other := re.sub(pattern, spelled, way)) != way]
    return any(way in listed for way in ways)
