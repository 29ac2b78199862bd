"""Small files of questions, in each format, that the shipped pair can answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

BRIDGE = "Le pont de la rivière a été ouvert en 1931 par le maire Paul Leroux. Il mesure 240 mètres."
TEA = "La maison de thé a été fondée en 1952 par Anne Martin. Elle se trouve à Nantes, près du port."


def question(text: str, context: str, *answers: str) -> dict[str, Any]:
    """A question of a SQuAD file; without an answer, an impossible one of SQuAD 2.0."""
    found = [{"text": answer, "answer_start": context.index(answer)} for answer in answers]
    return {"id": text, "question": text, "answers": found, "is_impossible": not answers}


def squad(path: Path, *articles: list[tuple[str, list[dict[str, Any]]]]) -> Path:
    """A SQuAD file: for each article its paragraphs with their questions."""
    data = [
        {"title": f"Article_{number}", "paragraphs": [{"context": context, "qas": qas} for context, qas in paragraphs]}
        for number, paragraphs in enumerate(articles)
    ]
    path.write_text(json.dumps({"version": "v2.0", "data": data}), encoding="utf-8")
    return path


def french_squad(path: Path) -> Path:
    """Two articles, three questions of which one has no answer."""
    return squad(
        path,
        [
            (
                BRIDGE,
                [
                    question("Qui a ouvert le pont de la rivière ?", BRIDGE, "le maire Paul Leroux", "Paul Leroux"),
                    question("Qui a repeint le pont de la rivière ?", BRIDGE),
                ],
            )
        ],
        [(TEA, [question("Où se trouve la maison de thé ?", TEA, "Nantes")])],
    )


ENTRIES: list[dict[str, Any]] = [
    {
        "id": "p1-001",
        "title": {"fr": "Le pont de Kerlan", "en": "The Kerlan bridge"},
        "sentences": [
            {
                "fr": "Le pont de Kerlan a été ouvert en 1931 par Paul Leroux.",
                "en": "The Kerlan bridge was opened in 1931 by Paul Leroux.",
            },
            {"fr": "Il mesure 240 mètres.", "en": "It is 240 metres long."},
        ],
        "questions": [
            {
                "fr": {"question": "Qui a ouvert le pont de Kerlan ?", "answer": "Paul Leroux"},
                "en": {"question": "Who opened the Kerlan bridge?", "answer": "Paul Leroux"},
                "sentence": 0,
            }
        ],
        "unanswerable": [{"fr": "Qui a repeint le pont de Kerlan ?", "en": "Who repainted the Kerlan bridge?"}],
    },
    {
        "id": "p1-002",
        "title": {"fr": "La maison de thé", "en": "The tea house"},
        "sentences": [
            {
                "fr": "La maison de thé de Mirval a été fondée en 1952 par Anne Martin.",
                "en": "The tea house of Mirval was founded in 1952 by Anne Martin.",
            }
        ],
        "questions": [
            {
                "fr": {"question": "Qui a fondé la maison de thé de Mirval ?", "answer": "Anne Martin"},
                "en": {"question": "Who founded the tea house of Mirval?", "answer": "Anne Martin"},
                "sentence": 0,
            }
        ],
        "unanswerable": [{"fr": "Combien coûte un thé à Mirval ?", "en": "How much is a tea in Mirval?"}],
    },
]


def corpus(path: Path, entries: list[dict[str, Any]] | None = None) -> Path:
    """A file of the corpus: two articles in both languages, two questions each, one of them without an answer."""
    lines = [json.dumps(entry, ensure_ascii=False) for entry in (ENTRIES if entries is None else entries)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
