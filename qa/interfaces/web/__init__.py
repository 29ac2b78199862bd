"""The web chat: its page, its parts, and what each of them does."""

from qa.interfaces.web.spared import leave_stubs_alone

leave_stubs_alone()  # before any module of the page imports Gradio
