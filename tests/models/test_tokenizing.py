"""Tokenizers over one table are the file's own, and each has its settings for itself."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tokenizers import AddedToken, Tokenizer, models, pre_tokenizers, processors

from qa.models.tokenizing import read_tokenizer
from tests.conftest import ROOT

SHIPPED_FILE = ROOT / "qa" / "models" / "embedded" / "embedder" / "tokenizer.json"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Words, special tokens inside the table and behind it, and one that is not special."""
    made = Tokenizer(models.WordLevel({"[UNK]": 0, "[CLS]": 1, "le": 2, "pont": 3}, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    made.post_processor = processors.TemplateProcessing(single="[CLS] $A", special_tokens=[("[CLS]", 1)])
    made.add_special_tokens([AddedToken("[CLS]"), AddedToken("[MASK]", lstrip=True)])
    made.add_tokens([AddedToken("aujourd'hui", single_word=True)])
    made.save(str(tmp_path / "tokenizer.json"))
    return tmp_path / "tokenizer.json"


def test_it_is_the_one_of_the_file(own: Path) -> None:
    for file in (own, SHIPPED_FILE):
        assert read_tokenizer(file).to_str() == Tokenizer.from_file(str(file)).to_str()
    assert read_tokenizer(own).encode("le [MASK] aujourd'hui").ids == [1, 2, 4, 5]


def test_what_one_truncates_the_others_read_whole(own: Path) -> None:
    short, whole = read_tokenizer(own), read_tokenizer(own)
    short.enable_truncation(3)
    assert [len(one.encode("le pont " * 9)) for one in (short, whole, read_tokenizer(own))] == [3, 19, 19]


def test_a_file_that_has_changed_is_read_again(own: Path) -> None:
    before = read_tokenizer(own)
    own.write_text(own.read_text("utf-8").replace('"pont"', '"port"'), encoding="utf-8")
    os.utime(own, ns=(1, 1))
    assert [one.token_to_id("port") for one in (before, read_tokenizer(own))] == [None, 3]
