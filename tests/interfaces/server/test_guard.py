"""Requests that no program makes, wrong passwords by the dozen, and what every response carries; without a server."""

from __future__ import annotations

import base64

import anyio
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from qa.interfaces.server import guesses, security
from qa.interfaces.server.guesses import MOST, WINDOW_S, Guesses
from qa.interfaces.server.security import Access, Guard


async def inner(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("in")(scope, receive, send)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "WRONG_PASSWORD_S", 0)


def call(
    guard: Guard, path: str = "/health", client: str = "10.0.0.7", query_string: bytes = b"", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of what the guard answers."""
    sent: list[Message] = []
    names = {"host": "localhost", **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": query_string,
        "client": (client, 1),
        "headers": [(name.encode(), value.encode()) for name, value in names.items()],
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    anyio.run(guard, scope, receive, send)
    answered = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], answered, b"".join(message.get("body", b"") for message in sent[1:])


OPEN = Access("gazette", None, 1_000_000)


@pytest.mark.parametrize("folder", ["/static/", "/assets/", "/svelte/", "/gradio_api/incoming/", "/"])
def test_a_path_of_thousands_of_characters_or_with_a_name_that_no_file_can_have(folder: str) -> None:
    for name in ("a" * 5000, "a" * 300, "é" * 200 + "/b"):
        status, _, body = call(Guard(inner, OPEN), folder + name)
        assert (status, body) == (414, b'{"error": "The address is too long: check it."}'), name
    assert call(Guard(inner, OPEN), folder + "a" * 255 + "/" + "é" * 127)[0] == 200
    assert call(Guard(inner, OPEN), "/articles/" + "a" * 300)[0] == 200


@pytest.mark.parametrize("headers", [{"cookie": "a" * 70_000}, {f"x_{number}": "a" * 700 for number in range(100)}])
def test_a_head_of_more_than_64_kb_though_it_comes_in_one_piece(headers: dict[str, str]) -> None:
    status, answered, body = call(Guard(inner, OPEN), **headers)
    assert (status, body) == (431, b'{"error": "The head of the request is larger than 64 kB: send less in it."}')
    assert "x-frame-options" in answered
    assert call(Guard(inner, OPEN), query_string=b"q=" + b"a" * 70_000)[0] == 431
    assert call(Guard(inner, OPEN), cookie="a" * 60_000)[0] == 200


@pytest.mark.parametrize("length", ["9" * 5000, "-1", "1e3", "", "0x10", "٣"])
@pytest.mark.parametrize("path", ["/ask", "/gradio_api/incoming/x"])
def test_a_length_that_is_none(length: str, path: str) -> None:
    status, _, body = call(Guard(inner, OPEN), path, content_length=length)
    assert (status, b"Content-Length" in body) == (400, True)


def test_what_every_response_carries() -> None:
    for path, status in (("/health", 200), ("/" + "a" * 2000, 414)):
        answered = call(Guard(inner, OPEN), path)
        assert answered[0] == status
        assert answered[1]["x-frame-options"] == "DENY"
        assert answered[1]["referrer-policy"] == "same-origin"
        assert answered[1]["x-content-type-options"] == "nosniff"
        policy = answered[1]["content-security-policy"].split("; ")
        assert {"default-src 'self'", "object-src 'none'", "frame-ancestors 'none'"} <= set(policy)


def basic(password: str) -> str:
    return "Basic " + base64.b64encode(f"gazette:{password}".encode()).decode()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(guesses.time, "monotonic", lambda: now[0])
    return now


def test_an_address_that_guesses_has_to_wait_and_no_other_has(clock: list[float]) -> None:
    guard = Guard(inner, Access("gazette", "the right one", 1_000_000))
    for _ in range(MOST):
        assert call(guard, authorization=basic("a wrong one"))[0] == 401
    status, headers, body = call(guard, authorization=basic("the right one"))
    assert (status, headers["retry-after"]) == (429, "60")
    assert b"wait a minute" in body
    assert call(guard)[0] == 401  # who says nothing guesses nothing
    assert call(guard, client="10.0.0.8", authorization=basic("the right one"))[0] == 200
    clock[0] += WINDOW_S + 1
    assert call(guard, authorization=basic("the right one"))[0] == 200


def test_an_owner_of_many_addresses_counts_as_one(clock: list[float]) -> None:
    counted = Guesses()
    for number in range(MOST):
        counted.add(f"2001:db8::{number:x}")
    assert counted.wait_s("2001:db8::ffff") > 0
    assert counted.wait_s("2001:db8:0:1::1") == 0
    for number in range(11_000):
        counted.add(f"10.1.{number // 256}.{number % 256}")
    assert len(counted._wrong) == 10_000
