"""What the campaign harms and asks: a few articles, one question about them, and the row that counts what came of it.

An index is *lost* where it answers no longer, or not from a state that a build had finished; an answer is *wrong* where
it differs from the right one and nothing says so; a *traceback* is whatever is not one of our own sentences.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from qa.ask.engine import Engine
from qa.errors import GazetteError
from qa.models.embedder import Embedder, load_embedder
from qa.models.reader import Reader, load_reader
from qa.settings import Settings
from qa.values import Answer

QUESTION = "Who opened the bridge of Lyon?"


@dataclass
class Row:
    """What came of one kind of harm."""

    name: str
    tried: int = 0
    reported: int = 0  # one of our sentences said so
    lost: int = 0
    wrong: int = 0
    tracebacks: int = 0
    worst_s: float = 0.0
    memory_mb: int = 0  # of the largest process
    notes: list[str] = field(default_factory=list)  # of what should not be

    def take(self, ask: Callable[[], str]) -> None:
        """Do one thing, which says "right", "reported", "lost" or "wrong"."""
        began = time.monotonic()
        try:
            said = ask()
        except GazetteError:
            said = "reported"
        except Exception as error:  # noqa: BLE001 - these are what is counted
            said = "traceback"
            self.note(f"{type(error).__name__}: {error}")
        self.count(said, time.monotonic() - began)

    def count(self, said: str, seconds: float) -> None:
        """Count one thing that was done."""
        self.tried += 1
        self.worst_s = max(self.worst_s, seconds)
        self.reported += said == "reported"
        self.lost += said == "lost"
        self.wrong += said == "wrong"
        self.tracebacks += said == "traceback"

    def note(self, what: str) -> None:
        """Keep a line on what should not be."""
        self.notes.append(what[:300])


def write(folder: Path, mayor: str, articles: int = 12) -> Path:
    """Articles of which one answers QUESTION."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(articles):
        text = (
            f"date 2021-0{number % 9 + 1}\nTitle {number}\n\nThe tower number {number} was closed by John Smith. " * 3
        )
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    (folder / "bridge.txt").write_text(f"The bridge of Lyon was opened by {mayor} on Monday.", encoding="utf-8")
    return folder


@cache
def _models() -> tuple[Embedder, Reader]:
    return load_embedder(Settings()), load_reader(Settings())


def opened(settings: Settings) -> Engine:
    """An engine on the index as it is now, with models that are loaded once."""
    embedder, reader = _models()
    return Engine(settings, embedder=embedder, reader=reader)


def answer(settings: Settings) -> Answer:
    """What the index answers now, opened anew."""
    with closing(opened(settings)) as engine:
        return engine.ask(QUESTION)


def names(found: Answer, *mayors: str) -> bool:
    """Whether the first passage that is shown names one of them."""
    shown = (*found.citations, *found.nearest)
    return bool(shown) and any(mayor in shown[0].passage for mayor in mayors)
