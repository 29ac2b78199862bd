"""An index that one machine builds and others copy, whose graph lies in one Chroma server for all of them."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qa.ask.engine import Engine, index_status
from qa.errors import StoreError
from qa.index import chroma as chroma_module
from qa.index import copying, server_graph
from qa.index.generation import current_number, generation_folder
from qa.index.share import Share, share_of
from qa.index.vectors import Vectors
from qa.ingest.build import build_index
from qa.settings import Settings, load_settings
from qa.values import Answer
from tests.conftest import SEEDS
from tests.index.test_server import ChromaRun, collections_of, untimed
from tests.index.test_sharing import ARTICLE, NEW, says, soon
from tests.models.words import Pair


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaRun]:
    server = ChromaRun(tmp_path_factory.mktemp("chroma"))
    yield server
    server.kill()


class Machines:
    """One that builds and two that copy; all name the same Chroma server."""

    def __init__(self, home: Path, running: ChromaRun, models: dict[str, str]) -> None:
        self.home, self.running = home, running
        given = {"chroma_url": running.url, **models}
        self.place = str(home / "share")
        self.builder = load_settings(index=str(home / "builder" / "news"), publish_to=self.place, **given)
        self.others = [
            load_settings(index=str(home / name / "news"), copy_from=self.place, **given) for name in ("one", "two")
        ]
        (home / "articles").mkdir()
        for source in sorted(SEEDS.glob("*.txt"))[:3]:
            shutil.copy(source, home / "articles")

    def build(self, name: str) -> int | None:
        """A generation in which somebody has discovered the comet."""
        (self.home / "articles" / "comet.txt").write_text(ARTICLE.format(name=name))
        return build_index([self.home / "articles"], self.builder).generation

    @property
    def share(self) -> Share:
        made = share_of(self.place, self.builder.index_folder)
        assert made is not None
        return made

    def held(self) -> set[int]:
        """Generations whose collections the server holds."""
        stem = (self.builder.index_folder / "chroma-name").read_text().strip()
        names = [name for name in self.running.collections() if name.startswith(f"{stem}-g")]
        return {int(name.removeprefix(f"{stem}-g").split("-")[0]) for name in names}


@pytest.fixture
def machines(running: ChromaRun, tiny_models: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machines:
    monkeypatch.setattr(chroma_module, "COMPARED", 0)  # few passages go through Chroma as well
    monkeypatch.setattr(server_graph, "RETRY_S", 0.0)
    monkeypatch.setattr(copying, "LOOK_EVERY_S", 0.05)
    monkeypatch.setattr(copying, "AGAIN_S", 0.0)
    return Machines(tmp_path, running, tiny_models.settings())


@pytest.fixture
def engines(machines: Machines) -> Iterator[list[Engine]]:
    opened = [Engine(settings) for settings in machines.others]
    yield opened
    for engine in opened:
        engine.close()


@pytest.fixture
def _by_chroma_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("the vectors of the files were compared, Chroma was not asked")

    monkeypatch.setattr(Vectors, "nearest", refused)


def all_say(engines: list[Engine], name: str) -> None:
    for engine in engines:
        soon(lambda engine=engine: says(engine, name))  # type: ignore[misc]
        assert engine.status().notice is None


@pytest.mark.usefixtures("_by_chroma_alone")
def test_built_updated_rolled_back_removed(machines: Machines, engines: list[Engine]) -> None:
    machines.build("Zdenka Horakova")
    all_say(engines, "Zdenka Horakova")
    assert machines.held() == {1}  # the copies have sent nothing
    assert machines.build("Jana Novotna") == 2
    all_say(engines, "Jana Novotna")
    machines.share.write("CURRENT", b"1\n")
    all_say(engines, "Zdenka Horakova")
    assert machines.build("Eva Dvorakova") == 3
    all_say(engines, "Eva Dvorakova")
    assert machines.held() == {1, 2, 3}  # 1 in the share, 2 where it was built, 3 in both
    machines.share.write("CURRENT", b"1\n")  # whose files the builder has removed
    all_say(engines, "Zdenka Horakova")
    assert build_index((), machines.builder, remove=["articles/comet.txt"]).generation == 4
    for engine in engines:
        soon(lambda engine=engine: not says(engine, "Zdenka Horakova"))  # type: ignore[misc]
        assert "comet" not in str(engine.ask(NEW).citations)
    assert machines.held() == {1, 3, 4}
    build_index((), machines.builder, restore=["articles/comet.txt"])
    all_say(engines, "Eva Dvorakova")
    assert machines.held() == {4, 5}


@pytest.mark.usefixtures("_by_chroma_alone")
def test_a_switch_under_askers(machines: Machines, engines: list[Engine]) -> None:
    """Each answer is whole, of the old generation or of the new one."""
    machines.build("Zdenka Horakova")
    all_say(engines, "Zdenka Horakova")
    old, ended, answers = untimed(engines[0].ask(NEW)), threading.Event(), list[Answer]()

    def ask_on(engine: Engine) -> None:
        while not ended.is_set():
            answers.append(untimed(engine.ask(NEW)))

    with ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(ask_on, engine) for engine in engines * 2]
        try:
            machines.build("Jana Novotna")
            all_say(engines, "Jana Novotna")
        finally:
            ended.set()
        for one in asking:
            one.result()
    new = untimed(engines[1].ask(NEW))
    assert ("Zdenka Horakova" in str(old), "Jana Novotna" in str(new)) == (True, True)
    assert [answer for answer in answers if answer not in (old, new)] == []
    assert old in answers
    assert new in answers


def test_each_is_away_and_back(machines: Machines, engines: list[Engine]) -> None:
    machines.build("Zdenka Horakova")
    all_say(engines, "Zdenka Horakova")
    expected, share = untimed(engines[0].ask(NEW)), Path(machines.place)
    machines.running.kill()
    try:
        for engine in engines:
            soon(lambda engine=engine: machines.running.url in str(engine.status().notice))  # type: ignore[misc]
            assert untimed(engine.ask(NEW)) == expected
        share.rename(machines.home / "away")
        for engine in engines:  # both are told
            soon(lambda engine=engine: "the copy that is here answers" in str(engine.status().notice))  # type: ignore[misc]
            assert machines.running.url in str(engine.status().notice)
            assert untimed(engine.ask(NEW)) == expected
        with pytest.raises(StoreError, match=r"The Chroma server at .* cannot be used"):
            machines.build("Jana Novotna")
    finally:
        machines.running.start()
    for engine in engines:
        soon(lambda engine=engine: machines.running.url not in str(engine.status().notice))  # type: ignore[misc]
        assert "the copy that is here answers" in str(engine.ask(NEW).notice)
    (machines.home / "away").rename(share)
    machines.build("Jana Novotna")
    all_say(engines, "Jana Novotna")
    assert machines.held() == {1, 2}


@pytest.mark.usefixtures("_by_chroma_alone")
def test_built_while_the_share_is_away(machines: Machines, engines: list[Engine]) -> None:
    """What the copies answer from stays in the server, though the builder has removed its files."""
    machines.build("Zdenka Horakova")
    all_say(engines, "Zdenka Horakova")
    share, away = Path(machines.place), machines.home / "away"
    share.rename(away)
    share.write_text("no folder")
    for name in ("Jana Novotna", "Eva Dvorakova"):
        with pytest.raises(StoreError, match="is built and answers here, but could not be published"):
            machines.build(name)
    assert not generation_folder(machines.builder.index_folder, 1).exists()
    assert [says(engine, "Zdenka Horakova") for engine in engines] == [True, True]
    assert machines.held() == {1, 2, 3}
    share.unlink()
    away.rename(share)
    assert build_index((), machines.builder).published is False  # nothing has changed, but to be published
    all_say(engines, "Eva Dvorakova")
    machines.build("Zdenka Horakova")
    all_say(engines, "Zdenka Horakova")
    assert machines.held() == {3, 4}


@pytest.mark.usefixtures("_by_chroma_alone")
def test_a_number_that_is_given_again(machines: Machines, engines: list[Engine]) -> None:
    """The builder comes back from a backup: what the copies still answer from is not written over."""
    machines.build("Zdenka Horakova")
    index, backup = machines.builder.index_folder, machines.home / "backup"
    shutil.copytree(index, backup)
    machines.build("Jana Novotna")
    all_say(engines, "Jana Novotna")
    old, seen = collections_of(index, 2), list[bool]()
    shutil.rmtree(index)
    backup.rename(index)
    write = Share.write
    with pytest.MonkeyPatch.context() as patch:

        def looked(self: Share, name: str, data: bytes) -> None:
            if name == "generations/2.json":  # all is sent, nothing is live yet
                seen.extend(says(engine, "Jana Novotna") for engine in engines)
            write(self, name, data)

        patch.setattr(Share, "write", looked)
        assert machines.build("Eva Dvorakova") == 2
    assert seen == [True, True]
    assert set(old).isdisjoint(collections_of(index, 2))
    all_say(engines, "Eva Dvorakova")


def test_what_chroma_has_lost_is_sent_again(machines: Machines, engines: list[Engine]) -> None:
    machines.build("Zdenka Horakova")
    all_say(engines, "Zdenka Horakova")
    client = machines.running.client()
    for name in collections_of(machines.builder.index_folder, 1):
        client.delete_collection(name)
    for engine in engines:
        soon(lambda engine=engine: "run gazette build where it is built" in str(engine.status().notice))  # type: ignore[misc]
        assert says(engine, "Zdenka Horakova")
    report = build_index((), machines.builder)
    assert (report.generation, report.embedded) == (2, 0)
    for engine in engines:
        soon(lambda engine=engine: engine.status().notice is None)  # type: ignore[misc]
        assert says(engine, "Zdenka Horakova")
    assert current_number(machines.others[0].index_folder) == 2


def test_a_copy_that_is_not_told_of_the_server(machines: Machines) -> None:
    machines.build("Zdenka Horakova")
    cut_off: Settings = machines.others[0].model_copy(update={"chroma_url": None})
    engine = Engine(cut_off)
    assert says(engine, "Zdenka Horakova")
    assert "set chroma_url" in str(engine.status().notice)
    assert "set chroma_url" in str(index_status(cut_off).notice)
    assert index_status(machines.others[0]).notice is None
    engine.close()
