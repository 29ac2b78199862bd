"""How the chat looks: its theme, its style sheets and its icon."""

from __future__ import annotations

import base64

import gradio as gr
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from qa.interfaces.web.views import STATIC, static_files

_DAY_S = 86_400
# Gradio's own are too faint: WCAG 2 asks for 4.5 to 1 for what is read, and 3 to 1 for what is used.
_CONTRASTS = {
    "input_placeholder_color": "#63636b",
    "input_placeholder_color_dark": "#a8a8b1",
    "checkbox_border_color": "#71717a",
    "checkbox_border_color_dark": "#8e8e98",
}


def looks() -> dict[str, object]:
    """What Gradio mounts a page with: fonts of the reader's own system, the style sheets of `static/`."""
    theme = gr.themes.Default(
        primary_hue="slate",
        font=["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"],
        font_mono=["ui-monospace", "Consolas", "monospace"],
    ).set(**_CONTRASTS)
    return {"theme": theme, "css_paths": static_files(".css"), "head": _icon_link(), "footer_links": []}


def _icon_link() -> str:
    """The icon of the page's tab for servers below a path, whose browsers ask another server for `/favicon.ico`."""
    drawn = base64.b64encode(_drawn()).decode()
    return Markup('<link rel="icon" type="image/svg+xml" href="data:image/svg+xml;base64,{}">').format(drawn)


def icon_route() -> Route:
    """The icon at the address where browsers look before Gradio's script has named another.

    In one piece: Gradio's own comes from a file, head first, and Chromium complained of a page left in between.
    """
    drawn = _drawn()

    async def icon(_: Request) -> Response:
        return Response(drawn, media_type="image/svg+xml", headers={"Cache-Control": f"max-age={_DAY_S}"})

    return Route("/favicon.ico", icon)


def _drawn() -> bytes:
    return (STATIC / "icon.svg").read_bytes()
