"""Text -> the terms that BM25 counts: folded stems, without function words."""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from qa.lang import LANGUAGES
from qa.lang.words import WORD
from qa.values import LanguageCode

if TYPE_CHECKING:
    from Stemmer import Stemmer

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})


class _Stemmers(threading.local):
    """Each thread's own stemmers: Snowball's objects hold a buffer and must not be shared."""

    def __init__(self) -> None:
        self.by_language: dict[LanguageCode, Stemmer] = {}


_stemmers = _Stemmers()


def terms(text: str, language: LanguageCode) -> list[str]:
    """The terms of `text` in order, repeats included; empty where it holds function words only.

    Lower-case stems without accents: "L'Éléphante des forêts" -> ["eleph", "foret"].
    """
    text = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).lower()
    found = (_term(word, language) for word in _words(language).findall(text))
    return [term for term in found if term]


@cache
def _words(language: LanguageCode) -> re.Pattern[str]:
    """Finds words, without what is elided before them: "jusqu'", "l'"."""
    elisions = sorted(LANGUAGES[language].elisions, key=lambda elision: (-len(elision), elision))
    before = rf"(?:\b(?:{'|'.join(map(re.escape, elisions))})['’ʼ])?" if elisions else ""
    return re.compile(f"{before}({WORD})")


@lru_cache(maxsize=1 << 17)  # words are few and come back: this is what makes a large build fast
def _term(word: str, language: LanguageCode) -> str:
    """The folded stem of a lower-case word, "" for a stop word."""
    if word in LANGUAGES[language].stop_words:
        return ""
    stem: str = _stemmer(language).stemWord(word)
    if stem.isascii():
        return stem
    # Folded after stemming, since the French stemmer reads the accents: "pêche" and "péché" differ there.
    marked = unicodedata.normalize("NFD", stem.translate(_LIGATURES))
    return "".join(character for character in marked if not unicodedata.combining(character))


def _stemmer(language: LanguageCode) -> Stemmer:
    if language not in _stemmers.by_language:
        from Stemmer import Stemmer

        _stemmers.by_language[language] = Stemmer(LANGUAGES[language].stemmer)
    return _stemmers.by_language[language]
