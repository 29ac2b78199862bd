"""How the chat looks: its theme and its style sheets."""

from __future__ import annotations

import gradio as gr

from qa.interfaces.web.views import static_files

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
    return {"theme": theme, "css_paths": static_files(".css"), "footer_links": []}
