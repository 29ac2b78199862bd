"""The MCP tools as an assistant meets them: the protocol's own client, over HTTP, against the real server."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import pytest
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult, TextContent

from tests.interfaces.browser import Serving
from tests.interfaces.command import gazette
from tests.interfaces.server.conftest import PASSWORD
from tests.interfaces.server.test_rest import without_times


def with_client(server: Serving, work: Callable[[Client], Awaitable[Any]], mode: str = "auto", **headers: str) -> Any:
    async def connected() -> Any:
        async with (
            httpx2.AsyncClient(headers=headers, timeout=30) as http,
            Client(streamable_http_client(f"{server.url}/mcp", http_client=http), mode=mode) as client,
        ):
            return await work(client)

    return asyncio.run(connected())


def sentence(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


@pytest.mark.parametrize("mode", ["auto", "legacy"])  # the protocol of 2026, and the one with a handshake before it
def test_the_tool_answers_as_the_command_line(server: Serving, mode: str) -> None:
    question = {"question": "Qui a inauguré le viaduc de Millau ?", "top_k": 5, "since": "2004"}

    async def work(client: Client) -> tuple[list[str], CallToolResult]:
        tools = await client.list_tools()
        return [tool.name for tool in tools.tools], await client.call_tool("ask", question)

    names, result = with_client(server, work, mode)
    assert names == ["ask", "search", "article"]
    assert not result.is_error
    asked = ("ask", question["question"], "--top-k=5", "--since=2004", "--json", "--index", server.index)
    printed = gazette(*asked, cwd=server.folder)
    expected = without_times(json.loads(printed.stdout))
    assert expected["text"] == "Jacques Chirac"
    assert without_times(json.loads(sentence(result))) == without_times(result.structured_content) == expected


def test_the_tools_are_described(server: Serving) -> None:
    async def work(client: Client) -> Any:
        return (await client.list_tools()).tools

    ask, search, article = with_client(server, work)
    assert ask.input_schema["required"] == ["question"]
    assert set(ask.input_schema["properties"]) == {
        "question",
        "top_k",
        "language",
        "since",
        "until",
        "folder",
        "file_type",
        "typed_dates",
        "as_typed",
    }
    assert ask.output_schema["properties"].keys() >= {"state", "text", "confidence", "citations", "nearest"}
    assert article.output_schema["properties"].keys() >= {"text", "title", "date", "path"}
    for tool in (ask, search, article):
        assert tool.annotations.read_only_hint
        assert not tool.annotations.open_world_hint


def test_an_article_is_read(server: Serving) -> None:
    async def work(client: Client) -> tuple[Any, Any]:
        answer = (await client.call_tool("ask", {"question": "Who opened the Millau viaduct?"})).structured_content
        citation = answer["citations"][0]
        return citation, (await client.call_tool("article", {"id": citation["article_id"]})).structured_content

    citation, article = with_client(server, work)
    assert article["text"][citation["start"] : citation["end"]] == citation["quote"]


@pytest.mark.parametrize(
    ("tool", "arguments", "told"),
    [
        ("ask", {"question": ""}, "La question est vide : écrivez au moins un mot."),
        ("ask", {"question": "Qui ?", "since": "hier"}, "La date de début (since) ne peut pas être « hier »"),
        ("ask", {"question": "Qui ?", "topk": 3}, "La requête n’est pas valide (topk"),
        ("ask", {}, "La requête n’est pas valide (question"),
        ("article", {"id": "a1:0"}, "L’index ne contient pas d’article « a1:0 »"),
        ("delete", {}, "Il n’y a pas d’outil « delete »"),
    ],
)
def test_a_mistake_is_a_sentence(server: Serving, tool: str, arguments: dict[str, Any], told: str) -> None:
    async def work(client: Client) -> CallToolResult:
        return await client.call_tool(tool, arguments)

    result = with_client(server, work, **{"Accept-Language": "fr"})
    assert result.is_error
    assert sentence(result).startswith(told)


def test_the_password_is_asked_for(protected: Serving) -> None:
    async def work(client: Client) -> CallToolResult:
        return await client.call_tool("ask", {"question": "Who opened the Millau viaduct?"})

    with pytest.raises(ExceptionGroup) as caught:
        with_client(protected, work)
    assert caught.group_contains(MCPError, match="error response")
    basic = base64.b64encode(f"jeanne:{PASSWORD}".encode()).decode()
    assert with_client(protected, work, Authorization=f"Basic {basic}").structured_content["text"]
