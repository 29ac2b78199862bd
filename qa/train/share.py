"""An exported pair -> one that keeps its table of words once, with an embedder that sentence-transformers loads.

The embedder's folder gets the files that sentence-transformers writes: its weights as 8-bit floats in
model.safetensors, which transformers widens to 32 bits when it loads them. The table of words lies there in the 8 bits
that ONNX Runtime reads, and both ONNX files take it from there.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from safetensors.torch import save_file

from qa.models.files import ONNX_FILE, WEIGHTS_FILE
from qa.models.shared import SHARED_FILE, TOKENIZER_FILE
from qa.train.restore import trained_tensors

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from onnx import ModelProto, TensorProto

WORDS = "embeddings.word_embeddings.weight"
_LIBRARY = "sentence_transformers."
_MODULES = (  # as the library writes them
    ("", "base.modules.transformer.Transformer"),
    ("1_Pooling", "sentence_transformer.modules.pooling.Pooling"),
    ("2_Normalize", "base.modules.normalize.Normalize"),
)
_SPECIAL = {"bos": "<s>", "cls": "<s>", "eos": "</s>", "sep": "</s>", "pad": "<pad>", "unk": "<unk>", "mask": "<mask>"}


def share_words(pair: Path, config: dict[str, object]) -> None:
    """Rewrite the folders `embedder` and `reader` of a pair that `qa.train.export` wrote.

    Args:
        pair: the folder of the two.
        config: of the embedder, as transformers saves it.
    """
    import onnx

    embedder, reader = pair / "embedder", pair / "reader"
    model = onnx.load(str(embedder / ONNX_FILE))
    words = _array(_table(model))
    save_file(_weights(embedder / ONNX_FILE, model), str(embedder / WEIGHTS_FILE), metadata={"format": "pt"})
    _leave_to(_table(model), embedder / WEIGHTS_FILE)
    (embedder / ONNX_FILE).write_bytes(model.SerializeToString())
    _write_modules(embedder, config)
    other = onnx.load(str(reader / ONNX_FILE))
    if not np.array_equal(_array(_table(other)), words) or not _same(embedder, reader, TOKENIZER_FILE):
        return  # trained with words of its own
    said = {"folder": f"../{embedder.name}", "initializer": _table(other).name, "tensor": WORDS}
    _leave_to(_table(other), embedder / WEIGHTS_FILE)
    (reader / ONNX_FILE).write_bytes(other.SerializeToString())
    (reader / TOKENIZER_FILE).unlink()
    _write(reader / SHARED_FILE, said)


def _weights(file: Path, model: ModelProto) -> dict[str, torch.Tensor]:
    """The embedder's tensors by the names of transformers' BertModel.

    A layer norm follows the embeddings: it takes away their common scale and what all channels share, the zero point of
    the 8 bits. So the table of words may stand as it is, and the other two are brought to its steps.
    """
    held = {one.name: one for one in model.graph.initializer}

    def real(name: str) -> NDArray[np.float32]:
        base = next(other.removesuffix("_quantized") for other in held if other.endswith(f"{name}_quantized"))
        steps = _array(held[f"{base}_quantized"]).astype(np.float32) - _array(held[f"{base}_zero_point"])
        return np.asarray(steps * _array(held[f"{base}_scale"]))

    step = float(_array(held[_table(model).name.replace("_quantized", "_scale")]))
    weights = {
        name: tensor.to(torch.float8_e4m3fn) if tensor.ndim == 2 else tensor
        for name, tensor in trained_tensors(file).items()
    }
    weights[WORDS] = torch.from_numpy(_array(_table(model)).copy())
    for part in ("position", "token_type"):
        name = f"embeddings.{part}_embeddings.weight"
        weights[name] = torch.from_numpy(real(name) / step).half()
    for part in ("weight", "bias"):
        name = f"embeddings.LayerNorm.{part}"
        weights[name] = torch.from_numpy(_array(next(one for key, one in held.items() if key.endswith(name))).copy())
    return {name: tensor.contiguous() for name, tensor in weights.items()}


def _table(model: ModelProto) -> TensorProto:
    table: TensorProto = next(one for one in model.graph.initializer if one.name.endswith(f"{WORDS}_quantized"))
    return table


def _array(tensor: TensorProto) -> NDArray[np.float32]:
    from onnx import numpy_helper

    return numpy_helper.to_array(tensor)


def _leave_to(table: TensorProto, weights: Path) -> None:
    """Say where in a safetensors file the table's bytes lie, in place of the bytes."""
    from onnx import TensorProto

    raw = weights.read_bytes()
    header = 8 + int.from_bytes(raw[:8], "little")  # the format: its length, the header, the data
    first, last = (header + offset for offset in json.loads(raw[8:header])[WORDS]["data_offsets"])
    if raw[first:last] != table.raw_data:
        raise ValueError(f"{weights} holds other words: export the pair again")
    table.ClearField("raw_data")
    table.data_location = TensorProto.EXTERNAL
    for key, value in (("location", weights.name), ("offset", str(first)), ("length", str(last - first))):
        table.external_data.add(key=key, value=value)


def _write_modules(folder: Path, config: dict[str, object]) -> None:
    """What `SentenceTransformer(folder)` reads: the modules, the model's shape, the tokenizer's special tokens."""
    modules = [
        {"idx": number, "name": str(number), "path": path, "type": f"{_LIBRARY}{type_}"}
        for number, (path, type_) in enumerate(_MODULES)
    ]
    _write(folder / "modules.json", modules)
    _write(folder / "config.json", {**config, "dtype": "float32"})
    only_states = {"transformer_task": "feature-extraction", "model_kwargs": {"add_pooling_layer": False}}
    _write(folder / "sentence_bert_config.json", only_states)
    pooling = {"embedding_dimension": config["hidden_size"], "pooling_mode": "mean", "include_prompt": True}
    _write(folder / "1_Pooling" / "config.json", pooling)
    file = folder / "tokenizer_config.json"
    known = json.loads(file.read_text(encoding="utf-8"))
    tokens = {f"{name}_token": token for name, token in _SPECIAL.items()}
    _write(file, {**known, "tokenizer_class": "PreTrainedTokenizerFast", **tokens})


def _same(one: Path, other: Path, file: str) -> bool:
    return (one / file).read_bytes() == (other / file).read_bytes()


def _write(file: Path, content: object) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
