"""The plain scorer is SQuAD's own; the French-aware one forgives what a French reader would."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluate.scores import EXTRA_WORDS, SCORERS, agrees, exact_match, f1, french_aware_words, squad_words

WORDS = st.lists(
    st.sampled_from(["the", "The", "a", "Eiffel", "Tower", "tower,", "l'eau", "d’or", "1,000", "«", "»", "...", "é"]),
    max_size=6,
).map(" ".join)


@given(WORDS, st.lists(WORDS, min_size=1, max_size=3))
def test_the_plain_scorer_equals_the_official_one(prediction: str, accepted: list[str]) -> None:
    from torchmetrics.functional.text import squad  # takes seconds, and a run of a few files need not pay them

    expected = squad(
        [{"prediction_text": prediction, "id": "q"}],
        [{"answers": {"text": accepted, "answer_start": [0] * len(accepted)}, "id": "q"}],
    )
    assert exact_match(prediction, accepted, squad_words) * 100 == pytest.approx(float(expected["exact_match"]))
    assert f1(prediction, accepted, squad_words) * 100 == pytest.approx(float(expected["f1"]), abs=1e-4)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("L'État", "l’état"),
        ("l'eau", "eau"),
        ("qu’Anne Martin", "Anne Martin"),
        ("« Le Monde »", "le Monde"),
        ("« Monde »", '"Monde"'),
        ("du maire", "le maire"),
        ("58\u202f%", "58 %"),
        ("58 %", "58%"),
        ("1\u202f000 euros", "1 000 euros"),
        ("1,000", "1000"),
        ("1.000.000", "1 000 000"),
        ("Cœur", "coeur"),
        ("Etat", "État"),
        ("Jean-Pierre", "Jean Pierre"),
        ("the Eiffel Tower", "Eiffel tower."),
        ("Einstein's", "Einstein’s"),
        ("aux Pays-Bas", "les Pays-Bas"),
    ],
)
def test_what_the_french_aware_scorer_forgives(one: str, other: str) -> None:
    assert french_aware_words(one) == french_aware_words(other) != []


@pytest.mark.parametrize(
    ("one", "other"),
    [("1 000", "1 0000"), ("12 500", "12 50"), ("6 janvier", "7 janvier"), ("Lyon", "Lyons"), ("3,5", "35")],
)
def test_what_it_does_not_forgive(one: str, other: str) -> None:
    assert french_aware_words(one) != french_aware_words(other)


def test_the_plain_scorer_forgives_no_french_article() -> None:
    assert exact_match("le maire", ["maire"], squad_words) == 0.0
    assert f1("le maire", ["maire"], squad_words) == pytest.approx(2 / 3)
    assert exact_match("le maire", ["maire"], french_aware_words) == 1.0


@given(st.text(), st.text())
def test_scores_are_symmetric_and_bounded(one: str, other: str) -> None:
    for words in SCORERS.values():
        assert 0.0 <= f1(one, [other], words) <= 1.0
        assert f1(one, [other], words) == f1(other, [one], words)
        assert f1(one, [one], words) == exact_match(one, [one], words) == 1.0
        assert f1(one, [other], words) >= exact_match(one, [other], words)


def test_the_best_of_several_answers_counts() -> None:
    accepted = ["le maire de Lyon", "maire"]
    assert exact_match("maire", accepted, squad_words) == 1.0
    assert f1("maire de Lyon", accepted, squad_words) > f1("maire de Lyon", accepted[1:], squad_words)


@pytest.mark.parametrize(
    ("prediction", "accepted"),
    [
        ("La CGT", "La CGT, majoritaire"),
        ("Sylvie Rouquier, adjointe aux sports", "Sylvie Rouquier"),
        ("le 18 juin", "18 juin 2019"),
        ("287\u202f000", "287 000 euros"),
        ("l'une des faïences les plus vendues du pays", "faïences les plus vendues"),
        ("", ""),
    ],
)
def test_what_is_right_though_its_ends_differ(prediction: str, accepted: str) -> None:
    assert agrees(prediction, ["autre chose", accepted])


@pytest.mark.parametrize(
    ("prediction", "accepted"),
    [
        ("euros", "287 000 euros"),  # a piece without the number
        ("juin", "18 juin 2019"),
        ("28", "287 000 euros"),  # no whole word
        ("la direction en compte 74 et la CGT 120", "74"),  # much longer
        ("Georges Malaurent", "Thierry Malaurent"),
        ("2019 juin", "juin 2019"),  # not in a row
        ("", "CGT"),
        ("le", "la CGT"),
    ],
)
def test_what_is_not_right(prediction: str, accepted: str) -> None:
    assert not agrees(prediction, [accepted])


def test_a_longer_answer_is_right_up_to_a_limit() -> None:
    one, many = "Leroux", " ".join(f"mot{n}" for n in range(10))
    assert agrees(one + " mot" * EXTRA_WORDS, [one])
    assert not agrees(one + " mot" * (EXTRA_WORDS + 1), [one])
    assert agrees(many + " mot" * 10, [many])
    assert not agrees(many + " mot" * 11, [many])


def test_a_piece_is_not_the_whole() -> None:
    assert agrees("Leroux", ["Paul Leroux"])
    assert not agrees("Leroux", ["Paul Leroux"], whole=True)
    assert agrees("le maire Paul Leroux", ["Paul Leroux"], whole=True)
    assert not agrees("le", ["la"], whole=True)


@given(WORDS, WORDS)
def test_what_matches_exactly_is_right(one: str, other: str) -> None:
    if exact_match(one, [other], french_aware_words):
        assert agrees(one, [other])
    assert agrees(one, [other]) <= (f1(one, [other], french_aware_words) > 0)
