"""The files that people hand to the index itself: safe names, one flat folder of its own, nothing written elsewhere."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from qa.index.files import sync_file, sync_folder
from qa.ingest.discover import SourceFile

UPLOADS = "uploads"  # the folder in the index, and what its files are shown under
LONGEST_SUFFIX = 10  # characters
LONGEST_NAME_BYTES = 150  # file systems take 255; the rest is for " (2)" and what a user adds
# Devices of Windows.
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_SPOILS = '<>:"|?*#{}$'  # Windows refuses some; "#" parts a table from its row; the others spoil commands and templates


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was handed over and waits outside the folder of uploads."""

    file: Path
    name: str  # as its owner called it


def uploads_folder(index: Path) -> Path:
    """Where an index keeps what was uploaded; made by the first upload."""
    return index / UPLOADS


def upload_names(folder: Path) -> list[str]:
    """The files in a folder of uploads, in order."""
    return sorted(entry.name for entry in os.scandir(folder) if entry.is_file()) if folder.is_dir() else []


def safe_name(name: str) -> str:
    """A file name that every system takes, that shows as it reads and that leads nowhere else.

    Without folders, control or invisible characters, marks that turn the reading direction, or names that Windows
    keeps for itself; at most 150 bytes, the suffix kept. A safe name comes back unchanged.
    """
    last = re.split(r"[/\\]", name)[-1]
    visible = unicodedata.normalize("NFC", "".join(map(_shown, last)))
    stem, dot, suffix = " ".join(visible.split()).strip(" .").rpartition(".")
    if not stem.strip(" ."):
        stem, dot, suffix = suffix, "", ""
    suffix = suffix[:LONGEST_SUFFIX].strip()
    if _RESERVED.fullmatch(f"{stem}{dot}{suffix}"):
        stem = f"_{stem}"
    room = LONGEST_NAME_BYTES - len(f"{dot}{suffix}".encode())
    return (stem.encode()[:room].decode(errors="ignore").strip(" .") or "file") + dot + suffix


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Zl", "Zp") or character in "\t\n\r":
        return " "
    return "" if category[0] == "C" else "_" if character in _SPOILS else character


def place(uploads: Iterable[Upload], folder: Path) -> list[SourceFile]:
    """The path that each file will be shown under; those with the name of a file that is there replace it.

    Names that differ in capitals alone count as one, since some file systems keep one file for both. Of files that
    were handed over under one name, those with other bytes than the first get a number.
    """
    there = {name.casefold(): name for name in upload_names(folder)}
    taken: dict[str, str] = {}  # folded name -> hash of the bytes
    placed = []
    for upload in uploads:
        with upload.file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        wanted = PurePosixPath(safe_name(upload.name))
        name, number = str(wanted), 1
        while taken.get(name.casefold(), digest) != digest:
            number += 1
            name = f"{wanted.stem} ({number}){wanted.suffix}"
        if name.casefold() not in taken:
            taken[name.casefold()] = digest
            placed.append(SourceFile(upload.file, f"{UPLOADS}/{there.get(name.casefold(), name)}"))
    return placed


def settle(added: Sequence[SourceFile], deleted: Iterable[str], folder: Path) -> None:
    """Move files into the folder of uploads, each in one step, and delete those that go.

    They are on the disk when it returns: no other copy is left.
    """
    if added:
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)
    for source in added:
        sync_file(source.file)
        os.replace(source.file, folder / PurePosixPath(source.path).name)
    for path in deleted:
        (folder / PurePosixPath(path).name).unlink(missing_ok=True)
    if folder.is_dir():
        sync_folder(folder)
