"""Nothing is said of a question only where nothing found talks about it; what filters leave out is counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa.ask.engine import Engine
from qa.ask.near import near, or_nothing
from qa.values import Decision, Filters, Hit, Passage, Query

TEXT = "Le maire a ouvert la piscine en mai."


def hit(similarity: float) -> Hit:
    return Hit(Passage("p", "a", 0, len(TEXT), TEXT, "fr", ""), 1, 0.1, similarity, None)


WITHHELD = Decision("not_found", "low_confidence", 0.05, (), (hit(0.5),))


@pytest.mark.parametrize(
    ("question", "similarity", "talks"),
    [
        ("Qui a ouvert la piscine ?", 0.55, True),  # its words are there
        ("Who opened the swimming pool?", 0.65, True),  # its meaning is
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
