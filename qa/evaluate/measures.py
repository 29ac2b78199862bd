"""A table of scores -> its measures: means of columns, and what only a whole table has (AUC, calibration, speed)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.evaluate.bootstrap import CONFIDENCE, Rows, Unit, draws, interval, units_of
from qa.evaluate.calibration import calibration_error
from qa.evaluate.table import Table

# Columns that are no measure by themselves.
_INGREDIENTS = {
    "reading.margin",
    "reading.answers",
    "end_to_end.confidence",
    "end_to_end.answers",
    "end_to_end.guess",
    "speed.ms",
}
_LOWER_IS_BETTER = ("calibration.", "speed.", "end_to_end.found_wrong", "without_answers.")
_SCORE_OF = {"reading": "margin", "end_to_end": "confidence"}


@dataclass(frozen=True, slots=True)
class Statistic:
    """How one measure is computed from any questions of a table."""

    name: str
    compute: Callable[[Rows], float]  # NaN where these questions cannot tell
    questions: int  # that it is computed from
    higher_is_better: bool
    values: NDArray[np.float64] | None = None  # one a question, NaN where it has none, if the measure is their mean


@dataclass(frozen=True, slots=True)
class Measure:
    """One number with its 95 % interval."""

    name: str
    value: float
    low: float
    high: float
    questions: int
    higher_is_better: bool


@dataclass(frozen=True, slots=True)
class Bound:
    """How often something went wrong, and how often at most it does: what a promise can be made of."""

    wrong: int
    of: int
    at_most: float  # upper 95 % bound of the share, 0 to 1

    @property
    def share(self) -> float:
        """How many of them went wrong, 0 to 1."""
        return self.wrong / self.of


@dataclass(frozen=True, slots=True)
class Group:
    """The measures of one group of questions."""

    name: str
    questions: int
    answerable: int
    articles: int
    resampled: Unit  # what the intervals are drawn over
    measures: tuple[Measure, ...]
    found: Bound | None = None  # how many of the answers shown as found are wrong
    without_answers: Bound | None = None  # how many questions get a wrong answer as found once what answers is gone

    def get(self, name: str) -> Measure | None:
        """A measure by name."""
        return next((measure for measure in self.measures if measure.name == name), None)


def measure_group(table: Table) -> Group:
    """All measures of a table, with their intervals."""
    units = units_of(table)
    samples = draws(units)
    every = np.arange(len(table.ids))
    measures = []
    for statistic in statistics(table):
        value = statistic.compute(every)
        if not np.isnan(value):
            low, high = interval(statistic.compute, samples)
            measures.append(
                Measure(
                    statistic.name, value, low, high, statistic.questions, higher_is_better=statistic.higher_is_better
                )
            )
    return Group(
        table.group,
        len(table.ids),
        sum(table.answerable),
        len(set(table.articles)),
        units.unit,
        tuple(measures),
        _bound(table, "end_to_end.found_wrong"),
        _bound(table, "without_answers.found_wrong"),
    )


def _bound(table: Table, name: str) -> Bound | None:
    values = [value for value in table.columns.get(name, ()) if value is not None]
    wrong = round(sum(values))
    return Bound(wrong, len(values), upper_bound(wrong, len(values))) if values else None


def upper_bound(wrong: int, of: int) -> float:
    """The share that is not exceeded with 95 % certainty where `wrong` of `of` went wrong, one-sided.

    Clopper and Pearson, Biometrika 1934; exact for questions that are independent of one another.
    """
    from scipy.stats import beta

    return float(beta.ppf(CONFIDENCE, wrong + 1, of - wrong)) if wrong < of else 1.0


def statistics(table: Table) -> Iterator[Statistic]:
    """Every measure that the table's columns allow."""
    for name in table.columns:
        if name not in _INGREDIENTS:
            yield _mean(table, name)
    for stage in _SCORE_OF:
        if f"{stage}.answers" in table.columns and sum(table.answerable) < len(table.ids):
            yield from _abstention(table, stage)
    if "end_to_end.confidence" in table.columns:
        sure, right = table.column("end_to_end.confidence"), table.column("end_to_end.guess")

        def error(rows: Rows) -> float:
            known = rows[~np.isnan(sure[rows])]
            return calibration_error(sure[known], right[known])

        yield Statistic("calibration.ece", error, int((~np.isnan(sure)).sum()), higher_is_better=False)
    if "speed.ms" in table.columns:
        yield _percentile(table, 50)
        yield _percentile(table, 95)


def _mean(table: Table, name: str) -> Statistic:
    values = table.column(name)
    is_there = ~np.isnan(values)

    def mean(rows: Rows) -> float:
        known = rows[is_there[rows]]
        return float(values[known].mean()) if len(known) else float("nan")

    higher = not name.startswith(_LOWER_IS_BETTER)
    return Statistic(name, mean, int(is_there.sum()), higher_is_better=higher, values=values)


def _percentile(table: Table, percent: int) -> Statistic:
    values = table.column("speed.ms")
    is_there = ~np.isnan(values)

    def percentile(rows: Rows) -> float:
        known = rows[is_there[rows]]
        return float(np.percentile(values[known], percent)) if len(known) else float("nan")

    return Statistic(f"speed.p{percent}", percentile, int(is_there.sum()), higher_is_better=False)


def _abstention(table: Table, stage: str) -> Iterator[Statistic]:
    """Precision and recall of withholding an answer, and AUC of the score that decides it.

    Precision: share of the withheld that have no answer. Recall: share of those without an answer that are withheld.
    scikit-learn computes the same (a test compares) in a millisecond or more, too long for thousands of resamples.
    """
    from scipy.stats import rankdata

    score, answers = table.column(f"{stage}.{_SCORE_OF[stage]}"), table.column(f"{stage}.answers")
    answerable = np.array(table.answerable)
    is_there = ~np.isnan(score)
    withheld = answers == 0

    def auc(rows: Rows) -> float:
        """That a random answerable question scores above a random other (Mann and Whitney 1947); 0.5 is chance."""
        rows = rows[is_there[rows]]
        positive = answerable[rows]
        count = int(positive.sum())
        pairs = count * (len(rows) - count)
        ranks = rankdata(score[rows])
        return float((ranks[positive].sum() - count * (count + 1) / 2) / pairs) if pairs else float("nan")

    def precision(rows: Rows) -> float:
        rows = rows[withheld[rows]]
        return float((~answerable[rows]).mean()) if len(rows) else float("nan")

    def recall(rows: Rows) -> float:
        rows = rows[is_there[rows] & ~answerable[rows]]
        return float(withheld[rows].mean()) if len(rows) else float("nan")

    for name, compute in (("auc", auc), ("precision", precision), ("recall", recall)):
        yield Statistic(f"{stage}.abstention.{name}", compute, int(is_there.sum()), higher_is_better=True)
