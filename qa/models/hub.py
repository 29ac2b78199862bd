"""What models on PyTorch share, whether they come from a folder or from the hub."""

from __future__ import annotations

from pathlib import Path

from qa.models.onnx import thread_count


def prepare(threads: int) -> None:
    """Before loading: as many threads as the setting says, and no bar for each file that is read."""
    import torch
    from transformers.utils import logging

    torch.set_num_threads(thread_count(threads))
    logging.disable_progress_bar()


def hub_revision(name: str) -> str:
    """The fingerprint of a model that the hub's client has just loaded: the commit, since weights can change."""
    from huggingface_hub import snapshot_download

    return f"hub:{name}@{Path(snapshot_download(name, local_files_only=True)).name}"
