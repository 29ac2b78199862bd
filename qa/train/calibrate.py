"""Fits the fusion weights, the confidence and the thresholds of a pair on questions with known answers.

One readable run, from the data's folder to the pair's calibration.json:

1. an index of all texts of the training data; a quarter of the questions is asked without the passages that answer;
2. every question's rankings, hits and spans, as the product computes them;
3. the fusion weights that bring most gold passages among those that are read;
4. a logistic model of "this candidate is right" (Platt 1999), a scale for either language that makes it hold for the
   candidate that wins, and either language's threshold of "unsure", from all passages of each question;
5. the waves that read fewest passages, and then for each threshold of "found" how many such answers are wrong at most,
   as the waves read; 3 to 5 on the development split, which no model was trained on;
6. the calibration error, what the thresholds do and whether the promise holds, on the test split.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from qa.ask.answer import Models
from qa.evaluate.gold import DEVELOPMENT_PART, PARTS, TEST_PART, part_of
from qa.evaluate.index import build_gold_index
from qa.evaluate.plots import ReliabilityWords, draw_reliability
from qa.evaluate.report import Curve
from qa.index.opening import open_generation
from qa.models.calibration import CALIBRATION_FILE, UNCALIBRATED, Calibration, FusionWeights, write_calibration
from qa.models.embedder import load_embedder
from qa.models.reader import load_reader
from qa.settings import Settings, load_settings
from qa.train.card import reliability_curves, report, write_card
from qa.train.fits import (
    fit_confidence,
    fit_fusion,
    fit_scale,
    fit_thresholds,
    measure_promises,
    recall_at,
)
from qa.train.held_out import gather_gold
from qa.train.observe import PassagesRead, read_all, see
from qa.train.outcomes import error_of, outcomes
from qa.train.waves import fit_waves, observed_in

RELIABILITY_FILE = "reliability.png"


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
    models = Models(embedder, reader, calibration)
    read = [read_all(models, generation, one, ids, settings) for one in evidence]
    calibration = fit(of_part(read, DEVELOPMENT_PART), fusion)
    other = observed_in(of_part(read, TEST_PART), calibration)
    calibration = replace(
        calibration,
        fitted_on=f"{calibration.fitted_on}; expected calibration error on {len(other)} of others: "
        f"{error_of(outcomes(other, calibration)):.3f}",
    )
    recalls = recall_at(
        [one for one in evidence if part_of(one.gold.about, PARTS) == TEST_PART], fusion, settings.top_k
    )
    lines = [f"fusion: {fusion}", *(f"recall@{settings.top_k} {name}: {value:.3f}" for name, value in recalls.items())]
    lines += [f"{name}: {getattr(calibration, name)}" for name in ("coefficients", "scale", "waves")]
    lines += report(other, calibration)
    return Fitted(calibration, tuple(lines), reliability_curves(other, calibration))


def of_part(read: Sequence[PassagesRead], part: int) -> list[PassagesRead]:
    """The questions of one part of the split."""
    return [one for one in read if part_of(one.gold.about, PARTS) == part]


def fit(read: Sequence[PassagesRead], fusion: FusionWeights) -> Calibration:
    """All but the fusion, from the passages that it brought."""
    calibration = replace(UNCALIBRATED, fusion=fusion)
    whole = observed_in(read, calibration)
    intercept, coefficients = fit_confidence(whole)
    calibration = replace(calibration, intercept=intercept, coefficients=coefficients)
    calibration = replace(calibration, scale=fit_scale(whole, calibration))
    calibration = replace(calibration, thresholds=fit_thresholds(whole, calibration))
    calibration = replace(calibration, waves=fit_waves(read, calibration))
    return replace(
        calibration,
        promises=measure_promises(observed_in(read, calibration), calibration),
        fitted_on=f"{len(whole)} questions on SQuAD, PIAF, French prose, news and the project's corpus, a quarter of "
        "them without the passages that answer; no model was trained on their articles",
    )


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
