"""What screen readers are told of the conversation, where Gradio takes it off a reply's HTML or says something else."""

from __future__ import annotations

import json
from string import Template

import gradio as gr

from qa.interfaces.i18n import say
from qa.lang import LANGUAGES
from qa.values import LanguageCode

# Gradio reads a message's HTML aloud as its label, calls the examples a list without items and a landmark, and strips
# every aria- attribute from a reply. What it draws anew is dressed anew.
_DRESS = Template("""
const words = $words[(navigator.language ?? "en").startsWith("fr") ? "fr" : "en"];
const set = (node, role, label) => {
  if (role) node.setAttribute("role", role); else node.removeAttribute("role");
  if (label) node.setAttribute("aria-label", label); else node.removeAttribute("aria-label");
};
const each = (selector, dress) => document.querySelectorAll("#conversation " + selector).forEach(dress);
const dress = () => {
  each('[role=log][aria-label="chatbot conversation"]', node => set(node, "log", words.conversation));
  each('.placeholder-content[role=complementary]', node => set(node));
  each('.examples[role=list]', node => set(node, "group", words.examples));
  each('.example[aria-label]', node => set(node));
  each(`[aria-label^="user's message:"]`, node => set(node, "group", words.question));
  each(`[aria-label^="bot's message:"]`, node => set(node, "group", words.reply));
  each('.gz-why-table:not([aria-label])', node => set(node, "region",
    node.closest("details").querySelector("summary").textContent));
};
const options = { childList: true, subtree: true, attributes: true, attributeFilter: ["aria-label", "role"] };
new MutationObserver(dress).observe(document.body, options);
dress();
""")


def make_dress() -> gr.HTML:
    """Watches the conversation; shows nothing."""
    words = {code: _words(code) for code in LANGUAGES}
    script = _DRESS.substitute(words=json.dumps(words))
    return gr.HTML("", html_template="", elem_id="dress", js_on_load=script)


def _words(language: LanguageCode) -> dict[str, str]:
    return {
        "conversation": say(language, "Conversation"),
        "examples": say(language, "Questions to try"),
        "question": say(language, "Your question"),
        "reply": say(language, "Reply"),
    }
