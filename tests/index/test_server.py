"""An index whose vectors lie in a real Chroma server: the same answers, and nothing lost when it goes away."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import chromadb
import httpx
import pytest

from qa.ask.engine import Engine
from qa.errors import SettingsError, StoreError
from qa.index import chroma as chroma_module
from qa.index import server as server_module
from qa.index import server_graph
from qa.index.generation import generation_folder
from qa.index.manifest import read_manifest
from qa.index.server import ChromaServer, server_of
from qa.index.vectors import Vectors
from qa.ingest.build import build_index
from qa.settings import Settings, load_settings
from qa.values import Answer, Timings
from tests.conftest import ROOT, SEEDS
from tests.index.test_sharing import soon
from tests.interfaces.browser import free_port
from tests.interfaces.command import gazette
from tests.interfaces.server.proxies import nginx_with
from tests.models.words import Pair

NEW = "Who discovered the comet of Ostrava?"
ARTICLE = "date 2023-05\n\nThe comet of Ostrava\n\nThe comet of Ostrava was discovered by Zdenka Horakova.\n"
QUESTIONS = [
    row["question"]
    for file in sorted((ROOT / "tests" / "data").rglob("*.jsonl"))
    for row in map(json.loads, file.read_text(encoding="utf-8").splitlines())
    if isinstance(row, dict) and "question" in row
][:40] or ["Who opened the Millau viaduct?", "Qui a découvert la pénicilline ?", "Where is the lighthouse?"]


class ChromaRun:
    """`chroma run`."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        program = Path(sys.executable).with_name("chroma")
        command = [program, "run", "--path", self.folder, "--host", "127.0.0.1", "--port", str(self.port)]
        self.process = subprocess.Popen(command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(600):
            try:
                httpx.get(f"{self.url}/api/v2/heartbeat")
                return
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError("chroma run does not answer")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def client(self) -> Any:
        return chromadb.HttpClient(host="127.0.0.1", port=self.port)

    def collections(self) -> dict[str, dict[str, Any]]:
        return {one.name: dict(one.metadata or {}) for one in self.client().list_collections()}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaRun]:
    server = ChromaRun(tmp_path_factory.mktemp("chroma"))
    yield server
    server.kill()


@pytest.fixture(autouse=True)
def _all_through_chroma(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few passages are compared without it; and who was away is asked again at once."""
    monkeypatch.setattr(chroma_module, "COMPARED", 0)
    monkeypatch.setattr(server_graph, "RETRY_S", 0.0)


@pytest.fixture
def settings(running: ChromaRun, tiny_models: Pair, tmp_path: Path) -> Settings:
    made = load_settings(index=str(tmp_path / "index"), chroma_url=running.url, **tiny_models.settings())
    shutil.copytree(SEEDS, tmp_path / "seeds")
    build_index([tmp_path / "seeds"], made)
    return made


def untimed(answer: Answer) -> Answer:
    """Without what differs: times, and the last digit of similarities, which Chroma gives as distances."""
    trace = tuple(replace(line, dense_similarity=None) for line in answer.trace)
    return replace(answer, timings_ms=Timings(), notice=None, trace=trace)


def collections_of(index: Path, number: int) -> list[str]:
    """Those of a generation: English, French."""
    stem = read_manifest(generation_folder(index, number)).collections
    assert f"-g{number}-" in stem
    return [f"{stem}-{code}" for code in ("en", "fr")]


def found(answer: Answer) -> bool:
    return "Zdenka Horakova" in str(answer)


def test_the_same_answers_as_from_the_folder(settings: Settings, tiny_models: Pair, tmp_path: Path) -> None:
    here = load_settings(index=str(tmp_path / "here"), **tiny_models.settings())
    build_index([tmp_path / "seeds"], here)
    ours, theirs = Engine(here), Engine(settings)
    for question in QUESTIONS:
        assert untimed(theirs.ask(question)) == untimed(ours.ask(question))
    assert theirs.status().notice is None
    generation = tmp_path / "index" / "generations" / "1"
    assert (generation / "vectors.f32").is_file()
    assert not (generation / "chroma").exists()


def test_updated_rolled_back_removed(settings: Settings, running: ChromaRun, tmp_path: Path) -> None:
    index, engine = settings.index_folder, Engine(settings)
    old = engine.ask(NEW)
    (tmp_path / "comet.txt").write_text(ARTICLE)
    assert build_index([tmp_path / "comet.txt"], settings).generation == 2
    assert found(engine.ask(NEW))
    assert not found(old)
    stem, told = (index / "chroma-name").read_text().strip(), running.collections()
    held = {name for name in told if name.startswith(stem)}
    assert held == {f"{stem}-live", *collections_of(index, 1), *collections_of(index, 2)}
    live = told[f"{stem}-live"]
    assert (live["generation"], live["collections"]) == (2, collections_of(index, 2)[0].removesuffix("-en"))
    (index / "CURRENT").write_text("1\n")
    assert untimed(engine.ask(NEW)) == untimed(old)
    (index / "CURRENT").write_text("2\n")
    assert build_index((), settings, remove=["comet.txt"]).generation == 3
    assert not found(engine.ask(NEW))
    names = {name for name in running.collections() if name.startswith(stem)}
    assert names == {f"{stem}-live", *collections_of(index, 2), *collections_of(index, 3)}


def test_from_the_folder_to_a_server_and_back(settings: Settings, tmp_path: Path) -> None:
    expected = untimed(Engine(settings).ask(QUESTIONS[0]))
    here = settings.model_copy(update={"chroma_url": None})
    report = build_index((), here)
    assert (report.published, report.embedded) == (True, 0)
    assert untimed(Engine(here).ask(QUESTIONS[0])) == expected
    assert build_index((), here).published is False
    assert build_index((), settings).published is True
    assert untimed(Engine(settings).ask(QUESTIONS[0])) == expected


def test_killed_while_it_is_asked_and_back(settings: Settings, running: ChromaRun) -> None:
    engine = Engine(settings)
    expected = untimed(engine.ask(QUESTIONS[0]))
    running.kill()
    try:
        soon(lambda: running.url in str(engine.status().notice))  # before the next question notices
        away = engine.ask(QUESTIONS[0])
        assert untimed(away) == expected
        assert running.url in str(away.notice)
        assert "the answers are the same" in str(away.notice)
        assert engine.status().notice == away.notice
        assert untimed(Engine(settings).ask(QUESTIONS[0])) == expected  # opened while it is away
    finally:
        running.start()
    soon(lambda: engine.status().notice is None)
    assert engine.ask(QUESTIONS[0]).notice is None


def test_killed_while_it_is_written_to(
    settings: Settings, running: ChromaRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, of, calls = Engine(settings), Vectors.of, [0]
    old = untimed(engine.ask(NEW))

    def killing(self: Vectors, numbers: Any) -> Any:
        calls[0] += 1
        if calls[0] == 3:
            running.kill()
        return of(self, numbers)

    monkeypatch.setattr(server_module, "BATCH", 10)
    (tmp_path / "comet.txt").write_text(ARTICLE)
    with monkeypatch.context() as patch:
        patch.setattr(Vectors, "of", killing)
        try:
            with pytest.raises(StoreError, match="cannot be used"):
                build_index([tmp_path / "comet.txt"], settings)
            assert calls[0] == 3
            assert untimed(engine.ask(NEW)) == old
        finally:
            running.start()
    assert untimed(engine.ask(NEW)) == old
    report = build_index([tmp_path / "comet.txt"], settings)
    assert found(engine.ask(NEW))
    index, stem = settings.index_folder, (settings.index_folder / "chroma-name").read_text().strip()
    names = {name for name in running.collections() if name.startswith(f"{stem}-g")}
    assert report.generation is not None
    assert names == {*collections_of(index, 1), *collections_of(index, report.generation)}  # of the failed build none


def test_lost_passages_are_told(settings: Settings, running: ChromaRun) -> None:
    expected = untimed(Engine(settings).ask(QUESTIONS[0]))
    client = running.client()
    collection = client.get_collection(collections_of(settings.index_folder, 1)[0], embedding_function=None)
    engine, gone = Engine(settings), collection.get(limit=1, include=["embeddings"])
    assert engine.ask(QUESTIONS[0]).notice is None
    collection.delete(ids=gone["ids"])
    soon(lambda: "has lost passages" in str(engine.status().notice))  # though it is connected, and asked nothing
    answer = Engine(settings).ask(QUESTIONS[0])
    assert untimed(answer) == expected
    assert "has lost passages" in str(answer.notice)
    assert build_index((), settings).generation == 2  # though no file has changed
    answer = engine.ask(QUESTIONS[0])
    assert (untimed(answer), answer.notice) == (expected, None)
    assert build_index((), settings).published is False


def test_its_state_is_told(settings: Settings, running: ChromaRun, tmp_path: Path) -> None:
    """`gazette status` and `gazette doctor` ask it, and say in one line what it answers."""
    index, environment = settings.index_folder, {"GAZETTE_CHROMA_URL": running.url}

    def told(command: str, **more: str) -> tuple[int, str]:
        ran = gazette(command, "--index", index, cwd=tmp_path, **{**environment, **more})
        assert ran.stderr == ""
        (line,) = [line for line in ran.stdout.splitlines() if "Chroma" in line]
        return ran.returncode, " ".join(line.split())

    assert told("status") == (0, f"Chroma server {running.url} answers and holds all passages")
    assert told("doctor") == (0, f"= Chroma server: {running.url} answers and holds all passages")
    assert told("status", LC_ALL="fr_FR.UTF-8")[1].startswith(f"serveur Chroma {running.url} répond")
    assert "do not name: set chroma_url." in gazette("status", "--index", index, cwd=tmp_path).stdout
    mute = f"http://127.0.0.1:{free_port()}"
    for command, code in (("status", 0), ("doctor", 2)):  # its index answers all the same
        assert told(command, GAZETTE_CHROMA_URL=mute)[0] == code
        assert f"The Chroma server at {mute} cannot be used" in told(command, GAZETTE_CHROMA_URL=mute)[1]
    client = running.client()
    client.delete_collection(collections_of(index, 1)[1])
    assert "has lost passages of this index: run gazette build where it is built." in told("status")[1]
    build_index((), settings.model_copy(update={"chroma_url": None}))
    assert told("status")[1].endswith("answers, but the index was not built for it. Run: gazette build")
    assert gazette("doctor", "--index", tmp_path / "none", cwd=tmp_path, **environment).stdout.count("answers\n") == 1


def test_a_token(running: ChromaRun, tiny_models: Pair, tmp_path: Path) -> None:
    """Chroma's own server has none: whatever stands before it asks for it, as Chroma Cloud does."""
    site = f"""
server {{
    listen 80;
    client_max_body_size 0;
    if ($http_x_chroma_token != "right") {{ return 401; }}
    location / {{ proxy_pass {running.url}; }}
}}"""
    (tmp_path / "note.md").write_text(ARTICLE)
    (tmp_path / "nginx").mkdir()
    with nginx_with(tmp_path / "nginx", site) as url:
        given = {"index": str(tmp_path / "index"), "chroma_url": url, **tiny_models.settings()}
        for token in (None, "wrong"):
            with pytest.raises(StoreError, match="refuses the token: set chroma_token"):
                build_index([tmp_path / "note.md"], load_settings(chroma_token=token, **given))
            assert not list((tmp_path / "index" / "generations").iterdir())
        settings = load_settings(chroma_token="right", **given)
        build_index([tmp_path / "note.md"], settings)
        assert Engine(settings).ask(NEW).notice is None
        assert "refuses the token" in str(Engine(load_settings(chroma_token="wrong", **given)).ask(NEW).notice)


def test_a_server_that_never_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    monkeypatch.setattr(server_module, "QUERY_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        server = ChromaServer(f"http://127.0.0.1:{mute.getsockname()[1]}", None, "t", "d", None)
        began = time.monotonic()
        with pytest.raises(StoreError, match="cannot be used"), server_module.told(server):
            server_module.client_of(server, 1)
        assert time.monotonic() - began < 10


@pytest.mark.parametrize("url", ["here", "ftp://a", "http://", "http://a:b", "http://a:99999"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(SettingsError, match="chroma_url is no address"):
        server_of(Settings(chroma_url=url))


def test_the_token_is_never_shown() -> None:
    settings = Settings(chroma_url="http://a", chroma_token="do not show me")
    assert "do not show me" not in f"{settings} {server_of(settings)!r} {settings.model_dump_json()}"
    assert server_of(settings) == ChromaServer("http://a", "do not show me", "default_tenant", "default_database", None)
    assert server_of(Settings()) is None
