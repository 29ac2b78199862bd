"""Scores of questions -> measures with their intervals: means, AUC, calibration, speed, bounds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from qa.evaluate.calibration import calibration_error
from qa.evaluate.cases import Case

# ---------------------------------------------------------------- scores, a column each


Columns = Mapping[str, Sequence[float | None]]
DECIMALS = 5
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """The questions of one group and their scores; every sequence has one element a question."""

    group: str  # source, language of the questions → language of the texts: "corpus fr→en"
    ids: tuple[str, ...]
    articles: tuple[str, ...]  # the subject of each question
    contexts: tuple[str, ...]  # the paragraph or article that it was asked about
    answerable: tuple[bool, ...]
    columns: Mapping[str, tuple[float | None, ...]]  # None where a score has no meaning for the question
    kinds: tuple[str, ...] = ()  # of each question; none where no file says

    def column(self, name: str) -> NDArray[np.float64]:
        """One column; NaN where the score has no meaning."""
        return np.array([np.nan if value is None else value for value in self.columns[name]], dtype=np.float64)


def make_table(group: str, cases: Sequence[Case], columns: Columns) -> ScoreTable:
    """The table of some cases; `columns` have a value a case."""
    return ScoreTable(
        group,
        tuple(case.id for case in cases),
        tuple(case.about for case in cases),
        tuple(case.context or case.id for case in cases),
        tuple(bool(case.places) for case in cases),
        {name: tuple(_rounded(value) for value in values) for name, values in columns.items()},
        tuple(case.kind for case in cases) if any(case.kind for case in cases) else (),
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DECIMALS)


def pool(group: str, tables: Sequence[ScoreTable]) -> ScoreTable:
    """All questions of several groups as one; a column that one of them lacks is None there."""
    names = list(dict.fromkeys(name for table in tables for name in table.columns))
    return ScoreTable(
        group,
        tuple(f"{table.group} {id_}" for table in tables for id_ in table.ids),
        tuple(article for table in tables for article in table.articles),
        tuple(context for table in tables for context in table.contexts),
        tuple(answerable for table in tables for answerable in table.answerable),
        {
            name: tuple(v for table in tables for v in table.columns.get(name, (None,) * len(table.ids)))
            for name in names
        },
        tuple(kind for table in tables for kind in table.kinds or ("",) * len(table.ids))
        if any(table.kinds for table in tables)
        else (),
    )


def choose(table: ScoreTable, rows: Sequence[int], group: str) -> ScoreTable:
    """Some questions of a table, in this order, as another group."""
    return ScoreTable(
        group,
        _chosen(table.ids, rows),
        _chosen(table.articles, rows),
        _chosen(table.contexts, rows),
        _chosen(table.answerable, rows),
        {name: _chosen(values, rows) for name, values in table.columns.items()},
        _chosen(table.kinds, rows) if table.kinds else (),
    )


def _chosen(values: Sequence[T], rows: Sequence[int]) -> tuple[T, ...]:
    return tuple(values[row] for row in rows)


# ---------------------------------------------------------------- how sure a measure is: resampled articles


Rows = NDArray[np.intp]  # places of questions in a table
Unit = Literal["article", "paragraph", "question"]

RESAMPLES = 1000
SEED = 20261124
CONFIDENCE = 0.95
ENOUGH = 10  # units: with fewer, resampling them says little of how they vary, and a smaller unit is taken


@dataclass(frozen=True, slots=True)
class Units:
    """The questions of a table, in the groups that are drawn together."""

    unit: Unit
    rows: tuple[Rows, ...]


def units_of(table: ScoreTable) -> Units:
    """The largest unit of which there are at least ENOUGH: articles, else paragraphs, else questions."""
    choices: tuple[tuple[Unit, Sequence[str]], ...] = (("article", table.articles), ("paragraph", table.contexts))
    for unit, names in choices:
        _, places = np.unique(np.array(names), return_inverse=True)
        count = int(places.max(initial=-1)) + 1
        if count >= ENOUGH:
            order = np.argsort(places, kind="stable")
            return Units(unit, tuple(np.split(order, np.cumsum(np.bincount(places))[:-1])))
    return Units("question", tuple(np.array([row], dtype=np.intp) for row in range(len(table.ids))))


def draws(units: Units) -> list[Rows]:
    """RESAMPLES samples, each of as many units as there are, drawn with replacement; the same in every run."""
    chance = np.random.default_rng(SEED)
    count = len(units.rows)
    if not count:
        return []
    return [np.concatenate([units.rows[n] for n in chance.integers(count, size=count)]) for _ in range(RESAMPLES)]


def interval(compute: Callable[[Rows], float], samples: Sequence[Rows]) -> tuple[float, float]:
    """The 2.5th and the 97.5th percentile of a measure over the samples (Efron and Tibshirani 1993, chapter 13)."""
    values = np.array([compute(rows) for rows in samples])
    values = values[~np.isnan(values)]
    if not len(values):
        return float("nan"), float("nan")
    tail = 100 * (1 - CONFIDENCE) / 2
    low, high = np.percentile(values, [tail, 100 - tail])
    return float(low), float(high)


# ---------------------------------------------------------------- measures


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
class GroupMeasures:
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


def measure_group(table: ScoreTable) -> GroupMeasures:
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
    return GroupMeasures(
        table.group,
        len(table.ids),
        sum(table.answerable),
        len(set(table.articles)),
        units.unit,
        tuple(measures),
        _bound(table, "end_to_end.found_wrong"),
        _bound(table, "without_answers.found_wrong"),
    )


def _bound(table: ScoreTable, name: str) -> Bound | None:
    values = [value for value in table.columns.get(name, ()) if value is not None]
    wrong = round(sum(values))
    return Bound(wrong, len(values), upper_bound(wrong, len(values))) if values else None


def upper_bound(wrong: int, of: int) -> float:
    """The share that is not exceeded with 95 % certainty where `wrong` of `of` went wrong, one-sided.

    Clopper and Pearson, Biometrika 1934; exact for questions that are independent of one another.
    """
    from scipy.stats import beta

    return float(beta.ppf(CONFIDENCE, wrong + 1, of - wrong)) if wrong < of else 1.0


def statistics(table: ScoreTable) -> Iterator[Statistic]:
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


def _mean(table: ScoreTable, name: str) -> Statistic:
    values = table.column(name)
    is_there = ~np.isnan(values)

    def mean(rows: Rows) -> float:
        known = rows[is_there[rows]]
        return float(values[known].mean()) if len(known) else float("nan")

    higher = not name.startswith(_LOWER_IS_BETTER)
    return Statistic(name, mean, int(is_there.sum()), higher_is_better=higher, values=values)


def _percentile(table: ScoreTable, percent: int) -> Statistic:
    values = table.column("speed.ms")
    is_there = ~np.isnan(values)

    def percentile(rows: Rows) -> float:
        known = rows[is_there[rows]]
        return float(np.percentile(values[known], percent)) if len(known) else float("nan")

    return Statistic(f"speed.p{percent}", percentile, int(is_there.sum()), higher_is_better=False)


def _abstention(table: ScoreTable, stage: str) -> Iterator[Statistic]:
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
