"""What happens when a question is sent to the chat: it is shown at once, then the reply under it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from functools import partial

import gradio as gr

from qa.ask.engine import Engine
from qa.errors import GazetteError, ServerBusy
from qa.interfaces.i18n import UNFORESEEN, in_language, say
from qa.interfaces.server.limits import Turns
from qa.interfaces.web.controls import Pressed
from qa.interfaces.web.conversation import Conversing, Values
from qa.interfaces.web.feedback import Replies
from qa.interfaces.web.links import link_of
from qa.interfaces.web.reply import problem_html, question_html, reply_html, waiting_html
from qa.lang.detect import recognised_language
from qa.values import Answer, Filters, LanguageCode, Refusal, Turn

REMEMBERED = 100  # messages that stay on the page
Ask = Callable[..., AsyncIterator[Values]]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a question gets."""

    html: str
    answer: Answer | None = None  # None where the question could not be asked


def asker(engine: Engine, turns: Turns, replies: Replies, page: Conversing, language: LanguageCode) -> Ask:
    """What asks a question of a page in `language`."""

    async def ask(given: Values, refused: Sequence[Refusal] = ()) -> AsyncIterator[Values]:
        question, history, sitting = given[page.box], given[page.history], given[page.sitting]
        if not question.strip():  # Enter, pressed once more than needed
            yield {page.box: gr.skip()}
            return
        shortened = question[: engine.settings.max_question_chars + 1]
        asked = [*given[page.kept], {"role": "user", "content": question_html(shortened)}]
        speaks = _speaks(question, language)
        waiting = {"role": "assistant", "content": waiting_html(speaks)}
        yield {page.box: "", page.chatbot: [*asked, waiting], page.kept: asked}
        number = sitting.number
        filters = Filters() if "filters" in refused else page.panel.filters(given)
        before = _before(question, history.turns()) if refused else history.turns()
        try:
            reply = await turns.take(partial(_reply, engine, replies, question, filters, speaks, before, refused))
            if reply.answer is not None:
                turns.metrics.answered(reply.answer, "chat")
        except ServerBusy as error:
            reply = Reply(problem_html(in_language(error.message, speaks), speaks))
        if sitting.number != number:  # the reader has left this conversation
            return
        answered = [*asked, {"role": "assistant", "content": reply.html}][-REMEMBERED:]
        known = history if reply.answer is None else history.plus(reply.answer)
        yield {**page.shows(answered), page.history: known}  # the box may hold the next question, half typed

    return ask


def again(ask: Ask, page: Conversing) -> Ask:
    """What a button of a reply does that refuses a part of what was understood: it asks the question again."""

    async def ask_again(given: Values, event: gr.EventData) -> AsyncIterator[Values]:
        pressed = Pressed.of(event)
        async for shown in ask({**given, page.box: pressed.question}, pressed.refused):
            yield {**shown, page.box: gr.skip()}  # it may hold the next question

    return ask_again


def _before(question: str, history: Sequence[Turn]) -> Sequence[Turn]:
    """The conversation before a question was last asked; what is asked again means what it meant then."""
    asked = " ".join(question.split())
    last = max((number for number, turn in enumerate(history) if turn.asked == asked), default=len(history))
    return history[:last]


def _reply(
    engine: Engine,
    replies: Replies,
    question: str,
    filters: Filters,
    speaks: LanguageCode,
    history: Sequence[Turn] = (),
    refused: Sequence[Refusal] = (),
) -> Reply:
    """The answer, or the sentence that says in the language `speaks` why there is none."""
    try:
        answer = engine.ask(
            question,
            filters=filters,
            typed_dates="typed_dates" not in refused,
            history=history,
            as_typed="completion" in refused,
            reader=speaks,
        )
        return Reply(reply_html(answer, link_of(answer, engine.settings), replies.keep(answer)), answer)
    except GazetteError as error:
        return Reply(problem_html(in_language(error.message, speaks), speaks))
    except Exception:  # the last one who can tell the reader; the log keeps the traceback
        log.exception("A question in the chat failed")
        return Reply(problem_html(say(speaks, UNFORESEEN), speaks))


def _speaks(question: str, language: LanguageCode) -> LanguageCode:
    """The language of a reply: the question's where its words show one, else the page's."""
    return recognised_language(question) or language
