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
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

import gradio as gr
from pydantic import TypeAdapter

from qa.ask.followups.rules import turn_of
from qa.interfaces.i18n import say
from qa.interfaces.web.export import Format, export
from qa.interfaces.web.history_script import KEEPER
from qa.interfaces.web.html import answer_html, problem_html, question_html
from qa.interfaces.web.links import link_of, with_link
from qa.interfaces.web.text import safe
from qa.settings import Settings
from qa.values import Answer, Citation, LanguageCode, Turn, Value

ANSWERS = 50  # of a conversation that are kept
TURNS = 20  # of them that a follow-up can point back to
LONGEST = 20_000  # characters of a question or an answer that a browser gives back
MOST_BYTES = 400_000  # of a conversation in the browser; less where the server takes less
_ID = re.compile(r"[\w-]{1,40}", re.ASCII)
_ANSWERS = TypeAdapter(tuple[Answer, ...])
_ANSWER = TypeAdapter(Answer)

Speaks = Callable[[gr.Request], LanguageCode]  # the language of the reader's browser
Messages = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Conversation(Value):
    """The answers that one page has got, oldest first."""

    id: str = ""  # "" before the first answer
    answers: tuple[Answer, ...] = ()
    count: int = 0  # of all answers, those that were let go included

    def plus(self, answer: Answer) -> Conversation:
        """The conversation with one more answer."""
        id = self.id or secrets.token_urlsafe(12)
        return Conversation(id, (*self.answers, answer)[-ANSWERS:], self.count + 1)

    def turns(self) -> tuple[Turn, ...]:
        """What a follow-up can point back to."""
        return tuple(map(turn_of, self.answers[-TURNS:]))

    def messages(self, settings: Settings) -> Messages:
        """The conversation as the page shows it."""
        shown = []
        for answer in self.answers:
            shown.append({"role": "user", "content": question_html(answer.question)})
            shown.append({"role": "assistant", "content": reply_html(answer, settings)})
        return shown


@dataclass(slots=True)
class Sitting:
    """Counts the conversations of a page, so that a reply that was on its way when one was left stays out of the next.

    Gradio hands every event of a page the same object.
    """

    number: int = 0

    def leave(self) -> None:
        """The conversation is emptied or exchanged."""
        self.number += 1


def reply_html(answer: Answer, settings: Settings) -> str:
    """A reply: the answer, with the button that copies the link to it."""
    return with_link(answer_html(answer, answer.language), link_of(answer, settings), answer.language)


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
    if max(map(len, (answer.question, answer.text, meant))) > LONGEST:
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
    for citation in (*answer.citations, *answer.nearest, *others):
        _check_place(citation)


def _check_place(citation: Citation) -> None:
    start, end = citation.start - citation.passage_start, citation.end - citation.passage_start
    if not 0 <= start < end or citation.passage[start:end] != citation.quote:
        raise ValueError(f"the quote at {citation.start} is not in its passage")


# ---------------------------------------------------------------- the page


def make_bar() -> gr.HTML:
    """New conversation, earlier ones, export: empty until the page has loaded, then out of sight until there is one."""
    return gr.HTML("", elem_id="bar", js_on_load=None, apply_default_css=False)


def connect_history(
    page: gr.Blocks,
    bar: gr.HTML,
    shown: Sequence[gr.Component],
    sitting: gr.State,
    asking: Sequence[Any],
    speaks: Speaks,
    settings: Settings,
    **quiet: Any,  # noqa: ANN401 - Gradio's
) -> None:
    """Let the browser keep what is asked, and the bar bring it back.

    Args:
        page: the whole page.
        bar: what `make_bar` gave.
        shown: the chatbot, and the states of its messages and of its `Conversation`.
        sitting: the state of its `Sitting`.
        asking: the events that ask; one that still waits for its reply ends with its conversation.
        speaks: the language of a reader.
        settings: say how large a request may be, and name the index.
        quiet: how Gradio is to treat the events.
    """
    history = shown[-1]
    keeper = gr.HTML(None, html_template="", elem_id="keeper", js_on_load=KEEPER)
    most_bytes = min(MOST_BYTES, settings.max_request_kb * 1000 - 20_000)

    def greet(request: gr.Request) -> tuple[str, dict[str, object]]:
        return bar_html(speaks(request)), {"answers": ANSWERS, "bytes": most_bytes}

    def reopen(sitting: Sitting, request: gr.Request, event: gr.EventData) -> tuple[Messages, Messages, Conversation]:
        sitting.leave()
        return opened(event, settings, speaks(request))

    def begin(sitting: Sitting) -> tuple[Messages, Messages, Conversation]:
        sitting.leave()
        return [], [], Conversation()

    def save(conversation: Conversation, request: gr.Request, event: gr.EventData) -> dict[str, object]:
        return saved(conversation, event, speaks(request))

    page.load(greet, None, [bar, keeper], **quiet)
    history.change(note_of, history, keeper, trigger_mode="multiple", **quiet)
    ending: dict[str, Any] = {**quiet, "cancels": list(asking)}
    keeper.select(reopen, sitting, shown, **ending)
    keeper.clear(begin, sitting, shown, **ending)
    keeper.download(save, history, keeper, **quiet)


def opened(event: gr.EventData, settings: Settings, language: LanguageCode) -> tuple[Messages, Messages, Conversation]:
    """A conversation that the browser sends, on the page; a sentence where it cannot be read."""
    try:
        conversation = conversation_from(event.id, event.answers)
        messages = conversation.messages(settings)
    except ValueError:
        sentence = say(language, "This conversation cannot be read any more: delete it from the list.")
        problem = [{"role": "assistant", "content": problem_html(sentence, language)}]
        return problem, problem, Conversation()
    return messages, messages, conversation


def saved(conversation: Conversation, event: gr.EventData, language: LanguageCode) -> dict[str, object]:
    """The conversation as a file for the browser to save."""
    form: Format | None = next((form for form in get_args(Format) if form == event.format), None)
    if form is None or not conversation.answers:
        return {}
    file = export(conversation.answers, form, language, date.today())
    told = {"name": file.name, "type": file.media_type, "text": file.text}
    return {"file": told, "number": secrets.token_hex(4)}  # two that are equal are still two


def bar_html(language: LanguageCode) -> str:
    """The bar, and the two panels that its buttons open."""
    new, short = say(language, "New conversation"), say(language, "New")
    deletes = say(language, "Delete: {title}", title="{title}")
    deleted = say(language, "Deleted: {title}", title="{title}")
    sure = say(language, "Delete all the conversations that this browser keeps?")
    forms = {
        "md": "Markdown",
        "html": say(language, "Web page (HTML)"),
        "csv": say(language, "Table (CSV)"),
    }
    files = "".join(
        f'<li><button type="button" class="gz-form" value="{f}">{n}</button></li>' for f, n in forms.items()
    )
    earlier, exports = say(language, "Earlier conversations"), say(language, "Export this conversation")
    return (
        f'<div class="gz gz-keep" lang="{language}">'
        f'<button type="button" class="gz-control gz-new" aria-label="{new}" hidden>'
        f'<span class="gz-long">{new}</span><span class="gz-short">{short}</span></button>'
        f'<button type="button" class="gz-control gz-list" popovertarget="gz-earlier" hidden>'
        f"{say(language, 'Earlier')}</button>"
        f'<button type="button" class="gz-control gz-save" popovertarget="gz-export" hidden>'
        f"{say(language, 'Export')}</button>"
        f'<div popover id="gz-earlier" class="gz-pop" role="dialog" aria-label="{earlier}" data-sure="{safe(sure)}"'
        f' data-delete="{safe(deletes)}" data-deleted="{safe(deleted)}"><p class="gz-pop-head">{earlier}</p><ul></ul>'
        f'<p class="gz-pop-foot"><span>{say(language, "Kept in this browser only.")}</span>'
        f'<button type="button" class="gz-control gz-all">{say(language, "Delete all")}</button></p></div>'
        f'<div popover id="gz-export" class="gz-pop gz-narrow" role="dialog" aria-label="{exports}">'
        f'<p class="gz-pop-head">{exports}</p><ul>{files}</ul></div>'
        '<span class="gz-said" role="status"></span></div>'
    )
