"""A conversation: the answers that a page has got, and the components that hold and show them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

import gradio as gr

from qa.ask.followups.rules import turn_of
from qa.interfaces.web.filters import FilterPanel
from qa.interfaces.web.links import link_of
from qa.interfaces.web.reply import question_html, reply_html
from qa.settings import Settings
from qa.values import Answer, Turn, Value

ANSWERS = 50  # of a conversation that are kept
TURNS = 20  # of them that a follow-up can point back to
Messages = list[dict[str, str]]
Values = dict[Any, Any]  # of components of the page, as Gradio gives them to a handler and takes them from one


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
            shown.append({"role": "assistant", "content": reply_html(answer, link_of(answer, settings), None)})
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


@dataclass(frozen=True, slots=True)
class Conversing:
    """The components that a question is asked with, and that hold and show the conversation."""

    box: gr.Textbox
    send: gr.Button
    chatbot: gr.Chatbot
    kept: gr.State  # its messages, not read back from the page, which could send anything
    history: gr.State  # its `Conversation`: what a follow-up points back to, and an export holds
    sitting: gr.State  # its `Sitting`
    panel: FilterPanel

    @property
    def inputs(self) -> set[gr.Component]:
        """What a question is asked with; as a set, so that a handler gets the values by component."""
        return {self.box, self.kept, self.history, self.sitting, *self.panel.inputs}

    @property
    def outputs(self) -> list[gr.Component]:
        """What a question changes."""
        return [self.box, self.chatbot, self.kept, self.history]

    def shows(self, messages: Messages) -> Values:
        """The conversation with these messages."""
        return {self.chatbot: messages, self.kept: messages}
