"""The language of a page: `?lang=` of its address, else what its reader has chosen, else what the browser asks for.

The server decides once for each request and puts it in place of the browser's `Accept-Language`, which all that is
behind it reads. Each language has a page of its own, see `qa.interfaces.web.chat.mount_chat`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.interfaces.i18n import accepted_language
from qa.interfaces.web.indexes import own_path, path_within
from qa.interfaces.web.views import render, script
from qa.lang import LANGUAGES
from qa.values import LanguageCode

if TYPE_CHECKING:
    import gradio as gr

COOKIE = "gazette-language"
PARAMETER = "lang"


def make_choice(language: LanguageCode) -> gr.HTML:
    """The languages to choose from, that of the page pressed (`language.js`)."""
    names = {code: one.name for code, one in LANGUAGES.items()}
    choice = render("language.html", language, names=names, cookie=COOKIE, parameter=PARAMETER)
    import gradio as gr  # which one of several processes, without a chat, does without

    return gr.HTML(choice, elem_id="languages", js_on_load=script("language.js"), apply_default_css=False)


class ReaderLanguage:
    """Tells all that is behind it which language a request is in (ASGI)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let every request through."""
        if scope["type"] == "http":
            request = Request(scope)
            asked = (request.query_params.get(PARAMETER), request.cookies.get(COOKIE))
            chosen = next((code for code in asked if code in LANGUAGES), None)
            if chosen is not None:
                scope = {**scope}
                MutableHeaders(scope=scope)["accept-language"] = chosen  # a copy, and now the scope's
        await self._app(scope, receive, send)


class Pages:
    """The page in the language of the request, at an address that is the same for all (ASGI).

    The page itself says where its events go, to the address of its language; so a page that is open stays in its
    language when the reader chooses another one elsewhere.
    """

    def __init__(self, pages: Mapping[LanguageCode, ASGIApp]) -> None:
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request to its page."""
        language = accepted_language(Headers(scope=scope).get("accept-language", ""))
        inner = {"path": path_within(own_path(scope)), "root_path": scope.get("root_path", "") + path_of(language)}
        await self._pages[language]({**scope, **inner}, receive, send)


def path_of(language: LanguageCode) -> str:
    """The address of the page in a language."""
    return f"/{language}"
