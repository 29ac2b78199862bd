"""What a reader says of a reply: 👍 and 👎 under it, the right answer or that there is none, heard by one script.

The page sends a token and what was said; what the reply was is kept here, and only that is stored.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections import OrderedDict
from typing import Any

import gradio as gr

from qa.errors import FeedbackError
from qa.evaluate.feedback import MAX_ANSWER_CHARS, Given, Verdict, add_feedback, given_of
from qa.interfaces.i18n import N_, say
from qa.interfaces.web.views import script
from qa.lang import LANGUAGES
from qa.settings import Settings
from qa.values import Answer

KEPT = 5000  # replies of all pages that can still be judged
MOST_WORDS = 20  # that are heard on one reply
log = logging.getLogger(__name__)


class Replies:
    """The last replies of this server, each under a token that only its page knows. One object serves all threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._given: OrderedDict[str, Given] = OrderedDict()
        self._words: dict[str, int] = {}  # how many were heard on each
        self._lock = threading.Lock()

    def keep(self, answer: Answer) -> str:
        """The token of a reply."""
        token = secrets.token_urlsafe(16)
        with self._lock:
            self._given[token] = given_of(answer)
            while len(self._given) > KEPT:
                oldest, _ = self._given.popitem(last=False)
                self._words.pop(oldest, None)
        return token

    def judge(self, told: object) -> dict[str, Any]:
        """Store what a page tells, which could be anything: whether it was stored, and the sentence that says so."""
        word = told if isinstance(told, dict) else {}
        token, said, answer = (str(word.get(name, "")) for name in ("token", "verdict", "answer"))
        known: tuple[Verdict, ...] = ("right", "wrong", "no_answer")
        verdict = next((name for name in known if name == said), None)
        with self._lock:
            given = self._given.get(token)
        if given is None or verdict is None:
            of_page = next((code for code in LANGUAGES if code == word.get("language")), "en")
            language = of_page if given is None else given.language
            sentence = say(language, "This reply is too old to be judged: ask its question again.")
            return {"stored": False, "sentence": sentence}
        if not self._may_speak(token):
            sentence = N_("So much was said of this reply that no more is stored: what was said last stays.")
            return {"stored": False, "sentence": say(given.language, sentence)}
        try:
            add_feedback(self._settings, given, verdict, answer[:MAX_ANSWER_CHARS])
        except FeedbackError as error:  # names a file of this machine, which is not the reader's affair
            log.error("%s", error)
            sentence = N_("This could not be stored; the terminal that runs Gazette says more.")
            return {"stored": False, "sentence": say(given.language, sentence)}
        return {"stored": True, "sentence": say(given.language, "Thanks, this is stored on this server.")}

    def _may_speak(self, token: str) -> bool:
        """Whether one word more is heard on a reply; counts it."""
        with self._lock:
            if token not in self._given:  # let go of in this moment
                return False
            self._words[token] = self._words.get(token, 0) + 1
            return self._words[token] <= MOST_WORDS


def make_feedback(replies: Replies) -> gr.HTML:
    """What hears the buttons (`feedback.js`)."""

    def judge(told: Any) -> dict[str, Any]:  # noqa: ANN401 - what the page sends
        return replies.judge(told)

    return gr.HTML("", elem_id="feedback", js_on_load=script("feedback.js"), server_functions=[judge])
