"""Vectors on disk come back as they were, and their nearest are those of a plain comparison."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from qa.errors import IndexDamaged
from qa.index.columns import best
from qa.index.vectors import VECTORS_FILE, Vectors, copy_vectors, write_vectors

COUNT, DIMENSION = 9000, 8  # more than are compared in one product


def unit(count: int) -> np.ndarray:
    made = np.random.default_rng(3).normal(size=(count, DIMENSION)).astype(np.float32)
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True))


def test_vectors_come_back_by_number(tmp_path: Path) -> None:
    vectors = unit(6)
    write_vectors(tmp_path, 4, [0, 3], vectors[[0, 3]])  # two languages take turns
    write_vectors(tmp_path, 4, [1, 2], vectors[[1, 2]])
    before = Vectors(tmp_path, 4, DIMENSION)
    (tmp_path / "next").mkdir()
    copy_vectors(tmp_path, tmp_path / "next")
    write_vectors(tmp_path / "next", 6, [4, 5], vectors[4:])
    after = Vectors(tmp_path / "next", 6, DIMENSION)
    assert np.array_equal(before.of([3, 0, 3]), vectors[[3, 0, 3]])
    assert np.array_equal(after.of(range(6)), vectors)
    assert after.of([]).shape == (0, DIMENSION)


def test_nearest_are_those_of_a_plain_comparison(tmp_path: Path) -> None:
    vectors = unit(COUNT)
    write_vectors(tmp_path, COUNT, range(COUNT), vectors)
    stored = Vectors(tmp_path, COUNT, DIMENSION)
    for share in (1.0, 0.5, 0.001):
        numbers = np.flatnonzero(np.random.default_rng(4).random(COUNT) < share)
        question = unit(COUNT + 1)[-1]
        order = numbers[np.argsort(-(vectors[numbers] @ question))][:40]
        found = stored.nearest(question, numbers, 40)
        assert [number for number, _ in found] == order.tolist()
        np.testing.assert_allclose([score for _, score in found], vectors[order] @ question, atol=1e-6)
    assert stored.nearest(question, numbers[:0], 40) == []


@given(
    arrays(np.float32, st.integers(0, 60), elements=st.sampled_from([0.0, 0.25, 0.5, 1.0])),
    st.integers(1, 70),
)
def test_best_is_a_sort_cut_off(scores: np.ndarray, limit: int) -> None:
    numbers = np.arange(len(scores)) * 3
    expected = sorted(zip(numbers.tolist(), scores.tolist(), strict=True), key=lambda hit: (-hit[1], hit[0]))[:limit]
    assert best(numbers, scores, limit) == expected


def test_no_passages_need_no_file(tmp_path: Path) -> None:
    (tmp_path / "next").mkdir()
    copy_vectors(tmp_path, tmp_path / "next")
    assert not (tmp_path / "next" / VECTORS_FILE).exists()
    assert Vectors(tmp_path / "next", 0, DIMENSION).of([]).shape == (0, DIMENSION)


@pytest.mark.parametrize("rows", [None, 3, 5])
def test_a_file_of_another_size_is_damage(tmp_path: Path, rows: int | None) -> None:
    if rows is not None:
        write_vectors(tmp_path, rows, [0], unit(1))
    with pytest.raises(IndexDamaged, match="gazette build"):
        Vectors(tmp_path, 4, DIMENSION)
