"""What the tests of the chat share: one browser, one server over the articles that ship, pages that must stay clean."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.interfaces.browser import PATIENCE_MS, Serving, chromium, is_local, serving


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def seeds(seed_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """The chat over the articles that ship. No test changes its index or stops it."""
    feedback = str(tmp_path_factory.mktemp("feedback") / "feedback.jsonl")
    with serving(seed_index, tmp_path_factory.mktemp("serving"), feedback_file=feedback) as server:
        yield server


# What Gradio's streams say when their page is left: they end, or ask once more for what the server has forgotten.
LEAVING = ("AbortError", "Unexpected error Connection errored out", "Unexpected error 404: Not Found")


def is_wrong(told: ConsoleMessage) -> bool:
    """Errors and warnings, but for those of a page that is left while it still fills itself.

    Gradio then sends requests that its own server refuses as incomplete (422).
    """
    incomplete = "status of 422" in told.text and "/gradio_api/" in told.location.get("url", "")
    return told.type in ("error", "warning") and not incomplete


def listen(page: Page, server: Serving) -> list[str]:
    """What goes wrong on a page from now on; what its streams say as they end counts only where it is not left then."""
    wrong: list[str] = []

    def left() -> None:
        wrong[:] = [said for said in wrong if not said.startswith(LEAVING)]

    page.on("console", lambda told: wrong.append(f"{told.text} {told.location}") if is_wrong(told) else None)
    page.on("framenavigated", lambda _: left())
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda asked: wrong.append(asked.url) if not is_local(asked.url, server) else None)
    return wrong


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens the chat; in the end no page has told of an error, run what it should not, or called another machine."""
    heard: dict[Page, list[str]] = {}

    def open_(
        server: Serving,
        locale: str = "en-US",
        width: int = 1100,
        scheme: str = "light",
        link: str = "",
    ) -> Page:
        looks: Any = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
        context = browser.new_context(locale=locale, permissions=["clipboard-read", "clipboard-write"], **looks)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        heard[page] = listen(page, server)
        page.goto(f"{server.url}/{link}")
        page.wait_for_selector("#asking textarea")
        return page

    yield open_
    for page, wrong in heard.items():
        assert page.is_closed() or page.evaluate("window.hacked") is None
        assert wrong == []
        page.context.close()
