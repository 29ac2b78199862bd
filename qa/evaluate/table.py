"""Per-question scores, a column a score: what measures are computed from, and what two reports are compared by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from qa.evaluate.cases import Case

Columns = Mapping[str, Sequence[float | None]]
DECIMALS = 5
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Table:
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


def make_table(group: str, cases: Sequence[Case], columns: Columns) -> Table:
    """The table of some cases; `columns` have a value a case."""
    return Table(
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


def pool(group: str, tables: Sequence[Table]) -> Table:
    """All questions of several groups as one; a column that one of them lacks is None there."""
    names = list(dict.fromkeys(name for table in tables for name in table.columns))
    return Table(
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


def choose(table: Table, rows: Sequence[int], group: str) -> Table:
    """Some questions of a table, in this order, as another group."""
    return Table(
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
