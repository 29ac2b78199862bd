"""Generations: published whole or not at all, one writer, damaged ones refused with a sentence."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.errors import IndexBusy, IndexDamaged, IndexMismatch, IndexMissing, StoreError
from qa.index.generation import (
    current_number,
    generation_folder,
    generation_numbers,
    new_generation,
    only_writer,
    prune,
    publish,
)
from qa.index.manifest import FORMAT
from qa.index.opening import open_generation
from qa.ingest.build import build_index
from qa.settings import Settings


@pytest.fixture
def index(tmp_path: Path) -> Path:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text("date 2022-01\nPremier titre\n\nLe pont a ouvert lundi à Lyon.")
    build_index([tmp_path / "news"], Settings(index=str(tmp_path / "index")))
    return tmp_path / "index"


def test_an_index_that_was_never_built_is_missing(tmp_path: Path) -> None:
    assert current_number(tmp_path) is None
    with pytest.raises(IndexMissing, match="gazette build"):
        open_generation(tmp_path)


def test_an_unpublished_generation_is_not_seen_and_is_removed_by_the_next_writer(index: Path) -> None:
    number, folder = new_generation(index)
    (folder / "half-written").touch()
    assert current_number(index) == 1
    assert open_generation(index).manifest.generation == 1
    again, emptied = new_generation(index)
    assert (again, list(emptied.iterdir())) == (number, [])


def test_who_reads_the_pointer_while_it_is_replaced_reads_the_old_one_to_its_end(tmp_path: Path) -> None:
    publish(tmp_path, 1)
    with (tmp_path / "CURRENT").open() as reader:
        publish(tmp_path, 22)
        assert reader.read() == "1\n"
    assert current_number(tmp_path) == 22
    assert [path.name for path in tmp_path.iterdir()] == ["CURRENT"]


def test_prune_keeps_the_last_ones_and_never_the_current_one_alone(tmp_path: Path) -> None:
    for number in (1, 2, 3, 4):
        assert new_generation(tmp_path)[0] == number
        publish(tmp_path, number)
    prune(tmp_path, keep=2)
    assert generation_numbers(tmp_path) == [3, 4]
    prune(tmp_path, keep=1)
    assert generation_numbers(tmp_path) == [4]


def _hold(index: Path, held: multiprocessing.synchronize.Event, done: multiprocessing.synchronize.Event) -> None:
    with only_writer(index):
        held.set()
        done.wait(30)


def test_a_second_writer_is_asked_to_wait(index: Path) -> None:
    context = multiprocessing.get_context("spawn")
    held, done = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(index, held, done))
    other.start()
    assert held.wait(30)
    with pytest.raises(IndexBusy, match="wait"):
        build_index([index.parent / "news"], Settings(index=str(index)))
    assert open_generation(index).manifest.articles == 1  # readers are not held up
    other.kill()  # a killed writer does not leave its lock behind
    other.join()
    assert not build_index([index.parent / "news"], Settings(index=str(index))).published


@pytest.mark.parametrize(
    "file",
    [
        "manifest.json",
        "articles.sqlite",
        "chroma/chroma.sqlite3",
        "bm25/fr/000001/starts.npy",
        "passages/words.npy",
        "vectors.f32",
    ],
)
def test_a_damaged_generation_is_refused_with_what_to_do(index: Path, file: str) -> None:
    (generation_folder(index, 1) / file).unlink()
    with pytest.raises(IndexDamaged, match="gazette build"):
        open_generation(index)


@pytest.mark.parametrize(
    ("was", "is_now"), [('"articles": 1', '"articles": 2'), ("2022-01", "2023-01"), ("news", "nevs")]
)
def test_a_manifest_that_reads_well_but_was_changed_is_refused(index: Path, was: str, is_now: str) -> None:
    manifest = generation_folder(index, 1) / "manifest.json"
    written = manifest.read_text()
    assert was in written
    manifest.write_text(written.replace(was, is_now))
    with pytest.raises(IndexDamaged, match="its bytes have changed since it was written"):
        open_generation(index)


def test_where_the_pointer_and_all_generations_are_damaged_it_says_so_until_the_next_build(index: Path) -> None:
    (index / "CURRENT").write_text("seven")
    (generation_folder(index, 1) / "vectors.f32").unlink()
    with pytest.raises(IndexDamaged, match="CURRENT"):
        open_generation(index)
    report = build_index([], Settings(index=str(index)))  # from what the newest generation followed
    assert (report.generation, [file.path for file in report.files]) == (2, ["news/a.txt"])


def test_a_pointer_to_a_generation_that_is_gone_forgets_no_source(index: Path) -> None:
    publish(index, 7)
    report = build_index([], Settings(index=str(index)))
    assert (report.generation, [file.path for file in report.files]) == (8, ["news/a.txt"])


def test_a_number_is_never_used_twice(index: Path) -> None:
    settings = Settings(index=str(index))
    (index.parent / "news" / "a.txt").write_text("Un autre texte, de lundi.")
    assert build_index([], settings).generation == 2
    publish(index, 1)  # back to the one before
    (index.parent / "news" / "a.txt").write_text("Un autre texte, de mardi.")
    assert build_index([], settings).generation == 3


@pytest.mark.parametrize("place", ["a-file", "a-file/index"])
def test_a_place_that_cannot_be_an_index_is_one_sentence(tmp_path: Path, place: str) -> None:
    (tmp_path / "a-file").touch()
    (tmp_path / "news").mkdir()
    with pytest.raises(StoreError, match="The index cannot be written"):
        build_index([tmp_path / "news"], Settings(index=str(tmp_path / place)))
    with pytest.raises(StoreError):
        open_generation(tmp_path / place)


def test_another_format_is_refused(index: Path) -> None:
    manifest = generation_folder(index, 1) / "manifest.json"
    manifest.write_text(manifest.read_text().replace(f'"format": {FORMAT}', '"format": 999'))
    with pytest.raises(IndexMismatch, match="999"):
        open_generation(index)


def test_an_index_of_another_format_is_built_anew_from_what_it_followed(index: Path) -> None:
    file = generation_folder(index, 1) / "manifest.json"
    manifest = json.loads(file.read_text())
    manifest["recipe"]["format"] = 1
    del manifest["hnsw"]
    file.write_text(json.dumps(manifest))
    with pytest.raises(IndexMismatch, match="format 1"):
        open_generation(index)
    report = build_index([], Settings(index=str(index)))
    assert (report.generation, report.articles, report.embedded) == (2, 1, 1)


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


@pytest.mark.parametrize("harm", [Path.unlink, _cut, lambda file: file.write_bytes(b"garbage " * 2000)])
def test_a_damaged_index_is_built_anew(index: Path, harm: Callable[[Path], object]) -> None:
    harm(generation_folder(index, 1) / "articles.sqlite")
    report = build_index([index.parent / "news"], Settings(index=str(index)))
    assert report.published
    assert open_generation(index).manifest.generation == 2
