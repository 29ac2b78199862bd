"""The chat below a path of the proxy, as the page on many servers shows it, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.interfaces.browser import ask, chromium, serving
from tests.interfaces.server.proxies import DEPLOY, nginx_with, with_ports
from tests.models.words import Pair

KNOWN = "In whose bakery did the Great Fire of London of 1666 start?"


@pytest.fixture(scope="module")
def below(tiny_index: Path, tiny_models: Pair, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the chat below /press, through the configuration of the repository."""
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for whole, part in (("location / {", "location /press/ {"), ("gazette_chat;", "gazette_chat/;")):
        assert whole in site
        site = site.replace(whole, part)
    folder = tmp_path_factory.mktemp("below")
    (folder / "nginx").mkdir()
    with (
        serving(tiny_index, folder, root_path="/press", **tiny_models.settings()) as server,
        nginx_with(folder / "nginx", with_ports(site, [server.port, server.port])) as url,
    ):
        yield f"{url}/press"


def test_programs(below: str) -> None:
    with httpx.Client(base_url=below, timeout=60) as client:
        assert "Thomas Farriner" in client.post("/ask", json={"question": KNOWN}).text
        assert client.get("/ready").json()["ready"] is True
        assert "/press/openapi.json" in client.get("/docs").text


def test_the_chat_in_a_real_browser(below: str) -> None:
    """It loads, answers and shows the article; it asks for nothing outside its path, and nothing fails."""
    with chromium() as browser:
        context, wrong, asked = browser.new_context(locale="en-US"), list[str](), list[str]()

        def opened(address: str) -> Page:
            page = context.new_page()
            page.on("console", lambda told: told.type == "error" and wrong.append(f"{told.text} {told.location}"))
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on("request", lambda request: asked.append(request.url))
            page.goto(address)
            page.wait_for_selector("#asking textarea")
            return page

        page = opened(f"{below}/")
        reply = ask(page, KNOWN)
        expect(reply.locator("mark").first).to_have_text("Thomas Farriner")
        reply.locator("button.gz-cited").first.click()
        expect(page.locator(".gz-reader mark").first).to_be_in_viewport()
        page.get_by_role("tab", name="Articles").click()
        expect(page.get_by_text("great-fire-of-london.txt").first).to_be_attached()
        shared = opened(f"{below}/?q={KNOWN.replace(' ', '+')}")
        expect(shared.locator("#conversation mark").first).to_have_text("Thomas Farriner")
        outside = [url for url in asked if not url.startswith((f"{below}/", "data:", "blob:"))]
        # A browser asks the top of every host for an icon before the page could name its own.
        assert ([told for told in wrong if "/favicon.ico'" not in told], outside) == ([], [])
