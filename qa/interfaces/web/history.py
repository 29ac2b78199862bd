"""Conversations that survive a reload: kept by the reader's browser as data, and shown again by the server.

The server keeps a conversation only while its page is open, as `Answer`s, and hands each new answer to the browser,
which puts it into its local storage. To open one, the browser sends its answers back, which by then could be anything.
So no HTML is ever taken from it: the answers are checked as data, then shown by the same functions as new ones, which
escape every word. Signing them would need a key that outlives the server, and protect readers only from themselves.

Gradio's BrowserState was not taken: it sends its whole value with every question and rewrites it after every answer;
here one conversation travels, when it is opened. Its size is bounded, and so are their number and their size together.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any, get_args

import gradio as gr
from pydantic import TypeAdapter

from qa.interfaces.i18n import say
from qa.interfaces.web.conversation import ANSWERS, Conversation, Conversing, Messages, Sitting, Values
from qa.interfaces.web.export import Format, export
from qa.interfaces.web.reply import problem_html
from qa.interfaces.web.views import render, script
from qa.lang import LANGUAGES
from qa.settings import Settings
from qa.values import Answer, Citation, LanguageCode

LONGEST = 20_000  # characters of a question or an answer that a browser gives back
MOST_BYTES = 400_000  # of a conversation in the browser; less where the server takes less
_ID = re.compile(r"[\w-]{1,40}", re.ASCII)
_ANSWERS = TypeAdapter(tuple[Answer, ...])
_ANSWER = TypeAdapter(Answer)


# ---------------------------------------------------------------- to the browser and back


def note_of(conversation: Conversation) -> dict[str, object]:
    """What the browser is told when a conversation changes: its last answer.

    As JSON in a string, both ways: Gradio takes every object with a `path` for a file of its own.
    """
    if not conversation.answers:
        return {"id": "", "count": 0}
    answer = _ANSWER.dump_json(conversation.answers[-1], exclude_defaults=True).decode()
    return {"id": conversation.id, "count": conversation.count, "answer": answer}


def conversation_from(id: object, answers: object) -> Conversation:
    """The conversation that a browser sends back, its answers as JSON.

    Raises:
        ValueError: it is not one that Gazette has made.
    """
    read = _ANSWERS.validate_json(answers if isinstance(answers, str) else "")
    if not 0 < len(read) <= ANSWERS:
        raise ValueError(f"a conversation has 1 to {ANSWERS} answers, not {len(read)}")
    for answer in read:
        _check(answer)
    known = isinstance(id, str) and _ID.fullmatch(id) is not None
    return Conversation(str(id) if known else secrets.token_urlsafe(12), read, len(read))


def _check(answer: Answer) -> None:
    """What the types of an answer do not say, and what shows it relies on."""
    meant = "" if answer.query is None else answer.query.meant
    if max(map(len, (answer.question, answer.text, meant, answer.topic))) > LONGEST:
        raise ValueError("a question or an answer is too long")
    if (answer.state == "not_found") == bool(answer.citations):
        raise ValueError("an answer has citations where something was found, and only there")
    shares = [answer.confidence, *(other.confidence for other in answer.alternatives)]
    if not all(0 <= share <= 1 for share in shares):
        raise ValueError("a confidence lies outside 0 and 1")
    for other in answer.alternatives:
        if not other.citations:
            raise ValueError("another answer has no citation")
    others = (citation for other in answer.alternatives for citation in other.citations)
    citations = (*answer.citations, *answer.nearest, *others)
    if not {answer.language, *(citation.language for citation in citations)} <= LANGUAGES.keys():
        raise ValueError("an answer or a citation is in a language that Gazette does not know")
    for citation in citations:
        _check_place(citation)


def _check_place(citation: Citation) -> None:
    start, end = citation.start - citation.passage_start, citation.end - citation.passage_start
    if not 0 <= start < end or citation.passage[start:end] != citation.quote:
        raise ValueError(f"the quote at {citation.start} is not in its passage")


# ---------------------------------------------------------------- the page


def make_bar(language: LanguageCode, settings: Settings) -> gr.HTML:
    """New conversation, earlier ones, export: out of sight until there is one."""
    most_bytes = min(MOST_BYTES, settings.max_request_kb * 1000 - 20_000)
    bar = render("history.html", language, most_answers=ANSWERS, most_bytes=most_bytes)
    return gr.HTML(bar, elem_id="bar", js_on_load=None, apply_default_css=False)


def connect_history(
    page: gr.Blocks,
    shown: Conversing,
    asking: Sequence[Any],
    language: LanguageCode,
    settings: Settings,
    **quiet: Any,  # noqa: ANN401 - Gradio's
) -> None:
    """Let the browser keep what is asked, and bring it back (`history.js`).

    Args:
        page: the whole page.
        shown: what holds the conversation.
        asking: the events that ask; one that still waits for its reply ends with its conversation.
        language: of the page.
        settings: name the index.
        quiet: how Gradio is to treat the events.
    """
    keeper = gr.HTML(None, html_template="", elem_id="keeper", js_on_load=script("history.js"))

    def reopen(sitting: Sitting, event: gr.EventData) -> Values:
        sitting.leave()
        messages, conversation = opened(event, settings, language)
        return {**shown.shows(messages), shown.history: conversation}

    def begin(sitting: Sitting) -> Values:
        sitting.leave()
        return {**shown.shows([]), shown.history: Conversation()}

    def save(conversation: Conversation, event: gr.EventData) -> dict[str, object]:
        return saved(conversation, event, language)

    outputs = [shown.chatbot, shown.kept, shown.history]
    page.load(lambda: {"loaded": True}, None, keeper, **quiet)
    shown.history.change(note_of, shown.history, keeper, trigger_mode="multiple", **quiet)
    ending: dict[str, Any] = {**quiet, "cancels": list(asking)}
    keeper.select(reopen, shown.sitting, outputs, **ending)
    keeper.clear(begin, shown.sitting, outputs, **ending)
    keeper.download(save, shown.history, keeper, **quiet)


def opened(event: gr.EventData, settings: Settings, language: LanguageCode) -> tuple[Messages, Conversation]:
    """A conversation that the browser sends, and how the page shows it; a sentence where it cannot be read."""
    try:
        conversation = conversation_from(event.id, event.answers)
        return conversation.messages(settings), conversation
    except ValueError:
        sentence = say(language, "This conversation cannot be read any more: delete it from the list.")
        return [{"role": "assistant", "content": problem_html(sentence, language)}], Conversation()


def saved(conversation: Conversation, event: gr.EventData, language: LanguageCode) -> dict[str, object]:
    """The conversation as a file for the browser to save."""
    form: Format | None = next((form for form in get_args(Format) if form == event.format), None)
    if form is None or not conversation.answers:
        return {}
    file = export(conversation.answers, form, language, date.today())
    told = {"name": file.name, "type": file.media_type, "text": file.text}
    return {"file": told, "number": secrets.token_hex(4)}  # two that are equal are still two
