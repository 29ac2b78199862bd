"""The shipped embedder inside sentence-transformers: a module that runs the folder's 8-bit ONNX file.

The folder's modules.json names it, so `SentenceTransformer(folder, trust_remote_code=True)` loads the same weights as
the product does. (The flag is what sentence-transformers asks for before it imports any module that is not its own.)
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from sentence_transformers.base.modules import InputModule

from qa.models.embedder import OnnxEmbedder
from qa.settings import load_settings


class OnnxSentenceEncoder(InputModule):  # type: ignore[misc]  # the library is not typed
    """Texts in, pooled unit vectors out: the only module of its model, on the processor whatever the device."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        # sentence-transformers puts the prompts before the texts itself.
        settings = load_settings(embedder=str(folder), embedder_query_prefix="", embedder_passage_prefix="")
        self._embedder = OnnxEmbedder(folder, settings)
        self.max_seq_length = self._embedder.max_tokens

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **_: Any) -> dict[str, torch.Tensor]:  # noqa: ANN401
        """Vectors (texts, dimension) of the texts, with the prompt before each."""
        texts = [(prompt or "") + text for text in inputs]
        vectors = np.concatenate(list(self._embedder.embed_passages(texts)))
        return {"sentence_embedding": torch.from_numpy(vectors)}

    def forward(self, features: dict[str, torch.Tensor], **_: Any) -> dict[str, torch.Tensor]:  # noqa: ANN401
        """The vectors, as they came."""
        return features

    def get_embedding_dimension(self) -> int:
        """Numbers in a vector."""
        return self._embedder.dimension

    def save(self, output_path: str, *_: Any, **__: Any) -> None:  # noqa: ANN401
        """Copy the folder."""
        shutil.copytree(self._folder, output_path, dirs_exist_ok=True)

    @classmethod
    def load(cls, model_name_or_path: str, *_: Any, **__: Any) -> Self:  # noqa: ANN401
        """The module of a local folder."""
        return cls(Path(model_name_or_path))
