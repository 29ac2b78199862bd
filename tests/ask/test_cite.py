"""A quote stands in its article where the citation says, or there is no citation."""

from __future__ import annotations

import pytest

from qa.ask.cite import absent_years, cite
from qa.errors import IndexDamaged
from qa.values import Article, Candidate, Decision, Hit, Passage, Query, Span

TEXT = "date 2022-01\nLe pont\n\nLe pont a ouvert.\fIl est long."
ARTICLE = Article("a1:0", "a.pdf", "Le pont", TEXT, 13, "2022-01", "header", "fr", "0", "application/pdf")


def passage(start: int) -> Passage:
    return Passage(f"a1:0:{start}", ARTICLE.id, start, len(TEXT), TEXT[start:], "fr", "")


def test_a_citation_says_where() -> None:
    start = TEXT.index("Il est")
    found = cite(ARTICLE, passage(13), start, start + 6, "Il est")
    assert (found.quote, found.line, found.page, found.date) == ("Il est", None, 2, "2022-01")
    assert TEXT[found.start : found.end] == found.quote
    assert found.passage == TEXT[found.passage_start :]


@pytest.mark.parametrize(("start", "quote"), [(22, "Le port"), (23, "Le pont"), (5, "2022-01")])
def test_a_quote_that_does_not_stand_there_is_refused(start: int, quote: str) -> None:
    with pytest.raises(IndexDamaged, match="gazette build"):
        cite(ARTICLE, passage(0), start, start + len(quote), quote)


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("Qui a ouvert le pont en 2022 ?", ()),
        ("Qui a fermé le pont en 1998 ?", ()),
        ("Qui a ouvert le pont en 2021, et qui en 2020 et 2022 ?", (2020, 2021)),
        ("Qui a ouvert le pont avant 2021 ?", ()),
        ("Qui a ouvert le pont ?", ()),
    ],
)
def test_the_years_that_no_article_shown_speaks_of(question: str, years: tuple[int, ...]) -> None:
    hits = tuple(
        Hit(Passage(str(said), ARTICLE.id, 0, len(TEXT), TEXT, "fr", "", frozenset([said])), 1, 0.1, 0.5, 3.0)
        for said in (1998, 2022)
    )
    query = Query(question, "fr", 10)
    answer = Candidate(tuple(Span(one, 16, 23, 1.0, 0.0) for one in hits))
    assert absent_years(query, Decision("unsure", None, 0.5, (answer,), ())) == years
    assert absent_years(query, Decision("not_found", "low_confidence", 0.1, (), hits)) == years
    assert absent_years(query, Decision("not_found", "no_passage", 0.0, (), ())) == ()
