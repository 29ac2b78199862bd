"""What is said of a topic: who asks for it gets extracts, verbatim and by article; all other questions their answer."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from qa.ask.engine import Engine
from qa.ask.query import understand
from qa.ask.topics import topic_of
from qa.ingest.build import build_index
from qa.interfaces.extracts import extracts_text
from qa.interfaces.format import answer_text, to_json
from qa.interfaces.web.export import markdown, page, table
from qa.interfaces.web.history import conversation_from
from qa.interfaces.web.reply import reply_html
from qa.settings import Settings
from qa.values import Filters, LanguageCode
from tests.models.words import Pair

ARTICLES = {
    "hekla.txt": "date 2021-03-01\nThe eruption\n\nThe volcano woke on Monday. Ash fell on the town. It is calm now.",
    "budget.txt": "date 2023-01-10\nLe budget\n\nLe budget 2023 de la mairie baisse. Le budget 2022 avait monté.",
    "ash.txt": "date 2021-04-01\nZumbrela and its ash\nA town was covered. Nobody was hurt.\n\nIt was swept away.",
    "lettre.txt": "date 2023-05-02\nUne lettre\n\nEmmanuel Macron a écrit à la mairie. Le volcan dort.",
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, tiny_models: Pair) -> Engine:
    folder = tmp_path_factory.mktemp("topics")
    (folder / "news").mkdir()
    for name, text in ARTICLES.items():
        (folder / "news" / name).write_text(text, encoding="utf-8")
    settings = Settings(index=str(folder / "index"), embedder=str(tiny_models.embedder), reader=str(tiny_models.reader))
    build_index([folder / "news"], settings)
    return Engine(settings)


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What is said about the volcano?", "volcano"),
        ("what do the articles say about Hekla", "Hekla"),
        ("Which articles talk about the budget?", "budget"),
        ("Tell me about the Great Fire of London.", "Great Fire of London"),
        ("Que dit-on du volcan ?", "volcan"),
        ("Quels articles parlent d’Emmanuel Macron ?", "Emmanuel Macron"),
        ("Quels articles évoquent la réforme des retraites ?", "réforme des retraites"),
        ("Que disent les articles sur la mairie ?", "mairie"),
        ("Y a-t-il des articles sur le budget ?", "budget"),
        ("budget 2023", "budget 2023"),
        ("Macron", "Macron"),
        ('"Notre-Dame" restaur* -Londres', '"Notre-Dame" restaur* -Londres'),
    ],
)
def test_a_topic_is_recognised(question: str, topic: str) -> None:
    found = topic_of(understand(question, Settings()))
    assert found is not None
    assert found.text == topic
    assert found.is_asked == (len(question.split()) > 3)


@pytest.mark.parametrize(
    "question",
    [
        "Who woke the volcano?",
        "Qui est Emmanuel Macron ?",
        "What is the budget about?",
        "Quel est le budget 2023 ?",
        "Le budget baisse-t-il ?",
        "Macron a-t-il écrit",
        "Did the volcano wake",
        "Quels articles ont été volés au musée ?",
        "Capital of France?",
        "Le maire a dit que le budget de la commune baisserait encore",
        "a",
        "le",
    ],
)
def test_a_question_is_not_one(question: str) -> None:
    assert topic_of(understand(question, Settings())) is None


def test_it_gets_extracts_by_article(engine: Engine) -> None:
    answer = engine.ask("What is said about the volcano?")
    assert (answer.state, answer.text, answer.topic, answer.articles) == ("extracts", "", "volcano", 1)
    assert "The volcano woke on Monday." in answer.citations[0].quote
    for question in ("budget 2023", "Que disent les articles sur le budget ?"):
        first = engine.ask(question).citations[0]
        assert first.path == "news/budget.txt"
        assert ARTICLES["budget.txt"][first.start : first.end] == first.quote


@pytest.mark.parametrize(
    ("words", "may_have"),
    [
        ("budget mairie 2023", True),
        ("height of K2", True),
        ("Macron", False),
        ("le budget", False),
        ('"Notre-Dame" restauration', False),
        ("restaur* cathédrale", False),
        ("cathédrale -Londres", False),
        ("cathédrale Saint-Pierre", True),
        ("What is said about the old volcano?", False),
    ],
)
def test_several_words_may_be_a_question_in_short(words: str, may_have: bool) -> None:
    topic = topic_of(understand(words, Settings()))
    assert topic is not None
    assert topic.may_have_answer == may_have


def test_words_get_their_answer_where_it_is_found(seed_engine: Engine) -> None:
    answer = seed_engine.ask("architecte viaduc de Millau")
    assert (answer.state, answer.topic) == ("found", "")
    assert "Foster" in answer.text
    for words in ("viaduc de Millau", "pierre de Rosette", "loi Veil 1975"):
        assert seed_engine.ask(words).state == "extracts"


def test_its_trace_tells_which_passages_were_compared(engine: Engine) -> None:
    answer = engine.ask("mairie", top_k=3, filters=Filters(since="2023-01"))
    assert {line.path for line in answer.trace} == {"news/budget.txt", "news/lettre.txt"}
    assert all(line.reader_margin is None for line in answer.trace)  # nothing was read
    assert len(engine.ask("volcano", top_k=1).trace) == 1
    assert "gz-why" not in reply_html(answer, None, None)  # extracts need no reason


def test_the_filters_hold(engine: Engine) -> None:
    assert engine.ask("mairie").articles == 2
    assert engine.ask("mairie", filters=Filters(since="2023-02")).articles == 1
    assert engine.ask("Que dit-on de la mairie depuis février 2023 ?").articles == 1


def test_words_that_no_article_holds_are_asked_as_a_question(engine: Engine) -> None:
    assert engine.ask("zorblax quuxinel").state != "extracts"
    assert engine.ask("What is said about Zorblax?").state != "extracts"


def test_a_topic_is_found_across_languages_by_its_meaning(seed_engine: Engine) -> None:
    answer = seed_engine.ask("Que dit-on du grand incendie de Londres ?")
    assert (answer.state, answer.reason, answer.text) == ("not_found", "low_confidence", "")
    assert {citation.path for citation in answer.nearest} == {"seeds/great-fire-of-london.txt"}
    said = "Aucun article ne contient tous ces mots ; ces passages en sont proches par le sens"
    assert said in reply_html(answer, None, None)
    assert said in answer_text(answer)
    nothing = seed_engine.ask("Que dit-on de la guerre de Troie ?")
    assert (nothing.state, nothing.reason) == ("not_found", "no_passage")
    assert nothing.nearest
    assert "guerre" not in reply_html(nothing, None, None).replace(nothing.question, "")


def test_what_is_near_in_meaning_stands_below_what_holds_the_words(seed_engine: Engine) -> None:
    answer = seed_engine.ask("Que dit-on de la pierre de Rosette ?")
    assert answer.state == "extracts"
    holding = {citation.article_id for citation in answer.citations}
    assert answer.nearest
    assert not holding & {citation.article_id for citation in answer.nearest}
    said = "Proches par le sens, sans ces mots"
    day = date(2022, 1, 6)
    for shown in (reply_html(answer, None, None), extracts_text(answer), markdown([answer], "fr", day)):
        before, after = shown.split(said)
        assert answer.citations[0].title in before.replace("\\", "")
        assert answer.nearest[0].path.split("/")[1] in after.replace("\\", "")
    assert said in page([answer], "fr", day)
    assert "<mark>de</mark>" not in reply_html(answer, None, None)


@pytest.mark.parametrize("reader", ["fr", "en"])
def test_keywords_are_answered_in_the_language_of_the_page(engine: Engine, reader: LanguageCode) -> None:
    for question in ("Macron", "budget 2023", "asdfgh qwrtzp"):
        assert engine.ask(question, reader=reader).language == reader
    assert engine.ask("Que dit-on du volcan ?", reader=reader).language == "fr"
    assert engine.ask("Who woke the volcano?", reader=reader).language == "en"


def test_a_title_that_alone_holds_the_topic_is_told_from_the_text(engine: Engine) -> None:
    answer = engine.ask("What is said about Zumbrela?")
    (extract,) = answer.citations
    assert extract.quote == "A town was covered. Nobody was hurt."
    assert "Only in its title; from its text:\n  A town was covered." in extracts_text(answer)
    shown = reply_html(answer, None, None)
    assert "Only in its title; from its text:" in shown
    assert "<mark>Zumbrela</mark> and its ash" in shown
    assert "Only in its title" not in reply_html(engine.ask("What is said about the volcano?"), None, None)


def test_each_extract_shows_its_line_once(engine: Engine) -> None:
    lone = engine.ask("What is said about the volcano?")
    one = lone.citations[0]
    several = replace(lone, citations=(one, replace(one, line=71)))
    for answer in (lone, several):
        for citation in answer.citations:
            shown = reply_html(answer, None, None)
            assert shown.count(f"line {citation.line}<") == 1
            assert extracts_text(answer).count(f"line {citation.line}") == 1
        assert shown.count("gz-of-answer") == len(answer.citations)


def test_every_interface_shows_the_extracts(engine: Engine) -> None:
    answer = engine.ask("budget", reader="en")
    quote = answer.citations[0].quote
    assert extracts_text(answer).splitlines()[0] == "1 article talks about it:"
    assert "Le [budget] 2023 de la mairie baisse." in extracts_text(answer)
    shown = reply_html(answer, None, "token")
    assert shown == reply_html(answer, None, None)  # nothing to be judged
    assert "Le <mark>budget</mark> 2023" in shown
    assert "confidence" not in shown
    assert shown.count("gz-of-answer") == len(answer.citations)
    assert quote in json.loads(to_json(answer))["citations"][0]["quote"]
    for write in (markdown, page, table):
        written = write([answer], "en", date(2022, 1, 6))
        assert "confidence 0" not in written
        assert "2023 de la mairie baisse" in written
    kept = conversation_from("x" * 16, f"[{to_json(answer)}]")
    assert kept.answers[0].citations == answer.citations
