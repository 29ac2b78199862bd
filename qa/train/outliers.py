"""Keeps in 32 bits the few input channels of a layer whose values would cost all others their 8 bits.

Activations are quantised as they come, with one scale for all channels of all tokens. In a trained encoder a few
channels hold values ten times larger than the rest (Dettmers et al. 2022, LLM.int8()), so that the others are left
with four or five bits of the eight. Here those channels are multiplied apart, in 32 bits: tests/benchmarks/NOTES.md
says what that gives and costs.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

CHANNELS = 8  # of each layer: the first matters most
KEPT = "kept"  # how the weights of these channels are called: they are not quantised


class SplitLinear(nn.Module):
    """A linear layer that multiplies some input channels apart from the rest."""

    others: Tensor
    channels: Tensor

    def __init__(self, linear: nn.Linear, channels: Tensor) -> None:
        super().__init__()
        others = torch.ones(linear.in_features)
        others[channels] = 0
        self.register_buffer("others", others)  # (inputs,) 0 for the channels that are kept apart
        self.register_buffer("channels", channels)
        self.kept = nn.Parameter(linear.weight.detach()[:, channels].T.contiguous())  # (channels, outputs)
        self.rest = nn.Linear(linear.in_features, linear.out_features, bias=linear.bias is not None)
        self.rest.weight = nn.Parameter(linear.weight.detach() * others)
        self.rest.bias = linear.bias

    def forward(self, inputs: Tensor) -> Tensor:
        """As the whole layer: (…, inputs) -> (…, outputs)."""
        apart: Tensor = inputs.index_select(-1, self.channels) @ self.kept
        rest: Tensor = self.rest(inputs * self.others)
        return rest + apart


def split_outliers(model: nn.Module, batches: Sequence[Tensor], count: int = CHANNELS) -> None:
    """Replace the encoder's linear layers, in place, by ones that keep their largest channels apart.

    Args:
        model: a BERT encoder, or a model that holds one.
        batches: token ids (batch, tokens) of ordinary texts: which channels are large hardly depends on them.
        count: channels to keep apart in each layer.
    """
    layers = {name: module for name, module in model.named_modules() if _is_split(name, module)}
    largest: dict[str, Tensor] = {}

    def watch(name: str) -> object:
        def see(_: nn.Module, inputs: tuple[Tensor, ...]) -> None:
            found = inputs[0].detach().abs().flatten(0, -2).amax(0)  # (inputs,)
            largest[name] = torch.maximum(largest[name], found) if name in largest else found

        return layers[name].register_forward_pre_hook(see)

    handles = [watch(name) for name in layers]
    model.eval()
    with torch.inference_mode():
        for ids in batches:
            model(input_ids=ids, attention_mask=torch.ones_like(ids))
    for handle in handles:
        handle.remove()  # type: ignore[attr-defined]
    for name, layer in layers.items():
        parent, _, own = name.rpartition(".")
        channels = largest[name].clone().topk(min(count, layer.in_features)).indices.sort().values
        setattr(model.get_submodule(parent), own, SplitLinear(layer, channels))


def _is_split(name: str, module: nn.Module) -> bool:
    """The two layers of the feed-forward part: the projections of the attention have no such channels."""
    return isinstance(module, nn.Linear) and ".layer." in name and name.endswith(".dense") and "attention" not in name


def join(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """The weights of a split model by the names of the whole one."""
    joined = {name: weights for name, weights in tensors.items() if not name.endswith(".others")}
    for name in [name for name in tensors if name.endswith(f".{KEPT}")]:
        layer = name.removesuffix(f".{KEPT}")
        weight = joined.pop(f"{layer}.rest.weight").clone()
        weight[:, joined.pop(f"{layer}.channels")] = joined.pop(name).T
        joined[f"{layer}.weight"] = weight
        joined[f"{layer}.bias"] = joined.pop(f"{layer}.rest.bias")
    return joined
