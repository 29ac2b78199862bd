"""What models on PyTorch share, whether they come from a folder or from the hub."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from qa.errors import ModelError
from qa.models.onnx import thread_count

# An installation for the shipped pair may leave them out.
LIBRARIES = ("torch", "transformers", "sentence-transformers")


def prepare(name: str, threads: int) -> None:
    """Before loading: as many threads as the setting says, and no bar for each file that is read.

    Raises:
        ModelError: a library is not installed; `name` is the model that needs it.
    """
    missing = [library for library in LIBRARIES if find_spec(library.replace("-", "_")) is None]
    if missing:
        raise ModelError(
            "The model {name} runs on {libraries}, which are not installed. Run: pip install {packages}",
            name=name,
            libraries=", ".join(missing),
            packages=" ".join(missing),
        )
    import torch
    from transformers.utils import logging

    torch.set_num_threads(thread_count(threads))
    logging.disable_progress_bar()


def hub_revision(name: str) -> str:
    """The fingerprint of a model that the hub's client has just loaded: the commit, since weights can change."""
    from huggingface_hub import snapshot_download

    return f"hub:{name}@{Path(snapshot_download(name, local_files_only=True)).name}"
