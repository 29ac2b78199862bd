"""What a page does when it opens with a link to an answer: it fills the filters in, and asks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import gradio as gr

from qa.ask.engine import Engine
from qa.interfaces.i18n import say
from qa.interfaces.web.asking import Ask
from qa.interfaces.web.chips import LONGEST_DATE
from qa.interfaces.web.conversation import Conversing, Messages, Values
from qa.interfaces.web.filters import filled_with
from qa.interfaces.web.links import Linked, index_name
from qa.interfaces.web.reply import problem_html, question_html
from qa.settings import Settings
from qa.values import LanguageCode

Arrive = Callable[..., AsyncIterator[Values]]


def arrive_with(engine: Engine, ask: Ask, page: Conversing, language: LanguageCode) -> Arrive:
    """What a page does when it opens: nothing, or what its link asks; it changes what `ask` does, and the filters."""

    async def arrive(given: Values, request: gr.Request) -> AsyncIterator[Values]:
        linked = Linked.of(request.query_params, engine.settings)
        if linked is None:
            yield {page.box: gr.skip()}
        elif linked.index not in (None, index_name(engine.settings)):
            shown = [*given[page.kept], *_other_index(linked, engine.settings, language)]
            yield {page.box: linked.question, **page.shows(shown)}
        else:
            filters = linked.filters
            filled = await asyncio.to_thread(filled_with, engine, filters, page.panel, language)
            asked = {**given, **page.panel.values(filters), page.box: linked.question}
            async for answered in ask(asked, linked.refused):
                yield {**filled, **answered}
                filled = {}

    return arrive


def _other_index(linked: Linked, settings: Settings, language: LanguageCode) -> Messages:
    """The question of a link, and why it is not answered here."""
    sentence = say(
        language,
        "This link asks the index {other!r}, and this chat answers from {index!r}: start it with "
        "gazette serve --index, or send the question to ask it here.",
        other=(linked.index or "")[:LONGEST_DATE],
        index=index_name(settings),
    )
    question = linked.question[: settings.max_question_chars]
    return [
        {"role": "user", "content": question_html(question)},
        {"role": "assistant", "content": problem_html(sentence, language)},
    ]
