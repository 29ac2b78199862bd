"""Links to an answer: what they hold, and what anyone could have written into one."""

from __future__ import annotations

import pytest
from starlette.datastructures import QueryParams

from qa.ask.engine import Engine
from qa.ask.followups.rules import turn_of
from qa.interfaces.web.chips import LONGEST_DATE, MOST_VALUES
from qa.interfaces.web.links import Linked, index_name, link_of
from qa.interfaces.web.reply import reply_html
from qa.settings import Settings
from qa.values import Filters
from tests.interfaces.web.test_export import NOT_FOUND
from tests.interfaces.web.test_reply import HOSTILE, Shown, letters


def test_a_link_asks_the_same_again(tiny_engine: Engine) -> None:
    chosen = Filters("fr", "2004-01-01", "2004-12-31", ("seeds",))
    question = "Qui a inauguré le viaduc de Millau, à 100 % & sûr ?"
    filters = Filters("fr", "2004", "2004-12-31", ("seeds",))
    answer = tiny_engine.ask(question, filters=filters, typed_dates=False)
    link = link_of(answer, tiny_engine.settings)
    assert link is not None
    linked = Linked.of(QueryParams(link[1:]), tiny_engine.settings)
    assert linked == Linked(question, index_name(tiny_engine.settings), chosen, ("typed_dates",))
    assert "/" not in index_name(tiny_engine.settings)


def test_dates_that_were_typed_are_not_filters_as_well(tiny_engine: Engine) -> None:
    question = "Qui a inauguré le viaduc de Millau depuis mars 2004 ?"
    answer = tiny_engine.ask(question, filters=Filters(until="2004"))
    assert answer.query is not None
    assert (answer.query.filters.since, answer.query.filters.until) == ("2004-03-01", "2004-12-31")
    linked = Linked.of(QueryParams((link_of(answer, tiny_engine.settings) or "")[1:]), tiny_engine.settings)
    assert linked is not None
    assert (linked.filters.since, linked.filters.until) == (None, "2004-12-31")
    assert tiny_engine.ask(linked.question, filters=linked.filters).query == answer.query


def test_a_follow_up_is_linked_as_it_was_understood(tiny_engine: Engine) -> None:
    first = tiny_engine.ask("Qui a inauguré le viaduc de Millau ?")
    when = tiny_engine.ask("quand ?", history=[turn_of(first)])
    linked = Linked.of(QueryParams((link_of(when, tiny_engine.settings) or "")[1:]), tiny_engine.settings)
    assert linked is not None
    assert linked.question == "Quand est-ce que Jacques Chirac a inauguré le viaduc de Millau ?"
    more = tiny_engine.ask("encore", history=[turn_of(first)])
    assert more.query is not None
    assert more.query.completion == "more"
    assert link_of(more, tiny_engine.settings) is None  # it depends on what was shown before


@pytest.mark.parametrize("query", ["", "q=", "q=%20%0a", "index=x", "language=fr&since=2004"])
def test_an_address_without_a_question_asks_nothing(query: str) -> None:
    assert Linked.of(QueryParams(query), Settings()) is None


def test_what_a_link_can_hold_is_bounded() -> None:
    settings = Settings()
    query = "q=" + "a" * 9999 + "&since=" + "2" * 999 + "&folder=x" * 99 + "&typed_dates=no"
    linked = Linked.of(QueryParams(query), settings)
    assert linked is not None
    assert len(linked.question) == settings.max_question_chars + 1  # which the engine tells to be too long
    assert len(linked.filters.since or "") == LONGEST_DATE
    assert len(linked.filters.folders) == MOST_VALUES


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_question_stays_in_its_link(hostile: str) -> None:
    shown = Shown(reply_html(NOT_FOUND, "?q=" + hostile, None))
    assert ("value", "?q=" + letters(hostile)) in shown.attributes
    assert {name for name, _ in shown.attributes} == {"class", "type", "value", "lang", "title"}
    assert "gz-copy" not in reply_html(NOT_FOUND, None, None)
