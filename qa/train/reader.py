"""Trains the reader: questions and windows from all sources, spans under one softmax a question."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from tokenizers import Encoding, Tokenizer
from torch.utils.data import Dataset

from qa.models.embedder import load_embedder
from qa.models.reader import entitled
from qa.settings import load_settings
from qa.train.config import ReaderConfig, TrainingConfig
from qa.train.fitting import fit, padded
from qa.train.questions import Asked, all_questions, is_trained_on
from qa.train.span_reader import SpanReader
from qa.train.windows import GroupMaker, Window, WindowGroup

PAD_ID = 1
GROUPS_FILE = "groups.jsonl"
Row = dict[str, Any]  # of a group: "windows" token ids, "inside" first and last passage token, "targets"


class Groups(Dataset[Row]):
    """Groups as token windows, with the tokens of the passage and of the answers."""

    def __init__(self, groups: Iterable[WindowGroup], tokenizer: Tokenizer, config: ReaderConfig) -> None:
        tokenizer.no_padding()
        tokenizer.enable_truncation(config.window_tokens, strategy="only_second")
        self._rows = [row for group in groups if (row := _row(group, tokenizer)) is not None]

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: int) -> Row:
        return self._rows[index]


def _row(group: WindowGroup, tokenizer: Tokenizer) -> Row | None:
    """None where an answer was cut off, or nothing of a passage is left."""
    texts = [entitled(window.title, window.context) for window in group.windows]
    encodings = tokenizer.encode_batch([(group.question, text) for text in texts])
    inside, targets = [], []
    for number, (window, text, encoding) in enumerate(zip(group.windows, texts, encodings, strict=True)):
        head = len(text) - len(window.context)
        tokens = _tokens(encoding, head, len(text))
        if tokens is None:
            return None
        inside.append(tokens)
        for start, end, weight in window.answers:
            place = _tokens(encoding, head + start, head + end)
            if place is None or encoding.offsets[place[1]][1] < head + end:
                return None
            targets.append((number, *place, weight))
    ids = [encoding.ids for encoding in encodings]
    return {"input_ids": max(ids, key=len), "windows": ids, "inside": inside, "targets": targets}


def _tokens(window: Encoding, start: int, end: int) -> tuple[int, int] | None:
    """First and last token of the second text that touch these of its characters; None where none does."""
    found = [
        token
        for token, (sequence, (left, right)) in enumerate(zip(window.sequence_ids, window.offsets, strict=True))
        if sequence == 1 and left < end and start < right
    ]
    return (found[0], found[-1]) if found else None


def collate(rows: Sequence[Row]) -> dict[str, torch.Tensor]:
    """Groups of one batch as what `SpanReader.forward` takes."""
    windows = [ids for row in rows for ids in row["windows"]]
    batch = padded(windows, PAD_ID)
    inside = torch.zeros_like(batch["input_ids"])
    targets: list[tuple[int, int, int, float]] = []
    group: list[int] = []
    for number, row in enumerate(rows):
        base = len(group)
        group += [number] * len(row["windows"])
        targets += [(base + at, first, last, weight) for at, first, last, weight in row["targets"]]
        for at, (first, last) in enumerate(row["inside"]):
            inside[base + at, first : last + 1] = 1
    return {
        **batch,
        "inside": inside,
        "group": torch.tensor(group),
        "targets": torch.tensor(targets, dtype=torch.float32).reshape(-1, 4),
    }


def sample(asked: Iterable[Asked], config: ReaderConfig, seed: int) -> list[Asked]:
    """The training questions of a piece, shuffled: of each source, and of a language of a source, its share."""
    rng = random.Random(seed)
    shares = dict(config.shares)
    chosen = [
        one
        for one in asked
        if is_trained_on(one.text.subject)
        and rng.random() < shares.get(f"{one.source} {one.language}", shares.get(one.source, 0.0))
    ]
    rng.shuffle(chosen)
    return chosen[: config.questions]


def mined_groups(data: Path, out: Path, config: TrainingConfig) -> list[WindowGroup]:
    """The groups of the run, made once: a run that is cut off finds them in `out`."""
    file = out / GROUPS_FILE
    if not file.is_file():
        asked = sample(all_questions(data), config.reader, config.seed)
        embedder = load_embedder(load_settings())
        lines = [
            json.dumps(asdict(group)) for group in GroupMaker(asked, embedder, config.reader, config.seed).groups()
        ]
        out.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(lines), encoding="utf-8")
    return [_group(json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]


def _group(entry: dict[str, Any]) -> WindowGroup:
    windows = (
        Window(one["title"], one["context"], tuple((int(s), int(e), w) for s, e, w in one["answers"]))
        for one in entry["windows"]
    )
    return WindowGroup(entry["question"], tuple(windows))


def train_reader(data: Path, start: Path, out: Path, config: TrainingConfig) -> None:
    """Train the encoder or reader in `start` into a reader in `out`; goes on from the last checkpoint there."""
    tokenizer = Tokenizer.from_file(str(start / "tokenizer.json"))
    rows = Groups(mined_groups(data, out, config), tokenizer, config.reader)
    model: Any = SpanReader.from_pretrained(
        start, hidden_dropout_prob=config.reader.dropout, attention_probs_dropout_prob=config.reader.dropout
    )
    # Word embeddings are good, and words that training never shows must keep their place.
    for still in (model.bert.embeddings, *model.bert.encoder.layer[: config.reader.frozen_layers]):
        still.requires_grad_(False)
    fit(model, rows, collate, out, config.reader.optimizer, config.seed)
    model.save_pretrained(out)
    tokenizer.no_truncation()
    tokenizer.save(str(out / "tokenizer.json"))
