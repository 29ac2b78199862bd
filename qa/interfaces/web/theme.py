"""How the chat looks: its theme, its style sheets and its icon."""

from __future__ import annotations

import gradio as gr
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from qa.interfaces.web.views import STATIC, render, static_files

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
    return {"theme": theme, "css_paths": static_files(".css"), "head": render("icon.html", "en"), "footer_links": []}


def icon_route() -> Route:
    """The icon at the address where browsers look before Gradio's script has named another.

    In one piece, from memory: Gradio's own comes from a file, head first, and was once found cut off.
    """
    drawn = (STATIC / "icon.svg").read_bytes()

    async def icon(_: Request) -> Response:
        return Response(drawn, media_type="image/svg+xml", headers={"Cache-Control": f"max-age={_DAY_S}"})

    return Route("/favicon.ico", icon)
