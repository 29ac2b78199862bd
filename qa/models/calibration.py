"""What was fitted for a model pair: the weights of the fusion, the confidence of an answer and its two thresholds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from qa.errors import ModelError
from qa.models.files import SHIPPED, shipped_folder
from qa.values import LanguageCode

CALIBRATION_FILE = "calibration.json"


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """Weight of each ranking in the reciprocal rank fusion, and its constant."""

    k: int = 60  # larger values flatten the ranks
    dense: float = 1.0
    bm25_same: float = 1.0  # of the passages in the question's language
    bm25_other: float = 0.5  # of the others: few words are shared across languages


@dataclass(frozen=True, slots=True)
class Features:
    """What the confidence of one candidate answer is computed from."""

    margin: float  # of the best span: logit - null logit
    lead: float  # margin - margin of the best other candidate, 0 or more for the first by margin; -10 to 10
    similarity: float  # cosine of question and passage, -1 to 1
    coverage: float  # share of the question's terms that the passage and its title hold, 0 to 1
    relevance: float  # similarity * coverage: the two stand in for each other, so their product lets either be enough
    reciprocal_rank: float  # 1 / rank of the passage in the fused ranking
    other_language: float  # 1 where the passage is not in the question's language


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Confidence from which an answer is "found", and from which it is "unsure"; below: "not in these articles"."""

    found: float
    unsure: float

    def overridden(self, found: float | None, unsure: float | None) -> Thresholds:
        """These, but where another one is given."""
        return Thresholds(self.found if found is None else found, self.unsure if unsure is None else unsure)


@dataclass(frozen=True, slots=True)
class ThresholdsByLanguage:
    """Thresholds by the language of the question."""

    fr: Thresholds
    en: Thresholds

    def of(self, language: LanguageCode) -> Thresholds:
        """Those of one language."""
        return self.fr if language == "fr" else self.en

    def overridden(self, found: float | None, unsure: float | None) -> ThresholdsByLanguage:
        """These, but where another one is given for every language."""
        return ThresholdsByLanguage(self.fr.overridden(found, unsure), self.en.overridden(found, unsure))


@dataclass(frozen=True, slots=True)
class Scale:
    """What turns a candidate's log-odds into those of the answer that was chosen for being the best (Platt 1999)."""

    slope: float = 1.0  # above 0: the order of the candidates stays
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class ScaleByLanguage:
    """Scales by the language of the question."""

    fr: Scale = Scale()
    en: Scale = Scale()

    def of(self, language: LanguageCode) -> Scale:
        """That of one language."""
        return self.fr if language == "fr" else self.en


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model of the probability that a candidate is right (Platt 1999), and where the states begin."""

    fitted_on: str  # one sentence for whoever opens the file
    intercept: float
    coefficients: Features  # one weight a feature
    thresholds: ThresholdsByLanguage
    fusion: FusionWeights
    scale: ScaleByLanguage = ScaleByLanguage()

    def log_odds(self, features: Features) -> float:
        """Higher is likelier right; candidates of one question can be compared by it."""
        total: float = self.intercept + sum(
            getattr(self.coefficients, name) * getattr(features, name) for name in Features.__dataclass_fields__
        )
        return total

    def confidence(self, features: Features, language: LanguageCode) -> float:
        """Probability, 0 to 1, that the candidate is right as the answer to a question in this language."""
        scale = self.scale.of(language)
        total = scale.slope * self.log_odds(features) + scale.offset
        return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, total))))


_ADAPTER: TypeAdapter[Calibration] = TypeAdapter(Calibration)

# For a pair that nobody calibrated: a SQuAD 2.0 reader's margin is above 0 where it prefers its span to "no answer",
# so "found" begins there. The slope is a choice, not a measurement: it makes no probability.
UNCALIBRATED = Calibration(
    fitted_on="not calibrated: the confidence is a monotone function of the reader's margin, not a probability",
    intercept=0.0,
    coefficients=Features(**{**dict.fromkeys(Features.__dataclass_fields__, 0.0), "margin": 0.5}),
    thresholds=ThresholdsByLanguage(Thresholds(found=0.5, unsure=0.3), Thresholds(found=0.5, unsure=0.3)),
    fusion=FusionWeights(),
)


@cache
def load_calibration(embedder: str, reader: str) -> Calibration:
    """What was fitted: for the pair that ships, or what a reader's folder carries, whichever the embedder.

    UNCALIBRATED where there is none.

    Raises:
        ModelError: the file is there and cannot be used.
    """
    if reader == embedder == SHIPPED:
        path = shipped_folder(CALIBRATION_FILE)
    elif reader == SHIPPED:
        return UNCALIBRATED  # what ships with it was fitted on the other embedder's similarities
    else:
        path = Path(reader).expanduser() / CALIBRATION_FILE
    if not path.is_file():
        return UNCALIBRATED
    try:
        return _ADAPTER.validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise ModelError(
            "{file} cannot be used ({reason}): copy the model again.", file=path, reason=str(error).splitlines()[0]
        ) from error


def write_calibration(calibration: Calibration, path: Path) -> None:
    """Save it where `load_calibration` finds it."""
    path.write_bytes(_ADAPTER.dump_json(calibration, indent=2) + b"\n")
