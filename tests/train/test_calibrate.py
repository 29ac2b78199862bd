"""The fit recovers what it is given, and its figures agree with what we did not write."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from pathlib import Path

import pytest

from qa.evaluate.gold import GoldQuestion
from qa.models.calibration import UNCALIBRATED, Calibration, Features, FusionWeights
from qa.train.card import write_card
from qa.train.fits import (
    REFUSED,
    fit_confidence,
    fit_fusion,
    fit_scale,
    fit_threshold,
    measure_promises,
    promise_at,
)
from qa.train.observe import Evidence, Observation, Observed
from qa.train.outcomes import Outcome, error_of, outcomes
from qa.values import LanguageCode, Ranked, Ranking


def observed_one(margin: float, right: bool, language: LanguageCode = "fr") -> Observed:
    gold = GoldQuestion("?", language, "corpus", "a", "a", 0, 1)
    features = Features(margin, 0.0, 0.5, 0.5, 0.25, 1.0, 0.0)
    return Observed(gold, f"corpus {language}→fr", (Observation(features, right),), 10)


def test_the_logistic_model_finds_the_weights_that_made_the_data() -> None:
    chance = random.Random(3)
    observed = []
    for _ in range(6000):
        margin = chance.uniform(-8, 8)
        observed.append(observed_one(margin, chance.random() < 1 / (1 + math.exp(-(0.7 * margin - 1.5)))))
    intercept, weights = fit_confidence(observed)
    assert weights.margin == pytest.approx(0.7, abs=0.06)
    fitted = Calibration("", intercept, weights, UNCALIBRATED.thresholds, FusionWeights())
    assert fitted.confidence(observed_one(0.0, True).candidates[0].features, "fr") == pytest.approx(
        1 / (1 + math.exp(1.5)), abs=0.03
    )


def test_the_winners_are_as_often_right_as_their_confidence_says() -> None:
    chance = random.Random(7)
    observed = []
    for number in range(4000):
        language: LanguageCode = "fr" if number % 2 else "en"
        odds = chance.gauss(0, 2)
        # Of French answers the model is surer than it should be, of English ones less sure.
        right = chance.random() < 1 / (1 + math.exp(-(odds - 1 if language == "fr" else 2 * odds)))
        observed.append(observed_one(odds, right, language))
    weights = Features(**{**dict.fromkeys(Features.__dataclass_fields__, 0.0), "margin": 1.0})
    plain = Calibration("", 0.0, weights, UNCALIBRATED.thresholds, FusionWeights())
    scale = fit_scale(observed, plain)
    assert (scale["fr"].slope, scale["fr"].offset) == pytest.approx((1.0, -1.0), abs=0.2)
    assert (scale["en"].slope, scale["en"].offset) == pytest.approx((2.0, 0.0), abs=0.2)
    scaled = replace(plain, scale=scale)
    assert error_of(outcomes(observed, scaled)) < 0.03 < error_of(outcomes(observed, plain))


def test_data_that_turn_the_margin_round_are_refused() -> None:
    with pytest.raises(ValueError, match="margin"):
        fit_confidence([observed_one(float(n), n < 50) for n in range(100)])


def test_the_threshold_refuses_the_share_that_it_should() -> None:
    chance = random.Random(5)
    outcome = [Outcome(chance.random(), False, False) for _ in range(1000)] + [Outcome(0.99, True, True)] * 500
    threshold = fit_threshold(outcome)
    refused = sum(sure < threshold for sure, _, answerable in outcome if not answerable) / 1000
    assert refused == pytest.approx(REFUSED, abs=0.01)


def test_no_more_is_promised_than_the_answers_keep() -> None:
    """Of 200 answers above 0.9 eight are wrong, of 100 below it forty."""
    outcome = [Outcome(0.95, n >= 8, True) for n in range(200)] + [Outcome(0.7, n >= 40, True) for n in range(100)]
    sure, all_of_them = promise_at(0.9, outcome), promise_at(0.5, outcome)
    assert sure is not None
    assert all_of_them is not None
    assert 8 / 200 < sure.at_most < 0.08  # 7.1 %, by Clopper and Pearson
    assert sure.shown == pytest.approx(200 / 300, abs=1e-4)
    assert 48 / 300 < all_of_them.at_most < 0.21
    assert promise_at(0.97, outcome) is None


def test_the_threshold_follows_from_what_may_be_wrong() -> None:
    chance = random.Random(9)
    observed = [observed_one(odds, chance.random() < 1 / (1 + math.exp(-odds))) for odds in map(_odds, range(4000))]
    weights = Features(**{**dict.fromkeys(Features.__dataclass_fields__, 0.0), "margin": 1.0})
    plain = Calibration("", 0.0, weights, UNCALIBRATED.thresholds, FusionWeights())
    fitted = replace(plain, promises=measure_promises(observed, plain))
    strict, lax = fitted.promising(0.05), fitted.promising(0.2)
    assert strict.thresholds["fr"].found > lax.thresholds["fr"].found >= 0.5
    for one, most in ((strict, 0.05), (lax, 0.2)):
        promise = one.promise_of("fr")
        assert promise is not None
        assert promise.at_most <= most
        wrong = [not right for sure, right, _ in outcomes(observed, one) if sure >= one.thresholds["fr"].found]
        assert sum(wrong) / len(wrong) <= promise.at_most
    best = fitted.promising(1e-9).promise_of("fr")  # more than anyone can keep: as near to it as can be
    assert best is not None
    assert best.at_most == min(one.at_most for one in fitted.promises["fr"])
    assert plain.promising(0.05) == plain
    assert plain.promise_of("fr") is None


def _odds(number: int) -> float:
    return (number % 100) / 10 - 4


def test_the_fusion_prefers_the_retriever_that_finds() -> None:
    def ranking(kind: str, ids: str, language: str | None) -> Ranking:
        hits = tuple(Ranked(id_, rank, 1.0) for rank, id_ in enumerate(ids, start=1))
        return Ranking(kind, language, hits)  # type: ignore[arg-type]

    gold = GoldQuestion("?", "fr", "corpus", "a", "a", 0, 1)
    evidence = [
        Evidence(gold, "corpus fr→fr", ranking("dense", "xgyz", None), (ranking("bm25", "zyxw", "fr"),), frozenset("g"))
    ]
    assert fit_fusion(evidence, top_k=1).bm25_same <= 0.25


def test_the_card_keeps_what_is_around_its_marks(tmp_path: Path) -> None:
    card = tmp_path / "README.md"
    card.write_text("# Before\n<!-- calibration -->\nold\n<!-- /calibration -->\nafter\n")
    write_card(["one", "two"], card)
    assert card.read_text() == "# Before\n<!-- calibration -->\n```\none\ntwo\n```\n<!-- /calibration -->\nafter\n"
