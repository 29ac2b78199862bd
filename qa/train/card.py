"""What a calibration does on questions that it was not fitted on: the lines and the curves of a model card."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from qa.evaluate.calibration import reliability
from qa.evaluate.report import Curve
from qa.models.calibration import Calibration
from qa.settings import Settings
from qa.train.data import LANGUAGES
from qa.train.observe import Observed
from qa.train.outcomes import Outcome, error_of, outcomes
from qa.values import LanguageCode

CARD_OPENS, CARD_CLOSES = "<!-- calibration -->", "<!-- /calibration -->"


def report(observed: Sequence[Observed], calibration: Calibration) -> list[str]:
    """What the fitted model does on questions that it was not fitted on, a line a direction."""
    lines = ["direction            questions  right  given and right  withheld  mean confidence"]
    directions = sorted({question.direction for question in observed})
    for direction in directions:
        asked = [question for question in observed if question.direction == direction]
        unsure = calibration.thresholds_of(asked[0].language).unsure
        found = outcomes(asked, calibration)
        right = np.mean([one[1] for one in found])
        given = np.mean([one[1] and one[0] >= unsure for one in found])
        withheld = np.mean([one[0] < unsure for one in found])
        sure = np.mean([one[0] for one in found])
        lines.append(f"{direction:<20} {len(found):>9}  {right:>5.3f}  {given:>15.3f}  {withheld:>8.3f}  {sure:>15.3f}")
    for language in LANGUAGES:
        asked = [question for question in observed if question.language == language]
        unsure = calibration.thresholds_of(language).unsure
        every = outcomes(asked, calibration)
        rightly = np.mean([right if sure >= unsure else not there for sure, right, there in every])
        error = error_of(every)
        lines.append(f"questions in {language}: handled rightly {rightly:.3f}, expected calibration error {error:.3f}")
        lines += _kept(language, every, calibration)
    return [*lines, *by_waves(observed, calibration)]


def by_waves(observed: Sequence[Observed], calibration: Calibration) -> list[str]:
    """How the answers do that were settled early, and the others."""
    lines = []
    for wave in (*calibration.waves, None):
        own = [question for question in observed if question.settled == wave]
        if own:
            every = outcomes(own, calibration)
            right, sure = np.mean([one.right for one in every]), np.mean([one.confidence for one in every])
            read = np.mean([question.passages for question in own])
            lines.append(
                f"{len(own) / len(observed):.1%} of the questions after {read:.1f} passages: right {right:.3f}, "
                f"mean confidence {sure:.3f}"
            )
    return lines


def _kept(language: LanguageCode, outcome: Sequence[Outcome], calibration: Calibration) -> list[str]:
    """Whether the promise of the default settings holds on these questions."""
    promise = calibration.promising(Settings.model_fields["max_wrong_found"].default).promise_of(language)
    if promise is None:
        return []
    shown = [right for sure, right, _ in outcome if sure >= promise.confidence]
    wrong = len(shown) - sum(shown)
    share = wrong / len(shown) if shown else 0.0
    return [
        f"questions in {language}: found from {promise.confidence:.2f}, promised at most {promise.at_most:.1%} wrong: "
        f"{wrong} of {len(shown)} ({share:.1%}); found are {len(shown) / len(outcome):.1%} of the questions"
    ]


def reliability_curves(observed: Sequence[Observed], calibration: Calibration) -> tuple[Curve, ...]:
    """Confidence against the share that is right, by the question's language."""
    curves = []
    for language in LANGUAGES:
        found = outcomes([question for question in observed if question.language == language], calibration)
        sure, right = np.array([one[0] for one in found]), np.array([one[1] for one in found], dtype=float)
        curves.append(Curve(f"questions in {language}", reliability(sure, right)))
    return tuple(curves)


def write_card(lines: Sequence[str], card: Path) -> None:
    """Put the report between the marks of the pair's model card, where it has them."""
    text = card.read_text(encoding="utf-8")
    head, opened, rest = text.partition(CARD_OPENS)
    _, closed, tail = rest.partition(CARD_CLOSES)
    if opened and closed:
        report_lines = "\n".join(lines)
        card.write_text(f"{head}{opened}\n```\n{report_lines}\n```\n{closed}{tail}", encoding="utf-8")
