"""Fits the fusion weights, the confidence and the thresholds of a pair on questions with known answers.

One readable run, from the data's folder to the pair's calibration.json:

1. an index of real articles, in both languages, from which a fifth of the articles is left out;
2. every question's rankings, hits and spans, as the product computes them;
3. the fusion weights that bring most gold passages among those that are read;
4. a logistic model of "this candidate is right" (Platt 1999), a scale for either language that makes it hold for the
   candidate that wins, and either language's thresholds, all fitted on the development split, which no model was
   trained on;
5. the calibration error, and what the thresholds do, on the test split.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from qa.ask.fuse import fuse, weighted
from qa.evaluate.calibration import calibration_error, reliability
from qa.evaluate.gold import DEVELOPMENT_PART, PARTS, TEST_PART, part_of
from qa.evaluate.index import build_gold_index
from qa.evaluate.plots import ReliabilityWords, draw_reliability
from qa.evaluate.report import Curve
from qa.index.opening import open_generation
from qa.models.calibration import (
    CALIBRATION_FILE,
    UNCALIBRATED,
    Calibration,
    Features,
    FusionWeights,
    Scale,
    Thresholds,
    write_calibration,
)
from qa.models.embedder import load_embedder
from qa.models.reader import load_reader
from qa.settings import Settings, load_settings
from qa.train.data import LANGUAGES, gather_gold
from qa.train.observe import Evidence, Observation, observe, see
from qa.values import LanguageCode

CONSTANTS = (10, 30, 60)  # k of the fusion
LEXICAL_WEIGHTS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5)  # against a dense weight of 1
CANDIDATES_FITTED = 5  # of each question: the first by the reader's margin
RELIABILITY_FILE = "reliability.png"
CARD_OPENS, CARD_CLOSES = "<!-- calibration -->", "<!-- /calibration -->"
REFUSED = 0.7  # share of the unanswerable questions that are refused; what passes is shown as unsure
MORE_LIKELY_RIGHT = 0.5  # confidence from which an answer is "found"


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


def fit_confidence(observed: Sequence[Sequence[Observation]]) -> tuple[float, Features]:
    """Intercept and coefficients of a logistic model of "this candidate is right"."""
    chosen = [one for question in observed for one in question[:CANDIDATES_FITTED]]
    weights, intercept = _logistic([astuple(one.features) for one in chosen], chosen)
    named = dict(zip(Features.__dataclass_fields__, map(float, weights.round(4)), strict=True))
    if named["margin"] < 0:
        raise ValueError(
            f"the reader's margin counts against an answer ({named['margin']}): these data cannot be right"
        )
    return round(intercept, 4), Features(**named)


def outcomes(observed: Sequence[Sequence[Observation]], calibration: Calibration) -> list[tuple[float, bool, bool]]:
    """For each question: confidence of the answer that would be given, whether it is right, whether there is one."""
    result = []
    for question in observed:
        best = max(question, key=lambda one: calibration.log_odds(one.features))
        answerable = best.gold.article_id is not None
        result.append((calibration.confidence(best.features, best.gold.language), best.right, answerable))
    return result


def fit_scale(observed: Sequence[Sequence[Observation]], calibration: Calibration) -> dict[LanguageCode, Scale]:
    """A second logistic model on the log-odds of the winners alone: the best of several looks better than it is."""

    def of(language: LanguageCode) -> Scale:
        winners = [
            max(question, key=lambda one: calibration.log_odds(one.features))
            for question in observed
            if question[0].gold.language == language
        ]
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


def fit_thresholds(
    observed: Sequence[Sequence[Observation]], calibration: Calibration
) -> dict[LanguageCode, Thresholds]:
    """The thresholds of either language of questions."""

    def of(language: LanguageCode) -> Thresholds:
        asked = [question for question in observed if question[0].gold.language == language]
        unsure = fit_threshold(outcomes(asked, calibration))
        return Thresholds(found=max(unsure, MORE_LIKELY_RIGHT), unsure=unsure)

    return {language: of(language) for language in LANGUAGES}


def fit_threshold(outcome: Sequence[tuple[float, bool, bool]]) -> float:
    """The confidence below which nothing is answered: it withholds REFUSED of the questions that have no answer."""
    unanswerable = [sure for sure, _, answerable in outcome if not answerable]
    return round(float(np.quantile(unanswerable, REFUSED)), 3)


def error_of(outcome: Sequence[tuple[float, bool, bool]]) -> float:
    """The expected calibration error of some outcomes."""
    return calibration_error(np.array([one[0] for one in outcome]), np.array([one[1] for one in outcome], dtype=float))


def report(observed: Sequence[Sequence[Observation]], calibration: Calibration) -> list[str]:
    """What the fitted model does on questions that it was not fitted on, a line a direction."""
    lines = ["direction            questions  right  given and right  withheld  mean confidence"]
    directions = sorted({question[0].direction for question in observed})
    for direction in directions:
        asked = [question for question in observed if question[0].direction == direction]
        unsure = calibration.thresholds_of(asked[0][0].gold.language).unsure
        found = outcomes(asked, calibration)
        right = np.mean([one[1] for one in found])
        given = np.mean([one[1] and one[0] >= unsure for one in found])
        withheld = np.mean([one[0] < unsure for one in found])
        sure = np.mean([one[0] for one in found])
        lines.append(f"{direction:<20} {len(found):>9}  {right:>5.3f}  {given:>15.3f}  {withheld:>8.3f}  {sure:>15.3f}")
    for language in LANGUAGES:
        asked = [question for question in observed if question[0].gold.language == language]
        unsure = calibration.thresholds_of(language).unsure
        every = outcomes(asked, calibration)
        rightly = np.mean([right if sure >= unsure else not there for sure, right, there in every])
        error = error_of(every)
        lines.append(f"questions in {language}: handled rightly {rightly:.3f}, expected calibration error {error:.3f}")
    return lines


def reliability_curves(observed: Sequence[Sequence[Observation]], calibration: Calibration) -> tuple[Curve, ...]:
    """Confidence against the share that is right, by the question's language."""
    curves = []
    for language in LANGUAGES:
        found = outcomes([question for question in observed if question[0].gold.language == language], calibration)
        sure, right = np.array([one[0] for one in found]), np.array([one[1] for one in found], dtype=float)
        curves.append(Curve(f"questions in {language}", reliability(sure, right)))
    return tuple(curves)


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a run gives: the calibration, and what it does on questions that it was not fitted on."""

    calibration: Calibration
    lines: tuple[str, ...]  # for the card
    curves: tuple[Curve, ...]


def calibrate(data: Path, home: Path, settings: Settings) -> Fitted:
    """Fit on the development split, report on the test split.

    Args:
        data: folder with corpus/articles.jsonl and reading/*.json.
        home: an empty folder, for the index.
        settings: name the embedder and the reader.
    """
    settings = settings.model_copy(update={"index": str(home / "index")})
    articles, questions = gather_gold(data)
    ids = build_gold_index(articles, home, settings)
    generation = open_generation(home / "index")
    embedder, reader = load_embedder(settings), load_reader(settings)
    evidence = [see(embedder, generation, gold, ids, settings) for gold in questions]
    fitting = [one for one in evidence if part_of(one.gold.about, PARTS) == DEVELOPMENT_PART]
    fusion = fit_fusion(fitting, settings.top_k)
    calibration = replace(UNCALIBRATED, fusion=fusion)
    observed = [seen for one in evidence if (seen := observe(reader, fusion, generation, one, ids, settings))]
    fitted = [question for question in observed if part_of(question[0].gold.about, PARTS) == DEVELOPMENT_PART]
    other = [question for question in observed if part_of(question[0].gold.about, PARTS) == TEST_PART]
    intercept, coefficients = fit_confidence(fitted)
    calibration = replace(calibration, intercept=intercept, coefficients=coefficients)
    calibration = replace(calibration, scale=fit_scale(fitted, calibration))
    calibration = replace(
        calibration,
        thresholds=fit_thresholds(fitted, calibration),
        fitted_on=f"{len(fitted)} questions of SQuAD 1.1 (English), PIAF (French) and the project's corpus (both) "
        f"whose articles no model was trained on; expected calibration error on {len(other)} of others: "
        f"{error_of(outcomes(other, calibration)):.3f}",
    )
    recalls = recall_at(
        [one for one in evidence if part_of(one.gold.about, PARTS) == TEST_PART], fusion, settings.top_k
    )
    lines = [f"fusion: {fusion}", *(f"recall@{settings.top_k} {name}: {value:.3f}" for name, value in recalls.items())]
    lines += [f"coefficients: {coefficients}", f"scale: {calibration.scale}", *report(other, calibration)]
    return Fitted(calibration, tuple(lines), reliability_curves(other, calibration))


def write_card(lines: Sequence[str], card: Path) -> None:
    """Put the report between the marks of the pair's model card, where it has them."""
    text = card.read_text(encoding="utf-8")
    head, opened, rest = text.partition(CARD_OPENS)
    _, closed, tail = rest.partition(CARD_CLOSES)
    if opened and closed:
        report_lines = "\n".join(lines)
        card.write_text(f"{head}{opened}\n```\n{report_lines}\n```\n{closed}{tail}", encoding="utf-8")


def calibrate_pair(data: Path, pair: Path) -> None:
    """Write the calibration of the pair in the folder `pair`, and what its model card says of it, if it has one."""
    settings = load_settings(embedder=str(pair / "embedder"), reader=str(pair / "reader"))
    with TemporaryDirectory() as home:
        fitted = calibrate(data, Path(home), settings)
    write_calibration(fitted.calibration, pair / CALIBRATION_FILE)
    card = pair / "README.md"
    if card.is_file():
        write_card(fitted.lines, card)
        draw_reliability(fitted.curves, pair / RELIABILITY_FILE, ReliabilityWords())
    sys.stdout.write("\n".join([*fitted.lines, f"written to {pair / CALIBRATION_FILE}"]) + "\n")
