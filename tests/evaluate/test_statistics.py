"""Measures of a table equal the references, and their intervals are drawn over what belongs together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binomtest
from sklearn.metrics import precision_score, recall_score, roc_auc_score

from qa.evaluate.report import by_kind
from qa.evaluate.statistics import (
    ENOUGH,
    RESAMPLES,
    ScoreTable,
    draws,
    interval,
    measure_group,
    pool,
    statistics,
    units_of,
    upper_bound,
)

CHANCE = np.random.default_rng(4)


def table(
    columns: dict[str, list[float | None]], answerable: list[bool], articles: list[str] | None = None
) -> ScoreTable:
    count = len(answerable)
    names = articles or [f"a{n}" for n in range(count)]
    return ScoreTable(
        "t fr→fr",
        tuple(f"q{n}" for n in range(count)),
        tuple(names),
        tuple(f"{name}.{n}" for n, name in enumerate(names)),
        tuple(answerable),
        {name: tuple(values) for name, values in columns.items()},
    )


def test_abstention_equals_the_reference() -> None:
    answerable = CHANCE.random(500) < 0.7
    margin = np.round(CHANCE.normal(size=500) + answerable, 1)  # rounded: with ties
    answers = margin > 0
    found = table(
        {"reading.margin": margin.tolist(), "reading.answers": answers.astype(float).tolist()}, answerable.tolist()
    )
    for rows in (np.arange(500), CHANCE.integers(500, size=500)):
        values = {one.name: one.compute(rows) for one in statistics(found)}
        truth, given = answerable[rows], answers[rows]
        assert values["reading.abstention.auc"] == pytest.approx(roc_auc_score(truth, margin[rows]))
        assert values["reading.abstention.precision"] == pytest.approx(precision_score(~truth, ~given))
        assert values["reading.abstention.recall"] == pytest.approx(recall_score(~truth, ~given))


def test_a_mean_leaves_out_what_has_no_meaning() -> None:
    group = measure_group(table({"reading.plain.f1": [1.0, None, 0.5]}, [True, False, True]))
    (measure,) = group.measures
    assert (measure.value, measure.questions, group.answerable) == (0.75, 2, 2)
    assert measure.low <= measure.value <= measure.high
    assert group.get("reading.plain.f1") == measure


def test_abstention_is_not_measured_where_everything_has_an_answer() -> None:
    group = measure_group(table({"reading.margin": [1.0, 2.0], "reading.answers": [1.0, 1.0]}, [True, True]))
    assert group.measures == ()


def test_speed_is_told_by_percentiles() -> None:
    group = measure_group(table({"speed.ms": [float(n) for n in range(101)]}, [True] * 101))
    assert [(m.name, m.value, m.higher_is_better) for m in group.measures] == [
        ("speed.p50", 50.0, False),
        ("speed.p95", 95.0, False),
    ]


def test_what_is_drawn_together() -> None:
    names = [f"a{n % ENOUGH}" for n in range(100)]
    units = units_of(table({}, [True] * 100, names))
    assert units.unit == "article"
    assert sorted(np.concatenate(units.rows).tolist()) == list(range(100))
    assert all(len({names[row] for row in rows}) == 1 for rows in units.rows)
    few = units_of(table({}, [True] * 100, [f"a{n % 3}" for n in range(100)]))
    assert few.unit == "paragraph"  # here each question has a paragraph of its own
    assert units_of(table({}, [True] * 5, ["a"] * 5)).unit == "question"


def test_samples_are_those_of_every_run_and_as_large_as_the_table() -> None:
    units = units_of(table({}, [True] * 60, [f"a{n % 20}" for n in range(60)]))
    samples = draws(units)
    assert len(samples) == RESAMPLES
    assert all(len(rows) == 60 for rows in samples)
    assert all((one == other).all() for one, other in zip(samples, draws(units), strict=True))


def test_an_interval_leaves_a_fortieth_of_the_samples_on_each_side() -> None:
    samples = [np.array([number]) for number in range(1001)]
    assert interval(lambda rows: float(rows[0]), samples) == pytest.approx((25, 975))


def test_intervals_are_wider_where_questions_on_an_article_go_together() -> None:
    luck = np.repeat(CHANCE.random(30) < 0.5, 20).astype(float)  # all right or all wrong
    together = table({"reading.plain.em": luck.tolist()}, [True] * 600, [f"a{n // 20}" for n in range(600)])
    apart = table({"reading.plain.em": luck.tolist()}, [True] * 600)
    (wide,), (narrow,) = measure_group(together).measures, measure_group(apart).measures
    assert wide.value == narrow.value
    assert wide.high - wide.low > 3 * (narrow.high - narrow.low)


def test_intervals_hold_the_truth_as_often_as_they_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.evaluate.statistics.RESAMPLES", 250)  # the ends move by less than 0.01
    held = 0
    for _ in range(50):
        values = (CHANCE.random(80) < 0.6).astype(float).tolist()
        (measure,) = measure_group(table({"reading.plain.em": values}, [True] * 80)).measures
        held += measure.low <= 0.6 <= measure.high
    assert 43 <= held <= 50


def test_pools_keep_questions_apart_and_articles_together() -> None:
    one = table({"reading.plain.em": [1.0, 0.0]}, [True, True], ["a", "b"])
    both = pool("*→*", [one, one])
    assert len(set(both.ids)) == 2  # the same group twice: its questions are the same
    assert both.articles == ("a", "b", "a", "b")
    lacking = pool("*→*", [one, table({}, [False])])
    assert lacking.columns == {"reading.plain.em": (1.0, 0.0, None)}


@pytest.mark.parametrize(("wrong", "of"), [(0, 1), (0, 60), (3, 60), (64, 183), (5, 5), (59, 60)])
def test_the_bound_equals_the_reference(wrong: int, of: int) -> None:
    reference = binomtest(wrong, of, alternative="less").proportion_ci(0.95, method="exact")
    assert upper_bound(wrong, of) == pytest.approx(reference.high)


def test_the_bound_holds_as_often_as_it_says() -> None:
    held = sum(upper_bound(int(wrong), 150) >= 0.08 for wrong in CHANCE.binomial(150, 0.08, size=2000))
    assert 0.94 <= held / 2000 <= 1


def test_wrong_among_found_is_counted_over_what_is_found() -> None:
    group = measure_group(table({"end_to_end.found_wrong": [1.0, None, 0.0, 0.0]}, [False, True, True, True]))
    assert group.found is not None
    assert (group.found.wrong, group.found.of) == (1, 3)
    assert group.found.share == pytest.approx(1 / 3)
    assert group.found.at_most == upper_bound(1, 3)
    (measure,) = group.measures
    assert (measure.value, measure.higher_is_better) == (pytest.approx(1 / 3), False)
    nothing = measure_group(table({"end_to_end.found_wrong": [None]}, [True]))
    assert (nothing.found, nothing.without_answers) == (None, None)


def test_all_that_have_no_answer_may_be_refused() -> None:
    found = table({"end_to_end.confidence": [0.1, 0.9], "end_to_end.answers": [0.0, 1.0]}, [False, False])
    values = {
        one.name: one.compute(np.arange(2))
        for one in statistics(replace(found, columns={**found.columns, "end_to_end.guess": (0.0, 0.0)}))
    }
    assert values["end_to_end.abstention.recall"] == 0.5
    assert np.isnan(values["end_to_end.abstention.auc"])


def test_kinds_are_pooled_over_the_directions_of_a_source() -> None:
    one = replace(table({"reading.plain.em": [1.0, 0.0]}, [True, False]), kinds=("who", "when"))
    other = replace(table({"reading.plain.em": [0.5]}, [True]), group="t en→fr", kinds=("who",))
    third = replace(table({"reading.plain.em": [0.0]}, [True]), group="u en→fr")
    when, who = by_kind([one, other, third])
    assert (when.group, who.group) == ("t when", "t who")
    assert when.columns == {"reading.plain.em": (0.0,)}
    assert who.columns == {"reading.plain.em": (1.0, 0.5)}
    assert (who.answerable, len(set(who.ids))) == ((True, True), 2)
