"""Embedders: the one that ships, and any sentence-transformers model by folder or hub name."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from qa.errors import ModelError
from qa.models.embedder import Embedder, OnnxEmbedder, SentenceTransformersEmbedder, load_embedder
from qa.models.files import shipped_folder
from qa.settings import Settings
from tests.models.tiny import save_embedder

SENTENCES = ["Le pont a ouvert lundi à Lyon.", "The bridge opened in Lyon on Monday.", "La soupe est trop salée."]


def vectors(embedder: Embedder, texts: list[str]) -> np.ndarray:
    return np.concatenate(list(embedder.embed_passages(texts)))


@pytest.fixture(scope="module")
def shipped() -> Embedder:
    return load_embedder(Settings())


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_embedder(tmp_path_factory.mktemp("models") / "tiny", {"query": "où ", "document": "dans "})


def test_the_shipped_embedder_puts_a_translation_nearer_than_another_subject(shipped: Embedder) -> None:
    assert isinstance(shipped, OnnxEmbedder)
    found = vectors(shipped, SENTENCES)
    assert found.shape == (3, shipped.dimension) == (3, 384)
    assert found.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    assert found[0] @ found[1] > 0.7 > found[0] @ found[2]


@pytest.fixture(scope="module")
def bare() -> Embedder:
    """The shipped embedder without its prefixes."""
    return load_embedder(Settings(embedder_query_prefix="", embedder_passage_prefix=""))


@pytest.mark.models
def test_a_batch_gives_what_one_by_one_gives(bare: Embedder) -> None:
    many = [f"{sentence} {n}" for n in range(100) for sentence in SENTENCES]  # more than one batch
    together = vectors(bare, many)
    assert together.shape == (300, 384)
    for n in (0, 150, 299):
        np.testing.assert_allclose(together[n], bare.embed_question(many[n]), atol=1e-6)


def test_tokens_are_counted_without_truncation(shipped: Embedder) -> None:
    assert shipped.count_tokens([" ".join(["pont"] * 1000), ""]) == [1000, 0]
    assert shipped.max_tokens == 254


def test_any_sentence_transformers_folder_with_its_own_prompts(tiny: Path) -> None:
    from sentence_transformers import SentenceTransformer

    embedder = load_embedder(Settings(embedder=str(tiny)))
    assert isinstance(embedder, SentenceTransformersEmbedder)
    assert (embedder.query_prefix, embedder.passage_prefix) == ("où ", "dans ")
    assert (embedder.dimension, embedder.max_tokens) == (32, 126)
    model = SentenceTransformer(str(tiny), device="cpu")
    expected = model.encode(["où le pont", "dans le pont"], prompt=None, normalize_embeddings=True)
    np.testing.assert_allclose(embedder.embed_question("le pont"), expected[0], atol=1e-5)
    np.testing.assert_allclose(vectors(embedder, ["le pont"])[0], expected[1], atol=1e-5)
    assert embedder.count_tokens(["le pont est fermé", "pont " * 500]) == [3 + 5, 500]  # "fermé" has no word piece


def test_threads_are_those_of_the_setting(tiny: Path) -> None:
    import torch

    before = torch.get_num_threads()
    try:
        for threads in (1, 3):
            load_embedder(Settings(embedder=str(tiny), threads=threads))
            assert torch.get_num_threads() == threads
    finally:
        torch.set_num_threads(before)


def test_prefixes_of_the_settings_win(tiny: Path) -> None:
    embedder = load_embedder(Settings(embedder=str(tiny), embedder_query_prefix="", embedder_passage_prefix="p "))
    assert (embedder.query_prefix, embedder.passage_prefix) == ("", "p ")


def test_the_shipped_embedder_takes_prefixes_too(shipped: Embedder, bare: Embedder) -> None:
    assert (shipped.query_prefix, shipped.passage_prefix) == ("query: ", "passage: ")
    embedder = load_embedder(Settings(embedder_query_prefix="question : ", embedder_passage_prefix="texte : "))
    np.testing.assert_allclose(embedder.embed_question("le pont"), bare.embed_question("question : le pont"))
    np.testing.assert_allclose(vectors(embedder, ["le pont"])[0], bare.embed_question("texte : le pont"))


def test_the_fingerprint_follows_the_weights(tiny: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(tiny, copy)
    first = load_embedder(Settings(embedder=str(tiny)))
    assert load_embedder(Settings(embedder=str(copy))).fingerprint == first.fingerprint
    other = tmp_path / "other"
    shutil.copytree(tiny, other)
    weights = other / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x01")
    assert load_embedder(Settings(embedder=str(other))).fingerprint != first.fingerprint


@pytest.mark.parametrize("name", ["/no/such/model", "./nowhere", "~/nowhere"])
def test_a_folder_that_is_not_there(name: str) -> None:
    with pytest.raises(ModelError, match="no model folder"):
        load_embedder(Settings(embedder=name))


def test_a_folder_without_its_tokenizer(tmp_path: Path) -> None:
    (tmp_path / "model_int8.onnx").write_bytes(b"")
    with pytest.raises(ModelError, match=r"tokenizer\.json"):
        load_embedder(Settings(embedder=str(tmp_path)))


def put_in_hub_cache(folder: Path, cache: Path, name: str) -> str:
    """Lay a model out as the hub's client keeps what it has downloaded; returns the revision."""
    revision = "0123456789abcdef0123456789abcdef01234567"
    home = cache / f"models--{name.replace('/', '--')}"
    shutil.copytree(folder, home / "snapshots" / revision)
    (home / "refs").mkdir()
    (home / "refs" / "main").write_text(revision)
    return revision


def test_by_hub_name_from_the_hub_client_s_own_cache_or_one_sentence(tiny: Path, tmp_path: Path) -> None:
    revision = put_in_hub_cache(tiny, tmp_path / "hub", "someone/tiny-embedder")
    program = (
        "from qa.models.embedder import load_embedder; from qa.settings import Settings\n"
        "from qa.errors import ModelError\n"
        "e = load_embedder(Settings(embedder='someone/tiny-embedder'))\n"
        "print(e.fingerprint, e.dimension, e.query_prefix)\n"
        "try: load_embedder(Settings(embedder='someone/absent'))\n"
        "except ModelError as error: print(error)"
    )
    environment = {**os.environ, "HF_HUB_CACHE": str(tmp_path / "hub"), "HF_HUB_OFFLINE": "1"}
    output = subprocess.check_output([sys.executable, "-c", program], text=True, env=environment)
    had, absent = output.strip().splitlines()
    assert had.split() == [f"hub:someone/tiny-embedder@{revision}", "32", "où"]
    assert "someone/absent cannot be loaded" in absent


def test_sentence_transformers_loads_the_shipped_folder_and_agrees(shipped: Embedder) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(shipped_folder("embedder")), device="cpu")
    texts = ["Le pont de Lyon a été ouvert en 1931.", "Who opened the bridge?"]
    ours = np.concatenate(list(shipped.embed_passages(texts)))
    assert model.get_embedding_dimension() == shipped.dimension
    np.testing.assert_allclose((ours * model.encode_document(texts)).sum(axis=1), 1.0, atol=1e-2)
    asked = model.encode_query(texts[1])
    assert float(asked @ shipped.embed_question(texts[1])) > 0.99


def test_the_shipped_embedder_saves_itself_for_sentence_transformers(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(shipped_folder("embedder")), device="cpu")
    model.save(str(tmp_path / "copy"))
    again = SentenceTransformer(str(tmp_path / "copy"), device="cpu")
    np.testing.assert_array_equal(again.encode(["Lyon"]), model.encode(["Lyon"]))
