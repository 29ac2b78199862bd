"""Callers of the server: many who ask while the index is built anew, and slow and broken ones by the thousand."""

from __future__ import annotations

import asyncio
import random
import resource
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx

from qa.ingest.build import build_index
from qa.settings import Settings
from tests.interfaces.browser import Serving, serving
from tests.torture.scene import QUESTION, Row, write

HALF, SLOW = 1100, 300  # callers who send half a request, and who send a byte of its body a second
HALF_SENT = b"POST /ask HTTP/1.1\r\nHost: loc"
HEAD_SENT = b"POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500000\r\n\r\n"
FOLLOWED_S = 10.0  # after a build has said that its generation answers, no answer comes from the one before
PATIENCE_S = 100.0
MONITOR_S = 1.0
_NO_CERTIFICATES = ssl.create_default_context()  # made once: it takes longer than a request

Kind = Callable[[Path, random.Random, int], Row]


def askers(count: int) -> Kind:
    """So many who ask without a pause, for some seconds."""

    def ask(home: Path, chance: random.Random, seconds: int) -> Row:
        row = Row(f"{count} askers for {seconds} s, a build and a change-over in the middle")
        return _called(row, home, seconds, count, [])

    return ask


def slow_callers(home: Path, chance: random.Random, seconds: int) -> Row:
    """Half-sent and slow requests, renewed as they are ended; beside them one who asks, and a build."""
    share = seconds / CALLERS["slow callers"][1]
    half, slow = round(HALF * share), round(SLOW * share)
    row = Row(f"{half} half-sent and {slow} slow requests at a time, renewed for {seconds} s, beside an asker")
    limits = Settings()
    return _called(
        row,
        home,
        seconds,
        1,
        [HALF_SENT] * half + [HEAD_SENT] * slow,
        max_connections=str(max(10, round(limits.max_connections * share))),
        request_head_seconds=str(max(2, round(limits.request_head_seconds * share))),
    )


def _called(row: Row, home: Path, seconds: int, count: int, broken: list[bytes], **limits: str) -> Row:
    build_index([write(home / "news", "Mayor0")], Settings(index=str(home / "index")))
    with serving(home / "index", home, **limits) as server:
        _raise_own_files(4 * (count + len(broken)))  # after the server, which keeps the system's 1,024
        asyncio.run(_Crowd(row, server, home, seconds).call(count, broken))
        _end(row, server)
    return row


def _raise_own_files(wanted: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if hard < 0 else min(wanted, hard), hard))


class _Crowd:
    """Who asks, and what the index may answer at a time."""

    def __init__(self, row: Row, server: Serving, home: Path, seconds: float) -> None:
        self._row, self._server, self._home, self._seconds = row, server, home, seconds
        self._end = time.monotonic() + seconds
        self._built_at = float("inf")
        self._seen_new = False

    async def call(self, count: int, broken: list[bytes]) -> None:
        """All of it."""
        others = [asyncio.create_task(self._break(begins)) for begins in broken]
        build = asyncio.create_task(asyncio.to_thread(self._build))
        await asyncio.gather(self._monitor(), *(self._asker() for _ in range(count)))
        await build
        async with self._client() as client:
            await self._ask(client)  # who comes last finds the new generation
        self._row.lost += not self._seen_new
        for other in others:
            other.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _client(self) -> httpx.AsyncClient:
        """One for each caller: where 200 share one, they wait for each other in it, half a minute and more."""
        return httpx.AsyncClient(base_url=self._server.url, timeout=PATIENCE_S, verify=_NO_CERTIFICATES)

    async def _asker(self) -> None:
        async with self._client() as client:
            while time.monotonic() < self._end:
                if await self._ask(client) == "reported":
                    await asyncio.sleep(1)

    async def _ask(self, client: httpx.AsyncClient) -> str:
        began = time.monotonic()

        def judge(reply: httpx.Response) -> str:
            new = _shows(reply, "Mayor1")
            self._seen_new |= new
            late = began > self._built_at + FOLLOWED_S
            return "right" if new or (not late and _shows(reply, "Mayor0")) else "wrong"

        return await self._heard(client.build_request("POST", "/ask", json={"question": QUESTION}), client, judge)

    async def _monitor(self) -> None:
        """Ask how the index is, each time over a new connection."""
        async with self._client() as client:
            while time.monotonic() < self._end:
                request = client.build_request("GET", "/health", headers={"Connection": "close"})
                await self._heard(
                    request, client, lambda reply: "right" if reply.json()["problem"] is None else "wrong"
                )
                await asyncio.sleep(MONITOR_S)

    async def _heard(
        self, request: httpx.Request, client: httpx.AsyncClient, judge: Callable[[httpx.Response], str]
    ) -> str:
        began = time.monotonic()
        try:
            reply = await client.send(request)
            if reply.status_code == httpx.codes.OK:
                said = judge(reply)
            elif reply.status_code == httpx.codes.SERVICE_UNAVAILABLE and "retry-after" in reply.headers:
                said = "reported"  # too many questions wait
            else:
                said = "traceback"
        except httpx.HTTPError as error:
            said = "lost"
            self._row.note(f"{type(error).__name__}: {error}")
        else:
            if said in ("traceback", "wrong"):
                self._row.note(f"{request.url.path} {reply.status_code} {reply.text}")
        self._row.count(said, time.monotonic() - began)
        return said

    async def _break(self, begins: bytes) -> None:
        """Begin a request and keep its connection for as long as the server bears it, again and again."""
        while True:
            with suppress(OSError):
                reader, writer = await asyncio.open_connection("127.0.0.1", self._server.port)
                self._row.tried += 1
                try:
                    writer.write(begins)
                    while not await _is_ended(reader):
                        writer.write(b" " if begins is HEAD_SENT else b"")
                    self._row.reported += 1
                finally:
                    writer.close()
            await asyncio.sleep(1)

    def _build(self) -> None:
        time.sleep(self._seconds / 3)
        write(self._home / "news", "Mayor1")
        command = [sys.executable, "-m", "qa", "build", "--index", str(self._home / "index")]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        self._built_at = time.monotonic()
        if ran.returncode:
            self._row.lost += 1
            self._row.note(ran.stderr)


async def _is_ended(reader: asyncio.StreamReader) -> bool:
    """Whether the server ends the connection within a second."""
    try:
        async with asyncio.timeout(1):
            while await reader.read(1000):
                pass
    except TimeoutError:
        return False
    return True


def _shows(reply: httpx.Response, mayor: str) -> bool:
    found = reply.json()
    shown = [*found["citations"], *found["nearest"]]
    return bool(shown) and mayor in shown[0]["passage"]


def _end(row: Row, server: Serving) -> None:
    """What the server took and wrote, and that it ends when asked to."""
    status = Path(f"/proc/{server.process.pid}/status")
    if status.exists():
        peak = next(line for line in status.read_text("ascii").splitlines() if line.startswith("VmHWM"))
        row.memory_mb = int(peak.split()[1]) // 1000
    code, _, errors = server.stop()
    row.tracebacks += errors.count("Traceback")
    row.lost += code not in (0, 130)
    row.notes += [errors[-300:]] if errors else []


CALLERS: dict[str, tuple[Kind, int]] = {  # seconds
    "slow callers": (slow_callers, 60),
    "16 askers": (askers(16), 120),
    "50 askers": (askers(50), 120),
    "200 askers": (askers(200), 120),
}
