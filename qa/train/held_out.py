"""The questions that a pair is fitted on, of every source, and the texts that they are asked of."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

from qa.evaluate.gold import DEVELOPMENT_PART, PARTS, TEST_PART, GoldArticle, GoldQuestion, part_of
from qa.train.data import LANGUAGES
from qa.train.questions import Asked, Text, all_questions

SEED = 20261124
QUESTIONS_EACH = 100  # of each split, source and direction
HIDDEN = 4  # of one answerable question in so many the passages that hold the answer are hidden


def gather_gold(data: Path) -> tuple[list[GoldArticle], list[GoldQuestion]]:
    """Texts to index, each bilingual one in one language only, and a sample of the held-out questions on them.

    The texts that models are trained on are indexed too, as what a question must be told apart from.
    """
    asked = [one for one in all_questions(data) if _is_indexed(one.text)]
    homes: dict[tuple[str, str], Text] = {}  # a paragraph that two files have is indexed once
    for one in asked:
        homes.setdefault((one.text.title, one.text.text), one.text)
    articles = [GoldArticle(text.id, text.title, text.text, text.language) for text in homes.values()]
    sampled = _sample(one for one in asked if part_of(one.text.subject, PARTS) in (TEST_PART, DEVELOPMENT_PART))
    return articles, [_gold(one, homes[one.text.title, one.text.text]) for one in sampled]


def hides_answer(question: GoldQuestion) -> bool:
    """Whether the question is asked without the passages that answer it: then it has no answer."""
    return question.article_id is not None and part_of(question.text, HIDDEN) == 0


def _is_indexed(text: Text) -> bool:
    """One language of a bilingual text: in both, each would answer for the other."""
    is_bilingual = text.id == f"{text.subject}/{text.language}"
    return not is_bilingual or text.language == LANGUAGES[part_of(f"{text.subject}language", len(LANGUAGES))]


def _sample(asked: Iterable[Asked]) -> list[Asked]:
    """Up to QUESTIONS_EACH of each split, source and direction, answerable or not; deterministic."""
    shuffled = list(asked)
    random.Random(SEED).shuffle(shuffled)
    taken: dict[tuple[object, ...], int] = {}
    chosen = []
    for one in shuffled:
        kind = (part_of(one.text.subject, PARTS), one.source, one.language, one.text.language)
        taken[kind] = taken.get(kind, 0) + 1
        if taken[kind] <= QUESTIONS_EACH:
            chosen.append(one)
    return chosen


def _gold(one: Asked, home: Text) -> GoldQuestion:
    if not one.answers:
        return GoldQuestion(one.question, one.language, one.source, one.text.subject)
    start, end = one.answers[0]
    return GoldQuestion(one.question, one.language, one.source, one.text.subject, home.id, start, end)
