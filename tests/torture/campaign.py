"""All kinds of harm, and how often `make torture` does each; from a seed, so that what was found is found again."""

from __future__ import annotations

import random
import resource
import shutil
from pathlib import Path

import pytest

from tests.torture.callers import CALLERS
from tests.torture.damage import DAMAGE
from tests.torture.hostile import HOSTILE
from tests.torture.scene import Row

KINDS = {**DAMAGE, **HOSTILE, **CALLERS}


def run(home: Path, seed: int, share: float, kind: str) -> Row:
    """One kind, a share of its usual number of times, with its own chance from the seed."""
    work, times = KINDS[kind]
    folder = home / kind.replace(" ", "-")
    try:
        row = work(folder, random.Random(f"{seed} {kind}"), max(3, round(times * share)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    row.memory_mb = max(row.memory_mb, *(_most_mb(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))
    return row


def attempt(home: Path, seed: int, share: float, kind: str) -> Row | str:
    """One kind; the reason where this machine does not allow it."""
    try:
        return run(home, seed, share, kind)
    except pytest.skip.Exception as reason:
        return str(reason)


def _most_mb(whose: int) -> int:
    return resource.getrusage(whose).ru_maxrss // 1000
