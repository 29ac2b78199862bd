"""Fast answers are the slow ones: text, places, state and confidence, on questions about the seeds.

A sample here; `python -m tests.benchmarks answers` asks all of them and 500 of other sources.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from qa.ask.answer import answer_query
from qa.ask.engine import Engine
from qa.ask.query import understand
from qa.index.opening import open_generation
from qa.settings import Settings
from qa.values import Answer, Filters, Query
from tests.conftest import ROOT
from tests.reference import reference_models

LINES = (ROOT / "tests" / "data" / "seed_questions.jsonl").read_text(encoding="utf-8").splitlines()
SAMPLE = [json.loads(line)["fr" if number % 2 else "en"] for number, line in enumerate(LINES[::5])]


@pytest.fixture(scope="module")
def reference(seed_index: Path) -> Iterator[Callable[[Query], Answer]]:
    settings = Settings()
    with closing(open_generation(seed_index)) as generation:
        models = reference_models(generation, settings)
        yield lambda query: answer_query(query, generation, models, settings.candidates)


def told(answer: Answer) -> tuple[object, ...]:
    """What must not depend on how fast it was found, but for the confidence."""
    places = [(c.article_id, c.start, c.end) for c in (*answer.citations, *answer.nearest)]
    others = [(other.text, [(c.article_id, c.start, c.end) for c in other.citations]) for other in answer.alternatives]
    return answer.state, answer.text, places, others, [line.passage_id for line in answer.trace]


@pytest.mark.parametrize("filters", [Filters(), Filters(since="2000", folders=("seeds",))])
def test_the_fast_path_answers_like_the_slow_one(
    seed_engine: Engine, reference: Callable[[Query], Answer], filters: Filters
) -> None:
    for question in SAMPLE if filters == Filters() else SAMPLE[:2]:
        fast = seed_engine.ask(question, typed_dates=False, filters=filters)
        slow = reference(understand(question, Settings(), filters=filters))
        assert told(fast) == told(slow), question
        assert fast.confidence == pytest.approx(slow.confidence, abs=1e-3), question
