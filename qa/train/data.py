"""The questions with known answers that a pair is fitted on, and the articles that they are asked of."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from qa.evaluate.gold import (
    DEVELOPMENT_PART,
    PARTS,
    TEST_PART,
    GoldArticle,
    GoldQuestion,
    corpus_article,
    corpus_questions,
    part_of,
    read_corpus,
    read_squad,
)
from qa.values import LanguageCode

SEED = 20261124
QUESTIONS_EACH = 160  # of each split, source and direction
SUBJECTS_LEFT_OUT = 5  # one held-out subject in so many is not in the index: its questions have no answer there
HELD_OUT = (TEST_PART, DEVELOPMENT_PART)
READING: tuple[tuple[str, str, LanguageCode], ...] = (("squad-en.json", "squad", "en"), ("piaf-fr.json", "piaf", "fr"))
LANGUAGES: tuple[LanguageCode, ...] = ("fr", "en")


def gather_gold(data: Path) -> tuple[list[GoldArticle], list[GoldQuestion]]:
    """Articles to index, each corpus article in one language only, and a sample of the held-out questions on them.

    The articles that models are trained on are indexed too, as what a question must be told apart from.
    """
    articles: list[GoldArticle] = []
    questions: list[GoldQuestion] = []
    for file, source, language in READING:
        found, asked = read_squad(data / "reading" / file, source, language)
        kept = [article for article in found if not _is_left_out(article.id)]
        articles += kept
        known = {article.id for article in kept}
        held_out = (question for question in asked if part_of(question.about, PARTS) in HELD_OUT)
        questions += [q if q.about in known else replace(q, article_id=None, start=0, end=0) for q in held_out]
    with (data / "corpus" / "articles.jsonl").open(encoding="utf-8") as lines:
        for entry in read_corpus(lines):
            article = corpus_article(entry, LANGUAGES[part_of(entry["id"] + "language", 2)])
            left_out = _is_left_out(entry["id"])
            articles += [] if left_out else [article]
            if part_of(entry["id"], PARTS) in HELD_OUT:
                questions += corpus_questions(entry, None if left_out else article)
    return articles, list(_sample(questions, {article.id: article.language for article in articles}))


def _is_left_out(about: str) -> bool:
    return part_of(about, PARTS) in HELD_OUT and part_of(f"{about} left out", SUBJECTS_LEFT_OUT) == 0


def _sample(questions: Sequence[GoldQuestion], languages: dict[str, LanguageCode]) -> Iterator[GoldQuestion]:
    """Up to QUESTIONS_EACH of each split, source and direction, answerable or not; deterministic."""
    shuffled = list(questions)
    random.Random(SEED).shuffle(shuffled)
    taken: dict[tuple[str, ...], int] = {}
    for question in shuffled:
        article_language = languages[question.article_id] if question.article_id is not None else "none"
        kind = (str(part_of(question.about, PARTS)), question.source, question.language, article_language)
        taken[kind] = taken.get(kind, 0) + 1
        if taken[kind] <= QUESTIONS_EACH:
            yield question
