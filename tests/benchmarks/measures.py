"""What a benchmark gives: figures with their peers and goals, and the machine that they were taken on."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = (
    *("gazette", "onnxruntime", "chromadb", "haystack-ai", "transformers-haystack", "sentence-transformers"),
    *("torch", "txtai"),
)


@dataclass(frozen=True)
class Measure:
    """One row of the table: a figure of ours, what it is held against, and what we want of it."""

    name: str
    ours: float
    unit: str
    against: str = ""  # what the other figure is of
    other: float | None = None  # in the same unit
    ratio: float | None = None  # times better than the other; times more where `most` is set
    least: float | None = None  # the ratio, or the figure where there is none, should be at least this
    most: float | None = None  # or at most this
    note: str = ""

    @property
    def judged(self) -> float:
        """The number that the goal is about."""
        return self.ours if self.ratio is None else self.ratio

    @property
    def goal(self) -> str:
        """The goal in words."""
        if self.least is not None:
            return f"≥ {self.least:g}" + ("" if self.ratio is None else "×")
        return "" if self.most is None else f"≤ {self.most:g}" + (f" {self.unit}" if self.ratio is None else "×")

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        if self.least is not None:
            return self.judged >= self.least
        return None if self.most is None else self.judged <= self.most


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def machine() -> dict[str, object]:
    """What the figures were taken on."""
    model, flags = platform.processor() or platform.machine(), ""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    for line in reversed(lines):
        name, _, value = line.partition(":")
        model = value.strip() if name.strip() == "model name" else model
        flags = value if name.strip() == "flags" else flags
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    fast = [name for name in ("avx2", "avx512f", "avx512_vnni", "avx_vnni", "amx_int8") if name in flags.split()]
    return {
        "processor": model,
        "cores": cores,
        "instructions": fast,
        "python": platform.python_version(),
        "packages": {name: found for name in PACKAGES if (found := _version(name))},
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
