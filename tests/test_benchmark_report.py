"""What `make bench` reports: goals that are met or missed, and a table that fits the README."""

from __future__ import annotations

import ast
from dataclasses import asdict
from importlib import import_module

import pytest

from tests.benchmarks.__main__ import BENCHMARKS, BY_NAME_ONLY, NEEDS, QUICK
from tests.benchmarks.measures import Measure, machine, percentile
from tests.benchmarks.report import CLOSES, OPENS, PAGE, lines, number, read_results, table_block
from tests.conftest import ROOT

FASTER = Measure("a question", 0.1, "s", "a peer", 0.65, 6.5, least=6)


@pytest.mark.parametrize(
    ("measure", "goal", "met"),
    [
        (FASTER, "≥ 6×", True),
        (Measure("a question", 0.1, "s", "a peer", 0.5, 5.0, least=6), "≥ 6×", False),
        (Measure("retrieval", 20, "ms", "small", 10, 2.0, most=3), "≤ 3×", True),
        (Measure("memory", 800, "MB", most=700), "≤ 700 MB", False),
        (Measure("recall", 0.99, "", least=0.98), "≥ 0.98", True),
        (Measure("size", 14, "MB"), "", None),
    ],
)
def test_goals(measure: Measure, goal: str, met: bool | None) -> None:
    assert (measure.goal, measure.met) == (goal, met)


def test_numbers_have_three_digits() -> None:
    assert [number(value) for value in (0.12345, 6.5, 99.94, 123.4, 12345.6)] == [
        "0.123",
        "6.5",
        "99.9",
        "123",
        "12,346",
    ]


def test_percentile() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.95) == 3.0
    assert percentile([float(n) for n in range(100)], 0.95) == 95.0


@pytest.mark.process  # the name of the processor is asked of the system
def test_a_figure_is_told_with_what_it_is_held_against() -> None:
    (line,) = lines([FASTER])
    assert all(part in line for part in ("a question", "0.1 s", "6.5×", "≥ 6× ✓", "a peer: 0.65 s"))
    about = machine()
    assert about["cores"]
    block = table_block({"benchmarks": {"question": {"machine": about, "measures": [asdict(FASTER)]}}})
    assert "| a question | 0.1 s | a peer | 0.65 s | 6.5× | ≥ 6× ✓ |" in block


def test_the_page_holds_the_table_of_the_figures_that_are_kept() -> None:
    text = PAGE.read_text(encoding="utf-8")
    held = text.partition(OPENS)[2].partition(CLOSES)[0].strip()
    if results := read_results()["benchmarks"]:
        assert held == table_block({"benchmarks": results})


def test_what_a_benchmark_takes_from_another_is_run_before_it() -> None:
    order = list(BENCHMARKS)
    assert QUICK.keys() == BENCHMARKS.keys() >= {*BY_NAME_ONLY}
    assert all(order.index(needed) < order.index(name) for name, needed in NEEDS.items())


def test_what_the_benchmarks_take_from_the_package_is_there() -> None:
    missing = []
    for file in sorted((ROOT / "tests" / "benchmarks").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("qa."):
                names = dir(import_module(str(node.module)))
                missing += [
                    f"{file.name}: {node.module}.{alias.name}" for alias in node.names if alias.name not in names
                ]
    assert missing == []
