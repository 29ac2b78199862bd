"""BM25 scores are those of a library that we did not write, and stay exact when passages come and go."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from pathlib import Path

import bm25s
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.errors import IndexDamaged
from qa.index import bm25
from qa.index.bm25 import BM25_FOLDER, Bm25, load_segments, share_bm25, write_bm25
from qa.index.columns import CODES, Columns, no_columns
from qa.lang.terms import terms

WORDS = [f"mot{n}" for n in range(60)]


def make_texts(count: int, seed: int) -> list[str]:
    """Texts of words that fall as in a language: some in nearly all texts, most in few."""
    chance = random.Random(seed)
    weights = [1 / rank for rank in range(1, len(WORDS) + 1)]
    return [" ".join(chance.choices(WORDS, weights, k=chance.randint(3, 40))) for _ in range(count)]


def columns_of(words: list[list[str]], before: Columns | None = None) -> Columns:
    rows = ((CODES["fr"], 0, 0, 0, len(own)) for own in words)
    return (before or no_columns()).with_rows(rows)


def index(folder: Path, texts: list[str]) -> Bm25:
    words = [terms(text, "fr") for text in texts]
    columns = columns_of(words)
    write_bm25(folder, "fr", range(len(texts)), words, columns)
    return Bm25(folder, "fr", columns)


def reference(texts: list[str]) -> Callable[[str], np.ndarray]:
    """A question -> the score of every text, by the library."""
    logging.getLogger("bm25s").setLevel(logging.WARNING)
    scorer = bm25s.BM25(method="lucene", k1=bm25.K1, b=bm25.B)
    scorer.index([terms(text, "fr") for text in texts], show_progress=False)
    return lambda question: scorer.get_scores(terms(question, "fr"))


def same(found: list[tuple[int, float]], expected: np.ndarray, limit: int) -> None:
    order = np.argsort(-expected, kind="stable")[:limit]
    best = [number for number in order if expected[number] > 0]
    np.testing.assert_allclose([score for _, score in found], expected[best], rtol=1e-5)
    for number, score in found:
        assert score == pytest.approx(float(expected[number]), rel=1e-5)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.lists(st.sampled_from(WORDS), min_size=1, max_size=6), st.integers(1, 30))
def test_scores_equal_the_reference(
    tmp_path_factory: pytest.TempPathFactory, seed: int, asked: list[str], limit: int
) -> None:
    texts = make_texts(80, seed)
    found = index(tmp_path_factory.mktemp("bm25"), texts).search(" ".join(asked), limit)
    same(found, reference(texts)(" ".join(asked)), limit)


def test_only_the_allowed_are_ranked(tmp_path: Path) -> None:
    texts = make_texts(2000, 3)
    ranked, expected = index(tmp_path, texts), reference(texts)
    allowed = np.arange(2000) % 3 > 0
    for seed in range(20):
        question = " ".join(random.Random(seed).choices(WORDS, k=5))
        found = ranked.search(question, 10, allowed)
        same(found, np.where(allowed, expected(question), 0), 10)
        assert found == [hit for hit in ranked.search(question, 2000) if allowed[hit[0]]][:10]


def test_equal_scores_keep_the_order_of_the_passages(tmp_path: Path) -> None:
    found = index(tmp_path, ["un pont"] * 30 + ["une gare"]).search("pont", 10)
    assert [number for number, _ in found] == list(range(10))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.lists(st.integers(0, 400), max_size=120), st.lists(st.integers(1, 60), max_size=6))
def test_what_comes_and_goes_leaves_the_scores_of_an_index_built_anew(
    tmp_path_factory: pytest.TempPathFactory, seed: int, gone: list[int], added: list[int]
) -> None:
    home = tmp_path_factory.mktemp("bm25")
    texts = make_texts(100, seed)
    words = [terms(text, "fr") for text in texts]
    columns = columns_of(words)
    write_bm25(home / "0", "fr", range(len(texts)), words, columns)
    for step, count in enumerate(added, start=1):  # each update begins with the files of the one before
        share_bm25(home / str(step - 1), home / str(step))
        leaving = [number for number in gone[step::6] if number < len(texts)]
        columns = columns.without(leaving)
        new = make_texts(count, seed + step)
        own = [terms(text, "fr") for text in new]
        columns = columns_of(own, columns)
        write_bm25(home / str(step), "fr", range(len(texts), len(texts) + count), own, columns)
        texts += new
    there = np.flatnonzero(columns.language == CODES["fr"])
    kept = [texts[number] for number in there]
    updated = Bm25(home / str(len(added)), "fr", columns)
    for question in ("mot0 mot3 mot17", "mot1", "mot40 mot41 mot5 mot5"):
        found = updated.search(question, 20)
        places = {int(number): place for place, number in enumerate(there)}
        same([(places[number], score) for number, score in found], reference(kept)(question), 20)


def test_segments_are_merged_and_never_changed_in_place(tmp_path: Path) -> None:
    columns, total = no_columns(), 0
    for step in range(40):
        if step:
            share_bm25(tmp_path / str(step - 1), tmp_path / str(step))
        words = [["pont", f"mot{step}"]] * 2
        columns = columns_of(words, columns)
        write_bm25(tmp_path / str(step), "fr", range(total, total + 2), words, columns)
        total += 2
    assert len(load_segments(tmp_path / "39" / BM25_FOLDER / "fr")) <= 7
    for step in (0, 17, 39):  # the older generations answer as they did
        old = columns.without(range(2 * step + 2, total))
        assert len(Bm25(tmp_path / str(step), "fr", old).search("pont", 100)) == 2 * step + 2


@pytest.mark.parametrize("file", ["terms.npy", "counts.npy"])
def test_a_missing_array_is_damage(tmp_path: Path, file: str) -> None:
    index(tmp_path, ["un pont"])
    (tmp_path / BM25_FOLDER / "fr" / "000001" / file).unlink()
    with pytest.raises(IndexDamaged, match="gazette build"):
        Bm25(tmp_path, "fr", columns_of([["pont"]]))
