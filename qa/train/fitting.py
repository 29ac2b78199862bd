"""One training run, whatever is trained: transformers' Trainer with checkpoints, bf16 and a fixed seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from torch.utils.data import Dataset

from qa.train.config import OptimizerConfig


def padded(rows: Sequence[Sequence[int]], pad_id: int) -> dict[str, torch.Tensor]:
    """Token ids and attention mask, each (rows, longest row)."""
    tensors = [torch.tensor(row) for row in rows]
    ids = torch.nn.utils.rnn.pad_sequence(tensors, batch_first=True, padding_value=pad_id)
    mask = torch.nn.utils.rnn.pad_sequence([torch.ones_like(row) for row in tensors], batch_first=True)
    return {"input_ids": ids, "attention_mask": mask}


def arguments(out: Path, optimizer: OptimizerConfig, seed: int) -> dict[str, Any]:
    """What every run tells the Trainer: bf16 on a GPU and on processors that have it, nothing reported to anyone."""
    return {
        "output_dir": str(out),
        "learning_rate": optimizer.learning_rate,
        "per_device_train_batch_size": optimizer.batch,
        "num_train_epochs": optimizer.epochs,
        "max_steps": optimizer.steps or -1,
        "weight_decay": optimizer.weight_decay,
        "warmup_steps": optimizer.warmup,
        "max_grad_norm": optimizer.gradient_norm,
        **_schedule(optimizer),
        "bf16": torch.cuda.is_bf16_supported() if torch.cuda.is_available() else torch.cpu._is_avx512_bf16_supported(),
        "use_cpu": not torch.cuda.is_available(),
        "save_steps": optimizer.save_steps,
        "save_total_limit": 1,
        "logging_steps": 20,
        "report_to": "none",
        "seed": seed,
        "dataloader_num_workers": 0,
        "remove_unused_columns": False,
        "disable_tqdm": True,
    }


def _schedule(optimizer: OptimizerConfig) -> dict[str, Any]:
    """A rate that only falls, or one that stays until the last steps: then a piece may be made longer later."""
    if optimizer.decay == 1.0:
        return {"lr_scheduler_type": "linear"}
    decay = {"num_decay_steps": round(optimizer.steps * optimizer.decay), "decay_type": "linear"}
    return {"lr_scheduler_type": "warmup_stable_decay", "lr_scheduler_kwargs": decay}


def fit(
    model: torch.nn.Module,
    rows: Dataset[dict[str, Any]],
    collate: Callable[..., dict[str, torch.Tensor]],
    out: Path,
    optimizer: OptimizerConfig,
    seed: int,
) -> None:
    """Train `model` in place on `rows`, batches of like lengths; goes on from the last checkpoint in `out`."""
    from transformers import Trainer, TrainingArguments
    from transformers.trainer_utils import get_last_checkpoint

    trainer = Trainer(
        model=model,
        args=TrainingArguments(**arguments(out, optimizer, seed), train_sampling_strategy="group_by_length"),
        train_dataset=rows,
        data_collator=collate,
    )
    checkpoint = get_last_checkpoint(str(out)) if out.is_dir() else None
    trainer.train(resume_from_checkpoint=checkpoint)
