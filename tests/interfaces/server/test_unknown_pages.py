"""Requests of pages that the server does not know, and texts that are none: one sentence each, nothing in the log."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from qa.ask.engine import Engine
from qa.interfaces.server.app import make_app
from qa.interfaces.server.security import Access

NO_TEXT = ["a\0b", "\ud800", "x\udfffy", "Qui a inauguré le viaduc \ude00\ud83d ?"]
ACCEPTS = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}


@pytest.fixture(scope="module")
def client(tiny_engine: Engine) -> Iterator[TestClient]:
    with TestClient(make_app(tiny_engine, Access("gazette", None, 1_000_000)), base_url="http://localhost") as client:
        yield client


def test_a_stream_of_an_unknown_page_ends(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        reply = client.get("/gradio_api/queue/data", params={"session_hash": "of another server"})
    assert reply.status_code == 200
    assert '"session_not_found":true' in reply.text
    assert caplog.records == []


def called(client: TestClient, tool: str, arguments: dict[str, str], headers: dict[str, str] = ACCEPTS) -> str:
    """What a tool says."""
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": tool, "arguments": arguments}}
    reply = client.post("/mcp", content=json.dumps(call), headers=headers)
    assert reply.status_code == 200, reply.text
    return str(reply.json()["result"]["content"][0]["text"])


@pytest.mark.parametrize("text", NO_TEXT)
def test_what_is_no_text_is_refused_with_one_sentence_at_every_door(client: TestClient, text: str) -> None:
    sentence = "The question holds a NUL or half of a character, which is no text: type it again."
    reply = client.post("/ask", content=json.dumps({"question": text}), headers=ACCEPTS)
    assert (reply.status_code, reply.json()["error"]) == (400, sentence)
    assert called(client, "ask", {"question": text}) == sentence
    assert called(client, "search", {"query": text}) == sentence.replace("question", "search")


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", ["folder", "since", "until", "language"])
def test_a_filter_that_is_no_text_is_refused_too(client: TestClient, name: str, language: str) -> None:
    headers = {**ACCEPTS, "Accept-Language": language}
    asked = {"question": "Who opened the Millau viaduct?", name: "a\ud800"}
    reply = client.post("/ask", content=json.dumps(asked), headers=headers)
    assert (reply.status_code, name in reply.json()["error"]) == (400, True)
    over_mcp = called(client, "ask", asked, headers)  # where half of a character has become a NUL
    assert over_mcp.rpartition(":")[2] == reply.json()["error"].rpartition(":")[2]


def test_a_search_over_rest_is_refused_too(client: TestClient) -> None:
    reply = client.get("/search", params={"query": "a\0b"})
    assert reply.status_code == 400
    assert reply.json()["error"].startswith("The search holds a NUL")


def test_a_character_in_two_halves_is_a_character(client: TestClient) -> None:
    assert '"query":"viaduc 😀"' in called(client, "search", {"query": "viaduc 😀"})
