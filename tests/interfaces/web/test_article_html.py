"""The article beside the chat: every character once, marks where the citation says, nothing that becomes markup."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.interfaces.web.article_view import (
    OVERLAP,
    STRETCH,
    Range,
    View,
    article_html,
    article_reference,
    problem_html,
    stretch,
)
from qa.interfaces.web.views import escape
from qa.values import Article
from tests.interfaces.web.test_reply import HOSTILE, Shown

TEXT = "date 1863\nLe phare\n\nLe phare fut allumé\nen 1863 par Aristide Kermadec. Un gardien y veillait."
QUOTE = Range(TEXT.index("Aristide"), TEXT.index(". Un"))
PASSAGE = Range(TEXT.index("Le phare fut"), TEXT.index(" Un"))
OUR_TAGS = {"a", "div", "h2", "p", "span", "bdi", "mark", "button"}
OUR_ATTRIBUTES = {"class", "lang", "title", "tabindex", "type", "value", "role", "dir", "disabled", "href", "download"}
OUR_ATTRIBUTES |= {"aria-label", "aria-hidden", "data-turn", "data-first"}


def make_article(text: str = TEXT, **other: object) -> Article:
    article = Article("a1:0", "news/phare.txt", "Le phare", text, 0, "1863-03", "header", "fr", "", "text/plain")
    return replace(article, **other)  # type: ignore[arg-type]


def body(html: str) -> str:
    """The text between the buttons for more of it."""
    inside = html[html.index('<div class="gz-body"') :]
    return "".join(Shown(inside[: inside.index("</div>") + 6]).inside("div"))


def test_the_quote_is_marked_inside_its_passage() -> None:
    shown = Shown(article_html(make_article(body_start=10), View(QUOTE, PASSAGE, number=2, count=3), "fr"))
    assert shown.inside("mark") == ["Aristide Kermadec"]
    around = [text for tag, pieces in shown.texts if tag == "span" for text in ["".join(pieces)]]
    assert "Le phare fut allumé\nen 1863 par " in around
    assert "date 1863\n" in around
    assert "Citation 2 sur 3" in around
    assert "ligne 5" in around


def test_a_passage_without_an_answer_is_marked_softly() -> None:
    html = article_html(make_article(), View(PASSAGE, PASSAGE), "en")
    assert "<mark>" not in html
    assert '<span class="gz-around">' in html


@given(
    st.text(min_size=1, max_size=80), st.integers(0, 100), st.integers(1, 40), st.integers(0, 90), st.integers(1, 60)
)
def test_any_place_leaves_the_text_as_it_is(text: str, start: int, long: int, first: int, wide: int) -> None:
    view = View(Range(start, start + long), Range(first, first + wide))
    html = article_html(make_article(text), view, "en")
    plain = Shown(f"<p>{escape(text)}</p>").inside("p")[0]
    assert body(html) == plain
    marked = "".join(Shown(html).inside("mark"))
    assert marked in ("", "".join(Shown(f"<p>{escape(text[start : start + long])}</p>").inside("p")))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_articles_stay_text(hostile: str) -> None:
    article = make_article(hostile + TEXT, title=hostile, path=hostile, date=hostile)
    view = View(Range(0, len(hostile)), Range(0, len(hostile) + 9), number=1, count=2)
    html = article_html(article, view, "fr")
    shown = Shown(html)
    assert set(shown.tags) <= OUR_TAGS
    assert {name for name, _ in shown.attributes} <= OUR_ATTRIBUTES
    assert "${" not in html
    assert "{{" not in html  # Gradio's templates
    assert set(Shown(problem_html(hostile, view, "fr")).tags) <= OUR_TAGS


def test_a_book_is_shown_by_stretches() -> None:
    text = "".join(f"Ligne {number} du registre.\n" for number in range(30_000))
    last = stretch(text, View(Range(400_000, 400_010)))
    assert last.start < 395_000
    assert last.end > 405_000
    article = make_article(text)
    assert len(article_html(article, View(Range(400_000, 400_010)), "fr")) < 3 * STRETCH
    there = stretch(text, View(first=0))
    count = 1
    while there.end < len(text):  # "Later text", to the end
        following = stretch(text, View(first=there.end - OVERLAP))
        assert there.start < following.start <= there.end < following.end
        assert text[following.start - 1] == "\n"
        there, count = following, count + 1
    while there.start > 0:  # "Earlier text", to the beginning
        before = stretch(text, View(first=there.start - STRETCH + OVERLAP))
        assert before.start < there.start <= before.end
        there = before
    assert count < 60
    away = article_html(article, View(Range(400_000, 400_010), first=0), "en")
    assert "Back to the passage" in away
    assert "<mark>" not in away


def test_pages_are_told_apart() -> None:
    html = article_html(make_article("un\fdeux\ftrois", media_type="application/pdf"), View(Range(8, 13)), "fr")
    shown = Shown(html)
    assert [text for text in shown.inside("span") if text.startswith("page")] == ["page 3", "page 2", "page 3"]


def test_a_reference_is_one_line_in_the_interface_s_language() -> None:
    article = make_article()
    quote = Range(TEXT.index("allumé"), TEXT.index(" par"))
    assert (
        article_reference(article, quote, PASSAGE, "fr")
        == "«\u00a0Le phare fut allumé en 1863 par Aristide Kermadec.\u00a0» — "
        "Le phare, 1863-03, news/phare.txt, ligne 4"
    )
    undated = replace(article, date=None, url="https://news.example/")
    said = "“allumé en 1863” — Le phare, undated, news/phare.txt, line 4, https://news.example/"
    assert article_reference(undated, quote, None, "en") == said
