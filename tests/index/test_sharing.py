"""An index that one machine publishes and others copy: a folder, a store in memory, and a real S3 server."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from qa.ask.engine import Engine, index_status
from qa.errors import SettingsError, StoreError
from qa.index import copying, publishing
from qa.index import share as share_module
from qa.index.copying import Copy, copy_of
from qa.index.generation import generation_folder, generation_numbers, new_generation, only_writer, publish
from qa.index.publishing import publish_to
from qa.index.share import Description, PublishedFile, Share, share_of
from qa.ingest.build import build_index
from qa.settings import Settings, load_settings
from tests.conftest import SEEDS
from tests.interfaces.browser import free_port, serving
from tests.interfaces.command import gazette
from tests.models.words import Pair

NEW = "Who discovered the comet of Ostrava?"
ARTICLE = "date 2023-05\n\nThe comet of Ostrava\n\nThe comet of Ostrava was discovered by {name}.\n"
PLACES = ["folder", "memory", pytest.param("s3", marks=pytest.mark.process)]


class Machines:
    """One that builds and one that copies."""

    def __init__(self, home: Path, place: str, models: dict[str, str], made: dict[str, Path]) -> None:
        self.home, self.place, self.models, self.made = home, place, models, made
        (home / "articles").mkdir()
        shutil.copy(sorted(SEEDS.glob("*.txt"))[0], home / "articles")
        self.builder = self._settings("builder", publish_to=place)
        self.other = self._settings("other", copy_from=place)
        self.folder = home / "other" / "news"

    def _settings(self, name: str, **more: str) -> Settings:
        return load_settings(index=str(self.home / name / "news"), **self.models, **more)

    def build(self, name: str) -> int:
        """Publish a generation in which somebody has discovered the comet."""
        (self.home / "articles" / "comet.txt").write_text(ARTICLE.format(name=name))
        number = build_index([self.home / "articles"], self.builder).generation
        assert number is not None
        return number

    def make(self, name: str) -> None:
        """The same without a build: a copy of a generation that was built once, not published yet."""
        index = self.builder.index_folder
        with only_writer(index):
            number, folder = new_generation(index)
            shutil.copytree(self.made[name], folder, dirs_exist_ok=True)
            publish(index, number)

    def publish(self, name: str) -> None:
        """And published."""
        self.make(name)
        publish_to(self.share, self.builder.index_folder, 2)

    @property
    def share(self) -> Share:
        made = share_of(self.place, self.folder)
        assert made is not None
        return made

    @property
    def copy(self) -> Copy:
        made = copy_of(self.other)
        assert made is not None
        return made


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A bucket of a real S3 server."""
    pytest.importorskip("obstore", reason="the extra `s3` is not installed")
    program = shutil.which("moto_server")
    if program is None:
        pytest.skip("moto_server, which serves S3 for this test, is not installed: see .ci/run")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    given = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_ENDPOINT_URL": url}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**given, "AWS_DEFAULT_REGION": "us-east-1"}.items():
            patch.setenv(name, value)
        command = [program, "-H", "127.0.0.1", "-p", str(port)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            for _ in range(300):
                with suppress(httpx.TransportError):  # not there yet
                    httpx.put(f"{url}/gazette").raise_for_status()
                    break
                time.sleep(0.2)
            yield "s3://gazette/shared"
        finally:
            process.kill()
            process.wait()


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    kind = getattr(request, "param", "folder")
    if kind == "s3":
        return f"{request.getfixturevalue('bucket')}/{tmp_path.name}"
    return str(tmp_path / "share") if kind == "folder" else f"memory://{tmp_path.name}"


@pytest.fixture(scope="module")
def made(tiny_models: Pair, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Three generations, by who has discovered the comet."""
    machines = Machines(tmp_path_factory.mktemp("made"), "", tiny_models.settings(), {})
    machines.builder = machines.builder.model_copy(update={"publish_to": None, "keep_generations": 3})
    names = ("Zdenka Horakova", "Jana Novotna", "Eva Dvorakova")
    return {name: generation_folder(machines.builder.index_folder, machines.build(name)) for name in names}


@pytest.fixture
def machines(
    place: str, made: dict[str, Path], tiny_models: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Machines:
    monkeypatch.setattr(copying, "LOOK_EVERY_S", 0.05)
    cut(monkeypatch, 4096)
    monkeypatch.setattr(copying, "AGAIN_S", 0.0)
    return Machines(tmp_path, place, tiny_models.settings(), made)


def cut(patch: pytest.MonkeyPatch, size: int) -> None:
    for module in (share_module, copying, publishing):
        patch.setattr(module, "PIECE", size)


def soon(is_so: Callable[[], bool]) -> None:
    for _ in range(600):
        if is_so():
            return
        time.sleep(0.05)
    raise AssertionError("it is not so after half a minute")


def says(engine: Engine, name: str) -> bool:
    return name in str(engine.ask(NEW))


@pytest.mark.parametrize("place", PLACES, indirect=True)
def test_copied_updated_rolled_back(machines: Machines) -> None:
    machines.build("Zdenka Horakova")
    engine = Engine(machines.other)
    assert says(engine, "Zdenka Horakova")  # the first question waits for the first copy
    assert engine.status().notice is None
    assert machines.build("Jana Novotna") == 2
    soon(lambda: says(engine, "Jana Novotna"))
    assert engine.status().generation == 2
    for number in (1, 2):
        ours, theirs = (generation_folder(Path(one.index), number) for one in (machines.builder, machines.other))
        assert {file.relative_to(ours): file.read_bytes() for file in ours.rglob("*") if file.is_file()} == {
            file.relative_to(theirs): file.read_bytes() for file in theirs.rglob("*") if file.is_file()
        }
    machines.share.write("CURRENT", b"1\n")
    soon(lambda: says(engine, "Zdenka Horakova"))
    assert generation_numbers(machines.folder) == [1, 2]  # it was here
    build_index([], machines.builder)  # nothing has changed: whoever went back keeps the old one
    assert machines.share.live() == 1
    assert machines.build("Eva Dvorakova") == 3
    soon(lambda: says(engine, "Eva Dvorakova"))
    engine.close()


@pytest.mark.parametrize("place", PLACES, indirect=True)
def test_only_what_changed_is_sent_and_copied(machines: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    for source in sorted(SEEDS.glob("*.txt"))[1:40]:
        shutil.copy(source, machines.home / "articles")
    machines.build("Zdenka Horakova")
    machines.copy.update()
    sent, got = list[str](), list[str]()
    write, read = Share.write, Share.read
    monkeypatch.setattr(Share, "write", lambda self, name, data: (sent.append(name), write(self, name, data))[1])
    monkeypatch.setattr(Share, "read", lambda self, name: (got.append(name), read(self, name))[1])
    machines.build("Jana Novotna")
    machines.copy.update()
    pieces = [name for name in sent if name.startswith("pieces/")]
    described = machines.share.describe(2)
    assert described is not None
    of_all = {piece for file in described.files for piece in file.pieces}
    assert sent[-2:] == ["generations/2.json", "CURRENT"]
    assert 0 < len(pieces) < len(of_all) / 2, (len(pieces), len(of_all))
    assert sorted(name for name in got if name.startswith("pieces/")) == sorted(pieces)
    held = set(machines.share.sizes("pieces"))
    machines.build("Eva Dvorakova")
    now = {
        piece
        for number in (2, 3)
        for file in (machines.share.describe(number) or pytest.fail("it is gone")).files
        for piece in file.pieces
    }
    assert set(machines.share.sizes("pieces")) == now != held
    assert set(machines.share.sizes("generations")) == {"2.json", "3.json"}


def test_a_switch_under_sixteen_askers(machines: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each answer is whole, of the old generation or of the new one; the server says when the share is away."""
    cut(monkeypatch, 4 * 1024 * 1024)  # as the server does
    machines.build("Zdenka Horakova")
    with serving(machines.folder, machines.home, copy_from=machines.place, **machines.models) as server:

        def ask() -> dict[str, Any]:
            answered = httpx.post(f"{server.url}/ask", json={"question": NEW}, timeout=60)
            assert answered.status_code == 200, answered.text
            return {name: value for name, value in answered.json().items() if name != "timings_ms"}

        old, ended, answers = ask(), threading.Event(), list[dict[str, Any]]()

        def ask_on() -> None:
            while not ended.is_set():
                answers.append(ask())

        with ThreadPoolExecutor(16) as pool:
            asking = [pool.submit(ask_on) for _ in range(16)]
            try:
                machines.build("Jana Novotna")
                soon(lambda: httpx.get(f"{server.url}/ready", timeout=60).json()["generation"] == 2)
            finally:
                ended.set()
            for one in asking:
                one.result()
        new = ask()
        assert ("Zdenka Horakova" in str(old), "Jana Novotna" in str(new)) == (True, True)
        assert [answer for answer in answers if answer not in (old, new)] == []
        assert old in answers
        Path(machines.place).rename(machines.home / "away")
        soon(lambda: "the copy that is here answers" in str(httpx.get(f"{server.url}/health", timeout=60).json()))
        assert "Jana Novotna" in str(ask())


def test_the_share_is_away_and_back(machines: Machines) -> None:
    machines.publish("Zdenka Horakova")
    share, away = Path(machines.place), machines.home / "away"
    engine = Engine(machines.other)
    assert says(engine, "Zdenka Horakova")
    share.rename(away)
    soon(lambda: engine.status().notice is not None)
    answer = engine.ask(NEW)
    assert "Zdenka Horakova" in str(answer)
    assert answer.notice is not None
    assert "the copy that is here answers" in answer.notice
    assert "Nothing is published" in str(index_status(machines.other).notice)
    away.rename(share)
    soon(lambda: engine.status().notice is None)
    machines.publish("Jana Novotna")
    soon(lambda: says(engine, "Jana Novotna"))
    assert index_status(machines.other).notice is None
    engine.close()


def test_a_share_that_refuses_or_never_answers(machines: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    machines.publish("Zdenka Horakova")
    engine = Engine(machines.other)
    assert says(engine, "Zdenka Horakova")
    with monkeypatch.context() as patch:
        patch.setattr(Share, "live", refused)
        soon(lambda: "Permission denied" in str(engine.ask(NEW).notice))
    monkeypatch.setattr(copying, "SILENT_S", 0.1)
    with monkeypatch.context() as patch:
        patch.setattr(Share, "live", lambda self: time.sleep(1))
        soon(lambda: "does not answer" in str(engine.status().notice))
        assert says(engine, "Zdenka Horakova")
    soon(lambda: engine.status().notice is None)
    engine.close()


def refused(share: Share) -> int | None:
    with share._told():
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def test_nothing_here_and_nothing_there(machines: Machines) -> None:
    engine = Engine(machines.other)
    with pytest.raises(StoreError, match=r"Nothing is published in .*share/news"):
        engine.ask(NEW)
    machines.publish("Zdenka Horakova")
    soon(lambda: machines.folder.joinpath("CURRENT").exists())
    assert says(engine, "Zdenka Horakova")
    engine.close()


def test_built_while_the_share_is_away(machines: Machines) -> None:
    machines.build("Zdenka Horakova")
    share, away = Path(machines.place), machines.home / "away"
    share.rename(away)
    share.write_text("no folder")
    with pytest.raises(StoreError, match="Generation 2 is built and answers here, but could not be published"):
        machines.build("Jana Novotna")
    assert "Generation 2 is not published" in str(index_status(machines.builder).notice)
    assert says(Engine(machines.builder), "Jana Novotna")
    share.unlink()
    away.rename(share)
    assert build_index([], machines.builder).published is False  # nothing has changed, but to be published
    assert index_status(machines.builder).notice is None
    machines.copy.update()
    engine = Engine(machines.other)
    assert says(engine, "Jana Novotna")
    engine.close()


KILLED = """
import os, signal, sys
from pathlib import Path
from qa.index import copying, publishing, share
from qa.index.share import Share
from qa.settings import load_settings
share.PIECE = copying.PIECE = publishing.PIECE = 4096
count, most = [0], int(sys.argv[1])
def counted(call):
    def counting(self, name, *data):
        if name.startswith(sys.argv[2]):
            count[0] += 1
            if count[0] > most:
                os.kill(os.getpid(), signal.SIGKILL)
        return call(self, name, *data)
    return counting
settings = load_settings()
if settings.copy_from:
    Share.read = counted(Share.read)
    copying.copy_of(settings).update()
else:
    Share.write = counted(Share.write)
    publishing.publish_to(share.share_of(settings.publish_to, settings.index_folder), settings.index_folder, 2)
"""


def killed(settings: Settings, cwd: Path, after: int, what: str) -> None:
    """Publish or copy in a process that is killed after some files of a kind."""
    given = {name: getattr(settings, name) for name in ("index", "embedder", "reader", "publish_to", "copy_from")}
    names = {f"GAZETTE_{name.upper()}": str(value) for name, value in given.items() if value is not None}
    code = [sys.executable, "-c", KILLED, str(after), what]
    ran = subprocess.run(code, cwd=cwd, env={**os.environ, **names}, capture_output=True, text=True, check=False)
    assert ran.returncode == -signal.SIGKILL, ran.stderr


@pytest.mark.parametrize(("after", "what"), [(3, "pieces"), (0, "generations"), (0, "CURRENT")])
def test_killed_while_it_publishes(machines: Machines, after: int, what: str) -> None:
    machines.publish("Zdenka Horakova")
    machines.copy.update()
    machines.make("Jana Novotna")
    killed(machines.builder, machines.home, after, what)
    assert machines.share.live() == 1
    machines.copy.update()
    engine = Engine(machines.other)
    assert says(engine, "Zdenka Horakova")
    assert "not published" in str(index_status(machines.builder).notice)
    publish_to(machines.share, machines.builder.index_folder, 2)
    soon(lambda: says(engine, "Jana Novotna"))
    engine.close()


def test_killed_while_it_copies(machines: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    machines.publish("Zdenka Horakova")
    machines.copy.update()
    machines.publish("Jana Novotna")
    got, read = list[str](), Share.read
    killed(machines.other, machines.home, 20, "pieces")
    assert (machines.folder / "CURRENT").read_text() == "1\n"
    monkeypatch.setattr(Share, "read", lambda self, name: (got.append(name), read(self, name))[1])
    described = machines.share.describe(2)
    first = machines.share.describe(1)
    assert described is not None
    assert first is not None
    new = {one for file in described.files for one in file.pieces} - {
        one for file in first.files for one in file.pieces
    }
    machines.copy.update()
    assert len([name for name in got if name.startswith("pieces/")]) < len(new) - 10  # some twenty were here
    assert not list(machines.folder.glob(".half*"))
    engine = Engine(machines.other)
    assert says(engine, "Jana Novotna")
    engine.close()


@pytest.mark.parametrize("harm", [lambda data: data[:-1], lambda data: bytes([data[0] ^ 1]) + data[1:]])
def test_a_damaged_piece_never_takes_over(machines: Machines, harm: Callable[[bytes], bytes]) -> None:
    machines.publish("Zdenka Horakova")
    engine = Engine(machines.other)
    assert says(engine, "Zdenka Horakova")
    first = {file.name for file in Path(machines.place).glob("news/pieces/*")}
    live = Path(machines.place, "news", "CURRENT")
    live.rename(live.with_name("aside"))  # nobody copies meanwhile
    machines.publish("Jana Novotna")
    piece = next(file for file in Path(machines.place).glob("news/pieces/*") if file.name not in first)
    piece.write_bytes(harm(piece.read_bytes()))
    soon(lambda: piece.name in str(engine.ask(NEW).notice))
    assert says(engine, "Zdenka Horakova")
    assert "is damaged: remove it" in str(engine.status().notice)
    piece.unlink()
    soon(lambda: piece.name in str(engine.ask(NEW).notice))  # gone is no better
    publish_to(machines.share, machines.builder.index_folder, 2)
    soon(lambda: says(engine, "Jana Novotna"))
    assert engine.status().notice is None
    engine.close()


def test_a_name_that_is_none(machines: Machines) -> None:
    machines.publish("Zdenka Horakova")
    machines.copy.update()
    for written in (b"", b"2", b"x\n", b"-1\n", b"1 2\n", b"9" * 400 + b"\n"):
        machines.share.write("CURRENT", written)
        with pytest.raises(StoreError, match=r"CURRENT in the share .* is damaged"):
            machines.copy.update()


@pytest.mark.parametrize(
    "path",
    ["../out", "/etc/out", "a/../../out", "..", "", ".", "C:/out", "C:out", "a\\..\\..\\out", "\\\\host\\x", "a\0b"],
)
def test_names_that_lead_out(path: str) -> None:
    with pytest.raises(ValueError, match="is no path inside a generation"):
        PublishedFile(path, 0, "0" * 32, ())


def test_a_description_that_leads_out(machines: Machines, tmp_path: Path) -> None:
    machines.publish("Zdenka Horakova")
    file = Path(machines.place, "news", "generations", "1.json")
    told = json.loads(file.read_text())
    for harmed in (
        {**told, "files": [*told["files"], {**told["files"][0], "path": "../../../../out.txt"}]},
        {**told, "files": [*told["files"], {**told["files"][0], "pieces": ["../" * 10 + "etc/passwd"]}]},
        {**told, "files": told["files"][1:]},
        {**told, "files": [one for one in told["files"] if one["path"] != "manifest.json"]},
        {**told, "files": [{**one, "path": f"x{one['path']}"} for one in told["files"]]},
        {**told, "format": 2},
        {"format": 1},
    ):
        file.write_text(json.dumps(harmed))
        with pytest.raises(StoreError):
            machines.copy.update()
        assert not (machines.folder / "CURRENT").exists()
    assert not list(tmp_path.rglob("out.txt"))
    file.write_text(json.dumps(told))
    assert machines.copy.update() == 1


def test_another_index_is_refused(machines: Machines, tiny_models: Pair) -> None:
    machines.publish("Zdenka Horakova")
    second = machines._settings("second", publish_to=machines.place)
    with pytest.raises(StoreError, match=r"Another index is published in .*share/news"):
        build_index([machines.home / "articles"], second)
    assert not (machines.home / "second" / "news" / "CURRENT").exists()  # said before the work is done
    Path(machines.place, "news", "CURRENT").unlink()
    assert build_index([machines.home / "articles"], second).generation == 1
    with pytest.raises(StoreError, match="Another index is published"):
        machines.build("Jana Novotna")


def test_the_same_number_of_another_index(machines: Machines) -> None:
    """A number never means two things here: whoever has a generation open knows it by that."""
    machines.publish("Zdenka Horakova")
    engine = Engine(machines.other)
    assert says(engine, "Zdenka Horakova")
    Path(machines.place, "news", "CURRENT").unlink()
    (machines.home / "articles" / "comet.txt").write_text(ARTICLE.format(name="Jana Novotna"))
    assert build_index([machines.home / "articles"], machines._settings("x", publish_to=machines.place)).generation == 1
    soon(lambda: says(engine, "Jana Novotna"))
    assert generation_numbers(machines.folder) == [1, 2]
    engine.close()


def test_a_copy_is_not_built(machines: Machines) -> None:
    machines.publish("Zdenka Horakova")
    with pytest.raises(StoreError, match="is a copy of what another machine publishes"):
        build_index([machines.home / "articles"], machines.other)
    given = {"GAZETTE_COPY_FROM": machines.place}
    ran = gazette("build", "--index", machines.folder, cwd=machines.home, **given)
    assert (ran.returncode, ran.stdout) == (0, f"Generation 1 is here, as it is published in {machines.place}/news.\n")
    ran = gazette("build", "articles", "--index", machines.folder, cwd=machines.home, **given)
    assert (ran.returncode, "build it there" in ran.stderr) == (2, True)
    assert "can answer" in gazette("status", "--index", machines.folder, cwd=machines.home, **given).stdout


def test_a_copy_that_is_damaged_here(machines: Machines) -> None:
    machines.publish("Zdenka Horakova")
    machines.copy.update()
    file = machines.folder / "generations" / "1" / "vectors.f32"
    file.chmod(0o600)
    file.write_bytes(b"\1" + file.read_bytes()[1:])
    assert machines.copy.update() == 1  # nobody has looked
    assert machines.copy.update(whole=True) == 2
    assert generation_numbers(machines.folder) == [2]
    engine = Engine(machines.other)
    assert says(engine, "Zdenka Horakova")
    engine.close()


def test_no_room(machines: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    machines.publish("Zdenka Horakova")
    usage = shutil.disk_usage(machines.home)._replace(free=10)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _: usage)
        with pytest.raises(StoreError, match="The disk is full"):
            machines.copy.update()
    assert machines.copy.update() == 1


def test_stores_that_are_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    for url in ("nothing://here", "gs://bucket/here", "s3://", "s3:///here"):
        with pytest.raises(SettingsError, match="cannot be shared through"):
            share_of(url, Path("news"))
    monkeypatch.setitem(sys.modules, "obstore.fsspec", None)
    with pytest.raises(SettingsError, match=r"for S3 with: pip install obstore"):
        share_of("s3://bucket/here", Path("news"))


def test_a_bucket_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("obstore", reason="the extra `s3` is not installed")
    url = f"http://127.0.0.1:{free_port()}"
    for name, value in {"ACCESS_KEY_ID": "key", "SECRET_ACCESS_KEY": "secret", "ENDPOINT_URL": url}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    share = share_of("s3://nobody/here", Path("news"))
    assert share is not None
    with pytest.raises(
        StoreError, match=r"The share s3://nobody/here/news cannot be used \(.*error sending request\): "
    ):
        share.live()


def test_the_description_is_checked() -> None:
    assert Description(1, "x", ()).files == ()
    for size, pieces in ((1, ()), (0, ("0" * 32,)), (-1, ())):
        with pytest.raises(ValueError, match="is not that of its pieces"):
            PublishedFile("a", size, "0" * 32, pieces)
    with pytest.raises(ValueError, match="is none"):
        PublishedFile("a", 1, "0" * 32, ("../etc/passwd",))


def test_publish_again_sends_what_is_missing(machines: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    machines.publish("Zdenka Horakova")
    pieces = Path(machines.place, "news", "pieces")
    gone = sorted(pieces.iterdir())[0]
    kept = gone.read_bytes()
    gone.write_bytes(kept[:-1])  # half of one
    publish_to(machines.share, machines.builder.index_folder, 2)
    assert gone.read_bytes() == kept
