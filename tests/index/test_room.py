"""A full disk, a place that cannot be written to, stray things in it: one sentence, and the old index answers."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

import qa.ingest.build
from qa.errors import StoreError
from qa.index.generation import current_number, generation_folder, generation_numbers
from qa.index.opening import open_generation
from qa.index.unfinished import UNFINISHED_FILE
from qa.index.writer import GenerationWriter
from qa.ingest.build import build_index
from qa.settings import Settings
from tests.torture.disks import fill, small_disk

MB = 1_000_000


def write(folder: Path, number: int, words: int = 3000) -> None:
    folder.mkdir(exist_ok=True)
    text = " ".join(f"mot{number}x{word}" + "." * (word % 12 == 0) for word in range(words))
    (folder / f"{number}.txt").write_text(f"Titre {number}\n\n{text}")


@pytest.fixture
def chosen(tmp_path: Path) -> Settings:
    settings = Settings(index=str(tmp_path / "index"))
    write(tmp_path / "news", 1, words=100)
    build_index([tmp_path / "news"], settings)
    write(tmp_path / "news", 2, words=100)
    return settings


@pytest.fixture
def on_a_small_disk(tmp_path: Path) -> Iterator[Settings]:
    with small_disk(tmp_path / "small", 12) as disk:
        settings = Settings(index=str(disk / "index"))
        write(tmp_path / "news", 1)
        build_index([tmp_path / "news"], settings)
        write(tmp_path / "news", 2)
        yield settings


def files(index: Path) -> set[Path]:
    return set(index.rglob("*"))


def refusal(settings: Settings) -> str:
    """What a build says that cannot be done; "" where it was."""
    try:
        build_index([], settings)
    except StoreError as error:
        return str(error)
    return ""


def test_a_full_disk_at_every_level(on_a_small_disk: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings, index = on_a_small_disk, on_a_small_disk.index_folder
    before = files(index)
    with fill(index.parent, 20_000), pytest.raises(StoreError, match=r"needs about [1-9]\d* MB and had 0 MB"):
        build_index([], settings)
    monkeypatch.setattr(qa.ingest.build, "bytes_needed", lambda *of: 0)  # nobody looked, or others wrote meanwhile
    refused = 0
    for leave in (0, 5_000, 60_000, 250_000, 500_000, 900_000, 1_300_000, 1_700_000):
        with fill(index.parent, leave):
            said = refusal(settings)
        if not said:
            break
        assert said.startswith("The disk is full: the next generation of"), leave
        refused += 1
        assert files(index) == before, leave
        open_generation(index).close()
    assert refused >= 5
    assert current_number(index) == (1 if said else 2)


def test_a_first_build_on_a_disk_that_is_full_at_every_level(
    on_a_small_disk: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chroma hides why it does not start behind an error of its own."""
    disk = on_a_small_disk.index_folder.parent
    monkeypatch.setattr(qa.ingest.build, "bytes_needed", lambda *of: 0)
    settings = Settings(index=str(disk / "another"))
    for leave in range(10_000, 300_000, 40_000):
        with fill(disk, leave), pytest.raises(StoreError, match="The disk is full: the next generation of"):
            build_index([disk.parent / "news"], settings)
        assert {path.name for path in files(settings.index_folder)} <= {".lock", "generations"}, leave
    assert build_index([disk.parent / "news"], settings).published


def test_a_disk_that_others_fill_in_the_middle_of_a_build(on_a_small_disk: Settings) -> None:
    """Chroma does not always say that the disk is full; then the room that is left does."""
    settings, index = on_a_small_disk, on_a_small_disk.index_folder
    before = files(index)
    for leave in range(0, 160_000, 20_000):
        with ExitStack() as stack:

            def progress(stage: str, done: int, total: int, leave: int = leave, stack: ExitStack = stack) -> None:
                if stage == "embed" and not (index.parent / ".ballast").exists():
                    stack.enter_context(fill(index.parent, leave))

            with pytest.raises(StoreError, match=r"The disk is full: .* needs about [1-9]\d* MB and had 0 MB"):
                build_index([], settings, progress=progress)
        assert files(index) == before, leave
        open_generation(index).close()


def test_a_full_folder_for_temporary_files_is_not_told_as_damage(
    chosen: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There the database of Chroma is copied, and written to when it is opened."""
    monkeypatch.setattr("qa.index.chroma.COMPARED", 0)  # so that it is opened
    index, said = chosen.index_folder, set()
    size = (generation_folder(index, 1) / "chroma" / "chroma.sqlite3").stat().st_size
    with small_disk(tmp_path / "small", 12) as disk:
        monkeypatch.setattr("tempfile.tempdir", str(disk))
        for leave in range(size - 20_000, size + 40_000, 4_000):
            with fill(disk, leave):
                try:
                    open_generation(index).close()
                    said.add("")
                except StoreError as error:
                    said.add(error.message.template.partition(" (")[0])
            gc.collect()
            assert [path.name for path in disk.iterdir()] == []
    assert said == {"", "Nothing can be written to the folder for temporary files"}


def _file(path: Path) -> None:
    path.write_text("not a folder")


STRAY: dict[str, Callable[[Path], object]] = {
    "a file of another name": lambda index: _file(index / "generations" / "notes"),
    "a folder of another name": lambda index: (index / "generations" / "old").mkdir(),
    "a file with the next number": lambda index: _file(index / "generations" / "2"),
    "a folder with digits of another script": lambda index: (index / "generations" / "٣").mkdir(),
    "a folder with a number in two ways": lambda index: (index / "generations" / "007").mkdir(),
}


@pytest.mark.parametrize("stray", STRAY)
def test_stray_things_among_the_generations_do_no_harm(chosen: Settings, stray: str) -> None:
    STRAY[stray](chosen.index_folder)
    report = build_index([], chosen)
    assert report.published
    assert report.articles == 2
    open_generation(chosen.index_folder).close()


def _replace_by_a_file(folder: Path) -> None:
    shutil.rmtree(folder)
    _file(folder)


MISPLACED: dict[str, Callable[[Path], object]] = {
    "generations is a file": lambda index: _replace_by_a_file(index / "generations"),
    "uploads is a file": lambda index: _file(index / "uploads"),
    "the lock is a folder": lambda index: ((index / ".lock").unlink(missing_ok=True), (index / ".lock").mkdir()),
}


@pytest.mark.parametrize("misplaced", MISPLACED)
def test_a_thing_in_the_place_of_another_is_one_sentence(chosen: Settings, misplaced: str, tmp_path: Path) -> None:
    from qa.ingest.uploads import Upload

    MISPLACED[misplaced](chosen.index_folder)
    (tmp_path / "handed.txt").write_text("Un texte de plus, de lundi.")
    with pytest.raises(StoreError, match="The index cannot be written to"):
        build_index([], chosen, uploads=[Upload(tmp_path / "handed.txt", "handed.txt")])


@pytest.mark.parametrize("gone", ["index", "generations", "generations/2"])
def test_a_folder_that_is_deleted_during_a_build_is_one_sentence(
    chosen: Settings, gone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = GenerationWriter.add_texts

    def deleted(self: GenerationWriter, *arguments: object) -> None:
        add(self, *arguments)  # type: ignore[arg-type]
        shutil.rmtree(chosen.index_folder if gone == "index" else chosen.index_folder / gone)

    monkeypatch.setattr(GenerationWriter, "add_texts", deleted)
    with pytest.raises(StoreError, match="The index cannot be written to"):
        build_index([], chosen)


def test_a_build_that_is_interrupted_leaves_only_what_it_has_embedded(chosen: Settings) -> None:
    before = files(chosen.index_folder)
    unfinished = chosen.index_folder / UNFINISHED_FILE

    def interrupt(stage: str, done: int, total: int) -> None:
        if stage == "embed":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_index([], chosen, progress=interrupt)
    assert files(chosen.index_folder) == before | {unfinished}
    assert generation_numbers(chosen.index_folder) == [1]
    assert build_index([], chosen).published
    assert not unfinished.exists()
