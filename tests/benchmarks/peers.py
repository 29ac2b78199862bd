"""What a user would otherwise pick: the same weights in 32 bits on PyTorch, in Haystack's own components and in txtai.

The models are folders that transformers and sentence-transformers load, made from the ONNX files that ship: the weights
are multiplied out to 32 bits, so that both sides read with the same network and give nearly the same answers.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from qa.index.generation import Generation
from qa.models.files import ONNX_FILE, shipped_folder
from qa.models.shared import tokenizer_file

HEADS_OF = 32  # dimensions of one attention head in the shipped shape
TOP_K = 10


def save_peer_models(home: Path) -> tuple[Path, Path]:
    """Folders of the embedder and the reader, in 32 bits."""
    return _save("embedder", home / "embedder"), _save("reader", home / "reader")


def _save(part: str, folder: Path) -> Path:
    import torch
    from transformers import BertConfig, BertForQuestionAnswering, BertModel, PreTrainedTokenizerFast

    shipped = shipped_folder(part)
    weights = _tensors(shipped / ONNX_FILE, "bert." if part == "reader" else "")
    tensors = {name: torch.from_numpy(values) for name, values in weights.items()}
    words = tensors[next(name for name in tensors if name.endswith("word_embeddings.weight"))]
    config = BertConfig(
        vocab_size=words.shape[0],
        hidden_size=words.shape[1],
        num_hidden_layers=1 + max(int(found[1]) for name in tensors if (found := re.search(r"layer\.(\d+)\.", name))),
        num_attention_heads=words.shape[1] // HEADS_OF,
        intermediate_size=next(v.shape[0] for n, v in tensors.items() if n.endswith("intermediate.dense.weight")),
        max_position_embeddings=next(v.shape[0] for n, v in tensors.items() if "position_embeddings" in n),
    )
    model: Any = BertForQuestionAnswering(config) if part == "reader" else BertModel(config, add_pooling_layer=False)
    model.load_state_dict({name: tensor for name, tensor in tensors.items() if name in model.state_dict()})
    model.save_pretrained(folder)
    known = json.loads(tokenizer_file(shipped).read_text(encoding="utf-8"))
    special = {token["content"] for token in known.get("added_tokens", [])}
    names = {role: next((t for t in choices if t in special), None) for role, choices in _ROLES.items()}
    PreTrainedTokenizerFast(
        tokenizer_file=str(tokenizer_file(shipped)),
        model_max_length=256 if part == "embedder" else 512,
        model_input_names=["input_ids", "attention_mask"],
        **names,
    ).save_pretrained(folder)
    if part == "embedder":
        _save_sentence_transformer(folder)
    return folder


_ROLES = {
    "pad_token": ("[PAD]", "<pad>"),
    "cls_token": ("[CLS]", "<s>"),
    "sep_token": ("[SEP]", "</s>"),
    "unk_token": ("[UNK]", "<unk>"),
    "mask_token": ("[MASK]", "<mask>"),
}


def _save_sentence_transformer(folder: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Normalize, Pooling, Transformer

    transformer = Transformer(str(folder), max_seq_length=256)
    plain = SentenceTransformer(modules=[transformer, Pooling(transformer.get_embedding_dimension()), Normalize()])
    shipped = json.loads((shipped_folder("embedder") / "config_sentence_transformers.json").read_text(encoding="utf-8"))
    plain.prompts = dict(shipped.get("prompts", {}))
    whole = folder.with_name("embedder-whole")
    plain.save(str(whole))
    shutil.rmtree(folder)
    whole.rename(folder)


def _tensors(file: Path, encoder: str) -> dict[str, np.ndarray]:
    """Every weight of the exported network in 32 bits, by its name in transformers, the encoder's below `encoder`."""
    import onnx
    from onnx import numpy_helper

    from qa.train.restore import trained_tensors

    tensors = {name: values.numpy() for name, values in trained_tensors(file).items()}
    # The embeddings of the two models are the same, and the embedder's file names the place of its words.
    whole = onnx.load(str(shipped_folder("embedder") / ONNX_FILE))
    stored = {one.name: numpy_helper.to_array(one) for one in whole.graph.initializer}
    for name, values in stored.items():
        if ".embeddings." in name and name.endswith("_quantized"):
            base = name.removesuffix("_quantized")
            steps = values.astype(np.float32) - np.float32(stored[f"{base}_zero_point"])
            tensors[encoder + base.partition(".")[2]] = (steps * stored[f"{base}_scale"]).astype(np.float32)
        elif ".embeddings." in name and name.endswith((".weight", ".bias")):
            tensors[encoder + name.partition(".")[2]] = np.array(values)
    return tensors


@dataclass(frozen=True)
class Passages:
    """What both sides search: an index's passages, with the vectors that ours has of them."""

    ids: list[str]
    texts: list[str]
    vectors: np.ndarray  # (passages, dimension)


def passages_of(generation: Generation) -> Passages:
    """Every passage of an index."""
    numbers = np.flatnonzero(generation.columns.language)
    ids = generation.texts.ids(numbers.tolist())
    found = generation.texts.passages(ids)
    return Passages(ids, [found[id_].text for id_ in ids], generation.vectors.of(numbers))


def fill_chroma(passages: Passages, folder: Path) -> None:
    """The passages in the store that Haystack's components read.

    By batches, since its own writer takes a call a document; what is measured is how they are searched and read.
    """
    import chromadb

    client = chromadb.PersistentClient(path=str(folder), settings=chromadb.Settings(anonymized_telemetry=False))
    collection = client.create_collection(
        "passages", configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
    )
    for first in range(0, len(passages.ids), 2000):
        part = slice(first, first + 2000)
        collection.add(ids=passages.ids[part], documents=passages.texts[part], embeddings=passages.vectors[part])
    client.close()


# Haystack's own parts, as its documentation connects them; also what the cold script runs.
HAYSTACK = """
import chromadb
from haystack import Pipeline
from haystack.utils import ComponentDevice
from haystack_integrations.components.embedders.sentence_transformers import SentenceTransformersTextEmbedder
from haystack_integrations.components.readers.transformers import TransformersExtractiveReader
from haystack_integrations.components.retrievers.chroma import ChromaEmbeddingRetriever
from haystack_integrations.document_stores.chroma import ChromaDocumentStore

def haystack_pipeline(embedder, reader, store_folder, top_k=10):
    cpu = ComponentDevice.from_str("cpu")
    store = ChromaDocumentStore(collection_name="passages", persist_path=str(store_folder), distance_function="cosine")
    pipeline = Pipeline()
    pipeline.add_component("embed", SentenceTransformersTextEmbedder(
        model=str(embedder), device=cpu, token=None, progress_bar=False, prefix="query: ", local_files_only=True))
    pipeline.add_component("retrieve", ChromaEmbeddingRetriever(store, top_k=top_k))
    pipeline.add_component("read", TransformersExtractiveReader(model=str(reader), device=cpu, token=None))
    pipeline.connect("embed.embedding", "retrieve.query_embedding")
    pipeline.connect("retrieve.documents", "read.documents")
    pipeline.warm_up()
    return pipeline

def haystack_ask(pipeline, question):
    found = pipeline.run({"embed": {"text": question}, "read": {"query": question}}, include_outputs_from={"retrieve"})
    return found["read"]["answers"], found["retrieve"]["documents"]
"""
