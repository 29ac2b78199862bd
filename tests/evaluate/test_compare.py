"""What changed between two reports is told where chance does not explain it, and only there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import mannwhitneyu, permutation_test, ttest_rel

from qa.evaluate.compare import Change, compare, sign_flips
from qa.evaluate.report import Conditions, Report
from qa.evaluate.statistics import ScoreTable

CONDITIONS = Conditions("0", "2026-01-01", (), (), "all", None, None, "e", "e", "r", "r", "c", {})
CHANCE = np.random.default_rng(8)
F1 = CHANCE.random(400)
SURE = CHANCE.random(400)
ANSWERABLE = CHANCE.random(400) < SURE


@pytest.fixture(autouse=True)
def _fewer_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is told here is far from the border: a fifth of the product's own numbers tells it as well."""
    monkeypatch.setattr("qa.evaluate.compare.FLIPS", 20_000)
    monkeypatch.setattr("qa.evaluate.statistics.RESAMPLES", 200)


def report(f1: np.ndarray, sure: np.ndarray = SURE, group: str = "t fr→fr", keep: int = 400) -> Report:
    columns = {
        "reading.plain.f1": tuple(map(float, f1)),
        "reading.margin": tuple(map(float, sure)),
        "reading.answers": tuple(map(float, sure > 0.5)),
        "speed.ms": tuple(map(float, 100 + 10 * f1)),
    }
    table = ScoreTable(
        group,
        tuple(f"q{n}" for n in range(keep)),
        tuple(f"a{n // 4}" for n in range(keep)),
        tuple(f"p{n // 2}" for n in range(keep)),
        tuple(map(bool, ANSWERABLE[:keep])),
        {name: values[:keep] for name, values in columns.items()},
    )
    return Report(2, CONDITIONS, (), (), (), (), (), (table,))


def only_f1(f1: np.ndarray, keep: int = 400) -> Report:
    """The report with the mean of one column alone: nothing else is resampled."""
    one = report(f1, keep=keep)
    (table,) = one.tables
    return replace(one, tables=(replace(table, columns={"reading.plain.f1": table.columns["reading.plain.f1"]}),))


def change(before: Report, after: Report, measure: str) -> Change:
    return next(one for one in compare(before, after).changes if one.measure == measure)


def test_nothing_changed() -> None:
    comparison = compare(report(F1), report(F1))
    assert [one.verdict for one in comparison.changes if one.measure != "speed.p50"].count("same") >= 4
    assert all(one.after == one.before and one.low == one.high == 0 for one in comparison.changes)
    assert comparison.with_verdict("better") == comparison.with_verdict("worse") == ()


@pytest.mark.parametrize(("shift", "verdict"), [(0.1, "better"), (-0.1, "worse")])
def test_a_clear_change_is_told(shift: float, verdict: str) -> None:
    after = np.clip(F1 + shift + CHANCE.normal(scale=0.1, size=400), 0, 1)
    found = change(only_f1(F1), only_f1(after), "reading.plain.f1")
    assert found.verdict == verdict
    assert found.p < 0.01
    assert found.low <= found.after - found.before <= found.high
    assert np.sign(found.low) == np.sign(found.high) == np.sign(shift)


def test_less_of_an_error_is_better() -> None:
    worse, better = (with_error(shift) for shift in (0.1, 0.0))
    assert change(worse, better, "calibration.brier").verdict == "better"
    assert change(better, worse, "calibration.brier").verdict == "worse"


def with_error(shift: float) -> Report:
    one = report(F1)
    (table,) = one.tables
    error = tuple(map(float, SURE / 2 + shift * CHANCE.random(400)))
    return replace(one, tables=(replace(table, columns={"calibration.brier": error}),))


def test_chance_alone_is_seldom_told() -> None:
    told = 0
    for _ in range(10):
        after = F1 + CHANCE.normal(scale=0.1, size=400)
        told += change(only_f1(F1), only_f1(after), "reading.plain.f1").verdict != "same"
    assert told <= 2


def test_p_agrees_with_the_paired_t_test() -> None:
    for shift in (0.0, 0.01, 0.02):
        after = F1 + shift + CHANCE.normal(scale=0.1, size=400)
        found = change(only_f1(F1), only_f1(after), "reading.plain.f1")
        by_article = [values.reshape(100, 4).mean(axis=1) for values in (F1, after)]
        assert found.p == pytest.approx(ttest_rel(*by_article).pvalue, abs=0.03)


def test_sign_flips_agree_with_the_reference() -> None:
    gains = CHANCE.normal(loc=0.3, size=(12, 3))
    for column, p in zip(gains.T, sign_flips(gains), strict=True):
        pair = (column, np.zeros(12))
        exact = permutation_test(pair, lambda x, y: (x - y).sum(), permutation_type="samples", vectorized=False)
        assert p == pytest.approx(exact.pvalue, abs=0.01)
    assert list(sign_flips(np.zeros((12, 1)))) == [1.0]


def test_one_clear_change_is_told_among_a_hundred_measures() -> None:
    steady = {f"reading.{n}.f1": tuple(map(float, F1)) for n in range(100)}
    before, after = only_f1(F1), only_f1(F1 * 0.7)
    grown = [
        replace(one, tables=(replace(one.tables[0], columns={**one.tables[0].columns, **steady}),))
        for one in (before, after)
    ]
    assert [one.measure for one in compare(*grown).with_verdict("worse")] == ["reading.plain.f1"]


def test_a_measure_of_the_whole_table_is_compared_too() -> None:
    noise = abstention(report(F1, CHANCE.random(400)))
    found = change(abstention(report(F1)), noise, "reading.abstention.auc")
    assert found.verdict == "worse"
    assert found.after < found.before
    assert change(noise, abstention(report(F1)), "reading.abstention.auc").verdict == "better"


@pytest.mark.parametrize("noise", [0.0, 0.05, 0.08])
def test_p_of_such_a_measure_agrees_with_exchanging_the_reports(noise: float) -> None:
    chance = np.random.default_rng(5)
    after = SURE + (0.02 + noise) * chance.normal(size=400)
    found = change(abstention(report(F1)), abstention(report(F1, after)), "reading.abstention.auc")

    def difference(first: np.ndarray, second: np.ndarray) -> float:  # which report stands at each article: 0 or 1
        margins = np.stack([SURE, after])
        scores = (margins[side.astype(int).repeat(4), np.arange(400)] for side in (first, second))
        old, new = (area_under_curve(score) for score in scores)
        return new - old

    sides = (np.zeros(100), np.ones(100))
    exact = permutation_test(sides, difference, permutation_type="samples", vectorized=False, n_resamples=299, rng=1)
    assert found.p == pytest.approx(min(1.0, 2 * exact.pvalue), abs=0.12)  # one of two measures: corrected for two


def area_under_curve(score: np.ndarray) -> float:
    """Mann and Whitney's U as a share of the pairs; much quicker than scikit-learn's, which checks what it is given."""
    right, wrong = score[ANSWERABLE], score[~ANSWERABLE]
    return float(mannwhitneyu(right, wrong, method="asymptotic").statistic / len(right) / len(wrong))


def abstention(one: Report) -> Report:
    """The report with the margins alone, and nothing withheld."""
    (table,) = one.tables
    columns = {"reading.margin": table.columns["reading.margin"], "reading.answers": (1.0,) * 400}
    return replace(one, tables=(replace(table, columns=columns),))


def test_speed_is_shown_and_never_judged() -> None:
    comparison = compare(report(F1), report(F1 + 50))
    assert {one.verdict for one in comparison.changes if one.measure.startswith("speed.")} == {"not tested"}
    assert "speed.p50" not in {one.measure for one in comparison.with_verdict("worse")}


def test_only_common_questions_are_compared() -> None:
    comparison = compare(report(F1), report(F1, keep=100))
    assert {one.questions for one in comparison.changes} == {100}
    assert comparison.unpaired == 300
    other = compare(report(F1), report(F1, group="u fr→fr"))
    assert (other.changes, other.only_in_one) == ((), ("t fr→fr", "u fr→fr"))


def test_the_order_of_the_questions_does_not_matter() -> None:
    after = only_f1(F1 * 0.5)
    (table,) = after.tables
    order = list(CHANCE.permutation(400))
    turn: Callable[[tuple[object, ...]], tuple[object, ...]] = lambda values: tuple(values[n] for n in order)  # noqa: E731
    turned = ScoreTable(
        table.group,
        *(turn(values) for values in (table.ids, table.articles, table.contexts, table.answerable)),  # type: ignore[arg-type]
        {name: turn(values) for name, values in table.columns.items()},  # type: ignore[arg-type, misc]
    )
    assert compare(only_f1(F1), replace(after, tables=(turned,))) == compare(only_f1(F1), after)


def test_pools_are_compared_as_well() -> None:
    two = [
        replace(one, tables=(*one.tables, replace(one.tables[0], group="t en→fr")))
        for one in (only_f1(F1), only_f1(F1))
    ]
    assert {one.group for one in compare(*two).changes} == {"t fr→fr", "t en→fr", "*→*"}
