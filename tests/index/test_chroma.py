"""Chroma behind `Dense` ranks like an exact search, with and without a selection."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from chromadb import Collection

import qa
from qa.errors import IndexDamaged
from qa.index import chroma as module
from qa.index.chroma import CHROMA_FOLDER, SYNC_FINISHED, Dense, DenseWriter, Graph
from qa.index.files import stored_files
from qa.index.filters import Selection
from qa.index.manifest import Hnsw
from qa.index.vectors import Vectors, write_vectors

COUNT, DIMENSION = 3000, 16


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    random = np.random.default_rng(7)
    centres = random.normal(size=(50, DIMENSION))
    points = centres[random.integers(0, 50, COUNT)] + 0.5 * random.normal(size=(COUNT, DIMENSION))
    return (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def written(vectors: np.ndarray, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dense")
    writer = DenseWriter(folder, Hnsw())
    writer.add("fr", range(COUNT), vectors)
    writer.finish()
    write_vectors(folder, COUNT, range(COUNT), vectors)
    return folder


@pytest.fixture(params=["by the graph", "a selection one by one", "one by one"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Which way a collection and a selection are searched, whatever their size."""
    monkeypatch.setattr(module, "COMPARED", COUNT if request.param == "one by one" else 0)
    monkeypatch.setattr(module, "SEARCH", -COUNT if request.param == "by the graph" else COUNT)
    monkeypatch.setattr(module, "NEIGHBOUR", 1)
    return str(request.param)


@pytest.fixture
def dense(written: Path, way: str) -> Iterator[Dense]:
    with closing(Dense(written, {"fr": np.arange(COUNT)}, Vectors(written, COUNT, DIMENSION))) as opened:
        yield opened


def selection(allowed: set[int]) -> Selection:
    mask = np.zeros(COUNT, dtype=bool)
    mask[list(allowed)] = True
    return Selection(mask, len(allowed))


def exact(vectors: np.ndarray, question: np.ndarray, allowed: set[int], limit: int) -> list[int]:
    order = np.argsort(-(vectors @ question), kind="stable")
    return [int(n) for n in order if int(n) in allowed][:limit]


@pytest.mark.parametrize("share", [None, 1.0, 0.5, 0.05, 0.002])
def test_search_agrees_with_exact_search(dense: Dense, vectors: np.ndarray, share: float | None, way: str) -> None:
    random = np.random.default_rng(11)
    allowed = set(range(COUNT)) if share is None else set(np.flatnonzero(random.random(COUNT) < share).tolist())
    found = right = 0
    for question in vectors[random.integers(0, COUNT, 30)]:
        hits = dense.search("fr", question, 10, None if share is None else selection(allowed))
        assert [score for _, score in hits] == sorted((score for _, score in hits), reverse=True)
        for id_, score in hits:
            assert id_ in allowed
            assert score == pytest.approx(float(vectors[id_] @ question), abs=1e-5)  # a similarity, not a distance
        expected = exact(vectors, question, allowed, 10)
        assert len(hits) == len(expected)
        found += len(expected)
        right += len(set(expected) & {id_ for id_, _ in hits})
    is_exact = way == "one by one" or (way == "a selection one by one" and share is not None)
    assert right / found >= (1 if is_exact else 0.98)


def test_a_selection_that_lies_far_from_the_question(dense: Dense, vectors: np.ndarray) -> None:
    question = vectors[0]
    allowed = {int(n) for n in np.argsort(vectors @ question)[:1200]}
    hits = dense.search("fr", question, 10, selection(allowed))
    assert [id_ for id_, _ in hits] == exact(vectors, question, allowed, 10)


def test_an_empty_selection_and_an_unknown_language_find_nothing(dense: Dense, vectors: np.ndarray) -> None:
    assert dense.search("fr", vectors[0], 10, selection(set())) == []
    assert dense.search("en", vectors[0], 10) == []


def test_another_count_is_damage(vectors: np.ndarray, tmp_path: Path) -> None:
    writer = DenseWriter(tmp_path, Hnsw())
    writer.add("fr", [0, 1], vectors[:2])
    writer.finish()
    with pytest.raises(IndexDamaged, match="gazette build"):
        Graph(tmp_path, {"fr": 3})


def test_chroma_is_opened_for_larger_collections_alone(
    written: Path, vectors: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []

    class Seen(Graph):
        def __init__(self, folder: Path, counts: Mapping[str, int]) -> None:
            asked.append(list(counts))
            super().__init__(folder, counts)

    monkeypatch.setattr(module, "Graph", Seen)
    numbers = {"fr": np.arange(COUNT), "en": np.array([5])}
    stored = Vectors(written, COUNT, DIMENSION)
    Dense(written, numbers, stored).close()
    assert asked == []
    monkeypatch.setattr(module, "COMPARED", COUNT - 1)
    with closing(Dense(written, numbers, stored)) as opened:
        assert asked == [["fr"]]
        assert opened.search("fr", vectors[9], 1)[0][0] == 9
        assert opened.search("en", vectors[9], 1)[0][0] == 5


def test_an_env_file_at_hand_is_not_read(vectors: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("ALLOW_RESET=perhaps\n", encoding="utf-8")  # one of Chroma's own settings
    monkeypatch.chdir(tmp_path)
    module._settings.cache_clear()
    DenseWriter(tmp_path, Hnsw()).close()


def test_a_writer_changes_what_is_there(vectors: np.ndarray, tmp_path: Path) -> None:
    first = DenseWriter(tmp_path, Hnsw())
    first.add("fr", range(1500), vectors[:1500])
    first.finish()
    second = DenseWriter(tmp_path, Hnsw())
    second.remove("fr", range(500))
    second.add("fr", range(1500, 1600), vectors[1500:1600])
    second.add("en", [1600], vectors[:1])
    second.finish()
    graph = Graph(tmp_path, {"fr": 1100, "en": 1})
    assert [number for number, _ in graph.nearest("en", vectors[0], 1)] == [1600]
    there = set(range(500, 1600))
    for question in vectors[:1600:100]:
        assert [n for n, _ in graph.nearest("fr", question, 5)] == exact(vectors, question, there, 5)


def test_what_is_finished_replays_nothing_and_stays_as_it_is_when_it_is_opened(
    vectors: np.ndarray, tmp_path: Path
) -> None:
    def waiting() -> int:
        with closing(sqlite3.connect(tmp_path / CHROMA_FOLDER / "chroma.sqlite3")) as database:
            return int(database.execute("SELECT count(*) FROM embeddings_queue").fetchone()[0])

    for start in (0, 1500):  # a first build and an update; 300 come after what was written out
        writer = DenseWriter(tmp_path, Hnsw())
        for first in range(start, start + 1500, 300):
            writer.add("fr", range(first, first + 300), vectors[first : first + 300])
        if start:
            writer.remove("fr", [7])
        writer.finish()
        assert waiting() <= SYNC_FINISHED
        before = stored_files(tmp_path, but="")
        with closing(Graph(tmp_path, {"fr": start + 1500 - bool(start)})) as opened:
            assert opened.nearest("fr", vectors[0], 1)[0][0] == 0
        assert stored_files(tmp_path, but="") == before
    graph = Graph(tmp_path, {"fr": COUNT - 1})
    there = set(range(COUNT)) - {7}
    for question in vectors[::300]:
        assert [n for n, _ in graph.nearest("fr", question, 5)] == exact(vectors, question, there, 5)


@pytest.mark.parametrize(
    "changes",
    [
        ["add 1"],
        ["add 1", "add 1", "add 1"],
        ["add 2", "add 1", "add 1"],
        ["add 3", "add 1"],
        ["add 3", "remove 1"],
        ["add 2", "remove 1", "add 1"],
        ["add 2", "remove 2"],
    ],
)
def test_few_changes_are_not_replayed_either(vectors: np.ndarray, tmp_path: Path, changes: list[str]) -> None:
    held: list[int] = []
    for number, change in enumerate(changes):
        writer = DenseWriter(tmp_path, Hnsw())
        kind, count = change.split()
        if kind == "add":
            new = list(range(10 * number, 10 * number + int(count)))
            writer.add("fr", new, vectors[new])
            held += new
        else:
            gone, held = held[: int(count)], held[int(count) :]
            writer.remove("fr", gone)
        writer.finish()
    before = stored_files(tmp_path, but="")
    for _ in range(2):
        with closing(Graph(tmp_path, {"fr": len(held)} if held else {})) as opened:
            for number in held:
                assert opened.nearest("fr", vectors[number], 1)[0][0] == number
    assert stored_files(tmp_path, but="") == before


def test_no_vector_that_has_neighbours_is_written_twice(
    vectors: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # hnswlib loses the way to a neighbour of a vector that is written anew, once in sixty small graphs.
    def refuse(*_: object, **__: object) -> None:
        pytest.fail("a vector was written anew")

    monkeypatch.setattr(Collection, "update", refuse)
    monkeypatch.setattr(Collection, "upsert", refuse)
    for numbers in ([0, 1], [2], [3]):
        writer = DenseWriter(tmp_path, Hnsw())
        writer.add("fr", numbers, vectors[numbers])
        writer.finish()
    with closing(Graph(tmp_path, {"fr": 4})) as opened:
        assert {n for n, _ in opened.nearest("fr", vectors[0], 4)} == {0, 1, 2, 3}


def test_one_module_knows_chroma() -> None:
    package = Path(qa.__file__).parent
    using = [
        file
        for file in package.rglob("*.py")
        if re.search(r"^\s*(import|from) chromadb", file.read_text("utf-8"), re.M)
    ]
    assert [file.relative_to(package).as_posix() for file in using] == ["index/chroma.py", "index/server.py"]
