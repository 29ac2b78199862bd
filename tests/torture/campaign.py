"""What is done to an index and its questions, by chance from a seed, and what came of it.

An index is *lost* where it answers no longer, or not from a state that a build had finished; an answer is *wrong* where
it differs from the right one and nothing says so; a *traceback* is whatever is not one of our own sentences.
"""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from qa.ask.engine import Engine
from qa.errors import GazetteError
from qa.index.generation import current_number, generation_folder
from qa.ingest.build import build_index
from qa.models.embedder import Embedder, load_embedder
from qa.models.reader import Reader, load_reader
from qa.settings import Settings
from qa.values import Answer
from tests.torture.disks import after_a_power_cut, device, fill, small_disk

QUESTION = "Who opened the bridge of Lyon?"
SIGNS = [
    "\0",
    "\ud800",
    "\u202e",
    "é\u0301",
    "''\"",
    "<script>",
    "{x}",
    "%s",
    "[[",
    "😀",
    "?",
    "depuis 2021",
    " ",
    "\n",
]


@dataclass
class Row:
    """What came of one kind of harm."""

    name: str
    tried: int = 0
    told: int = 0  # one of our sentences said so
    lost: int = 0
    wrong: int = 0
    tracebacks: int = 0
    worst_s: float = 0.0
    notes: list[str] = field(default_factory=list)  # of what should not be

    def take(self, ask: Callable[[], str]) -> None:
        """Do one thing, which says "right", "told", "lost" or "wrong"."""
        self.tried += 1
        began = time.monotonic()
        try:
            said = ask()
        except GazetteError:
            said = "told"
        except Exception as error:  # noqa: BLE001 - these are what is counted
            said = "traceback"
            self.notes.append(f"{type(error).__name__}: {error}"[:200])
        self.worst_s = max(self.worst_s, time.monotonic() - began)
        self.told += said == "told"
        self.lost += said == "lost"
        self.wrong += said == "wrong"
        self.tracebacks += said == "traceback"


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


def flips(home: Path, chance: random.Random, times: int) -> Row:
    """Flip, cut, zero or delete a part of a file of the current generation, then ask."""
    row = Row("a bit flipped, a file cut, zeroed or deleted")
    settings = Settings(index=str(home / "index"))
    for mayor in ("Anne Martin", "Paul Durand"):
        build_index([write(home / "news", mayor)], settings)
    number = current_number(settings.index_folder)
    assert number is not None
    folder = generation_folder(settings.index_folder, number)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)
    for _ in range(times):
        file = chance.choice(files)
        held = file.read_bytes()
        at, kind = chance.randrange(len(held)), chance.choice(["flip", "cut", "zero", "delete"])
        harmed = bytearray(held)
        if kind == "flip":
            harmed[at] ^= 1 << chance.randrange(8)
        elif kind == "zero":
            harmed[at : at + 4096] = bytes(len(harmed[at : at + 4096]))
        file.write_bytes(harmed[:at] if kind == "cut" else harmed)
        if kind == "delete":
            file.unlink()

        def ask(same: bool = bytes(harmed) == held and kind not in ("cut", "delete")) -> str:
            found = answer(settings)
            if found.notice is not None:
                return "told" if names(found, "Anne Martin") else "wrong"
            return "right" if same and names(found, "Paul Durand") else "wrong"

        row.take(ask)
        file.write_bytes(held)
    return row


def power_cuts(home: Path, chance: random.Random, times: int) -> Row:
    """Cut the power a moment after a build has said that it answers: what the device holds then is what is found."""
    row = Row("power cut after a build, by a snapshot of the loop device")
    home.mkdir(parents=True)
    with device(home, 64) as disk:
        settings = Settings(index=str(disk / "index"))
        for number in range(times):
            mayor = f"Mayor{number}"
            build_index([write(home / "news", mayor)], settings)
            time.sleep(chance.random() * 2)
            with after_a_power_cut(home / "image", home / f"cut{number}") as found:
                after = Settings(index=str(found / "index"))
                row.take(lambda after=after, mayor=mayor: "right" if names(answer(after), mayor) else "lost")
    return row


def kills(home: Path, chance: random.Random, times: int) -> Row:
    """Kill a build at any moment, then ask; what answers is what was or what was to be."""
    row = Row("a build killed at any moment")
    settings = Settings(index=str(home / "index"))
    build_index([write(home / "news", "Mayor0")], settings)
    for number in range(1, times + 1):
        write(home / "news", f"Mayor{number}")
        command = [sys.executable, "-m", "qa", "build", "--index", str(home / "index")]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
            time.sleep(chance.random() * 6)
            running.send_signal(signal.SIGKILL)
        known = [f"Mayor{one}" for one in range(number + 1)]
        row.take(lambda known=known: "right" if names(answer(settings), *known) else "lost")
    row.take(lambda: "right" if build_index([], settings).generation else "lost")
    leftovers = len(list((home / "index" / "generations").iterdir())) - settings.keep_generations
    row.lost += max(0, leftovers)
    return row


def full_disks(home: Path, chance: random.Random, times: int) -> Row:
    """Let an update meet a full disk at every level."""
    row = Row("a full disk at every level")
    with small_disk(home / "small", 12) as disk:
        settings = Settings(index=str(disk / "index"))
        build_index([write(home / "news", "Anne Martin")], settings)
        write(home / "news", "Paul Durand")
        for level in range(times):
            with fill(disk, 100_000 * level):
                row.take(lambda: "right" if build_index([], settings).published else "wrong")
            row.lost += not names(answer(settings), "Anne Martin", "Paul Durand")
            if current_number(settings.index_folder) == 2:
                break
    return row


def hostile_files(home: Path, chance: random.Random, times: int) -> Row:
    """Build a folder of files of every type whose bytes were changed by chance; then the right one still answers."""
    row = Row("files of every type with changed bytes, in one build")
    settings = Settings(index=str(home / "index"), max_file_seconds=20, max_file_memory_mb=400)
    seeds = {
        "a.txt": b"date 2021-01\nTitle\n\nThe tower was closed.",
        "a.md": b"---\ntitle: x\ndate: 2021-01\n---\n# The tower\n\nIt was closed. [a](b) ![c](d)\n",
        "a.html": b"<html><head><title>x</title></head><body><p>The tower was closed.</p></body></html>",
        "a.csv": b"title,text,date\nOne,The tower was closed.,2021-01-02\n",
        "a.jsonl": b'{"title": "One", "text": "The tower was closed.", "date": "2021-01-02"}\n',
        "a.pdf": b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
    }
    write(home / "news", "Anne Martin", articles=0)
    for number in range(times):
        name, data = chance.choice(sorted(seeds.items()))
        changed = bytearray(data * chance.choice([1, 1, 50]))
        for _ in range(chance.randrange(1, 12)):
            at = chance.randrange(len(changed))
            changed[at : at + chance.randrange(4)] = chance.randbytes(chance.randrange(6))
        (home / "news" / f"{number}{Path(name).suffix}").write_bytes(changed)
    row.take(lambda: "right" if build_index([home / "news"], settings).published else "wrong")
    row.tried = times
    row.wrong += not names(answer(settings), "Anne Martin")
    return row


def hostile_questions(home: Path, chance: random.Random, times: int) -> Row:
    """Ask what nobody would."""
    row = Row("hostile questions")
    settings = Settings(index=str(home / "index"))
    build_index([write(home / "news", "Anne Martin")], settings)
    with closing(opened(settings)) as engine:
        for _ in range(times):
            words = [*QUESTION.split(), *chance.choices(SIGNS, k=chance.randrange(1, 9))]
            chance.shuffle(words)
            asked = " ".join(words) * chance.choice([1, 1, 1, 200])
            row.take(lambda asked=asked: "right" if engine.ask(asked).question is not None else "wrong")
        row.wrong += not names(engine.ask(QUESTION), "Anne Martin")
    return row


KINDS: dict[str, tuple[Callable[[Path, random.Random, int], Row], int]] = {  # with how often `make torture` does it
    "flips": (flips, 500),
    "power cuts": (power_cuts, 20),
    "kills": (kills, 200),
    "full disks": (full_disks, 20),
    "hostile files": (hostile_files, 3000),
    "hostile questions": (hostile_questions, 3000),
}


def run(home: Path, seed: int, share: float, kinds: list[str]) -> list[Row]:
    """Each kind, a share of its usual number of times, each with its own chance from the seed."""
    rows = []
    for kind in kinds:
        work, times = KINDS[kind]
        folder = home / kind.replace(" ", "-")
        rows.append(work(folder, random.Random(f"{seed} {kind}"), max(3, round(times * share))))
        shutil.rmtree(folder, ignore_errors=True)
    return rows
