"""Where in a text the words stand that were sought."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from qa.ask.search.syntax import Sought, SoughtPart
from qa.lang.terms import terms
from qa.lang.words import spelling, words_of
from qa.values import LanguageCode

_BETWEEN = r"(?:\W|_)+"  # what may stand between two words of a phrase


def marks(text: str, sought: Sought, languages: Collection[LanguageCode], start: int = 0) -> list[tuple[int, int]]:
    """Spans of `text` from `start` on that hold what is wanted, in order; they do not overlap.

    Args:
        text: of an article, a passage or a title.
        sought: what was searched.
        languages: of the text; a word stands for its inflections in any of them.
        start: first character to look at.
    """
    # Each spelling that occurs is looked at once; the text itself is then read by one regular expression per part.
    forms = {form: spelling(form) for form in set(words_of(text[start:]))}
    spans = [
        found.span(1)
        for part in sought.wanted
        if (pattern := _pattern(part, forms, languages)) is not None
        for found in pattern.finditer(text, start)
    ]
    return _merged(spans)


def _pattern(part: SoughtPart, forms: dict[str, str], languages: Collection[LanguageCode]) -> re.Pattern[str] | None:
    """Finds a part among the words of a text, `forms` with their spelling; None where it cannot be there."""
    if part.kind == "word":
        alternatives = [_inflected(part, forms, languages)]
    else:
        *whole, last = part.words
        begun = [form for form, spelt in forms.items() if spelt.startswith(last)]
        ends = begun if part.kind == "prefix" else _spelt(last, forms)
        alternatives = [*(_spelt(word, forms) for word in whole), ends]
    if not all(alternatives):
        return None
    words = _BETWEEN.join(f"(?:{'|'.join(map(re.escape, sorted(one, key=len, reverse=True)))})" for one in alternatives)
    return re.compile(rf"(?<![^\W_])({words})(?![^\W_]|[\u0300-\u036f])")


def _spelt(word: str, forms: dict[str, str]) -> list[str]:
    return [form for form, spelt in forms.items() if spelt == word]


def _inflected(part: SoughtPart, forms: dict[str, str], languages: Collection[LanguageCode]) -> list[str]:
    stems = {code: _stems(part.text, code) for code in languages}
    found = [form for code, own in stems.items() if own for form in forms if _stems(form, code) == own]
    exact = [] if all(stems.values()) else _spelt(part.words[0], forms)  # a word that says nothing in one of them
    return [*found, *exact]


@lru_cache(maxsize=1 << 16)  # the words of an archive come again on every page
def _stems(word: str, language: LanguageCode) -> tuple[str, ...]:
    return tuple(terms(word, language))


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that overlap as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def inside(spans: Sequence[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """Those that lie wholly between two offsets."""
    return [span for span in spans if start <= span[0] and span[1] <= end]
