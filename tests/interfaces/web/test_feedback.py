"""What readers say of a reply: the buttons by mouse and keyboard, and only what the server answered is stored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from qa.ask.engine import Engine
from qa.interfaces.web import feedback
from qa.interfaces.web.feedback import MOST_WORDS, Replies
from qa.interfaces.web.reply import reply_html
from qa.settings import Settings
from tests.interfaces.browser import PATIENCE_MS, Serving, ask
from tests.interfaces.web.test_chat import OpenPage

MILLAU = "Qui a inauguré le viaduc de Millau ?"
MOON = "Which singer was elected president of the Moon in 2050?"
NOTHING = "What is the recipe for pizza?"
WIDE, PHONE = 1280, 390


@pytest.fixture
def replies(tmp_path: Path) -> Replies:
    return Replies(Settings(feedback_file=tmp_path / "said.jsonl"))


def stored(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


# ---------------------------------------------------------------- the server's half


def test_only_what_the_server_answered_is_stored(replies: Replies, tiny_engine: Engine, tmp_path: Path) -> None:
    token = replies.keep(tiny_engine.ask(MILLAU))
    told = replies.judge({"token": token, "verdict": "wrong", "answer": "Qui ?", "reply": {"answer": "false"}})
    assert told == {"stored": True, "sentence": "Merci, c’est gardé sur ce serveur."}
    (line,) = stored(tmp_path / "said.jsonl")
    assert (line["reply"]["answer"], line["right_answer"]) == ("Jacques Chirac", "Qui ?")


@pytest.mark.parametrize(
    "told",
    [None, [], "x", 7, {}, {"token": "guessed", "verdict": "right"}, {"token": ["a"], "verdict": {"a": 1}}],
)
def test_a_page_that_tells_nonsense_stores_nothing(replies: Replies, told: object, tmp_path: Path) -> None:
    assert replies.judge(told)["stored"] is False
    assert stored(tmp_path / "said.jsonl") == []


def test_a_verdict_that_does_not_exist(replies: Replies, tiny_engine: Engine, tmp_path: Path) -> None:
    token = replies.keep(tiny_engine.ask(MILLAU))
    assert replies.judge({"token": token, "verdict": "perhaps"})["stored"] is False
    assert stored(tmp_path / "said.jsonl") == []


def test_replies_and_words_are_bounded(
    replies: Replies, tiny_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedback, "KEPT", 2)
    answer = tiny_engine.ask(MILLAU)
    first, *_, last = [replies.keep(answer) for _ in range(3)]
    old = {"token": first, "verdict": "right"}
    assert replies.judge(old)["sentence"].startswith("This reply is too old")
    assert replies.judge({**old, "language": "fr"})["sentence"].startswith("Cette réponse est trop ancienne")
    for _ in range(MOST_WORDS + 5):
        told = replies.judge({"token": last, "verdict": "right"})
    assert (told["stored"], told["sentence"][:35]) == (False, "Cette réponse a été jugée tant de f")
    assert len(stored(tmp_path / "said.jsonl")) == MOST_WORDS


def test_a_file_that_cannot_be_written_is_no_affair_of_the_reader(
    tiny_engine: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    replies = Replies(Settings(feedback_file=tmp_path / "file" / "said.jsonl"))
    told = replies.judge({"token": replies.keep(tiny_engine.ask(MILLAU)), "verdict": "right"})
    assert told["stored"] is False
    assert str(tmp_path) not in told["sentence"]
    assert str(tmp_path) in caplog.text


def test_the_buttons_are_one_line(tiny_engine: Engine) -> None:
    for question in (MILLAU, MOON):
        answer = tiny_engine.ask(question)
        assert "\n" not in reply_html(answer, None, "token")


# ---------------------------------------------------------------- the browser's half


def said_to(server: Serving) -> list[dict[str, Any]]:
    return stored(Path(server.settings["feedback_file"]))


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in found if rule["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize(("width", "scheme"), [(WIDE, "light"), (PHONE, "dark")], ids=["light wide", "dark phone"])
def test_a_reply_is_judged_by_keyboard(
    seeds: Serving, open_page: OpenPage, width: int, scheme: Literal["light", "dark"]
) -> None:
    before = len(said_to(seeds))
    page = open_page(seeds, "en-GB", width, scheme)
    reply = ask(page, MILLAU)
    group = page.get_by_role("group", name="Est-ce juste ?")
    right, wrong = group.get_by_role("button", name="Juste"), group.get_by_role("button", name="Faux")
    status = group.get_by_role("status")
    expect(right).to_have_attribute("aria-pressed", "false")
    field = page.get_by_role("textbox", name="La bonne réponse", include_hidden=True)
    expect(field).to_be_hidden()

    right.focus()
    page.keyboard.press("Enter")
    expect(status).to_have_text("Merci, c’est gardé sur ce serveur.")
    expect(right).to_have_attribute("aria-pressed", "true")
    assert serious(page) == []

    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(field).to_be_focused()
    expect(field).to_be_in_viewport(ratio=1)
    expect(wrong).to_have_attribute("aria-expanded", "true")
    expect(right).to_have_attribute("aria-pressed", "false")
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.keyboard.press("Escape")
    expect(field).to_be_hidden()
    expect(wrong).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type('<img src=x onerror="window.hacked=1"> Norman Foster')
    page.keyboard.press("Enter")
    expect(field).to_be_hidden()
    expect(wrong).to_be_focused()

    ask(page, MOON)
    expect(wrong).to_have_attribute("aria-pressed", "true")  # the first reply keeps what was said of it
    expect(reply).to_be_attached()
    assert page.evaluate("window.hacked") is None
    said = [(line["verdict"], line["right_answer"]) for line in said_to(seeds)[before:]]
    assert said == [("right", ""), ("wrong", ""), ("wrong", '<img src=x onerror="window.hacked=1"> Norman Foster')]


def test_that_the_articles_hold_no_answer(seeds: Serving, open_page: OpenPage) -> None:
    page = open_page(seeds, "en-GB", WIDE)
    ask(page, MILLAU)
    page.get_by_role("button", name="Faux").click()
    none = page.get_by_role("button", name="Les articles n’ont pas la réponse")
    none.click()
    expect(page.get_by_role("status").filter(has_text="Merci")).to_be_visible()
    expect(none).to_be_hidden()
    assert said_to(seeds)[-1]["verdict"] == "no_answer"
    ask(page, NOTHING)
    expect(page.get_by_role("group", name="Is it right that there is none?")).to_be_visible()
    ask(page, "ah " * 400)
    expect(page.locator(".gz-feedback")).to_have_count(2)  # none under a problem


def test_a_reply_that_the_server_has_forgotten_is_told_in_the_language_of_the_page(
    seeds: Serving, open_page: OpenPage
) -> None:
    page = open_page(seeds, "fr-FR", WIDE)
    ask(page, MOON)
    page.locator("#conversation .gz-right").evaluate("button => { button.value = 'of another server'; }")
    page.get_by_role("button", name="Right").click()
    expect(page.get_by_role("status").filter(has_text="trop ancienne")).to_be_visible()


def test_a_server_that_is_gone_is_told(seeds: Serving, browser: Browser) -> None:
    page = browser.new_page(locale="en-GB")
    page.set_default_timeout(PATIENCE_MS)
    page.goto(seeds.url)
    ask(page, MILLAU)
    page.route("**/component_server**", lambda route: route.abort())
    page.get_by_role("button", name="Juste").click()
    expect(page.get_by_role("status").filter(has_text="Le serveur ne répond pas")).to_be_visible()
    expect(page.get_by_role("button", name="Juste")).to_have_attribute("aria-pressed", "false")
    page.close()
