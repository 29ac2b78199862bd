"""Conversations that the browser keeps: what comes back from it is checked, and the journeys in a real browser."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from qa.interfaces.web.conversation import ANSWERS, TURNS, Conversation
from qa.interfaces.web.history import conversation_from, make_bar, note_of, opened
from qa.lang import LANGUAGES
from qa.settings import Settings
from qa.values import Answer
from tests.interfaces.browser import PATIENCE_MS, Serving, ask, serving
from tests.interfaces.web.test_export import FOLLOW_UP, FOUND, HOSTILE, NOT_FOUND, hostile
from tests.models.words import Pair

VIADUCT = "Qui a inauguré le viaduc de Millau ?"
PIZZA = "Quelle est la recette de la pizza ?"
MONA_LISA = "Qui a peint la Joconde ?"


def stored(*answers: Answer) -> list[Any]:
    """What a browser has of a conversation: the answers of its notes."""
    conversation, notes = Conversation(), []
    for answer in answers:
        conversation = conversation.plus(answer)
        notes.append(json.loads(str(note_of(conversation)["answer"])))
    return notes


# ---------------------------------------------------------------- what comes back is checked


def test_a_conversation_comes_back_as_it_was() -> None:
    conversation = conversation_from("abc_-1", json.dumps(stored(FOUND, FOLLOW_UP, NOT_FOUND)))
    assert conversation == Conversation("abc_-1", (FOUND, FOLLOW_UP, NOT_FOUND), 3)
    assert [turn.question for turn in conversation.turns()][1] == "Quand fut-il allumé ?"
    assert [message["role"] for message in conversation.messages(Settings())] == ["user", "assistant"] * 3


def test_a_long_conversation_is_bounded() -> None:
    conversation = Conversation()
    for _ in range(ANSWERS + 10):
        conversation = conversation.plus(FOUND)
    assert (len(conversation.answers), conversation.count) == (ANSWERS, ANSWERS + 10)
    assert len(conversation.turns()) == TURNS
    with pytest.raises(ValueError, match="1 to 50"):
        conversation_from("a", json.dumps(stored(*[FOUND] * (ANSWERS + 1))))


def test_a_conversation_is_given_an_id_once() -> None:
    first = Conversation().plus(FOUND)
    assert first.id
    assert first.plus(FOUND).id == first.id != Conversation().plus(FOUND).id
    assert "<" not in conversation_from("../<script>", json.dumps(stored(FOUND))).id
    assert note_of(Conversation()) == {"id": "", "count": 0}


def forged(**changes: object) -> list[Any]:
    (answer,) = stored(FOUND)
    return [{**answer, **changes}]


def misquoted(**changes: object) -> list[Any]:
    (answer,) = stored(FOUND)
    return [{**answer, "citations": [{**answer["citations"][0], **changes}]}]


@pytest.mark.parametrize(
    "answers",
    [
        None,
        [],
        "<b>",
        [{}],
        ["<script>"],
        forged(state="sure"),
        forged(language='fr" onclick="x'),
        forged(confidence=float("nan")),
        forged(confidence=7),
        forged(citations=[]),
        forged(state="not_found"),
        forged(question="a" * 20_001),
        forged(question={"html": "<script>"}),
        forged(alternatives=[{"text": "x", "confidence": 0.1, "citations": []}]),
        misquoted(quote="un autre"),
        misquoted(start=90, end=107),
        misquoted(quote="", start=124, end=124),
        misquoted(language="<b>"),
        misquoted(line="<b>"),
    ],
)
def test_what_gazette_has_not_made_is_refused(answers: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        conversation_from("abc", json.dumps(answers))
    with pytest.raises(ValueError, match=r"."):
        conversation_from("abc", answers)

    class Event:
        id = "abc"

    event: Any = Event()
    event.answers = json.dumps(answers)
    messages, conversation = opened(event, Settings(), "fr")
    assert "n’est plus lisible" in messages[0]["content"]
    assert conversation == Conversation()


def test_hostile_words_come_back_as_words() -> None:
    (_, reply) = conversation_from("abc", json.dumps(stored(hostile(HOSTILE)))).messages(Settings())
    assert "<script" not in reply["content"]
    assert "<img" not in reply["content"]


def test_html_that_a_browser_adds_is_not_shown() -> None:
    answers = [{**answer, "html": "<b>x</b>", "content": "<b>x</b>"} for answer in stored(FOUND)]
    conversation = conversation_from("abc", json.dumps(answers))
    assert conversation.messages(Settings()) == replace(conversation, answers=(FOUND,)).messages(Settings())


def test_the_bar_speaks_both_languages() -> None:
    french, english = (str(make_bar(language, Settings()).value) for language in LANGUAGES)
    assert "Nouvelle conversation" in french
    assert "New conversation" in english
    assert 'data-delete="Delete: &#123;title}"' in english


# ---------------------------------------------------------------- in a browser


@pytest.fixture
def page(seeds: Serving, open_page: Callable[..., Page]) -> Page:
    page = open_page(seeds, "fr-FR", 390)
    page.locator("#bar .gz-keep").wait_for(state="attached")
    return page


def questions(page: Page) -> Any:
    return page.locator("#conversation .gz-question")


def press(page: Page, name: str) -> None:
    """By keyboard."""
    page.locator("#bar").get_by_role("button", name=name).press("Enter")


def kept(page: Page) -> list[Any]:
    script = 'Object.keys(localStorage).filter(k => k.startsWith("gazette.conversation.")).map(k => localStorage[k])'
    return [json.loads(text) for text in page.evaluate(script)]


def wait_until_kept(page: Page, count: int) -> None:
    """Wait until so many answers are kept: the browser is told of an answer just after it is shown."""
    kept = "Object.keys(localStorage).filter(key => key.startsWith('gazette.conversation.'))"
    answers = f"{kept}.reduce((sum, key) => sum + JSON.parse(localStorage[key]).answers.length, 0)"
    page.wait_for_function(f"count => {answers} === count", arg=count)


def reload_when_kept(page: Page, count: int) -> None:
    wait_until_kept(page, count)
    page.reload()


def plant(page: Page, seeds: Serving, **conversation: Any) -> None:
    whole = {"id": "planted", "title": HOSTILE, "at": 1_640_000_000_000, **conversation}
    page.evaluate("text => localStorage.setItem('gazette.conversation.planted', text)", json.dumps(whole))
    page.goto(seeds.url)
    page.locator("#bar .gz-list").wait_for()


def test_a_conversation_survives_a_reload_and_goes_on(page: Page) -> None:
    expect(page.locator("#bar button:visible")).to_have_count(0)  # calm at rest
    ask(page, VIADUCT)
    expect(page.locator("#bar button:visible")).to_have_count(3)
    reload_when_kept(page, 1)
    expect(questions(page)).to_have_text([VIADUCT], timeout=PATIENCE_MS)
    expect(page.locator("#conversation mark").first).to_have_text("Jacques Chirac")
    meant = ask(page, "quand ?").locator(".gz-meant")
    expect(meant).to_have_text("Quand est-ce que Jacques Chirac a inauguré le viaduc de Millau ?")
    reload_when_kept(page, 2)
    expect(questions(page)).to_have_text([VIADUCT, "quand ?"], timeout=PATIENCE_MS)
    assert [[answer["question"] for answer in one["answers"]] for one in kept(page)] == [[VIADUCT, "quand ?"]]


def test_earlier_conversations_by_keyboard(page: Page) -> None:
    ask(page, VIADUCT)
    press(page, "Nouvelle conversation")
    expect(questions(page)).to_have_count(0)
    expect(page.locator("#asking textarea")).to_be_focused()
    expect(ask(page, "quand ?").locator(".gz-understood")).to_have_count(0)  # nothing to follow
    press(page, "Précédentes")
    titles = page.locator("#gz-earlier .gz-open bdi")
    expect(titles).to_have_text(["quand ?", VIADUCT])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.get_by_role("button", name="Tout supprimer")
    page.keyboard.press("Escape")
    expect(page.locator("#gz-earlier")).to_be_hidden()
    press(page, "Précédentes")
    page.locator("#gz-earlier .gz-open").nth(1).press("Enter")
    expect(questions(page)).to_have_text([VIADUCT])
    expect(ask(page, "quand ?").locator(".gz-understood")).to_have_count(1)
    wait_until_kept(page, 3)
    assert sorted(len(one["answers"]) for one in kept(page)) == [1, 2]

    press(page, "Précédentes")
    page.get_by_role("button", name="Supprimer : quand ?").press("Enter")
    expect(titles).to_have_text([VIADUCT])
    expect(page.locator("#bar [role=status]")).to_have_text("Supprimée : quand ?")
    expect(questions(page)).to_have_count(2)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Tout supprimer").press("Enter")
    expect(questions(page)).to_have_count(0)
    expect(page.locator("#bar button:visible")).to_have_count(0)
    assert kept(page) == []
    page.reload()
    page.locator("#conversation .examples").wait_for()
    expect(questions(page)).to_have_count(0)


@pytest.fixture(scope="module")
def one_at_a_time(tiny_index: Path, tiny_models: Pair, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """The chat, which answers one question after the other."""
    folder = tmp_path_factory.mktemp("one_at_a_time")
    slow = {"answers_at_once": "1", "questions_waiting": "60", "question_wait_seconds": "600"}
    with serving(tiny_index, folder, **slow, **tiny_models.settings()) as server:
        yield server


CROWD = 40  # who take long enough together for a reader to leave


@pytest.mark.parametrize("leave", ["new", "earlier"])
def test_a_pending_reply_does_not_come_back(one_at_a_time: Serving, browser: Browser, leave: str) -> None:
    page = browser.new_page(locale="fr-FR")
    page.set_default_timeout(PATIENCE_MS)
    page.goto(one_at_a_time.url)
    ask(page, VIADUCT)
    wait_until_kept(page, 1)
    asked = [{"question": f"Qui a inauguré le pont numéro {n} ?", "top_k": 40} for n in range(CROWD)]
    with ThreadPoolExecutor(len(asked)) as crowd:  # who are answered before the next question
        others = [crowd.submit(httpx.post, f"{one_at_a_time.url}/ask", json=one, timeout=180) for one in asked]
        wait(others, return_when=FIRST_COMPLETED)  # they all have come
        box = page.locator("#asking textarea")
        box.fill(PIZZA)
        box.press("Enter")
        expect(page.locator("#conversation .gz-waiting")).to_have_count(1)
        expect(questions(page)).to_have_count(2)
        if leave == "new":
            press(page, "Nouvelle conversation")
        else:
            press(page, "Précédentes")
            page.locator("#gz-earlier .gz-open").click()
        shown = [] if leave == "new" else [VIADUCT]
        expect(questions(page)).to_have_text(shown)
        assert not all(other.done() for other in others), "the reply must still be on its way"
    ask(page, MONA_LISA)  # answered after what was left
    expect(questions(page)).to_have_text([*shown, MONA_LISA])
    wait_until_kept(page, 2)
    assert {answer["question"] for one in kept(page) for answer in one["answers"]} == {VIADUCT, MONA_LISA}
    page.close()


def test_a_link_is_asked_once(seeds: Serving, open_page: Callable[..., Page]) -> None:
    page = open_page(seeds, "fr-FR", link="?q=Qui+a+inaugur%C3%A9+le+viaduc+de+Millau+%3F&since=2004")
    expect(page.locator("#conversation .gz-answer").first).to_have_text("Jacques Chirac", timeout=PATIENCE_MS)
    ask(page, PIZZA)
    wait_until_kept(page, 2)
    assert page.url == f"{seeds.url}/"
    page.reload()
    expect(questions(page)).to_have_text([VIADUCT, PIZZA], timeout=PATIENCE_MS)
    page.goto("about:blank")
    page.go_back()
    expect(questions(page)).to_have_text([VIADUCT, PIZZA], timeout=PATIENCE_MS)
    assert [len(one["answers"]) for one in kept(page)] == [2]


def test_a_conversation_is_exported_from_the_page(page: Page, seeds: Serving, tmp_path: Path) -> None:
    ask(page, VIADUCT)
    ask(page, PIZZA)
    reload_when_kept(page, 2)
    expect(questions(page)).to_have_count(2, timeout=PATIENCE_MS)
    files = {}
    for name, ending in (("Markdown", "md"), ("Page web (HTML)", "html"), ("Tableau (CSV)", "csv")):
        press(page, "Exporter")
        with page.expect_download() as waiting:
            page.locator("#gz-export").get_by_role("button", name=name).press("Enter")
        assert waiting.value.suggested_filename.endswith(f".{ending}")
        files[ending] = tmp_path / f"saved.{ending}"
        waiting.value.save_as(files[ending])
    assert "**Jacques Chirac**" in files["md"].read_text(encoding="utf-8")
    rows = list(csv.reader(files["csv"].read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    state = {"found": "trouvée", "unsure": "incertaine"}[kept(page)[0]["answers"][0]["state"]]
    assert rows[1][:4] == [VIADUCT, "", "Jacques Chirac", state]
    assert rows[-1][3] == "non trouvée"
    assert list(seeds.folder.iterdir()) == []
    shown = page.context.new_page()
    shown.goto(files["html"].as_uri())
    expect(shown.locator("h2")).to_have_text([VIADUCT, PIZZA])
    expect(shown.locator("mark").first).to_have_text("Jacques Chirac")
    assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shown.close()


def test_a_hostile_store_runs_nothing(page: Page, seeds: Serving) -> None:
    plant(page, seeds, answers=[{**answer, "html": HOSTILE} for answer in stored(hostile(HOSTILE))])
    press(page, "Précédentes")
    expect(page.locator("#gz-earlier .gz-open bdi")).to_have_text([HOSTILE])
    assert page.locator("#gz-earlier").locator("script, img, a, b").count() == 0
    page.locator("#gz-earlier .gz-open").click()
    expect(questions(page)).to_contain_text(["<script>window.hacked=1</script>"])
    assert page.locator("#conversation").locator("script, img, a, iframe").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("answers", [[{"html": "<script>window.hacked=1</script>"}], forged(confidence=-1)])
def test_a_store_that_was_changed_is_told(page: Page, seeds: Serving, answers: list[Any]) -> None:
    plant(page, seeds, answers=answers)
    press(page, "Précédentes")
    page.locator("#gz-earlier .gz-open").click()
    expect(page.locator("#conversation .gz-problem")).to_contain_text("n’est plus lisible")
    ask(page, PIZZA)
    page.wait_for_function("Object.keys(localStorage).filter(key => key.startsWith('gazette.')).length === 2")


def test_the_browser_keeps_so_many_and_so_much(page: Page) -> None:
    fill = """([answers, count, size]) => {
      for (let at = 1; at <= count; at++) localStorage.setItem(`gazette.conversation.old${at}`,
        JSON.stringify({ id: `old${at}`, title: "x".repeat(size), at, answers }));
    }"""
    page.evaluate(fill, [stored(FOUND), 70, 10])
    ask(page, PIZZA)
    count = "Object.keys(localStorage).filter(key => key.startsWith('gazette.conversation.')).length"
    page.wait_for_function(f"{count} === 60")
    left = kept(page)
    assert {"old70", "old12"} < {one["id"] for one in left}
    assert "old11" not in {one["id"] for one in left}
    page.evaluate(fill, [stored(FOUND), 40, 100_000])
    ask(page, VIADUCT)
    page.wait_for_function("localStorage['gazette.conversation.old1'] === undefined")
    assert sum(len(json.dumps(one, ensure_ascii=False)) for one in kept(page)) < 3_100_000
    page.reload()
    expect(questions(page)).to_have_text([PIZZA, VIADUCT], timeout=PATIENCE_MS)
