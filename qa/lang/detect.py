"""Text -> the language that it is written in, for articles, passages and questions."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from typing import Protocol

from qa.lang import LANGUAGES, Language
from qa.values import LanguageCode

DEFAULT_LANGUAGE: LanguageCode = next(iter(LANGUAGES))  # where nothing is a sign of any

_READ = 20_000  # characters: more do not change the answer
_READ_BY_MODEL = 2_000
_QUESTION_WORD, _STOP_WORD, _HINT = 4, 2, 1
_COMMON_WORDS = 4  # against 1 for the whole text, names included
_WORD = re.compile(r"[^\W\d_]+(?:['\-][^\W\d_]+)*")
_loading = threading.Lock()


class _Model(Protocol):
    def rank(self, text: str) -> list[tuple[LanguageCode, float]]: ...


def detect_language(text: str) -> LanguageCode:
    """The language of `text` among those in `LANGUAGES`; DEFAULT_LANGUAGE where it has no letter.

    Function words decide where they agree clearly (nearly always, in some ten microseconds). py3langid's model
    decides the rest, such as a heap of keywords; it takes a second to load, once, hence the order.
    """
    text = unicodedata.normalize("NFC", text[:_READ]).replace("’", "'")
    text = text.lower() if text.isupper() else text
    words = _WORD.findall(text)
    if not words:
        return DEFAULT_LANGUAGE
    evidence = _evidence(words)
    (first, most), (_, next_most) = sorted(evidence.items(), key=lambda item: -item[1])[:2]
    if most >= _STOP_WORD and most >= 2 * next_most:
        return first
    # Names often point to the wrong language ("Villeneuve-la-Garde bike rack colour"): the other words weigh more.
    return _ask_model({text: 1, " ".join(word for word in words if word[0].islower()): _COMMON_WORDS})


def recognised_language(text: str) -> LanguageCode | None:
    """As `detect_language`, but None where no function word shows it: in names, keywords, figures and gibberish."""
    words = _WORD.findall(unicodedata.normalize("NFC", text[:_READ]).replace("’", "'"))
    evidence = _evidence(words) if words else {}
    return detect_language(text) if max(evidence.values(), default=0) >= _STOP_WORD else None


def _evidence(words: list[str]) -> dict[LanguageCode, int]:
    """Points for each language: stop words that no other language has, the opening question word, tell-tale forms."""
    lowered = [word.lower() for word in words]
    common = [word for word in words[1:] if word[0].islower()]  # the others may be names, which belong to no language
    points: dict[LanguageCode, int] = {}
    for code, (weights, tell_tale) in _marks().items():
        hints = _HINT * sum(1 for word in common if word not in weights and tell_tale(word))
        points[code] = sum(weights.get(word, 0) for word in (lowered[0], *common)) + hints
        if lowered[0] in LANGUAGES[code].question_words:
            points[code] += _QUESTION_WORD
    return points


@cache
def _marks() -> Mapping[LanguageCode, tuple[Mapping[str, int], Callable[[str], object]]]:
    """By language: the weight of each stop word of its own, and the search for a tell-tale form."""
    return {code: (_weights(language), re.compile(language.tell_tales).search) for code, language in LANGUAGES.items()}


def _weights(language: Language) -> dict[str, int]:
    others = frozenset().union(*(other.stop_words for other in LANGUAGES.values() if other is not language))
    return {
        word: _HINT if word in language.particles else _STOP_WORD
        for word in language.stop_words - others
        if len(word) > 1
    }


def _ask_model(weights: Mapping[str, int]) -> LanguageCode:
    """The language with the best weighted sum of scores over the texts."""
    totals: dict[LanguageCode, float] = dict.fromkeys(LANGUAGES, 0.0)
    for text, weight in weights.items():
        for code, score in _model().rank(text[:_READ_BY_MODEL]) if text else ():
            totals[code] += weight * score
    return max(totals, key=lambda code: totals[code])


def _model() -> _Model:
    with _loading:  # cache alone would let two threads load it at once
        return _load_model()


@cache
def _load_model() -> _Model:
    from py3langid.langid import LanguageIdentifier

    # One of our own: the module's functions share a global whose languages any library may change.
    model = LanguageIdentifier.from_model_file("data/model.npz.xz")
    model.set_languages([code for code in LANGUAGES if code in model.nb_classes])  # words alone decide for others
    loaded: _Model = model
    return loaded
