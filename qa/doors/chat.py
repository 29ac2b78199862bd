"""The web chat: a question comes in, the engine answers, the reply is shown."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from qa.ask.engine import Engine
from qa.ask.followup import turn_of
from qa.doors.controls import CONTROLS_STYLE, Pressed, make_controls
from qa.doors.feedback import FEEDBACK_STYLE, Replies, feedback_html, make_feedback
from qa.doors.html import STYLE, answer_html, problem_html, question_html
from qa.doors.messages import UNFORESEEN, accepted_language, in_language, say
from qa.doors.narrow import NARROW_LABELS, NARROW_STYLE, Filters, connect, fill_with, make_chips, make_panel
from qa.doors.turns import Turns
from qa.doors.why import WHY_STYLE
from qa.errors import GazetteError, ServerBusy
from qa.lang import LANGUAGES
from qa.lang.detect import detect_language
from qa.quiet import silence
from qa.settings import Settings
from qa.store.generation import current_number, generation_folder
from qa.store.manifest import read_manifest
from qa.values import Answer, LanguageCode, Refusal, Turn

silence()  # before the import: Gradio would look for a newer version of itself

import gradio as gr  # noqa: E402

REMEMBERED = 100  # messages that stay on the page
TURNS = 20  # questions that a follow-up can point back to
SEEDS = "seeds"  # name of the folder that the examples ask about
EXAMPLES = (
    "Qui est devenu Premier ministre du Kazakhstan après la crise de janvier 2022 ?",
    "In whose bakery did the Great Fire of London of 1666 start?",
    "Quel navire a récupéré l’équipage d’Apollo 11 dans le Pacifique ?",
    "Which French officer realised the importance of the Rosetta Stone when it was found in 1799?",
    "Quel journaliste a eu l’idée du Tour de France cycliste ?",
    "What rocket launched the James Webb Space Telescope?",
)
LABELS = {
    "promise": "Ask in French or English: the answers are quotes from your articles, each with its place.",
    "conversation": "Conversation",
    "question": "Your question",
    "ask": "Ask",
}
LAYOUT = """
.gradio-container { width: 100%; max-width: 860px !important; margin: 0 auto !important; }
.gradio-container .app { padding: 1rem clamp(.75rem, 3vw, 1.5rem) !important; }
#asking { flex-wrap: nowrap; gap: .6rem; }
#name h1 { margin: 0; font-size: 1.5rem; }
#promise { margin-top: -.9rem; }
#promise p { color: var(--body-text-color); opacity: .75; }
#conversation { height: calc(100dvh - 15rem) !important; min-height: 20rem; }
#conversation .message-row { margin: .5rem .75rem; max-width: none; scroll-margin-top: 1.6rem; }
#conversation .user-row { margin-top: 1.25rem; }
#conversation .scroll-down-button-container { display: none; }
#conversation .bot-row .flex-wrap { width: 100%; }
#conversation .bot.message { border: 0; background: none; box-shadow: none; padding: .25rem 0; }
"""

# A long reply is read from its beginning: the last question goes to the top of the conversation.
TO_THE_QUESTION = """() => setTimeout(() => {
  const asked = [...document.querySelectorAll("#conversation .gz-question")].at(-1);
  asked?.closest(".message-row").scrollIntoView({ block: "start" });
}, 50)"""

Messages = list[dict[str, str]]
Shown = tuple[Any, Messages, Messages, Any]  # the text box, the conversation on the page, kept for it, its turns
Ask = Callable[..., AsyncIterator[Shown]]
Label = Callable[[str], Any]  # a key -> what the page puts in its place
_QUIET = {"api_visibility": "private", "show_progress": "hidden"}
_ASKING = {**_QUIET, "trigger_mode": "once", "concurrency_limit": None}  # `Turns` counts the questions
log = logging.getLogger(__name__)


def make_chat(engine: Engine, turns: Turns) -> gr.Blocks:
    """The page. The index is opened by the first question."""
    replies = Replies(engine.settings)
    ask = _asker(engine, turns, replies)
    label = gr.I18n()  # gives the keys; the words travel with `launch`
    with gr.Blocks(title="Gazette", analytics_enabled=False, fill_height=True) as page:
        gr.Markdown("# Gazette", elem_id="name")
        gr.Markdown(label("promise"), elem_id="promise")
        chatbot = _conversation(label)
        chips = make_chips()
        with gr.Row(equal_height=True, elem_id="asking"):
            box = gr.Textbox(
                "", label=label("question"), placeholder=label("question"), container=False, autofocus=True, scale=1
            )
            send = gr.Button(label("ask"), variant="primary", scale=0, min_width=100)
        kept = gr.State([])  # the conversation, not read back from the page, which could send anything
        history = gr.State(())  # what a follow-up points back to
        panel = make_panel(label, chips)
        controls = make_controls(box, **_QUIET)
        make_feedback(replies)
        given, shown = [kept, history, *panel.inputs], [box, chatbot, kept, history]
        asked = [box, *given]
        gr.on([box.submit, send.click], ask, asked, shown, **_ASKING)
        chatbot.example_select(_example, None, box, **_QUIET).then(ask, asked, shown, **_ASKING)
        controls.submit(_again(ask), given, shown, **_ASKING)
        connect(panel, _browser_language, **_QUIET)
        chatbot.change(None, None, None, js=TO_THE_QUESTION, **_QUIET)
        chatbot.clear(lambda: ([], ()), None, [kept, history], **_QUIET)
        page.load(lambda: gr.Chatbot(examples=_examples(engine.settings)), None, chatbot, **_QUIET)
        page.load(fill_with(engine.settings, _browser_language), None, panel.filled, **_QUIET)
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
        sanitize_html=True,  # a second lock: what `qa.doors.html` gives is escaped already
        allow_tags=False,
        latex_delimiters=[],
    )


def _examples(settings: Settings) -> list[dict[str, str]] | None:
    """Questions that the articles which ship can answer; none where the index was made from others."""
    try:
        number = current_number(settings.index_folder)
        sources = () if number is None else read_manifest(generation_folder(settings.index_folder, number)).sources
    except GazetteError:  # told when a question is asked
        return None
    return [{"text": example} for example in EXAMPLES] if any(Path(path).name == SEEDS for path in sources) else None


def _example(chosen: gr.SelectData) -> str:
    return str(chosen.value["text"])


@dataclass(frozen=True, slots=True)
class Reply:
    """What a question gets."""

    html: str
    turn: Turn | None = None  # what a follow-up can point back to; None where the question could not be asked
    answer: Answer | None = None  # None there too


def _asker(engine: Engine, turns: Turns, replies: Replies) -> Ask:
    """What happens when a question is sent: it is shown at once, then the reply under it."""

    async def ask(
        question: str,
        kept: Messages,
        history: Sequence[Turn],
        language: str,
        since: str,
        until: str,
        folders: list[str],
        request: gr.Request,
        refused: Sequence[Refusal] = (),
    ) -> AsyncIterator[Shown]:
        shortened = question[: engine.settings.max_question_chars + 1]
        asked = [*kept, {"role": "user", "content": question_html(shortened)}] if question.strip() else kept
        yield "", asked, asked, gr.skip()
        browser, filters = _browser_language(request), Filters.of(language, since, until, folders)
        before = _before(question, history) if refused else history
        try:
            reply = await turns.take(partial(_reply, engine, question, filters, browser, before, refused))
        except ServerBusy as error:
            speaks = _speaks(question, browser)
            reply = Reply(problem_html(in_language(error.message, speaks), speaks))
        content = reply.html + _judged(reply, replies)
        answered = [*asked, {"role": "assistant", "content": content}][-REMEMBERED:]
        known = history if reply.turn is None else (*history, reply.turn)[-TURNS:]
        yield gr.skip(), answered, answered, known  # the next question may be half typed by now

    return ask


def _judged(reply: Reply, replies: Replies) -> str:
    """What judges a reply; nothing under a problem."""
    if reply.answer is None:
        return ""
    return feedback_html(replies.keep(reply.answer), reply.answer, reply.answer.language)


def _again(ask: Ask) -> Ask:
    """The same for a button of a reply, which refuses a part of what was understood."""

    async def again(
        kept: Messages,
        history: Sequence[Turn],
        language: str,
        since: str,
        until: str,
        folders: list[str],
        request: gr.Request,
        event: gr.EventData,
    ) -> AsyncIterator[Shown]:
        pressed = Pressed.of(event)
        panel = (language, since, until, folders)
        async for _, *conversation in ask(pressed.question, kept, history, *panel, request, refused=pressed.refused):
            yield gr.skip(), *conversation  # the box may hold the next question

    return again


def _before(question: str, history: Sequence[Turn]) -> Sequence[Turn]:
    """The conversation before a question was last asked; what is asked again means what it meant then."""
    asked = " ".join(question.split())
    last = max((number for number, turn in enumerate(history) if turn.asked == asked), default=len(history))
    return history[:last]


def _reply(
    engine: Engine,
    question: str,
    filters: Filters,
    browser: LanguageCode,
    history: Sequence[Turn] = (),
    refused: Sequence[Refusal] = (),
) -> Reply:
    """The answer, or the sentence that says why there is none; in the language of the question if it has words."""
    speaks = _speaks(question, browser)
    try:
        answer = engine.ask(
            question,
            language=filters.language,
            since=filters.since,
            until=filters.until,
            folder=filters.folders,
            typed_dates="typed_dates" not in refused,
            history=history,
            as_typed="completion" in refused,
        )
        return Reply(answer_html(answer, answer.language), turn_of(answer), answer)
    except GazetteError as error:
        return Reply(problem_html(in_language(error.message, speaks), speaks))
    except Exception:  # the last one who can tell the reader; the log keeps the traceback
        log.exception("A question in the chat failed")
        return Reply(problem_html(say(speaks, UNFORESEEN), speaks))


def _browser_language(request: gr.Request) -> LanguageCode:
    return accepted_language(request.headers.get("accept-language", ""))


def _speaks(question: str, browser: LanguageCode) -> LanguageCode:
    """The language of a reply: the question's, if it has words."""
    return detect_language(question) if any(map(str.isalnum, question)) else browser


def mount_chat(app: FastAPI, engine: Engine, turns: Turns) -> Callable[[], None]:
    """Put the chat on every path of the application that nothing else has taken.

    Returns:
        What ends the streams that open pages hold, for which a server that closes would wait.
    """
    page = make_chat(engine, turns)
    gr.mount_gradio_app(app, page, "/", **_local_only(), **_looks())
    chat = app.routes[-1].app  # type: ignore[attr-defined]  # Gradio's own application, mounted last

    def end_streams() -> None:
        chat.stop_event.set()

    return end_streams


def _local_only() -> dict[str, object]:
    """Nothing leaves this machine, nothing is left on it."""
    return {
        "mcp_server": False,
        "ssr_mode": False,
        "run_history": False,
        "enable_monitoring": False,
        "max_file_size": 1,  # byte: this chat takes no files, but Gradio always has an address for them
        "show_error": False,
    }


def _looks() -> dict[str, object]:
    """Fonts of the reader's own system, words in the language of the browser."""
    theme = gr.themes.Default(
        primary_hue="slate",
        font=["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"],
        font_mono=["ui-monospace", "Consolas", "monospace"],
    )
    words = {code: {key: say(code, text) for key, text in (LABELS | NARROW_LABELS).items()} for code in LANGUAGES}
    css = STYLE + LAYOUT + NARROW_STYLE + CONTROLS_STYLE + WHY_STYLE + FEEDBACK_STYLE
    return {"theme": theme, "css": css, "i18n": gr.I18n(**words), "footer_links": []}
