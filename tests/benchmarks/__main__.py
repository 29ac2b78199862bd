"""`make bench`: a build of 1,000 articles and questions to it, cold and warm; prints a table and writes JSON."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks.articles import write_articles

ARTICLES, WORDS = 1000, 300
QUESTIONS = (
    "Qui a inauguré le viaduc de Millau ?",
    "Who discovered penicillin?",
    "When did the Great Fire of London begin?",
    "En quelle année Marie Curie a-t-elle reçu son premier prix Nobel ?",
    "Quelle est la recette de la pizza ?",
)
WARM_ROUNDS, COLD_ROUNDS = 10, 5
RESULTS = Path(__file__).parent / "results.json"


@dataclass(frozen=True)
class Measure:
    """One figure, with its unit and which way is better."""

    name: str
    value: float
    unit: str
    higher_is_better: bool


BUILD = """
import json, resource, sys, time
from pathlib import Path
from qa import build
started = time.perf_counter()
report = build(sys.argv[1], index=sys.argv[2])
seconds = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": seconds, "passages": report.passages, "embedded": report.embedded, "peak_mb": peak}))
"""

WARM = """
import json, resource, sys, time
from qa import open_engine
engine = open_engine(sys.argv[1])
questions, rounds = sys.argv[3:], int(sys.argv[2])
engine.ask(questions[0])
times = []
for _ in range(rounds):
    for question in questions:
        started = time.perf_counter()
        engine.ask(question)
        times.append(time.perf_counter() - started)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"times": times, "peak_mb": peak}))
"""


def run(code: str, *arguments: str | Path) -> dict[str, object]:
    """What a new process prints as JSON; each figure is taken in a process of its own, so that peaks are its own."""
    output = subprocess.check_output([sys.executable, "-c", code, *map(str, arguments)], text=True)
    return dict(json.loads(output))


def measure_build(folder: Path, index: Path) -> list[Measure]:
    """A first build, then one that adds a single article."""
    first = run(BUILD, folder, index)
    (folder / "one-more.txt").write_text("Un article de plus.\n\nIl ne parle que de la mer.", encoding="utf-8")
    update = run(BUILD, folder, index)
    size = sum(path.stat().st_size for path in (index / "generations" / "1").rglob("*") if path.is_file())
    return [
        Measure("build: passages a second", first["passages"] / first["seconds"], "1/s", True),  # type: ignore[operator]
        Measure("build: time", first["seconds"], "s", False),  # type: ignore[arg-type]
        Measure("build: peak memory", first["peak_mb"], "MB", False),  # type: ignore[arg-type]
        Measure("index: passages", first["passages"], "", False),  # type: ignore[arg-type]
        Measure("index: size", size / 1e6, "MB", False),
        Measure("update of one article: time", update["seconds"], "s", False),  # type: ignore[arg-type]
        Measure(
            "update of one article: full build is so many times longer", first["seconds"] / update["seconds"], "x", True
        ),  # type: ignore[operator]
    ]


def timed(call: Callable[[], object]) -> float:
    """Seconds of one call."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def measure_questions(index: Path) -> list[Measure]:
    """`gazette ask` in a new process, and questions to an engine that is open."""
    command = [sys.executable, "-m", "qa", "ask", QUESTIONS[0], "--index", str(index)]
    cold = [timed(lambda: subprocess.run(command, capture_output=True, check=False)) for _ in range(COLD_ROUNDS)]
    warm = run(WARM, index, str(WARM_ROUNDS), *QUESTIONS)
    times = sorted(warm["times"])  # type: ignore[call-overload]
    return [
        Measure("ask, new process: median", statistics.median(cold), "s", False),
        Measure("ask, warm: p50", statistics.median(times), "s", False),
        Measure("ask, warm: p95", times[int(0.95 * len(times))], "s", False),
        Measure("ask, warm: peak memory", warm["peak_mb"], "MB", False),  # type: ignore[arg-type]
        Measure(
            "a new process is so many times slower", statistics.median(cold) / statistics.median(times), "x", False
        ),
    ]


def machine() -> dict[str, object]:
    """What the figures were taken on."""
    model = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else ():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {"processor": model, "cores": cores, "python": platform.python_version(), "gazette": version("gazette")}


def main() -> None:
    """Measure, print, write."""
    with tempfile.TemporaryDirectory() as home:
        folder, index = Path(home) / "articles", Path(home) / "index"
        write_articles(folder, ARTICLES, WORDS)
        measures = [*measure_build(folder, index), *measure_questions(index)]
    about = machine()
    print(
        f"{ARTICLES} articles of {WORDS} words; {about['processor']}, {about['cores']} cores, Python {about['python']}"
    )
    for measure in measures:
        print(f"{measure.name:<58} {measure.value:>9.2f} {measure.unit}")
    RESULTS.write_text(json.dumps({"machine": about, "measures": [asdict(m) for m in measures]}, indent=2) + "\n")
    print(
        f"written to {RESULTS.relative_to(Path.cwd())}"
        if RESULTS.is_relative_to(Path.cwd())
        else f"written to {RESULTS}"
    )


if __name__ == "__main__":
    main()
