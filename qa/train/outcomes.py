"""Observed questions -> the answer that each would get: how sure, and whether it is right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from qa.evaluate.calibration import calibration_error
from qa.models.calibration import Calibration
from qa.train.observe import Observation, Observed


class Outcome(NamedTuple):
    """What becomes of one question."""

    confidence: float  # of the answer that would be given, 0 to 1
    right: bool
    answerable: bool


def winner(question: Observed, calibration: Calibration) -> Observation:
    """The candidate that would be the answer."""
    return max(question.candidates, key=lambda one: calibration.log_odds(one.features))


def outcomes(observed: Sequence[Observed], calibration: Calibration) -> list[Outcome]:
    """The outcome of each question, by as many passages as were read for it."""
    result = []
    for question in observed:
        best = winner(question, calibration)
        confidence = calibration.after(question.settled).confidence(best.features, question.language)
        result.append(Outcome(confidence, best.right, question.gold.article_id is not None))
    return result


def error_of(outcome: Sequence[Outcome]) -> float:
    """Their expected calibration error."""
    sure, right = [one.confidence for one in outcome], [float(one.right) for one in outcome]
    return calibration_error(np.array(sure), np.array(right))


def auc_of(outcome: Sequence[Outcome]) -> float:
    """Chance that a right answer is surer than a wrong one; 0.5 where all are right or none is."""
    from sklearn.metrics import roc_auc_score

    right = [one.right for one in outcome]
    return float(roc_auc_score(right, [one.confidence for one in outcome])) if 0 < sum(right) < len(right) else 0.5
