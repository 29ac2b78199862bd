"""Untrusted text -> HTML that shows it and is only ever text: what every page of the chat escapes with."""

from __future__ import annotations

import html
import unicodedata

_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # they reorder what stands around
# Written as references: a line break would hand the text to the Markdown reader, Gradio turns tabs into spaces.
_SHOWN = {ord(c): f"&#{ord(c)};" for c in "\t\n\r\f"}


def text_html(untrusted: str) -> str:
    """Text apart from its neighbours, so that a right-to-left word does not reorder them."""
    return f"<bdi>{escape(untrusted)}</bdi>"


def escape(untrusted: str) -> str:
    """Text as HTML: no markup, no control character but white space, nothing that changes the reading direction."""
    return html.escape(visible(untrusted), quote=True).translate(_SHOWN)


def safe(untrusted: str) -> str:
    """Escaped for HTML, and for the templates that Gradio's HTML component knows: ${…} and {{…}}."""
    return escape(untrusted).replace("{", "&#123;").replace("$", "&#36;")


def visible(untrusted: str) -> str:
    """Text without control characters but white space, and without what changes the reading direction."""
    return "".join(
        c if c in "\t\n\r\f" or unicodedata.category(c) not in ("Cc", "Cs") else "\N{REPLACEMENT CHARACTER}"
        for c in untrusted
        if c not in _BIDI
    )
