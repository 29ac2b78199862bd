"""What operators watch, in Prometheus' text form: counts, seconds and memory; never a word of a question or an article.

Several processes on one port each write their numbers to files of one folder (prometheus-client's multiprocess mode),
and whichever of them is asked adds them up.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from qa.values import Answer, Timings

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"  # prometheus-client reads it when it is imported
TEXT_FORM = CONTENT_TYPE_PLAIN_0_0_4
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20)
_MEMORY = Path("/proc/self/statm")  # Linux: pages, the second number those in memory

Interface = Literal["rest", "mcp", "chat"]


class Metrics:
    """The numbers of one server. One object serves all threads."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._questions = Counter(
            "gazette_questions",
            "Questions answered, by interface and state.",
            ("interface", "state"),
            registry=registry,
        )
        self._stages = Histogram(
            "gazette_stage_seconds",
            "Seconds of a question: waiting for its turn, retrieving, reading, deciding, and all but the waiting.",
            ("stage",),
            registry=registry,
            buckets=_SECONDS,
        )
        self._turned_away = Counter(
            "gazette_turned_away",
            "Questions and searches turned away (503), by reason.",
            ("reason",),
            registry=registry,
        )
        self.waiting = Gauge("gazette_waiting", "Questions that wait.", registry=registry, multiprocess_mode="livesum")
        self.answering = Gauge(
            "gazette_answering", "Questions being answered.", registry=registry, multiprocess_mode="livesum"
        )
        self._generation = Gauge(
            "gazette_generation",
            "Generation that answers; 0 where none can.",
            ("index",),
            registry=registry,
            multiprocess_mode="liveall",  # each process its own: in a switch they differ for a moment
        )
        self._memory = Gauge("gazette_memory_bytes", "Resident memory.", registry=registry, multiprocess_mode="livesum")
        for reason in ("full", "late"):
            self._turned_away.labels(reason)  # seen as 0, not as missing

    def answered(self, answer: Answer, interface: Interface) -> None:
        """Count a question with the seconds of its stages."""
        self._questions.labels(interface, answer.state).inc()
        for stage in fields(Timings):
            self._stages.labels(stage.name).observe(getattr(answer.timings_ms, stage.name) / 1000)

    def waited(self, seconds: float) -> None:
        """Note how long a question waited for its turn."""
        self._stages.labels("wait").observe(seconds)

    def turned_away(self, reason: Literal["full", "late"]) -> None:
        """Count one for which there was no place, or whose turn did not come in time."""
        self._turned_away.labels(reason).inc()

    def look(self, index: str, generation: int) -> None:
        """Note which generation of an index answers, and what memory the process takes."""
        self._generation.labels(index).set(generation)
        with suppress(OSError, ValueError):  # another system
            self._memory.set(int(_MEMORY.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE"))

    def text(self) -> bytes:
        """All of it, of all processes."""
        folder = os.environ.get(FOLDER_VARIABLE)
        if folder is None:
            return generate_latest(self._registry)
        _forget_the_dead(Path(folder))
        together = CollectorRegistry()
        MultiProcessCollector(together, path=folder)  # type: ignore[no-untyped-call]
        return generate_latest(together)


def _forget_the_dead(folder: Path) -> None:
    """Leave out what processes that were killed held: what they counted stays."""
    for file in folder.glob("gauge_live*_*.db"):
        process = file.stem.rpartition("_")[2]
        if process.isdecimal() and not _is_alive(int(process)):
            mark_process_dead(int(process), str(folder))  # type: ignore[no-untyped-call]


def _is_alive(process: int) -> bool:
    if os.name == "nt":  # there signal 0 is Ctrl+C
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is there, and another user's
        return True
    return True
