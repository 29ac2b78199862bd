"""What Haystack's pipeline costs beside the engine's plain calls: same questions in turns, reading remembered."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from qa.ask.components import ExtractiveReader, gazette_pipeline
from qa.ask.engine import open_engine
from qa.models.reader import Reader, TextSpan
from qa.settings import Settings
from tests.benchmarks.measures import Measure
from tests.benchmarks.question import QUESTIONS

ROUNDS, GOAL_MS = 20, 15


def measure(home: Path, *, rounds: int = ROUNDS) -> list[Measure]:
    """The median processor time of each way, on the articles in both languages of the benchmark `question`."""
    index = str(home / "index-en-fr")
    engine = open_engine(Settings(index=index, top_k=10))
    pipeline = gazette_pipeline(index, top_k=10)
    pipeline.warm_up()
    read = pipeline.get_component("read")
    assert isinstance(read, ExtractiveReader)
    assert read._reader is not None
    for reader in (engine.models.reader, read._reader):
        _remember(reader)
    ways: dict[str, Callable[[str], object]] = {
        "plain": lambda question: engine.ask(question, typed_dates=False),
        "pipeline": lambda question: pipeline.run({"query": question}),
    }
    questions = [question for asked in QUESTIONS.values() for question in asked]
    times: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds + 1):
        for question in questions:
            for name, ask in ways.items():
                started = time.process_time()
                ask(question)
                if number:  # the first round reads
                    times[name].append(1000 * (time.process_time() - started))
    engine.close()
    plain, piped = (statistics.median(times[name]) for name in ways)
    name = "a question through Haystack's pipeline, the reading left out: processor time, median"
    return [Measure(name, piped, "ms", "the engine's plain calls", plain, most=GOAL_MS)]


def _remember(reader: Reader) -> None:
    """Let the reader read each list of texts once."""
    known: dict[tuple[str, ...], list[list[TextSpan]]] = {}
    once = reader.read

    def read(question: str, texts: Sequence[str], titles: Sequence[str] = ()) -> list[list[TextSpan]]:
        asked = (question, *texts, *titles)
        if asked not in known:
            known[asked] = once(question, texts, titles)
        return known[asked]

    reader.read = read  # type: ignore[method-assign]
