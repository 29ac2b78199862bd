"""Checksums of a generation: no bit of any file changes unseen, and sizes alone tell what is missing or cut."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.errors import IndexDamaged
from qa.index import generation as module
from qa.index.files import StoredFile, check_contents, check_sizes, stored_files
from qa.index.generation import Generation
from qa.ingest.build import build_index
from qa.settings import Settings


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("files")
    (home / "news").mkdir()
    for number in range(6):
        text = f"date 2022-0{number + 1}\nTitre {number}\n\nLe pont numéro {number} a ouvert lundi à Lyon. " * 8
        (home / "news" / f"{number}.txt").write_text(text)
    build_index([home / "news"], Settings(index=str(home / "index")))
    return home / "index" / "generations" / "1"


def flip(file: Path, at: int) -> None:
    with file.open("r+b") as stream:
        stream.seek(at)
        byte = stream.read(1)
        stream.seek(at)
        stream.write(bytes([byte[0] ^ 1]))


@pytest.fixture
def restored(folder: Path) -> Iterator[Path]:
    """The folder, as it was again after the test."""
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    yield folder
    for path, held in before.items():
        path.write_bytes(held)


@pytest.mark.parametrize("large", [False, True])
def test_a_flipped_bit_in_any_file_is_damage(restored: Path, large: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if large:  # then only Chroma's files are read before they are opened
        monkeypatch.setattr(module, "READ_AT_OPENING", 0)
    chance = random.Random(17)
    files = sorted(path for path in restored.rglob("*") if path.is_file() and path.stat().st_size)
    assert len(files) > 12
    for file in files:
        at = chance.randrange(file.stat().st_size)
        flip(file, at)
        with pytest.raises(IndexDamaged, match="gazette build"):  # noqa: PT012 - seen at the opening or by the check
            opened = Generation(restored)
            assert large
            assert not opened.is_checked
            opened.check()
        flip(file, at)
    opened = Generation(restored)
    opened.check()
    assert opened.is_checked
    opened.close()


def test_what_is_missing_cut_or_longer_is_seen_without_reading(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "a").write_bytes(b"12345")
    (tmp_path / "manifest").write_bytes(b"not counted")
    files = stored_files(tmp_path, but="manifest")
    assert files == (StoredFile("inner/a", 5, files[0].xxh3),)
    check_sizes(tmp_path, files)
    check_contents(tmp_path, files)
    for held in (b"1234", b"123456"):
        (tmp_path / "inner" / "a").write_bytes(held)
        with pytest.raises(IndexDamaged, match=f"inner/a: {len(held)} bytes instead of 5"):
            check_sizes(tmp_path, files)
    (tmp_path / "inner" / "a").unlink()
    for check in (check_sizes, check_contents):
        with pytest.raises(IndexDamaged, match="inner/a: No such file"):
            check(tmp_path, files)


def test_all_of_a_generation_is_on_the_disk_before_its_name_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The order of writes that survives a power cut at any moment: file, its folder, then CURRENT, then its folder."""
    events: list[tuple[str, int | str]] = []
    sync, replace = os.fsync, os.replace

    def recorded_sync(descriptor: int) -> None:
        events.append(("sync", os.fstat(descriptor).st_ino))
        sync(descriptor)

    def recorded_replace(source: str | Path, target: str | Path) -> None:
        events.append(("replace", Path(target).name))
        replace(source, target)

    monkeypatch.setattr(os, "fsync", recorded_sync)
    monkeypatch.setattr(os, "replace", recorded_replace)
    index = tmp_path / "index"
    (tmp_path / "a.txt").write_text("Le pont a ouvert lundi à Lyon.")
    build_index([tmp_path / "a.txt"], Settings(index=str(index)))
    published = events.index(("replace", "CURRENT"))
    before = {found for kind, found in events[:published] if kind == "sync"}
    generation = index / "generations" / "1"
    needed = [generation, generation.parent, index, *generation.rglob("*")]
    assert [path for path in needed if path.stat().st_ino not in before] == []
    assert (index / "CURRENT").stat().st_ino in before  # written under another name
    assert ("sync", index.stat().st_ino) in events[published:]
