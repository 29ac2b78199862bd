"""A shipped model -> 32-bit weights that training can go on from: the way back from `qa.train.export`.

What training moves is read from the ONNX file and is off by half a step of its 8 bits at most, which further training
smooths out. The embeddings of words and places never move, so they are those of the encoder that training began with.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from tokenizers import Tokenizer

from qa.models.files import ONNX_FILE
from qa.models.shared import tokenizer_file
from qa.train.outliers import KEPT, join

if TYPE_CHECKING:
    from numpy.typing import NDArray

PACKED = "_quantized"  # end of the name of a matrix in 8 bits; its scales and zeros stand beside it


def trained_tensors(file: Path) -> dict[str, torch.Tensor]:
    """All that training moved, by the names of the transformers model that was exported.

    Args:
        file: an ONNX file that `qa.train.export` wrote.
    """
    return join({name.partition(".")[2]: torch.from_numpy(np.array(values)) for name, values in _tensors(file)})


def _tensors(file: Path) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """The tensors with the names that the exported module gave them, its own name first."""
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(str(file), load_external_data=False).graph
    own = (one for one in graph.initializer if not one.external_data)  # the table of words may lie elsewhere
    stored = {one.name: numpy_helper.to_array(one) for one in own}
    for name, values in stored.items():
        if name.endswith((".weight", ".bias", f".{KEPT}")) and ".embeddings." not in name:
            yield name, values
    producers = {output: node for node in graph.node for output in node.output}
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1].endswith(f".{KEPT}"):
            # Layers that keep the same channels share one array, which has the name of the first.
            yield f"{node.input[1].removesuffix(KEPT)}channels", stored[producers[node.input[0]].input[1]]
        elif node.op_type == "MatMul" and node.input[1] in stored:  # a matrix that stayed in 32 bits, turned
            yield _named(node.name), stored[node.input[1]].T
        if node.op_type == "MatMulInteger":  # the matrix lost its name, the product kept the module's
            base = node.input[1].removesuffix(PACKED)
            steps = stored[base + PACKED].astype(np.float32) - stored[f"{base}_zero_point"]
            weights = steps * stored[f"{base}_scale"]  # (inputs, outputs), a scale an output
            yield _named(node.name), weights.T


def _named(product: str) -> str:
    """The name of the matrix that a product's module holds."""
    return re.sub(r"/MatMul\w*$", ".weight", product).strip("/").replace("/", ".")


def restore(encoder: Path, shipped: Path, out: Path) -> None:
    """Write the model of the folder `shipped` as a transformers folder, as if training had just ended.

    Args:
        encoder: what `qa.train.encoder` wrote; the embeddings and the tokenizer are taken from it.
        shipped: an embedder or a reader that `qa.train.export` wrote.
        out: the folder to write; `qa.train.embedder` and `qa.train.reader` take it for ENCODER.

    Raises:
        ValueError: the two do not belong together.
    """
    from transformers import BertForQuestionAnswering, BertModel

    from qa.train.span_reader import SpanReader

    if _pieces(encoder) != _pieces(shipped):
        raise ValueError(f"{shipped} has not the vocabulary of {encoder}: make the encoder again, from the same data")
    tensors = trained_tensors(shipped / ONNX_FILE)
    model: Any = (
        SpanReader.from_pretrained(encoder)
        if "pair_start.weight" in tensors
        else BertForQuestionAnswering.from_pretrained(encoder)
        if "qa_outputs.weight" in tensors
        else BertModel.from_pretrained(encoder, add_pooling_layer=False)
    )
    lacking, unknown = model.load_state_dict(tensors, strict=False)
    if unknown or any("embeddings." not in name for name in lacking):
        raise ValueError(f"{shipped} has not the shape of {encoder}: name a folder that qa.train.export wrote")
    model.save_pretrained(out)
    shutil.copy(encoder / "tokenizer.json", out)


def _pieces(folder: Path) -> dict[str, int]:
    return Tokenizer.from_file(str(tokenizer_file(folder))).get_vocab()
