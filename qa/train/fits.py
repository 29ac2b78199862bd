"""Observed questions -> fusion weights, confidence, thresholds, and what can be promised of the answers found."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from qa.ask.fuse import fuse, weighted
from qa.evaluate.statistics import upper_bound
from qa.models.calibration import OTHER_YEAR, Calibration, Features, FusionWeights, Promise, Scale, Thresholds
from qa.train.data import LANGUAGES
from qa.train.observe import Evidence, Observation, Observed
from qa.train.outcomes import Outcome, outcomes, winner
from qa.values import LanguageCode

CONSTANTS = (10, 30, 60)  # k of the fusion
LEXICAL_WEIGHTS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5)  # against a dense weight of 1
CANDIDATES_FITTED = 5  # of each question: the first by the reader's margin
REFUSED = 0.7  # share of the unanswerable questions that are refused; what passes is shown as unsure
MORE_LIKELY_RIGHT = 0.5  # confidence from which an answer may be "found"
PROMISED = tuple(round(0.5 + 0.01 * step, 2) for step in range(50))  # thresholds of "found" that are measured
ENOUGH = 20  # answers of at least that confidence, for a threshold to be measured


def recall_at(evidence: Sequence[Evidence], weights: FusionWeights, top_k: int) -> dict[str, float]:
    """Share of the answerable questions with a gold passage among the `top_k`, by direction."""
    hits: dict[str, list[bool]] = {}
    for one in evidence:
        if one.gold_passages:
            rankings = weighted(weights, (one.dense, *one.bm25), one.gold.language)
            best = {id_ for id_, _ in fuse(rankings, k=weights.k)[:top_k]}
            hits.setdefault(one.direction, []).append(bool(best & one.gold_passages))
    return {direction: float(np.mean(found)) for direction, found in sorted(hits.items())}


def fit_fusion(evidence: Sequence[Evidence], top_k: int) -> FusionWeights:
    """The weights with the best recall, averaged over directions so that the largest does not decide alone."""
    grid = [
        FusionWeights(k, 1.0, same, other)
        for k, same, other in product(CONSTANTS, LEXICAL_WEIGHTS, LEXICAL_WEIGHTS)
        if other <= same
    ]
    return max(grid, key=lambda weights: float(np.mean(list(recall_at(evidence, weights, top_k).values()))))


def fit_confidence(observed: Sequence[Observed]) -> tuple[float, Features]:
    """Intercept and coefficients of a logistic model of "this candidate is right"."""
    first = (one for question in observed for one in question.candidates[:CANDIDATES_FITTED])
    chosen = [one for one in first if not one.features.other_year]  # what it takes off is known, and not fitted
    names = [name for name in Features.__dataclass_fields__ if name != "other_year"]
    weights, intercept = _logistic([[getattr(one.features, name) for name in names] for one in chosen], chosen)
    named = dict(zip(names, map(float, weights.round(4)), strict=True))
    if named["margin"] < 0:
        raise ValueError(
            f"the reader's margin counts against an answer ({named['margin']}): these data cannot be right"
        )
    return round(intercept, 4), Features(**named, other_year=OTHER_YEAR)


def fit_scale(observed: Sequence[Observed], calibration: Calibration) -> dict[LanguageCode, Scale]:
    """A second logistic model on the log-odds of the winners alone: the best of several looks better than it is."""

    def of(language: LanguageCode) -> Scale:
        winners = [winner(question, calibration) for question in observed if question.language == language]
        slope, offset = _logistic([[calibration.log_odds(one.features)] for one in winners], winners)
        if slope[0] <= 0:
            raise ValueError(f"surer answers are not oftener right in {language}: these data cannot be right")
        return Scale(round(float(slope[0]), 4), round(offset, 4))

    return {language: of(language) for language in LANGUAGES}


def _logistic(inputs: Sequence[Sequence[float]], truth: Sequence[Observation]) -> tuple[NDArray[np.float64], float]:
    """Weights (features,) and intercept of a logistic model of "right"; inputs (observations, features)."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler()  # so that the penalty weighs on every feature alike; taken out of the weights below
    model = LogisticRegression(C=1.0, max_iter=5000).fit(
        scaler.fit_transform(np.array(inputs)), np.array([one.right for one in truth])
    )
    weights = model.coef_[0] / scaler.scale_
    return weights, float(model.intercept_[0] - weights @ scaler.mean_)


def fit_thresholds(observed: Sequence[Observed], calibration: Calibration) -> dict[LanguageCode, Thresholds]:
    """The thresholds of either language of questions."""

    def of(language: LanguageCode) -> Thresholds:
        asked = [question for question in observed if question.language == language]
        unsure = fit_threshold(outcomes(asked, calibration))
        return Thresholds(found=max(unsure, MORE_LIKELY_RIGHT), unsure=unsure)

    return {language: of(language) for language in LANGUAGES}


def fit_threshold(outcome: Sequence[Outcome]) -> float:
    """The confidence below which nothing is answered: it withholds REFUSED of the questions that have no answer."""
    unanswerable = [sure for sure, _, answerable in outcome if not answerable]
    return round(float(np.quantile(unanswerable, REFUSED)), 3)


def measure_promises(observed: Sequence[Observed], calibration: Calibration) -> dict[LanguageCode, tuple[Promise, ...]]:
    """For each threshold of "found" the share of such answers that is wrong at most, by the question's language."""

    def of(language: LanguageCode) -> tuple[Promise, ...]:
        asked = [question for question in observed if question.language == language]
        outcome = outcomes(asked, calibration)
        return tuple(promise for threshold in PROMISED if (promise := promise_at(threshold, outcome)))

    return {language: of(language) for language in LANGUAGES}


def promise_at(threshold: float, outcome: Sequence[Outcome]) -> Promise | None:
    """What answers of at least this confidence came to; None where they are too few to say."""
    shown = [right for sure, right, _ in outcome if sure >= threshold]
    if len(shown) < ENOUGH:
        return None
    bound = upper_bound(len(shown) - sum(shown), len(shown))
    return Promise(threshold, round(bound, 4), round(len(shown) / len(outcome), 4))
