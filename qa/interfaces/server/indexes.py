"""What lies below `/indexes/NAME/`: the whole application of one more index, as that of the first lies below `/`."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.interfaces.i18n import say
from qa.interfaces.server.rest import language_of, problem
from qa.interfaces.web.indexes import own_path, path_within, prefix_of


class OtherIndexes:
    """Hands a request to the index that its address names, and to no other."""

    def __init__(self, first: str, others: Mapping[str, ASGIApp]) -> None:
        self._first, self._others = first, others

    def as_routes(self) -> list[BaseRoute]:
        """To be put before the chat, which takes all other paths."""
        return [Mount("/indexes/{name}", app=self), Route("/indexes/{name}", self)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, send its caller to `/` for the first index, or say that there is no such index."""
        name, path, request = scope["path_params"]["name"], own_path(scope), Request(scope)
        within = path_within(path)
        if name not in (self._first, *self._others):
            sentence = say(
                language_of(request),
                "This server has no index {name!r}, only {names}: give one of these.",
                name=name,
                names=", ".join((self._first, *self._others)),
            )
            await problem(sentence, 404)(scope, receive, send)
        elif within == path:  # "/indexes/NAME"
            await _leads(f"{within}/", request)(scope, receive, send)
        elif name == self._first:
            await _leads("/" + within.lstrip("/"), request)(scope, receive, send)  # "//…" would be another host
        else:
            await self._others[name](scope, receive, send)


def _leads(path: str, request: Request) -> RedirectResponse:
    address = quote(prefix_of(request.scope) + path)
    return RedirectResponse(address + (f"?{request.url.query}" if request.url.query else ""))
