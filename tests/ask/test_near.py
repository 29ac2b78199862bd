"""Nothing is said of a question only where nothing found talks about it; what filters leave out is counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa.ask.engine import Engine
from qa.ask.near import near, or_nothing
from qa.values import Decision, Filters, Hit, LanguageCode, Passage, Query

TEXT = "Le maire, Yves Pennec, a ouvert la piscine en mai."
ENGLISH = "The truffade of the Baths Trust: potatoes with young cheese, and a new boiler for £60,000."


def hit(similarity: float, text: str = TEXT, language: LanguageCode = "fr") -> Hit:
    return Hit(Passage("p", "a", 0, len(text), text, language, ""), 1, 0.1, similarity, None)


WITHHELD = Decision("not_found", "low_confidence", 0.05, (), (hit(0.5),))


@pytest.mark.parametrize(
    ("question", "similarity", "talks"),
    [
        ("Qui a ouvert la piscine ?", 0.55, True),  # its words are there
        ("Who opened the swimming pool?", 0.65, True),  # its meaning is
        ("What did Pennec say about taxes?", 0.5, True),  # a name is
        ("What did Yves Pennec-Rouquier say about taxes?", 0.5, False),  # one that shares a word with another is not
        ("Qui a découvert le radium ?", 0.5, False),
    ],
)
def test_a_passage_talks_about_a_question_by_its_words_or_its_meaning(
    question: str, similarity: float, talks: bool
) -> None:
    query, hits = Query(question, "fr", 10), (hit(similarity),)
    assert bool(near(query, hits, {"a": ""})) == talks
    decision = or_nothing(query, WITHHELD, hits, {"a": ""})
    assert decision == (WITHHELD if talks else replace(WITHHELD, reason="no_passage"))


@pytest.mark.parametrize(
    ("question", "talks"),
    [
        ("C'est quoi la truffade ?", True),  # its only word; the others say something in English alone
        ("Combien le Baths Trust demandait-il pour sa chaudière ?", True),
        ("Combien le Bridge Trust demandait-il pour sa chaudière ?", False),
        ("C'est quoi la raclette ?", False),
    ],
)
def test_a_passage_in_the_other_language_talks_about_a_question(question: str, talks: bool) -> None:
    hits = (hit(0.52, ENGLISH, "en"),)
    assert bool(near(Query(question, "fr", 10), hits, {"a": ""})) == talks


def test_a_guess_that_is_nearly_sure_is_not_nothing() -> None:
    guessed = replace(WITHHELD, confidence=0.2)
    assert or_nothing(Query("Qui a découvert le radium ?", "fr", 10), guessed, (hit(0.5),), {"a": ""}) == guessed


def test_what_lies_outside_the_filters_is_counted(tiny_engine: Engine) -> None:
    question = "Qui a inauguré le viaduc de Millau ?"
    filtered = tiny_engine.ask(question, filters=Filters(until="1900"))
    assert (filtered.state, filtered.reason) == ("not_found", "filtered_out")
    assert 0 < filtered.outside <= 10
    assert tiny_engine.ask(question).outside == 0
    assert tiny_engine.ask("Qui a inventé le zorblax ?").outside == 0
