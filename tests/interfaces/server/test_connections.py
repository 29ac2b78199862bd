"""Slow, idle and too many callers: each has its time, and none keeps the others out."""

from __future__ import annotations

import re
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

MOST, HELD, HEAD_S, PATIENCE_S = 12, 60, 1.0, 30
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
        """How many have a place."""
        return sum(one.has_place for one in list(self.server.server_state.connections))

    def halves(self, count: int, stack: ExitStack, of: str = "127.0.0.1") -> list[socket.socket]:
        """So many callers who have sent half a head, one after the other."""
        callers = []
        for _ in range(count):
            callers.append(stack.enter_context(self.call(GET[:20], of)))
            end = time.monotonic() + PATIENCE_S
            while not any(one.is_half_said for one in list(self.server.server_state.connections)):
                assert time.monotonic() < end
                time.sleep(0.001)
        return callers


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    monkeypatch.setattr(connections, "BODY_S", 2.0)
    monkeypatch.setattr(connections, "UNREAD_S", 2.0)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(
            answer, http=patient(Patience(MOST, HELD, HEAD_S)), ws="none", lifespan="off", log_level="critical"
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


def answered(caller: socket.socket) -> bytes:
    """The next answer, all of it: its head and its body may come one after the other."""
    heard = b""
    while b"\r\n\r\n" not in heard and (part := caller.recv(1000)):
        heard += part
    length = re.search(rb"content-length: (\d+)", heard.lower())
    while length and len(heard) < heard.index(b"\r\n\r\n") + 4 + int(length[1]) and (part := caller.recv(1000)):
        heard += part
    return heard


def test_half_sent_requests_keep_nobody_out_and_are_ended(running: Running) -> None:
    with ExitStack() as stack:
        halves = [stack.enter_context(running.call(GET[:20])) for _ in range(4 * MOST)]
        for _ in range(PATIENCE_S):  # where they were not read yet, a caller is asked to come again
            with running.call() as caller:
                heard = answered(caller)
            if not heard.startswith(connections._BUSY[:12]):
                break
            time.sleep(1)
        assert heard.startswith(b"HTTP/1.1 200")
        assert running.count() <= MOST
        began = time.monotonic()
        assert all(ended(half) in (b"", connections._LATE, connections._BUSY) for half in halves)
        assert time.monotonic() - began < PATIENCE_S


def test_who_has_just_been_answered_does_not_give_way(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "look_at_all", lambda connections: None)
    with ExitStack() as stack:
        asker = stack.enter_context(running.call(GET.replace(b"/ ", b"/later ")))
        time.sleep(LATER_S / 3)
        halves = running.halves(MOST - 1, stack)
        assert answered(asker).startswith(b"HTTP/1.1 200")
        stack.enter_context(running.call())
        assert ended(halves[0]) == connections._LATE
        asker.sendall(GET)
        assert answered(asker).startswith(b"HTTP/1.1 200")


def test_who_was_answered_long_ago_does_not_give_way_to_half_requests(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "look_at_all", lambda connections: None)
    monkeypatch.setattr(connections, "FIRST_WORD_S", 0.0)
    with ExitStack() as stack:
        idle = stack.enter_context(running.call())  # the longest waiting of all
        assert answered(idle).startswith(b"HTTP/1.1 200")
        halves = running.halves(3 * MOST, stack)
        assert ended(halves[0]) == connections._LATE
        idle.sendall(GET)
        assert answered(idle).startswith(b"HTTP/1.1 200")


def test_who_comes_in_a_crowd_has_time_to_ask(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "look_at_all", lambda connections: None)
    monkeypatch.setattr(connections, "FIRST_WORD_S", float(PATIENCE_S))
    with ExitStack() as stack:
        again = stack.enter_context(running.call())
        assert answered(again).startswith(b"HTTP/1.1 200")
        newcomer = stack.enter_context(running.call(b""))
        halves = running.halves(MOST + 4, stack)
        assert answered(stack.enter_context(running.call())).startswith(b"HTTP/1.1 200")
        assert all(ended(half) == connections._LATE for half in halves[:3])
        for caller in (newcomer, again):
            caller.sendall(GET)
            assert answered(caller).startswith(b"HTTP/1.1 200")


def test_who_comes_after_a_crowd_that_says_nothing_is_heard_and_turned_away(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "look_at_all", lambda connections: None)
    monkeypatch.setattr(connections, "FIRST_WORD_S", float(PATIENCE_S))
    with ExitStack() as stack:
        silent = [stack.enter_context(running.call(b"")) for _ in range(MOST)]
        patient_ = stack.enter_context(running.call(b""))
        late = stack.enter_context(running.call(b"POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\n"))
        assert late.recv(10) == connections._BUSY[:10]
        late.sendall(b"x")  # as many programs do: the body after the head
        time.sleep(0.1)  # an error would come by then
        late.sendall(b"x")
        assert ended(late) == connections._BUSY[10:]
        other = stack.enter_context(running.call(of="127.0.0.2"))  # from an address without a crowd
        assert answered(other).startswith(b"HTTP/1.1 200")
        assert ended(silent[0]) == b""
        assert running.count() == MOST
        silent[1].sendall(GET[:20])
        silent[2].sendall(GET)
        assert answered(silent[2]).startswith(b"HTTP/1.1 200")
        patient_.sendall(GET)  # which finds a place by then
        assert answered(patient_).startswith(b"HTTP/1.1 200")
        assert ended(silent[1]) == connections._LATE


def test_there_are_never_more_connections_than_files_for_them(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "FIRST_WORD_S", float(PATIENCE_S))
    monkeypatch.setattr(module, "look_at_all", lambda connections: None)
    with ExitStack() as stack:
        for _ in range(HELD):
            stack.enter_context(running.call(b""))
        assert ended(stack.enter_context(running.call(b""))) == connections._BUSY
        assert len(running.server.server_state.connections) == HELD
        monkeypatch.setattr(connections, "FIRST_WORD_S", 0.0)
        assert answered(stack.enter_context(running.call())).startswith(b"HTTP/1.1 200")
        assert running.count() == MOST


def test_a_crowd_of_one_address_gives_way_to_others(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "look_at_all", lambda connections: None)
    with ExitStack() as stack:
        idle = stack.enter_context(running.call())  # the longest waiting of all
        assert answered(idle).startswith(b"HTTP/1.1 200")
        halves = running.halves(3 * MOST, stack, of="127.0.0.2")
        assert ended(halves[0]) == connections._LATE
        idle.sendall(GET)
        assert answered(idle).startswith(b"HTTP/1.1 200")


def test_an_idle_connection_and_one_that_says_nothing_are_ended(running: Running) -> None:
    with running.call(b"") as silent, running.call() as idle:
        assert answered(idle).startswith(b"HTTP/1.1 200")
        assert (ended(silent), ended(idle)) == (b"", b"")


def test_a_head_without_end_is_ended_and_a_large_body_is_not(running: Running) -> None:
    with running.call() as caller:
        assert answered(caller).startswith(b"HTTP/1.1 200")
        caller.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500000\r\n\r\n" + b"x" * 500_000)
        assert answered(caller).endswith(b"500000")
        caller.sendall(GET)  # a short one after a large body
        assert answered(caller).startswith(b"HTTP/1.1 200")
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
        assert answered(steady).endswith(b"20000")
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
