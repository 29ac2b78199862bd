"""Puts phrases into a question that was read, with their prepositions, capitals and agreement."""

from __future__ import annotations

import re

from qa.lang import LANGUAGES
from qa.lang.reading import Gender, NounPhrase, Question, compiled
from qa.values import LanguageCode


def put(question: Question, start: int, end: int, new: str) -> str:
    """The question with other words from `start` to `end`."""
    text = f"{question.text[:start]}{new}{question.text[end:]}"
    return text if start else capitalised(text)


def replaced(question: Question, old: NounPhrase, new: str) -> str:
    """The question with another noun phrase in the place of one of its own, after the same preposition."""
    return put(question, old.outer, old.end, LANGUAGES[question.language].follow_ups.join(old.before, new))


def inserted(question: Question, new: str) -> str:
    """The question with more words at its end."""
    return f"{question.text[: question.core_end]} {new}{question.text[question.core_end :]}"


def capitalised(text: str) -> str:
    """The text with a capital at its head."""
    return text[:1].upper() + text[1:]


def lowered(text: str, language: LanguageCode) -> str:
    """A question that no longer stands at the head: its question word loses its capital."""
    word = re.match(r"[\w-]+", text)
    known = word is not None and any(compiled(p).match(text) for _, p in LANGUAGES[language].follow_ups.asking)
    verb = word is not None and word[0].lower().partition("-")[0] in LANGUAGES[language].follow_ups.helpers
    return text[:1].lower() + text[1:] if known or verb else text


def agreeing(text: str, gender: Gender | None, language: LanguageCode) -> str:
    """The question with its pronoun and participle in the gender of a new subject."""
    words = LANGUAGES[language].follow_ups
    for pattern, new in {"f": words.feminine, "m": words.masculine, None: ()}[gender]:
        text = compiled(pattern).sub(new, text)
    return text
