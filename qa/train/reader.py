"""Trains the reader: start and end of the answer, null on the first token (Devlin et al. 2019, section 4.3)."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from tokenizers import Encoding, Tokenizer
from torch.utils.data import Dataset

from qa.train.config import ReaderConfig, TrainingConfig
from qa.train.examples import Example, reading_examples
from qa.train.run import fit, padded

PAD_ID = 1


class Windows(Dataset[dict[str, list[int]]]):
    """Examples as token windows with the positions of the answer's first and last token."""

    def __init__(self, examples: Sequence[Example], tokenizer: Tokenizer, config: ReaderConfig) -> None:
        tokenizer.no_padding()
        tokenizer.enable_truncation(config.window_tokens, strategy="only_second")
        encodings = tokenizer.encode_batch([(one.question, one.context) for one in examples])
        self._rows = list(_rows(examples, encodings))

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: int) -> dict[str, list[int]]:
        return self._rows[index]


def _rows(examples: Sequence[Example], encodings: Sequence[Encoding]) -> Iterator[dict[str, list[int]]]:
    for example, encoding in zip(examples, encodings, strict=True):
        place = _answer_tokens(example, encoding)
        if place is not None:
            yield {"input_ids": encoding.ids, "start_positions": [place[0]], "end_positions": [place[1]]}


def _answer_tokens(example: Example, window: Encoding) -> tuple[int, int] | None:
    """First and last token that touch the answer; (0, 0) where there is none; None where the window cuts it off."""
    if example.start == example.end:
        return 0, 0
    inside = [
        token
        for token, (sequence, (start, end)) in enumerate(zip(window.sequence_ids, window.offsets, strict=True))
        if sequence == 1 and start < example.end and example.start < end
    ]
    if not inside or window.offsets[inside[-1]][1] < example.end:
        return None
    return inside[0], inside[-1]


def collate(rows: Sequence[dict[str, list[int]]]) -> dict[str, torch.Tensor]:
    """Rows of one batch as tensors: (batch, tokens) for the inputs, (batch,) for the positions."""
    batch = padded([row["input_ids"] for row in rows], PAD_ID)
    for name in ("start_positions", "end_positions"):
        batch[name] = torch.tensor([row[name][0] for row in rows])
    return batch


def train_reader(data: Path, encoder: Path, out: Path, config: TrainingConfig) -> None:
    """Fine-tune the encoder in `encoder` into a reader in `out`; goes on from the last checkpoint there."""
    from transformers import BertForQuestionAnswering

    tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
    windows = Windows(reading_examples(data, config.reader, config.seed), tokenizer, config.reader)
    model: Any = BertForQuestionAnswering.from_pretrained(
        encoder, hidden_dropout_prob=config.reader.dropout, attention_probs_dropout_prob=config.reader.dropout
    )
    # Word embeddings are good, and words that training never shows must keep their place.
    for still in (model.bert.embeddings, *model.bert.encoder.layer[: config.reader.frozen_layers]):
        still.requires_grad_(False)
    fit(model, windows, collate, out, config.reader.optimizer, config.seed)
    model.save_pretrained(out)
    tokenizer.no_truncation()
    tokenizer.save(str(out / "tokenizer.json"))


def main() -> None:
    """`python -m qa.train.reader ../shared/data ENCODER OUT`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("encoder", type=Path, help="folder that `qa.train.encoder` or `qa.train.restore` wrote")
    parser.add_argument("out", type=Path, help="folder of the reader; checkpoints go there too")
    parser.add_argument("--seed", type=int, default=TrainingConfig().seed, help="another one draws other windows")
    arguments = parser.parse_args()
    train_reader(arguments.data, arguments.encoder, arguments.out, TrainingConfig(seed=arguments.seed))


if __name__ == "__main__":
    main()
