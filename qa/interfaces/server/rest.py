"""REST for programs: ask, search, read an article, ask how the index is. The JSON of the command line, over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, FastAPI, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter, WithJsonSchema
from starlette.exceptions import HTTPException
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.ask.engine import Engine
from qa.ask.search.results import SearchPage
from qa.errors import GazetteError, QuestionError, ServerBusy, StoreError, UnknownArticle, UnknownFolder
from qa.interfaces.citations import MEDIA_TYPES, SUFFIXES, citation_form, cited_as
from qa.interfaces.format import error_json, to_json
from qa.interfaces.i18n import UNFORESEEN, accepted_language, in_language, say
from qa.interfaces.saved_search import save_search
from qa.interfaces.server.limits import Turns
from qa.interfaces.server.quotes import QuoteArguments
from qa.interfaces.server.schemas import MALFORMED, AskRequest, find_article, reason_of, refusal_of
from qa.interfaces.server.search_arguments import SavingArguments
from qa.interfaces.web.indexes import own_path, path_within
from qa.reports import IndexStatus
from qa.values import Answer, Article, LanguageCode

RETRY_AFTER_S = 5  # advice to a program that was turned away: about what a full queue takes
STATUS = {UnknownFolder: 404, QuestionError: 400, UnknownArticle: 404, ServerBusy: 503, StoreError: 503}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong and what to do next, in the language of `Accept-Language`."""

    error: str


NO_INDEX = {"model": Problem, "description": "The index is missing or cannot answer, or too many questions wait."}
_CITATIONS: dict[str, Any] = {  # CSL-JSON is an array, the others are text
    kind: {"schema": {"type": "array" if kind.endswith("json") else "string"}} for kind in MEDIA_TYPES.values()
}
_NO_FOLDER = {"model": Problem, "description": "The index holds no article in a folder that was named."}
_MALFORMED = {"model": Problem, "description": "The request does not have the form that is described here."}


def _without_tuples(schema: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """Pairs described as short lists of either type: tools that know older schemas take `prefixItems` for an error."""
    if isinstance(schema, list):
        return [_without_tuples(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    parts = {name: _without_tuples(part) for name, part in schema.items()}
    first = parts.pop("prefixItems", None)
    return parts if first is None else {**parts, "items": {"anyOf": first}}


_Status = Annotated[IndexStatus, WithJsonSchema(_without_tuples(TypeAdapter(IndexStatus).json_schema()))]


def make_api(engine: Engine, turns: Turns) -> APIRouter:
    """The routes for programs. Whoever includes them adds `add_errors` to the application too."""
    router = APIRouter(tags=["Gazette"])

    @router.post(
        "/ask",
        response_model=Answer,
        responses={
            400: {"model": Problem, "description": "The question or a filter cannot be understood."},
            404: _NO_FOLDER,
            413: {"model": Problem, "description": "The request is too large."},
            422: _MALFORMED,
            503: NO_INDEX,
        },
    )
    async def ask(asked: AskRequest) -> Response:
        """Answer a question with verbatim quotes and their exact place, or say that the articles do not."""
        answer = await turns.take(lambda: asked.put_to(engine))
        turns.metrics.answered(answer, "rest")
        return json_response(to_json(answer))

    _add_search(router, engine, turns)
    _add_articles(router, engine)
    _add_citation(router, engine)
    return router


def _add_search(router: APIRouter, engine: Engine, turns: Turns) -> None:
    @router.get(
        "/search",
        response_model=SearchPage,
        responses={
            200: {"content": _CITATIONS},
            400: {"model": Problem, "description": "The search, a filter or a number cannot be understood."},
            404: _NO_FOLDER,
            422: _MALFORMED,
            503: NO_INDEX,
        },
    )
    async def search(wanted: Annotated[SavingArguments, Query()], request: Request) -> Response:
        """Every article that holds some words, with the passages where they stand; a page at a time, or as a file."""
        if wanted.format == "json":
            return json_response(to_json(await turns.take(lambda: wanted.put_to(engine))))
        language = language_of(request)
        saved = await turns.take(lambda: save_search(engine, wanted, wanted.format, language))
        return _file(saved.name, saved.media_type, saved.text)


def _add_articles(router: APIRouter, engine: Engine) -> None:
    @router.get(
        "/articles/{id}",
        response_model=Article,
        responses={
            404: {"model": Problem, "description": "The index holds no such article."},
            422: _MALFORMED,
            503: NO_INDEX,
        },
    )
    def article(id: Annotated[str, Path(description="The `article_id` of a citation.")]) -> Response:
        """The article as the index stores it: the text that the offsets of a citation count."""
        return json_response(to_json(find_article(engine, id)))

    @router.get("/health", response_model=_Status, responses={503: NO_INDEX})
    def health(request: Request) -> Response:
        """What the index holds, if it can answer."""
        status = engine.status()
        if status.problem is not None:
            return problem(in_language(status.problem, language_of(request)), 503)
        return json_response(to_json(status))


def _add_citation(router: APIRouter, engine: Engine) -> None:
    @router.get(
        "/articles/{id}/citation",
        response_class=Response,  # no JSON of our own
        responses={
            200: {
                "description": "The citation as a file.",
                "content": _CITATIONS,
            },
            400: {"model": Problem, "description": "The article has no such characters, or there is no such format."},
            404: {"model": Problem, "description": "The index holds no such article."},
            422: _MALFORMED,
            503: NO_INDEX,
        },
    )
    def citation(
        id: Annotated[str, Path(description="The `article_id` of a citation.")],
        quoted: Annotated[QuoteArguments, Query()],
        request: Request,
    ) -> Response:
        """A quote of an article as other programs cite it: BibTeX, RIS, CSL-JSON, or a footnote."""
        form = citation_form(quoted.format)
        cited = quoted.cite(engine, id)
        return _file(
            f"gazette-citation.{SUFFIXES[form]}", MEDIA_TYPES[form], cited_as(form, [cited], language_of(request))
        )


def add_errors(app: FastAPI) -> None:
    """Answer every error of the routes above with one sentence, and other methods on their paths with 405."""

    @app.exception_handler(GazetteError)
    async def refused(request: Request, error: GazetteError) -> Response:
        status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)
        return problem(in_language(error.message, language_of(request)), status, busy=isinstance(error, ServerBusy))

    @app.exception_handler(RequestValidationError)
    async def malformed(request: Request, error: RequestValidationError) -> Response:
        refusal = refusal_of(error.errors()[0])
        if refusal is not None:
            return await refused(request, refusal)
        return problem(say(language_of(request), MALFORMED, reason=reason_of(error.errors()[0])), 422)

    @app.exception_handler(HTTPException)  # JSON that nests too deeply, or is no UTF-8
    async def unreadable(request: Request, error: HTTPException) -> Response:
        return problem(say(language_of(request), MALFORMED, reason=error.detail), 422)

    @app.exception_handler(Exception)
    async def unforeseen(request: Request, error: Exception) -> Response:  # the server logs its traceback
        return problem(say(language_of(request), UNFORESEEN), 500)


class Lenient:
    """A layer that takes "/mcp/" for "/mcp" and HEAD for GET, as many programs ask; only on the paths for programs."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on as it is meant; the server itself leaves out the body of an answer to HEAD."""
        path = scope.get("path", "").rstrip("/")
        inner = path_within(own_path(scope).rstrip("/")) if scope["type"] == "http" else ""
        if inner in ("/ask", "/health", "/ready", "/metrics", "/mcp") or inner.startswith("/articles/"):
            method = "GET" if scope["method"] == "HEAD" else scope["method"]
            scope = {**scope, "path": path, "raw_path": quote(path).encode(), "method": method}
        await self._app(scope, receive, send)


class NotAllowed:
    """An endpoint for the methods that a path does not have: the chat, which takes all other paths, never sees them."""

    def __init__(self, allowed: str) -> None:
        self._allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Say which method the path takes."""
        request = Request(scope)
        sentence = say(
            language_of(request),
            "{path} does not take {method}: use {allowed}.",
            path=request.url.path,
            method=request.method,
            allowed=self._allowed,
        )
        response = problem(sentence, 405)
        response.headers["Allow"] = self._allowed
        await response(scope, receive, send)


def other_methods() -> list[Route]:
    """Routes to put after those of `make_api`."""
    return [
        Route("/ask", NotAllowed("POST")),
        Route("/search", NotAllowed("GET")),
        Route("/articles/{id}/citation", NotAllowed("GET")),
        Route("/articles/{id}", NotAllowed("GET")),
        Route("/health", NotAllowed("GET")),
    ]


def language_of(request: Request) -> LanguageCode:
    """The language that a request asks for."""
    return accepted_language(request.headers.get("accept-language", ""))


def json_response(text: str, status: int = 200) -> Response:
    """JSON that is text already."""
    return Response(text, status, media_type="application/json")


def _file(name: str, media_type: str, text: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type=f"{media_type}; charset=utf-8", headers=headers)


def problem(sentence: str, status: int, *, busy: bool = False) -> Response:
    """A sentence that says what is wrong."""
    response = json_response(error_json(sentence), status)
    if busy:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response
