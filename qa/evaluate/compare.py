"""Two reports -> what changed: paired differences by question, their intervals, and whether chance explains them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from qa.evaluate.calibration import Floats
from qa.evaluate.report import Report, pooled
from qa.evaluate.statistics import (
    SEED,
    Rows,
    ScoreTable,
    Statistic,
    Units,
    choose,
    draws,
    interval,
    pool,
    statistics,
    units_of,
)

Verdict = Literal["better", "worse", "same", "not tested"]

FLIPS, FLIPS_AT_ONCE = 100_000, 10_000  # enough for a p that stays small when hundreds of measures are compared
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

    Interval: paired bootstrap over articles (see `units_of`). p: permutation test that flips the sign of what each
    article gained, two-sided; over all measures, Benjamini and Hochberg's correction (1995) at 5 %.
    """
    first = {table.group: table for table in before.tables}
    second = {table.group: table for table in after.tables}
    pairs = [_common(first[name], second[name]) for name in first if name in second]
    unpaired = sum(len(set(first[one.group].ids) ^ set(second[one.group].ids)) for one, _ in pairs)
    pools = zip(pooled([one for one, _ in pairs]), pooled([other for _, other in pairs]), strict=True)
    changes = [change for one, other in [*pairs, *pools] if one.ids for change in _changes(one, other)]
    return Comparison(tuple(_corrected(changes)), tuple(sorted(first.keys() ^ second.keys())), unpaired)


def _common(one: ScoreTable, other: ScoreTable) -> tuple[ScoreTable, ScoreTable]:
    """Both tables over the questions of both, in the same order."""
    known = set(other.ids)
    ids = [id_ for id_ in one.ids if id_ in known]
    return _rows(one, ids), _rows(other, ids)


def _rows(table: ScoreTable, ids: Sequence[str]) -> ScoreTable:
    places = {id_: place for place, id_ in enumerate(table.ids)}
    return choose(table, [places[id_] for id_ in ids], table.group)


def _changes(one: ScoreTable, other: ScoreTable) -> Iterator[Change]:
    """Each measure that both tables have. Both stand in one table: row r of the first is row count + r there."""
    shared = one.columns.keys() & other.columns.keys()
    both = pool(one.group, [_only(one, shared), _only(other, shared)])
    count = len(one.ids)
    units = units_of(one)
    samples = draws(units)
    every = np.arange(count)
    found = [(statistic, statistic.compute(every), statistic.compute(every + count)) for statistic in statistics(both)]
    found = [(statistic, old, new) for statistic, old, new in found if not np.isnan(old) and not np.isnan(new)]
    for (statistic, old, new), p in zip(found, _ps([each[0] for each in found], units, count), strict=True):
        low, high = interval(_difference(statistic, count), samples)
        better = (new > old) == statistic.higher_is_better
        verdict: Verdict = "not tested" if not _is_tested(statistic) else "better" if better else "worse"
        yield Change(one.group, statistic.name, statistic.questions // 2, old, new, low, high, p, verdict)


def _only(table: ScoreTable, names: set[str]) -> ScoreTable:
    return replace(table, columns={name: values for name, values in table.columns.items() if name in names})


def _is_tested(statistic: Statistic) -> bool:
    return not statistic.name.startswith(_NOT_TESTED)


def _difference(statistic: Statistic, count: int) -> Callable[[Rows], float]:
    return lambda rows: statistic.compute(rows + count) - statistic.compute(rows)


def _ps(found: Sequence[Statistic], units: Units, count: int) -> list[float]:
    """For each statistic the chance of so large a difference, either way, if the reports were exchangeable."""
    tested = [statistic for statistic in found if _is_tested(statistic)]
    if not tested:
        return [1.0] * len(found)
    gains = np.column_stack([_gains(statistic, units, count) for statistic in tested])
    by_name = dict(zip((statistic.name for statistic in tested), map(float, sign_flips(gains)), strict=True))
    return [by_name.get(statistic.name, 1.0) for statistic in found]


def _gains(statistic: Statistic, units: Units, count: int) -> Floats:
    """What each unit gained from the first report to the second, (units,).

    Of a mean: what its questions gained together; one without a value in one report gained nothing. Of another
    measure: the difference, and how much of it goes when this unit is left out (the jackknife, Tukey 1958).
    """
    if statistic.values is not None:
        gain = np.nan_to_num(statistic.values[count:] - statistic.values[:count])
        return np.array([gain[rows].sum() for rows in units.rows])
    difference, every, size = _difference(statistic, count), np.arange(count), len(units.rows)
    whole = difference(every)
    without = np.array([difference(np.delete(every, rows)) for rows in units.rows])
    without[np.isnan(without)] = whole  # what cannot be computed without this unit says nothing of it
    return np.asarray(whole + (size - 1) * (without.mean() - without))


def sign_flips(gains: Floats) -> Floats:
    """P of each column's sum, two-sided: how often it is as far from 0 with random signs (Fisher 1935).

    Args:
        gains: (units, measures). Units are flipped whole, and all measures of one unit together.
    """
    chance = np.random.default_rng(SEED)
    found = np.abs(gains.sum(axis=0)) * (1 - 1e-9)  # as far but for rounding is as far
    farther = np.zeros(gains.shape[1])
    for _ in range(FLIPS // FLIPS_AT_ONCE):
        signs = chance.integers(2, size=(FLIPS_AT_ONCE, len(gains))) * 2.0 - 1.0
        farther += (np.abs(signs @ gains) >= found).sum(axis=0)
    return np.asarray((farther + 1) / (FLIPS + 1))


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
