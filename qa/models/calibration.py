"""What was fitted for a model pair: the weights of the fusion, the confidence of an answer and its two thresholds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from qa.errors import ModelError
from qa.lang import LANGUAGES
from qa.models.files import SHIPPED, shipped_folder
from qa.settings import Settings
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
    other_year: float = 0.0  # 1 where neither the article's text nor its date says a year that the question names


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Confidence from which an answer is "found", and from which it is "unsure"; below: "not in these articles"."""

    found: float
    unsure: float


@dataclass(frozen=True, slots=True)
class Promise:
    """What calling every answer of at least this confidence "found" came to on questions with known answers."""

    confidence: float
    at_most: float  # upper 95 % bound of the share that is wrong, one-sided (Clopper and Pearson 1934)
    shown: float  # share of the questions that get such an answer


@dataclass(frozen=True, slots=True)
class Scale:
    """What turns a candidate's log-odds into those of the answer that was chosen for being the best (Platt 1999)."""

    slope: float = 1.0  # above 0: the order of the candidates stays
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class Wave:
    """So many passages are read at first; the others only where the answer is not sure enough by then."""

    passages: int  # the first ones in fused order
    settled: float  # confidence, 0 to 1, from which no others are read
    unread: float  # log-odds taken off an answer that the others were not weighed against


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model of the probability that a candidate is right (Platt 1999), and where the states begin.

    Thresholds and scales are by the language of the question. One that nothing was fitted for gets the most cautious of
    the others: the highest thresholds, the lowest confidence.
    """

    fitted_on: str  # one sentence for people who open the file
    intercept: float
    coefficients: Features  # one weight per feature
    thresholds: Mapping[LanguageCode, Thresholds]  # at least one
    fusion: FusionWeights
    scale: Mapping[LanguageCode, Scale] = field(default_factory=dict)
    promises: Mapping[LanguageCode, tuple[Promise, ...]] = field(default_factory=dict)  # by confidence, ascending
    waves: tuple[Wave, ...] = ()  # by passages, ascending; none: all passages are read

    def __post_init__(self) -> None:
        if not self.thresholds:
            raise ValueError("a calibration needs the thresholds of at least one language")

    def thresholds_of(self, language: LanguageCode) -> Thresholds:
        """The thresholds for questions in a language."""
        fitted = self.thresholds.values()
        cautious = Thresholds(max(one.found for one in fitted), max(one.unsure for one in fitted))
        return self.thresholds.get(language, cautious)

    def promising(self, max_wrong: float) -> Calibration:
        """The same, "found" where at most so many of such answers are wrong; where none is so good, the best there is.

        Languages for which nothing was measured keep their threshold.
        """

        def found(promises: Sequence[Promise]) -> float:
            kept = [one.confidence for one in promises if one.at_most <= max_wrong]
            return min(kept) if kept else min(promises, key=lambda one: one.at_most).confidence

        limits = {
            language: Thresholds(found(self.promises[language]), one.unsure) if self.promises.get(language) else one
            for language, one in self.thresholds.items()
        }
        return replace(
            self,
            thresholds={language: replace(one, unsure=min(one.unsure, one.found)) for language, one in limits.items()},
        )

    def promise_of(self, language: LanguageCode) -> Promise | None:
        """What can be said of the answers shown as "found"; None where nothing was measured at such a threshold."""
        found = self.thresholds_of(language).found
        return next((one for one in reversed(self.promises.get(language, ())) if one.confidence <= found), None)

    def overridden(self, found: float | None, unsure: float | None) -> Calibration:
        """The same with other thresholds, for every language, where they are given."""
        return replace(
            self,
            thresholds={
                language: Thresholds(one.found if found is None else found, one.unsure if unsure is None else unsure)
                for language, one in self.thresholds.items()
            },
        )

    def after(self, wave: Wave | None) -> Calibration:
        """What holds where no passages were read after those of a wave; None: where all were read."""
        return self if wave is None else replace(self, intercept=self.intercept - wave.unread)

    def log_odds(self, features: Features) -> float:
        """Higher is likelier right; candidates of one question can be compared by it."""
        total: float = self.intercept + sum(
            getattr(self.coefficients, name) * getattr(features, name) for name in Features.__dataclass_fields__
        )
        return total

    def confidence(self, features: Features, language: LanguageCode) -> float:
        """Probability, 0 to 1, that the candidate is right as the answer to a question in this language."""
        scales = [self.scale[language]] if language in self.scale else list(self.scale.values()) or [Scale()]
        log_odds = self.log_odds(features)
        total = min(scale.slope * log_odds + scale.offset for scale in scales)
        return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, total))))


_ADAPTER: TypeAdapter[Calibration] = TypeAdapter(Calibration)

# Log-odds of an answer from an article that does not say the year asked about. Not fitted, since it is known of texts,
# not of models: of 2,840 questions that name a year, 19 (0.7 %) have their answer in a paragraph that does not say it.
OTHER_YEAR = -4.0

# For a pair that nobody calibrated: a SQuAD 2.0 reader's margin is above 0 where it prefers its span to "no answer",
# so "found" begins there. The slope is a choice, not a measurement: it makes no probability.
UNCALIBRATED = Calibration(
    fitted_on="not calibrated: the confidence is a monotone function of the reader's margin, not a probability",
    intercept=0.0,
    coefficients=Features(
        **{**dict.fromkeys(Features.__dataclass_fields__, 0.0), "margin": 0.5, "other_year": OTHER_YEAR}
    ),
    thresholds={code: Thresholds(found=0.5, unsure=0.3) for code in LANGUAGES},
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


def calibration_of(settings: Settings) -> Calibration:
    """What was fitted for the pair that the settings name, with the thresholds and the reading that they ask for.

    Raises:
        ModelError: the file is there and cannot be used.
    """
    fitted = load_calibration(settings.embedder, settings.reader).promising(settings.max_wrong_found)
    if settings.read_all:
        fitted = replace(fitted, waves=())
    return fitted.overridden(settings.min_confidence_found, settings.min_confidence_unsure)


def wrong_at_most(settings: Settings) -> tuple[tuple[LanguageCode, float], ...]:
    """The share of the answers shown as "found" that is wrong, 0 to 1, as measured, by the question's language.

    Raises:
        ModelError: a file of the models is missing or damaged.
    """
    calibration = calibration_of(settings)
    promises = ((language, calibration.promise_of(language)) for language in calibration.thresholds)
    return tuple((language, promise.at_most) for language, promise in promises if promise is not None)


def write_calibration(calibration: Calibration, path: Path) -> None:
    """Save it where `load_calibration` finds it."""
    path.write_bytes(_ADAPTER.dump_json(calibration, indent=2) + b"\n")
