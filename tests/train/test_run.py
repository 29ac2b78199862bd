"""Small models are trained, cut off and gone on with, exported and loaded by the product: the whole road, for real."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer
from transformers.trainer_utils import get_last_checkpoint

from qa.errors import ModelError
from qa.models.embedder import load_embedder
from qa.models.files import ONNX_FILE, shipped_folder
from qa.models.reader import load_reader
from qa.models.shared import SHARED_FILE
from qa.settings import load_settings
from qa.train.config import EmbedderConfig, OptimizerConfig, ReaderConfig, TrainingConfig
from qa.train.embedder import PROMPTS, load_trainable, train_embedder
from qa.train.export import export_embedder, export_reader
from qa.train.reader import Groups, collate, mined_groups, train_reader
from qa.train.restore import restore
from qa.train.run import run
from qa.train.span_reader import SpanReader
from tests.train.small import write_data, write_encoder

pytestmark = pytest.mark.tiny

CONFIG = TrainingConfig(
    reader=ReaderConfig(
        optimizer=OptimizerConfig(learning_rate=3e-3, batch=8, steps=90, decay=0.3, save_steps=30),
        context_characters=(20, 120),
        passage_characters=60,
        mined=4,
        typed=0.0,
    ),
    embedder=EmbedderConfig(
        optimizer=OptimizerConfig(learning_rate=1e-3, batch=8, epochs=1, save_steps=1000),
        passage_characters=60,
        reading_questions=40,
        corpus_questions=40,
        translations=8,
    ),
)
SHORT = replace(CONFIG, reader=replace(CONFIG.reader, optimizer=replace(CONFIG.reader.optimizer, steps=30)))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("train")
    write_data(home / "data")
    write_encoder(home / "encoder")
    return home


@pytest.fixture(scope="module")
def reader(home: Path) -> Path:
    train_reader(home / "data", home / "encoder", home / "reader", CONFIG)
    return home / "reader"


def test_the_reader_learns(home: Path, reader: Path) -> None:
    tokenizer = Tokenizer.from_file(str(reader / "tokenizer.json"))
    model = SpanReader.from_pretrained(reader).eval()
    rows = Groups(mined_groups(home / "data", reader, CONFIG), tokenizer, CONFIG.reader)
    found = [_best(model, collate([row])) == row["targets"][0][:3] for row in list(rows)[:100] if row["targets"]]
    assert len(found) > 50
    assert sum(found) > len(found) / 2


def _best(model: SpanReader, batch: dict[str, torch.Tensor]) -> tuple[int, int, int]:
    """Window, first and last token of the span with the highest margin of all windows."""
    with torch.inference_mode():
        scores = model.spans(batch["input_ids"], batch["attention_mask"])
    margins = scores - scores[:, :1, :1]
    inside = batch["inside"].bool()
    margins[~(inside[:, :, None] & inside[:, None, :]).triu()] = -torch.inf
    window, first, last = np.unravel_index(int(margins.argmax()), margins.shape)
    return int(window), int(first), int(last)


def test_word_embeddings_stay_as_they_are(home: Path, reader: Path) -> None:
    before = SpanReader.from_pretrained(home / "encoder").bert.embeddings.word_embeddings.weight
    after = SpanReader.from_pretrained(reader).bert.embeddings.word_embeddings.weight
    assert torch.equal(before, after)


def test_a_run_that_was_cut_off_goes_on_from_its_checkpoint(home: Path, tmp_path: Path) -> None:
    train_reader(home / "data", home / "encoder", tmp_path / "reader", SHORT)
    first = get_last_checkpoint(str(tmp_path / "reader"))
    assert first is not None
    steps = int(first.rpartition("-")[2])
    train_reader(home / "data", home / "encoder", tmp_path / "reader", CONFIG)
    last = get_last_checkpoint(str(tmp_path / "reader"))
    assert last is not None
    assert int(last.rpartition("-")[2]) == 3 * steps


def test_the_exported_reader_agrees_with_the_trained_one(reader: Path, tmp_path: Path) -> None:
    export_reader(reader, tmp_path / "out")
    question, text = "When did the bridge of Lyon open?", "The bridge of Lyon opened in 1931."
    (spans,) = load_reader(load_settings(reader=str(tmp_path / "out"))).read(question, [text])
    assert text[spans[0].start : spans[0].end] == "1931"


def test_an_exported_reader_sees_the_title_and_answers_from_the_text(reader: Path, tmp_path: Path) -> None:
    export_reader(reader, tmp_path / "out")
    product = load_reader(load_settings(reader=str(tmp_path / "out")))
    question, title, text = "When did it open?", "The bridge of Brest 1850", "The bridge of Lyon opened in 1931."
    (without,), (titled,) = product.read(question, [text]), product.read(question, [text], [title])
    assert titled[0].null_logit != without[0].null_logit
    assert all(0 <= span.start < span.end <= len(text) for span in titled)


def test_a_shipped_reader_comes_back_as_it_was_trained(home: Path, reader: Path, tmp_path: Path) -> None:
    export_reader(reader, tmp_path / "out")
    restore(home / "encoder", tmp_path / "out", tmp_path / "back")
    before, after = (SpanReader.from_pretrained(folder).state_dict() for folder in (reader, tmp_path / "back"))
    assert before.keys() == after.keys()
    for name, weights in before.items():
        assert torch.allclose(weights, after[name], atol=float(weights.abs().max()) / 100), name
    train_reader(home / "data", tmp_path / "back", tmp_path / "again", SHORT)


def test_a_reader_of_another_vocabulary_is_refused(home: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="vocabulary"):
        restore(home / "encoder", shipped_folder("reader"), tmp_path / "back")


def test_the_exported_embedder_is_the_one_that_sentence_transformers_trained(home: Path, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    train_embedder(home / "data", home / "encoder", tmp_path / "trained", CONFIG)
    export_embedder(tmp_path / "trained", tmp_path / "out")
    product = load_embedder(load_settings(embedder=str(tmp_path / "out")))
    assert product.passage_prefix == PROMPTS["document"]
    trained = SentenceTransformer(str(tmp_path / "trained"), device="cpu")
    texts = ["The bridge of Lyon is open.", "Le pont de Brest date de 1931."]
    restore(home / "encoder", tmp_path / "out", tmp_path / "back")
    back = load_trainable(tmp_path / "back", CONFIG.embedder.passage_tokens)
    assert ((trained.encode_document(texts) * back.encode_document(texts)).sum(axis=1) > 0.999).all()
    ours = np.concatenate(list(product.embed_passages(texts)))
    theirs = trained.encode_document(texts)
    assert ((ours * theirs).sum(axis=1) > 0.99).all()


def test_the_whole_run_leaves_a_pair_and_passes_over_what_stands(home: Path, reader: Path, tmp_path: Path) -> None:
    shutil.copytree(home / "encoder", tmp_path / "encoder")  # as the first step leaves it
    shutil.copytree(reader, tmp_path / "reader")
    run(home / "data", tmp_path, CONFIG, afresh=True, only=("encoder", "embedder", "reader", "export"))
    weights = (tmp_path / "encoder" / "model.safetensors").read_bytes()
    assert weights == (home / "encoder" / "model.safetensors").read_bytes()
    settings = load_settings(embedder=str(tmp_path / "pair" / "embedder"), reader=str(tmp_path / "pair" / "reader"))
    assert load_embedder(settings).dimension == 32
    assert load_reader(settings).read("When did it open?", ["The bridge of Lyon opened in 1931."])[0]
    _check_that_words_are_kept_once(tmp_path)


def _check_that_words_are_kept_once(home: Path) -> None:
    """The pair's reader leans on its embedder, which sentence-transformers loads by itself."""
    from sentence_transformers import SentenceTransformer

    embedder, reader = home / "pair" / "embedder", home / "pair" / "reader"
    settings = load_settings(embedder=str(embedder), reader=str(reader))
    ours = load_embedder(settings).embed_question("The bridge of Lyon")
    loaded, trained = (SentenceTransformer(str(folder), device="cpu") for folder in (embedder, home / "embedder"))
    for model in (loaded, trained):
        assert float(model.encode_query("The bridge of Lyon") @ ours) > 0.98
    assert {file.name for file in reader.iterdir()} == {ONNX_FILE, SHARED_FILE}
    shutil.rmtree(embedder)
    with pytest.raises(ModelError, match=r"tokenizer\.json"):
        load_reader(settings)
