"""A trained model -> what the product loads: an ONNX file with 8-bit weights, tokenizer, configuration."""

from __future__ import annotations

import json
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from qa.models.files import ONNX_FILE
from qa.train.embedder import PROMPTS
from qa.train.outliers import KEPT, split_outliers
from qa.train.span_reader import SpanReader

OPSET = 17
EMBEDDER_CHANNELS = 4  # kept apart in each layer: more gain nothing, and the pair stays below 70 MB
EMBEDDER_TOKENS = 256  # the longest text that the shipped embedder reads, special tokens included
SAMPLES = (  # ordinary texts that show which channels of a layer are large
    "query: Qui a ouvert le nouveau musée de la ville en 1987 ?",
    "query: How many people worked at the shipyard before it closed?",
    "Who wrote the letter? The letter was found in 2014, in a wall of the old school; nobody had signed it. According "
    "to the archivist, Mrs Blake, it dates from the winter of 1916 and speaks of bread, coal and the price of shoes.",
    "Combien de voyageurs la ligne a-t-elle transportés ? « La ligne a transporté 3,2 millions de voyageurs », a "
    "déclaré jeudi le président de la région, M. Duval, lors d'une conférence de presse. Le trajet dure 47 minutes ; "
    "il en durait 95 avant les travaux, commencés en mars 2009 et achevés avec deux ans de retard.",
    "passage: The bridge, 1,150 metres long, carries four lanes of traffic (two in each direction), a cycle path and, "
    "since the autumn of 2003, the trams of line 5. It was designed by Ana Lopes & Partners.\nIt replaced a ferry.",
)


class PooledEncoder(nn.Module):
    """The encoder with what sentence-transformers puts after it: mean over the tokens, length 1."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Unit vectors (batch, dimension) of token ids (batch, tokens)."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        return nn.functional.normalize((hidden * mask).sum(1) / mask.sum(1), dim=-1)


class SpanScorer(nn.Module):
    """The reader without its loss."""

    def __init__(self, reader: SpanReader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Scores of spans (batch, tokens, tokens) of token ids (batch, tokens)."""
        spans: Tensor = self.reader(input_ids=input_ids, attention_mask=attention_mask).spans
        return spans


def export_int8(model: nn.Module, outputs: Sequence[str], file: Path) -> None:
    """Write `model` as ONNX with 8-bit weights, a scale a channel; activations are quantised as they come.

    What `qa.train.outliers` keeps apart stays in 32 bits.

    Args:
        model: takes input_ids and attention_mask, each (batch, tokens).
        outputs: names of what it returns.
        file: where to write.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    model.eval()
    example = torch.ones(2, 8, dtype=torch.int64)
    axes = {name: {0: "batch", 1: "tokens"} for name in ("input_ids", "attention_mask")}
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer's, of shape checks that hold for every input
        full, prepared = Path(folder) / "full.onnx", Path(folder) / "prepared.onnx"
        torch.onnx.export(
            model,
            (example, example),
            str(full),
            input_names=["input_ids", "attention_mask"],
            output_names=list(outputs),
            dynamic_axes=axes | {name: {0: "batch"} for name in outputs},
            opset_version=OPSET,
            dynamo=False,
        )
        quant_pre_process(str(full), str(prepared), skip_symbolic_shape=True)
        quantize_dynamic(
            str(prepared),
            str(file),
            per_channel=True,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=_kept_apart(prepared),
        )


def _kept_apart(file: Path) -> list[str]:
    """Names of the nodes that are not quantised: the large channels, and the small layers that score spans."""
    import onnx

    nodes = onnx.load(str(file), load_external_data=False).graph.node
    return [node.name for node in nodes if node.input[1:2] and _is_kept(node.op_type, node.name, node.input[1])]


def _is_kept(operation: str, name: str, second_input: str) -> bool:
    if operation == "MatMul":
        return second_input.endswith(f".{KEPT}") or "/encoder/" not in name
    return operation == "Gather" and "/embeddings/" not in name


def _sample_ids(trained: Path) -> list[Tensor]:
    """Token ids (1, tokens) of the samples."""
    tokenizer = Tokenizer.from_file(str(trained / "tokenizer.json"))
    tokenizer.no_padding()
    return [torch.tensor([tokenizer.encode(text).ids]) for text in SAMPLES]


def export_embedder(trained: Path, out: Path) -> None:
    """The trained embedder as the product loads it; `qa.train.share` adds what sentence-transformers reads."""
    from transformers import BertModel

    out.mkdir(parents=True, exist_ok=True)
    encoder = BertModel.from_pretrained(trained, add_pooling_layer=False, attn_implementation="eager")
    split_outliers(encoder, _sample_ids(trained), EMBEDDER_CHANNELS)
    export_int8(PooledEncoder(encoder), ["embedding"], out / ONNX_FILE)
    _write_tokenizer(trained, out)
    _write(out / "tokenizer_config.json", {"model_max_length": EMBEDDER_TOKENS})
    _write(
        out / "config_sentence_transformers.json",
        {"model_type": "SentenceTransformer", "prompts": PROMPTS, "similarity_fn_name": "cosine"},
    )


def export_reader(trained: Path, out: Path) -> None:
    """The trained reader as the product loads it."""
    out.mkdir(parents=True, exist_ok=True)
    reader = SpanReader.from_pretrained(trained, attn_implementation="eager")
    split_outliers(reader.bert, _sample_ids(trained))
    export_int8(SpanScorer(reader), ["spans"], out / ONNX_FILE)
    _write_tokenizer(trained, out)


def _write_tokenizer(trained: Path, out: Path) -> None:
    """The tokenizer on one line, without the padding and truncation that training asked of it."""
    tokenizer = Tokenizer.from_file(str(trained / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.save(str(out / "tokenizer.json"), pretty=False)


def _write(file: Path, content: object) -> None:
    file.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
