"""Drives the server in tests: starts the real command and a real browser, types into the chat, waits for the reply."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

ROOT = Path(__file__).parent.parent.parent
PATIENCE_MS = 60_000  # two cores, shared
expect.set_options(timeout=PATIENCE_MS)
CHROMIUM = Path("/usr/bin/chromium")
QUIET = """--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync"""


def free_port() -> int:
    """A port that nothing listens on, below those that systems give to callers: no other process gets it meanwhile."""
    while True:
        port = secrets.choice(range(11_000, 30_000))
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Serving:
    """A running `gazette serve`."""

    def __init__(
        self, index: Path, folder: Path, language: str, settings: dict[str, str], others: Sequence[Path]
    ) -> None:
        self.port, self.index, self.folder, self.settings = free_port(), index, folder, settings
        self.url = f"http://127.0.0.1:{self.port}"
        given = {f"GAZETTE_{name.upper()}": value for name, value in settings.items()}
        named = [part for one in (index, *others) for part in ("--index", str(one))]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "qa", "serve", *named, "--port", str(self.port)],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": language, "PYTHONUNBUFFERED": "1", **given},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.first_line = self.process.stdout.readline()
        assert f":{self.port} " in self.first_line, self.process.communicate(timeout=10)

    def stop(self) -> tuple[int, str, str]:
        """Ctrl+C: the exit code, and what was still written to both outputs."""
        self.process.send_signal(signal.SIGINT)
        output, errors = self.process.communicate(timeout=20)
        return self.process.returncode, output, errors


@contextmanager
def serving(
    index: Path, folder: Path, language: str = "en_US.UTF-8", others: Sequence[Path] = (), **settings: str
) -> Iterator[Serving]:
    server = Serving(index, folder, language, settings, others)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.process.kill()
            server.process.communicate()


@contextmanager
def chromium(*options: str) -> Iterator[Browser]:
    if not CHROMIUM.exists():
        raise AssertionError(f"A real browser is needed, and {CHROMIUM} is missing. Run: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET.split(), *options])
        yield browser
        browser.close()


def is_local(url: str, server: Serving) -> bool:
    return urlsplit(url).scheme in ("data", "blob") or url.startswith(f"{server.url}/")


def ask(page: Page, question: str) -> Locator:
    """Type a question, press Enter, wait for the reply."""
    replies = page.locator("#conversation .gz[lang]")
    before = replies.count()
    box = page.locator("#asking textarea")
    box.fill(question)
    for _ in range(PATIENCE_MS // 1000):
        box.press("Enter")  # again where it was sent while the last reply was being ended: it stays in the box
        with suppress(AssertionError):
            expect(box).not_to_have_value(question, timeout=1000)
            break
    expect(replies).to_have_count(before + 1, timeout=PATIENCE_MS)
    return replies.nth(before)


def fill(page: Page, label: str, text: str) -> None:
    """Type into a filter; on a busy machine Gradio puts a box of an accordion anew just after it has opened."""
    box = page.locator("#filters").get_by_label(label)
    for _ in range(10):
        box.fill(text)
        page.keyboard.press("Tab")
        with suppress(AssertionError):
            expect(page.locator("#chips")).to_contain_text(text, timeout=3000)
            expect(box).to_have_value(text, timeout=1000)
            return
    raise AssertionError(f"{label} does not keep {text}")
