"""The words of a text, each with the one spelling that stands for all of its own: "ŒUVRÉ", "œuvre" and "oeuvre"."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Letters and digits, with the combining marks that NFKC could not compose; a hyphenated word gives its parts.
WORD = r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*"
_WORDS = re.compile(WORD)
_MARKS = re.compile("[\u0300-\u036f]")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "’": "'"})


@lru_cache(maxsize=1 << 17)  # the same words and titles come again and again
def spelling(text: str) -> str:
    """`text` in lower case, without accents or ligatures and with one kind of apostrophe."""
    if text.isascii():
        return text.lower()
    return _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES)))


def words_of(text: str) -> list[str]:
    """The words of a text as they are written, in order; an apostrophe or a hyphen parts two of them."""
    return _WORDS.findall(text)


def spellings(text: str) -> list[str]:
    """The words of a text, each in its one spelling, in order."""
    return [spelling(word) for word in _WORDS.findall(text)]
