"""The six steps from a query to its answer, in their order, each measured."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from qa.ask.agreement import settle
from qa.ask.cite import make_answer, trace_of
from qa.ask.fuse import best_hits
from qa.ask.retrieve import bm25_rankings, dense_ranking
from qa.ask.waves import read_in_waves
from qa.index.generation import Generation
from qa.models.calibration import Calibration, calibration_of
from qa.models.embedder import Embedder, load_embedder
from qa.models.reader import Reader, load_reader
from qa.settings import Settings
from qa.values import Answer, Hit, Query, Timings, TraceLine


@dataclass(frozen=True, slots=True)
class Models:
    """What is loaded once and answers every question."""

    embedder: Embedder
    reader: Reader
    calibration: Calibration  # with the thresholds of the settings


def load_models(settings: Settings, embedder: Embedder | None = None, reader: Reader | None = None) -> Models:
    """The models that the settings name, but for those that are given.

    Raises:
        ModelError: a model's files are missing or do not fit.
    """
    return Models(
        load_embedder(settings) if embedder is None else embedder,
        load_reader(settings) if reader is None else reader,
        calibration_of(settings),
    )


def answer_query(query: Query, generation: Generation, models: Models, candidates: int) -> Answer:
    """Retrieve, fuse, read, decide, cite.

    Args:
        query: the question as understood.
        generation: of the index to answer from.
        models: what reads and judges.
        candidates: passages that each retriever proposes.

    Raises:
        IndexDamaged: a quote does not stand in its article.
    """
    started = time.perf_counter()
    hits = _retrieved(query, generation, models, candidates)
    articles = generation.texts.articles([hit.passage.article_id for hit in hits])
    titles = {id_: article.title for id_, article in articles.items()}
    retrieved = time.perf_counter()
    spans, wave = read_in_waves(query, hits, titles, models.reader, models.calibration)
    read = time.perf_counter()
    decision = settle(query, hits, spans, titles, models.calibration.after(wave))
    answer = make_answer(query, decision, hits, spans, articles)
    decided = time.perf_counter()
    timings = Timings(_ms(retrieved - started), _ms(read - retrieved), _ms(decided - read), _ms(decided - started))
    return replace(answer, timings_ms=timings)


def trace_unread(query: Query, generation: Generation, models: Models, candidates: int) -> tuple[TraceLine, ...]:
    """How the passages that would be read for a question fare until then."""
    hits = _retrieved(query, generation, models, candidates)
    return trace_of(hits, (), generation.texts.articles([hit.passage.article_id for hit in hits]))


def _retrieved(query: Query, generation: Generation, models: Models, candidates: int) -> tuple[Hit, ...]:
    dense = dense_ranking(query, generation, models.embedder, candidates)
    bm25 = bm25_rankings(query, generation, candidates)
    return best_hits(query, dense, bm25, generation.dated_passages, models.calibration.fusion)


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
