"""The web chat: its page, put together from its parts, and mounted on the server in each language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from math import ceil
from typing import Any

import gradio as gr
from fastapi import FastAPI
from starlette.routing import Mount

from qa.ask.engine import Engine
from qa.errors import ModelError
from qa.interfaces.i18n import say, say_in_context
from qa.interfaces.server.limits import Turns
from qa.interfaces.web.accessibility import make_labels
from qa.interfaces.web.arrival import arrive_with
from qa.interfaces.web.article_view import make_article_view
from qa.interfaces.web.asking import again, asker
from qa.interfaces.web.controls import make_controls
from qa.interfaces.web.conversation import Conversation, Conversing, Sitting
from qa.interfaces.web.examples import welcome
from qa.interfaces.web.feedback import Replies, make_feedback
from qa.interfaces.web.filters import connect_filters, make_chips, make_panel
from qa.interfaces.web.history import connect_history, make_bar
from qa.interfaces.web.indexes import IndexChoice, NamedIndex, make_chooser
from qa.interfaces.web.jobs import Jobs
from qa.interfaces.web.language import Pages, make_choice, path_of
from qa.interfaces.web.library import make_library
from qa.interfaces.web.library_actions import LibraryActions, connect_library
from qa.interfaces.web.links import index_name
from qa.interfaces.web.originals import Originals
from qa.interfaces.web.reload import connect_reload
from qa.interfaces.web.search import connect_search, make_search
from qa.interfaces.web.spared import without_applications
from qa.interfaces.web.theme import icon_route, looks
from qa.interfaces.web.uploads import Uploads
from qa.interfaces.web.views import script
from qa.lang import LANGUAGES
from qa.models.calibration import wrong_at_most
from qa.settings import Settings
from qa.values import LanguageCode

_QUIET = {"api_visibility": "private", "show_progress": "hidden"}
_ASKING = {**_QUIET, "trigger_mode": "once", "concurrency_limit": None}  # `Turns` counts the questions
_LOOK_S = 0.02  # how often Gradio looks for something to do; by itself it does so every millisecond
_LOOK_FOR_PROGRESS_S = 1.0  # of its own bars, which our pages do not show; by itself every 10 ms


@dataclass(frozen=True, slots=True)
class Shared:
    """What the pages of one index have in common, whatever their language."""

    uploads: Uploads
    jobs: Jobs
    replies: Replies
    choices: Sequence[IndexChoice]  # all indexes of the server


@without_applications()
def make_chat(engine: Engine, turns: Turns, shared: Shared, language: LanguageCode) -> gr.Blocks:
    """The page in one language. The index is opened by the first reader."""
    settings = engine.settings

    with gr.Blocks(title=_title(shared.choices, settings), analytics_enabled=False, fill_height=True) as page:
        _header(language, settings)
        make_chooser(shared.choices, index_name(settings), language)
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab(say(language, "Questions")):
                asked = _conversation(language)
            with gr.Tab(say_in_context(language, "a tab", "Search")):
                searching = make_search(language)
            with gr.Tab(say(language, "Articles")) as articles:
                library = make_library(language, settings, shared.uploads)
        make_labels(language)
        gr.HTML("", elem_id="dropping", js_on_load=script("dropping.js"))
        make_feedback(shared.replies)
        make_article_view(engine, language, **_QUIET)
        connect_search(searching, engine, turns, language, **_QUIET)
        ask = asker(engine, turns, shared.replies, asked, language)
        asking = _connect_asking(asked, ask)
        connect_filters(asked.panel, language, **_QUIET)
        fill_examples, offer = _example_filler(engine, language), partial(asked.panel.offer, engine, language)
        page.load(fill_examples, None, asked.chatbot, **_QUIET)
        filled = page.load(offer, None, asked.panel.offered, **_QUIET)
        connect_reload(filled, asked.panel, language, engine, **_QUIET)
        arrive = arrive_with(engine, ask, asked, language)
        panel = [*asked.panel.inputs, asked.panel.chips]
        asking.append(filled.then(arrive, asked.inputs, [*asked.outputs, *panel], **_ASKING))
        connect_history(page, asked, asking, language, settings, **_QUIET)
        actions = LibraryActions(library, engine, shared.uploads, shared.jobs, language)
        rebuilt = connect_library(library, articles, actions, **_QUIET)
        rebuilt.then(offer, None, asked.panel.offered, **_QUIET)
        rebuilt.then(fill_examples, None, asked.chatbot, **_QUIET)
    page.max_threads = settings.answers_at_once + settings.questions_waiting + 40  # so that who is too many hears it
    page.queue(max_size=page.max_threads)
    page._queue.sleep_when_free, page._queue.progress_update_sleep_when_free = _LOOK_S, _LOOK_FOR_PROGRESS_S
    return page


def _title(choices: Sequence[IndexChoice], settings: Settings) -> str:
    return "Gazette" if len(choices) == 1 else f"{index_name(settings)} · Gazette"


def _header(language: LanguageCode, settings: Settings) -> None:
    """The name, what can be done with the conversation, what the page is for, its language."""
    with gr.Row(elem_id="top"):
        gr.Markdown("# Gazette", elem_id="name")
        make_bar(language, settings)
    with gr.Row(elem_id="under"):
        gr.Markdown(promise(language, settings), elem_id="promise")
        make_choice(language)


def promise(language: LanguageCode, settings: Settings) -> str:
    """What the page is for, and how many of its answers are wrong at most, where that was measured."""
    said = [
        say(language, "Ask in French or English: the answers are quotes from your articles, each with its reference.")
    ]
    with suppress(ModelError):  # each question says what is wrong with the models
        if shares := [share for _, share in wrong_at_most(settings)]:
            percents = ceil(100 * max(shares))
            said.append(say(language, "Of those called “found”, at most {percent} % are wrong.", percent=percents))
    return " ".join(said)


def _conversation(language: LanguageCode) -> Conversing:
    """The first tab: the conversation, the box under it, the filters."""
    chatbot = gr.Chatbot(
        label=say(language, "Conversation"),
        show_label=False,
        elem_id="conversation",
        height=None,
        autoscroll=False,  # to the end: conversation.js scrolls to the question
        buttons=[],
        feedback_options=None,
        sanitize_html=True,  # a second lock: what templates give is escaped already
        allow_tags=False,
        latex_delimiters=[],
    )
    chips = make_chips()
    question = say(language, "Your question")
    with gr.Row(equal_height=True, elem_id="asking"):
        box = gr.Textbox("", label=question, placeholder=question, container=False, scale=1)
        send = gr.Button(say(language, "Ask"), variant="primary", scale=0, min_width=120)
    panel = make_panel(language, chips)
    words = {"queued": say(language, "Your question will be asked when this answer is there.")}
    gr.HTML("", elem_id="scroll", js_on_load=script("conversation.js"), words=words)
    return Conversing(box, send, chatbot, gr.State([]), gr.State(Conversation()), gr.State(Sitting()), panel)


def _connect_asking(page: Conversing, ask: Callable[..., Any]) -> list[Any]:
    """Let the box, the examples and the buttons of replies ask; the events that do."""
    controls = make_controls(page.box, **_QUIET)
    chosen = page.chatbot.example_select(_example, None, page.box, **_QUIET)
    return [
        gr.on([page.box.submit, page.send.click], ask, page.inputs, page.outputs, **_ASKING),
        chosen.then(ask, page.inputs, page.outputs, **_ASKING),
        controls.submit(again(ask, page), page.inputs, page.outputs, **_ASKING),
    ]


def _example(chosen: gr.SelectData) -> str:
    return str(chosen.value["text"])


def _example_filler(engine: Engine, language: LanguageCode) -> Callable[[], gr.Component]:
    """What puts the questions to click on the page, or what to do where there is nothing to ask."""

    def fill() -> gr.Component:
        shown = welcome(engine, language)
        questions = [{"text": question} for question in shown.questions]
        return gr.Chatbot(examples=questions, placeholder=shown.note or None)

    return fill


def mount_chat(app: FastAPI, engine: Engine, turns: Turns, choices: Sequence[IndexChoice]) -> Callable[[], None]:
    """Put the chat on every path of the application that nothing else has taken.

    Args:
        app: that of one index.
        engine: on that index.
        turns: of all questions.
        choices: all indexes of the server.

    Returns:
        What ends the streams that open pages hold, for which a server that closes would wait.
    """
    uploads, jobs, replies = Uploads(engine.settings), Jobs(engine.settings), Replies(engine.settings)
    shared = Shared(uploads, jobs, replies, choices)
    app.router.routes += [uploads.route, *Originals(engine).routes, icon_route()]
    chats: Mapping[LanguageCode, Any] = {
        language: _mounted(app, make_chat(engine, turns, shared, language), language) for language in LANGUAGES
    }
    app.router.routes.append(Mount("", app=NamedIndex(Pages(chats), choices, index_name(engine.settings))))

    def end_streams() -> None:
        for chat in chats.values():
            chat.stop_event.set()
        jobs.close()
        uploads.close()

    return end_streams


def _mounted(app: FastAPI, page: gr.Blocks, language: LanguageCode) -> Any:  # noqa: ANN401 - Gradio's application
    gr.mount_gradio_app(app, page, path_of(language), **_local_only(), **looks())
    return app.routes[-1].app  # type: ignore[attr-defined]


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
