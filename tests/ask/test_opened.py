"""The open index: looked into without waiting or opening it again, and followed while questions go on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import qa.ask.opened
from qa.ask.engine import Engine, index_status
from qa.errors import IndexMissing
from qa.index.generation import Generation
from qa.index.opening import KnownDamage, open_generation
from qa.index.server import ChromaServer
from qa.ingest.build import build_index
from qa.models.reader import TextSpan, load_reader
from qa.settings import Settings

PATIENCE_S = 120
QUESTION = "Qui a inauguré le pont de Lyon ?"


def write(folder: Path, mayor: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "a.txt").write_text(f"Le pont de Lyon a été inauguré par {mayor}.", encoding="utf-8")


@pytest.fixture
def chosen(tmp_path: Path) -> Settings:
    settings = Settings(index=str(tmp_path / "index"))
    write(tmp_path / "news", "Anne Martin")
    build_index([tmp_path / "news"], settings)
    return settings


class Opener:
    """Opens generations, counts them, and waits where it is held up."""

    def __init__(self) -> None:
        self.count = 0
        self.started, self.go = threading.Event(), threading.Event()
        self.go.set()

    def __call__(self, index: Path, damage: KnownDamage, server: ChromaServer | None) -> Generation:
        self.count += 1
        self.started.set()
        assert self.go.wait(PATIENCE_S)
        return open_generation(index, damage, server)


@pytest.fixture
def opener(monkeypatch: pytest.MonkeyPatch) -> Iterator[Opener]:
    opener = Opener()
    monkeypatch.setattr(qa.ask.opened, "open_generation", opener)
    yield opener
    opener.go.set()


def test_status_neither_waits_for_a_question_nor_opens_the_index_again(chosen: Settings, opener: Opener) -> None:
    reader = load_reader(chosen)
    reading, go, read = threading.Event(), threading.Event(), reader.read

    def held_up(question: str, texts: list[str], titles: list[str]) -> list[list[TextSpan]]:
        reading.set()
        assert go.wait(PATIENCE_S)
        return read(question, texts, titles)

    reader.read = held_up  # type: ignore[method-assign, assignment]
    engine = Engine(chosen, reader=reader)
    with ThreadPoolExecutor(2) as pool:
        try:
            asked = pool.submit(engine.ask, QUESTION)
            assert reading.wait(PATIENCE_S)
            found = pool.submit(engine.status).result(PATIENCE_S)
            assert not asked.done()
        finally:
            go.set()
        assert asked.result(PATIENCE_S).text == "Anne Martin"
    assert found == index_status(chosen)
    assert engine.status() is found  # a monitor that asks every second costs nothing
    assert opener.count == 1


def test_status_of_an_index_that_cannot_answer_opens_nothing(chosen: Settings, opener: Opener) -> None:
    other = chosen.model_copy(update={"passage_tokens": 90})
    engine = Engine(other)
    found = engine.status()
    assert (found, opener.count) == (index_status(other), 0)
    assert "passage_tokens was 180 and is now 90" in (found.problem or "")
    with pytest.raises(IndexMissing):
        Engine(Settings(index=chosen.index + "-2")).status()


def test_status_follows_a_rebuild(chosen: Settings, tmp_path: Path) -> None:
    engine = Engine(chosen)
    assert engine.status().articles == 1
    (tmp_path / "news" / "b.txt").write_text("Un autre article, sur la pluie.", encoding="utf-8")
    build_index([], chosen)
    assert (engine.status().articles, engine.status()) == (2, index_status(chosen))


def test_questions_go_on_while_a_newer_generation_is_opened(chosen: Settings, tmp_path: Path, opener: Opener) -> None:
    engine = Engine(chosen)
    assert engine.ask(QUESTION).text == "Anne Martin"
    write(tmp_path / "news", "Paul Durand")
    build_index([], chosen)
    opener.started.clear()
    opener.go.clear()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(engine.ask, QUESTION)
        assert opener.started.wait(PATIENCE_S)
        try:
            assert pool.submit(engine.ask, QUESTION).result(PATIENCE_S).text == "Anne Martin"
            assert not first.done()
        finally:
            opener.go.set()
        assert first.result(PATIENCE_S).text == "Paul Durand"
    assert engine.ask(QUESTION).text == "Paul Durand"
    assert opener.count == 2


def test_the_page_looks_into_the_index_through_the_engine(chosen: Settings) -> None:
    engine = Engine(chosen)
    contents = engine.contents()
    assert contents is not None
    assert contents.manifest.articles == 1
    page = engine.catalog("pont lyon")
    assert [entry.path for entry in page.entries] == ["news/a.txt"]
    assert [entry.path for entry in engine.catalog("Martin").entries] == ["news/a.txt"]  # only its text holds it
    assert engine.catalog("Martin -inauguré").found == 0
    assert (engine.catalog("zorblax").found, engine.holds("news"), engine.holds("new")) == (0, True, False)
    nowhere = Engine(Settings(index=chosen.index + "-2"))
    assert (nowhere.contents(), nowhere.catalog().found) == (None, 0)
