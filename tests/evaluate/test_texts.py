"""Texts with questions in both languages become cases in two directions, split as the articles they come from are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from qa.errors import EvaluationError
from qa.evaluate.loaders import read_file
from qa.evaluate.texts import read_texts
from tests.evaluate.examples import BRIDGE, ENTRIES, TEA, french_squad


def text(id_: str, title: str, content: str, answer: str, **more: Any) -> dict[str, Any]:
    asked = {"fr": "Qui ?", "en": "Who?", "answer": answer, "start": content.index(answer)}
    return {
        "id": id_,
        "source": "piaf",
        "title": title,
        "language": "fr",
        "text": content,
        "questions": [asked],
        "unanswerable": [{"fr": "Combien ?", "en": "How much?"}],
        **more,
    }


def texts(path: Path, *entries: dict[str, Any]) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries), encoding="utf-8")
    return path


def test_each_question_is_asked_in_both_languages(tmp_path: Path) -> None:
    file = texts(
        tmp_path / "piaf-fr.jsonl", text("x:1", "Le pont", BRIDGE, "Paul Leroux"), text("x:2", "Le thé", TEA, "Nantes")
    )
    (gold,) = read_file(file)
    assert (gold.source, gold.language, gold.has_paragraphs) == ("piaf questions", "fr", True)
    first = [(case.id, case.question, case.language, case.places) for case in gold.cases[:4]]
    place = (BRIDGE.index("Paul"), BRIDGE.index("Paul") + len("Paul Leroux"))
    assert first == [
        ("x:1.0", "Qui ?", "fr", (place,)),
        ("x:1.0", "Who?", "en", (place,)),
        ("x:1.1", "Combien ?", "fr", ()),
        ("x:1.1", "How much?", "en", ()),
    ]
    assert {gold.group(case) for case in gold.cases} == {"piaf questions fr→fr", "piaf questions en→fr"}
    assert all(case.context in gold.contexts for case in gold.cases)


def test_the_subject_is_that_of_the_article_it_comes_from(tmp_path: Path) -> None:
    entries = [text("x:1", "Article_1", TEA, "Nantes"), text("x:2", "Article 0", BRIDGE, "1931")]
    alone = texts(tmp_path / "questions" / "piaf-fr.jsonl", *entries)
    assert [one.about for one in read_texts(alone)] == ["piaf-Article 1", "piaf-Article 0"]
    (tmp_path / "reading").mkdir()
    squad = french_squad(tmp_path / "reading" / "piaf-fr.json")
    assert [one.about for one in read_texts(alone)] == ["piaf-001", "piaf-000"]
    (reading,), (questions,) = read_file(squad), read_file(alone)
    assert reading.source != questions.source
    subjects = {context.title: context.about for context in reading.contexts.values()}
    assert all(subjects[context.title] == context.about for context in questions.contexts.values())


def test_a_document_is_a_subject(tmp_path: Path) -> None:
    same, other = ({"source": "prose", "origin": origin, "doc": "a.txt"} for origin in ("wiki", "news"))
    file = texts(
        tmp_path / "prose-fr.jsonl",
        text("x:1", "Un", BRIDGE, "1931", **same),
        text("x:2", "Deux", TEA, "1952", **same),
        text("x:3", "Un", TEA, "1952", **other),
    )
    assert [one.about for one in read_texts(file)] == ["prose-wiki/a.txt", "prose-wiki/a.txt", "prose-news/a.txt"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"questions": [{"fr": "Qui ?", "en": "Who?", "answer": "Paul", "start": 0}]}, r"'Paul' to 'Qui \?' is not"),
        ({"questions": [{"fr": "Qui ?", "en": "Who?", "answer": "", "start": 0}]}, "is not in its paragraph"),
        ({"questions": [{"fr": "Qui ?", "answer": "Le", "start": 0}]}, r"Line 2 of .*questions\.0\.en: Field required"),
        ({"language": "de"}, "Line 2 of .*language: 'de' is none of fr, en"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    good = text("x:1", "Le pont", BRIDGE, "Paul Leroux")
    with pytest.raises(EvaluationError, match=message):
        read_file(texts(tmp_path / "a.jsonl", good, {**good, "id": "x:2", **change}))


def test_ids_are_told_apart_and_a_corpus_is_still_one(tmp_path: Path) -> None:
    good = text("x:1", "Le pont", BRIDGE, "Paul Leroux")
    with pytest.raises(EvaluationError, match="2 articles with the id x:1"):
        read_file(texts(tmp_path / "a.jsonl", good, good))
    assert read_file(texts(tmp_path / "b.jsonl", *ENTRIES))[0].source == "b"
