"""Questions as people type them, and questions that their text no longer answers."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.train.wording import as_typed, with_another_qualifier, without_accents

TEXT = "En 2017, Anne Martin a gagné la médaille d'or à Paris. Elle était première."


@given(st.text(max_size=80), st.sampled_from(["fr", "en"]), st.integers(0, 10_000))
def test_a_typed_question_keeps_its_length_but_for_a_few_letters(text: str, language: str, seed: int) -> None:
    typed = as_typed(text, language, random.Random(seed))
    assert len(typed) <= 3 * len(text) + 20  # capitals of one letter may be several


def test_accents_go_and_letters_stay() -> None:
    assert without_accents("Où Élodie a-t-elle été reçue ?") == "Ou Elodie a-t-elle ete recue ?"


@pytest.mark.parametrize("seed", range(12))
def test_a_year_is_changed_to_one_that_the_text_does_not_hold(seed: int) -> None:
    changed = with_another_qualifier("Qui a couru en 2017 ?", TEXT, [], random.Random(seed))
    assert changed is not None
    assert "2017" not in changed
    year = "".join(c for c in changed if c.isdigit())
    assert year not in TEXT


def test_a_name_is_changed_to_another_questions_name() -> None:
    changed = with_another_qualifier("Qu'a gagné Anne Martin ici ?", TEXT, ["Durand"], random.Random(1))
    assert changed is not None
    assert "Durand" in changed


def test_an_opposite_that_the_text_holds_too_is_left_alone() -> None:
    both = "Anne était première, Luc dernière, en or et en argent."
    assert with_another_qualifier("qui a l'or ?", both, [], random.Random(1)) is None
    assert with_another_qualifier("qui a l'or ?", TEXT, [], random.Random(1)) == "qui a l'argent ?"
