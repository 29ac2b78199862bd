"""Links to an answer, `?q=…&index=…`: made under a reply, followed by a page that opens with one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import gradio as gr
from starlette.datastructures import QueryParams

from qa.ask.engine import Engine
from qa.interfaces.i18n import say
from qa.interfaces.web.filters import FOLDERS, Chosen, Speaks, chips_html, holding
from qa.interfaces.web.html import problem_html, question_html
from qa.interfaces.web.text import escape
from qa.lang import LANGUAGES
from qa.settings import Settings
from qa.values import Answer, LanguageCode, Refusal

LONGEST_DATE, LONGEST_FOLDER, MOST_FOLDERS = 40, 500, 20  # of a link: characters, characters, count


@dataclass(frozen=True, slots=True)
class Linked:
    """What a link asks. Anyone can write a link: it is cut to size here, and checked by the engine."""

    question: str
    index: str | None
    filters: Chosen
    refused: tuple[Refusal, ...]

    @classmethod
    def of(cls, parameters: QueryParams, settings: Settings) -> Linked | None:
        """From the address of a page; None where it asks nothing."""
        question = parameters.get("q", "")[: settings.max_question_chars + 1]  # one more: too long is told
        if not question.strip():
            return None
        return cls(
            question,
            parameters.get("index"),
            filters_of(parameters),
            ("typed_dates",) if parameters.get("typed_dates") == "no" else (),
        )


def filters_of(parameters: QueryParams) -> Chosen:
    """The filters of an address, cut to size."""
    language, since, until = (
        parameters.get(name, "")[:LONGEST_DATE].strip() for name in ("language", "since", "until")
    )
    folders = [folder[:LONGEST_FOLDER] for folder in parameters.getlist("folder")[:MOST_FOLDERS]]
    return Chosen.of(language, since, until, folders)


def index_name(settings: Settings) -> str:
    """How a link names the index: by its folder, without where that lies."""
    return settings.index_folder.resolve().name


def link_of(answer: Answer, settings: Settings) -> str | None:
    """The part of the address that asks the same again; None where that leans on what was shown before."""
    query = answer.query
    if query is None or query.filters.articles or query.shown:
        return None
    fields = [("q", query.meant), ("index", index_name(settings))]
    typed, filters = query.typed_dates, query.filters  # in the question, so not again as filters
    given = (
        ("language", filters.language),
        ("since", None if typed and typed.since == filters.since else filters.since),
        ("until", None if typed and typed.until == filters.until else filters.until),
    )
    fields += [(name, value) for name, value in given if value is not None]
    fields += [("folder", folder) for folder in filters.folders]
    if "typed_dates" in query.refused:
        fields.append(("typed_dates", "no"))
    return "?" + urlencode(fields)


def with_link(reply: str, link: str | None, language: LanguageCode) -> str:
    """A reply's HTML with a button that copies its link; `qa.interfaces.web.article_view` hears the button."""
    if link is None:
        return reply
    done = say(language, "Copied: the link to this answer.")
    failed = say(language, "Your browser did not let it be copied: select the text and copy it.")
    label = say(language, "Copy the link to this answer")
    return (
        f'<div class="gz-kept">{reply}<p class="gz gz-reader-tools"><button type="button" class="gz-tool gz-copy" '
        f'value="{escape(link)}">{label}<span class="gz-copy-done">{done}</span>'
        f'<span class="gz-copy-failed">{failed}</span></button></p></div>'
    )


Ask = Callable[..., AsyncIterator[tuple[Any, ...]]]  # as the chat's box asks
Arrive = Callable[..., AsyncIterator[tuple[Any, ...]]]
_FILTERS = 5  # the four of `Panel.inputs`, and the chips


def arrive_with(engine: Engine, ask: Ask, speaks: Speaks) -> Arrive:
    """What a page does when it opens: nothing, or what its link asks.

    The handler's outputs are those of `Panel.inputs`, the chips, then those of `ask`.
    """

    async def arrive(
        kept: list[dict[str, str]], history: object, sitting: object, request: gr.Request
    ) -> AsyncIterator[tuple[Any, ...]]:
        linked = Linked.of(request.query_params, engine.settings)
        if linked is None:
            yield (gr.skip(),) * (_FILTERS + 4)
        elif linked.index not in (None, index_name(engine.settings)):
            told = [*kept, *_other_index(linked, engine.settings, speaks(request))]
            yield (*(gr.skip(),) * _FILTERS, linked.question, told, told, gr.skip())
        else:
            filters = linked.filters
            values = (filters.language or "", filters.since or "", filters.until or "", list(filters.folders))
            filled = await asyncio.to_thread(filled_with, engine, filters, speaks(request))
            async for shown in ask(linked.question, kept, history, sitting, *values, request, refused=linked.refused):
                yield (*filled, *shown)
                filled = (gr.skip(),) * _FILTERS

    return arrive


def _other_index(linked: Linked, settings: Settings, language: LanguageCode) -> list[dict[str, str]]:
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


def filled_with(engine: Engine, filters: Chosen, language: LanguageCode) -> tuple[Any, ...]:
    """The values of `Panel.inputs` and the chips; without what the panel cannot choose, of which the reply tells."""
    held = holding(engine) if filters.folders else None
    known = set() if held is None else {name for name, _ in held.folders[:FOLDERS]}
    chosen = Chosen(
        filters.language if filters.language in LANGUAGES else None,
        filters.since,
        filters.until,
        tuple(folder for folder in filters.folders if folder in known),
    )
    values = (chosen.language or "", chosen.since or "", chosen.until or "", list(chosen.folders))
    return (*values, chips_html(chosen, language))
