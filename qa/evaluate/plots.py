"""The report's pictures: reliability, recall at k, risk against coverage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qa.evaluate.calibration import risk_coverage
from qa.evaluate.report import Curve, Report

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CUTS = (1, 5, 20)
_STYLES = {"dense": "--", "bm25": ":", "hybrid": "-"}
_INCHES = (9.0, 5.0)
_DOTS_PER_INCH = 110


@dataclass(frozen=True, slots=True)
class Words:
    """What is written on the pictures, in the reader's language."""

    confidence: str
    right: str
    perfect: str
    retrievers: Mapping[str, str]
    recall: str  # of the unit that holds the answer: paragraph or article
    coverage: str
    risk: str


@dataclass(frozen=True, slots=True)
class ReliabilityWords:
    """What is written on a reliability picture."""

    confidence: str = "confidence"
    right: str = "share of right answers"
    perfect: str = "a confidence that means what it says"


def draw(report: Report, folder: Path, words: Words) -> list[Path]:
    """Write the pictures that the report has the figures for; where they lie."""
    drawn = []
    if report.curves:
        axes = ReliabilityWords(words.confidence, words.right, words.perfect)
        drawn.append(draw_reliability(report.curves, folder / "reliability.png", axes))
        drawn.append(_save(_risk(report, words), folder / "risk-coverage.png"))
    if any(measure.name.startswith("retrieval.") for group in report.groups for measure in group.measures):
        drawn.append(_save(_recall(report, words), folder / "recall.png"))
    return drawn


def draw_reliability(curves: Sequence[Curve], path: Path, words: ReliabilityWords) -> Path:
    """Write the share of right answers against their confidence, a line a curve; where it lies."""
    figure, axes = _figure()
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1, label=words.perfect)
    for curve in curves:
        sure, right = zip(*((b.confidence, b.right) for b in curve.bins), strict=True)
        axes.plot(sure, right, marker="o", label=_safe(curve.group))
    _label(axes, words.confidence, words.right)
    return _save(figure, path)


def _figure() -> tuple[Figure, Axes]:
    from matplotlib.figure import Figure  # without pyplot: no window system, nothing global

    figure = Figure(figsize=_INCHES, dpi=_DOTS_PER_INCH, layout="constrained")
    axes = figure.add_subplot()
    axes.grid(alpha=0.3)
    return figure, axes


def _save(figure: Figure, path: Path) -> Path:
    figure.savefig(path)
    return path


def _label(axes: Axes, x: str, y: str) -> None:
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.figure.legend(loc="outside right upper", fontsize="small")  # beside the lines, however many there are


def _risk(report: Report, words: Words) -> Figure:
    figure, axes = _figure()
    for table in report.tables:
        if "end_to_end.confidence" in table.columns:
            sure, right = table.column("end_to_end.confidence"), table.column("end_to_end.guess")
            axes.plot(*risk_coverage(sure, right), label=_safe(table.group))
    axes.set_ylim(bottom=0)
    _label(axes, words.coverage, words.risk)
    return figure


def _recall(report: Report, words: Words) -> Figure:
    figure, axes = _figure()
    names = {table.group for table in report.tables}
    for number, group in enumerate(group for group in report.groups if group.name in names):
        level = "paragraph" if group.get("retrieval.dense.paragraph.recall@1") else "article"
        for retriever, style in _STYLES.items():
            found = [group.get(f"retrieval.{retriever}.{level}.recall@{cut}") for cut in CUTS]
            known: Sequence[float] = [measure.value for measure in found if measure is not None]
            if len(known) == len(CUTS):
                label = _safe(f"{group.name}, {words.retrievers[retriever]}")
                axes.plot(CUTS, known, style, marker="o", color=f"C{number}", label=label)
    axes.set_xticks(CUTS)
    axes.set_ylim(top=1)
    _label(axes, "k", words.recall)
    return figure


def _safe(name: str) -> str:
    """A name that comes from a file's own, with no sign that would begin a formula or hide it from the legend."""
    return name.replace("$", r"\$").lstrip("_")
