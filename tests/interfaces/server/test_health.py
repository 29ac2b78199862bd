"""`python -m qa.interfaces.server.health`, the check of containers, against real servers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from qa.errors import SettingsError
from qa.interfaces.server.health import look
from qa.settings import Settings
from tests.interfaces.browser import Serving, free_port, serving
from tests.interfaces.command import ENVIRONMENT
from tests.models.words import Pair


def test_a_server_that_answers(server: Serving) -> None:
    assert look(Settings(port=server.port)) is None


def test_behind_a_password_on_every_address(protected: Serving) -> None:
    host, file = "0.0.0.0", protected.folder / "password"
    assert look(Settings(host=host, port=protected.port, password_file=file)) is None
    assert "password" in (look(Settings(host=host, port=protected.port)) or "")
    assert "password" in (look(Settings(host=host, port=protected.port, password="another one")) or "")
    with pytest.raises(SettingsError, match="cannot be read"):
        look(Settings(port=protected.port, password_file=Path("nowhere")))


def test_a_server_without_an_index(tiny_models: Pair, tmp_path: Path) -> None:
    with serving(tmp_path / "none", tmp_path, **tiny_models.settings()) as empty:
        assert "gazette build" in (look(Settings(port=empty.port)) or "")


@pytest.mark.parametrize("host", ["localhost", "::1", "::"])
def test_no_server(host: str) -> None:
    assert "/health" in (look(Settings(host=host, port=free_port())) or "")


def test_as_the_container_runs_it(server: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    command = [sys.executable, "-m", "qa.interfaces.server.health"]
    proxy = {"http_proxy": "http://127.0.0.1:1", "no_proxy": ""}  # asked, it would answer nothing
    for port, code in ((server.port, 0), (free_port(), 1)):
        ran = subprocess.run(
            command, env={**ENVIRONMENT, **proxy, "GAZETTE_PORT": str(port)}, capture_output=True, text=True
        )
        assert (ran.returncode, bool(ran.stderr), ran.stdout) == (code, bool(code), "")
        assert "Traceback" not in ran.stderr
