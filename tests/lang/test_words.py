"""Words and the one spelling of each."""

from __future__ import annotations

import pytest

from qa.lang.words import spelling, spellings


def test_a_spelling_knows_no_accents_capitals_ligatures_or_apostrophes() -> None:
    assert spelling("Œuvre d’ÉTÉ ﬁn Straße") == "oeuvre d'ete fin strasse"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("L’Éléphante, porte-parole", ["l", "elephante", "porte", "parole"]),
        ("e\u0301te\u0301 2023", ["ete", "2023"]),
        ("snake_case — (…)", ["snake", "case"]),
        ("", []),
    ],
)
def test_the_words_of_a_text(text: str, words: list[str]) -> None:
    assert spellings(text) == words
