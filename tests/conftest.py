"""What all tests share: their markers, no network, settings of their own, the articles that ship and two model pairs.

A test runs on a pair of models that compares words (`tests.models.words`) and takes milliseconds, unless it is marked
`models`: the settings, of this process and of those that it starts, say so through the environment. Markers come by
themselves from what a test and its fixtures use. A test that opens the shipped models or starts a process without the
marker fails, and so does one that opens the small pair without `tiny`: `make check` stays what it says.
"""

from __future__ import annotations

import gc
import inspect
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from qa.models.files import SHIPPED, shipped_folder
from qa.models.onnx import OnnxModel
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.ask.engine import Engine
    from tests.models.words import Pair

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
MARKERS = {  # what the code of a test, its fixtures and their helpers names -> the marker
    "seed_index": "models",
    "seed_engine": "models",
    "shipped": "models",
    "shipped_folder": "models",
    "tiny_index": "tiny",
    "tiny_engine": "tiny",
    "tiny_models": "tiny",
    "build_index": "tiny",
    "load_embedder": "tiny",
    "gazette": "tiny",
    "serving": "server",
    "Serving": "server",
    "ChromaRun": "process",
    "chromium": "browser",
    "subprocess": "process",
    "get_context": "process",
}
PROCESSES = {"process", "server", "browser"}
# How fast a machine is that others use as well is no property of the code.
settings.register_profile("gazette", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gazette")
_running: set[str] = set()  # markers of the test that runs
_folder = tempfile.TemporaryDirectory(prefix="gazette-tests-")


def _code(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _code(constant)


@cache
def _names(function: Callable[..., object]) -> frozenset[str]:
    """All names that a function uses, those of the tests' own functions that it calls included."""
    found: set[str] = set()
    waiting, seen = [function], set()
    while waiting:
        inner = inspect.unwrap(waiting.pop())
        if inner in seen or not inspect.isfunction(inner):
            continue
        seen.add(inner)
        names = set(_code(inner.__code__))
        found |= names
        helpers = [inner.__globals__.get(name) for name in names]
        waiting += [helper for helper in helpers if getattr(helper, "__module__", "").startswith("tests.")]
    return frozenset(found)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by what it uses."""
    for item in items:
        if isinstance(item, pytest.Function):
            made = [fixture.func for fixtures in item._fixtureinfo.name2fixturedefs.values() for fixture in fixtures]
            used = [function for function in (item.function, *made) if function.__module__ != __name__]
            names = set(item.fixturenames).union(*map(_names, used))
            for marker in {MARKERS[name] for name in names & MARKERS.keys()}:
                item.add_marker(marker)
            if item.get_closest_marker("browser") and not item.path.is_relative_to(ROOT / "tests" / "interfaces"):
                raise pytest.UsageError(f"{item.nodeid} drives a browser: it is run only in tests/interfaces")


@cache
def _pair() -> Pair:
    from tests.models.words import save_pair

    return save_pair(Path(_folder.name))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before any fixture: which pair the settings name."""
    _running.clear()
    _running.update(mark.name for mark in item.iter_markers())
    for name, value in _pair().variables().items():
        if "models" in _running:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def pytest_collection_finish() -> None:
    """What was imported stays to the end: the garbage collector need not look through it after every test."""
    gc.freeze()


def pytest_unconfigure() -> None:
    """Remove the small models."""
    _folder.cleanup()


@pytest.fixture(scope="session", autouse=True)
def _guards() -> Iterator[None]:
    """Connections leave this process only for this machine; processes and shipped models only for who is marked so."""
    connect, open_model, start = socket.socket.connect, OnnxModel.__init__, subprocess.Popen.__init__

    def loopback_only(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test tried to connect to {address}")
        connect(self, address)

    def marked_only(self: OnnxModel, file: Path, *arguments: Any) -> None:
        if "models" not in _running and file.is_relative_to(shipped_folder("")):
            raise AssertionError("a test opens the models that ship: mark it with `models`")
        if not _running & {"models", "tiny", *PROCESSES} and file.is_relative_to(_folder.name):
            raise AssertionError("a test opens the small pair: mark it with `tiny`")
        open_model(self, file, *arguments)

    def process_only(self: Any, *arguments: Any, **options: Any) -> None:
        reads_a_file = arguments and any(
            "qa.ingest.worker" in str(one) for one in arguments[0]
        )  # what every build does
        if not _running & PROCESSES and not reads_a_file:
            raise AssertionError("a test starts a process: mark it with `process`")
        start(self, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", loopback_only)
        patch.setattr(OnnxModel, "__init__", marked_only)
        patch.setattr(subprocess.Popen, "__init__", process_only)
        yield


@pytest.fixture(scope="session")
def _empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("empty")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, _empty_folder: Path
) -> Iterator[None]:
    """Neither the developer's environment nor a gazette.toml changes what a test sees.

    A test that asks for `tmp_path` runs in it; the others share an empty folder, for pytest takes longer to make a
    folder the more there are.
    """
    for name in list(os.environ):
        if name.startswith("GAZETTE_") and name not in _pair().variables():
            monkeypatch.delenv(name)
    monkeypatch.chdir(request.getfixturevalue("tmp_path") if "tmp_path" in request.fixturenames else _empty_folder)
    yield
    for left in _empty_folder.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()


def _index_of_the_seeds(folder: Path, **models: str) -> Path:
    from qa.ingest.build import build_index

    report = build_index([SEEDS], Settings(index=str(folder), **models))  # type: ignore[arg-type]
    assert report.published
    assert report.count("skipped") == 0, report.files
    return folder


@pytest.fixture(scope="session")
def tiny_models() -> Pair:
    """The pair that compares words, which tests use that are not marked `models`."""
    return _pair()


@pytest.fixture(scope="session")
def tiny_index(tiny_models: Pair, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the articles that ship, built once with the small pair. Never written to by a test."""
    return _index_of_the_seeds(tmp_path_factory.mktemp("indexes") / "tiny", **tiny_models.settings())


@pytest.fixture(scope="session")
def tiny_engine(tiny_index: Path, tiny_models: Pair) -> Engine:
    """An engine on that index, with the small pair."""
    from qa.ask.engine import open_engine

    return open_engine(Settings(index=str(tiny_index), **tiny_models.settings()))  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def seed_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the articles that ship, built once with the models that ship. Never written to by a test."""
    return _index_of_the_seeds(tmp_path_factory.mktemp("indexes") / "seeds", embedder=SHIPPED, reader=SHIPPED)


@pytest.fixture(scope="session")
def seed_engine(seed_index: Path) -> Engine:
    """An engine on the index of the seeds, with the models that ship."""
    from qa.ask.engine import open_engine

    return open_engine(Settings(index=str(seed_index), embedder=SHIPPED, reader=SHIPPED))
