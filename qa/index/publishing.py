"""Generations are published for other machines: their content first, then the name of the live one.

One index publishes to a place, so that numbers never mean two things: another one is refused there. A generation that
could not be published, or only half of it, is published by the next build, with the pieces that are still missing.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import xxhash
from pydantic import TypeAdapter, ValidationError

from qa.errors import Message, StoreError, damaged
from qa.index.generation import CURRENT_FILE, current_number, generation_folder, kept_manifests, only_writer
from qa.index.manifest import MANIFEST_FILE, read_manifest
from qa.index.server import ChromaServer, name_live
from qa.index.share import GENERATIONS, PIECE, PIECES, PublishedFile, Share, hash_of, share_of
from qa.settings import Settings

RECORD_FILE = "published.json"  # in the index
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Record:
    """What an index has published."""

    publisher: str  # its name, as no other index has it
    to: str = ""  # the share
    generation: int = 0  # the last one whose name was written there


_RECORD: TypeAdapter[Record] = TypeAdapter(Record)


def _record(index: Path) -> Record:
    """For the only writer."""
    file = index / RECORD_FILE
    try:
        return _RECORD.validate_json(file.read_bytes())
    except (FileNotFoundError, ValidationError):
        made = Record(secrets.token_hex(8))
        _keep(index, made)
        return made


def _keep(index: Path, record: Record) -> None:
    aside = index / f".{RECORD_FILE}"
    aside.write_bytes(_RECORD.dump_json(record))
    aside.replace(index / RECORD_FILE)


def check_publisher(share: Share, index: Path) -> None:
    """See that no other index publishes there, before the work is done. Call it as the only writer.

    Raises:
        StoreError: one does.
    """
    own = _record(index).publisher
    try:
        live = share.live()
        described = None if live is None else share.describe(live)
    except StoreError as error:  # it may be back when there is something to publish
        log.warning("%s", error)
        return
    if described is not None and described.publisher != own:
        raise StoreError(
            "Another index is published in {url}: give publish_to another place, or remove {current} there to publish "
            "this one in its stead.",
            url=share.url,
            current=CURRENT_FILE,
        )


def share_for(settings: Settings) -> Share | None:
    """Where a build is published for other machines; None for nowhere.

    Raises:
        StoreError: this index is a copy, which is not built.
        SettingsError: the address of the share cannot be used.
    """
    if settings.copy_from is not None:
        raise StoreError(
            "The index in {index} is a copy of what another machine publishes (setting copy_from): build it there.",
            index=settings.index_folder,
        )
    return share_of(settings.publish_to, settings.index_folder)


@contextmanager
def only_builder(index: Path, share: Share | None) -> Iterator[None]:
    """Hold the index's lock; where another index is published in its place that is said before the work is done."""
    with only_writer(index):
        if share is not None:
            check_publisher(share, index)
        yield


def publish_to(share: Share, index: Path, keep: int) -> bool:
    """Publish the current generation, unless it is there already; whether it is live now. Call it as the only writer.

    A generation that was published before is looked through for pieces that are missing, and not named again: whoever
    went back to an older one in the share keeps it.

    Raises:
        StoreError: the share cannot be used, or another index is published there.
    """
    number = current_number(index)
    if number is None:
        return False
    check_publisher(share, index)
    record = _record(index)
    try:
        share.make()
        before = share.live()
        files = list(_send(share, generation_folder(index, number)))
        share.write_description(number, record.publisher, files)
        wanted = replace(record, to=share.url, generation=number)
        if record == wanted and before is not None:
            return False
        share.write(CURRENT_FILE, b"%d\n" % number)
        _keep(index, wanted)
        _clean(share, number, before, keep)
        return True
    except StoreError as error:
        raise StoreError(
            "Generation {number} is built and answers here, but could not be published. {trouble} Then run: gazette "
            "build",
            number=number,
            trouble=error.message,
        ) from error


def publish_beyond(index: Path, share: Share | None, server: ChromaServer | None, keep: int, *, is_new: bool) -> None:
    """Publish the current generation for other machines, then tell the Chroma server, which forgets older ones.

    Args:
        index: in which it is published already.
        share: where others copy it from; None for nowhere.
        server: that holds its graph; None where its folder does.
        keep: how many generations the share keeps.
        is_new: whether it was published there just now.

    Raises:
        StoreError: as `publish_to`; the server then keeps all that others may still answer from.
    """
    is_live = share is not None and publish_to(share, index, keep)
    if server is not None and (is_new or is_live):
        _name_live(server, index, share)


def _name_live(server: ChromaServer, index: Path, share: Share | None) -> None:
    """What other machines copy from the share, or return to, stays in the server too."""
    number = current_number(index)
    if number is None:
        return
    try:
        shared = () if share is None else share.numbers()
    except StoreError as error:  # the next build does it
        log.warning("%s", error)
        return
    name_live(server, read_manifest(generation_folder(index, number)), kept_manifests(index), shared)


def unpublished(share: Share, index: Path) -> Message | None:
    """One sentence where the current generation is not the last one that was published; None where it is."""
    try:
        record = _RECORD.validate_json((index / RECORD_FILE).read_bytes())
    except (OSError, ValidationError):
        record = Record("")
    number = current_number(index)
    if number is None or (record.to, record.generation) == (share.url, number):
        return None
    return Message(
        "Generation {number} is not published in {url} yet. Run: gazette build", number=number, url=share.url
    )


def _send(share: Share, folder: Path) -> Iterator[PublishedFile]:
    """Each file of a generation, once the pieces that the share lacks are there."""
    expected = {file.path: file.xxh3 for file in read_manifest(folder).files}
    there = share.sizes(PIECES)
    for path in (*expected, MANIFEST_FILE):
        file = _send_file(share, folder, path, there)
        if file.xxh3 != expected.get(path, file.xxh3):
            raise damaged(folder, path, "its bytes have changed since it was written")
        yield file


def _send_file(share: Share, folder: Path, path: str, there: Mapping[str, int]) -> PublishedFile:
    whole, size, pieces = xxhash.xxh3_128(), 0, []
    with (folder / path).open("rb") as stream:
        while data := stream.read(PIECE):
            whole.update(data)
            size += len(data)
            pieces.append(hash_of(data))
            if there.get(pieces[-1]) != len(data):  # half of one is longer or shorter
                share.write(f"{PIECES}/{pieces[-1]}", data)
    return PublishedFile(path, size, whole.hexdigest(), tuple(pieces))


def _clean(share: Share, number: int, before: int | None, keep: int) -> None:
    """Remove what is no longer kept; the one that was live stays, since machines may be copying it now."""
    try:
        there = share.numbers()
        kept = {number, *([] if before is None else [before])}
        kept |= set([one for one in there if one not in kept and one < number][::-1][: max(0, keep - len(kept))])
        named = {piece for one in kept & set(there) for file in _files(share, one) for piece in file.pieces}
        share.remove(f"{GENERATIONS}/{one}.json" for one in there if one not in kept)
        share.remove(f"{PIECES}/{piece}" for piece in share.sizes(PIECES) if piece not in named)
    except StoreError as error:  # the next one does it
        log.warning("%s", error)


def _files(share: Share, number: int) -> tuple[PublishedFile, ...]:
    described = share.describe(number)
    return () if described is None else described.files
