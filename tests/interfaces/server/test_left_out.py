"""The image leaves packages out, PyTorch first: all that it is for works where they are not installed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.conftest import ROOT, SEEDS
from tests.interfaces.browser import free_port
from tests.interfaces.command import process, started
from tests.models.words import Pair

LEFT_OUT = re.sub(r"#.*", "", (ROOT / "qa/interfaces/server/deploy/left-out.txt").read_text(encoding="utf-8")).split()
QUESTION = {"question": "Who opened the Millau viaduct?"}
# What is nowhere to be found is not installed, for `import` and for whoever looks whether it could.
HIDES = f"""
import importlib.machinery as machinery
found = machinery.PathFinder.find_spec
hidden = {[name.replace("-", "_") for name in LEFT_OUT]}
machinery.PathFinder.find_spec = classmethod(
    lambda cls, name, *more: None if name.partition(".")[0] in hidden else found(name, *more)
)
"""


@pytest.fixture(scope="module")
def hiding(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The PYTHONPATH of a Python that does not find them."""
    folder = tmp_path_factory.mktemp("hiding")
    (folder / "sitecustomize.py").write_text(HIDES)
    return f"{folder}{os.pathsep}{ROOT}"


@pytest.fixture(scope="module")
def built(hiding: str, tiny_models: Pair, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    ran = process("build", SEEDS, "--index", folder / "index", cwd=folder, PYTHONPATH=hiding)
    assert ran.returncode == 0, ran.stderr
    return folder


@pytest.fixture(scope="module")
def served(built: Path, hiding: str) -> Iterator[str]:
    """The address of a server."""
    port = str(free_port())
    with started("serve", "--index", built / "index", "--port", port, cwd=built, PYTHONPATH=hiding) as server:
        assert server.stdout is not None
        assert f":{port} " in server.stdout.readline()
        yield f"http://127.0.0.1:{port}"
        server.terminate()


def test_they_are_hidden(hiding: str) -> None:
    looked = f"import importlib.util as u; print([u.find_spec(name.replace('-', '_')) for name in {LEFT_OUT}])"
    found = subprocess.check_output([sys.executable, "-c", looked], env={"PYTHONPATH": hiding}, text=True)
    assert found.strip() == str([None] * len(LEFT_OUT))


def test_asked_on_the_command_line(built: Path, hiding: str) -> None:
    asked = process("ask", QUESTION["question"], "--index", built / "index", cwd=built, PYTHONPATH=hiding)
    assert (asked.returncode, asked.stderr) == (0, "")
    assert "Jacques Chirac" in asked.stdout


def test_asked_by_programs(served: str) -> None:
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "ask", "arguments": QUESTION}}
    accept = {"Accept": "application/json, text/event-stream"}
    with httpx.Client(base_url=served, timeout=60) as client:
        assert "Jacques Chirac" in client.post("/ask", json=QUESTION).text
        assert "Jacques Chirac" in client.post("/mcp", json=call, headers=accept).text
        assert "viaduc" in client.get("/search", params={"query": "viaduc"}).raise_for_status().text
        assert client.get("/health").status_code == 200


def test_the_chat_is_served(served: str) -> None:
    page = httpx.get(served, timeout=60)
    assert (page.status_code, "Gazette" in page.text) == (200, True)


@pytest.mark.parametrize("part", ["embedder", "reader"])
def test_other_models_say_what_they_need(part: str, built: Path, hiding: str) -> None:
    other = {f"GAZETTE_{part.upper()}": "someone/model"}
    asked = process("ask", "Who?", "--index", built / "index", cwd=built, PYTHONPATH=hiding, **other)
    assert asked.returncode == 2
    assert "someone/model runs on torch, transformers, sentence-transformers, which are not installed" in asked.stderr
    assert "Traceback" not in asked.stderr
