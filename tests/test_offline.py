"""Offline and silent: with every way out of the machine blocked, Gazette builds, asks and serves, and tries none."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from qa.telemetry import SILENCE
from tests.conftest import ROOT, SEEDS

# Loaded by every Python process below: whatever looks a name up or connects elsewhere is written down and refused.
GUARD = """
import os, socket

LOCAL = ("127.0.0.1", "::1", "localhost", "0.0.0.0", None, "")

def refuse(what):
    with open(os.environ["ATTEMPTS"], "a") as file:
        file.write(f"{what}\\n")
    raise OSError("blocked by the test")

connect, connect_ex, sendto, getaddrinfo = (
    socket.socket.connect, socket.socket.connect_ex, socket.socket.sendto, socket.getaddrinfo
)

def host(self, address):
    return address[0] if self.family in (socket.AF_INET, socket.AF_INET6) else None

def guarded(original):
    def call(self, *arguments):
        if host(self, arguments[-1]) not in LOCAL:
            refuse(f"{original.__name__} {arguments[-1]}")
        return original(self, *arguments)
    return call

socket.socket.connect = guarded(connect)
socket.socket.connect_ex = guarded(connect_ex)
socket.socket.sendto = guarded(sendto)

def lookup(name, *arguments, **options):
    text = name.decode() if isinstance(name, bytes) else name
    if text not in LOCAL and text != socket.gethostname():
        refuse(f"getaddrinfo {text}")
    return getaddrinfo(name, *arguments, **options)

socket.getaddrinfo = lookup
"""


@pytest.fixture
def guarded(tmp_path: Path) -> dict[str, str]:
    """An environment in which the guard is loaded, and a home folder of its own to see what is written there."""
    (tmp_path / "guard").mkdir()
    (tmp_path / "home").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(GUARD)
    (tmp_path / "attempts").touch()
    # As a user has it: the tests' own process has silenced the libraries already, which must not help.
    inherited = {name: value for name, value in os.environ.items() if name not in SILENCE}
    return {
        **inherited,
        "PYTHONPATH": f"{tmp_path / 'guard'}{os.pathsep}{ROOT}",
        "ATTEMPTS": str(tmp_path / "attempts"),
        "HOME": str(tmp_path / "home"),
    }


def attempts(environment: dict[str, str]) -> list[str]:
    return Path(environment["ATTEMPTS"]).read_text().splitlines()


def test_the_guard_sees_an_attempt(guarded: dict[str, str]) -> None:
    code = "import urllib.request; urllib.request.urlopen('http://192.0.2.1/', timeout=1)"
    assert subprocess.run([sys.executable, "-c", code], env=guarded, capture_output=True, check=False).returncode == 1
    assert attempts(guarded) == ["getaddrinfo 192.0.2.1"]


def test_build_and_ask(guarded: dict[str, str], tmp_path: Path) -> None:
    def gazette(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "qa", *arguments, "--index", "quiet"]
        return subprocess.run(command, env=guarded, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert gazette("build", str(SEEDS)).returncode == 0
    asked = gazette("ask", "Who discovered penicillin?")
    assert (asked.returncode, asked.stderr) == (0, "")
    assert attempts(guarded) == []
    # Nothing is written into the user's home either. ONNX Runtime's own reports leave from C++, where the guard sees
    # nothing, but not without the machine's identifier that they put there first.
    assert list((tmp_path / "home").rglob("*")) == []


def test_serve(guarded: dict[str, str], tmp_path: Path, seed_index: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "qa", "serve", "--index", str(seed_index), "--port", str(port)]
    server = subprocess.Popen(command, env=guarded, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        page = ""
        for _ in range(240):
            assert server.poll() is None, server.stderr.read() if server.stderr else ""
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as response:
                    page = response.read().decode()
                break
            except OSError:
                time.sleep(0.25)
        assert "Gazette" in page
        question = {"question": "Who discovered penicillin?"}
        call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "ask", "arguments": question}}
        headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
        for path, body in (("/ask", question), ("/mcp", call)):
            url = f"http://127.0.0.1:{port}{path}"
            asked = urllib.request.Request(url, json.dumps(body).encode(), headers, method="POST")
            with urllib.request.urlopen(asked, timeout=60) as response:
                assert b"citations" in response.read()
        time.sleep(3)  # what a library does in the background after its start
        assert attempts(guarded) == []
    finally:
        server.terminate()
        server.wait(20)
        if server.stderr:
            server.stderr.close()
