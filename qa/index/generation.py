"""An index as a folder of generations, of which one is published, and a generation that is open for reading."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from qa.errors import IndexBusy, IndexDamaged, IndexMismatch, Message, damaged, joined
from qa.index.articles import Texts
from qa.index.bm25 import Bm25
from qa.index.chroma import CHROMA_FOLDER, Dense
from qa.index.columns import CODES, load_columns
from qa.index.files import check_contents, check_sizes, sync_folder
from qa.index.filters import Selector
from qa.index.manifest import MANIFEST_FILE, Followed, Manifest, read_followed, read_manifest
from qa.index.room import unreadable, unusable
from qa.index.server import ChromaServer
from qa.index.vectors import Vectors
from qa.index.years import DatedPassages
from qa.lang import LANGUAGES

CURRENT_FILE = "CURRENT"
LOCK_FILE = ".lock"
READ_AT_OPENING = 64 * 1024 * 1024  # bytes of all files up to which each is read and checked when they are opened


def generation_folder(index: Path, number: int) -> Path:
    """Where a generation lies."""
    return index / "generations" / str(number)


def generation_numbers(index: Path) -> list[int]:
    """Every generation on the disk, finished or not, in order."""
    return [number for number in _numbers_taken(index) if generation_folder(index, number).is_dir()]


def _numbers_taken(index: Path) -> list[int]:
    """The numbers that name a folder or a file where generations lie, in order."""
    folder = index / "generations"
    names = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
    return sorted(int(name) for name in names if name.isascii() and name.isdecimal() and not name.startswith("0"))


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
    except (ValueError, IsADirectoryError) as error:
        raise IndexDamaged(
            "{file} does not hold the number of a generation. Run: gazette build", file=index / CURRENT_FILE
        ) from error
    except OSError as error:
        raise unreadable(index, error) from error


def publication(index: Path) -> tuple[int, int] | None:
    """The published generation, 0 for one whose number is lost, and when it was published (ns).

    An index that was deleted and built anew is another.
    """
    try:
        number = current_number(index)
    except IndexDamaged:
        number = 0
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
            raise unusable(index, error) from error
        raise IndexBusy(
            "Another build is writing to {index}: wait until it has finished, then run yours again.", index=index
        ) from error
    try:
        yield
    finally:
        lock.release()


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
    number = max(current, *_numbers_taken(index), 0) + 1
    folder = generation_folder(index, number)
    folder.mkdir(parents=True)
    return number, folder


def publish(index: Path, number: int) -> None:
    """Name the current generation: readers see the old one or the new one, never half of one.

    After a power cut the disk holds one of the two, whole: the generation was there before its name is written.
    """
    pointer = index / f".{CURRENT_FILE}.{os.getpid()}"
    with pointer.open("w", encoding="ascii") as stream:
        stream.write(f"{number}\n")
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(pointer, index / CURRENT_FILE)  # atomic inside one file system, on Windows too
    sync_folder(index)


def kept_manifests(index: Path) -> list[Manifest]:
    """Of all generations that could answer."""
    kept = []
    for number in generation_numbers(index):
        with suppress(IndexDamaged, IndexMismatch):
            kept.append(read_manifest(generation_folder(index, number)))
    return kept


def prune(index: Path, keep: int, damaged: int | None = None) -> None:
    """Remove all but the last `keep` published generations. One that is still open elsewhere goes at a later build.

    One that is known to be damaged goes first: the one before it can stand in for the current one, it cannot.
    """
    current = current_number(index) or 0
    published = [n for n in generation_numbers(index) if n <= current and n != damaged]
    for number in (*published[:-keep], *([] if damaged in (None, current) else [damaged])):
        with suppress(OSError):
            shutil.rmtree(generation_folder(index, number))


class Generation:
    """A published generation, open for reading. One object serves all threads."""

    def __init__(
        self, folder: Path, *, whole: bool = False, notice: Message | None = None, server: ChromaServer | None = None
    ) -> None:
        """Open it.

        Args:
            folder: where it lies.
            whole: read each file and compare it with its checksum first, however large they are. Else this is done
                where they are small together; of a large generation only Chroma's files are read, since Chroma ends the
                process when they are damaged, and `check` does the rest.
            notice: one sentence for the user where this is not the generation that was published last.
            server: that holds the vectors of those that were built for one.

        Raises:
            IndexDamaged: a file is missing or has changed.
            IndexMismatch: another version wrote it.
        """
        self.folder, self._notice = folder, notice
        self.beside: Callable[[], Message | None] = lambda: None  # what whoever opened it has to say
        self.manifest: Manifest = read_manifest(folder)
        files = self.manifest.files
        check_sizes(folder, files)
        self.is_checked = whole or sum(file.size for file in files) <= READ_AT_OPENING
        check_contents(folder, [file for file in files if self.is_checked or file.path.startswith(f"{CHROMA_FOLDER}/")])
        self.texts, self.columns = Texts(folder), load_columns(folder)
        self.dated_passages = DatedPassages(self.texts)
        articles, passages = self.texts.counts()
        numbers = {code: np.flatnonzero(self.columns.language == number) for code, number in CODES.items()}
        numbers = {code: own for code, own in numbers.items() if own.size}
        held = {code: len(own) for code, own in numbers.items()}
        if (articles, passages) != (self.manifest.articles, self.manifest.passage_count) or held != dict(
            self.manifest.passages
        ):
            raise damaged(folder, "articles", "its texts are incomplete")
        self.vectors = Vectors(folder, len(self.columns), self.manifest.recipe.dimension)
        self.dense = Dense(folder, numbers, self.vectors, self.manifest.collections, server)
        self.bm25 = {language: Bm25(folder, language, self.columns) for language, _ in self.manifest.passages}
        self.languages = tuple(language for language in LANGUAGES if language in self.bm25)
        self.select = Selector(self.texts, self.columns).select

    @property
    def notice(self) -> Message | None:
        """One sentence for the user where another generation answers than the last, or this one with less."""
        return joined((self._notice, self.dense.trouble, self.beside()))

    def look(self) -> Message | None:
        """The notice, after a glance at the server that holds the graph: searches notice by themselves."""
        self.dense.glance()
        return self.notice

    def check(self) -> None:
        """Compare each file with its checksum, unless that was done already.

        Raises:
            IndexDamaged: one is missing or has changed.
        """
        if not self.is_checked:
            check_contents(self.folder, self.manifest.files)
            self.is_checked = True

    def close(self) -> None:
        """Close the files."""
        self.dense.close()
        self.texts.close()


def size_bytes(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
