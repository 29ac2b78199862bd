"""Recall of Chroma's graph against exact search at 100,000 vectors, by the effort of a search."""

from __future__ import annotations

import shutil
import time
from contextlib import closing
from pathlib import Path

import numpy as np

from qa.index.chroma import CHROMA_FOLDER, Graph
from qa.index.generation import generation_folder
from qa.index.manifest import Hnsw
from tests.benchmarks.measures import Measure
from tests.benchmarks.retrieval import CANDIDATES, CHUNK, Synthetic, write_index

PASSAGES, QUESTIONS = 100_000, 200
EFFORTS = (50, 100, 200, 400)  # ef_search
NOISE = 0.5  # of questions, beside vectors of length 1: as far from their passages as real questions are


def measure(home: Path, *, passages: int = PASSAGES, questions: int = QUESTIONS) -> list[Measure]:
    """Recall among the candidates, and the time of a search, for each effort."""
    synthetic = Synthetic()
    index = home / f"synthetic-{passages}"
    if not (index / "CURRENT").exists():
        write_index(index, passages, synthetic)
    vectors = np.concatenate(
        [synthetic.vectors(first, min(CHUNK, passages - first)) for first in range(0, passages, CHUNK)]
    )
    asked = _asked(vectors, questions)
    exact = np.argsort(-(asked @ vectors.T), axis=1)[:, :CANDIDATES]
    measures = []
    for effort in EFFORTS:
        folder = home / f"effort-{effort}"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(generation_folder(index, 1) / CHROMA_FOLDER, folder / CHROMA_FOLDER)
        _set_effort(folder, effort)
        with closing(Graph(folder, {"en": passages})) as graph:
            graph.nearest("en", asked[0], CANDIDATES)
            started = time.perf_counter()
            found = [{number for number, _ in graph.nearest("en", vector, CANDIDATES)} for vector in asked]
            taken = (time.perf_counter() - started) / questions
        right = sum(len(own & set(row.tolist())) for own, row in zip(found, exact, strict=True))
        measures.append(
            Measure(
                f"recall@{CANDIDATES} at {passages:,} vectors, ef_search {effort}",
                right / exact.size,
                "",
                least=0.98 if effort == Hnsw().ef_search else None,
                note=f"{1000 * taken:.2f} ms a search",
            )
        )
        shutil.rmtree(folder)
    return measures


def _asked(vectors: np.ndarray, count: int) -> np.ndarray:
    """(count, dimension), of length 1: passages' vectors with noise."""
    random = np.random.default_rng(1)
    noise = random.normal(size=(count, vectors.shape[1])) / np.sqrt(vectors.shape[1])
    made = vectors[random.integers(0, len(vectors), count)] + NOISE * noise
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


def _set_effort(folder: Path, effort: int) -> None:
    import chromadb

    settings = chromadb.Settings(anonymized_telemetry=False)
    with closing(chromadb.PersistentClient(path=str(folder / CHROMA_FOLDER), settings=settings)) as client:
        for collection in client.list_collections():
            collection.modify(configuration={"hnsw": {"ef_search": effort}})
