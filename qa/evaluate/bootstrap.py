"""How sure a measure is: percentile intervals over resampled articles, since questions on one are not independent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from qa.evaluate.table import Table

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


def units_of(table: Table) -> Units:
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
