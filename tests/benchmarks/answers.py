"""Whether the fast path answers like the slow one, and like a reader in 32 bits: seeds and 500 other questions."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from qa.ask.answer import answer_query, load_models
from qa.ask.engine import open_engine
from qa.ask.query import understand
from qa.evaluate.index import build_gold_index
from qa.index.opening import open_generation
from qa.ingest.build import build_index
from qa.models.reader import load_reader
from qa.settings import Settings
from qa.train.held_out import gather_gold
from qa.values import Answer
from tests.ask.test_reference import told
from tests.benchmarks.articles import SEEDS
from tests.benchmarks.measures import Measure
from tests.benchmarks.peers import save_peer_models
from tests.reference import reference_models

DATA = Path("../shared/data")  # articles and questions that are not part of this project
OTHERS = 500
SEED = 20261126


def measure(home: Path, *, seeds: int | None = None, others: int = OTHERS) -> list[Measure]:
    """Shares of the questions with the same answer; `seeds` None is all questions about the seeds, 0 others none."""
    settings = Settings(index=str(home / "seeds"))
    build_index([SEEDS], settings)
    lines = (SEEDS.parent / "tests" / "data" / "seed_questions.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [json.loads(line)[language] for line in lines for language in ("fr", "en")][:seeds]
    measures = [_like_the_slow_path("questions about the seeds", settings, asked)]
    if others and DATA.is_dir():
        other = Settings(index=str(home / "gold" / "index"))
        articles, questions = gather_gold(DATA)
        if not other.index_folder.exists():
            (home / "gold").mkdir()
            build_gold_index(articles, home / "gold", other)
        drawn = [question.text for question in random.Random(SEED).sample(questions, others)]
        measures.append(_like_the_slow_path("questions of SQuAD, PIAF and the corpus", other, drawn))
        reader = home / "models" / "reader"
        if not reader.exists():
            _, reader = save_peer_models(home / "models")
        measures.append(_like_32_bits("questions of SQuAD, PIAF and the corpus", other, drawn, reader))
    return measures


def _like_the_slow_path(name: str, settings: Settings, questions: Sequence[str]) -> Measure:
    """The same answer, places, state, alternatives and passages, and a confidence within 0.001."""
    engine = open_engine(settings)
    same = 0
    with closing(open_generation(settings.index_folder)) as generation:
        models = reference_models(generation, settings)
        for question in questions:
            fast = engine.ask(question, typed_dates=False)
            slow = answer_query(understand(question, settings), generation, models, settings.candidates)
            same += told(fast) == told(slow) and abs(fast.confidence - slow.confidence) < 1e-3
    return _share(f"{name}: all as on the slow path", same, questions, least=99.5)


def _like_32_bits(name: str, settings: Settings, questions: Sequence[str], reader: Path) -> Measure:
    """The same text, quoted from the same place, as with the reader's weights and activations in 32 bits."""
    engine = open_engine(settings)
    same = 0
    with closing(open_generation(settings.index_folder)) as generation:
        whole = load_models(settings, reader=load_reader(settings.model_copy(update={"reader": str(reader)})))
        for question in questions:
            fast = engine.ask(question, typed_dates=False)
            other = answer_query(understand(question, settings), generation, whole, settings.candidates)
            same += _quoted(fast) == _quoted(other)
    return _share(f"{name}: same answer as in 32 bits", same, questions, least=98)


def _quoted(answer: Answer) -> tuple[object, ...]:
    return answer.text, [(one.article_id, one.start, one.end) for one in answer.citations[:1]]


def _share(name: str, same: int, questions: Sequence[str], least: float) -> Measure:
    return Measure(name, 100 * same / len(questions), "%", least=least, note=f"{len(questions)} questions")
