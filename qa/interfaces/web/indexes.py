"""The indexes that a server answers from: what each is called, where its page is, and how a reader chooses one.

Each index has the whole of the application to itself, the first one at `/` and every other one below `/indexes/NAME/`,
so that nothing of one index is ever served under the name of another: see `qa.interfaces.server.app.make_app`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.errors import SettingsError
from qa.interfaces.web.links import index_name
from qa.interfaces.web.views import render, script
from qa.settings import Settings
from qa.values import LanguageCode

_WITHIN = re.compile(r"/indexes/[^/]+(?=/)")
_SIGNS = re.compile(r"[^\w.-]+")  # "?" and "#" would end the path of an address


@dataclass(frozen=True, slots=True)
class IndexChoice:
    """An index to choose."""

    name: str  # of its folder
    is_first: bool = False  # of those that `gazette serve` names

    @property
    def path(self) -> str:
        """The name as in addresses: with - for spaces and signs."""
        return _SIGNS.sub("-", self.name)

    @property
    def below(self) -> str:
        """Where it lies below `/`."""
        return "" if self.is_first else f"indexes/{quote(self.path)}/"

    @property
    def address(self) -> str:
        """Of its page, and the beginning of all its addresses."""
        return f"/{self.below}"


def choices_of(served: Sequence[Settings]) -> tuple[IndexChoice, ...]:
    """The indexes of a server, in the order given.

    Raises:
        SettingsError: two have the same name.
    """
    choices = tuple(IndexChoice(index_name(settings), number == 0) for number, settings in enumerate(served))
    name, times = Counter(choice.path for choice in choices).most_common(1)[0]
    if times > 1:
        raise SettingsError(
            "Two of the indexes have the name {name!r} in addresses, which is that of their folder: leave one of them "
            "out, or rename its folder.",
            name=name,
        )
    return choices


def prefix_of(scope: Scope) -> str:
    """The path below which a proxy serves all of Gazette; "" where that is `/`."""
    return str(scope.get("app_root_path", scope.get("root_path", "")))  # the first: Starlette's, inside its mounts


def own_path(scope: Scope) -> str:
    """The path of a request without that of the proxy."""
    return str(scope["path"]).removeprefix(prefix_of(scope)) or "/"


def path_within(path: str) -> str:
    """A path of the server as the application of its index sees it."""
    found = _WITHIN.match(path)
    return path if found is None else path[found.end() :]


def make_chooser(choices: Sequence[IndexChoice], current: str, language: LanguageCode) -> None:
    """The names to choose from (`indexes.js`); nothing where there is one."""
    import gradio as gr  # which one of several processes, without a chat, does without

    if len(choices) > 1:
        up = "" if current == choices[0].name else "../../"  # relative, so that a proxy may serve it below any path
        chooser = render("indexes.html", language, choices=choices, current=current, up=up)
        gr.HTML(chooser, elem_id="indexes", js_on_load=script("indexes.js"), apply_default_css=False)


class NamedIndex:
    """Around the page of an index: a link that names another one of the server, `/?index=…`, leads there (ASGI)."""

    def __init__(self, page: ASGIApp, choices: Sequence[IndexChoice], current: str) -> None:
        self._page = page
        self._others = {choice.name: choice.address for choice in choices if choice.name != current}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or say where its page is."""
        if path_within(own_path(scope)) == "/":
            request = Request(scope)
            address = self._others.get(request.query_params.get("index", ""))
            if address is not None:
                return await RedirectResponse(f"{prefix_of(scope)}{address}?{request.url.query}")(scope, receive, send)
        return await self._page(scope, receive, send)
