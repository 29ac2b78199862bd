"""Whether a confidence means what it says: expected calibration error, reliability curve, risk and coverage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """One bar of a reliability curve."""

    low: float  # of the confidences, included
    high: float  # excluded, but for 1
    questions: int
    confidence: float  # mean, 0 to 1
    right: float  # share, 0 to 1


def reliability(sure: Floats, right: Floats) -> tuple[Bin, ...]:
    """Confidence against the share that is right, in BINS equal bins; bins without a question are left out."""
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    return tuple(
        Bin(
            low=n / BINS,
            high=(n + 1) / BINS,
            questions=int((bins == n).sum()),
            confidence=float(sure[bins == n].mean()),
            right=float(right[bins == n].mean()),
        )
        for n in map(int, np.unique(bins))
    )


def calibration_error(sure: Floats, right: Floats) -> float:
    """Expected calibration error in equal bins (Naeini et al. 2015): mean |confidence - accuracy|, 0 to 1."""
    if not len(sure):
        return float("nan")
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    confidence = np.bincount(bins, weights=sure, minlength=BINS)  # sums
    accuracy = np.bincount(bins, weights=right, minlength=BINS)
    return float(np.abs(confidence - accuracy).sum() / len(sure))


def risk_coverage(sure: Floats, right: Floats) -> tuple[Floats, Floats]:
    """Coverage and risk where only the surest questions are answered: share answered, share of those that are wrong.

    El-Yaniv and Wiener, JMLR 2010. One point a question, from the surest on; equal confidences come together.
    """
    order = np.argsort(-sure, kind="stable")
    answered = np.arange(1, len(sure) + 1)
    risk = 1 - np.cumsum(right[order]) / answered
    last = np.append(np.diff(sure[order]) != 0, True)  # the last of those with one confidence
    return answered[last] / len(sure), risk[last]
