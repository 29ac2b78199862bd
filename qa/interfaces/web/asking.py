"""What happens when a question is sent to the chat: it is shown at once, then the reply under it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import gradio as gr

from qa.ask.engine import Engine
from qa.errors import GazetteError, ServerBusy
from qa.interfaces.i18n import UNFORESEEN, accepted_language, in_language, say
from qa.interfaces.server.limits import Turns
from qa.interfaces.web.controls import Pressed
from qa.interfaces.web.feedback import Replies, feedback_html
from qa.interfaces.web.filters import Chosen
from qa.interfaces.web.history import Conversation, Sitting, reply_html
from qa.interfaces.web.html import problem_html, question_html
from qa.lang.detect import detect_language
from qa.values import Answer, LanguageCode, Refusal, Turn

REMEMBERED = 100  # messages that stay on the page
Messages = list[dict[str, str]]
Shown = tuple[Any, Messages, Messages, Any]  # the text box, the conversation on the page, kept for it, its answers
Ask = Callable[..., AsyncIterator[Shown]]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a question gets."""

    html: str
    answer: Answer | None = None  # None where the question could not be asked


def asker(engine: Engine, turns: Turns, replies: Replies) -> Ask:
    """What happens when a question is sent: it is shown at once, then the reply under it."""

    async def ask(
        question: str,
        kept: Messages,
        history: Conversation,
        sitting: Sitting,
        language: str,
        since: str,
        until: str,
        folders: list[str],
        request: gr.Request,
        refused: Sequence[Refusal] = (),
    ) -> AsyncIterator[Shown]:
        if not question.strip():  # Enter, pressed once more than needed
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip()
            return
        shortened = question[: engine.settings.max_question_chars + 1]
        asked = [*kept, {"role": "user", "content": question_html(shortened)}]
        browser, filters = browser_language(request), Chosen.of(language, since, until, folders)
        yield "", [*asked, _waiting(_speaks(question, browser))], asked, gr.skip()
        number = sitting.number
        before = _before(question, history.turns()) if refused else history.turns()
        try:
            reply = await turns.take(partial(_reply, engine, question, filters, browser, before, refused))
        except ServerBusy as error:
            speaks = _speaks(question, browser)
            reply = Reply(problem_html(in_language(error.message, speaks), speaks))
        if sitting.number != number:  # the reader has left this conversation
            return
        content = reply.html + _judged(reply, replies)
        answered = [*asked, {"role": "assistant", "content": content}][-REMEMBERED:]
        known = history if reply.answer is None else history.plus(reply.answer)
        yield gr.skip(), answered, answered, known  # the next question may be half typed by now

    return ask


def _waiting(language: LanguageCode) -> dict[str, str]:
    """Stands where the reply will be; seen only where that takes a moment."""
    return {"role": "assistant", "content": f'<p class="gz-waiting">{say(language, "Searching the articles…")}</p>'}


def _judged(reply: Reply, replies: Replies) -> str:
    """What judges a reply; nothing under a problem."""
    if reply.answer is None:
        return ""
    return feedback_html(replies.keep(reply.answer), reply.answer, reply.answer.language)


def again(ask: Ask) -> Ask:
    """The same for a button of a reply, which refuses a part of what was understood."""

    async def ask_again(
        kept: Messages,
        history: Conversation,
        sitting: Sitting,
        language: str,
        since: str,
        until: str,
        folders: list[str],
        request: gr.Request,
        event: gr.EventData,
    ) -> AsyncIterator[Shown]:
        pressed = Pressed.of(event)
        panel = (language, since, until, folders)
        async for _, *conversation in ask(
            pressed.question, kept, history, sitting, *panel, request, refused=pressed.refused
        ):
            yield gr.skip(), *conversation  # the box may hold the next question

    return ask_again


def _before(question: str, history: Sequence[Turn]) -> Sequence[Turn]:
    """The conversation before a question was last asked; what is asked again means what it meant then."""
    asked = " ".join(question.split())
    last = max((number for number, turn in enumerate(history) if turn.asked == asked), default=len(history))
    return history[:last]


def _reply(
    engine: Engine,
    question: str,
    filters: Chosen,
    browser: LanguageCode,
    history: Sequence[Turn] = (),
    refused: Sequence[Refusal] = (),
) -> Reply:
    """The answer, or the sentence that says why there is none; in the language of the question if it has words."""
    speaks = _speaks(question, browser)
    try:
        answer = engine.ask(
            question,
            filters=filters.read(),
            typed_dates="typed_dates" not in refused,
            history=history,
            as_typed="completion" in refused,
        )
        return Reply(reply_html(answer, engine.settings), answer)
    except GazetteError as error:
        return Reply(problem_html(in_language(error.message, speaks), speaks))
    except Exception:  # the last one who can tell the reader; the log keeps the traceback
        log.exception("A question in the chat failed")
        return Reply(problem_html(say(speaks, UNFORESEEN), speaks))


def browser_language(request: gr.Request) -> LanguageCode:
    """The language of a page: what its browser asks for."""
    return accepted_language(request.headers.get("accept-language", ""))


def _speaks(question: str, browser: LanguageCode) -> LanguageCode:
    """The language of a reply: the question's, if it has words."""
    return detect_language(question) if any(map(str.isalnum, question)) else browser
