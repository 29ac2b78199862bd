"""The server beside a system that lets it open few files: callers never take those that it needs itself."""

from __future__ import annotations

import os
import resource
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from qa.interfaces.server.connections import OWN_FILES, Patience, bearable
from tests.interfaces.browser import ROOT, free_port

FEW = OWN_FILES + 40
CALLERS = 3 * FEW
PATIENCE_S = 60


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The soft and the hard limit of files; what is set comes at the end."""
    held = [(1024, 4096)]
    monkeypatch.setattr(resource, "getrlimit", lambda which: held[-1])
    monkeypatch.setattr(resource, "setrlimit", lambda which, wanted: held.append(wanted))
    return held


def test_as_many_connections_as_there_are_files_for(limits: list[tuple[int, int]]) -> None:
    assert (bearable(100, 15), limits) == (Patience(100, 500, 15), [(1024, 4096)])
    assert (bearable(400, 15), limits[-1]) == (Patience(400, 2000, 15), (OWN_FILES + 2000, 4096))
    assert (bearable(10_000, 15), limits[-1]) == (Patience(4096 - OWN_FILES, 4096 - OWN_FILES, 15), (4096, 4096))
    limits.append((-1, -1))  # without a limit
    assert bearable(10_000, 15) == Patience(10_000, 50_000, 15)


def test_callers_who_say_nothing_or_half_leave_files_for_others(tiny_index: Path, tmp_path: Path) -> None:
    port = free_port()
    serve = [sys.executable, "-m", "qa", "serve", "--index", str(tiny_index), "--port", str(port)]
    limited = ["sh", "-c", f'ulimit -n {FEW} && exec "$0" "$@"', *serve]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with (
        subprocess.Popen(
            limited, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as server,
        ExitStack() as stack,
    ):
        stack.callback(server.kill)
        assert server.stdout is not None
        assert f":{port} " in server.stdout.readline()
        for number in range(CALLERS):
            caller = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S))
            caller.sendall(b"GET / HTTP/1.1\r\n" if number % 2 else b"")
        for _ in range(PATIENCE_S):
            reply = httpx.get(f"http://127.0.0.1:{port}/health", timeout=PATIENCE_S)
            if reply.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
        assert (reply.status_code, reply.json()["problem"]) == (200, None)
        server.send_signal(signal.SIGINT)
        assert "Traceback" not in server.communicate(timeout=PATIENCE_S)[1]
