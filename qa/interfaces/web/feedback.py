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
from qa.settings import Settings
from qa.values import Answer, LanguageCode

KEPT = 5000  # replies of all pages that can still be judged
MOST_WORDS = 20  # that are heard on one reply
FEEDBACK_STYLE = """
#feedback { display: none; }
.gz-feedback { --thumb: url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E\
%3Cpath d='M1 7h2.6v8H1zM4.8 7.2 7.6 1c1.5 0 2.3.9 2.1 2.4L9.3 6h4c1.2 0 1.9 1 1.6 2.1l-1.4 5.3c-.3 1-1 1.6-2 1.6H4.8z'\
/%3E%3C/svg%3E"); }
.gz-feedback { --soft: #57534e; margin-top: .9rem; font-size: .86rem; line-height: 1.5; color: var(--soft); }
.dark .gz-feedback { --soft: #b5afa9; }
.gz-feedback .gz-verdict, .gz-feedback .gz-mend { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem; }
.gz-feedback .gz-mend { display: none; margin-top: .6rem; scroll-margin-block: 1rem; }
.gz-feedback.gz-mending .gz-mend { display: flex; }
.gz-feedback button { margin: 0; padding: .15em .8em; min-height: 24px; border-radius: 999px; cursor: pointer;
  border: 1px solid var(--border-color-primary); font-size: inherit; line-height: 1.6; background: none;
  color: var(--body-text-color); }
.gz-feedback button:hover { border-color: currentColor; }
.gz-feedback button[aria-pressed="true"] { background: #44403c; border-color: #44403c; color: #fff; }
.dark .gz-feedback button[aria-pressed="true"] { background: #e7e5e4; border-color: #e7e5e4; color: #1c1917; }
.gz-feedback :is(button, input):focus-visible { outline: 2px solid var(--body-text-color); outline-offset: 2px; }
.gz-feedback .gz-thumb { display: inline-block; width: 1em; height: 1em; vertical-align: -.1em; margin-right: .15em;
  color: inherit !important; background: currentColor; -webkit-mask: var(--thumb) center / contain no-repeat;
  mask: var(--thumb) center / contain no-repeat; }
.gz-feedback .gz-wrong .gz-thumb { transform: rotate(180deg); }
.gz-feedback label { flex: 1 1 100%; min-width: 0; color: var(--soft); }
.gz-feedback input { display: block; width: 100%; box-sizing: border-box; margin-top: .2rem; padding: .35rem .6rem;
  border: 1px solid #78716c; border-radius: 6px; font-size: max(1rem, 16px);
  background: var(--background-fill-primary); color: var(--body-text-color); }
.gz-feedback .gz-failed { display: none; }
"""
_LISTEN = """
const heard = new Map();  // token -> the number of the last word on it: only its outcome is told
const say = async (box, verdict, answer = "") => {
  const token = box.querySelector(".gz-right").value, status = box.querySelector(".gz-said");
  const turn = (heard.get(token) ?? 0) + 1;
  heard.set(token, turn);
  status.textContent = "";
  const { lang: language } = document.documentElement;
  let told = null;
  try { told = await server.judge({ token, verdict, answer, language }); } catch { /* told below */ }
  if (heard.get(token) !== turn) return;
  if (told?.stored) {
    box.querySelector(".gz-right").setAttribute("aria-pressed", verdict === "right");
    box.querySelector(".gz-wrong").setAttribute("aria-pressed", verdict !== "right");
    box.querySelector(".gz-none")?.setAttribute("aria-pressed", verdict === "no_answer");
  }
  status.textContent = told?.sentence ?? box.querySelector(".gz-failed").textContent;
  return Boolean(told?.stored);
};
// What Gradio takes off a reply's HTML, and screen readers need; a reply that is drawn anew is dressed again.
const dress = () => document.querySelectorAll("#conversation .gz-feedback:not(.gz-dressed)").forEach(box => {
  box.classList.add("gz-dressed");
  const group = box.querySelector(".gz-verdict");
  group.setAttribute("aria-label", group.firstElementChild.textContent);
  const choices = box.querySelectorAll(".gz-right, .gz-wrong, .gz-none");
  choices.forEach(button => button.setAttribute("aria-pressed", false));
  box.querySelector(".gz-wrong").setAttribute("aria-expanded", false);
});
new MutationObserver(dress).observe(document.body, { childList: true, subtree: true });
dress();
const mend = (box, open) => {
  box.classList.toggle("gz-mending", open);
  box.querySelector(".gz-wrong").setAttribute("aria-expanded", open);
};
const send = async box => {
  const field = box.querySelector("input");
  if (!field.value.trim()) return field.focus();
  if (!await say(box, "wrong", field.value)) return;
  mend(box, false);
  box.querySelector(".gz-wrong").focus();
};
document.addEventListener("click", async event => {
  const button = event.target.closest("#conversation .gz-feedback button");
  if (!button) return;
  const box = button.closest(".gz-feedback");
  if (button.matches(".gz-send")) return send(box);
  if (button.matches(".gz-wrong")) {
    if (box.classList.contains("gz-mending")) return mend(box, false);
    mend(box, true);
    box.querySelector(".gz-mend").scrollIntoView({ block: "nearest" });
    box.querySelector("input").focus();
    if (button.getAttribute("aria-pressed") !== "true") say(box, "wrong");
    return;
  }
  mend(box, false);
  if (button.matches(".gz-none")) box.querySelector(".gz-wrong").focus();
  say(box, button.matches(".gz-right") ? "right" : "no_answer");
});
document.addEventListener("keydown", event => {
  const box = event.target.closest?.("#conversation .gz-feedback");
  if (!box || event.isComposing) return;
  if (event.key === "Enter" && event.target.matches("input")) { event.preventDefault(); send(box); }
  if (event.key === "Escape" && box.classList.contains("gz-mending")) {
    mend(box, false);
    box.querySelector(".gz-wrong").focus();
  }
});
"""
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
            language = given.language if given is not None else "fr" if word.get("language") == "fr" else "en"
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
    """What hears the buttons."""

    def judge(told: Any) -> dict[str, Any]:  # noqa: ANN401 - what the page sends
        return replies.judge(told)

    return gr.HTML("", elem_id="feedback", js_on_load=_LISTEN, server_functions=[judge])


def feedback_html(token: str, answer: Answer, language: LanguageCode) -> str:
    """The buttons under a reply, on one line as all that `qa.interfaces.web.html` gives."""
    question = say(language, "Is this right?") if answer.text else say(language, "Is it right that there is none?")
    none = (
        f'<button type="button" class="gz-none">{say(language, "The articles hold no answer")}</button>'
        if answer.text
        else ""
    )
    return (
        f'<div class="gz-feedback" lang="{language}">'
        f'<div class="gz-verdict" role="group"><span>{question}</span>'
        f"{_verdict('right', say(language, 'Right'), token)}{_verdict('wrong', say(language, 'Wrong'), token)}"
        f'<span class="gz-said" role="status"></span></div>'
        f'<div class="gz-mend"><label>{say(language, "The right answer, as an article words it (if you know it)")}'
        f'<input type="text" maxlength="{MAX_ANSWER_CHARS}" autocomplete="off"></label>'
        f'<button type="button" class="gz-send">{say(language, "Send")}</button>{none}</div>'
        f'<span class="gz-failed">{say(language, "The server could not be reached: try again.")}</span></div>'
    )


def _verdict(name: str, label: str, token: str) -> str:
    """A thumb and a word: the thumb is drawn by the style sheet, since not every machine has a font with 👍."""
    thumb = '<span class="gz-thumb"></span>'
    return f'<button type="button" class="gz-{name}" value="{token}">{thumb}{label}</button>'
