"""Searching over REST and MCP, in this process: what the engine finds, as JSON; a mistake is one sentence."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import rispy
from fastapi import FastAPI
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator
from starlette.routing import Route

from qa.ask.engine import Engine
from qa.interfaces.format import to_json
from qa.interfaces.server.limits import Turns
from qa.interfaces.server.mcp import make_mcp
from qa.interfaces.server.rest import add_errors, make_api, other_methods
from qa.values import Filters


@pytest.fixture(scope="module")
def client(tiny_engine: Engine) -> Iterator[TestClient]:
    turns = Turns(2, 2)
    mcp = make_mcp(tiny_engine, turns)

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        async with mcp.run():
            yield

    app = FastAPI(lifespan=running)
    app.include_router(make_api(tiny_engine, turns))
    add_errors(app)
    app.router.routes += [Route("/mcp", mcp.asgi_app, methods=["POST"]), *other_methods()]
    with TestClient(app) as opened:
        yield opened


def without_time(page: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in page.items() if name != "milliseconds"}


def called(client: TestClient, **arguments: object) -> dict[str, Any]:
    """What the MCP tool gives."""
    call = {"name": "search", "arguments": arguments}
    headers = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"}
    asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    result: dict[str, Any] = client.post("/mcp", json=asked, headers=headers).json()["result"]
    return result


def test_both_give_what_the_engine_finds(client: TestClient, tiny_engine: Engine) -> None:
    filters = Filters(language="fr", since="1900", folders=("seeds",))
    expected = without_time(
        json.loads(
            to_json(tiny_engine.search('viaduc "de Millau"', filters=filters, order="oldest", size=5, extracts=1))
        )
    )
    assert expected["articles"] >= 1
    asked = {"query": 'viaduc "de Millau"', "order": "oldest", "size": 5, "extracts": 1, "language": "fr"}
    asked |= {"since": "1900", "folder": ["seeds"]}
    got = client.get("/search", params=asked)
    assert (got.status_code, without_time(got.json())) == (200, expected)
    tool = called(client, **asked)
    assert without_time(tool["structuredContent"]) == without_time(json.loads(tool["content"][0]["text"])) == expected


def test_the_page_is_what_is_described(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    schema = {"$ref": "#/components/schemas/SearchPage", "components": described["components"]}
    page = client.get("/search", params={"query": "Paris", "meaning": "true"}).json()
    Draft202012Validator(schema).validate(page)
    assert page["by_meaning"] is True
    names = {one["name"] for one in described["paths"]["/search"]["get"]["parameters"]}
    assert names == {
        *("query", "order", "meaning", "first", "size", "extracts"),
        *("language", "since", "until", "folder", "file_type", "format"),
    }


@pytest.mark.parametrize(
    ("asked", "status", "told"),
    [
        ({"query": "  "}, 400, "La recherche est vide"),
        ({"query": "-Paris"}, 400, "ne fait qu’exclure"),
        ({"query": "Paris", "order": "best"}, 400, "order ne peut pas valoir"),
        ({"query": "Paris", "size": 501}, 400, "size ne peut pas valoir 501"),
        ({"query": "Paris", "first": -1}, 400, "first ne peut pas valoir -1"),
        ({"query": "Paris", "folder": ["nowhere"]}, 404, "nowhere"),
        ({"query": "Paris", "since": "hier"}, 400, "hier"),
        ({}, 422, "query: Field required"),
        ({"query": "Paris", "size": "many"}, 422, "size: "),
        ({"query": "Paris", "format": "pdf"}, 400, "format ne peut pas valoir"),
        ({"query": "Paris", "colour": "red"}, 422, "colour: "),
    ],
)
def test_a_mistake_is_one_sentence(client: TestClient, asked: dict[str, Any], status: int, told: str) -> None:
    refused = client.get("/search", params=asked, headers={"Accept-Language": "fr"})
    assert refused.status_code == status
    assert told in refused.json()["error"]
    failed = called(client, **asked)
    assert failed["isError"]


def test_what_is_found_is_saved_and_a_quote_cited(client: TestClient) -> None:
    page = client.get("/search", params={"query": "viaduc"}).json()
    saved = client.get("/search", params={"query": "viaduc", "format": "ris", "size": 1})
    assert saved.headers["content-disposition"] == 'attachment; filename="gazette-search.ris"'
    assert [entry["title"] for entry in rispy.loads(saved.text)] == [one["title"] for one in page["found"]]
    table = client.get("/search", params={"query": "viaduc", "format": "csv"}, headers={"Accept-Language": "fr"})
    rows = list(csv.reader(io.StringIO(table.text.lstrip("\ufeff")), delimiter=";"))
    assert [row[0] for row in rows[1:]] == [one["title"] for one in page["found"] for _ in one["extracts"]]
    cited = page["found"][0]["extracts"][0]["citation"]
    place = {"start": cited["start"], "end": cited["end"], "format": "csl"}
    (item,) = client.get(f"/articles/{cited['article_id']}/citation", params=place).json()
    assert " ".join(cited["quote"].split()) in item["note"]
    wrong = client.get(f"/articles/{cited['article_id']}/citation", params={"start": 0, "end": 10**9})
    assert wrong.status_code == 400
    assert client.get("/articles/a1:0/citation", params=place).status_code == 404


def test_only_get_is_taken(client: TestClient) -> None:
    refused = client.post("/search", json={"query": "Paris"})
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET")
