"""Other wordings of a question: as people type it, and with one qualifier changed so that its text answers no more."""

from __future__ import annotations

import random
import re
import unicodedata

from qa.values import LanguageCode

_YEAR = re.compile(r"\b1[0-9]{3}\b|\b20[0-9]{2}\b")
_NAME = re.compile(r"(?<=[\w,’'] )[A-ZÉÈÀÂÎÔÇ][\w’'-]{2,}")  # a capital inside the question
_COLLOQUIAL = (  # (language, what a question begins with, what people say instead)
    ("fr", "Qui a ", "c'est qui qui a "),
    ("fr", "Qui est ", "c'est qui "),
    ("fr", "Quand ", "c'est quand que "),
    ("fr", "Combien ", "ça fait combien "),
    ("fr", "Où ", "c'est où que "),
    ("fr", "Pourquoi ", "pk "),
    ("fr", "Quel est ", "c'est quoi "),
    ("fr", "Quelle est ", "c'est quoi "),
    ("en", "Who is ", "whos "),
    ("en", "What is ", "whats "),
    ("en", "When did ", "when exactly did "),
    ("en", "How many ", "so how many "),
    ("en", "Why did ", "how come "),
)
_RIVALS = (
    ("premier", "dernier"), ("première", "dernière"), ("first", "last"), ("avant", "après"), ("before", "after"),
    ("or", "argent"), ("gold", "silver"), ("plus", "moins"), ("most", "least"), ("more", "fewer"),
    ("nord", "sud"), ("north", "south"), ("ouvert", "fermé"), ("opened", "closed"), ("début", "fin"),
    ("father", "mother"), ("père", "mère"), ("gagné", "perdu"), ("won", "lost"),
)  # fmt: skip
_OPPOSITE = {word: other for a, b in _RIVALS for word, other in ((a, b), (b, a))}


def as_typed(question: str, language: LanguageCode, rng: random.Random) -> str:
    """The question as somebody in a hurry might type it: one change, or two."""
    changes = (_colloquial, _plain, _capitals, _swapped, _dropped, _unmarked)
    for change in rng.sample(changes, rng.choice((1, 1, 2))):
        question = change(question, language, rng)
    return question


def without_accents(text: str) -> str:
    """The text with its accents off."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _colloquial(question: str, language: LanguageCode, _: random.Random) -> str:
    for code, opening, said in _COLLOQUIAL:
        if code == language and question.startswith(opening):
            return said + question[len(opening) :]
    return question


def _plain(question: str, _: LanguageCode, rng: random.Random) -> str:
    plain = without_accents(question)
    return plain.lower() if rng.random() < 0.7 else plain


def _capitals(question: str, _: LanguageCode, rng: random.Random) -> str:
    return without_accents(question).upper() if rng.random() < 0.5 else question.upper()


def _swapped(question: str, _: LanguageCode, rng: random.Random) -> str:
    """Two neighbouring letters of one long word change places."""
    places = [m.start() for m in re.finditer(r"(?<=\w)\w\w(?=\w)", question)]
    if not places:
        return question
    at = rng.choice(places)
    return question[:at] + question[at + 1] + question[at] + question[at + 2 :]


def _dropped(question: str, _: LanguageCode, rng: random.Random) -> str:
    """One letter inside a word is missing, or doubled."""
    places = [m.start() for m in re.finditer(r"(?<=\w\w)\w(?=\w)", question)]
    if not places:
        return question
    at = rng.choice(places)
    return question[:at] + (question[at] * 2 if rng.random() < 0.3 else "") + question[at + 1 :]


def _unmarked(question: str, _: LanguageCode, __: random.Random) -> str:
    return question.rstrip(" ?.\u202f\u00a0").lower()


def with_another_qualifier(question: str, text: str, names: list[str], rng: random.Random) -> str | None:
    """The question with a year, a name or an opposite changed, so that `text` does not answer it.

    None where it has nothing of the kind.

    Args:
        question: one that `text` answers.
        text: what it is asked of.
        names: names from other questions of the same source, to take another one from.
        rng: draws what is changed.
    """
    changed: list[str] = []
    for match in _YEAR.finditer(question):
        year = match.group()
        others = [str(int(year) + by) for by in (-3, -2, -1, 1, 2, 3, 10)]
        free = [other for other in others if other not in text]
        if year in text and free:
            changed.append(question[: match.start()] + rng.choice(free) + question[match.end() :])
    for match in _NAME.finditer(question):
        if match.group() in text:
            free = [name for name in rng.sample(names, min(8, len(names))) if name not in text and name not in question]
            if free:
                changed.append(question[: match.start()] + free[0] + question[match.end() :])
    for match in re.finditer(r"\w+", question):
        other = _OPPOSITE.get(match.group())
        if other is not None and not re.search(rf"\b{other}\b", text):
            changed.append(question[: match.start()] + other + question[match.end() :])
    return rng.choice(changed) if changed else None


def names_in(question: str) -> list[str]:
    """Words with a capital inside a question."""
    return _NAME.findall(question)
