"""Callers who are slow, idle or too many: each connection has its time, and the server its number of them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from uvicorn.protocols.http.auto import AutoHTTPProtocol

BODY_S = 30.0  # seconds after which the body of a request must have come at this rate, on average
LEAST_BYTES_PER_S = 1000
UNREAD_S = 60.0  # seconds in which a caller must take something of what it is sent
_BUSY = b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n"
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

    connections: int  # at the same time
    head_s: float  # in which the head of a request must be there; as long a connection may be idle


class Connection(_Protocol):
    """A connection that knows how long it has been waiting, and for what."""

    patience: Patience  # set by `patient`

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - uvicorn's own
        super().__init__(*arguments, **options)
        self._phase: Phase = "head"
        self._since = time.monotonic()  # when the phase began
        self._heard = 0  # bytes since then
        self._unread = 0  # bytes of an answer that the caller has not taken yet
        self._unread_since = self._since

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Make room for a new connection: of the address that keeps most waiting, the longest waiting gives way."""
        super().connection_made(transport)
        others = [other for other in self.connections if other is not self]
        if len(others) >= self.patience.connections:
            waiting = [other for other in others if other.phase != "answer"]
            if waiting:
                now = time.monotonic()
                crowd = Counter(other.address for other in waiting)
                min(waiting, key=lambda other: (-crowd[other.address], other.waiting_since(now))).end()
            else:
                self.transport.write(_BUSY)
                self.transport.close()

    def data_received(self, data: bytes) -> None:
        """Count what comes, from the head of each request on."""
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

    def end(self) -> None:
        """Close it at once; of a request that was on its way, nothing has been done yet."""
        self.connections.discard(self)  # uvicorn hears of it a moment later
        if self._phase == "head" and self._heard:
            self.transport.write(_LATE)
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
