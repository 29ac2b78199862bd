"""Follow-up questions: every line of the test dialogues, and what must hold for any text."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.ask.date_filters import said_period
from qa.ask.followups.rules import Completion, _bare, complete, is_unclear
from qa.lang.detect import detect_language
from qa.lang.periods import is_period
from qa.values import CompletionKind, Place, Turn
from tests.conftest import ROOT

DIALOGUES = [
    json.loads(line)
    for name in ("fr", "en")
    for line in (ROOT / f"tests/data/dialogues.{name}.jsonl").read_text("utf-8").splitlines()
]


def history(dialogue: dict[str, Any]) -> list[Turn]:
    return [
        Turn(question, detect_language(question), answer, articles=(f"a{number}",))
        for number, (question, answer) in enumerate(dialogue["history"])
    ]


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda d: f"{d['history'][-1][0]} — {d['ask']}")
def test_a_follow_up_means_one_question_which_stands_on_its_own(dialogue: dict[str, Any]) -> None:
    found = complete(dialogue["ask"], history(dialogue))
    assert found.text in dialogue["means"]
    assert found.kind == dialogue["kind"]
    assert complete(found.text, history(dialogue)) == Completion(found.text)


def test_the_dialogues_are_many_and_of_every_kind() -> None:
    for language in ("fr", "en"):
        lines = (ROOT / f"tests/data/dialogues.{language}.jsonl").read_text("utf-8").splitlines()
        kinds = {json.loads(line)["kind"] for line in lines}
        assert len(set(lines)) >= 60
        assert kinds == {None, *get_args(CompletionKind)}


@pytest.mark.parametrize(
    "question",
    ["and in Lyon?", "And him?", "who is she?", "when was she born?", "Which ones?", "et au Japon ?", "qui est-elle ?",
     "c’est quoi ?", "en quelle année ?", "et l’arbitre ?"],
)  # fmt: skip
def test_what_points_back_to_nothing_known_is_unclear(question: str) -> None:
    turns = [Turn("What caused the Brest explosion?", "en", "")]
    assert complete(question, turns) == Completion(question)
    assert is_unclear(question, turns)
    assert not is_unclear(question, [])


@pytest.mark.parametrize(
    "question",
    [d["history"][0][0] for d in DIALOGUES]
    + ["Thank you!", "bonjour", "And who is the mayor of Lyon?", "La Fontaine a-t-il connu Molière ?", "Macron",
       "Did Racine know Molière when he was young?", "Is it raining?", "Le maire a-t-il démissionné ?"],
)  # fmt: skip
def test_what_stands_on_its_own_is_never_unclear(question: str) -> None:
    assert not is_unclear(question, [MILLAU])


# ---------------------------------------------------------------- commands


MILLAU = Turn(
    "Qui a inauguré le viaduc de Millau ?",
    "fr",
    "Jacques Chirac",
    articles=("a", "b"),
    titles=("Le viaduc", "Le pont"),
    shown=(Place("a", 0, 90), Place("b", 40, 70)),
)
NOTHING_MORE = Turn(MILLAU.question, "fr", "", articles=("c",), titles=("Le canal",), shown=(Place("c", 0, 9),))
COMMANDS = {
    "more": """encore|encore !|la suite|Plus ?|d’autres réponses ?|autre chose ?|en savoir plus|continue, stp|more|
More!|more please|show me more|anything else?|other answers|next|ok, continue|what else?""".replace("\n", ""),
    "same_article": """seulement cet article|Uniquement dans cet article.|cet article seulement|dans le même article|
only this article|Only in this article, please|just this article|in this article only|this article|
the same article""".replace("\n", ""),
}


@pytest.mark.parametrize("command", COMMANDS["more"].split("|"))
def test_more_is_the_same_question_without_what_was_shown(command: str) -> None:
    assert complete(command, [MILLAU]) == Completion(MILLAU.question, "more", (), MILLAU.shown)
    assert complete(command, [MILLAU, NOTHING_MORE]).shown == (*MILLAU.shown, *NOTHING_MORE.shown)
    only = replace(MILLAU, only=("a",))
    assert complete(command, [only]).articles == ("a",)


@pytest.mark.parametrize("command", COMMANDS["same_article"].split("|"))
def test_only_this_article_is_the_same_question_of_the_articles_that_were_cited(command: str) -> None:
    assert complete(command, [MILLAU]) == Completion(MILLAU.question, "same_article", ("a", "b"))
    assert complete(command, [MILLAU, NOTHING_MORE]).articles == ("a", "b")
    assert complete(command, [replace(MILLAU, articles=())]) == Completion(command)


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("Dans cet article, combien pèse le tablier ?", "Combien pèse le tablier ?"),
        ("combien pèse le tablier dans cet article ?", "Combien pèse le tablier ?"),
        ("How long is the bridge, according to this article?", "How long is the bridge?"),
        ("Selon cet article, quelle est sa hauteur ?", "Quelle est la hauteur du viaduc de Millau ?"),
    ],
)
def test_a_new_question_of_this_article(question: str, meant: str) -> None:
    assert complete(question, [MILLAU]) == Completion(meant, "same_article", ("a", "b"))


@pytest.mark.parametrize("question", ["Who built this viaduct?", "Who built this Viaduct?", "WHO BUILT THIS VIADUCT?"])
def test_capitals_change_nothing_of_what_a_noun_points_back_to(question: str) -> None:
    turn = Turn("What is the height of the Millau viaduct?", "en", "343 metres", articles=("a",))
    assert complete(question, [turn]).text.lower() == "who built the millau viaduct?"


# ---------------------------------------------------------------- what always holds


WORDS = st.sampled_from(
    """et and où where quand when pourquoi il elle he she it they son sa his their l’a à en in de du la le les the Paris
    Lyon 2021 1990 Marie Curie viaduc mayor who qui what que quoi combien how many there then that ça cela cet this
    article encore more seulement only , ? ! ’ « » - est-il a-t-elle y a-t-il est was did merci thanks premier second
    what about qu’en est-il celui one janvier January since before avant depuis 2019 between and (2018–2020) , ( )
    – last year du Canal Midi World Cup of articles""".split()
)
QUESTIONS = st.one_of(
    st.text(max_size=60),
    st.lists(WORDS, max_size=14).map(" ".join),
    st.sampled_from([d["ask"] for d in DIALOGUES] + [d["history"][-1][0] for d in DIALOGUES]),
)
TURNS = st.builds(
    Turn,
    QUESTIONS,
    st.sampled_from(["fr", "en"]),
    st.one_of(st.text(max_size=30), st.lists(WORDS, max_size=5).map(" ".join)),
    st.just(("a",)),
)


@settings(max_examples=300, deadline=None)
@given(QUESTIONS, st.lists(TURNS, max_size=3))
def test_any_text_is_completed_once_or_left_alone(question: str, turns: list[Turn]) -> None:
    found = complete(question, turns)
    assert complete(question, turns) == found
    if found.kind is None:
        assert found == Completion(question)
    else:
        assert complete(found.text, turns) == Completion(found.text)


@settings(max_examples=100, deadline=None)
@given(QUESTIONS)
def test_without_a_conversation_nothing_changes(question: str) -> None:
    assert complete(question, []) == Completion(question)


@pytest.mark.parametrize("question", [d["history"][-1][0] for d in DIALOGUES])
def test_a_question_that_stands_on_its_own_is_never_changed(question: str) -> None:
    for turn in (MILLAU, Turn("Who discovered penicillin?", "en", "Alexander Fleming"), Turn("Où est né Hugo ?", "fr")):
        assert complete(question, [turn]) == Completion(question)


@pytest.mark.parametrize(
    "unit", ["il y a ", "Marie ", "the of ", "was ", "l’", "-t-il", "de la ", "qui le a ", "et ", "à "]
)
def test_long_questions_take_no_longer_than_they_are(unit: str) -> None:
    def seconds(length: int) -> float:
        question = (unit * length)[:length]
        started = time.process_time()
        complete("et à Paris ?", [Turn(question, "fr", question)])
        complete(question, [MILLAU])
        return time.process_time() - started

    assert seconds(1000) < 1
    assert seconds(190) < 1
    assert seconds(390) < 1


# ---------------------------------------------------------------- the period of articles that was typed


PERIODS = {
    "en": (
        ", before 2019",
        ", since March 2021",
        " (2018–2020)",
        " – between 2018 and 2020",
        ", in the last six months",
    ),
    "fr": (
        ", avant 2019",
        ", depuis mars 2021",
        " (2018–2020)",
        " – entre 2018 et 2020",
        ", dans les articles de 2020",
    ),
}


def is_or_has_a_period(text: str) -> bool:
    language, (core, _) = detect_language(text), _bare(text)
    return is_period(core, language) or said_period(text, language) is not None


def with_period(question: str, period: str) -> str:
    core = question.rstrip(" ?")
    return f"{core}{period}{question[len(core) :]}"


UNDATED = [
    dialogue
    for dialogue in DIALOGUES
    if dialogue["kind"] in ("ellipsis", "substitution")
    and {detect_language(dialogue["ask"])} == {detect_language(question) for question, _ in dialogue["history"]}
    and dialogue["history"][-1][0].endswith("?")
    and not any(is_or_has_a_period(text) for text in (dialogue["ask"], dialogue["history"][-1][0]))
]


@pytest.mark.parametrize("dialogue", UNDATED, ids=lambda d: f"{d['history'][-1][0]} — {d['ask']}")
def test_a_period_that_was_typed_holds_for_what_follows(dialogue: dict[str, Any]) -> None:
    turns = history(dialogue)
    without, last = complete(dialogue["ask"], turns), turns[-1]
    for period in PERIODS[last.language]:
        turns[-1] = replace(last, question=with_period(last.question, period))
        found = complete(dialogue["ask"], turns)
        if found.kind is None:  # nothing of after 2019 stands in articles of before
            assert any(map(str.isdigit, dialogue["ask"])), period
        else:
            assert found == replace(without, text=with_period(without.text, period))
