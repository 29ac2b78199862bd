"""Slow, idle and too many callers: each has its time, and none keeps the others out."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass

import anyio
import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from qa.interfaces.server import app as module
from qa.interfaces.server import connections
from qa.interfaces.server.connections import Patience, patient
from qa.settings import Settings

MOST, HEAD_S, PATIENCE_S = 12, 1.0, 30
LATER_S = 0.3
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    """Says how long the body was; an endless one for /endless."""
    request = Request(scope, receive)
    if request.url.path == "/later":
        await anyio.sleep(LATER_S)
    if request.url.path == "/endless":

        async def zeros() -> object:
            while True:
                yield bytes(1 << 16)
                await anyio.sleep(0)

        response: Response = StreamingResponse(zeros())  # type: ignore[arg-type]
    else:
        response = PlainTextResponse(str(len(await request.body())))
    await response(scope, receive, send)


@dataclass(frozen=True)
class Running:
    """A server in a thread."""

    server: uvicorn.Server
    address: tuple[str, int]

    def call(self, sent: bytes = GET, of: str = "127.0.0.1") -> socket.socket:
        """A caller of this address that has sent this."""
        caller = socket.create_connection(self.address, timeout=PATIENCE_S, source_address=(of, 0))
        caller.sendall(sent)
        return caller

    def count(self) -> int:
        return len(self.server.server_state.connections)


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    monkeypatch.setattr(connections, "BODY_S", 2.0)
    monkeypatch.setattr(connections, "UNREAD_S", 2.0)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(
            answer, http=patient(Patience(MOST, HEAD_S)), ws="none", lifespan="off", log_level="critical"
        )
        server = module._Server(config, Settings(), "en", lambda: None)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield Running(server, listener.getsockname())
        server.should_exit = server.force_exit = True
        thread.join(PATIENCE_S)


def ended(caller: socket.socket) -> bytes:
    """What a caller still hears until its connection ends."""
    heard = b""
    try:
        while part := caller.recv(1 << 16):
            heard += part
    except ConnectionResetError:
        pass
    return heard


def test_half_sent_requests_keep_nobody_out_and_are_ended(running: Running) -> None:
    with ExitStack() as stack:
        halves = [stack.enter_context(running.call(GET[:20])) for _ in range(4 * MOST)]
        with running.call() as caller:
            assert caller.recv(1000).startswith(b"HTTP/1.1 200")
        assert running.count() <= MOST + 1
        began = time.monotonic()
        assert all(ended(half) in (b"", connections._LATE) for half in halves)
        assert time.monotonic() - began < PATIENCE_S


def test_who_has_just_been_answered_does_not_give_way(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "look_at_all", lambda connections: None)
    with ExitStack() as stack:
        asker = stack.enter_context(running.call(GET.replace(b"/ ", b"/later ")))
        time.sleep(LATER_S / 3)
        halves = [stack.enter_context(running.call(GET[:20])) for _ in range(MOST - 1)]
        assert asker.recv(1000).startswith(b"HTTP/1.1 200")
        stack.enter_context(running.call())
        assert ended(halves[0]) == connections._LATE
        asker.sendall(GET)
        assert asker.recv(1000).startswith(b"HTTP/1.1 200")


def test_a_crowd_of_one_address_gives_way_to_others(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "look_at_all", lambda connections: None)
    with ExitStack() as stack:
        idle = stack.enter_context(running.call())  # the longest waiting of all
        assert idle.recv(1000).startswith(b"HTTP/1.1 200")
        halves = [stack.enter_context(running.call(GET[:20], of="127.0.0.2")) for _ in range(3 * MOST)]
        assert ended(halves[0]) == connections._LATE
        idle.sendall(GET)
        assert idle.recv(1000).startswith(b"HTTP/1.1 200")


def test_an_idle_connection_and_one_that_says_nothing_are_ended(running: Running) -> None:
    with running.call(b"") as silent, running.call() as idle:
        assert idle.recv(1000).startswith(b"HTTP/1.1 200")
        assert (ended(silent), ended(idle)) == (b"", b"")


def test_a_head_without_end_is_ended_and_a_large_body_is_not(running: Running) -> None:
    with running.call() as caller:
        assert caller.recv(1000).startswith(b"HTTP/1.1 200")
        caller.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500000\r\n\r\n" + b"x" * 500_000)
        assert caller.recv(1000).endswith(b"500000")
        caller.sendall(GET)  # a short one after a large body
        assert caller.recv(1000).startswith(b"HTTP/1.1 200")
        with suppress(ConnectionError):
            caller.sendall(GET[:-2] + b"X: " + b"a" * 1_000_000)
        assert ended(caller) in (connections._LONG, b"")


def test_a_body_must_come_and_may_take_its_time(running: Running) -> None:
    head = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
    with running.call(head % 20_000) as steady, running.call(head % 20_000) as stalled:
        stalled.sendall(b"x" * 100)
        for _ in range(8):  # longer than BODY_S
            steady.sendall(b"x" * 2_500)
            time.sleep(0.5)
        assert steady.recv(1000).endswith(b"20000")
        assert ended(stalled) == b""


def test_who_takes_nothing_of_an_answer_is_ended_and_who_reads_slowly_is_not(running: Running) -> None:
    endless = GET.replace(b"/ ", b"/endless ")
    with running.call(endless) as deaf, running.call(endless) as slow:
        end = time.monotonic() + 5
        while time.monotonic() < end:
            assert slow.recv(1 << 22)
            time.sleep(0.1)
        heard = ended(deaf)  # what lay in the buffers of the system
        assert heard.startswith(b"HTTP/1.1 200")
        assert slow.recv(100)


def test_where_all_are_being_answered_one_more_is_turned_away(running: Running) -> None:
    endless = GET.replace(b"/ ", b"/endless ")
    with ExitStack() as stack:
        for _ in range(MOST):
            assert stack.enter_context(running.call(endless)).recv(10)
        with running.call() as more:
            assert ended(more).startswith(b"HTTP/1.1 503")
