"""Ten people who ask at once in the web chat, in a real browser: their waits, and the memory of the server."""

from __future__ import annotations

import itertools
import re
import statistics
from pathlib import Path

from playwright.sync_api import Page

from qa.ingest.build import build_index
from qa.settings import Settings
from tests.benchmarks.measures import Measure, percentile
from tests.benchmarks.question import QUESTIONS
from tests.interfaces.browser import PATIENCE_MS, ROOT, chromium, serving

PEOPLE, ROUNDS = 10, 100
ROUNDS_OF_A_PAGE = 40  # then another is opened: a page keeps its last 50 questions
WARM_ROUNDS = 10  # before the memory is looked at first

# From the key that sends the question to the reply on the page, by the page's own clock.
CLOCK = """() => {
  const replies = () => document.querySelectorAll("#conversation .gz[lang]").length;
  document.addEventListener("keydown", event => {
    if (event.key === "Enter") Object.assign(window, { before: replies(), sent: performance.now(), waited: null });
  }, true);
  new MutationObserver(() => {
    if (window.waited === null && replies() > window.before) window.waited = performance.now() - window.sent;
  }).observe(document.body, { childList: true, subtree: true });
}"""


def measure(home: Path, *, rounds: int = ROUNDS) -> list[Measure]:
    """The chat over the articles that ship; `rounds` questions of each of the people."""
    folder, index = home / "chat", home / "chat" / "index"
    folder.mkdir(exist_ok=True)
    build_index([ROOT / "seeds"], Settings(index=str(index)))
    questions = (f"{question[:-1].strip()} ({number}) ?" for number in itertools.count() for question in _questions())
    waits: list[float] = []
    memory: dict[int, float] = {}
    with serving(index, folder) as server, chromium() as browser:
        alone = _open(browser.new_page(), server.url)
        single = [_ask([alone], questions)[0] for _ in range(20)]
        people: list[Page] = []
        for number in range(rounds):
            if number % ROUNDS_OF_A_PAGE == 0:  # each time in a new browser: one of before shows its conversation again
                for page in people:
                    page.close()
                people = [_open(browser.new_page(), server.url) for _ in range(PEOPLE)]
            waits += _ask(people, questions)
            memory[number + 1] = _resident_mb(server.process.pid)
    warm = min(WARM_ROUNDS, rounds)
    first, last = memory[warm], memory[rounds]
    asked = rounds * PEOPLE
    middle, slow = statistics.median(single), percentile(waits, 0.95)
    return [
        Measure(f"{PEOPLE} people in the chat at once: p95", slow, "s", "one person, p50", middle, slow / middle),
        Measure(
            f"memory of the chat's server after {asked} questions",
            last,
            "MB",
            f"after {warm * PEOPLE}",
            first,
            last / first,
            most=1.1,
        ),
    ]


def _questions() -> list[str]:
    return [question for own in QUESTIONS.values() for question in own]


def _open(page: Page, url: str) -> Page:
    page.set_default_timeout(PATIENCE_MS)
    page.goto(url)
    page.locator("#conversation .examples").wait_for()
    page.evaluate(CLOCK)
    return page


def _ask(people: list[Page], questions: itertools.count[str]) -> list[float]:
    """All send a question, then each one's wait: (people,), seconds."""
    for page in people:
        page.locator("#asking textarea").fill(next(questions))
    for page in people:
        page.locator("#asking textarea").press("Enter")
    for page in people:
        page.wait_for_function("window.waited !== null")
    return [page.evaluate("window.waited") / 1000 for page in people]


def _resident_mb(process: int) -> float:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
    assert found is not None
    return int(found[1]) / 1000
