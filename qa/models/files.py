"""Where a model's files lie, and the fingerprint that says which weights they are."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from qa.errors import ModelError

SHIPPED = "embedded"  # the name of the pair that ships with the package
ONNX_FILE = "model_int8.onnx"
WEIGHTS_FILE = "model.safetensors"


def shipped_folder(part: str) -> Path:
    """Folder of the shipped `embedder` or `reader`; with `part` empty, of the pair."""
    return Path(__file__).parent / SHIPPED / part


def local_folder(name: str, part: str) -> Path | None:
    """The folder that a model's name means, or None where the name can only be a hub's.

    Raises:
        ModelError: the name looks like a path and there is no such folder.
    """
    if name == SHIPPED:
        return shipped_folder(part)
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder
    if folder.is_absolute() or name.startswith((".", "~")) or name.count("/") > 1:
        raise ModelError(
            "There is no model folder {folder}: fix the setting {name!r} or put the model there.",
            folder=name,
            name=part,
        )
    return None


def required(folder: Path, file: str) -> Path:
    """The path of a file that the model cannot do without.

    Raises:
        ModelError: it is not there; says which file of which folder.
    """
    path = folder / file
    if not path.is_file():
        raise ModelError(
            "The model folder {folder} lacks {file}: copy the whole folder again or name another model.",
            folder=folder,
            file=file,
        )
    return path


def read_json(folder: Path, file: str) -> dict[str, object]:
    """An optional JSON file of the model, {} where there is none.

    Raises:
        ModelError: it is not JSON.
    """
    path = folder / file
    if not path.is_file():
        return {}
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise ModelError(
            "{file} is not JSON ({reason}): copy the model again.", file=path, reason=str(error)
        ) from error


@cache
def fingerprint(folder: Path) -> str:
    """Hash of the files that decide what the model computes: weights, tokenizer, configuration.

    "m1:" names the recipe: change what is hashed, change "m1".
    """
    digest = hashlib.blake2b(digest_size=12)
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".onnx", ".safetensors", ".bin", ".json", ".model") and path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            with path.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
    return "m1:" + digest.hexdigest()
