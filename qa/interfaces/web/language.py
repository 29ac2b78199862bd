"""The language that a reader chooses for the chat, where it is not the browser's: kept in a cookie.

The server reads it in place of the browser's `Accept-Language`, and a script at the top of the page gives it to Gradio
in place of the browser's own, so that both sides always speak the same.
"""

from __future__ import annotations

import gradio as gr
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.interfaces.web.views import render
from qa.lang import LANGUAGES

COOKIE = "gazette-language"
NAMES = {"fr": "Français", "en": "English"}
# Runs before Gradio's own scripts, which ask the browser for its language once; those of `gr.Blocks(head=…)` run after.
SCRIPT = """<script>
(() => {
  const chosen = document.cookie.match(/(?:^|; )%(cookie)s=(%(codes)s)(?:;|$)/)?.[1];
  if (chosen) {
    Object.defineProperty(navigator, "language", { get: () => chosen });
    Object.defineProperty(navigator, "languages", { get: () => [chosen] });
  }
  document.documentElement.lang = (navigator.language ?? "").startsWith("fr") ? "fr" : "en";
})();
</script>""" % {"cookie": COOKIE, "codes": "|".join(LANGUAGES)}  # noqa: UP031 - the script has braces of its own
_HEAD = b"<head>"
_INSERTED = _HEAD + SCRIPT.encode()
_LISTEN = f"""
for (const button of element.querySelectorAll("button"))
  button.setAttribute("aria-pressed", button.value === document.documentElement.lang);
element.addEventListener("click", event => {{
  const chosen = event.target.closest("button")?.value;
  if (!chosen) return;
  document.cookie = `{COOKIE}=${{chosen}}; path=/; max-age=31536000; SameSite=Strict`;
  location.reload();
}});
"""


def make_choice() -> gr.HTML:
    """The two languages to choose from."""
    html = render("languages.html", "en", names={code: NAMES[code] for code in LANGUAGES})
    return gr.HTML(html, elem_id="languages", js_on_load=_LISTEN, apply_default_css=False)


class ChosenLanguage:
    """Puts the chosen language in place of the browser's, for all that is behind it and in the chat's page (ASGI)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let every request through."""
        if scope["type"] == "http":
            chosen = Request(scope).cookies.get(COOKIE)
            scope = {**scope}
            headers = MutableHeaders(scope=scope)  # a copy, and now the scope's
            if chosen is not None and chosen in LANGUAGES:
                headers["accept-language"] = chosen
            if scope["path"] == "/":
                del headers["accept-encoding"]  # Gradio would compress the page
                send = _with_script(send)
        await self._app(scope, receive, send)


def _with_script(send: Send) -> Send:
    """Put the script at the top of a page that passes; a page comes in one piece or its head in the first."""
    waits = True

    async def send_(message: Message) -> None:
        nonlocal waits
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            waits = headers.get("content-type", "").startswith("text/html")
            if waits and "content-length" in headers:
                headers["content-length"] = str(int(headers["content-length"]) + len(_INSERTED) - len(_HEAD))
        elif waits and _HEAD in message.get("body", b""):
            waits = False
            message = {**message, "body": message["body"].replace(_HEAD, _INSERTED, 1)}
        await send(message)

    return send_
