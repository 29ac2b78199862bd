"""Each question that failed gets the likeliest cause, and what went right none."""

from __future__ import annotations

import pytest

from qa.ask.cite import cite
from qa.evaluate.cases import Case
from qa.evaluate.failures import failure_of
from qa.evaluate.index import Accepted
from qa.values import Answer, Article, Passage, State, TraceLine

TEXT = "Le pont a ouvert en mai 1932. Ada Martin et Luc Roy y étaient.\n\nIl a coûté dix francs."
ARTICLE = Article("a1:0", "a.txt", "Le pont", TEXT, 0, None, None, "fr", "0", "text/plain")
OTHER = Article("a1:1", "b.txt", "Le port", TEXT, 0, None, None, "fr", "1", "text/plain")
RIGHT = (TEXT.index("Ada"), TEXT.index(" et Luc"))
ACCEPTED = Accepted(ARTICLE.id, (RIGHT,), ("Ada Martin",))
CASE = Case("1", "Qui a ouvert le pont ?", "fr", "pont", "a", (RIGHT,), "who")


def answer(quote: str, article: Article = ARTICLE, *, holds: bool = True) -> Answer:
    passage = Passage("p", article.id, 0, len(TEXT), TEXT, "fr", "")
    start = TEXT.index(quote)
    cited = cite(article, passage, start, start + len(quote), quote)
    end = len(TEXT) if holds else 10
    trace = (TraceLine("p", "a.txt", 3, 0.5, 1.0, 0.1, 2.0, ARTICLE.id, "Le pont", 0, end),)
    return Answer(CASE.question, "fr", "found", quote, 0.8, (cited,), trace=trace)


@pytest.mark.parametrize(
    ("given", "state", "right", "cause"),
    [
        (answer("Luc Roy", holds=False), "found", False, "not_retrieved"),
        (answer("Luc Roy", OTHER), "found", False, "another_passage"),
        (answer("mai 1932"), "unsure", False, "another_sentence"),
        (answer("Luc Roy"), "found", False, "other_span"),
        (answer("Ada Martin et Luc Roy y étaient"), "found", False, "boundary"),
        (answer("Ada Martin"), "not_found", True, "withheld"),
    ],
)
def test_the_likeliest_cause(given: Answer, state: State, right: bool, cause: str) -> None:
    failed = failure_of("desk fr→fr", CASE, given, state, ACCEPTED, "a.txt", right=right)
    assert failed is not None
    assert failed.cause == cause
    assert failed.rank == (None if cause == "not_retrieved" else 3)
    assert (failed.expected, failed.given, failed.state) == (("Ada Martin",), given.text, state)


def test_an_answer_where_there_is_none_is_invented() -> None:
    failed = failure_of("desk", CASE, answer("Luc Roy"), "unsure", None, "", right=False)
    assert failed is not None
    assert (failed.cause, failed.expected, failed.rank) == ("invented", (), None)


def test_what_went_right_is_no_failure() -> None:
    assert failure_of("desk", CASE, answer("Ada Martin"), "found", ACCEPTED, "a.txt", right=True) is None
    assert failure_of("desk", CASE, answer("Luc Roy"), "not_found", None, "", right=False) is None
