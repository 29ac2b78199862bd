"""The questions that a page offers come from the index's own sentences, and are answered by them."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.ask.engine import Engine
from qa.ask.starters import STARTERS_FILE, Starter, make_starters, proposals, read_starters
from qa.ingest.build import build_index
from qa.settings import Settings
from qa.values import Answer, Article, LanguageCode


def proposed(text: str, language: LanguageCode) -> list[tuple[str, str]]:
    article = Article("a1:0", "a.txt", "", text, 0, None, None, language, "0", "text/plain")
    return [(one.question, one.answer) for one in proposals([article])]


@pytest.mark.parametrize(
    ("language", "sentence", "question", "answer"),
    [
        ("fr", "Paul Estival, ancien maire du bourg, a parlé.", None, None),
        ("fr", "Paul Estival, maire du bourg, a parlé.", "Qui est Paul Estival ?", "maire du bourg"),
        (
            "fr",
            "Le viaduc de Millau a été inauguré le 14 décembre 2004.",
            "Quand est-ce que le viaduc de Millau a été inauguré ?",
            "le 14 décembre 2004",
        ),
        ("fr", "Le pont a été inauguré le 14 décembre 2004.", None, None),  # which bridge?
        ("en", "Ruth Lister, the mayor of the town, spoke.", "Who is Ruth Lister?", "the mayor of the town"),
        (
            "en",
            "The Gotthard Base Tunnel was opened on 1 June 2016.",
            "When was the Gotthard Base Tunnel opened?",
            "1 June 2016",
        ),
        ("fr", "Il a vu Paul Estival au marché.", "Que disent les articles sur Paul Estival ?", ""),
        ("en", "They met at the White House in May.", "What is said about the White House?", ""),
        ("en", "The Canal Side wall cost £3.2 million.", "How much did the Canal Side wall cost?", "£3.2 million"),
    ],
)
def test_a_sentence_becomes_the_question_that_it_answers(
    language: LanguageCode, sentence: str, question: str | None, answer: str | None
) -> None:
    assert proposed(sentence, language) == ([] if question is None else [(question, answer)])


def test_only_what_is_answered_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    for name, year in (("Millau", 2004), ("Tancarville", 1959)):
        text = f"Un pont\n\nLe viaduc de {name} a été inauguré en {year}. Il fait beau."
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    settings = Settings(index=str(tmp_path / "index"))
    build_index([folder], settings)
    kept = make_starters(settings)
    assert set(kept) <= {f"Quand est-ce que le viaduc de {name} a été inauguré ?" for name in ("Millau", "Tancarville")}
    assert kept
    assert read_starters(settings.index_folder, 1) == kept
    assert read_starters(settings.index_folder, 2) == ()  # of another generation
    assert Engine(settings).ask(kept[0]).text in ("2004", "en 2004", "1959", "en 1959")


def test_an_answer_elsewhere_is_not_its_answer() -> None:
    starter = Starter("Quand ?", "when", "en 2004", "a1:0", 0, 40)
    assert not starter.is_answered(Answer("Quand ?", "fr", "not_found", "", 0.0))
    topic = Starter("Que disent les articles sur Paul Estival ?", "topic", "", "a1:0", 0, 40)
    assert topic.is_answered(Answer(topic.question, "fr", "extracts", "", 0.0))
    assert not topic.is_answered(Answer(topic.question, "fr", "unsure", "", 0.6))


@pytest.mark.parametrize(
    "kept", ["", "[]", '{"generation": 1}', '{"generation": 1, "questions": [3, "Qui ?"]}', "null"]
)
def test_a_file_that_somebody_has_changed_harms_nothing(kept: str, tmp_path: Path) -> None:
    (tmp_path / STARTERS_FILE).write_text(kept, encoding="utf-8")
    assert set(read_starters(tmp_path, 1)) <= {"3", "Qui ?"}


@pytest.mark.tiny
def test_an_index_that_cannot_answer_offers_nothing(tmp_path: Path) -> None:
    assert make_starters(Settings(index=str(tmp_path / "none"))) == ()
    assert not (tmp_path / "none" / STARTERS_FILE).exists()
