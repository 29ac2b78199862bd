"""A question in a new process, to the answer printed: `gazette ask` against a script of Haystack's own components."""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from tests.benchmarks.measures import Measure
from tests.benchmarks.peers import HAYSTACK
from tests.benchmarks.process import seconds_of

ROUNDS, SHOWN = 5, 12
QUESTION = "Who was the first patient treated with penicillin?"
SCRIPT = (
    HAYSTACK
    + """
import sys
store, embedder, reader, question = sys.argv[1:]
print(haystack_ask(haystack_pipeline(embedder, reader, store), question)[0][0].data)
"""
)


def measure(home: Path, *, rounds: int = ROUNDS) -> list[Measure]:
    """Both in turns; it takes the index and the models of the benchmark of one question."""
    ours = [sys.executable, "-m", "qa", "ask", QUESTION, "--index", str(home / "index-en")]
    parts = [home / "chroma-en", home / "models" / "embedder", home / "models" / "reader"]
    theirs = [sys.executable, "-c", SCRIPT, *map(str, parts), QUESTION]
    seconds: dict[str, list[float]] = defaultdict(list)
    for number in range(rounds + 1):
        for side, command in (("ours", ours), ("haystack", theirs)):
            taken = seconds_of(command)
            if number:  # the first reads the files from the disk
                seconds[side].append(taken)
    middle = {side: statistics.median(times) for side, times in seconds.items()}
    return [
        Measure(
            "a question in a new process: median",
            middle["ours"],
            "s",
            "a script of Haystack's own components",
            middle["haystack"],
            middle["haystack"] / middle["ours"],
            least=3,
        )
    ]


def import_times(home: Path) -> dict[str, dict[str, float]]:
    """Seconds that each side spends in the imports of the largest packages, their own modules alone, by package."""
    ours = ["-m", "qa", "ask", QUESTION, "--index", str(home / "index-en")]
    parts = [home / "chroma-en", home / "models" / "embedder", home / "models" / "reader"]
    return {
        "gazette ask": _imports(ours),
        "Haystack's own components": _imports(["-c", SCRIPT, *map(str, parts), QUESTION]),
    }


def _imports(arguments: list[str]) -> dict[str, float]:
    command = [sys.executable, "-X", "importtime", *arguments]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    spent: dict[str, float] = defaultdict(float)
    for microseconds, module in re.findall(r"^import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)$", told, re.MULTILINE):
        spent[module.split(".")[0]] += int(microseconds) / 1e6
    first = sorted(spent.items(), key=lambda item: -item[1])
    others = sum(seconds for _, seconds in first[SHOWN:])
    return {name: round(seconds, 3) for name, seconds in first[:SHOWN]} | {"all others": round(others, 3)}
