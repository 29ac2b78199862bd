"""Vectors of a build that was cut off: taken over whole, or not at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from qa.index.manifest import Recipe
from qa.index.unfinished import UNFINISHED_FILE, Unfinished, forget_vectors
from qa.ingest.build import build_index
from qa.models.embedder import OnnxEmbedder
from qa.settings import load_settings
from tests.conftest import SEEDS
from tests.models.words import Pair

RECIPE = Recipe(7, "model", "", "", 4, 180, 1)
VECTORS = np.eye(4, dtype=np.float32)
HASHES = ["a", "b", "c", "a"]  # one passage stands in two articles


def held(folder: Path, recipe: Recipe = RECIPE) -> dict[str, list[float]]:
    with Unfinished(folder, recipe) as kept:
        return {one: kept.vector(one).tolist() for one in "abcd" if one in kept}


def keep(folder: Path) -> None:
    with Unfinished(folder, RECIPE) as kept:
        kept.add(HASHES, VECTORS)


def test_taken_over_and_forgotten(tmp_path: Path) -> None:
    keep(tmp_path)
    assert held(tmp_path) == {"a": [1, 0, 0, 0], "b": [0, 1, 0, 0], "c": [0, 0, 1, 0]}
    assert held(tmp_path, replace(RECIPE, passage_tokens=90)) == held(tmp_path)  # the vectors are the same
    with Unfinished(tmp_path, RECIPE) as kept:
        kept.add(["d"], VECTORS[3:])
    assert held(tmp_path)["d"] == [0, 0, 0, 1]
    forget_vectors(tmp_path)
    assert held(tmp_path) == {}


def test_not_by_another_model(tmp_path: Path) -> None:
    keep(tmp_path)
    assert held(tmp_path, replace(RECIPE, embedder_fingerprint="other")) == {}
    assert held(tmp_path) == {}  # whose vectors took their place


@pytest.mark.parametrize("cut", [1, 16, 40, 41, 79])
def test_cut_off(tmp_path: Path, cut: int) -> None:
    keep(tmp_path)
    file = tmp_path / UNFINISHED_FILE
    file.write_bytes(file.read_bytes()[:-cut])
    assert list(held(tmp_path)) == (["a", "b"] if cut <= 40 else ["a"])
    keep(tmp_path)
    assert list(held(tmp_path)) == ["a", "b", "c"]


def test_damaged(tmp_path: Path) -> None:
    """After a power cut a row may hold anything."""
    keep(tmp_path)
    file = tmp_path / UNFINISHED_FILE
    data = bytearray(file.read_bytes())
    data[-41] ^= 1  # in the vector of "b"
    file.write_bytes(data)
    assert list(held(tmp_path)) == ["a"]


def test_a_build_goes_on(tiny_models: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It embeds the rest, and writes what a build does that was not cut off."""
    monkeypatch.setattr("qa.models.embedder.BATCH", 16)
    monkeypatch.setattr("qa.ingest.embedding.BATCH", 16)
    texts, most, embed = list[str](), [40], OnnxEmbedder._embed

    def counted(self: OnnxEmbedder, own: list[str]) -> np.ndarray:
        if len(own) > 1:
            texts.extend(own)
            if len(texts) > most[0]:
                raise KeyboardInterrupt
        return embed(self, own)

    monkeypatch.setattr(OnnxEmbedder, "_embed", counted)
    settings = load_settings(index=str(tmp_path / "index"), **tiny_models.settings())
    with pytest.raises(KeyboardInterrupt):
        build_index([SEEDS], settings)
    assert (tmp_path / "index" / UNFINISHED_FILE).is_file()
    before, most[0] = texts[:32], 10**9
    texts.clear()
    assert build_index([SEEDS], settings).generation == 1
    assert not set(texts) & set(before)
    assert not (tmp_path / "index" / UNFINISHED_FILE).exists()
    other = load_settings(index=str(tmp_path / "other"), **tiny_models.settings())
    build_index([SEEDS], other)
    ours, theirs = (tmp_path / name / "generations" / "1" / "vectors.f32" for name in ("index", "other"))
    assert ours.read_bytes() == theirs.read_bytes()
