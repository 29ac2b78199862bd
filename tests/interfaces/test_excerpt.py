"""What a reply shows of a long passage: its quote's sentences and no more than is quick to read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qa.interfaces.excerpt import LONGEST, LONGEST_LEAD, excerpt, lead
from qa.interfaces.format import answer_text
from qa.interfaces.web.export import markdown, page
from qa.interfaces.web.reply import answer_html
from qa.lang.sentences import sentences
from qa.values import Answer, Citation
from tests.interfaces.web.test_reply import Shown, citation

LONG = "Le pont, dont les piles furent coulées une à une, relie depuis lors les deux rives du fleuve à cet endroit."
PASSAGE = f"Un titre\n\n{LONG} {LONG}\n\n{LONG} Il fut ouvert par Ada Martin en mai. {LONG} {LONG} {LONG}\n\n{LONG}"


def shown(cited: Citation) -> str:
    start, end = excerpt(cited)
    return cited.passage[start - cited.passage_start : end - cited.passage_start]


def test_the_sentence_of_the_quote_stands_between_its_neighbours() -> None:
    cited = citation(PASSAGE, "Ada Martin")
    assert shown(cited) == f"{LONG} Il fut ouvert par Ada Martin en mai. {LONG}"
    answer = Answer("Qui ?", "fr", "found", "Ada Martin", 0.9, (cited, cited))
    reply = Shown(answer_html(answer, "fr"))
    assert reply.inside("blockquote") == ["Il fut ouvert par Ada Martin en mai.", f"… {shown(cited)} …"]
    assert reply.inside("mark") == ["Ada Martin"] * 2
    assert answer_text(answer).startswith("Il fut ouvert par Ada Martin en mai.\n  → Ada Martin  (")


def test_a_very_long_sentence_is_cut_between_words_around_its_quote() -> None:
    long = citation("mot " * 200 + "Ada Martin" + " mot" * 200, "Ada Martin")
    start, end = lead(long)
    said = long.passage[start - 100 : end - 100]
    assert len(said) <= LONGEST_LEAD
    assert said.startswith("mot ")
    assert said.endswith(" mot")
    assert "Ada Martin" in said
    html = answer_html(Answer("Qui ?", "fr", "found", "Ada Martin", 0.9, (long,)), "fr")
    assert Shown(html).inside("blockquote") == [f"… {said} …"]


def test_a_quote_at_the_beginning_and_at_the_end_has_its_ellipsis_on_the_other_side_alone() -> None:
    first, last = citation(PASSAGE, "Un titre"), citation(PASSAGE, PASSAGE[-len(LONG) :])
    last = replace(last, start=100 + len(PASSAGE) - len(LONG), end=100 + len(PASSAGE))
    assert (shown(first), shown(last)) == ("Un titre", LONG)
    html = answer_html(Answer("Qui ?", "fr", "found", "x", 0.9, (first, first, last)), "fr")
    assert Shown(html).inside("blockquote") == ["Un titre", "Un titre …", f"… {LONG}"]


def test_the_nearest_passage_is_shown_from_its_beginning() -> None:
    nearest = citation(PASSAGE, PASSAGE)
    assert shown(nearest) == f"Un titre\n\n{LONG} {LONG}"
    answer = Answer("Qui ?", "fr", "not_found", "", 0.1, nearest=(nearest,), reason="low_confidence")
    assert Shown(answer_html(answer, "fr")).inside("blockquote") == [f"{shown(nearest)} …"]
    assert f"  Un titre\n  {LONG} {LONG} …\n" in answer_text(answer)


def test_rows_of_a_table_stay_apart() -> None:
    nearest = replace(
        citation("Pornic | 15 000\nSaint-Nazaire | 72 000", "Pornic | 15 000\nSaint-Nazaire | 72 000"), cells="A2:B3"
    )
    answer = Answer("Qui ?", "fr", "not_found", "", 0.1, nearest=(nearest,), reason="low_confidence")
    assert "\n  Pornic | 15 000\n  Saint-Nazaire | 72 000\n" in answer_text(answer)


@pytest.mark.parametrize("passage", [PASSAGE, f"Un titre\n\n{LONG}", f"Un titre\n{LONG}", f"# Un titre\r\n{LONG}"])
def test_a_title_is_never_glued_to_the_text_below_it(passage: str) -> None:
    nearest = replace(citation(passage, passage), title="Un titre")
    assert shown(nearest).startswith(LONG)
    answer = Answer("Qui ?", "fr", "not_found", "", 0.1, nearest=(nearest,), reason="low_confidence")
    assert Shown(answer_html(answer, "fr")).inside("blockquote")[0].startswith(LONG)
    assert f"\n  {LONG}" in answer_text(answer)
    for write in (markdown, page):
        assert write([answer], "fr", date(2022, 1, 6)).count("Un titre") == 1  # in the reference
    quoted = replace(citation(passage, "deux rives"), title="Un titre")
    assert shown(quoted).startswith(LONG)
    assert "Un titre" in shown(replace(citation(passage, "Un titre"), title="Un titre"))


def test_a_short_passage_is_shown_whole() -> None:
    short = f"Titre\n\n{LONG}\n\nUn soir."
    assert shown(citation(short, "soir")) == short
    assert shown(citation(" \n" * LONGEST, "\n")) == " \n" * LONGEST  # nothing to choose from


@given(
    st.lists(
        st.sampled_from(["Un mot. ", "Mme Roux, 2e élue, vint !\n\n", "oui ", f"{LONG} ", "\r\n\r\n", "…» "]),
        min_size=9,
    ),
    st.data(),
)
def test_an_excerpt_holds_its_quote_and_whole_sentences(parts: list[str], data: st.DataObject) -> None:
    passage = "".join(parts)
    start = data.draw(st.integers(0, len(passage) - 1))
    end = data.draw(st.integers(start + 1, len(passage)))
    assume(passage[start:end].strip())
    cited = replace(citation(passage, passage[start:end]), start=100 + start, end=100 + end)
    first, last = (place - 100 for place in excerpt(cited))
    assert 0 <= first < last <= len(passage)
    if passage != cited.quote:
        assert first <= start < end <= last
    spans = sentences(passage, "fr")
    assert all(span[1] <= first or first <= span[0] for span in spans) or first == start
    assert all(span[0] >= last or span[1] <= last for span in spans) or last == end
    if last - first > max(LONGEST, end - start):  # then nothing was added to the quote's own sentences
        holding = [span for span in spans if span[0] < end and start < span[1]]
        assert len(passage) <= LONGEST or (first, last) == (min(start, holding[0][0]), max(end, holding[-1][1]))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_abbreviations_end_no_excerpt(language: str) -> None:
    text = f"{LONG} {LONG}\n\nHere M. Roux met Mr. Hart at 5 p.m. sharp.\n\n{LONG}"
    cited = replace(citation(text, "Hart"), language=language)  # type: ignore[arg-type]
    assert shown(cited) == "Here M. Roux met Mr. Hart at 5 p.m. sharp."
