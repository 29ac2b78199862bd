"""Misspelled words of a question: what they were meant to be, what is left alone, and how an answer says so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from qa.ask.engine import Engine
from qa.ask.followups.rules import turn_of
from qa.ask.query import understand
from qa.ask.spelling import corrected, with_doubt
from qa.index.generation import Generation
from qa.index.opening import open_generation
from qa.ingest.build import build_index
from qa.interfaces.extracts import extracts_text
from qa.interfaces.format import answer_text, to_json
from qa.interfaces.found import found_text
from qa.interfaces.web.export import markdown, table
from qa.interfaces.web.links import Linked, link_of
from qa.interfaces.web.reply import reply_html
from qa.settings import Settings
from qa.values import Correction, Decision, Filters, Query
from tests.models.words import Pair

DAY = date(2026, 11, 30)
ARTICLES = {
    "greve.txt": "date 2012-05-02\nKELDERWICK: LA GRÈVE\n\nÀ Kelderwick, la grève des chauffeurs a duré quatre jours. "
    "La lessive peut attendre l’eau. Un rat a vu un chat. L’unité manque.",
    "fete.txt": "date 2013-01-10\nThe final\n\nIrène Joliot watched the final in Kelderwick. Young players won "
    "the world cup. The strike lasted three weeks. They were voted best. The grave was found.",
}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, tiny_models: Pair) -> Settings:
    folder = tmp_path_factory.mktemp("spelling")
    (folder / "news").mkdir()
    for name, text in ARTICLES.items():
        (folder / "news" / name).write_text(text, encoding="utf-8")
    settings = Settings(index=str(folder / "index"), **tiny_models.settings())
    build_index([folder / "news"], settings)
    return settings


@pytest.fixture(scope="module")
def engine(settings: Settings) -> Engine:
    return Engine(settings)


@pytest.fixture(scope="module")
def generation(settings: Settings) -> Iterator[Generation]:
    generation = open_generation(Path(settings.index))
    yield generation
    generation.close()


def meant(question: str, generation: Generation) -> str:
    return corrected(understand(question, Settings()), generation).text


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("combien de jours a duré la greve a kelderwik", "combien de jours a duré la greve a Kelderwick"),
        ("quand refaire une lesive après la coupure", "quand refaire une lessive après la coupure"),
        ("what was votted best", "what was voted best"),
        ("how long did the srtike last", "how long did the strike last"),
        ("où manque lunité ?", "où manque l'unité ?"),
        ("Who is Jolliot ?", "Who is Joliot ?"),
        ("What happened in Kelderwikc?", "What happened in Kelderwick?"),
        ("who won the wolrd cup", "who won the world cup"),
    ],
)
def test_a_misspelled_word_is_that_of_the_articles(question: str, words: str, generation: Generation) -> None:
    assert meant(question, generation) == words


@pytest.mark.parametrize(
    "question",
    [
        "Combien de jours a duré la grève à Kelderwick ?",  # as the articles write it
        "combien de jours ont duré les greves",  # another form, without its accent
        "Qui a gravé la plaque ?",  # a word of the dictionary that no article holds
        "How was the grove damaged?",
        "Qui est Joliet ?",  # two letters away
        "Où est le chah ?",  # of the dictionary, though "chat" is near
        "Who is Strika?",  # a name is no word of the dictionary
        "Qui est “Kelderwik” ?",  # between quotation marks
        "Qui est « Kelderwik » ?",
        "Qui a vu le rta ?",  # too short to tell
        "Who is Alderwick?",  # another first letter
        "Que dit le rapport B52xy ?",
        "What did the finals of 2013 cost?",
    ],
)
def test_other_words_are_left_alone(question: str, generation: Generation) -> None:
    assert corrected(understand(question, Settings()), generation) == understand(question, Settings())


def test_two_words_that_would_do_are_told_apart_by_how_many_articles_hold_them(
    tmp_path: Path, tiny_models: Pair
) -> None:
    settings = Settings(index=str(tmp_path / "index"), **tiny_models.settings())
    (tmp_path / "news").mkdir()
    for number, word in enumerate(("Dorvanel", "Dorvamel", "Sirquenal", "Sirquenal", "Sirquenal", "Sirquemal")):
        (tmp_path / "news" / f"{number}.txt").write_text(f"Le port\n\nLe maire de {word} est venu {number}.", "utf-8")
    build_index([tmp_path / "news"], settings)
    generation = open_generation(tmp_path / "index")
    assert meant("qui dirige dorvabel", generation) == "qui dirige dorvabel"
    assert meant("qui dirige sirquekal", generation) == "qui dirige Sirquenal"
    generation.close()


@given(letters=st.text("abcdefghijklmnopqrstuvwxyzéèàç'- ABC?", max_size=40))
def test_a_correction_changes_words_alone(letters: str, generation: Generation) -> None:
    """Whatever is typed: what is corrected is a word of the articles, and all between the words stays."""
    query = understand(f"qui {letters}", Settings())
    found = corrected(query, generation)
    left = query.text
    for one in found.corrections:
        before, typed, left = left.partition(one.typed)
        assert typed
        assert one.meant.lower() in " ".join(ARTICLES.values()).lower().replace("’", "'")
    rebuilt, rest = "", query.text
    for one in found.corrections:
        before, _, rest = rest.partition(one.typed)
        rebuilt += before + one.meant
    assert found.text == found.meant == rebuilt + rest


def test_an_answer_to_a_corrected_name_is_not_sure(generation: Generation) -> None:
    query = corrected(understand("combien de jours a duré la greve a kelderwik", Settings()), generation)
    assert query.corrections == (Correction("kelderwik", "Kelderwick", is_name=True),)
    found = Decision("found", None, 0.99, (), ())
    assert with_doubt(query, found) == replace(found, state="unsure")
    word = corrected(understand("quand faire une lesive", Settings()), generation)
    assert word.corrections == (Correction("lesive", "lessive", is_name=False),)
    assert with_doubt(word, found) == found


def test_every_interface_says_how_it_was_understood(engine: Engine) -> None:
    answer = engine.ask("combien de jours a duré la grève a kelderwik ?")
    understood = "combien de jours a duré la grève a Kelderwick ?"
    assert (answer.question, query_of(answer.query).meant) == (
        "combien de jours a duré la grève a kelderwik ?",
        understood,
    )
    assert answer_text(answer).startswith(f"Compris comme : {understood} (--as-typed la laisse telle quelle.)")
    assert json.loads(to_json(answer))["query"]["corrections"] == [
        {"typed": "kelderwik", "meant": "Kelderwick", "is_name": True}
    ]
    html = reply_html(answer, None, None)
    assert understood in html
    assert "gz-refuses-completion" in html
    assert understood in markdown([answer], "fr", DAY)
    assert understood in table([answer], "fr", DAY)
    assert turn_of(answer).question == understood  # what a follow-up goes on from


def test_extracts_say_so_too(engine: Engine) -> None:
    answer = engine.ask("Que dit-on de kelderwik depuis 2013 ?")
    assert (answer.state, answer.topic) == ("extracts", "Kelderwick")
    first, _, second, *_ = extracts_text(answer).split("\n")
    assert first == "Compris comme : Que dit-on de Kelderwick depuis 2013 ? (--as-typed la laisse telle quelle.)"
    assert second.startswith("« depuis 2013 » : compris comme")


def test_a_question_can_be_asked_as_it_was_typed(engine: Engine) -> None:
    answer = engine.ask("combien de jours a duré la grève a kelderwik ?", as_typed=True)
    query = query_of(answer.query)
    assert (query.meant, query.corrections, query.refused) == (answer.question, (), ("completion",))
    link = link_of(answer, engine.settings)
    assert link is not None
    linked = Linked.of(QueryParams(link[1:]), engine.settings)
    assert linked is not None
    assert (linked.question, linked.refused) == (answer.question, ("completion",))


@pytest.mark.parametrize(
    ("search", "suggestion"),
    [
        ("kelderwik", "Kelderwick"),
        ("greve kelderwik -final", "greve Kelderwick -final"),
        ("grève kelderwick", None),  # nothing to suggest where it finds
        ('"kelderwik"', None),
        ("kelderwik*", None),
        ("kelderwik handball chauffeurs", None),  # no article holds all of them either
        ("zzyzx", None),
    ],
)
def test_a_search_that_finds_nothing_suggests_what_would(search: str, suggestion: str | None, engine: Engine) -> None:
    page = engine.search(search)
    assert page.suggestion == suggestion
    assert (page.articles == 0) == (search != "grève kelderwick")
    text = found_text(page, "fr")
    assert ("Vouliez-vous dire" in text) == (suggestion is not None)
    if suggestion is not None:
        assert engine.search(suggestion).articles > 0


def test_a_suggestion_keeps_to_the_filters(engine: Engine) -> None:
    assert engine.search("kelderwik", filters=Filters(since="2012", until="2013")).suggestion == "Kelderwick"
    assert engine.search("kelderwik", filters=Filters(since="2020")).suggestion is None


def query_of(query: Query | None) -> Query:
    assert query is not None
    return query
