"""A layer that keeps its largest channels apart is the layer that it was, and can be put together again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from transformers import BertConfig

from qa.train.export import SpanScorer, export_int8
from qa.train.outliers import CHANNELS, KEPT, SplitLinear, join, split_outliers
from qa.train.restore import trained_tensors
from qa.train.span_reader import SpanReader

LARGE = 7  # the channel of each layer that the model below fills with large values
IDS = torch.arange(5, 45)[None]  # (1, tokens)


@pytest.fixture
def model() -> SpanReader:
    """Two layers, of which one channel of what each feed-forward layer takes is far larger than the others."""
    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=60,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        initializer_range=0.2,
    )
    made = SpanReader(config).eval()
    with torch.no_grad():
        for values in made.parameters():
            if values.ndim == 1:  # no two the same, as training leaves them: the exporter writes equal ones once
                values += 0.1 * torch.randn_like(values)
        for layer in made.bert.encoder.layer:
            layer.attention.output.LayerNorm.bias[LARGE] = 200.0
            layer.intermediate.dense.weight[:, LARGE] *= 0.003
            layer.intermediate.dense.bias[LARGE] = 200.0
            layer.output.dense.weight[:, LARGE] *= 0.003
            layer.output.LayerNorm.weight *= 10.0  # the attention of the next layer gets ordinary values again
            layer.output.LayerNorm.weight[LARGE] = 0.0
    return made


def scores(model: SpanReader) -> torch.Tensor:
    """Scores of spans, (1, tokens, tokens)."""
    with torch.inference_mode():
        return SpanScorer(model)(IDS, torch.ones_like(IDS))


def weights(model: torch.nn.Module) -> dict[str, torch.Tensor]:
    return {name: values.clone() for name, values in model.state_dict().items()}


def split_layers(model: torch.nn.Module) -> list[SplitLinear]:
    return [module for module in model.modules() if isinstance(module, SplitLinear)]


def test_the_split_model_is_the_whole_one(model: SpanReader) -> None:
    before = scores(model)
    split_outliers(model, [IDS])
    assert torch.allclose(scores(model), before, atol=1e-4)


def test_the_largest_channels_of_the_feed_forward_layers_are_kept(model: SpanReader) -> None:
    split_outliers(model, [IDS[:, :9], IDS])
    layers = split_layers(model)
    assert len(layers) == 4  # two a layer, none of the attention
    for layer in layers:
        assert LARGE in layer.channels
        assert layer.kept.shape == (CHANNELS, layer.rest.out_features)
        assert not layer.rest.weight[:, layer.channels].any()


def test_joined_weights_are_those_from_before(model: SpanReader) -> None:
    before = weights(model)
    split_outliers(model, [IDS])
    joined = join(weights(model))
    assert joined.keys() == before.keys()
    assert all(torch.equal(joined[name], values) for name, values in before.items())


def test_a_whole_model_is_joined_as_it_is(model: SpanReader) -> None:
    before = weights(model)
    assert join(before) == before


def error_in_8_bits(model: SpanReader, whole: torch.Tensor, file: Path) -> float:
    """The largest change of a score by 8 bits."""
    export_int8(SpanScorer(model), ["spans"], file)
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    outputs = session.run(None, {"input_ids": IDS.numpy(), "attention_mask": np.ones_like(IDS.numpy())})
    return float(np.abs(np.concatenate(outputs) - whole.numpy()).max())


def test_8_bits_lose_less_where_large_channels_are_kept_apart(model: SpanReader, tmp_path: Path) -> None:
    before, whole = weights(model), scores(model)
    without = error_in_8_bits(model, whole, tmp_path / "whole.onnx")
    split_outliers(model, [IDS])
    file = tmp_path / "split.onnx"
    assert error_in_8_bits(model, whole, file) < without / 3
    kept = [one for one in onnx.load(str(file)).graph.initializer if one.name.endswith(f".{KEPT}")]
    assert {one.data_type for one in kept} == {onnx.TensorProto.FLOAT}
    back = trained_tensors(file)
    assert {name for name in before if "embeddings." not in name} == back.keys()
    for name, values in back.items():
        assert torch.allclose(values, before[name], atol=float(before[name].abs().max()) / 100), name
