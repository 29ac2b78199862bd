"""The place where one machine publishes its generations and others take them: a folder that all see, or a bucket.

    CURRENT               the number of the live generation, and a line feed; written last
    generations/N.json    its files, each with the hashes of its pieces
    pieces/HASH           4 MiB of a file, or its end; generations share those that are the same

All of it is untrusted: what a description names is checked when it is read, and each piece against its hash.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path, PureWindowsPath
from typing import Any

import xxhash
from pydantic import TypeAdapter, ValidationError

from qa.errors import GazetteError, SettingsError, StoreError
from qa.index.files import sync_folder
from qa.index.generation import CURRENT_FILE

PIECE = 4 * 1024 * 1024  # bytes: an update of a large file sends the pieces that changed
PIECES, GENERATIONS = "pieces", "generations"
_FORMAT = 1  # raised when the meaning of a file of the share changes
_HASH = re.compile(r"[0-9a-f]{32}")
# Its own waiting would be minutes for a bucket that is away. Only an endpoint that is said to be http:// has no TLS.
_S3: Any = {
    "client_options": {"connect_timeout": "5s", "read_timeout": "10s", "timeout": "5min", "allow_http": True},
    "retry_config": {"max_retries": 2, "retry_timeout": timedelta(seconds=30)},
}


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file of a published generation."""

    path: str  # inside the generation, with "/"
    size: int  # bytes
    xxh3: str  # of the whole file, as in a manifest
    pieces: tuple[str, ...]  # hashes, in order

    def __post_init__(self) -> None:
        parts = PureWindowsPath(self.path)  # which also knows drives and "\\"
        # No name leads out of the folder that it is written to, on any system.
        is_below = bool(parts.parts) and not parts.anchor and not parts.drive and ".." not in self.path.split("/")
        if not is_below or "\\" in self.path or ":" in self.path or "\0" in self.path:
            raise ValueError(f"{self.path!r} is no path inside a generation")
        if not all(_HASH.fullmatch(one) for one in (self.xxh3, *self.pieces)):
            raise ValueError(f"a hash of {self.path!r} is none")
        if self.size < 0 or len(self.pieces) != -(-self.size // PIECE):
            raise ValueError(f"the size of {self.path!r} is not that of its pieces")

    def sizes(self) -> Iterator[int]:
        """Bytes of each piece."""
        yield from (min(PIECE, self.size - first) for first in range(0, self.size, PIECE))


@dataclass(frozen=True, slots=True)
class Description:
    """A published generation."""

    format: int
    publisher: str  # the name of the index that it is of, as no other index has it
    files: tuple[PublishedFile, ...]  # its manifest is one of them


_DESCRIPTION: TypeAdapter[Description] = TypeAdapter(Description)


def hash_of(data: bytes) -> str:
    """The name of a piece."""
    return xxhash.xxh3_128_hexdigest(data)


def share_of(url: str | None, index: Path) -> Share | None:
    """Where the settings publish an index, or copy it from: below their address, under its own name; None for nowhere.

    Raises:
        SettingsError: the address names a store for which no package is installed, or is none.
    """
    if url is None:
        return None
    place = f"{url if url.endswith('://') else url.rstrip('/')}/{index.resolve().name}"
    shown = re.sub(r"//[^/@]*@", "//", place)  # without a password
    try:
        fs, root = _store_of(place)
    except (ImportError, ValueError) as error:
        raise SettingsError(
            "The index cannot be shared through {url} ({reason}): give a folder, or an address that fsspec knows with "
            "its package installed, for S3 with: pip install obstore",
            url=shown,
            reason=" ".join(str(error).split()),
        ) from error
    return Share(fs, root, shown)


def _store_of(place: str) -> tuple[Any, str]:
    """The store of an address, and the place as it names it."""
    scheme, _, name = place.partition("://")
    if scheme in ("s3", "s3a"):
        if name.startswith("/"):
            raise ValueError("it names no bucket")
        from obstore.fsspec import FsspecStore

        return FsspecStore("s3", **_S3), name
    from fsspec.core import url_to_fs

    fs, root = url_to_fs(place, use_listings_cache=False)
    return fs, str(root)


class Share:
    """The published generations of one index. One object serves all threads."""

    def __init__(self, fs: Any, root: str, url: str) -> None:  # noqa: ANN401 - fsspec has no types
        """Nothing is asked yet."""
        self._fs, self._root, self.url = fs, root.rstrip("/"), url

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Whatever a store raises, as one sentence."""
        try:
            yield
        except GazetteError:
            raise
        except Exception as error:  # each store has errors of its own
            said, _, _ = str(error).partition("Debug source:")  # obstore's own words for its makers follow
            reason = getattr(error, "strerror", None) or " ".join(said.split())[:200] or type(error).__name__
            raise StoreError(
                "The share {url} cannot be used ({reason}): check that it is there and may be read and written to.",
                url=self.url,
                reason=reason,
            ) from error

    def read(self, name: str) -> bytes | None:
        """The whole content of a file; None where it is not there."""
        with self._told():
            try:
                return bytes(self._fs.cat_file(f"{self._root}/{name}"))
            except FileNotFoundError:
                return None

    def write(self, name: str, data: bytes) -> None:
        """Put a file there: whole or not at all in a folder and in buckets, which do so by themselves."""
        from fsspec.implementations.local import LocalFileSystem

        with self._told():
            if isinstance(self._fs, LocalFileSystem):
                _write_aside(Path(self._root, name), data)
            else:
                self._fs.pipe_file(f"{self._root}/{name}", data)

    def sizes(self, folder: str) -> dict[str, int]:
        """Names and bytes of the files in a folder."""
        with self._told():
            try:
                found = self._fs.ls(f"{self._root}/{folder}", detail=True)
            except FileNotFoundError:
                return {}
            return {str(one["name"]).rpartition("/")[2]: int(one["size"] or 0) for one in found}

    def remove(self, names: Iterable[str]) -> None:
        """Remove files that may be gone already."""
        with self._told():
            for name in names:
                with suppress(FileNotFoundError):
                    self._fs.rm_file(f"{self._root}/{name}")

    def make(self) -> None:
        """Make its folders; buckets have none."""
        from fsspec.asyn import AsyncFileSystem

        if not isinstance(self._fs, AsyncFileSystem):
            with self._told():
                for folder in (PIECES, GENERATIONS):
                    self._fs.makedirs(f"{self._root}/{folder}", exist_ok=True)

    def live(self) -> int | None:
        """The number of the live generation; None where nothing is published.

        Raises:
            StoreError: the share cannot be read, or what it holds there is no number.
        """
        written = self.read(CURRENT_FILE)
        if written is None:
            return None
        if re.fullmatch(rb"[1-9][0-9]{0,17}\r?\n", written) is None:  # without its end it may be half of one
            raise self.damaged(CURRENT_FILE)
        return int(written)

    def numbers(self) -> list[int]:
        """The generations that are described there, in order: what other machines can copy, or return to."""
        return sorted(int(name[:-5]) for name in self.sizes(GENERATIONS) if name[:-5].isdecimal())

    def describe(self, number: int) -> Description | None:
        """What a generation consists of; None where it is not there.

        Raises:
            StoreError: the share cannot be read, or its file is damaged or names what it must not.
        """
        name = f"{GENERATIONS}/{number}.json"
        written = self.read(name)
        if written is None:
            return None
        try:
            found = _DESCRIPTION.validate_json(written)
        except ValidationError as error:
            raise self.damaged(name) from error
        if found.format != _FORMAT:
            raise StoreError(
                "The share {url} was written by another version of Gazette: install the same one on all machines.",
                url=self.url,
            )
        return found

    def write_description(self, number: int, publisher: str, files: Iterable[PublishedFile]) -> None:
        """Say what a generation consists of, when all its pieces are there."""
        described = Description(_FORMAT, publisher, tuple(files))
        self.write(f"{GENERATIONS}/{number}.json", _DESCRIPTION.dump_json(described))

    def damaged(self, name: str) -> StoreError:
        """The error for a file of the share that is not what was written."""
        return StoreError(
            "{file} in the share {url} is damaged: remove it, and run gazette build on the machine that publishes.",
            file=name,
            url=self.url,
        )


def _write_aside(file: Path, data: bytes) -> None:
    aside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with aside.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(aside, file)
    finally:
        aside.unlink(missing_ok=True)
    sync_folder(file.parent)
