"""REST as a program meets it: the real server, an HTTP client, and the command line's JSON to compare with."""

from __future__ import annotations

import asyncio
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI
from jsonschema import Draft202012Validator

from qa.interfaces.server.limits import Turns
from qa.interfaces.server.rest import add_errors, make_api
from qa.values import Answer
from tests.interfaces.browser import ROOT, Serving, serving
from tests.interfaces.command import gazette

QUESTIONS = [
    {"question": "Who opened the Millau viaduct?"},
    {"question": "Qui a découvert la pénicilline ?", "top_k": 3, "language": "en"},
    {"question": "Quelle est la recette de la pizza ?", "since": "2004", "until": "2022-06"},
    {"question": "Who?", "until": "1900"},
    {"question": "Qui a inauguré le viaduc de Millau, depuis décembre 2004 ?", "folder": "seeds"},
    {"question": "Qui a inauguré le viaduc de Millau, depuis 2022 ?", "folder": ["seeds"], "typed_dates": False},
]

MISTAKES = [
    {"question": "  "},
    {"question": "x" * 2000},
    {"question": "Who?", "since": "yesterday"},
    {"question": "Who?", "since": "2022", "until": "2021"},
    {"question": "Who?", "top_k": 101},
    {"question": "Who?", "language": "de"},
    {"question": "Who?", "folder": "nowhere"},
]


@pytest.fixture
def client(server: Serving) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=30) as opened:
        yield opened


def without_times(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "timings_ms"}


@pytest.fixture(scope="module")
def printed(server: Serving, tmp_path_factory: pytest.TempPathFactory) -> dict[bool, list[dict[str, Any]]]:
    """What the command line says to the same questions, in English and (True) in French."""
    file = tmp_path_factory.mktemp("questions") / "questions.jsonl"
    file.write_text("".join(json.dumps(question) + "\n" for question in [*QUESTIONS, *MISTAKES]), encoding="utf-8")
    return {
        french: [
            json.loads(line)
            for line in gazette(
                *("ask", "--file", file, "--json", "--index", server.index),
                cwd=file.parent,
                LC_ALL="fr_FR.UTF-8" if french else "C.UTF-8",
            ).stdout.splitlines()
        ]
        for french in (False, True)
    }


@pytest.mark.parametrize("number", range(len(QUESTIONS)))
def test_the_answer_is_that_of_the_command_line(
    client: httpx.Client, printed: dict[bool, list[dict[str, Any]]], number: int
) -> None:
    answered = client.post("/ask", json=QUESTIONS[number])
    assert (answered.status_code, answered.headers["content-type"]) == (200, "application/json")
    expected = printed[False][number]
    assert without_times(answered.json()) == without_times(expected)
    assert answered.json()["timings_ms"].keys() == expected["timings_ms"].keys()


@pytest.mark.parametrize("french", [False, True])
@pytest.mark.parametrize("number", range(len(MISTAKES)))
def test_a_mistake_is_told_as_on_the_command_line(
    client: httpx.Client, printed: dict[bool, list[dict[str, Any]]], number: int, french: bool
) -> None:
    headers = {"Accept-Language": "fr-CA,fr;q=0.9,en;q=0.5" if french else "de"}
    refused = client.post("/ask", json=MISTAKES[number], headers=headers)
    status = 404 if "folder" in MISTAKES[number] else 400
    assert (refused.status_code, refused.json()) == (status, printed[french][len(QUESTIONS) + number])


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "Field required"),
        (b"{", "JSON decode error"),
        (b"[]", "Input should be"),
        (b"{}", "question: Field required"),
        (b'{"question": 1}', "question: Input should be a valid string"),
        (b'{"question": "Who?", "top_k": "many"}', "top_k: Input should be a valid integer"),
        (b'{"question": "Who?", "topk": 3}', "topk: "),
        (b"[" * 100_000, "error parsing the body"),
        (b'{"question": "Who?\xff"}', "error parsing the body"),
    ],
)
def test_a_request_of_another_form_is_one_sentence(client: httpx.Client, body: bytes, told: str) -> None:
    refused = client.post("/ask", content=body, headers={"Content-Type": "application/json"})
    assert refused.status_code == 422
    assert refused.json().keys() == {"error"}
    assert told in refused.json()["error"]


def test_only_json_is_read(client: httpx.Client) -> None:
    """A form or plain text, which a page of another site may send without asking, is never a question."""
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        refused = client.post("/ask", content=b'{"question": "Who?"}', headers={"Content-Type": kind})
        assert refused.status_code == 422


def test_the_article_of_a_citation(client: httpx.Client) -> None:
    asked = client.post("/ask", json={"question": "Qui a inauguré le viaduc de Millau ?"})
    citation = asked.json()["citations"][0]
    article = client.get(f"/articles/{citation['article_id']}").json()
    assert article["text"][citation["start"] : citation["end"]] == citation["quote"] == "Jacques Chirac"
    assert (article["path"], article["date"], article["title"]) == (
        citation["path"],
        citation["date"],
        citation["title"],
    )


@pytest.mark.parametrize("id", ["a1:0", "..%2F..%2Fetc%2Fpasswd", "%00", "'; DROP TABLE articles; --", "é" * 500])
def test_an_article_that_is_not_there(client: httpx.Client, id: str) -> None:
    unknown = client.get(f"/articles/{id}", headers={"Accept-Language": "fr"})
    assert unknown.status_code == 404
    if "%2F" not in id:  # two folders are no path of ours
        assert unknown.json()["error"].startswith("L’index ne contient pas d’article « ")


def test_health_is_the_status_of_the_command_line(client: httpx.Client, server: Serving) -> None:
    printed = gazette("status", "--json", "--index", server.index, cwd=server.folder).stdout
    assert client.get("/health").json() == json.loads(printed)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/ask", "POST"),
        ("DELETE", "/ask", "POST"),
        ("POST", "/articles/a1:0", "GET"),
        ("PUT", "/health", "GET"),
        ("GET", "/mcp", "POST"),
        ("DELETE", "/mcp", "POST"),
    ],
)
def test_other_methods(client: httpx.Client, method: str, path: str, allowed: str) -> None:
    refused = client.request(method, path)
    assert (refused.status_code, refused.headers["allow"]) == (405, allowed)
    assert refused.json() == {"error": f"{path} does not take {method}: use {allowed}."}


def test_the_description_is_served_and_needs_no_other_host(client: httpx.Client) -> None:
    described = client.get("/openapi.json").json()
    assert {(path, method) for path, methods in described["paths"].items() for method in methods} == {
        ("/ask", "post"),
        ("/search", "get"),
        ("/articles/{id}", "get"),
        ("/articles/{id}/citation", "get"),
        ("/health", "get"),
        ("/ready", "get"),
    }
    assert "422" in described["paths"]["/ask"]["post"]["responses"]
    assert "HTTPValidationError" not in described["components"]["schemas"]
    assert described["components"]["schemas"]["Answer"]["required"][:3] == ["question", "language", "state"]
    citation = client.post("/ask", json=QUESTIONS[0]).json()["citations"][0]
    for schema, answered in (
        ("Answer", client.post("/ask", json=QUESTIONS[2])),
        ("Article", client.get(f"/articles/{citation['article_id']}")),
        ("IndexStatus", client.get("/health")),
        ("Problem", client.get("/articles/a1:0")),
    ):
        whole = {"$ref": f"#/components/schemas/{schema}", "components": described["components"]}
        Draft202012Validator(whole).validate(answered.json())
    for path in ("/redoc", "/gradio_api/docs"):
        assert client.get(path).status_code == 404
    shown = client.get("/docs").text
    loaded = re.findall(r"""(?:src|href|url)(?:=|: )["']([^"']+)""", shown)
    assert len(loaded) >= 4
    for address in loaded:
        assert client.get(address).status_code == 200, address  # which an address of another host would not be
        assert address.startswith("/")


def test_the_readme_s_calls_are_answered(client: httpx.Client) -> None:
    readme = (ROOT / "qa" / "interfaces" / "server" / "README.md").read_text(encoding="utf-8")
    calls = [shlex.split(call) for call in re.findall(r"^curl (http://127.+)$", readme, re.MULTILINE)]
    assert [urlsplit(url).path.split("/")[1] for url, *_ in calls] == ["ask", "articles", "health"]
    for url, *options in calls:
        if options:
            answered = client.post(urlsplit(url).path, json=json.loads(options[1]))
        else:
            answered = client.get(urlsplit(url).path)
        assert answered.status_code == 200
    (configuration,) = re.findall(r"```json\n(.+?)```", readme, re.DOTALL)
    assert urlsplit(json.loads(configuration)["mcpServers"]["gazette"]["url"]).path == "/mcp"  # see test_mcp.py


def test_an_index_that_is_missing_is_503(tmp_path: Path) -> None:
    index = tmp_path / "indexes" / "later"
    with serving(index, tmp_path) as server, httpx.Client(base_url=server.url, timeout=30) as client:
        printed = gazette("ask", "Who?", "--index", index, cwd=tmp_path).stderr.strip()
        assert printed.startswith("There is no index in")
        for answered in (
            client.post("/ask", json={"question": "Who?"}),
            client.get("/articles/a1:0"),
            client.get("/health"),
        ):
            assert (answered.status_code, answered.json()) == (503, {"error": printed})
        assert client.post("/ask", json={"question": ""}).status_code == 400


def test_a_bug_is_one_sentence(caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        def ask(self, question: str, **filters: object) -> Answer:
            raise ZeroDivisionError("secret")

    app = FastAPI()
    app.include_router(make_api(Broken(), Turns(at_once=1, waiting=0)))  # type: ignore[arg-type]
    add_errors(app)

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.post("/ask", json={"question": "Qui ?"}, headers={"Accept-Language": "fr"})

    failed = asyncio.run(ask())
    assert failed.status_code == 500
    assert failed.json()["error"].startswith("Une erreur a empêché de répondre")


@pytest.mark.parametrize("path", ["/health", "/articles/{id}"])
def test_a_monitor_asks_for_the_head_alone(client: httpx.Client, path: str) -> None:
    path = path.format(id=client.post("/ask", json=QUESTIONS[0]).json()["citations"][0]["article_id"])
    whole, head = client.get(path), client.head(path)
    assert (whole.status_code, head.status_code) == (200, 200)
    assert (head.content, head.headers["content-type"]) == (b"", "application/json")


@pytest.mark.parametrize("path", ["/health", "/articles/{id}", "/mcp", "/ask"])
def test_a_slash_at_the_end_makes_no_difference(client: httpx.Client, path: str) -> None:
    path = path.format(id=client.post("/ask", json=QUESTIONS[0]).json()["citations"][0]["article_id"])
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"} if path == "/mcp" else QUESTIONS[0]
    accept = {"Accept": "application/json, text/event-stream"}
    one, other = (
        client.post(at, json=body, headers=accept) if path in ("/mcp", "/ask") else client.get(at)
        for at in (path, path + "/")
    )
    assert (one.status_code, other.status_code) == (200, 200)
    assert without_times(one.json()) == without_times(other.json())
