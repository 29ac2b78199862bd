"""The reader: spans on whole words with the null score of their window, whatever the text and the checkpoint."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.errors import ModelError
from qa.models.reader import MAX_QUESTION_TOKENS, Reader, load_reader
from qa.settings import Settings
from tests.models.test_embedder import put_in_hub_cache
from tests.models.tiny import WORDS, save_reader

FRENCH = "Le viaduc de Millau, inauguré le 14 décembre 2004 par Jacques Chirac, franchit la vallée du Tarn."
ENGLISH = "The Great Fire of London began in a bakery in Pudding Lane on 2 September 1666 and burned for four days."


@pytest.fixture(scope="module")
def shipped() -> Reader:
    return load_reader(Settings())


@pytest.fixture(scope="module")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_reader(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def tiny(tiny_folder: Path) -> Reader:
    return load_reader(
        Settings(reader=str(tiny_folder), reader_window_tokens=128, reader_stride_tokens=16, reader_batch_windows=3)
    )


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("Qui a inauguré le viaduc de Millau ?", FRENCH, "Jacques Chirac"),
        ("Who opened the Millau viaduct?", FRENCH, "Jacques Chirac"),
        ("Where did the Great Fire of London begin?", ENGLISH, "Pudding Lane"),
        ("Où le grand incendie de Londres a-t-il commencé ?", ENGLISH, "Pudding Lane"),
    ],
)
def test_the_shipped_reader_finds_plain_answers(shipped: Reader, question: str, text: str, answer: str) -> None:
    best = shipped.read(question, [text])[0][0]
    assert answer in text[best.start : best.end]
    assert best.logit > best.null_logit


def test_an_answer_beyond_the_first_window_is_found(shipped: Reader) -> None:
    text = "La gare est calme. " * 120 + FRENCH + " La gare est calme." * 120
    best = shipped.read("Qui a inauguré le viaduc de Millau ?", [text])[0][0]
    assert "Jacques Chirac" in text[best.start : best.end]


def test_a_reader_that_was_trained_without_titles_sees_none(tiny: Reader) -> None:
    text = "le pont de lyon est ouvert lundi"
    assert tiny.read("où est le pont ?", [text], ["le maire de paris"]) == tiny.read("où est le pont ?", [text])


def test_texts_without_a_word_give_no_span(tiny: Reader) -> None:
    assert tiny.read("qui ?", ["", " \n\t ", "le pont"])[:2] == [[], []]
    assert tiny.read("qui ?", []) == []


def test_a_long_question_leaves_room_for_the_text(tiny: Reader) -> None:
    spans = tiny.read("où est le pont " * 500, ["le maire de lyon est dans la ville . " * 30])[0]
    assert spans
    assert MAX_QUESTION_TOKENS < 128


@pytest.mark.parametrize("question", ["\ufdfa" * 20, "Où ? " * 12, "a " * 31, "½" * 31, "a" * 500, "\ufdfa" * 300])
def test_no_question_takes_more_than_its_tokens(shipped: Reader, question: str) -> None:
    shortened = shipped._shorten(question)
    assert question.startswith(shortened)
    assert len(shipped._question_tokenizer.encode(shortened, add_special_tokens=False)) <= MAX_QUESTION_TOKENS


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.text(max_size=40), st.sampled_from(WORDS)), max_size=60).map(" ".join))
def test_spans_lie_on_whole_words_of_the_text(tiny: Reader, text: str) -> None:
    for span in tiny.read("où est le pont ?", [text])[0]:
        quote = text[span.start : span.end]
        assert quote
        assert quote == quote.strip(" ,;:\n\t")
        edges = [text[place - 1 : place + 1] for place in (span.start, span.end) if 0 < place < len(text)]
        assert not any(edge.isascii() and edge.isalpha() for edge in edges), (text, quote)


def test_the_best_span_is_the_best_of_all(tiny_folder: Path) -> None:
    """Against every pair of tokens, scored one by one from the checkpoint's own logits."""
    import torch
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    question, text, longest = "qui est le maire ?", "le maire de lyon , président , ouvert lundi en 2022 .", 4
    model = AutoModelForQuestionAnswering.from_pretrained(tiny_folder).eval()
    inputs = AutoTokenizer.from_pretrained(tiny_folder)(
        question, text, return_tensors="pt", return_offsets_mapping=True
    )
    offsets = inputs.pop("offset_mapping")[0].tolist()
    with torch.inference_mode():
        output = model(**inputs)
    starts, ends = output.start_logits[0].numpy(), output.end_logits[0].numpy()
    inside = [n for n, kind in enumerate(inputs["token_type_ids"][0].tolist()) if kind == 1][:-1]
    pairs = [(starts[i] + ends[j], i, j) for i in inside for j in inside if i <= j < i + longest]
    score, first, last = max(pairs)

    reader = load_reader(Settings(reader=str(tiny_folder), max_answer_tokens=longest))
    best = reader.read(question, [text])[0][0]
    assert best.logit == pytest.approx(float(score), abs=1e-5)
    assert best.null_logit == pytest.approx(float(starts[0] + ends[0]), abs=1e-5)
    assert text[best.start : best.end] == text[offsets[first][0] : offsets[last][1]].strip(" ,;:")


@pytest.mark.parametrize("longest", [1, 2, 3])
def test_answers_are_as_long_as_allowed_and_no_longer(tiny_folder: Path, longest: int) -> None:
    reader = load_reader(Settings(reader=str(tiny_folder), max_answer_tokens=longest))
    texts = ["le maire de lyon et le pont de paris", "une ville où est le président", "lundi à paris en france"]
    lengths = {
        len(text[s.start : s.end].split())
        for text, spans in zip(texts, reader.read("où ?", texts), strict=True)
        for s in spans
    }
    assert max(lengths) == longest


def test_padding_changes_nothing(tiny_folder: Path) -> None:
    texts = ["le pont", "le maire de lyon est ouvert lundi . " * 10, "paris"]
    one = load_reader(Settings(reader=str(tiny_folder), reader_batch_windows=1)).read("où ?", texts)
    many = load_reader(Settings(reader=str(tiny_folder), reader_batch_windows=8)).read("où ?", texts)
    for alone, together in zip(one, many, strict=True):
        assert [(s.start, s.end) for s in alone] == [(s.start, s.end) for s in together]
        np.testing.assert_allclose([s.logit for s in alone], [s.logit for s in together], atol=1e-4)


def test_by_hub_name_from_the_hub_client_s_own_cache(tiny_folder: Path, tmp_path: Path) -> None:
    put_in_hub_cache(tiny_folder, tmp_path / "hub", "someone/tiny-reader")
    program = (
        "from qa.models.reader import load_reader; from qa.settings import Settings\n"
        "print(len(load_reader(Settings(reader='someone/tiny-reader')).read('où ?', ['le pont de lyon'])[0]))"
    )
    environment = {**os.environ, "HF_HUB_CACHE": str(tmp_path / "hub"), "HF_HUB_OFFLINE": "1"}
    assert int(subprocess.check_output([sys.executable, "-c", program], text=True, env=environment)) > 0


def test_a_reader_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(ModelError, match="no model folder"):
        load_reader(Settings(reader="/no/such/reader"))
