"""Reads a question by word lists: its words, those that ask, its dates, noun phrases and names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from qa.lang import LANGUAGES
from qa.lang.dates import find_dates
from qa.lang.folding import plain
from qa.lang.followup_words import FollowUpWords
from qa.lang.names import NameReader
from qa.lang.nouns import NounReader
from qa.lang.reading import Asking, Date, Question, Token, compiled
from qa.values import LanguageCode

_ELIDED = re.compile(r"[^\W_]+(?:-[^\W_]+)*'?")
_WHOLE = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")


@lru_cache(maxsize=256)
def read(text: str, language: LanguageCode) -> Question:
    """What the words of a question show, in a language."""
    words = LANGUAGES[language].follow_ups
    straight = plain(text)
    tokens = tuple(_tokens(straight, language))
    asking = _asking(straight, words)
    dates = tuple(_dates(straight, tokens, language))
    phrases = tuple(NounReader(text, straight, language, tokens, dates, asking).phrases())
    names = tuple(NameReader(text, straight, language, tokens, dates, asking).names(phrases))
    return Question(text, straight, language, tokens, asking, phrases, names, dates)


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
                first, *rest = found[0].lower().split(" ")
                placed = first in words.prepositions or f"{first.partition(chr(39))[0]}'" in words.prepositions
                return Asking(wh, start, found.end(), placed, bool(rest) and wh in ("which", "how_many"))
    return None


def _dates(text: str, tokens: Sequence[Token], language: LanguageCode) -> Iterator[Date]:
    by_end, words = {token.end: token for token in tokens}, LANGUAGES[language].follow_ups
    for match in find_dates(text, language):
        said = match.groupdict()
        previous = by_end.get(len(text[: match.start()].rstrip()))
        before, outer = "", match.start()
        if (previous is not None and previous.low in words.prepositions | words.temporal) or (
            previous is not None and previous.low in words.contractions
        ):
            before, outer = previous.low, previous.start
        yield Date(outer, match.start(), match.end(), before, said.get("d"), said.get("m"), said.get("y"))
