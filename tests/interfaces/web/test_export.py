"""Exported conversations: what stands in them, and that hostile words stay words in all three formats."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from qa.ask.engine import Engine
from qa.interfaces.i18n import say
from qa.interfaces.places import where
from qa.interfaces.web.export import Format, cell, export, markdown_text
from qa.interfaces.web.views import visible
from qa.values import Alternative, Answer, Citation, Filters, LanguageCode, Query

DAY = date(2022, 1, 6)
HOSTILE = '<script>window.hacked=1</script> <img src=x onerror="window.hacked=1"> **x** [a](javascript:b) \u202e& ```'


def citation_of(before: str, quote: str, after: str, *, page: int | None = None, title: str = "Le phare") -> Citation:
    start = 100 + len(before)
    end, passage = start + len(quote), before + quote + after
    return Citation(
        quote, "a1:0", title, "news/a.txt", "1863-03", "fr", start, end, passage, 100, passage, 100, 3, page
    )


FOUND = Answer(
    question="Qui a allumé le phare ?",
    language="fr",
    state="found",
    text="Aristide Kermadec",
    confidence=0.87,
    citations=(
        citation_of("allumé par\n\nl’ingénieur ", "Aristide Kermadec", "."),
        citation_of("", "A. Kermadec", "!"),
    ),
    alternatives=(Alternative("un gardien", 0.12, (citation_of("Un ", "gardien", " y veillait.", page=4),)),),
    query=Query("x", "fr", 10, Filters("fr", "2021-03-01", folders=("news",)), completion=None),
)
FOLLOW_UP = replace(
    FOUND, state="unsure", query=Query("x", "fr", 10, meant="Quand fut-il allumé ?", completion="pronoun")
)
NOT_FOUND = Answer("Et la pizza ?", "fr", "not_found", "", 0.02, nearest=(citation_of("", "La", " lampe."),))
ALL: tuple[Format, ...] = ("md", "html", "csv")


def written(form: Format, answers: Sequence[Answer], language: LanguageCode = "en") -> str:
    return export(answers, form, language, DAY).text


def rows(answers: Sequence[Answer], language: LanguageCode = "en") -> list[list[str]]:
    text = written("csv", answers, language).removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(text), delimiter=";" if language == "fr" else ","))


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses |= {value or "" for name, value in attrs if name in ("href", "src", "action", "formaction")}

    def handle_data(self, data: str) -> None:
        self.text += data


# ---------------------------------------------------------------- what stands in them


@pytest.mark.parametrize("form", ["md", "html"])
def test_a_document_has_answers_with_their_references(form: Format) -> None:
    text = written(form, [FOUND, FOLLOW_UP, NOT_FOUND])
    for word in (
        "Conversation with Gazette, 2022-01-06",
        "Qui a allumé le phare ?",
        "confidence 87 %",
        "Filters: since March 2021, in French, news",
        "Understood as: Quand fut-il allumé ?",
        "Not sure: check the passage.",
        "No sure answer; these passages talk about it:",
        "Other answers:",
        "1863-03",
        "line 3",
        "page 4",
        "characters 124–141",
    ):
        assert word in text, word


def test_markdown_says_quotes_in_bold() -> None:
    text = written("md", [FOUND], "fr")
    assert (
        "> allumé par\n>\n> l’ingénieur **Aristide Kermadec**.\n>\n> — Le phare, 1863-03, news/a.txt, ligne 3" in text
    )
    odd = replace(FOUND, citations=(citation_of("mot", "«phare»", "mot"),))
    assert "mot<strong>«phare»</strong>mot" in written("md", [odd])


def test_the_page_is_whole_and_runs_nothing() -> None:
    text = written("html", [FOUND, NOT_FOUND], "fr")
    assert text.startswith("<!doctype html>")
    assert "default-src 'none'" in text
    assert "@media print" in text
    assert not Tags(text).tags & {"script", "link", "img", "iframe", "a", "button"}
    assert not {name for name in Tags(text).attributes if name.startswith("on")} | (Tags(text).attributes & {"src"})
    assert "url(" not in text


def test_the_table_has_a_row_a_citation() -> None:
    head, *cited = rows([FOUND, FOLLOW_UP, NOT_FOUND])
    assert head[:6] == ["question", "understood as", "answer", "state", "confidence, %", "quote"]
    assert [row[5] for row in cited] == ["Aristide Kermadec", "A. Kermadec"] * 2 + [""]
    assert cited[0][2:] == [
        *("Aristide Kermadec", "found", "87", "Aristide Kermadec", "Le phare", "1863-03", "news/a.txt"),
        *("3", "", "124", "141", "allumé par\n\nl’ingénieur Aristide Kermadec.", ""),
        *("", "", ""),
    ]
    assert cited[2][1] == "Quand fut-il allumé ?"
    assert cited[4] == ["Et la pizza ?", "", "", "not found", *[""] * 14]
    assert {len(row) for row in (head, *cited)} == {18}


def test_the_french_table_is_for_french_spreadsheets() -> None:
    assert written("csv", [FOUND], "fr").startswith("\ufeff")
    head, first, *_ = rows([FOUND], "fr")
    assert head == [say("fr", name) for name in rows([FOUND])[0]]
    assert (head[0], head[-4]) == ("question", "adresse")
    assert first[3] == "trouvée"


@pytest.mark.parametrize("form", ALL)
def test_a_conversation_as_the_engine_gives_it(form: Format, tiny_engine: Engine) -> None:
    answer = tiny_engine.ask("Qui a inauguré le viaduc de Millau ?")
    file = export([answer], form, "fr", DAY)
    assert file.name == f"gazette-2022-01-06.{form}"
    assert answer.text in file.text
    assert answer.citations[0].path in (rows([answer], "fr")[1] if form == "csv" else Tags(file.text).text + file.text)


# ---------------------------------------------------------------- hostile words


def hostile(words: str) -> Answer:
    cited = replace(citation_of(words, words, words), title=words, path=words)
    query = Query(
        words, "fr", 10, meant=words, completion="same_article", filters=Filters(folders=(words,), articles=("a1:0",))
    )
    others = (Alternative(words, 0.1, (cited,)),)
    return Answer(words, "fr", "found", words, 0.9, (cited,), others, query=query)


def test_a_page_shows_hostile_words() -> None:
    page = written("html", [hostile(HOSTILE)])
    plain = Tags(written("html", [FOUND]))
    assert Tags(page).tags == plain.tags
    assert Tags(page).attributes == plain.attributes
    assert HOSTILE.replace("\u202e", "") in Tags(page).text
    assert "\u202e" not in page


def test_markdown_shows_hostile_words() -> None:
    text = written("md", [hostile(f"{HOSTILE} http://evil.example www.evil.example\n\n# Head\n- item\n===")])
    for flavour in ("commonmark", "gfm-like"):
        reader = MarkdownIt(flavour, {"html": True, "linkify": False})
        page = Tags(reader.render(text))
        assert page.tags <= {"h1", "h2", "p", "br", "strong", "blockquote", "ul", "li"}, flavour
        assert "<script>window.hacked=1</script>" in page.text
        assert "**x** [a](javascript:b) & ``` http://evil.example www.evil.example # Head - item ===" in page.text
    assert "<script" not in text


@pytest.mark.parametrize("words", [" - a", "\t+ a", " 1. a", "    a", " # a", "\n=", " 12) a", "~~~", "---"])
def test_no_line_begins_a_block(words: str) -> None:
    assert Tags(MarkdownIt("gfm-like", {"linkify": False}).render(markdown_text(words))).tags == {"p"}


@given(st.text(st.sampled_from("a1 \n\t*_`[]()<>&#-+=.!~|\\:/\"'$@"), min_size=1, max_size=30))
def test_markdown_text_is_shown_as_it_is(words: str) -> None:
    shown = Tags(MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(markdown_text(words)))
    assert shown.tags <= {"p"}
    assert " ".join(shown.text.split()) == " ".join(words.split())


def test_slides_and_cells_have_columns_of_their_own() -> None:
    slide = replace(citation_of("allumé par ", "Aristide Kermadec", "."), slide=7, line=None)
    sheet = replace(citation_of("", "1863", ""), sheet="Phares", cells="B4:D4", line=None)
    head, first, second = rows([replace(FOUND, citations=(slide, sheet))], "fr")
    assert head[-3:] == ["diapositive", "feuille", "cellules"]
    assert (first[-3:], second[-3:]) == (["7", "", ""], ["", "Phares", "B4:D4"])
    assert where(slide, "fr") == "diapositive 7"
    assert where(slide, "en") == "slide 7"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\u00a0@", "＝", "\u202e="])
def test_no_cell_is_a_formula(start: str) -> None:
    words = f'{start}HYPERLINK("http://evil.example")'
    assert cell(words).startswith("'")
    for row in rows([hostile(words)])[1:]:
        assert not {value[:1] for value in row} & set("=+-@＝\t\r\n ")


@given(st.text(max_size=40))
def test_a_cell_never_begins_a_formula(words: str) -> None:
    assert cell(words).lstrip(" \u00a0")[:1] not in set("=+-@＝＋－＠\t\r\n") - {""}
    assert cell(words) in (visible(words), f"'{visible(words)}")
