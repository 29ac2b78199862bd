"""Two reports -> what changed: paired differences by question, their intervals, and whether chance explains them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from qa.evaluate.bootstrap import SEED, Rows, Units, draws, interval, units_of
from qa.evaluate.measures import Statistic, statistics
from qa.evaluate.report import Report, pooled
from qa.evaluate.table import Table, pool

Verdict = Literal["better", "worse", "same", "not tested"]

PERMUTATIONS = 1999
FALSE_DISCOVERIES = 0.05  # share of the changes called significant that chance may have made
_NOT_TESTED = "speed."  # depends on what else the machine did


@dataclass(frozen=True, slots=True)
class Change:
    """One measure of one group in both reports, over the questions that both asked."""

    group: str
    measure: str
    questions: int
    before: float
    after: float
    low: float  # 95 % interval of after - before
    high: float
    p: float  # that chance alone makes such a difference, corrected for the number of measures; 1 where not tested
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from the first report to the second."""

    changes: tuple[Change, ...]
    only_in_one: tuple[str, ...]  # groups
    unpaired: int  # questions of the common groups that only one report asked

    def with_verdict(self, verdict: Verdict) -> tuple[Change, ...]:
        """The changes of one kind."""
        return tuple(change for change in self.changes if change.verdict == verdict)


def compare(before: Report, after: Report) -> Comparison:
    """Compare each measure over the questions that both reports asked.

    Interval: paired bootstrap over articles (see `units_of`). p: permutation test that exchanges the two reports
    article by article, two-sided; over all measures, Benjamini and Hochberg's correction (1995) at 5 %.
    """
    first = {table.group: table for table in before.tables}
    second = {table.group: table for table in after.tables}
    pairs = [_common(first[name], second[name]) for name in first if name in second]
    unpaired = sum(len(set(first[one.group].ids) ^ set(second[one.group].ids)) for one, _ in pairs)
    pools = zip(pooled([one for one, _ in pairs]), pooled([other for _, other in pairs]), strict=True)
    changes = [change for one, other in [*pairs, *pools] if one.ids for change in _changes(one, other)]
    return Comparison(tuple(_corrected(changes)), tuple(sorted(first.keys() ^ second.keys())), unpaired)


def _common(one: Table, other: Table) -> tuple[Table, Table]:
    """Both tables over the questions of both, in the same order."""
    known = set(other.ids)
    ids = [id_ for id_ in one.ids if id_ in known]
    return _rows(one, ids), _rows(other, ids)


def _rows(table: Table, ids: Sequence[str]) -> Table:
    places = {id_: place for place, id_ in enumerate(table.ids)}
    rows = [places[id_] for id_ in ids]
    return Table(
        table.group,
        tuple(ids),
        tuple(table.articles[row] for row in rows),
        tuple(table.contexts[row] for row in rows),
        tuple(table.answerable[row] for row in rows),
        {name: tuple(values[row] for row in rows) for name, values in table.columns.items()},
    )


def _changes(one: Table, other: Table) -> Iterator[Change]:
    """Each measure that both tables have. Both stand in one table: row r of the first is row count + r there."""
    shared = one.columns.keys() & other.columns.keys()
    both = pool(one.group, [_only(one, shared), _only(other, shared)])
    count = len(one.ids)
    units = units_of(one)
    samples = draws(units)
    every = np.arange(count)
    for statistic in statistics(both):
        before, after = statistic.compute(every), statistic.compute(every + count)
        if np.isnan(before) or np.isnan(after):
            continue
        low, high = interval(lambda rows, s=statistic: s.compute(rows + count) - s.compute(rows), samples)  # type: ignore[misc]
        tested = not statistic.name.startswith(_NOT_TESTED)
        p = _p(statistic, units, count) if tested else 1.0
        better = (after > before) == statistic.higher_is_better
        verdict: Verdict = "not tested" if not tested else "better" if better else "worse"
        yield Change(one.group, statistic.name, statistic.questions // 2, before, after, low, high, p, verdict)


def _only(table: Table, names: set[str]) -> Table:
    return replace(table, columns={name: values for name, values in table.columns.items() if name in names})


def _p(statistic: Statistic, units: Units, count: int) -> float:
    from scipy.stats import permutation_test

    unit_of = np.empty(count, dtype=np.intp)
    for number, rows in enumerate(units.rows):
        unit_of[rows] = number
    every: Rows = np.arange(count)

    def difference(first: np.ndarray, second: np.ndarray) -> float:  # for each unit, which report stands there: 0 or 1
        one = statistic.compute(every + count * first[unit_of].astype(np.intp))
        other = statistic.compute(every + count * second[unit_of].astype(np.intp))
        return 0.0 if np.isnan(one) or np.isnan(other) else other - one

    sides = (np.zeros(len(units.rows)), np.ones(len(units.rows)))
    if difference(*sides) == 0.0:
        return 1.0
    result = permutation_test(
        sides, difference, permutation_type="samples", vectorized=False, n_resamples=PERMUTATIONS, rng=SEED
    )
    return float(result.pvalue)


def _corrected(changes: Sequence[Change]) -> Iterator[Change]:
    """The changes with their corrected p, and "same" where it is not small."""
    from scipy.stats import false_discovery_control

    tested = [change.p for change in changes if change.verdict != "not tested"]
    corrected = iter(false_discovery_control(tested) if tested else ())
    for change in changes:
        if change.verdict == "not tested":
            yield change
        else:
            p = float(next(corrected))
            yield replace(change, p=p, verdict=change.verdict if p < FALSE_DISCOVERIES else "same")
