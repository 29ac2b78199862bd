"""Every way in which people write the months of a year, for the tests of all that reads dates."""

from __future__ import annotations

import unicodedata

from qa.values import LanguageCode

MONTHS: dict[LanguageCode, list[str]] = {  # in full, then cut short in one or two ways
    "fr": "janvier/janv février/févr/fév mars avril/avr mai juin juillet/juil/juill août septembre/sept octobre/oct "
    "novembre/nov décembre/déc".split(),
    "en": "January/Jan February/Feb March/Mar April/Apr May June/Jun July/Jul August/Aug September/Sept/Sep "
    "October/Oct November/Nov December/Dec".split(),
}


def spellings(language: LanguageCode, number: int) -> list[str]:
    """A month (1 to 12) in full and cut short, with and without accents, point and capitals, each once."""
    full, *short = MONTHS[language][number - 1].split("/")
    words = [full, *short, *(f"{word}." for word in short)]
    bare = ["".join(c for c in _apart(word) if not unicodedata.combining(c)) for word in words]
    changed = [change(word) for word in words for change in (_apart, str.lower, str.upper, str.capitalize)]
    return list(dict.fromkeys([*words, *bare, *changed, *map(str.upper, bare)]))


def _apart(word: str) -> str:
    """The word with its accents as characters of their own."""
    return unicodedata.normalize("NFD", word)
