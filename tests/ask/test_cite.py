"""A quote stands in its article where the citation says, or there is no citation."""

from __future__ import annotations

import pytest

from qa.ask.cite import cite
from qa.errors import IndexDamaged
from qa.values import Article, Passage

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
