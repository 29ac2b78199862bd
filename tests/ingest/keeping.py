"""Keeps memory from one thing to the next, as libraries do; for the tests of the process that reads files."""

from __future__ import annotations

_KEPT: list[bytes] = []


def keep(megabytes: int) -> int:
    """How many times the process has kept something, this time included."""
    _KEPT.append(b"x" * (megabytes * 1_000_000))
    return len(_KEPT)
