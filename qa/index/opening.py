"""Which generation answers: the one that was published last, or the one before it where that one is damaged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from qa.errors import IndexDamaged, IndexMismatch, IndexMissing, Message
from qa.index.files import check_sizes
from qa.index.generation import CURRENT_FILE, Generation, current_number, generation_folder, generation_numbers
from qa.index.manifest import MANIFEST_FILE, Manifest, read_manifest
from qa.index.server import ChromaServer

Opened = TypeVar("Opened")
KnownDamage = Mapping[int, IndexDamaged]  # generations whose damage was found after they were opened


@dataclass(frozen=True, slots=True)
class Found:
    """A generation that could answer, not opened."""

    folder: Path
    manifest: Manifest
    notice: Message | None  # one sentence where it is not the one that was published last


def open_generation(index: Path, known: KnownDamage | None = None, server: ChromaServer | None = None) -> Generation:
    """The published generation of an index; the newest whole one before it, with a notice, where that one is damaged.

    Raises:
        IndexMissing: it was never built.
        IndexDamaged: its files do not agree with its manifest, and no generation before it is whole.
        IndexMismatch: another version wrote it.
    """
    return _first_whole(index, known or {}, lambda folder, notice: Generation(folder, notice=notice, server=server))


def find_generation(index: Path, known: KnownDamage | None = None) -> Found:
    """What `open_generation` would open, without opening it: damage that changes no size is not seen.

    Raises:
        IndexMissing, IndexDamaged, IndexMismatch: as `open_generation`.
    """

    def look(folder: Path, notice: Message | None) -> Found:
        manifest = read_manifest(folder)
        check_sizes(folder, manifest.files)
        return Found(folder, manifest, notice)

    return _first_whole(index, known or {}, look)


def open_published(index: Path) -> Generation:
    """The published generation and no other, every file compared with its checksum: what a build begins with.

    Raises:
        IndexMissing, IndexDamaged, IndexMismatch: as `open_generation`.
    """
    return Generation(_complete(index, _published(index)), whole=True)


def _published(index: Path) -> int:
    number = current_number(index)
    if number is None:
        raise IndexMissing("There is no index in {index}. Run: gazette build", index=index)
    return number


def _complete(index: Path, number: int) -> Path:
    folder = generation_folder(index, number)
    if not (folder / MANIFEST_FILE).is_file():
        raise IndexDamaged(
            "Generation {number} of the index in {index} is gone or incomplete. Run: gazette build",
            number=number,
            index=index,
        )
    return folder


def _first_whole(index: Path, known: KnownDamage, open_: Callable[[Path, Message | None], Opened]) -> Opened:
    """What `open_` makes of the published generation, else of the newest one before it that is not damaged."""
    while True:
        number: int | None = None  # where the pointer does not say it, every generation is one before it
        try:
            number = _published(index)
            if number in known:
                raise known[number]
            return open_(_complete(index, number), None)
        except IndexDamaged as error:
            if number is not None and current_number(index) != number:  # builds have published others and pruned this
                continue
            older = [one for one in generation_numbers(index) if (number is None or one < number) and one not in known]
            for one in reversed(older):
                with suppress(IndexDamaged, IndexMismatch):
                    return open_(_complete(index, one), _notice(index, number, error, one))
            raise


def _notice(index: Path, number: int | None, error: IndexDamaged, older: int) -> Message:
    """That another generation answers, and why."""
    if number is None:
        return Message(
            "{file} does not hold the number of a generation, so generation {older} answers. Run: gazette build",
            file=index / CURRENT_FILE,
            older=older,
        )
    return Message(
        "Generation {number} of the index in {index} is damaged ({part}), so generation {older} answers "
        "instead. Run: gazette build",
        number=number,
        index=index,
        part=error.message.values.get("part", MANIFEST_FILE),
        older=older,
    )
