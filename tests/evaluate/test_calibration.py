"""Calibration figures agree with what we did not write."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss

from qa.evaluate.calibration import BINS, calibration_error, reliability, risk_coverage

CHANCE = np.random.default_rng(9)
SURE = CHANCE.random(4000)
RIGHT = (CHANCE.random(4000) < SURE**2).astype(float)  # too sure of itself


def test_the_reliability_curve_equals_the_reference() -> None:
    right, confidence = calibration_curve(RIGHT, SURE, n_bins=BINS)
    bins = reliability(SURE, RIGHT)
    assert [b.right for b in bins] == pytest.approx(list(right))
    assert [b.confidence for b in bins] == pytest.approx(list(confidence))
    assert sum(b.questions for b in bins) == 4000


def test_the_error_is_the_mean_gap_of_the_curve() -> None:
    gaps = [abs(b.confidence - b.right) * b.questions for b in reliability(SURE, RIGHT)]
    assert calibration_error(SURE, RIGHT) == pytest.approx(sum(gaps) / 4000)
    assert calibration_error(SURE, RIGHT) == pytest.approx(1 / 6, abs=0.02)  # the mean of x - x²


def test_the_error_of_honest_and_of_wrong_confidences() -> None:
    assert calibration_error(SURE, (CHANCE.random(4000) < SURE).astype(float)) < 0.04
    assert calibration_error(np.full(10, 0.95), np.zeros(10)) == pytest.approx(0.95)
    assert calibration_error(np.ones(10), np.ones(10)) == 0.0


def test_brier_is_the_mean_square_that_a_case_gets() -> None:
    assert ((SURE - RIGHT) ** 2).mean() == pytest.approx(brier_score_loss(RIGHT, SURE))


@given(st.lists(st.tuples(st.sampled_from([0.0, 0.2, 0.5, 1.0]), st.booleans()), min_size=1))
def test_risk_against_coverage(pairs: list[tuple[float, bool]]) -> None:
    sure, right = np.array([one[0] for one in pairs]), np.array([float(one[1]) for one in pairs])
    coverage, risk = risk_coverage(sure, right)
    assert coverage[-1] == 1.0
    assert risk[-1] == pytest.approx(1 - right.mean())
    assert (np.diff(coverage) > 0).all()
    for share, wrong, level in zip(coverage, risk, sorted(set(sure), reverse=True), strict=True):
        assert share == pytest.approx((sure >= level).mean())
        assert wrong == pytest.approx(1 - right[sure >= level].mean())
