"""The web chat on this machine: a question comes in, the engine answers, the reply is shown."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typer

from qa.ask.engine import Engine
from qa.doors.html import STYLE, answer_html, problem_html, question_html
from qa.doors.messages import in_language, say, system_language
from qa.doors.narrow import NARROW_LABELS, NARROW_STYLE, Filters, connect, fill_with, make_chips, make_panel
from qa.errors import GazetteError, SettingsError
from qa.lang import LANGUAGES
from qa.lang.detect import detect_language
from qa.quiet import silence
from qa.settings import Settings
from qa.store.generation import current_number, generation_folder
from qa.store.manifest import read_manifest
from qa.values import LanguageCode

silence()  # before the import: Gradio would look for a newer version of itself

import gradio as gr  # noqa: E402

HOST = "127.0.0.1"
WAITING, AT_ONCE = 32, 4  # questions in the queue, questions being answered
REMEMBERED = 100  # messages that stay on the page
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
Shown = tuple[Any, Messages, Messages]  # the text box, the conversation on the page, the conversation kept for it
Ask = Callable[..., Iterator[Shown]]
Label = Callable[[str], Any]  # a key -> what the page puts in its place
_QUIET = {"api_visibility": "private", "show_progress": "hidden"}
_ASKING = {**_QUIET, "trigger_mode": "once", "concurrency_limit": AT_ONCE}
log = logging.getLogger(__name__)


def make_chat(settings: Settings) -> gr.Blocks:
    """The page and its engine. The models are loaded here, the index is opened by the first question.

    Raises:
        ModelError: a model's files are missing or do not fit.
    """
    ask = _asker(Engine(settings))
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
        panel = make_panel(label, chips)
        asked, shown = [box, kept, *panel.inputs], [box, chatbot, kept]
        gr.on([box.submit, send.click], ask, asked, shown, **_ASKING)
        chatbot.example_select(_example, None, box, **_QUIET).then(ask, asked, shown, **_ASKING)
        chips.submit(_again(ask), [kept, *panel.inputs], shown, **_ASKING)
        connect(panel, _browser_language, **_QUIET)
        chatbot.change(None, None, None, js=TO_THE_QUESTION, **_QUIET)
        chatbot.clear(lambda: [], None, kept, **_QUIET)
        page.load(lambda: gr.Chatbot(examples=_examples(settings)), None, chatbot, **_QUIET)
        page.load(fill_with(settings, _browser_language), None, panel.filled, **_QUIET)
    page.queue(max_size=WAITING, default_concurrency_limit=AT_ONCE)
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


def _asker(engine: Engine) -> Ask:
    """What happens when a question is sent: it is shown at once, then the reply under it."""

    def ask(
        question: str,
        kept: Messages,
        language: str,
        since: str,
        until: str,
        folders: list[str],
        request: gr.Request,
        typed_dates: bool = True,
    ) -> Iterator[Shown]:
        shortened = question[: engine.settings.max_question_chars + 1]
        asked = [*kept, {"role": "user", "content": question_html(shortened)}] if question.strip() else kept
        yield "", asked, asked
        filters = Filters.of(language, since, until, folders)
        reply = _reply(engine, question, filters, _browser_language(request), typed_dates=typed_dates)
        answered = [*asked, {"role": "assistant", "content": reply}][-REMEMBERED:]
        yield gr.skip(), answered, answered  # the next question may be half typed by now

    return ask


def _again(ask: Ask) -> Ask:
    """The same for "Ask again without it": the question whole, with the dates that it says as a part of it."""

    def again(
        kept: Messages,
        language: str,
        since: str,
        until: str,
        folders: list[str],
        request: gr.Request,
        pressed: gr.EventData,
    ) -> Iterator[Shown]:
        question = str(pressed.question)
        for _, *conversation in ask(question, kept, language, since, until, folders, request, typed_dates=False):
            yield gr.skip(), *conversation  # the box may hold the next question

    return again


def _reply(engine: Engine, question: str, filters: Filters, browser: LanguageCode, *, typed_dates: bool = True) -> str:
    """The answer, or the sentence that says why there is none; in the language of the question if it has words."""
    speaks = detect_language(question) if any(map(str.isalnum, question)) else browser
    try:
        answer = engine.ask(
            question,
            language=filters.language,
            since=filters.since,
            until=filters.until,
            folder=filters.folders,
            typed_dates=typed_dates,
        )
        return answer_html(answer, answer.language)
    except GazetteError as error:
        return problem_html(in_language(error.message, speaks), speaks)
    except Exception:  # the last one who can tell the reader; the log keeps the traceback
        log.exception("A question in the chat failed")
        sorry = "Something went wrong and this question has no answer; the terminal that runs Gazette says more."
        return problem_html(say(speaks, sorry), speaks)


def _browser_language(request: gr.Request) -> LanguageCode:
    return "fr" if request.headers.get("accept-language", "").lower().startswith("fr") else "en"


def launch(settings: Settings) -> None:
    """Serve the chat on this machine until Ctrl+C.

    Raises:
        ModelError: a model's files are missing or do not fit.
        SettingsError: the port cannot be used.
    """
    language = system_language() if settings.interface_language == "auto" else settings.interface_language
    page = make_chat(settings)
    # Gradio calls its own address when it starts, and would ask a proxy for it.
    os.environ["no_proxy"] = ",".join(filter(None, (os.environ.get("no_proxy") or os.environ.get("NO_PROXY"), HOST)))
    try:
        page.launch(server_name=HOST, server_port=settings.port, **_local_only(), **_looks())
    except OSError as error:
        raise SettingsError(
            "Port {port} of this machine cannot be used, perhaps by another chat. Run: gazette serve --port {other}",
            port=settings.port,
            other=settings.port + 1,
        ) from error
    typer.echo(f"Gazette: http://{HOST}:{settings.port}  {say(language, 'Stop with Ctrl+C.')}")
    try:
        page.server.thread.join()
    except KeyboardInterrupt:
        page.close(verbose=False)


def _local_only() -> dict[str, object]:
    """Nothing leaves this machine, nothing is left on it, nothing is printed."""
    return {
        "share": False,
        "mcp_server": False,
        "ssr_mode": False,
        "run_history": False,
        "enable_monitoring": False,
        "max_file_size": 1,  # byte: this chat takes no files, but Gradio always has an address for them
        "show_error": False,
        "quiet": True,
        "prevent_thread_lock": True,
    }


def _looks() -> dict[str, object]:
    """Fonts of the reader's own system, words in the language of the browser."""
    theme = gr.themes.Default(
        primary_hue="slate",
        font=["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"],
        font_mono=["ui-monospace", "Consolas", "monospace"],
    )
    words = {code: {key: say(code, text) for key, text in (LABELS | NARROW_LABELS).items()} for code in LANGUAGES}
    return {"theme": theme, "css": STYLE + LAYOUT + NARROW_STYLE, "i18n": gr.I18n(**words), "footer_links": []}
