"""Figures -> results.json, a table for the terminal, one for the page of benchmarks and a plot."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.benchmarks.measures import Measure

HOME = Path(__file__).parent
ROOT = HOME.parent.parent
RESULTS = HOME / "results.json"
PAGE = HOME / "README.md"
PLOT = ROOT / ".github" / "speed.svg"
OPENS, CLOSES = "<!-- speed -->", "<!-- /speed -->"
_MARKS = {True: "✓", False: "✗", None: ""}


def read_results() -> dict[str, Any]:
    """What was measured before, by benchmark."""
    return json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {"benchmarks": {}}


def write_results(name: str, measures: Sequence[Measure], about: dict[str, object], **more: object) -> None:
    """Put a benchmark's figures in the place of its former ones, with the machine that they were taken on."""
    results = read_results()
    own = {"machine": about, "measures": [asdict(measure) for measure in measures], **more}
    results["benchmarks"] = {**results.get("benchmarks", {}), name: own}
    RESULTS.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def measures_of(results: dict[str, Any]) -> list[Measure]:
    """All figures, in the order in which the benchmarks first came."""
    return [Measure(**one) for benchmark in results["benchmarks"].values() for one in benchmark["measures"]]


def number(value: float) -> str:
    """Three digits that count."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def lines(measures: Sequence[Measure]) -> list[str]:
    """A line a figure, for the terminal."""
    told = []
    for one in measures:
        other = "" if one.other is None else f"{one.against}: {number(one.other)} {one.unit}"
        ratio = "" if one.ratio is None else f"{number(one.ratio)}×"
        judged = f"{ratio:>7} {one.goal:>10} {_MARKS[one.met]:<1}"
        told.append(f"{one.name:<58} {number(one.ours):>7} {one.unit:<5} {judged}  {other} {one.note}".rstrip())
    return told


def table_block(results: dict[str, Any]) -> str:
    """What stands between the page's marks: the plot and the table of figures; nothing before there are any."""
    if not results["benchmarks"]:
        return ""
    machines = {
        f"{own['machine']['cores']} cores of {own['machine']['processor']} "
        f"({', '.join(own['machine']['instructions']) or 'no AVX2'}), Python {own['machine']['python']}"
        for own in results["benchmarks"].values()
    }
    rows = ["| | Gazette | against | | ratio | goal |", "|---|---|---|---|---|---|"]
    for one in measures_of(results):
        other = "" if one.other is None else f"{number(one.other)} {one.unit}".strip()
        ratio = "" if one.ratio is None else f"{number(one.ratio)}×"
        goal = f"{one.goal} {_MARKS[one.met]}".strip()
        ours = f"{number(one.ours)} {one.unit}".strip()
        rows.append(f"| {one.name} | {ours} | {one.against} | {other} | {ratio} | {goal} |")
    plot = "![How many times faster than other tools](../../.github/speed.svg)"
    return "\n".join([plot, "", f"Measured on {'; '.join(sorted(machines))}.", "", *rows])


def write_page() -> None:
    """Put the table into the page, between its marks."""
    text = PAGE.read_text(encoding="utf-8")
    head, opened, rest = text.partition(OPENS)
    _, closed, tail = rest.partition(CLOSES)
    if not (opened and closed):
        raise RuntimeError(f"{PAGE} has not the marks {OPENS} and {CLOSES}")
    inside = [opened, *filter(None, [table_block(read_results())]), closed]
    PAGE.write_text(head + "\n".join(inside) + tail, encoding="utf-8")


def write_plot() -> None:
    """A bar for each ratio, with a mark at its goal."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    mpl.rcParams["svg.hashsalt"] = "gazette"  # the same figures give the same file
    shown = [one for one in measures_of(read_results()) if one.ratio is not None and one.least is not None]
    labels = [textwrap.fill(f"{one.name} (against {one.against})", 56) for one in reversed(shown)]
    figure, axes = plt.subplots(figsize=(8, 0.45 * len(shown) + 1))
    for place, one in enumerate(reversed(shown)):
        axes.barh(place, one.ratio or 0, color="#3b6ea5" if one.met else "#b0895a", height=0.6)
        axes.plot([one.least, one.least], [place - 0.4, place + 0.4], color="black", linewidth=2)
        end = max(one.ratio or 0, one.least or 0)  # past the goal's mark, which a figure on it would hide
        axes.text(end * 1.08, place, f"{number(one.ratio or 0)}×", va="center", fontsize=8)
    axes.set_yticks(range(len(shown)), labels, fontsize=6)
    axes.set_xscale("log")
    axes.set_xlim(1, 2 * max((one.ratio or 1 for one in shown), default=1))
    axes.xaxis.set_major_formatter("{x:g}×")
    axes.tick_params(axis="x", labelsize=7)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_xlabel("times better (black: the goal)", fontsize=8)
    figure.tight_layout()
    figure.savefig(PLOT, metadata={"Date": None})
    plt.close(figure)
