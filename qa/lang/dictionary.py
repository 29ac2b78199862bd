"""The words of each language as a dictionary lists them, to tell a word from two halves of one."""

from __future__ import annotations

from functools import cache

from qa.values import LanguageCode


@cache
def dictionary(language: LanguageCode) -> frozenset[str]:
    """Its words in lower case, some 150,000 from pyspellchecker (0.3 s, 30 MB); none of a language that it lacks."""
    from spellchecker import SpellChecker

    if language not in SpellChecker.languages():
        return frozenset()
    return frozenset(SpellChecker(language=language).word_frequency.keys())
