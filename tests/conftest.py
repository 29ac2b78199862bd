"""What all tests share: no network, settings in a folder of their own, the index of the seeds, its engine."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qa.ask.engine import Engine, open_engine
from qa.ingest.build import build_index
from qa.settings import Settings

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Connections leave this process only for this machine."""
    connect = socket.socket.connect

    def loopback_only(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test tried to connect to {address}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", loopback_only)
        yield


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither the developer's environment nor a gazette.toml changes what a test sees."""
    for name in list(os.environ):
        if name.startswith("GAZETTE_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def seed_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the articles that ship, built once with the models that ship. Never written to by a test."""
    index = tmp_path_factory.mktemp("indexes") / "seeds"
    report = build_index([SEEDS], Settings(index=str(index)))
    assert report.published
    assert report.count("skipped") == 0, report.files
    return index


@pytest.fixture(scope="session")
def seed_engine(seed_index: Path) -> Engine:
    """An engine on the index of the seeds."""
    return open_engine(Settings(index=str(seed_index)))
