"""What the two shipped models have in common and keep once: the table of words and the tokenizer.

A folder with a `shared.json` names the folder beside it that holds both: {"folder": "../embedder", "initializer": …,
"tensor": …}, the table's name in its own ONNX file and in the other folder's model.safetensors. ONNX Runtime opens no
file outside a model's folder by itself.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qa.models.files import WEIGHTS_FILE, read_json, required

if TYPE_CHECKING:
    from onnxruntime import OrtValue

SHARED_FILE = "shared.json"
TOKENIZER_FILE = "tokenizer.json"


def tokenizer_file(folder: Path) -> Path:
    """The tokenizer of a model's folder.

    Raises:
        ModelError: it is not there.
    """
    return required(_shared_folder(folder) or folder, TOKENIZER_FILE)


def shared_initializers(folder: Path) -> dict[str, OrtValue]:
    """What the ONNX file of a folder leaves to another folder, by its name in the file.

    Raises:
        ModelError: the other folder is not there.
    """
    other = _shared_folder(folder)
    if other is None:
        return {}
    from onnxruntime import OrtValue
    from safetensors import safe_open

    said = read_json(folder, SHARED_FILE)
    with safe_open(required(other, WEIGHTS_FILE), framework="numpy") as tensors:
        return {str(said["initializer"]): OrtValue.ortvalue_from_numpy(tensors.get_tensor(str(said["tensor"])))}


def _shared_folder(folder: Path) -> Path | None:
    said = read_json(folder, SHARED_FILE).get("folder")
    return None if said is None else (folder / str(said)).resolve()
