"""What kind of answer a question wants, by its words: yes or no, what something is, several things, a reason."""

from __future__ import annotations

from qa.lang import LANGUAGES
from qa.lang.phrases import read
from qa.lang.reading import compiled
from qa.values import LanguageCode, QuestionKind


def kind_of(question: str, language: LanguageCode) -> QuestionKind:
    """The kind of a question in a language; "other" where its words show none."""
    asked = read(" ".join(question.split()), language)
    words = LANGUAGES[language].kinds
    for kind, pattern in words.items():
        if (kind != "yes_no" or asked.asking is None) and compiled(pattern).match(asked.plain):
            return kind
    wh = None if asked.asking is None else asked.asking.wh
    return "why" if wh == "why" else "how" if wh == "how" else "other"
