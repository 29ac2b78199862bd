"""The page with axe-core, the accessibility checker of Deque: in every state, light and dark, wide and narrow."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.interfaces.browser import Serving, ask

SERIOUS = ("serious", "critical")
WIDE, PHONE = (1280, 800), (390, 844)


def violations(page: Page) -> list[str]:
    """What axe finds serious or critical: the rule and the first elements that break it."""
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {[node['html'][:160] for node in rule['nodes'][:3]]}"
        for rule in found
        if rule["impact"] in SERIOUS
    ]


def test_the_checker_finds_what_is_wrong(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content('<html lang="en"><title>x</title><main><h1>x</h1><img src="data:,"></main></html>')
    assert [found.split()[0] for found in violations(page)] == ["image-alt"]
    page.close()


def at_rest(page: Page) -> None:
    page.locator("#conversation .examples").wait_for()


def answered(page: Page) -> None:
    ask(page, "Qui a inauguré le viaduc de Millau ?")
    page.locator(".gz-why summary").last.click()


def reading(page: Page) -> None:
    ask(page, "Qui a inauguré le viaduc de Millau ?").locator("button.gz-cited").first.click()
    page.locator(".gz-reader mark").wait_for()


def not_answered(page: Page) -> None:
    ask(page, "Which singer was elected president of the Moon in 2050?")


def narrowed(page: Page) -> None:
    page.locator("#filters button").first.click()
    expect(page.locator("#filters input[type=radio]").first).to_be_visible()


def articles(page: Page) -> None:
    page.keyboard.press("Escape")  # the article that was open
    page.get_by_role("tab", name="Articles").click()
    page.locator("#article-list .gz-entry").first.wait_for()


def searched(page: Page) -> None:
    page.keyboard.press("Escape")
    page.get_by_role("tab", name=re.compile("Search|Recherche")).click()
    box = page.locator("#seek input, #seek textarea").first
    box.fill("Paris")
    box.press("Enter")
    page.locator("#found .gz-entry").first.wait_for()


def planned(page: Page) -> None:
    page.locator("#adding > button").click()
    page.locator("#article-list .gz-list input").first.check()
    page.locator("#article-list .gz-remove").click()
    page.locator("section[data-kind=plan]").wait_for(timeout=60_000)


def earlier(page: Page) -> None:
    page.locator("#bar .gz-list").click()
    page.locator("#gz-earlier .gz-open").wait_for()


def exporting(page: Page) -> None:
    page.keyboard.press("Escape")
    page.locator("#bar .gz-save").click()
    page.locator("#gz-export .gz-form").first.wait_for()


STATES: tuple[Callable[[Page], None], ...] = (
    at_rest,
    answered,
    not_answered,
    narrowed,
    earlier,
    exporting,
    reading,
    searched,
    articles,
    planned,
)


@pytest.mark.parametrize(
    ("scheme", "size", "locale"), [("light", WIDE, "fr-FR"), ("dark", PHONE, "en-GB")], ids=["light wide", "dark phone"]
)
def test_no_serious_violation(
    seeds: Serving, browser: Browser, scheme: Literal["light", "dark"], size: tuple[int, int], locale: str
) -> None:
    width, height = size
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme, locale=locale)
    page.goto(seeds.url)
    for reach in STATES:
        reach(page)
        assert violations(page) == [], reach.__name__
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{reach.__name__}: the page scrolls sideways by {overflow} pixels"
    page.close()
