"""The MCP tools: what an assistant calls to quote the articles. The JSON of the command line, over streamable HTTP."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from importlib.metadata import version
from typing import Any

from anyio import to_thread
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)
from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.ask.engine import Engine
from qa.ask.search.results import SearchPage
from qa.errors import GazetteError
from qa.interfaces.format import to_json
from qa.interfaces.i18n import UNFORESEEN, accepted_language, in_language, say
from qa.interfaces.server.limits import Turns
from qa.interfaces.server.schemas import MALFORMED, ArticleById, AskRequest, find_article, reason_of, refusal_of
from qa.interfaces.server.search_arguments import SearchArguments
from qa.values import Answer, Article

INSTRUCTIONS = (
    "Gazette answers questions over a folder of articles in French and English with verbatim quotes. Quote them as "
    "they are, with their article and date; where the state is not_found, say that the articles do not answer; "
    "where it is extracts, the citations are the best passages about the topic."
)
Call = Callable[[Mapping[str, Any]], Awaitable[str]]
Context = ServerRequestContext[Any, Request]
_HALF_ESCAPED = re.compile(rb"\\u[dD][89a-fA-F]")  # perhaps one of two halves that make a character
_HALF = re.compile("[\ud800-\udfff]")
log = logging.getLogger(__name__)


_ASK, _ARTICLE, _SEARCH = TypeAdapter(AskRequest), TypeAdapter(ArticleById), TypeAdapter(SearchArguments)


def _tool(name: str, title: str, description: str, arguments: TypeAdapter[Any], result: type) -> Tool:
    return Tool(
        name=name,
        title=title,
        description=description,
        input_schema=arguments.json_schema(),
        output_schema=TypeAdapter(result).json_schema(mode="serialization"),
        annotations=ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False),
    )


TOOLS = [
    _tool(
        "ask",
        "Ask the articles",
        "Answer a question with verbatim quotes of the articles, each with its article, date and exact place; or say "
        "that the articles do not answer. Nothing is generated: `text` is what the first citation quotes.",
        _ASK,
        Answer,
    ),
    _tool(
        "search",
        "Search the articles",
        "Every article that holds some words, a page at a time, each with the passages where they stand, quoted "
        "verbatim; with the counts by year, language and folder. For an overview of what the articles say about "
        "something, or where `ask` finds no answer.",
        _SEARCH,
        SearchPage,
    ),
    _tool(
        "article",
        "Read an article",
        "The whole article that a citation quotes: the citation's `start` and `end` count characters of its `text`.",
        _ARTICLE,
        Article,
    ),
]


def make_mcp(engine: Engine, turns: Turns) -> StreamableHTTPSessionManager:
    """The MCP server as a handler of HTTP requests, to be run as long as the application.

    It keeps no session between requests, so programs that come and go leave nothing behind. Who may come in is for
    the application to say, so the package's own check of hosts is left off.
    """
    calls = _calls(engine, turns)

    async def list_tools(context: Context, params: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=TOOLS)

    async def call_tool(context: Context, params: CallToolRequestParams) -> CallToolResult:
        language = accepted_language(context.request.headers.get("accept-language", "")) if context.request else "en"
        call = calls.get(params.name)
        if call is None:
            return _failure(say(language, "There is no tool {name!r}: call ask, search or article.", name=params.name))
        try:
            text = await call(params.arguments or {})
        except ValidationError as error:
            refusal = refusal_of(error.errors()[0])
            if refusal is not None:
                return _failure(in_language(refusal.message, language))
            return _failure(say(language, MALFORMED, reason=reason_of(error.errors()[0])))
        except GazetteError as error:
            return _failure(in_language(error.message, language))
        except Exception:  # the last one who can tell the caller; the log keeps the traceback
            log.exception("An MCP tool failed")
            return _failure(say(language, UNFORESEEN))
        return CallToolResult(content=[TextContent(text=text)], structured_content=json.loads(text))

    server = Server(
        "gazette",
        version=version("gazette"),
        title="Gazette",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )
    return StreamableHTTPSessionManager(server, json_response=True, stateless=True)


class WholeCharacters:
    """A layer around the protocol's own handler, which cannot read halves of characters: they become NUL.

    The tools refuse that as they refuse the halves, with the sentence of every other interface.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""

        async def whole() -> MutableMapping[str, Any]:
            message = await receive()  # the whole body: the guard has read it to its end
            body = message.get("body", b"")
            return {**message, "body": _without_halves(body)} if _HALF_ESCAPED.search(body) else message

        await self._app(scope, whole, send)


def _without_halves(body: bytes) -> bytes:
    try:
        read = json.dumps(json.loads(body), ensure_ascii=False)
    except ValueError:  # not JSON: the protocol says so
        return body
    return _HALF.sub(lambda half: "\\u0000", read).encode()


def _calls(engine: Engine, turns: Turns) -> Mapping[str, Call]:
    """What each tool does: arguments -> JSON."""

    async def ask(arguments: Mapping[str, Any]) -> str:
        asked = _ASK.validate_python(arguments)
        answer = await turns.take(lambda: asked.put_to(engine))
        turns.metrics.answered(answer, "mcp")
        return to_json(answer)

    async def search(arguments: Mapping[str, Any]) -> str:
        wanted = _SEARCH.validate_python(arguments)
        return to_json(await turns.take(lambda: wanted.put_to(engine)))

    async def article(arguments: Mapping[str, Any]) -> str:
        wanted = _ARTICLE.validate_python(arguments)
        return to_json(await to_thread.run_sync(find_article, engine, wanted.id))

    return {"ask": ask, "search": search, "article": article}


def _failure(sentence: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(text=sentence)], is_error=True)
