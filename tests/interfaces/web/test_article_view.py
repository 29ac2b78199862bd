"""The article beside the chat, as its readers meet it; one server and one browser for all of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from gradio import EventData
from playwright.sync_api import Browser, Page, expect

from qa.ask.engine import Engine
from qa.interfaces.web.article_view import OpenRequest, Range, View, opened
from qa.settings import Settings
from tests.interfaces.browser import PATIENCE_MS, Serving, ask
from tests.interfaces.web.test_chat import CONTRAST

MILLAU = "Qui a inauguré le viaduc de Millau ?"
ROSETTA = "What rock is the Rosetta Stone made of?"
OpenPage = Callable[..., Page]


def copied(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_a_citation_opens_its_article_by_keyboard(seeds: Serving, open_page: OpenPage) -> None:
    page = open_page(seeds, "fr-FR", 1280)
    reply = ask(page, MILLAU)
    expect(page.locator("#reader")).to_be_hidden()
    title = reply.locator("button.gz-cited").first
    title.focus()
    page.keyboard.press("Enter")
    reader = page.locator(".gz-reader")
    expect(reader.locator("h2")).to_be_focused()
    expect(reader.locator("h2")).to_have_text("Le viaduc de Millau ouvert à la circulation")
    expect(reader.locator(".gz-place")).to_contain_text("2004-12-17")
    expect(reader.locator(".gz-place")).to_contain_text("ligne 4")
    expect(reader.locator("mark")).to_have_text("Jacques Chirac")
    expect(reader.locator("mark")).to_be_in_viewport()
    expect(page.locator("#asking textarea")).to_be_in_viewport()  # the chat stays beside it
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    reader.get_by_role("button", name="Copier la phrase avec sa référence").press("Enter")
    expect(page.get_by_role("status").filter(has_text="Copié")).to_be_visible()
    place = "Le viaduc de Millau ouvert à la circulation, 2004-12-17, seeds/viaduc-de-millau-2004-12-17.txt, ligne 4"
    sentence = (
        "Le viaduc de Millau, dans l'Aveyron, avait été inauguré deux jours plus tôt par le président de la "
        "République, Jacques Chirac."
    )
    assert copied(page) == f"«\u00a0{sentence}\u00a0» — {place}"
    page.locator("#bar .gz-save").click()
    page.keyboard.press("Escape")  # what lies above is closed first
    expect(page.locator("#gz-export")).to_be_hidden()
    expect(reader).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#reader")).to_be_hidden()
    expect(title).to_be_focused()

    page.evaluate(
        """value => document.body.insertAdjacentHTML("beforeend",
          `<p id="row" tabindex="0" data-article="${value.split(" ")[2]}">A list of articles</p>`)""",
        title.get_attribute("value"),
    )
    page.locator("#row").press("Enter")  # whatever names an article opens it
    expect(reader.locator("h2")).to_be_focused()
    expect(reader.locator("mark, .gz-around, .gz-copy, .gz-steps")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator("#row")).to_be_focused()


def test_the_citations_of_an_answer_are_gone_through(seeds: Serving, open_page: OpenPage) -> None:
    page = open_page(seeds, width=1280)
    reply = ask(page, ROSETTA)  # three nearest passages
    reply.locator("button.gz-cited").first.click()
    reader = page.locator(".gz-reader")
    expect(reader).to_contain_text("Citation 1 of 3")
    expect(reader.locator("mark")).to_have_count(0)
    shown = reply.locator("blockquote bdi").first.text_content()
    assert shown
    assert (reader.locator(".gz-around").first.text_content() or "").startswith(shown)
    expect(reader.get_by_role("button", name="Previous citation")).to_be_disabled()
    for number in (2, 3):
        reader.get_by_role("button", name="Next citation").press("Enter")
        expect(reader).to_contain_text(f"Citation {number} of 3")
        shown = reply.locator("button.gz-cited").nth(number - 1).text_content()
        expect(reader.locator("h2")).to_have_text(shown or "")
    expect(reader.get_by_role("button", name="Previous citation")).to_be_focused()  # there is no next one


def test_without_a_clipboard_it_is_copied_another_way(seeds: Serving, open_page: OpenPage) -> None:
    page = open_page(seeds, "fr-FR", 1280)
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    reply = ask(page, MILLAU)
    reply.locator("button.gz-cited").first.click()
    page.locator(".gz-reader .gz-copy").click()
    expect(page.get_by_role("status").filter(has_text="Copié")).to_be_visible()
    page.locator("#asking textarea").focus()
    page.keyboard.press("Control+V")
    expect(page.locator("#asking textarea")).to_have_value(re.compile("^«.Le viaduc de Millau, dans l.Aveyron"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_link_shows_the_same_answer_on_a_phone(
    seeds: Serving, open_page: OpenPage, scheme: Literal["light", "dark"]
) -> None:
    link = "?q=Qui+a+inaugur%C3%A9+le+viaduc+de+Millau+%3F&since=2004&folder=seeds"
    page = open_page(seeds, "fr-FR", 390, scheme, link)
    reply = page.locator("#conversation .gz[lang]").first
    expect(reply.locator(".gz-answer").first).to_have_text("Jacques Chirac", timeout=PATIENCE_MS)
    expect(page.locator("#chips button")).to_have_count(2)
    page.locator("#conversation .gz-copy-link").click()
    expect(page.get_by_role("status").filter(has_text="Copié")).to_be_visible()
    link = copied(page)
    assert "?q=Qui+a+inaugur" in link
    assert f"&index={seeds.index.name}&since=2004-01-01&folder=seeds" in link

    reply.locator("button.gz-cited").first.click()
    reader = page.locator(".gz-reader")
    expect(reader.locator("h2")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("!!document.querySelector('#asking').closest('[inert]')")  # what it covers is out of reach
    for part in ("h2", ".gz-place", ".gz-copy", "mark", ".gz-around", ".gz-metadata"):
        assert reader.locator(part).first.evaluate(CONTRAST) >= 4.5, part
    reader.get_by_role("button", name="Fermer l’article").click()
    assert not page.evaluate("!!document.querySelector('[inert]')")
    expect(reply.locator("button.gz-cited").first).to_be_focused()


@pytest.mark.parametrize(("width", "how", "opened_before"), [(390, "tap", False), (1280, "Escape", True)])
def test_a_server_that_is_gone_leaves_a_way_out(
    browser: Browser, seeds: Serving, width: int, how: str, opened_before: bool
) -> None:
    context = browser.new_context(locale="fr-FR", viewport={"width": width, "height": 800}, has_touch=True)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(seeds.url)
    title = ask(page, MILLAU).locator("button.gz-cited").first
    reader = page.locator("#reader")
    out = reader.get_by_role("button", name="Fermer l’article")

    def leave() -> None:
        if how == "Escape":
            page.keyboard.press("Escape")
        else:
            out.tap()
        expect(reader).to_be_hidden()
        expect(title).to_be_focused()
        assert not page.evaluate("!!document.querySelector('[inert]')")

    if opened_before:
        title.tap()
        expect(reader.locator("mark")).to_be_visible()
        expect(out).to_have_count(1)
        leave()
    context.set_offline(True)
    title.click()
    expect(out).to_be_visible()
    expect(reader.get_by_role("alert")).to_contain_text("Le serveur ne répond pas")
    expect(reader.locator("mark:visible")).to_have_count(0)
    expect(out).to_be_focused()
    leave()
    context.close()


def test_a_link_to_another_index_is_told(seeds: Serving, open_page: OpenPage) -> None:
    page = open_page(seeds, "fr-FR", 1280, link="?q=<img src=x onerror=alert(1)>&index=archives")
    reply = page.locator("#conversation .gz[lang]")
    expect(reply).to_contain_text("Ce lien interroge l’index « archives »", timeout=PATIENCE_MS)
    expect(page.locator("#asking textarea")).to_have_value("<img src=x onerror=alert(1)>")
    assert page.locator("#conversation img").count() == 0


def test_what_the_page_asks_for_is_checked(tiny_engine: Engine) -> None:
    def requested(**sent: object) -> OpenRequest:
        return OpenRequest.of(EventData(None, sent))

    place = {
        "article": "a1:0",
        "start": "3",
        "end": 9,
        "passage": "2-12",
        "first": 0,
        "number": 1,
        "count": 2,
        "turn": 7,
    }
    assert requested(**place) == OpenRequest("a1:0", View(Range(3, 9), Range(2, 12), 0, 1, 2, 7))
    for wrong in (
        {},
        {"start": "-1", "end": "²"},
        {"start": 9, "end": 3},
        {"start": [1], "passage": "1"},
        {"first": 1e9},
    ):
        assert requested(**wrong).view == View()
    assert OpenRequest.of(EventData(None, None)).article_id == ""
    assert "n’est plus dans l’index" in opened(tiny_engine, requested(article="<b>"), "fr")


@pytest.mark.tiny
def test_no_index_is_told_in_the_reader(tmp_path: Path) -> None:
    engine = Engine(Settings(index=str(tmp_path / "none")))
    assert "gazette build" in opened(engine, OpenRequest("a1:0", View()), "en")
