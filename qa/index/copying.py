"""The local copy of an index that another machine publishes: what is new is copied aside, checked, then takes over.

It takes over as a generation that was built here would: questions end with the one that they began with, and where the
share is away, or what it holds is damaged, the one that is here answers on.
"""

from __future__ import annotations

import logging
import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import xxhash

from qa.errors import IndexBusy, IndexDamaged, IndexMismatch, Message, StoreError
from qa.index.files import check_contents, check_sizes, sync_folder, sync_tree
from qa.index.generation import (
    Generation,
    current_number,
    generation_folder,
    generation_numbers,
    new_generation,
    only_writer,
    prune,
    publish,
)
from qa.index.manifest import MANIFEST_FILE, read_manifest
from qa.index.publishing import unpublished
from qa.index.room import writing
from qa.index.share import GENERATIONS, PIECE, PIECES, Description, PublishedFile, Share, hash_of, share_of
from qa.settings import Settings

LOOK_EVERY_S = 10.0  # how long a copy stays behind what is published, at most, and the time to copy it
MOMENT_S = 5.0  # for which the first question waits for something newer than what is here
AGAIN_S = 60.0  # after which what could not be copied is tried again, unless something else is published
SILENT_S = 30.0  # after which a share that neither answers nor refuses is said to be away
_HALF = ".half-copied"  # in the index: what a copy that was cut off had
log = logging.getLogger(__name__)


def copy_of(settings: Settings) -> Copy | None:
    """The copy that the settings ask for; None where the index is built here.

    Raises:
        SettingsError: the address of the share cannot be used.
    """
    share = share_of(settings.copy_from, settings.index_folder)
    return None if share is None else Copy(share, settings.index_folder, settings.keep_generations)


class Copy:
    """Keeps the local copy up to date. One object serves all threads; of several processes one copies."""

    def __init__(self, share: Share, index: Path, keep: int) -> None:
        """Nothing is asked yet."""
        self._share, self._index, self._keep = share, index, keep
        self._beginning = threading.Lock()
        self._thread: threading.Thread | None = None
        self._looked, self._ended = threading.Event(), threading.Event()
        self._began = 0.0
        self._asking_since: float | None = None
        self._trouble: Message | None = None
        self._refused: tuple[Description, float, StoreError] | None = None  # what could not be copied, and when

    @property
    def url(self) -> str:
        """Where it is published."""
        return self._share.url

    @property
    def trouble(self) -> Message | None:
        """Why what answers may be older than what is published."""
        since = self._asking_since
        if since is not None and time.monotonic() - since > SILENT_S:
            return _older(Message("The share {url} does not answer.", url=self._share.url))
        return None if self._trouble is None else _older(self._trouble)

    def begin(self) -> None:
        """Follow what is published from now on; wait for the first copy, or a moment for one newer than what is here.

        Raises:
            StoreError: there is nothing here, and nothing can be copied.
        """
        with self._beginning:
            if self._thread is None:
                self._began = time.monotonic()
                self._thread = threading.Thread(target=self._follow, args=(self._ended,), daemon=True)
                self._thread.start()
        if self._looked.is_set() and self._trouble is None:
            return
        has_own = _own_number(self._index) is not None
        self._looked.wait(max(0.0, self._began + MOMENT_S - time.monotonic()) if has_own else None)
        trouble = self._trouble
        if trouble is not None and _own_number(self._index) is None:
            raise StoreError(trouble.template, **trouble.values)

    def end(self) -> None:
        """Follow it no longer."""
        with self._beginning:
            self._ended.set()
            self._thread, self._ended = None, threading.Event()
            self._looked.clear()

    def _follow(self, ended: threading.Event) -> None:
        while not ended.is_set():
            try:
                self.update()
                self._trouble = None
            except IndexBusy:  # another process copies it
                self._trouble = None
            except StoreError as error:
                if self._trouble != error.message:
                    log.warning("%s", error)
                self._trouble = error.message
            self._looked.set()
            ended.wait(LOOK_EVERY_S)

    def update(self, *, whole: bool = False) -> int:
        """Copy what is published, unless it answers here already; its number among the generations that are here.

        Args:
            whole: look at every byte of what is here first, and copy it anew where one has changed.

        Raises:
            StoreError: the share or what it holds cannot be used, or there is no room.
            IndexBusy: another process writes to the index.
        """
        described = self._ask()
        current = _own_number(self._index)
        if current is not None and not whole and self._is_here(current, described, whole=False):
            return current
        refused = self._refused
        if refused is not None and refused[0] == described and not whole and time.monotonic() < refused[1] + AGAIN_S:
            raise refused[2]
        try:
            with only_writer(self._index):
                return self._take(described, whole)
        except IndexBusy:
            raise
        except StoreError as error:
            self._refused = (described, time.monotonic(), error)
            raise

    def _ask(self) -> Description:
        """What the share says is live."""
        self._asking_since = time.monotonic()
        try:
            number = self._share.live()
            described = None if number is None else self._share.describe(number)
        finally:
            self._asking_since = None
        if described is None:
            raise StoreError(
                "Nothing is published in {url}: see that the share is there, and run gazette build on the machine that "
                "publishes, with the same name of the index.",
                url=self._share.url,
            )
        return described

    def newer(self) -> Message | None:
        """One sentence where the share holds another generation than answers here, or cannot be asked."""
        try:
            described = self._ask()
        except StoreError as error:
            return _older(error.message)
        current = _own_number(self._index)
        if current is not None and self._is_here(current, described, whole=False):
            return None
        return Message(
            "Another generation is published in {url} and will be copied with the next question, or by: gazette build",
            url=self._share.url,
        )

    def _is_here(self, number: int, described: Description, *, whole: bool) -> bool:
        folder = generation_folder(self._index, number)
        wanted = [file.xxh3 for file in described.files if file.path == MANIFEST_FILE]
        with suppress(OSError, IndexDamaged, IndexMismatch):
            if wanted == [xxhash.xxh3_128_hexdigest((folder / MANIFEST_FILE).read_bytes())]:
                files = read_manifest(folder).files
                check_sizes(folder, files)
                if whole:
                    check_contents(folder, files)
                return True
        return False

    def _take(self, described: Description, whole: bool) -> int:
        """Name the generation that is here already, or copy it; as the only writer."""
        current, damaged = _own_number(self._index), None
        for number in reversed(generation_numbers(self._index)):
            if self._is_here(number, described, whole=whole):
                if number != current:  # the share went back to it
                    publish(self._index, number)
                return number
            damaged = number if whole and self._is_here(number, described, whole=False) else damaged
        kept = _kept(self._index)
        needed = sum(file.size for file in described.files if (file.xxh3, file.size) not in kept)
        with writing(self._index, needed):
            number = self._copy(described, kept)
            publish(self._index, number)
            prune(self._index, self._keep, damaged)
        return number

    def _copy(self, described: Description, kept: dict[tuple[str, int], Path]) -> int:
        half = self._index / _HALF
        _set_aside(self._index, half)
        number, folder = new_generation(self._index)
        # Most pieces of an update are in the newest one.
        newest = [generation_folder(self._index, one) for one in generation_numbers(self._index) if one < number][-1:]
        held = dict(_pieces_in([half, *newest]))
        try:
            for file in described.files:
                target = folder / file.path
                target.parent.mkdir(parents=True, exist_ok=True)
                if not _linked(kept.get((file.xxh3, file.size)), file, target):
                    self._fill(file, target, held)
            with self._reported():
                manifest = read_manifest(folder)
                if {file.path for file in manifest.files} != {file.path for file in described.files} - {MANIFEST_FILE}:
                    raise self._share.damaged(GENERATIONS)
                check_sizes(folder, manifest.files)
                check_contents(folder, manifest.files)
                sync_tree(folder)
                for above in folder.parents[:2]:
                    sync_folder(above)
                Generation(folder).close()  # what cannot be opened never takes over
        except BaseException:
            (folder / MANIFEST_FILE).unlink(missing_ok=True)  # half of one: its pieces serve the next attempt
            raise
        shutil.rmtree(half, ignore_errors=True)
        return number

    @contextmanager
    def _reported(self) -> Iterator[None]:
        """Damage in what was copied, whose pieces are as they were named, is damage in what names them."""
        try:
            yield
        except IndexDamaged as error:
            raise self._share.damaged(GENERATIONS) from error

    def _fill(self, file: PublishedFile, target: Path, held: dict[str, tuple[Path, int]]) -> None:
        """Write a file piece by piece, those that are here from here."""
        with target.open("wb") as stream:
            for piece, size in zip(file.pieces, file.sizes(), strict=True):
                data = _read_piece(held.get(piece), size)
                if hash_of(data) != piece:
                    name = f"{PIECES}/{piece}"
                    found = self._share.read(name)
                    if found is None or len(found) != size or hash_of(found) != piece:
                        raise self._share.damaged(name)
                    data = found
                stream.write(data)


def _older(trouble: Message) -> Message:
    return Message("{trouble} Until then the copy that is here answers.", trouble=trouble)


def _own_number(index: Path) -> int | None:
    """The generation that answers here; None where it is lost."""
    with suppress(IndexDamaged):
        return current_number(index)
    return None


def _kept(index: Path) -> dict[tuple[str, int], Path]:
    """The files of the generations here, by hash and size."""
    found = {}
    for number in generation_numbers(index):
        folder = generation_folder(index, number)
        with suppress(IndexDamaged, IndexMismatch):
            found.update({(file.xxh3, file.size): folder / file.path for file in read_manifest(folder).files})
    return found


def _set_aside(index: Path, half: Path) -> None:
    """Keep the pieces of a copy that was cut off; `new_generation` would remove them."""
    current = _own_number(index) or 0
    for number in generation_numbers(index):
        folder = generation_folder(index, number)
        if number > current and not (folder / MANIFEST_FILE).is_file():
            shutil.rmtree(half, ignore_errors=True)
            os.replace(folder, half)


def _pieces_in(folders: list[Path]) -> Iterator[tuple[str, tuple[Path, int]]]:
    """Each piece of the files in some folders, and where it lies."""
    for folder in folders:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.is_file() and not path.is_symlink():
                with path.open("rb") as stream:
                    first = 0
                    while data := stream.read(PIECE):
                        yield hash_of(data), (path, first)
                        first += len(data)


def _read_piece(place: tuple[Path, int] | None, size: int) -> bytes:
    if place is None:
        return b""
    with suppress(OSError):
        path, first = place
        with path.open("rb") as stream:
            stream.seek(first)
            return stream.read(size)
    return b""


def _linked(source: Path | None, file: PublishedFile, target: Path) -> bool:
    """Link to a file that is here and the same, as no generation ever changes."""
    if source is None:
        return False
    with suppress(OSError):
        with source.open("rb") as stream:
            whole = xxhash.xxh3_128()
            while data := stream.read(PIECE):
                whole.update(data)
        if whole.hexdigest() == file.xxh3:
            os.link(source, target)
            return True
    return False


def shared_notice(settings: Settings) -> Message | None:
    """One sentence where what answers here is not what is published, or nobody can say; None where it is.

    Raises:
        SettingsError: the address of the share cannot be used.
    """
    copy, share = copy_of(settings), share_of(settings.publish_to, settings.index_folder)
    if copy is not None:
        return copy.newer()
    return None if share is None else unpublished(share, settings.index_folder)
