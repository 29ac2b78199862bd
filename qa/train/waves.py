"""Questions with all passages read -> after how many of them an answer may be settled, and how sure it must be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from math import log

import numpy as np
from scipy.optimize import minimize_scalar

from qa.models.calibration import Calibration, Wave
from qa.train.observe import Observed, PassagesRead, observe
from qa.train.outcomes import auc_of, outcomes

PASSAGES = (2, 6)  # read by the end of the first wave and of the second
SETTLED = ((0.5, 0.6, 0.7, 0.8, 0.9), (0.25, 0.35, 0.5))  # confidences of either that are tried
KEPT = 0.005  # of right answers, of those shown and of the AUC: what may be lost
MOST_UNREAD = 3.0  # log-odds


def observed_in(questions: Sequence[PassagesRead], calibration: Calibration) -> list[Observed]:
    """The questions as the calibration's waves read them; those that nothing is found for are left out."""
    return [seen for one in questions if (seen := observe(one, calibration)) is not None]


def fit_waves(questions: Sequence[PassagesRead], calibration: Calibration) -> tuple[Wave, ...]:
    """The waves that read fewest passages and lose nothing that counts; () where each loses too much.

    Args:
        questions: with all passages read.
        calibration: of answers from all passages, with its thresholds.
    """
    whole = observed_in(questions, replace(calibration, waves=()))
    wanted = [kept - KEPT for kept in _quality(whole, calibration)]
    waves: tuple[Wave, ...] = ()
    fewest = _passages(whole)
    for settled in product(*SETTLED):
        tried = weighed(questions, calibration, settled)
        seen = observed_in(questions, replace(calibration, waves=tried))
        quality = _quality(seen, calibration)
        if _passages(seen) < fewest and all(got >= least for got, least in zip(quality, wanted, strict=True)):
            waves, fewest = tried, _passages(seen)
    return waves


def weighed(questions: Sequence[PassagesRead], calibration: Calibration, settled: Sequence[float]) -> tuple[Wave, ...]:
    """Waves with these confidences, and what is taken off so that the answers of each are as often right as it says."""
    waves = tuple(Wave(passages, sure, unread=0.0) for passages, sure in zip(PASSAGES, settled, strict=True))
    seen = observed_in(questions, replace(calibration, waves=waves))
    return tuple(
        replace(wave, unread=_unread([one for one in seen if one.settled == wave], calibration)) for wave in waves
    )


def _unread(settled: Sequence[Observed], calibration: Calibration) -> float:
    """Log-odds that make the confidence likeliest; never fewer than none, since what is unread can only contradict."""
    if not settled:
        return 0.0

    def surprise(unread: float) -> float:
        lower = replace(calibration, intercept=calibration.intercept - unread)
        own = outcomes([replace(one, settled=None) for one in settled], lower)
        return -sum(log(max(one.confidence if one.right else 1.0 - one.confidence, 1e-9)) for one in own)

    return round(float(minimize_scalar(surprise, bounds=(0.0, MOST_UNREAD), method="bounded").x), 3)


def _quality(seen: Sequence[Observed], calibration: Calibration) -> tuple[float, float, float]:
    """Shares of right answers, of those that are right and shown, and the AUC of right and wrong ones."""
    every = outcomes(seen, calibration)
    shown = [
        one.right and one.confidence >= calibration.thresholds_of(question.language).unsure
        for one, question in zip(every, seen, strict=True)
    ]
    return float(np.mean([one.right for one in every])), float(np.mean(shown)), auc_of(every)


def _passages(seen: Sequence[Observed]) -> float:
    return float(np.mean([one.passages for one in seen]))
