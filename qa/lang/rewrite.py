"""Puts phrases into a question that was read: prepositions, elisions, capitals and agreement."""

from __future__ import annotations

import re

from qa.lang import LANGUAGES
from qa.lang.followup_words import Gender
from qa.lang.reading import NounPhrase, Reading, compiled
from qa.values import LanguageCode

_VOWEL = re.compile(r"[aeiouyâàéèêëîïôöûùœh]", re.IGNORECASE)
_HARD = re.compile(
    r"haut|héros|hasard|handicap|harem|hausse|havre|haye|hongr|hollan|hambourg|huit|onz|yémen|yougo", re.I
)


def elides(text: str) -> bool:
    """Whether French "de", "que" and "le" lose their vowel before these words."""
    return bool(_VOWEL.match(text)) and not _HARD.match(text)


def joined(before: str, phrase: str, language: LanguageCode) -> str:
    """A preposition and a noun phrase: "de" and "le Japon" are "du Japon"."""
    if not before or language != "fr":
        return f"{before} {phrase}".strip()
    low, (determiner, _, noun) = before.lower(), phrase.partition(" ")
    if low == "en" and (determiner.lower() == "la" or phrase.lower().startswith(("l'", "l’"))):
        return f"en {noun if determiner.lower() == 'la' else phrase[2:]}"
    wanted = ("à" if low == "en" else low, determiner.lower())
    for contracted, pair in LANGUAGES["fr"].follow_ups.contractions.items():
        if pair == wanted and noun:
            return f"{contracted} {noun}"
    return f"d’{phrase}" if low == "de" and elides(phrase) else f"{before} {phrase}"


def put(question: Reading, start: int, end: int, new: str) -> str:
    """The question with other words from `start` to `end`."""
    text = f"{question.text[:start]}{new}{question.text[end:]}"
    return text if start else capitalised(text)


def replaced(question: Reading, old: NounPhrase, new: str) -> str:
    """The question with another noun phrase in the place of one of its own, after the same preposition."""
    return put(question, old.outer, old.end, joined(old.before, new, question.language))


def inserted(question: Reading, new: str) -> str:
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


def that_clause(template: str, subject: str, **words: str) -> str:
    """A statement in a question: "que" loses its vowel before a subject that begins with one."""
    if " que {subject}" in template and elides(subject):
        template = template.replace(" que {subject}", " qu’{subject}")
    return template.format(subject=subject, **words)


def agreeing(text: str, gender: Gender | None, language: LanguageCode) -> str:
    """The question with its pronoun and participle in the gender of a new subject."""
    words = LANGUAGES[language].follow_ups
    for pattern, new in {"f": words.feminine, "m": words.masculine, None: ()}[gender]:
        text = compiled(pattern).sub(new, text)
    return text
