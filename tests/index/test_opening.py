"""A damaged generation gives way to the one before it, with a sentence on every interface, until the next build."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from qa.ask.engine import Engine, index_status
from qa.errors import IndexDamaged, Message
from qa.index import generation as module
from qa.index.catalog import read_contents, read_page
from qa.index.generation import current_number, generation_folder, generation_numbers, publish
from qa.index.opening import open_generation
from qa.ingest.build import build_index
from qa.interfaces.format import answer_text, status_text
from qa.interfaces.web.library import facts_html
from qa.interfaces.web.reply import reply_html
from qa.settings import Settings
from tests.interfaces.command import gazette

QUESTION = "Qui a inauguré le pont de Lyon ?"
NOTICE = "Generation 2 of the index in {index} is damaged ({part}), so generation 1 answers instead. Run: gazette build"
PATIENCE_S = 30


@pytest.fixture
def chosen(tmp_path: Path) -> Settings:
    """An index with two generations."""
    settings = Settings(index=str(tmp_path / "index"))
    for mayor in ("Anne Martin", "Paul Durand"):
        (tmp_path / "news").mkdir(exist_ok=True)
        (tmp_path / "news" / "a.txt").write_text(f"Le pont de Lyon a été inauguré par {mayor}.", encoding="utf-8")
        build_index([tmp_path / "news"], settings)
    assert generation_numbers(settings.index_folder) == [1, 2]
    return settings


def spoil(index: Path, name: str, number: int = 2) -> None:
    """Other bytes, the same size."""
    file = generation_folder(index, number) / name
    file.write_bytes(bytes(byte ^ 255 for byte in file.read_bytes()))


HARMS: dict[str, Callable[[Path], object]] = {
    "vectors.f32": lambda index: spoil(index, "vectors.f32"),
    "articles.sqlite": lambda index: (generation_folder(index, 2) / "articles.sqlite").write_bytes(b""),
    "manifest.json": lambda index: (generation_folder(index, 2) / "manifest.json").unlink(),
}


@pytest.mark.parametrize("part", HARMS)
def test_the_generation_before_answers_and_every_interface_says_so(chosen: Settings, part: str) -> None:
    index = chosen.index_folder
    HARMS[part](index)
    notice = NOTICE.format(index=index, part=part)
    engine = Engine(chosen)
    answer, status = engine.ask(QUESTION), engine.status()
    assert "Anne Martin" in answer.citations[0].passage
    assert [answer.notice, status.notice, index_status(chosen).notice] == [notice] * 3
    assert status.generation == 1
    assert isinstance(answer.notice, Message)
    assert answer_text(answer).startswith("La génération 2 de l’index")
    assert "génération 1" in reply_html(answer, None, None)
    assert notice in status_text(status, "en")
    asked = gazette("ask", QUESTION, "--index", index, "--json", cwd=index)
    assert json.loads(asked.stdout)["notice"] == notice
    engine.close()


def _a_folder(pointer: Path) -> None:
    pointer.unlink()
    pointer.mkdir()


LOST: dict[str, Callable[[Path], object]] = {
    "empty": lambda pointer: pointer.write_bytes(b""),
    "garbage": lambda pointer: pointer.write_bytes(b"\xff\0seven"),
    "a folder": _a_folder,
}


@pytest.mark.parametrize("harm", LOST)
def test_where_the_pointer_is_lost_the_newest_whole_generation_answers(chosen: Settings, harm: str) -> None:
    index = chosen.index_folder
    running = Engine(chosen)
    assert running.ask(QUESTION).notice is None
    pointer = index / "CURRENT"
    LOST[harm](pointer)
    notice = f"{pointer} does not hold the number of a generation, so generation 2 answers. Run: gazette build"
    contents = read_contents(index)
    assert contents is not None
    engine = Engine(chosen)
    assert [running.ask(QUESTION).notice, engine.ask(QUESTION).notice, contents.notice] == [notice] * 3
    assert "Paul Durand" in engine.ask(QUESTION).citations[0].passage
    spoil(index, "vectors.f32")
    with closing(Engine(chosen)) as later:
        assert later.ask(QUESTION).notice == notice.replace("generation 2", "generation 1")
    if harm == "a folder":
        pointer.rmdir()  # nothing is removed that a user may have put there
    assert build_index([], chosen).published
    assert engine.ask(QUESTION).notice is None
    running.close()
    engine.close()


def test_the_articles_of_the_generation_that_answers_are_listed(chosen: Settings) -> None:
    index = chosen.index_folder
    (generation_folder(index, 2) / "articles.sqlite").write_bytes(b"")
    contents = read_contents(index)
    assert contents is not None
    assert contents.notice == NOTICE.format(index=index, part="articles.sqlite")
    assert "génération 1" in facts_html(contents, "fr")
    assert read_page(index, "", "title", 0, 10).found == 1


def test_the_next_build_makes_it_anew_and_removes_the_damaged_one(chosen: Settings) -> None:
    index = chosen.index_folder
    spoil(index, "vectors.f32")
    report = build_index([], chosen)
    assert (report.published, report.generation, report.embedded) == (True, 3, 1)
    assert generation_numbers(index) == [1, 3]
    answer = Engine(chosen).ask(QUESTION)
    assert answer.notice is None
    assert "Paul Durand" in answer.citations[0].passage


def test_where_no_generation_is_whole_the_published_one_says_what_is_wrong(chosen: Settings) -> None:
    index = chosen.index_folder
    spoil(index, "vectors.f32")
    spoil(index, "passages/words.npy", number=1)
    with pytest.raises(IndexDamaged, match=r"generations/2 is damaged \(vectors\.f32"):
        open_generation(index)


def test_damage_in_a_large_index_is_found_while_it_answers(chosen: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "READ_AT_OPENING", 0)
    spoil(chosen.index_folder, "vectors.f32")
    engine = Engine(chosen)
    end = time.monotonic() + PATIENCE_S
    while (answer := engine.ask(QUESTION)).notice is None and time.monotonic() < end:
        time.sleep(0.05)
    assert answer.notice == NOTICE.format(index=chosen.index_folder, part="vectors.f32")
    contents = engine.contents()
    assert contents is not None
    assert contents.notice == answer.notice  # although its size is right
    build_index([], chosen)
    assert engine.ask(QUESTION).notice is None
    engine.close()


def test_a_generation_that_builds_prune_while_it_is_opened_gives_way_to_theirs(
    chosen: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = chosen.index_folder
    look = module.check_sizes

    def overtaken(folder: Path, files: object) -> None:
        if current_number(index) == 2:  # other processes build twice in this moment
            shutil.copytree(generation_folder(index, 2), generation_folder(index, 4))
            publish(index, 4)
            shutil.rmtree(generation_folder(index, 2))
        look(folder, files)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "check_sizes", overtaken)
    opened = open_generation(index)
    assert (opened.folder, opened.notice) == (generation_folder(index, 4), None)
    opened.close()
