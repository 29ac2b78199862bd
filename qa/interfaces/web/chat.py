"""The web chat: its page, put together from its parts, and mounted on the server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr
from fastapi import FastAPI

from qa.ask.engine import Engine
from qa.interfaces.server.limits import Turns
from qa.interfaces.web.accessibility import make_dress
from qa.interfaces.web.article_view import make_article_view
from qa.interfaces.web.asking import again, asker, browser_language
from qa.interfaces.web.controls import make_controls
from qa.interfaces.web.examples import welcome
from qa.interfaces.web.feedback import Replies, make_feedback
from qa.interfaces.web.filters import connect, fill_with, make_chips, make_panel
from qa.interfaces.web.history import Conversation, Sitting, connect_history, make_bar
from qa.interfaces.web.jobs import Jobs
from qa.interfaces.web.language import make_choice
from qa.interfaces.web.library import make_library
from qa.interfaces.web.library_actions import LibraryActions, connect_library
from qa.interfaces.web.links import arrive_with
from qa.interfaces.web.reload import connect_reload
from qa.interfaces.web.theme import looks
from qa.interfaces.web.uploads import Uploads

# A long reply is read from its beginning: the last question goes to the top of the conversation; the page stays.
TO_THE_QUESTION = """() => setTimeout(() => {
  const asked = [...document.querySelectorAll("#conversation .gz-question")].at(-1);
  const row = asked?.closest(".message-row"), log = row?.closest("[role=log]");
  if (log) log.scrollTop += row.getBoundingClientRect().top - log.getBoundingClientRect().top - 26;
}, 50)"""

Label = Callable[[str], Any]  # a key -> what the page puts in its place
_QUIET = {"api_visibility": "private", "show_progress": "hidden"}
_ASKING = {**_QUIET, "trigger_mode": "once", "concurrency_limit": None}  # `Turns` counts the questions


def make_chat(engine: Engine, turns: Turns, uploads: Uploads, jobs: Jobs) -> gr.Blocks:
    """The page. The index is opened by the first reader."""
    replies = Replies(engine.settings)
    ask = asker(engine, turns, replies)
    label = gr.I18n()  # gives the keys; the words travel with `launch`
    with gr.Blocks(title="Gazette", analytics_enabled=False, fill_height=True) as page:
        with gr.Row(elem_id="top"):
            gr.Markdown("# Gazette", elem_id="name")
            bar = make_bar()
        with gr.Row(elem_id="under"):
            gr.Markdown(label("promise"), elem_id="promise")
            make_choice()
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab(label("questions")):
                chatbot = _conversation(label)
                chips = make_chips()
                with gr.Row(equal_height=True, elem_id="asking"):
                    box = gr.Textbox(
                        "",
                        label=label("question"),
                        placeholder=label("question"),
                        container=False,
                        scale=1,
                    )
                    send = gr.Button(label("ask"), variant="primary", scale=0, min_width=120)
                panel = make_panel(label, chips)
            with gr.Tab(label("articles")) as articles:
                library = make_library(label, engine.settings, uploads)
        kept = gr.State([])  # the conversation, not read back from the page, which could send anything
        history = gr.State(Conversation())  # what a follow-up points back to, and an export holds
        sitting = gr.State(Sitting())
        controls = make_controls(box, **_QUIET)
        make_dress()
        make_feedback(replies)
        make_article_view(engine, browser_language, **_QUIET)
        given, shown = [kept, history, sitting, *panel.inputs], [box, chatbot, kept, history]
        asked = [box, *given]
        asking = [
            gr.on([box.submit, send.click], ask, asked, shown, **_ASKING),
            chatbot.example_select(_example, None, box, **_QUIET).then(ask, asked, shown, **_ASKING),
            controls.submit(again(ask), given, shown, **_ASKING),
        ]
        connect(panel, browser_language, **_QUIET)
        chatbot.change(None, None, None, js=TO_THE_QUESTION, **_QUIET)
        fill_examples = _example_filler(engine)
        page.load(fill_examples, None, chatbot, **_QUIET)
        filled = page.load(fill_with(engine, browser_language), None, panel.filled, **_QUIET)
        filters: list[gr.Component] = [*panel.inputs, panel.chips]
        connect_reload(page, filled, filters, engine, browser_language, **_QUIET)
        arrive = arrive_with(engine, ask, browser_language)
        opening = [kept, history, sitting], [*filters, *shown]
        asking.append(filled.then(arrive, *opening, **_ASKING))
        connect_history(page, bar, shown[1:], sitting, asking, browser_language, engine.settings, **_QUIET)
        actions = LibraryActions(library, engine, uploads, jobs, browser_language)
        rebuilt = connect_library(library, articles, actions, **_QUIET)
        rebuilt.then(fill_with(engine, browser_language), None, panel.filled, **_QUIET)
        rebuilt.then(fill_examples, None, chatbot, **_QUIET)
    places = engine.settings.answers_at_once + engine.settings.questions_waiting
    page.max_threads = places + 40  # events at once: one more than the places is told that there is none left
    page.queue(max_size=places + 40)
    return page


def _conversation(label: Label) -> gr.Component:
    return gr.Chatbot(
        label=label("conversation"),
        show_label=False,
        elem_id="conversation",
        height=None,
        autoscroll=False,  # to the end: see TO_THE_QUESTION
        buttons=[],
        feedback_options=None,
        sanitize_html=True,  # a second lock: what `qa.interfaces.web.html` gives is escaped already
        allow_tags=False,
        latex_delimiters=[],
    )


def _example_filler(engine: Engine) -> Callable[[gr.Request], gr.Component]:
    """What puts the questions to click on the page."""

    def fill(request: gr.Request) -> gr.Component:
        shown = welcome(engine, browser_language(request))
        questions = [{"text": question} for question in shown.questions]
        return gr.Chatbot(examples=questions, placeholder=shown.note or None)

    return fill


def _example(chosen: gr.SelectData) -> str:
    return str(chosen.value["text"])


def mount_chat(app: FastAPI, engine: Engine, turns: Turns) -> Callable[[], None]:
    """Put the chat on every path of the application that nothing else has taken.

    Returns:
        What ends the streams that open pages hold, for which a server that closes would wait.
    """
    uploads, jobs = Uploads(engine.settings), Jobs(engine.settings)
    page = make_chat(engine, turns, uploads, jobs)
    app.router.routes.append(uploads.route)
    gr.mount_gradio_app(app, page, "/", **_local_only(), **looks())
    chat = app.routes[-1].app  # type: ignore[attr-defined]  # Gradio's own application, mounted last

    def end_streams() -> None:
        chat.stop_event.set()
        jobs.close()
        uploads.close()

    return end_streams


def _local_only() -> dict[str, object]:
    """Nothing leaves this machine, nothing is left on it."""
    return {
        "mcp_server": False,
        "ssr_mode": False,
        "run_history": False,
        "enable_monitoring": False,
        "max_file_size": 1,  # byte: Gradio always has an address for files; ours is `qa.interfaces.web.uploads`
        "show_error": False,
    }
