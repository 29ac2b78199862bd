"""How the chat looks: its style sheet, its theme, and the words that Gradio puts on it in the browser's language."""

from __future__ import annotations

import gradio as gr

from qa.interfaces.i18n import N_, say
from qa.interfaces.web.controls import CONTROLS_STYLE
from qa.interfaces.web.feedback import FEEDBACK_STYLE
from qa.interfaces.web.filters import NARROW_LABELS, NARROW_STYLE
from qa.interfaces.web.history_script import HISTORY_STYLE
from qa.interfaces.web.html import STYLE
from qa.interfaces.web.library import LIBRARY_LABELS
from qa.interfaces.web.trace import WHY_STYLE
from qa.interfaces.web.views import static_files
from qa.lang import LANGUAGES

LABELS = {
    "promise": N_("Ask in French or English: the answers are quotes from your articles, each with its place."),
    "conversation": N_("Conversation"),
    "question": N_("Your question"),
    "ask": N_("Ask"),
}
LAYOUT = """
.gradio-container { width: 100%; max-width: 860px !important; margin: 0 auto !important; }
.gradio-container .app { padding: 1rem clamp(.75rem, 3vw, 1.5rem) !important; }
#asking { flex-wrap: nowrap; gap: .6rem; }
#name h1 { margin: 0; font-size: 1.5rem; }
#under { margin-top: -.9rem; gap: .75rem; flex-wrap: nowrap; align-items: start; }
#under > #promise { flex: 1 1 auto; width: auto; min-width: 0; }
#promise p { color: var(--body-text-color); opacity: .75; font-size: .92rem; }
#conversation { height: calc(100dvh - 18.5rem) !important; min-height: 20rem; }
#tabs .tabitem { padding: .25rem 0 0; border: 0; }
#tabs [role=tab][aria-selected=true] { color: var(--body-text-color); font-weight: 600; }
#conversation .prose { opacity: 1; }
#conversation .message-row { margin: .5rem .75rem; max-width: none; }
#conversation .user-row { margin-top: 1.25rem; }
#conversation .scroll-down-button-container { display: none; }
#conversation .top-panel { display: none; }
#conversation .bot-row .flex-wrap { width: 100%; }
#conversation .gz-waiting { margin: 0; opacity: 0; animation: gz-late .01s .4s forwards; }
@keyframes gz-late { to { opacity: .75; } }
#conversation .bot.message { border: 0; background: none; box-shadow: none; padding: .25rem 0; }
"""
STYLES = (
    STYLE,
    LAYOUT,
    NARROW_STYLE,
    CONTROLS_STYLE,
    WHY_STYLE,
    FEEDBACK_STYLE,
    HISTORY_STYLE,
)


# Gradio's own are too faint: WCAG 2 asks for 4.5 to 1 for what is read, and 3 to 1 for what is used.
_CONTRASTS = {
    "input_placeholder_color": "#63636b",
    "input_placeholder_color_dark": "#a8a8b1",
    "checkbox_border_color": "#71717a",
    "checkbox_border_color_dark": "#8e8e98",
}


def looks() -> dict[str, object]:
    """Fonts of the reader's own system, words in the language of the browser."""
    theme = gr.themes.Default(
        primary_hue="slate",
        font=["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"],
        font_mono=["ui-monospace", "Consolas", "monospace"],
    ).set(**_CONTRASTS)
    words = {
        code: {key: say(code, text) for key, text in (LABELS | NARROW_LABELS | LIBRARY_LABELS).items()}
        for code in LANGUAGES
    }
    return {
        "theme": theme,
        "css": "".join(STYLES),
        "css_paths": static_files(".css"),
        "i18n": gr.I18n(**words),
        "footer_links": [],
    }
