"""What is typed into the search: every sign, and what may not be typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.ask.search.syntax import Sought, SoughtPart, read_search
from qa.errors import QuestionError


def parts(found: tuple[SoughtPart, ...]) -> list[tuple[str, str]]:
    return [(part.kind, " ".join(part.words)) for part in found]


@pytest.mark.parametrize(
    ("typed", "wanted", "unwanted"),
    [
        ("budget 2023", [("word", "budget"), ("word", "2023")], []),
        ("Démission*", [("prefix", "demission")], []),
        ('"conseil municipal" -Lyon', [("phrase", "conseil municipal")], [("word", "lyon")]),
        ("« conseil municipal » −“budget”", [("phrase", "conseil municipal")], [("phrase", "budget")]),
        ('"conseil munic*"', [("prefix", "conseil munic")], []),
        ("l’État d'Artagnan O'Brien", [("word", "etat"), ("word", "artagnan"), ("phrase", "o brien")], []),
        ("porte-parole", [("phrase", "porte parole")], []),
        ('"sans fin', [("phrase", "sans fin")], []),
        ("un - deux", [("word", "un"), ("word", "deux")], []),
        ("(budget), budget", [("word", "budget")], []),
        ("* budget ?", [("word", "budget")], []),
        ("oui -« non » -peut*", [("word", "oui")], [("phrase", "non"), ("prefix", "peut")]),
    ],
)
def test_signs(typed: str, wanted: list[tuple[str, str]], unwanted: list[tuple[str, str]]) -> None:
    sought = read_search(typed, 1000)
    kinds = (parts(tuple({(p.kind, p.words): p for p in sought.wanted}.values())), parts(sought.unwanted))
    assert kinds == (wanted, unwanted)


@pytest.mark.parametrize(
    ("typed", "why"), [("", "empty"), (' "" * ! ', "empty"), ("-budget", "only leaves words out"), ("a" * 11, "limit")]
)
def test_what_names_nothing_is_refused(typed: str, why: str) -> None:
    with pytest.raises(QuestionError, match=why):
        read_search(typed, 10)


@given(st.text(max_size=60))
def test_anything_is_read_or_refused(typed: str) -> None:
    try:
        sought = read_search(typed, 60)
    except QuestionError:
        return
    assert isinstance(sought, Sought)
    for part in (*sought.wanted, *sought.unwanted):
        assert part.words
        assert all(word and '"' not in word for word in part.words)
        assert len(part.words) == 1 or part.kind != "word"
