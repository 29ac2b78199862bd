"""Files of a generation: surely on the disk once it is published, and still the same when it is opened."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import xxhash

from qa.errors import damaged


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it was when the generation was written."""

    path: str  # inside the generation, with "/"
    size: int  # bytes
    xxh3: str  # 128 bits of XXH3, in hexadecimal: it finds damage (5 to 8 GB/s), not forgery


def stored_files(folder: Path, *, but: str) -> tuple[StoredFile, ...]:
    """All files below a folder, by path, `but` one that lies directly in it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / but)
    return tuple(StoredFile(path.relative_to(folder).as_posix(), path.stat().st_size, _xxh3(path)) for path in files)


def check_sizes(folder: Path, files: Iterable[StoredFile]) -> None:
    """See that each file is there with its size: as fast as a listing.

    Raises:
        IndexDamaged: one is missing, or shorter or longer than it was.
    """
    for file in files:
        try:
            size = (folder / file.path).stat().st_size
        except OSError as error:
            raise damaged(folder, file.path, error.strerror) from error
        if size != file.size:
            raise damaged(folder, file.path, f"{size} bytes instead of {file.size}")


def check_contents(folder: Path, files: Iterable[StoredFile]) -> None:
    """Read each file and see that not one bit of it has changed.

    Raises:
        IndexDamaged: one has, or cannot be read.
    """
    for file in files:
        try:
            found = _xxh3(folder / file.path)
        except OSError as error:
            raise damaged(folder, file.path, error.strerror) from error
        if found != file.xxh3:
            raise damaged(folder, file.path, "its bytes have changed since it was written")


def _xxh3(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, xxhash.xxh3_128).hexdigest()


def sync_tree(folder: Path) -> None:
    """Have every file and folder of a tree on the disk when the function returns, whatever becomes of the power."""
    for place, _, names in os.walk(folder):
        for name in names:
            sync_file(Path(place, name))
        sync_folder(Path(place))


def sync_file(file: Path) -> None:
    """Have what a file holds on the disk when the function returns."""
    with file.open("r+b") as stream:  # Windows wants it open for writing
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Have the names of what lies in a folder on the disk; Windows does so by itself and opens no folder."""
    with suppress(PermissionError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
