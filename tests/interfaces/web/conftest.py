"""What the tests of the chat share: one browser, one server over the articles that ship, pages that must stay clean."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.interfaces.browser import PATIENCE_MS, Serving, chromium, is_local, serving
from tests.models.words import Pair


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def seeds(tiny_index: Path, tiny_models: Pair, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """The chat over the articles that ship. No test changes its index or stops it.

    With the small pair: what the page shows of an answer does not depend on who has found it.
    """
    feedback = str(tmp_path_factory.mktemp("feedback") / "feedback.jsonl")
    with serving(
        tiny_index, tmp_path_factory.mktemp("serving"), feedback_file=feedback, **tiny_models.settings()
    ) as server:
        yield server


# What Gradio's streams say when their page is left: they end, or ask once more for what the server has forgotten.
LEAVING = ("AbortError", "Unexpected error Connection errored out", "Unexpected error 404: Not Found")


def is_wrong(told: ConsoleMessage) -> bool:
    """Errors and warnings, but for those of a page that is left while it still fills itself.

    Gradio then sends requests that its own server refuses as incomplete (422).
    """
    incomplete = "status of 422" in told.text and "/gradio_api/" in told.location.get("url", "")
    return told.type in ("error", "warning") and not incomplete


@dataclass
class Tab:
    """A page of the browser that tests use one after the other, and what goes wrong on it.

    A page that has been loaded before loads in a third of the processor's time: the scripts are there, compiled.
    """

    page: Page
    server: Serving
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen from now on; what its streams say as they end counts only where it is not left then."""
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("console", lambda told: self._add(f"{told.text} {told.location}") if is_wrong(told) else None)
        self.page.on("framenavigated", lambda _: self._left())
        self.page.on("pageerror", lambda error: self._add(str(error)))
        self.page.on("request", lambda asked: None if is_local(asked.url, self.server) else self._add(asked.url))

    def _add(self, said: str) -> None:
        self.wrong.append(said)

    def _left(self) -> None:
        self.wrong[:] = [said for said in self.wrong if not said.startswith(LEAVING)]

    def empty(self) -> None:
        """Leave the page, so that its next reader finds nothing of the last one's: neither words nor cookies."""
        self.page.goto(f"{self.server.url}/health")
        self.page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        self.page.context.clear_cookies()
        self.page.unroute_all()


@pytest.fixture(scope="session")
def tabs() -> dict[str, Tab]:
    """Pages that nobody looks at, by the language of their browser."""
    return {}


@pytest.fixture
def open_page(browser: Browser, tabs: dict[str, Tab]) -> Iterator[Callable[..., Page]]:
    """Opens the chat; in the end no page has told of an error, run what it should not, or called another machine."""
    used: list[tuple[str, Tab]] = []

    def open_(
        server: Serving,
        locale: str = "en-US",
        width: int = 1100,
        scheme: Literal["light", "dark"] = "light",
        link: str = "",
    ) -> Page:
        tab = tabs.pop(locale, None)
        if tab is None:
            context = browser.new_context(locale=locale, permissions=["clipboard-read", "clipboard-write"])
            tab = Tab(context.new_page(), server)
        used.append((locale, tab))
        tab.server = server
        tab.page.set_viewport_size({"width": width, "height": 800})
        tab.page.emulate_media(color_scheme=scheme)
        tab.page.goto(f"{server.url}/{link}")
        tab.page.wait_for_selector("#asking textarea")
        return tab.page

    yield open_
    for locale, tab in used:
        assert tab.page.is_closed() or tab.page.evaluate("window.hacked") is None
        assert tab.wrong == []
        if tab.page.is_closed() or locale in tabs or tab.server.process.poll() is not None:
            tab.page.context.close()
        else:
            tab.empty()
            tab.wrong.clear()  # what its streams say as it is left
            tabs[locale] = tab
