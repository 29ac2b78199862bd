"""An answer against those that are accepted: exact match and F1 under two normalisations, and whether it is right."""

from __future__ import annotations

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from qa.lang import LANGUAGES

EXTRA_WORDS = 4  # that an answer may add to an accepted one of few words, and still be right

Normalise = Callable[[str], list[str]]

_ENGLISH_ARTICLES = frozenset({"a", "an", "the"})
_PUNCTUATION = str.maketrans("", "", string.punctuation)

# Of both languages, whichever the answer is in: the two answers that are compared are treated alike.
_ARTICLES = _ENGLISH_ARTICLES | {"le", "la", "les", "un", "une", "des", "du", "de", "au", "aux"}
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´′", "'"))
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
_ELISIONS = sorted({elision for language in LANGUAGES.values() for elision in language.elisions}, key=len, reverse=True)
_ELIDED = re.compile(rf"\b(?:{'|'.join(_ELISIONS)})'(?=\w)|'s\b")
_THOUSANDS = re.compile(r"(?<=\d)[ .,'](?=\d{3}(?!\d))")
_WORD = re.compile(r"[^\W_]+")


def squad_words(text: str) -> list[str]:
    """The words that SQuAD compares: lower case, without ASCII punctuation and without "a", "an" and "the".

    Rajpurkar et al. 2016, as in the official evaluation script. French articles stay, and so does every sign that is
    not ASCII: ’ « » and the spaces inside numbers.
    """
    return [word for word in text.lower().translate(_PUNCTUATION).split() if word not in _ENGLISH_ARTICLES]


def french_aware_words(text: str) -> list[str]:
    """The words that count in French as in English.

    Case and accents are folded (capitals often lack theirs: "Etat", "État"), œ is oe; any apostrophe, space (the
    narrow one too), guillemet or other sign only separates; articles of both languages go, contracted ones ("du",
    "aux") and the partitive "de" included, and so does what is elided ("l'", "d'", "qu'", "'s"); "1 000", "1,000" and
    "1.000" are 1000.
    """
    text = unicodedata.normalize("NFKC", text).casefold().translate(_APOSTROPHES).translate(_LIGATURES)
    text = _ELIDED.sub(" ", " ".join(text.split()))
    marked = unicodedata.normalize("NFD", _THOUSANDS.sub("", text))
    plain = "".join(character for character in marked if not unicodedata.combining(character))
    return [word for word in _WORD.findall(plain) if word not in _ARTICLES]


SCORERS: Mapping[str, Normalise] = {"plain": squad_words, "french": french_aware_words}


def exact_match(prediction: str, accepted: Sequence[str], words: Normalise) -> float:
    """1 where the prediction has the same words, in the same order, as one of the accepted answers, else 0."""
    found = words(prediction)
    return float(any(found == words(answer) for answer in accepted))


def f1(prediction: str, accepted: Sequence[str], words: Normalise) -> float:
    """Harmonic mean of precision and recall of the words, 0 to 1, with the best of the accepted answers.

    Where either side has no word left, 1 if both have none, else 0, as in the official script of SQuAD 2.0.
    """
    found = words(prediction)
    return max((_f1(found, words(answer)) for answer in accepted), default=0.0)


def _f1(found: list[str], wanted: list[str]) -> float:
    if not found or not wanted:
        return float(found == wanted)
    shared = (Counter(found) & Counter(wanted)).total()
    return 2 * shared / (len(found) + len(wanted))


def agrees(prediction: str, accepted: Sequence[str], *, whole: bool = False) -> bool:
    """Whether a person would take the prediction for one of the accepted answers, though its ends may differ.

    Its words, as `french_aware_words` counts them, must stand in a row in an accepted answer, or the other way round
    with at most EXTRA_WORDS words more, or as many more as the accepted answer has. A piece of an answer with numbers
    must hold one of them: "euros" is no answer where "18 euros" is. Where no word is left on either side, both must
    have none.

    Args:
        prediction: what was answered.
        accepted: the answers that are right.
        whole: a piece is not enough: the prediction must hold all words of an accepted answer.
    """
    found = french_aware_words(prediction)
    return any(_agree(found, french_aware_words(answer), whole) for answer in accepted)


def _agree(found: list[str], wanted: list[str], whole: bool) -> bool:
    if not found or not wanted:
        return found == wanted and not whole
    if _in_a_row(wanted, found):
        return len(found) - len(wanted) <= max(EXTRA_WORDS, len(wanted))
    if whole or not _in_a_row(found, wanted):
        return False
    numbers = set(filter(_has_digit, wanted))
    return not numbers or not numbers.isdisjoint(found)


def _in_a_row(few: list[str], many: list[str]) -> bool:
    return any(many[start : start + len(few)] == few for start in range(len(many) - len(few) + 1))


def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))
