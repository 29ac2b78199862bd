"""Two real servers of one index behind a real nginx, or Caddy: programs on both, each page on one, builds meanwhile."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.interfaces.browser import Serving, ask, chromium, serving
from tests.interfaces.command import process
from tests.interfaces.server.proxies import caddy, nginx
from tests.models.words import Pair

ASKERS = 16
KNOWN = "Who opened the Millau viaduct?"
NEW = "Who discovered the comet of Ostrava?"
ARTICLE = "date 2023-05\n\nThe comet of Ostrava\n\nThe comet of Ostrava was discovered by Zdenka Horakova.\n"


@dataclass(frozen=True)
class Many:
    """Two servers and the proxy before them."""

    url: str
    servers: tuple[Serving, Serving]
    index: Path
    settings: dict[str, str]

    def ask(self, question: str, url: str | None = None) -> dict[str, Any]:
        answered = httpx.post(f"{url or self.url}/ask", json={"question": question}, timeout=60)
        assert answered.status_code == 200, answered.text
        return {name: value for name, value in answered.json().items() if name != "timings_ms"}

    def answered(self, number: int) -> float:
        """How many questions one server says that it has answered for programs."""
        return sum_of(self.servers[number].url, "gazette_questions_total")


def sum_of(url: str, name: str) -> float:
    lines = httpx.get(f"{url}/metrics", timeout=30).text.splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith(name))


@pytest.fixture(scope="module")
def index(tiny_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(tiny_index, tmp_path_factory.mktemp("many") / "index")


@pytest.fixture(scope="module")
def many(index: Path, tiny_models: Pair, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Many]:
    folder, settings = tmp_path_factory.mktemp("serving"), tiny_models.settings()
    with (
        serving(index, folder, questions_waiting="100", **settings) as first,
        serving(index, folder, questions_waiting="100", **settings) as second,
        nginx(tmp_path_factory.mktemp("nginx"), [first.port, second.port]) as url,
    ):
        yield Many(url, (first, second), index, settings)


def test_both_answer_and_say_the_same(many: Many) -> None:
    expected = many.ask(KNOWN, many.servers[0].url)
    before = [many.answered(number) for number in (0, 1)]
    with ThreadPoolExecutor(ASKERS) as pool:
        answers = list(pool.map(many.ask, [KNOWN] * 32))
    assert all(answer == expected for answer in answers)
    after = [many.answered(number) for number in (0, 1)]
    assert min(now - then for now, then in zip(after, before, strict=True)) > 0, (before, after)


def test_monitors_and_other_programs(many: Many) -> None:
    with httpx.Client(base_url=many.url, timeout=30) as client:
        assert client.get("/ready").json() == {"ready": True, "generation": 1}
        for path in ("/ready", "/health", "/metrics"):
            head = client.head(path)
            assert (head.status_code, head.content) == (200, b"")
        assert client.get("/docs").status_code == client.get("/openapi.json").status_code == 200
        called = client.post(
            "/mcp",
            json={
                "jsonrpc": "2.0",
                "id": 1,
                "method": "tools/call",
                "params": {"name": "ask", "arguments": {"question": KNOWN}},
            },
            headers={"Accept": "application/json, text/event-stream"},
        )
        assert called.json()["result"]["structuredContent"]["text"] == many.ask(KNOWN)["text"]


def test_a_browser_is_told_apart_once(many: Many) -> None:
    with httpx.Client(base_url=many.url, timeout=30) as browser:
        assert browser.get("/").headers["set-cookie"].startswith("gazette_reader=")
        assert "set-cookie" not in browser.get("/").headers


def test_a_switch_under_askers(many: Many) -> None:
    """Each answer is whole, of the old generation or of the new one; none is refused."""
    old = many.ask(NEW)
    built, answers = threading.Event(), list[dict[str, Any]]()

    def ask_on() -> None:
        while not built.is_set():
            answers.append(many.ask(NEW))

    (many.index.parent / "comet.txt").write_text(ARTICLE)
    names = {f"GAZETTE_{name.upper()}": value for name, value in many.settings.items()}
    with ThreadPoolExecutor(ASKERS) as pool:
        asking = [pool.submit(ask_on) for _ in range(ASKERS)]
        try:
            ran = process("build", "comet.txt", "--index", many.index, cwd=many.index.parent, **names)
        finally:
            built.set()
        for one in asking:
            one.result()
    assert ran.returncode == 0, ran.stderr
    new = many.ask(NEW)
    assert "Zdenka Horakova" in str(new)
    assert "Zdenka Horakova" not in str(old)
    assert [answer for answer in answers if answer not in (old, new)] == []
    assert old in answers
    for server in many.servers:
        assert many.ask(NEW, server.url) == new
        assert httpx.get(f"{server.url}/ready", timeout=30).json()["generation"] == 2


def test_caddy_too(many: Many, tmp_path: Path) -> None:
    with caddy(tmp_path, [server.port for server in many.servers]) as url:
        assert many.ask(KNOWN, url) == many.ask(KNOWN)
        page = httpx.get(f"{url}/", timeout=30)
        assert (page.status_code, "gazette_reader=" in page.headers["set-cookie"]) == (200, True)


def test_a_page_stays_with_one_server(many: Many) -> None:
    """Every connection of the page goes to the process that knows it; else Gradio would not find its streams."""
    with chromium() as browser:
        for _ in range(3):  # readers
            page = browser.new_context().new_page()
            page.goto(many.url)
            page.wait_for_selector("#asking textarea")
            assert "Jacques Chirac" in ask(page, KNOWN).inner_text()
            assert "Jacques Chirac" in ask(page, f"Tell me: {KNOWN}").inner_text()


def test_one_server_is_killed_under_askers(many: Many) -> None:
    """Nginx asks the other one; last, since one is left."""
    with ThreadPoolExecutor(ASKERS) as pool:
        asking = [pool.submit(many.ask, KNOWN) for _ in range(48)]
        asking[ASKERS].result()
        many.servers[1].process.kill()
        expected = many.ask(KNOWN)
        assert all(one.result() == expected for one in asking)
