"""Reads a question by word lists: its words, those that ask, its dates, noun phrases and names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from qa.lang import LANGUAGES
from qa.lang.followup_words import FollowUpWords
from qa.lang.nouns import NounReader
from qa.lang.reading import Asking, Date, Reading, Token, compiled, plain
from qa.values import LanguageCode

_ELIDED = re.compile(r"[^\W_]+(?:-[^\W_]+)*'?")
_WHOLE = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")


@lru_cache(maxsize=256)
def read(text: str, language: LanguageCode) -> Reading:
    """What can be told of a question by its words alone."""
    words = LANGUAGES[language].follow_ups
    straight = plain(text)
    tokens = tuple(_tokens(straight, language))
    asking = _asking(straight, words)
    dates = tuple(_dates(straight, tokens, words))
    reader = NounReader(text, straight, language, tokens, dates, asking)
    phrases = tuple(reader.phrases())
    return Reading(text, straight, language, tokens, asking, phrases, tuple(reader.names(phrases)), dates)


def _tokens(text: str, language: LanguageCode) -> Iterator[Token]:
    for found in (_ELIDED if LANGUAGES[language].elisions else _WHOLE).finditer(text):
        word = found[0]
        elided, _, rest = word.partition("'")
        capital = word[0].isupper() or (elided in ("d", "l", "dell") and rest[:1].isupper())  # "Giro d'Italia"
        yield Token(word.lower(), found.start(), found.end(), capital, word[0].isdigit())


def _asking(text: str, words: FollowUpWords) -> Asking | None:
    """The words that ask: at the head, or after what a comma sets apart there."""
    comma = text.find(", ")
    for start in (0, comma + 2) if 0 < comma < 60 else (0,):
        for wh, pattern in words.asking:
            found = compiled(pattern).match(text, start)
            if found is not None and found.end() > start:
                asked = found[0].lower().split(" ")
                noun = len(asked) > 1 and wh in ("which", "how_many") and "est-ce" not in asked
                return Asking(wh, start, found.end(), asked[0] in words.prepositions or asked[0].startswith("d'"), noun)
    return None


def _dates(text: str, tokens: Sequence[Token], words: FollowUpWords) -> Iterator[Date]:
    by_end = {token.end: token for token in tokens}
    taken = 0
    matches = (match for pattern in words.dates for match in compiled(pattern).finditer(text))
    for match in sorted(matches, key=lambda match: (match.start(), -match.end())):
        if match.start() < taken:
            continue
        taken = match.end()
        said = match.groupdict()
        previous = by_end.get(len(text[: match.start()].rstrip()))
        before, outer = "", match.start()
        if (previous is not None and previous.low in words.prepositions | words.temporal) or (
            previous is not None and previous.low in words.contractions
        ):
            before, outer = previous.low, previous.start
        yield Date(outer, match.start(), match.end(), before, said.get("d"), said.get("m"), said.get("y"))
