"""Harm to an index: bits, power, kills and room on the disk."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from qa.index.generation import current_number, generation_folder, generation_numbers
from qa.ingest.build import build_index
from qa.settings import Settings
from tests.torture.disks import after_a_power_cut, device, fill, small_disk
from tests.torture.scene import Row, answer, names, write

REBUILD_EVERY = 10  # flips
LEVEL_BYTES = 20_000  # between two levels of a full disk
AT_BUILD_S = 6.0  # within which a build is killed, or loses its power


def _harmed(held: bytes, kind: str, chance: random.Random) -> bytes:
    at = chance.randrange(len(held))
    if kind == "cut":
        return held[:at]
    harmed = bytearray(held)
    if kind == "flip":
        harmed[at] ^= 1 << chance.randrange(8)
    elif kind == "zero":
        harmed[at : at + 4096] = bytes(len(harmed[at : at + 4096]))
    elif kind == "garbage":
        harmed[at:] = chance.randbytes(len(harmed) - at)
    return bytes(harmed)


def flips(home: Path, chance: random.Random, times: int) -> Row:
    """Flip, cut, zero, fill or delete a part of a file of the current generation, then ask; now and then, build."""
    row = Row("a bit flipped, a file cut, zeroed, filled with garbage or deleted")
    settings = Settings(index=str(home / "index"))
    for mayor in ("Anne Martin", "Paul Durand"):
        build_index([write(home / "news", mayor)], settings)
    for number in range(times):
        folder = generation_folder(settings.index_folder, current_number(settings.index_folder) or 0)
        file = chance.choice(sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size))
        held, kind = file.read_bytes(), chance.choice(["flip", "cut", "zero", "garbage", "delete"])
        harmed = _harmed(held, kind, chance)
        file.write_bytes(harmed)
        if kind == "delete":
            file.unlink()
        same = harmed == held and kind != "delete"

        def ask(same: bool = same) -> str:
            found = answer(settings)
            if found.notice is not None:
                return "reported" if names(found, "Anne Martin") and not same else "wrong"
            return "right" if same and names(found, "Paul Durand") else "wrong"

        row.take(ask)
        if number % REBUILD_EVERY == 0:
            row.take(lambda same=same: _built_anew(settings, same))
        if folder.is_dir():  # else a build has replaced it
            file.write_bytes(held)
    return row


def _built_anew(settings: Settings, same: bool) -> str:
    """What comes of a build on what was harmed: it answers again, and says nothing more of it."""
    report = build_index([], settings)
    found = answer(settings)
    whole = found.notice is None and names(found, "Paul Durand")
    return "right" if whole and report.published is not same else "lost"


def _building(index: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "qa", "build", "--index", str(index)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def power_cuts(home: Path, chance: random.Random, times: int) -> Row:
    """Cut the power, in turns, while a build runs and after it has said that it answers.

    What the device holds then is what is found: what was, or what was to be, and after a build only the latter.
    """
    row = Row("power cut in and after a build, by a snapshot of the loop device")
    home.mkdir(parents=True)
    with device(home, 64) as disk:
        settings = Settings(index=str(disk / "index"))
        build_index([write(home / "news", "Mayor0")], settings)
        known = ["Mayor0"]
        for number in range(1, times + 1):
            known.append(f"Mayor{number}")
            write(home / "news", known[-1])
            with ExitStack() as stack:
                if number % 2:
                    build_index([], settings)
                    known = known[-1:]
                    time.sleep(chance.random() * 2)
                else:
                    running = stack.enter_context(_building(settings.index_folder))
                    stack.callback(running.kill)
                    time.sleep(chance.random() * AT_BUILD_S)
                    running.send_signal(signal.SIGSTOP)  # what it has not said to the disk yet, it never will
                found = stack.enter_context(after_a_power_cut(home / "image", home / f"cut{number}"))
                after = Settings(index=str(found / "index"))
                row.take(lambda after=after, known=known: "right" if names(answer(after), *known) else "lost")
    return row


def kills(home: Path, chance: random.Random, times: int) -> Row:
    """Kill a build at any moment, then ask; what answers is what was or what was to be."""
    row = Row("a build killed at any moment")
    settings = Settings(index=str(home / "index"))
    build_index([write(home / "news", "Mayor0")], settings)
    for number in range(1, times + 1):
        write(home / "news", f"Mayor{number}")
        with _building(home / "index") as running:
            time.sleep(chance.random() * AT_BUILD_S)
            running.send_signal(signal.SIGKILL)
        known = [f"Mayor{one}" for one in range(number + 1)]
        row.take(lambda known=known: "right" if names(answer(settings), *known) else "lost")
    row.take(lambda: "right" if build_index([], settings).generation else "lost")
    leftovers = len(list((home / "index" / "generations").iterdir())) - settings.keep_generations
    row.lost += max(0, leftovers)
    return row


def full_disks(home: Path, chance: random.Random, times: int) -> Row:
    """Let an update meet a disk that is full at every level, at its start and, where it began, in the middle."""
    row = Row("a full disk at every level, at the start and in the middle of a build")
    with small_disk(home / "small", 12) as disk:
        settings = Settings(index=str(disk / "index"))
        build_index([write(home / "news", "Anne Martin")], settings)
        write(home / "news", "Paul Durand")
        for level in range(times):
            for attempt in (_full_at_once, _full_meanwhile):
                row.take(lambda attempt=attempt, level=level: attempt(disk, LEVEL_BYTES * level, settings))
                row.lost += not names(answer(settings), "Anne Martin", "Paul Durand")
                if current_number(settings.index_folder) != 1:
                    return row
                row.lost += generation_numbers(settings.index_folder) != [1]  # nothing half-made stays
    return row


def _full_at_once(disk: Path, leave: int, settings: Settings) -> str:
    with fill(disk, leave):
        return "right" if build_index([], settings).published else "wrong"


def _full_meanwhile(disk: Path, leave: int, settings: Settings) -> str:
    """Another program fills the disk once the build has found room and begins to write."""
    with ExitStack() as stack:

        def progress(stage: str, done: int, total: int) -> None:
            if stage == "embed" and not (disk / ".ballast").exists():
                stack.enter_context(fill(disk, leave))

        return "right" if build_index([], settings, progress=progress).published else "wrong"


DAMAGE: dict[str, tuple[Callable[[Path, random.Random, int], Row], int]] = {
    "flips": (flips, 500),
    "power cuts": (power_cuts, 20),
    "kills": (kills, 200),
    "full disks": (full_disks, 200),
}
