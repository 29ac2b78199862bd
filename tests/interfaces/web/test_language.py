"""The language that a reader chooses: on the server and on the page; what screen readers are told in it."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from qa.interfaces.web.language import COOKIE
from tests.interfaces.browser import PATIENCE_MS, Serving, ask, fill


@pytest.fixture
def page(seeds: Serving, open_page: Callable[..., Page]) -> Page:
    page = open_page(seeds, "fr-FR", 390)
    page.locator(".examples").wait_for()
    return page


@pytest.mark.parametrize(
    ("cookie", "header", "told"),
    [
        (None, "fr", "La question est vide"),
        ("en", "fr", "The question is empty"),
        ("fr", "en", "La question est vide"),
        ("de", "fr", "La question est vide"),
        ('"><script>', "en", "The question is empty"),
    ],
)
def test_a_chosen_language_goes_before_the_browsers(seeds: Serving, cookie: str | None, header: str, told: str) -> None:
    headers = {"accept-language": header} | ({} if cookie is None else {"cookie": f"{COOKIE}={cookie}"})
    assert httpx.post(f"{seeds.url}/ask", json={"question": " "}, headers=headers).json()["error"].startswith(told)


@pytest.mark.parametrize(
    ("address", "cookie", "header", "said"),
    [
        ("/", None, "fr-CA, en;q=0.5", "Posez vos questions"),
        ("/", None, "de", "Ask in French"),
        ("/", "fr", "en", "Posez vos questions"),
        ("/?lang=en", "fr", "fr", "Ask in French"),
        ("/?lang=xx", "fr", "en", "Posez vos questions"),
    ],
)
def test_the_page_comes_in_its_language(
    seeds: Serving, address: str, cookie: str | None, header: str, said: str
) -> None:
    headers = {"accept-language": header} | ({} if cookie is None else {"cookie": f"{COOKIE}={cookie}"})
    response = httpx.get(seeds.url + address, headers=headers)
    assert response.status_code == 200
    assert said in response.text
    assert set(re.findall("Posez vos questions|Ask in French", response.text)) == {said}


def test_the_language_of_an_address_is_for_one_visit(seeds: Serving, open_page: Callable[..., Page]) -> None:
    page = open_page(seeds, "fr-FR", link="?lang=en&q=Who+was+the+first+patient+treated+with+penicillin%3F")
    answer = page.locator("#conversation .gz-answer").first
    expect(answer).to_have_text("Albert Alexander", timeout=PATIENCE_MS)
    expect(page).to_have_url(f"{seeds.url}/?lang=en")  # the question was asked
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    page.locator("#languages").get_by_role("button", name="Français").click()
    expect(page.get_by_role("button", name="Demander", exact=True)).to_be_visible()
    expect(page).to_have_url(f"{seeds.url}/")


def test_an_open_page_stays_in_its_language(seeds: Serving, open_page: Callable[..., Page]) -> None:
    page = open_page(seeds, "fr-FR")
    page.locator(".examples").wait_for()
    ask(page, "Qui a inauguré le viaduc de Millau ?")
    page.context.add_cookies([{"name": COOKIE, "value": "en", "url": seeds.url}])  # as another tab does
    expect(ask(page, "quand ?").locator(".gz-meant")).to_contain_text("le viaduc de Millau")  # and its conversation
    ask(page, "?")
    expect(page.locator("#conversation .gz-problem")).to_contain_text("La question")


def test_a_reader_changes_the_language(page: Page) -> None:
    ask(page, "Qui a inauguré le viaduc de Millau ?")
    page.locator("#bar .gz-save").wait_for()
    choice = page.locator("#languages")
    expect(choice.get_by_role("button", name="Français")).to_have_attribute("aria-pressed", "true")
    choice.get_by_role("button", name="English").press("Enter")
    for _ in range(2):
        expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()  # Gradio's side
        expect(page.locator("#bar .gz-list")).to_have_text("Earlier")  # the server's side
        expect(choice.get_by_role("button", name="English")).to_have_attribute("aria-pressed", "true")
        assert page.evaluate("document.documentElement.lang") == "en"
        expect(page.locator("#conversation .gz-answer").first).to_have_text("Jacques Chirac")  # nothing is lost
        page.reload()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_was_put_in_survives_the_change(page: Page) -> None:
    page.locator("#filters button").first.click()
    fill(page, "Depuis", "2004")
    page.locator("#filters").get_by_label("En français").check()
    expect(page.locator("#chips button")).to_have_count(2)
    box = page.locator("#asking textarea")
    box.fill("Qui a inauguré")
    page.get_by_role("tab", name="Articles").click()
    page.locator("#article-list .gz-entry").first.wait_for()
    page.locator("#languages").get_by_role("button", name="English").click()
    expect(page.get_by_role("tab", name="Articles", selected=True)).to_be_visible()
    expect(page.locator("#facts")).to_contain_text("By date")
    page.get_by_role("tab", name="Questions").click()
    expect(box).to_have_value("Qui a inauguré")
    expect(page.locator("#chips button")).to_have_text([re.compile("since 2004"), re.compile("in French")])
    box.press("End")
    box.type(" le viaduc de Millau ?")
    box.press("Enter")
    reply = page.locator("#conversation .gz[lang]")
    expect(reply.locator(".gz-answer").first).to_have_text("Jacques Chirac")
    expect(page.locator("#conversation .gz-question")).to_have_text("Qui a inauguré le viaduc de Millau ?")
    page.reload()
    expect(page.locator("#chips button")).to_have_count(2)
    expect(box).to_have_value("")  # it was asked


def test_a_draft_survives_a_server_that_was_gone(seeds: Serving, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(seeds.url)
    page.locator(".examples").wait_for()
    page.evaluate("window.old = true")
    box = page.locator("#asking textarea")
    box.fill("Who opened")
    page.reload()  # as Gradio does when the server is back
    page.wait_for_function("window.old === undefined")
    expect(box).to_have_value("Who opened")
    expect(box).to_be_focused()
    context.close()


def test_what_screen_readers_are_told(page: Page) -> None:
    expect(page.get_by_role("log", name="Conversation", exact=True)).to_have_count(1)
    expect(page.get_by_role("group", name="Questions à essayer").get_by_role("button")).to_have_count(6)
    assert page.get_by_role("button", name="Select example").count() == 0
    ask(page, "Qui a inauguré le viaduc de Millau ?")
    expect(page.get_by_role("group", name="Votre question", exact=True)).to_contain_text("Qui a inauguré")
    expect(page.get_by_role("group", name="Réponse", exact=True)).to_contain_text("Jacques Chirac")
    expect(page.locator("[aria-label*='<']")).to_have_count(0)
    page.get_by_text("Pourquoi cette réponse ?").click()
    expect(page.get_by_role("region", name="Pourquoi cette réponse ?")).to_be_visible()
