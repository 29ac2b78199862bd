"""Write a generation aside, check it, publish it in one step; open the current one; prune the old."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from qa.errors import IndexBusy, IndexDamaged, IndexMissing, StoreError
from qa.index.articles import Texts
from qa.index.bm25 import Bm25
from qa.index.chroma import Dense
from qa.index.columns import CODES, load_columns
from qa.index.filters import Selector
from qa.index.manifest import MANIFEST_FILE, Followed, Manifest, read_followed, read_manifest
from qa.index.vectors import Vectors
from qa.lang import LANGUAGES

CURRENT_FILE = "CURRENT"
LOCK_FILE = ".lock"


def generation_folder(index: Path, number: int) -> Path:
    """Where a generation lies."""
    return index / "generations" / str(number)


def generation_numbers(index: Path) -> list[int]:
    """Every generation on the disk, finished or not, in order."""
    folder = index / "generations"
    return sorted(int(entry.name) for entry in folder.iterdir() if entry.name.isdecimal()) if folder.is_dir() else []


def current_number(index: Path) -> int | None:
    """The published generation; None where the index was never built.

    Raises:
        IndexDamaged: the pointer does not hold a number.
        StoreError: the pointer cannot be read.
    """
    try:
        return int((index / CURRENT_FILE).read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unusable(index, error) from error
    except ValueError as error:
        numbers = generation_numbers(index)
        if not numbers:
            raise IndexDamaged(
                "{file} does not hold the number of a generation. Run: gazette build",
                file=index / CURRENT_FILE,
            ) from error
        raise IndexDamaged(
            "{file} does not hold the number of a generation: write one of {numbers} into it, or run: gazette build",
            file=index / CURRENT_FILE,
            numbers=", ".join(map(str, numbers)),
        ) from error


def publication(index: Path) -> tuple[int, int] | None:
    """The published generation and when it was published (ns): an index that was deleted and built anew is another."""
    number = current_number(index)
    try:
        return None if number is None else (number, (index / CURRENT_FILE).stat().st_mtime_ns)
    except FileNotFoundError:
        return None


def published_followed(index: Path) -> Followed:
    """What the index was made from, even if it is of another format or damaged; nothing where unknown.

    Where the published generation is unknown or cannot be read, what the newest one that can be read was made from.
    """
    try:
        published = current_number(index)
    except IndexDamaged:
        published = None
    numbers = generation_numbers(index)[::-1]
    found = (read_followed(generation_folder(index, number)) for number in (published, *numbers) if number is not None)
    return next((followed for followed in found if followed is not None), Followed())


@contextmanager
def only_writer(index: Path) -> Iterator[None]:
    """Hold the index's lock; the system releases it when the process ends, however it ends.

    Raises:
        IndexBusy: another process holds it.
        StoreError: the folder cannot be made or written to.
    """
    lock = FileLock(index / LOCK_FILE)
    try:
        index.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except OSError as error:  # Timeout is one, too
        if not isinstance(error, Timeout):
            raise _unusable(index, error) from error
        raise IndexBusy(
            "Another build is writing to {index}: wait until it has finished, then run yours again.", index=index
        ) from error
    try:
        yield
    finally:
        lock.release()


def _unusable(index: Path, error: OSError) -> StoreError:
    return StoreError(
        "The index cannot be written to {index} ({reason}): give another name, or permission to write there.",
        index=index,
        reason=error.strerror or str(error),
    )


def new_generation(index: Path) -> tuple[int, Path]:
    """An empty folder for the next generation. Call it as the only writer.

    A number is never used twice, even if an older generation becomes the current one again: who has one open knows
    by its number whether there is another. One above it without a manifest is what a killed build left: it goes.
    """
    try:
        current = current_number(index) or 0
    except IndexDamaged:
        current = 0
    for number in generation_numbers(index):
        if number > current and not (generation_folder(index, number) / MANIFEST_FILE).is_file():
            shutil.rmtree(generation_folder(index, number))
    number = max(current, *generation_numbers(index), 0) + 1
    folder = generation_folder(index, number)
    folder.mkdir(parents=True)
    return number, folder


def publish(index: Path, number: int) -> None:
    """Name the current generation: readers see the old one or the new one, never half of one."""
    pointer = index / f".{CURRENT_FILE}.{os.getpid()}"
    with pointer.open("w", encoding="ascii") as stream:
        stream.write(f"{number}\n")
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(pointer, index / CURRENT_FILE)  # atomic inside one file system, on Windows too


def prune(index: Path, keep: int) -> None:
    """Remove all but the last `keep` published generations. One that is still open elsewhere goes at a later build."""
    current = current_number(index) or 0
    for number in [n for n in generation_numbers(index) if n <= current][:-keep]:
        with suppress(OSError):
            shutil.rmtree(generation_folder(index, number))


class Generation:
    """A published generation, open for reading. One object serves all threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest: Manifest = read_manifest(folder)
        self.texts = Texts(folder)
        self.columns = load_columns(folder)
        articles, passages = self.texts.counts()
        held = {code: int(np.count_nonzero(self.columns.language == number)) for code, number in CODES.items()}
        if (articles, passages) != (self.manifest.articles, self.manifest.passage_count) or {
            code: count for code, count in held.items() if count
        } != dict(self.manifest.passages):
            raise IndexDamaged(
                "The index in {folder} is damaged (its texts are incomplete). Run: gazette build", folder=folder
            )
        self.vectors = Vectors(folder, len(self.columns), self.manifest.recipe.dimension)
        self.dense = Dense(folder, self.manifest.passages, self.vectors)
        self.bm25 = {language: Bm25(folder, language, self.columns) for language, _ in self.manifest.passages}
        self.languages = tuple(language for language in LANGUAGES if language in self.bm25)
        self.select = Selector(self.texts, self.columns).select

    def close(self) -> None:
        """Close the files."""
        self.dense.close()
        self.texts.close()


def open_generation(index: Path) -> Generation:
    """The published generation of an index.

    Raises:
        IndexMissing: it was never built.
        IndexDamaged: its files do not agree with its manifest.
        IndexMismatch: another version wrote it.
    """
    number = current_number(index)
    if number is None:
        raise IndexMissing("There is no index in {index}. Run: gazette build", index=index)
    if not (generation_folder(index, number) / MANIFEST_FILE).is_file():
        raise IndexDamaged(
            "Generation {number} of the index in {index} is gone or incomplete. Run: gazette build",
            number=number,
            index=index,
        )
    return Generation(generation_folder(index, number))


def size_bytes(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
