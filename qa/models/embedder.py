"""Texts -> unit vectors: one call for passages, one for questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from qa.errors import ModelError
from qa.models.files import (
    ONNX_FILE,
    fingerprint,
    local_folder,
    read_json,
    required,
)
from qa.models.hub import hub_revision, prepare
from qa.models.onnx import OnnxModel
from qa.models.shared import TOKENIZER_FILE
from qa.models.tokenizing import read_tokenizer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qa.settings import Settings

QUESTIONS_KEPT = 256  # whose vectors are kept: the same question comes again with another filter, or from another asker
BATCH = 256  # texts tokenised and embedded between two reports of progress


class BulkEmbedder(Protocol):
    """What the writing of an index needs of an embedder."""

    def embed_passages(self, texts: Sequence[str]) -> Iterator[NDArray[np.float32]]:
        """Vectors in batches, in order: each (batch, dimension), float32, length 1."""
        ...


class Embedder(BulkEmbedder, Protocol):
    """What the index and the retriever need of an embedder."""

    name: str  # as the settings name it
    fingerprint: str  # of its files: another one means other vectors
    query_prefix: str
    passage_prefix: str
    dimension: int
    max_tokens: int  # of a passage, special tokens excluded

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """One vector: (dimension,), float32, length 1."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has, special tokens and prefix excluded, nothing truncated."""
        ...


def load_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings name: through ONNX Runtime where it has that file, else sentence-transformers.

    Raises:
        ModelError: its files are missing or do not fit.
    """
    folder = local_folder(settings.embedder, "embedder")
    if folder is not None and (folder / ONNX_FILE).is_file():
        return OnnxEmbedder(folder, settings)
    return SentenceTransformersEmbedder(folder, settings)


def _prefixes(prompts: object, settings: Settings) -> tuple[str, str]:
    """Query and passage prefix: the settings' own, else the model's (under the names that models use), else none."""
    known = prompts if isinstance(prompts, dict) else {}
    query = settings.embedder_query_prefix
    passage = settings.embedder_passage_prefix
    if query is None:
        query = str(known.get("query") or "")
    if passage is None:
        passage = str(next((known[name] for name in ("document", "passage", "corpus") if known.get(name)), ""))
    return query, passage


class OnnxEmbedder:
    """A sentence-transformers folder that carries its ONNX file: token ids in, pooled unit vector out."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.name = settings.embedder
        self.fingerprint = fingerprint(folder)
        config = read_json(folder, "config_sentence_transformers.json")
        self.query_prefix, self.passage_prefix = _prefixes(config.get("prompts"), settings)
        limit = int(str(read_json(folder, "tokenizer_config.json").get("model_max_length", 512)))
        self._tokenizer = read_tokenizer(required(folder, TOKENIZER_FILE))
        self._counter = read_tokenizer(required(folder, TOKENIZER_FILE))  # without truncation
        self._tokenizer.enable_truncation(limit)
        self._model = OnnxModel(required(folder, ONNX_FILE), settings.threads)
        self._question = lru_cache(maxsize=QUESTIONS_KEPT)(self._embed_question)
        self.max_tokens = limit - self._tokenizer.num_special_tokens_to_add(is_pair=False)
        self.dimension = int(self.embed_question("dimension").shape[0])

    def _embed(self, texts: list[str]) -> NDArray[np.float32]:
        encodings = self._tokenizer.encode_batch(texts)
        return np.stack([outputs[0] for outputs in self._model.run(encodings)])  # (texts, dimension)

    def embed_passages(self, texts: Sequence[str]) -> Iterator[NDArray[np.float32]]:
        """Vectors in batches, in order: each (batch, dimension), float32, length 1."""
        for first in range(0, len(texts), BATCH):
            yield self._embed([self.passage_prefix + text for text in texts[first : first + BATCH]])

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """One vector: (dimension,), float32, length 1."""
        return self._question(text)

    def _embed_question(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self._embed([self.query_prefix + text])[0]
        vector.flags.writeable = False  # shared by all who ask the same
        return vector

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has, special tokens and prefix excluded, nothing truncated."""
        return [len(encoding) for encoding in self._counter.encode_batch(list(texts), add_special_tokens=False)]


class SentenceTransformersEmbedder:
    """Any sentence-transformers model, by folder or hub name, on PyTorch."""

    def __init__(self, folder: Path | None, settings: Settings) -> None:
        prepare(settings.embedder, settings.threads)
        from sentence_transformers import SentenceTransformer

        self.name = settings.embedder
        try:
            self._model: Any = SentenceTransformer(str(folder or settings.embedder), device="cpu")
        except (OSError, ValueError, RuntimeError) as error:  # what the hub client and the loaders raise
            reason = str(error).strip().split("\n")[0]
            raise ModelError(
                "The embedder {name} cannot be loaded ({reason}): check the name, or give the path of a "
                "sentence-transformers folder.",
                name=settings.embedder,
                reason=reason,
            ) from error
        self.query_prefix, self.passage_prefix = _prefixes(self._model.prompts, settings)
        self.fingerprint = fingerprint(folder) if folder is not None else hub_revision(settings.embedder)
        self.dimension = int(self._model.get_embedding_dimension())
        self.max_tokens = int(self._model.max_seq_length or 512) - 2

    def _embed(self, texts: list[str], prefix: str) -> NDArray[np.float32]:
        vectors = self._model.encode(
            texts, prompt=prefix or None, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)

    def embed_passages(self, texts: Sequence[str]) -> Iterator[NDArray[np.float32]]:
        """Vectors in batches, in order: each (batch, dimension), float32, length 1."""
        for first in range(0, len(texts), BATCH):
            yield self._embed(list(texts[first : first + BATCH]), self.passage_prefix)

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """One vector: (dimension,), float32, length 1."""
        vector: NDArray[np.float32] = self._embed([text], self.query_prefix)[0]
        return vector

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has, special tokens and prefix excluded, nothing truncated."""
        ids = self._model.tokenizer(list(texts), add_special_tokens=False, truncation=False, verbose=False)["input_ids"]
        return [len(text) for text in ids]
