"""For load balancers and operators: whether the server can answer now (`/ready`), and its numbers (`/metrics`)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from anyio import to_thread
from fastapi import APIRouter, Request, Response
from starlette.routing import Route

from qa.ask.engine import Engine
from qa.errors import GazetteError
from qa.interfaces.i18n import in_language, say
from qa.interfaces.server.limits import Turns
from qa.interfaces.server.metrics import TEXT_FORM, Metrics
from qa.interfaces.server.rest import NO_INDEX, NotAllowed, json_response, language_of, problem
from qa.interfaces.web.links import index_name
from qa.reports import IndexStatus

OPENING_S = 1.0  # for which `/ready` waits while the index is opened; a load balancer asks again
LOOK_EVERY_S = 5.0  # how long a process that nobody asks stays with an older generation


@dataclass(frozen=True, slots=True)
class Ready:
    """What a server that can answer says."""

    ready: Literal[True]
    generation: int


class Opening:
    """Opens the index when it is first asked whether it is open. Used in the server's one event loop."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._attempt: asyncio.Future[IndexStatus] | None = None

    async def status(self) -> IndexStatus | None:
        """What the index holds; None while it is being opened.

        Raises:
            StoreError: it is missing or damaged.
        """
        if self._attempt is None:
            self._attempt = asyncio.ensure_future(to_thread.run_sync(self._engine.status))
        attempt = self._attempt
        done, _ = await asyncio.wait({attempt}, timeout=OPENING_S)
        if not done:
            return None
        if self._attempt is attempt:
            self._attempt = None  # the next one looks again
        return attempt.result()


def make_ready(engine: Engine) -> APIRouter:
    """`GET /ready` of one index."""
    router, opening = APIRouter(tags=["Gazette"]), Opening(engine)

    @router.get("/ready", response_model=Ready, responses={503: NO_INDEX})
    async def ready(request: Request) -> Response:
        """Whether the models and the index are open and can answer: cheap, for load balancers."""
        status, language = await opening.status(), language_of(request)
        if status is None:
            return problem(say(language, "The index is being opened: ask again in a moment."), 503, busy=True)
        if status.problem is not None:
            return problem(in_language(status.problem, language), 503)
        return json_response(f'{{"ready":true,"generation":{status.generation}}}')

    return router


def metrics_routes(engines: Sequence[Engine], turns: Turns) -> list[Route]:
    """`GET /metrics` of the whole server."""

    async def metrics(request: Request) -> Response:
        await to_thread.run_sync(look_at, engines, turns.metrics)
        return Response(await to_thread.run_sync(turns.metrics.text), media_type=TEXT_FORM)

    return [
        Route("/metrics", metrics, methods=["GET"], include_in_schema=False),
        Route("/metrics", NotAllowed("GET")),
        Route("/ready", NotAllowed("GET")),
    ]


def look_at(engines: Sequence[Engine], metrics: Metrics) -> None:
    """Take up what was published, and note which generation of each index answers."""
    for engine in engines:
        try:
            status = engine.status()
        except (GazetteError, OSError):  # `/health` says why; a build may remove files in this moment
            metrics.look(index_name(engine.settings), 0)
        else:
            metrics.look(index_name(engine.settings), 0 if status.problem else status.generation)


async def keep_looking(engines: Sequence[Engine], metrics: Metrics) -> None:
    """Do so again and again, so that one of several processes need not be asked to follow the index."""
    while True:
        await to_thread.run_sync(look_at, engines, metrics)
        await asyncio.sleep(LOOK_EVERY_S)
