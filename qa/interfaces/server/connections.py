"""Callers who are slow, idle or too many: each connection has its time, and the server its number of them."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from uvicorn.protocols.http.auto import AutoHTTPProtocol

BODY_S = 30.0  # seconds after which the body of a request must have come at this rate, on average
LEAST_BYTES_PER_S = 1000
UNREAD_S = 60.0  # seconds in which a caller must take something of what it is sent
_BUSY = b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n"
FIRST_WORD_S = 2.0  # that a connection has to say something, once it is there or has been answered
HELD = 5  # connections for each place: who finds none is heard first, and only then turned away
OWN_FILES = 200  # that the server has open besides its connections, at most: of the index, of uploads, of the system
LONGEST_HEAD = 64 * 1024  # bytes; a hundred times what browsers send
_LONG = b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
_LATE = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"

Phase = Literal["head", "body", "answer"]

if TYPE_CHECKING:
    import asyncio

    class _Protocol(asyncio.Protocol):  # what is used of uvicorn's, whichever of its two it is
        connections: set[Any]
        transport: asyncio.Transport
        client: tuple[str, int] | None
        cycle: Any

        def __init__(self, *arguments: Any, **options: Any) -> None: ...  # noqa: ANN401
else:
    _Protocol = AutoHTTPProtocol


@dataclass(frozen=True, slots=True)
class Patience:
    """What a server bears."""

    places: int  # connections that are served at the same time
    held: int  # with those that have no place yet
    head_s: float  # in which the head of a request must be there; as long a connection may be idle


def bearable(places: int, head_s: float) -> Patience:
    """So many places, or as many as the process may have files for.

    Where the system lets a process raise its own limit, it is raised as far as that takes.
    """
    held = HELD * places
    if sys.platform != "win32":  # which has no such limit
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = OWN_FILES + held
        if 0 <= soft < wanted:
            with suppress(ValueError, OSError):
                resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if hard < 0 else min(wanted, hard), hard))
                soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        held = held if soft < 0 else max(1, min(held, soft - OWN_FILES))
    return Patience(min(places, held), held, head_s)


class Connection(_Protocol):
    """A connection that knows how long it has been waiting, and for what."""

    patience: Patience  # set by `patient`
    all: Iterable[Connection] = ()  # those of the server, once there has been one

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - uvicorn's own
        super().__init__(*arguments, **options)
        self.has_place = self._is_refused = False
        self._phase: Phase = "head"
        self._since = time.monotonic()  # when the phase began
        self._heard = 0  # bytes since then
        self._unread = 0  # bytes of an answer that the caller has not taken yet
        self._unread_since = self._since

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Give it a place; where there is none, it may say first what it wants, unless there are far too many."""
        super().connection_made(transport)
        type(self).all = self.connections
        self.has_place = self._find_place()
        if not self.has_place and len(self.connections) > self.patience.held:
            self.end()

    def _find_place(self) -> bool:
        """Whether there is a place, perhaps at the cost of the address that keeps most waiting.

        Where half of the places are taken, who has sent half a head gives way. Where all are, so does the one that has
        waited longest; but who comes in a crowd has perhaps asked already, and was not read yet: first they have time.
        """
        most = self.patience.places
        placed = [other for other in self.connections if other.has_place and other is not self]
        if len(placed) < most // 2:
            return True
        now = time.monotonic()
        waiting = [other for other in placed if other.phase != "answer"]
        crowd = Counter(other.address for other in waiting)
        largest = max(crowd.values(), default=0)
        longest = sorted(
            (other for other in waiting if crowd[other.address] == largest), key=lambda other: other.waiting_since(now)
        )
        halves = [other for other in longest if other.is_half_said][: len(placed) + 1 - most // 2]
        had_their_time = [other for other in longest if now - other.waiting_since(now) > FIRST_WORD_S]
        if halves or len(placed) < most:
            give_way = halves
        elif had_their_time or crowd[self.address] < largest:
            give_way = (had_their_time or longest)[:1]
        else:
            return False
        for other in give_way:
            other.end()
        return True

    def data_received(self, data: bytes) -> None:
        """Count what comes, from the head of each request on."""
        if not self.has_place and not self._is_refused:
            self.has_place = self._find_place()
            if not self.has_place:
                self._refuse()
        if self._is_refused:
            return
        before, now = self.cycle, time.monotonic()
        self.waiting_since(now)  # what was heard before belongs to another phase
        self._heard += len(data)
        super().data_received(data)
        if self.cycle is not before:
            self._phase, self._since, self._heard = self.phase, now, 0
        elif self._phase == "head" and self._heard > LONGEST_HEAD:
            self.transport.write(_LONG)
            self.transport.close()

    def resume_writing(self) -> None:
        """Note that the caller has taken something."""
        self._unread_since = time.monotonic()
        super().resume_writing()

    @property
    def phase(self) -> Phase:
        """What the connection waits for: the head of a request, its body, or the end of its answer."""
        if self.cycle is None or self.cycle.response_complete:
            return "head"
        return "body" if self.cycle.more_body else "answer"

    @property
    def address(self) -> str:
        """The caller's machine."""
        return self.client[0] if self.client else ""

    def waiting_since(self, now: float) -> float:
        """When it began to wait for that: `now` where nobody has looked since then."""
        phase = self.phase
        if phase != self._phase:
            self._phase, self._since, self._heard = phase, now, 0
        return self._since

    @property
    def is_half_said(self) -> bool:
        """Whether a part of the head of a request has come."""
        return self.phase == "head" == self._phase and self._heard > 0

    def _refuse(self) -> None:
        """Turn it away, and read what it still sends: closed at once, it might see an error in place of the answer."""
        self._is_refused, self._since = True, time.monotonic()
        self.transport.write(_BUSY)
        self.transport.write_eof()

    def end(self) -> None:
        """Close it at once; of a request that was on its way, nothing has been done yet."""
        self.connections.discard(self)  # uvicorn hears of it a moment later
        if self._is_refused:
            self.transport.close()
        elif not self.has_place or self.is_half_said:
            self.transport.write(_LATE if self.has_place else _BUSY)
            self.transport.close()
        else:
            self.transport.abort()

    def look(self, now: float) -> None:
        """End it where its caller has kept it waiting for too long; to be called every second or so."""
        waited, unread = now - self.waiting_since(now), self.transport.get_write_buffer_size()
        if not unread or unread < self._unread:
            self._unread_since = now
        self._unread = unread
        late = (
            (self._phase == "head" and waited > self.patience.head_s)
            or (not self.has_place and waited > FIRST_WORD_S)
            or (self._phase == "body" and waited > BODY_S and self._heard < LEAST_BYTES_PER_S * waited)
            or now - self._unread_since > UNREAD_S
        )
        if late:
            self.end()


def patient(patience: Patience) -> type[Connection]:
    """The protocol for uvicorn's configuration."""
    return type("PatientConnection", (Connection,), {"patience": patience})


def look_at_all(connections: Iterable[Connection]) -> None:
    """End all that have kept the server waiting for too long."""
    now = time.monotonic()
    for connection in list(connections):
        connection.look(now)
