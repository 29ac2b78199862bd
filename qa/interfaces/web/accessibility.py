"""What screen readers are told of the conversation, where Gradio takes it off a reply's HTML or says something else."""

from __future__ import annotations

import gradio as gr

from qa.interfaces.web.views import render, script
from qa.values import LanguageCode


def make_labels(language: LanguageCode) -> gr.HTML:
    """Watches the conversation (`accessibility.js`); shows nothing."""
    words = render("accessibility.html", language)
    return gr.HTML(words, elem_id="accessibility", js_on_load=script("accessibility.js"))
