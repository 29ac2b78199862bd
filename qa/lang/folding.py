"""One spelling for the many of a word: straight apostrophes and plain spaces, small letters without accents."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_PLAIN = str.maketrans({"’": "'", "ʼ": "'", "\u00a0": " ", "\u202f": " ", "‐": "-", "\u2011": "-"})  # one for one


def plain(text: str) -> str:
    """The text with straight apostrophes and plain spaces, character for character."""
    return text.translate(_PLAIN)


@lru_cache(maxsize=1 << 14)  # the names of months and days come again and again
def fold(word: str) -> str:
    """A word in lower case without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))


def accents_optional(pattern: str) -> str:
    """A regular expression that finds its accented letters also without their accents, and decomposed (NFD).

    None may stand in a character class.
    """
    return "".join(map(_letter, pattern))


def _letter(character: str) -> str:
    apart = unicodedata.normalize("NFD", character)
    return f"(?:{character}|{apart}|{apart[0]})" if len(apart) > 1 and apart[0].isalpha() else character
