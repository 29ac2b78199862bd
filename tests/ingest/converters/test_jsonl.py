"""JSON Lines: an article per line, and what is wrong with the other lines."""

import json

import pytest

from qa.errors import UnreadableFile
from qa.ingest.converters.base import RawArticle, Rows
from qa.ingest.converters.jsonl import read_json, read_jsonl


def test_jsonl_numbers_are_those_of_the_lines() -> None:
    lines = [
        json.dumps({"title": "Crue", "text": "La Loire déborde.", "date": "2023-04", "url": "https://a.org"}),
        "",
        "{broken",
        "[1, 2]",
        json.dumps({"title": "Sans texte"}),
        json.dumps({"texte": {"pas": ["un", "texte"]}}),
        json.dumps({"Titre": "Suite", "Contenu": "Elle baisse.\u2028Un peu.", "jour": 20230409}, ensure_ascii=False),
        "9" * 5000,
        "[" * 100_000,
    ]
    rows = read_jsonl("\n".join(lines) + "\n")
    assert [number for number, _ in rows.articles] == [1, 7]
    first, second = (article for _, article in rows.articles)
    assert (first.title, first.text, first.date, first.url) == ("Crue", "La Loire déborde.", "2023-04", "https://a.org")
    assert (second.title, second.text, second.date) == ("Suite", "Elle baisse.\u2028Un peu.", "20230409")
    assert (second.date_source, second.url) == ("column", "")
    said = dict(rows.problems)
    assert list(said) == [3, 4, 5, 6, 8, 9]
    assert said[3].startswith("Line 3 is not valid JSON (Expecting property name")
    assert said[4].startswith("Line 4 is not a JSON object")
    assert said[5] == "Line 5 holds no text: give it a field named text."


@pytest.mark.parametrize(
    "text",
    [
        '[{"text": "Un", "title": "A"}, {"text": "Deux"}]',
        '{"status": "ok", "articles": [{"content": "Un"}, {"content": "Deux"}]}',
        '{"response": {"docs": [{"body": "Un"}, {"body": "Deux"}]}}',
        '{"text": "Un"}\n{"text": "Deux"}\n',
    ],
)
def test_articles_of_a_document(text: str) -> None:
    rows = read_json(text)
    assert isinstance(rows, Rows)
    assert [number for number, _ in rows.articles] == [1, 2]
    assert [article.text for _, article in rows.articles] == ["Un", "Deux"]


def test_a_document_that_is_an_article() -> None:
    article = read_json('{"headline": "A", "articleBody": "Un", "datePublished": {"$date": "2021-03-14T00:00:00Z"}}')
    assert article == RawArticle("Un", title="A", date="2021-03-14T00:00:00Z", date_source="column")


@pytest.mark.parametrize("text", ['{"a": 1}', "[]", "[1]", "{", "null"])
def test_documents_without_articles_are_refused(text: str) -> None:
    with pytest.raises(UnreadableFile):
        read_json(text)
