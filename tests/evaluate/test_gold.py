"""Questions with known answers are read with their exact places, or refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa.errors import EvaluationError
from qa.evaluate.gold import corpus_article, corpus_questions, part_of, read_squad

CONTEXT = "Le pont de Lyon a été ouvert en 1931 par Anne Martin, à Lyon."


def squad(path: Path, *questions: dict[str, object]) -> Path:
    paragraphs = [{"context": "Un premier paragraphe.", "qas": []}, {"context": CONTEXT, "qas": list(questions)}]
    path.write_text(json.dumps({"data": [{"title": "Le_pont", "paragraphs": paragraphs}]}), encoding="utf-8")
    return path


def asked(answer: str, start: int) -> dict[str, object]:
    return {"question": "?", "answers": [{"text": answer, "answer_start": start}]}


def test_squad_offsets_point_into_the_joined_article(tmp_path: Path) -> None:
    (article,), questions = read_squad(
        squad(tmp_path / "a.json", asked("1931", 32), {"question": "Et ?", "answers": []}), "piaf", "fr"
    )
    assert article.title == "Le pont"
    assert article.text[questions[0].start : questions[0].end] == "1931"
    assert questions[1].article_id is None


def test_an_answer_that_is_a_little_off_is_found_where_it_is_nearest(tmp_path: Path) -> None:
    (article,), (question,) = read_squad(squad(tmp_path / "a.json", asked("Lyon", 50)), "piaf", "fr")
    assert question.end == len(article.text) - 1


def test_an_answer_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="1932"):
        read_squad(squad(tmp_path / "a.json", asked("1932", 32)), "piaf", "fr")


ENTRY = {
    "id": "p1-1",
    "title": {"fr": "Le pont", "en": "The bridge"},
    "sentences": [{"fr": "Anne a ouvert le pont.", "en": "Anne opened the bridge."}],
    "questions": [
        {"fr": {"question": "Qui a ouvert ?", "answer": "Anne"}, "en": {"question": "Who opened?", "answer": "Anne"}}
    ],
    "unanswerable": [{"fr": "Combien ?", "en": "How much?"}],
}


def test_the_corpus_gives_every_direction() -> None:
    article = corpus_article(ENTRY, "en")
    questions = list(corpus_questions(ENTRY, article))
    assert [(q.language, q.article_id is None) for q in questions] == [
        ("fr", False),
        ("fr", True),
        ("en", False),
        ("en", True),
    ]
    assert article.text[questions[0].start : questions[0].end] == "Anne"
    assert all(q.article_id is None for q in corpus_questions(ENTRY, None))


def test_parts_are_stable_and_even() -> None:
    parts = [part_of(f"subject {n}", 5) for n in range(1000)]
    assert parts == [part_of(f"subject {n}", 5) for n in range(1000)]
    assert all(150 < parts.count(part) < 250 for part in range(5))
