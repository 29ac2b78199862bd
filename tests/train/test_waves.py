"""Waves fitted on questions with all passages read: fewer passages, the same answers, no surer than they are."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from qa.ask.read import read_hits
from qa.evaluate.gold import GoldQuestion
from qa.evaluate.index import Accepted
from qa.models.calibration import Calibration, Wave
from qa.models.reader import TextSpan
from qa.train.card import by_waves
from qa.train.observe import PassagesRead, observe
from qa.train.outcomes import outcomes
from qa.train.waves import PASSAGES, fit_waves, observed_in, weighed
from qa.values import Query
from tests.ask.test_agreement import CALIBRATION, hit

NAMES = ("Ada", "Luc", "Zoé", "Max", "Eva", "Tom", "Léa", "Kim", "Noé", "Pia")
QUERY = Query("Qui a ouvert le pont ?", "fr", len(NAMES))


def question(margins: Sequence[float], right: int | None, number: int = 0) -> PassagesRead:
    """Ten passages that each name somebody, with the reader's margin for it; `right`: the place of the true one."""
    hits = tuple(
        hit(str(place), f"{name} a ouvert le pont numéro {place}.", place + 1) for place, name in enumerate(NAMES)
    )
    found = tuple((TextSpan(0, len(name), margin, 0.0),) for name, margin in zip(NAMES, margins, strict=True))
    home = None if right is None else str(right)
    accepted = None if right is None else Accepted(str(right), ((0, len(NAMES[right])),), (NAMES[right],))
    gold = GoldQuestion(f"{QUERY.text} {number}", "fr", "piaf", "pont", home, 0, 3)
    return PassagesRead(gold, "piaf fr→fr", QUERY, hits, {str(n): "" for n in range(10)}, found, accepted)


def with_best(place: int, margin: float, right: bool, number: int) -> PassagesRead:
    """A question whose best passage is at `place`; the right one is that, or one that the reader likes less."""
    margins = [-6.0 - n / 10 for n in range(len(NAMES))]
    margins[place] = margin
    return question(margins, place if right else (place + 1) % len(NAMES), number)


def waved(first: float, second: float, unread: float = 0.0) -> Calibration:
    waves = tuple(Wave(passages, sure, unread) for passages, sure in zip(PASSAGES, (first, second), strict=True))
    return replace(CALIBRATION, waves=waves)


class Reader:
    """Finds what a question has, as a model would: once for each text."""

    def __init__(self, known: PassagesRead) -> None:
        self.known = {one.passage.text: list(found) for one, found in zip(known.hits, known.found, strict=True)}

    def read(self, question: str, texts: Sequence[str], titles: Sequence[str] = ()) -> list[list[TextSpan]]:
        return [self.known[text] for text in texts]


def test_without_waves_all_is_observed_as_it_is_read() -> None:
    asked = with_best(3, 2.0, right=True, number=0)
    seen = observe(asked, CALIBRATION)
    assert seen is not None
    assert (seen.passages, seen.settled) == (10, None)
    spans = read_hits(asked.query, asked.hits, asked.titles, Reader(asked))
    assert [one.features.margin for one in seen.candidates] == [span.margin for span in spans]
    assert [one.right for one in seen.candidates] == [True] + [False] * 9


@pytest.mark.parametrize(("place", "passages", "wave"), [(0, 2, 0), (4, 6, 1), (8, 10, None)])
def test_a_question_is_observed_after_as_many_passages_as_settle_it(
    place: int, passages: int, wave: int | None
) -> None:
    seen = observe(with_best(place, 3.0, right=True, number=0), waved(0.9, 0.8, unread=0.5))
    assert seen is not None
    assert (seen.passages, seen.settled) == (passages, None if wave is None else waved(0.9, 0.8, 0.5).waves[wave])
    (got,) = outcomes([seen], CALIBRATION)
    assert got.confidence == pytest.approx(0.9526 if wave is None else 0.9241, abs=1e-4)  # of 3 log-odds, of 2.5


def test_what_nothing_is_found_for_is_left_out() -> None:
    nothing = replace(question([0.0] * 10, None), found=((),) * 10)
    assert observe(nothing, CALIBRATION) is None
    assert observed_in([nothing], CALIBRATION) == []


def test_fewer_passages_are_read_where_the_first_ones_hold_the_answers() -> None:
    chance = random.Random(4)
    asked = [with_best(chance.randrange(2), 3.0, right=n % 20 > 0, number=n) for n in range(100)]
    waves = fit_waves(asked, CALIBRATION)
    assert [wave.passages for wave in waves] == list(PASSAGES)
    assert {one.passages for one in observed_in(asked, replace(CALIBRATION, waves=waves))} == {2}


def test_all_are_read_where_the_first_ones_mislead() -> None:
    """A sure answer in the first passage, and a surer one, the right one, in the last."""
    margins = [4.0, *[-6.0 - n / 10 for n in range(8)], 6.0]
    asked = [question(margins, 9, n) for n in range(40)]
    assert fit_waves(asked, CALIBRATION) == ()


def test_early_answers_are_no_surer_than_they_are_right() -> None:
    """All settled after two passages with 0.95, of which three in five are right: 0.6 is 2.6 log-odds lower."""
    asked = [with_best(0, 3.0, right=n % 5 < 3, number=n) for n in range(100)]
    first, second = weighed(asked, CALIBRATION, (0.5, 0.25))
    assert first.unread == pytest.approx(2.6, abs=0.02)
    assert second.unread == 0.0  # that nothing is known of
    surer = [with_best(0, 1.0, right=True, number=n) for n in range(50)]
    assert weighed(surer, CALIBRATION, (0.5, 0.25))[0].unread < 0.01  # never surer than with all passages read


def test_the_report_tells_how_early_answers_do() -> None:
    calibration = waved(0.9, 0.8)
    asked = [with_best(0, 3.0, right=n % 2 == 0, number=n) for n in range(4)] + [with_best(8, 3.0, True, 5)]
    lines = by_waves(observed_in(asked, calibration), calibration)
    assert "80.0% of the questions after 2.0 passages: right 0.500, mean confidence 0.953" in lines
    assert "20.0% of the questions after 10.0 passages: right 1.000, mean confidence 0.953" in lines
