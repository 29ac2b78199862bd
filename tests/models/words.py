"""A pair of models that compare words: real files for the real loaders, milliseconds to run, sensible answers.

Nothing is trained. The embedder adds up a random vector per word, so that texts with the same rare words are near. The
reader prefers names or figures, as the question asks, near the question's own words. Both see one language at a time:
what needs a translation needs the models that ship.
"""

from __future__ import annotations

import json
import shutil
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from qa.lang import LANGUAGES
from qa.models.calibration import (
    CALIBRATION_FILE,
    Calibration,
    Features,
    FusionWeights,
    Thresholds,
    write_calibration,
)
from qa.models.files import ONNX_FILE, shipped_folder

DIMENSION = 32
MAX_TOKENS = 256
STEM = 7  # characters of a token that are compared, the space before it included
NEAR = 12.0  # tokens over which the evidence of a question's word fades to a third
NULL_LOGIT = 2.5  # at each end: below it "no answer" wins
NAMES = "who qui where où which quel quelle whom whose".split()
FIGURES = "when quand combien many much date year année quelle long old prix price".split()
PROMPTS = {"query": "query: ", "document": "passage: "}
# All that the pair knows of translation, as tokens are compared.
SAME = {"▁opened": "▁ouvert", "▁inaugu": "▁ouvert", "▁discov": "▁decouv"}
NO_NAMES = """january february march april may june july august september october november december janvier février mars
avril mai juin juillet août septembre octobre novembre décembre monday tuesday wednesday thursday friday saturday sunday
british scottish french european one two three four five six seven eight nine ten twenty ninety hundred
today""".split()
PROMPT_WORDS = ("query", "passage")


@dataclass(frozen=True, slots=True)
class Pair:
    """Folders of a model pair."""

    embedder: Path
    reader: Path

    def variables(self) -> dict[str, str]:
        """The environment in which a process, or the settings, take this pair."""
        return {f"GAZETTE_{name.upper()}": folder for name, folder in self.settings().items()}

    def settings(self) -> dict[str, str]:
        """The settings that name this pair."""
        return {"embedder": str(self.embedder), "reader": str(self.reader)}


def save_pair(folder: Path) -> Pair:
    """Write both models, with the tokenizer that ships."""
    pair = Pair(folder / "embedder", folder / "reader")
    vocabulary = json.loads((shipped_folder("embedder") / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    words = _Words(vocabulary)
    for part in (pair.embedder, pair.reader):
        part.mkdir(parents=True)
        shutil.copy(shipped_folder("embedder") / "tokenizer.json", part)
    _save(_embedder(words), pair.embedder)
    (pair.embedder / "tokenizer_config.json").write_text(json.dumps({"model_max_length": MAX_TOKENS}))
    (pair.embedder / "config_sentence_transformers.json").write_text(json.dumps({"prompts": PROMPTS}))
    _save(_reader(words), pair.reader)
    write_calibration(CALIBRATION, pair.reader / CALIBRATION_FILE)
    return pair


CALIBRATION = Calibration(
    fitted_on="nothing: chosen for the tests, so that what the articles answer is found and the rest is not",
    intercept=-5.0,
    coefficients=Features(
        margin=0.5, lead=0.2, similarity=1.0, coverage=5.0, relevance=2.0, reciprocal_rank=1.0, other_language=-1.0
    ),
    thresholds={code: Thresholds(found=0.5, unsure=0.3) for code in LANGUAGES},
    fusion=FusionWeights(k=10, bm25_same=1.0),
)


class _Words:
    """What is known of each token of the vocabulary, by id: arrays (tokens,), float32 but for `same`."""

    def __init__(self, vocabulary: list[tuple[str, float]]) -> None:
        pieces = [piece for piece, _ in vocabulary]
        plain = [piece.removeprefix("▁").casefold() for piece in pieces]
        ids: dict[str, int] = {}
        common = {*NAMES, *FIGURES, *PROMPT_WORDS}.union(*(language.stop_words for language in LANGUAGES.values()))
        # One number for the forms of a word: of any case, without accents, with any ending after six letters.
        forms = [_folded(piece)[:STEM] for piece in pieces]
        self.same = np.array([ids.setdefault(SAME.get(form, form), number) for number, form in enumerate(forms)])
        self.begins = _flags(piece.startswith("▁") for piece in pieces)
        self.letters = _flags(any(map(str.isalnum, piece)) for piece in plain)
        self.breaks = _flags(any(sign in piece for sign in '.,;:!?()«»"') for piece in plain)
        self.capital = _flags(piece[1:3].istitle() and len(piece) > 2 for piece in pieces)
        self.name = self.capital * _flags(word not in common and word not in NO_NAMES for word in plain)
        self.figure = _flags(any(map(str.isdigit, piece)) for piece in plain)
        self.asks_name = _flags(word in NAMES for word in plain)
        self.asks_figure = _flags(word in FIGURES for word in plain)
        rarity = np.array([min(1.0, max(0.1, (-score - 6) / 6)) for _, score in vocabulary])
        told = self.letters * _flags(word not in common for word in plain)
        self.weight = (rarity * told).astype(np.float32)  # 0 for the words of every text


def _folded(piece: str) -> str:
    letters = unicodedata.normalize("NFD", piece.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _flags(values: Any) -> np.ndarray:
    return np.array(list(values), dtype=np.float32)


class _Graph:
    """Writes an ONNX graph one operation at a time."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, value: Any) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def __call__(self, operation: str, *inputs: Any, output: str = "", **attributes: Any) -> str:
        output = output or f"n{len(self.nodes)}"
        names = [value if isinstance(value, str) else self.constant(value) for value in inputs]
        self.nodes.append(helper.make_node(operation, names, [output], **attributes))
        return output

    def number(self, operation: str, value: str, by: float, **attributes: Any) -> str:
        return self(operation, value, np.float32(by), **attributes)


def _save(made: tuple[_Graph, dict[str, list[str | int]]], folder: Path) -> None:
    graph, outputs = made
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "tokens"])
    given = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in outputs.items()]
    whole = helper.make_graph(graph.nodes, "words", [ids], given, graph.constants)
    model = helper.make_model(whole, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, folder / ONNX_FILE)


def _embedder(words: _Words) -> tuple[_Graph, dict[str, list[str | int]]]:
    """Token ids (1, tokens) -> unit vector (1, DIMENSION)."""
    directions = np.random.default_rng(7).normal(size=(len(words.same), DIMENSION)).astype(np.float32)
    table = directions[words.same] * words.weight[:, None]
    graph = _Graph()
    total = graph("ReduceSum", graph("Gather", table, "input_ids"), np.array([1]), keepdims=0)
    total = graph("Add", total, np.full(DIMENSION, 1e-3, dtype=np.float32))  # a text without a word has a length, too
    graph("Div", total, graph("ReduceL2", total, axes=[1], keepdims=1), output="embedding")
    return graph, {"embedding": ["batch", DIMENSION]}


def _reader(words: _Words) -> tuple[_Graph, dict[str, list[str | int]]]:
    """Token ids (1, tokens) -> start and end logits, each (1, tokens)."""
    graph = _Graph()
    ids = graph("Squeeze", "input_ids", np.array([0]))  # (tokens,)

    def of(table: np.ndarray) -> str:
        return graph("Gather", table, ids)

    def column(row: str) -> str:
        return graph("Unsqueeze", row, np.array([1]))

    def highest(matrix: str) -> str:
        return graph("ReduceMax", matrix, axes=[1], keepdims=0)

    def equal(one: str, other: str) -> str:  # (tokens, tokens): [i, j]
        return graph("Cast", graph("Equal", column(one), other), to=TensorProto.FLOAT)

    def without(flag: str) -> str:
        return graph("Sub", np.float32(1), flag)

    ends_before = graph("CumSum", graph("Cast", graph("Equal", ids, np.int64(2)), to=TensorProto.FLOAT), np.int64(0))
    question = graph("Cast", graph("Less", ends_before, np.float32(1)), to=TensorProto.FLOAT)
    passage = graph("Cast", graph("Greater", ends_before, np.float32(1)), to=TensorProto.FLOAT)
    position = graph("CumSum", graph("Cast", graph("Equal", ids, ids), to=TensorProto.FLOAT), np.int64(0))
    word = graph("CumSum", of(words.begins), np.int64(0))  # number of the word that a token is of
    inside, following = equal(word, word), equal(graph.number("Add", word, 1), word)

    def whole(flag: str) -> str:  # of any token of the word
        return highest(graph("Mul", inside, flag))

    # Evidence: the question's words around a token, by their weight, as a share of the question's.
    weight, same = of(words.weight), of(words.same)
    matched = graph("Mul", highest(graph("Mul", equal(same, same), question)), weight)
    matched = graph("Mul", matched, passage)
    distance = graph("Abs", graph("Sub", column(position), position))
    nearness = graph("Exp", graph.number("Div", distance, -NEAR))
    evidence = graph("MatMul", nearness, matched)
    asked = graph.number("Add", graph("ReduceSum", graph("Mul", weight, question), np.array([0]), keepdims=1), 0.1)
    evidence = graph("Mul", graph("Div", evidence, asked), passage)

    # Kind: a name or a figure, as the question asks.
    def wanted(table: np.ndarray) -> str:
        found = graph("ReduceMax", graph("Mul", of(table), question), axes=[0], keepdims=1)
        return graph.number("Add", graph.number("Mul", found, 0.8), 0.2)

    pieces = graph("ReduceSum", graph("Mul", inside, of(words.letters)), np.array([1]), keepdims=0)
    several = graph("Cast", graph("Greater", pieces, np.float32(1)), to=TensorProto.FLOAT)  # "Du" of "Durand"
    name = graph("Max", of(words.name), graph("Mul", of(words.capital), several))
    names = graph("Mul", whole(name), wanted(words.asks_name))
    figures = graph("Mul", whole(of(words.figure)), wanted(words.asks_figure))
    kind = graph("Mul", graph("Max", names, figures), graph("Mul", of(words.letters), passage))
    asked_itself = graph("Min", graph.number("Mul", whole(matched), 9), np.float32(1))
    kind = graph("Mul", kind, without(asked_itself))

    # Edges: an answer begins where no such word stands before it and ends where none follows.
    goes_on = graph("Mul", kind, without(whole(of(words.breaks))))
    before = highest(graph("Mul", graph("Transpose", following, perm=[1, 0]), goes_on))
    after = graph("Mul", highest(graph("Mul", following, kind)), without(whole(of(words.breaks))))
    first = graph("Cast", graph("Equal", position, np.float32(1)), to=TensorProto.FLOAT)
    before, after = graph("Min", before, np.float32(1)), graph("Min", after, np.float32(1))
    for name, outside, inner in (("start_logits", before, after), ("end_logits", after, before)):
        edge = graph("Mul", kind, without(graph.number("Mul", graph("Sub", outside, inner), 0.5)))  # two are a person
        score = graph("Mul", graph.number("Mul", evidence, 4.0), graph.number("Add", edge, 0.5))
        score = graph("Add", score, graph.number("Mul", edge, 2.0))
        score = graph("Sub", score, graph.number("Mul", asked_itself, 3.0))
        score = graph("Add", score, graph.number("Mul", first, NULL_LOGIT))
        graph("Unsqueeze", score, np.array([0]), output=name)
    return graph, {"start_logits": ["batch", "tokens"], "end_logits": ["batch", "tokens"]}
