"""The short form of `make torture`: a few of each kind, those that need mounts included where they are allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.torture.campaign import KINDS, run
from tests.torture.scene import Row

LEFT_OUT = {"kills", "heavy files", "16 askers", "50 askers", "200 askers"}  # take long, or all of it


@pytest.mark.process
@pytest.mark.server
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in LEFT_OUT])
def test_nothing_is_lost_wrong_or_a_traceback(kind: str, tmp_path: Path) -> None:
    row = run(tmp_path, seed=3, share=0.001, kind=kind)
    assert row.tried >= 3
    assert (row.lost, row.wrong, row.tracebacks, row.notes) == (0, 0, 0, [])


def test_a_row_counts_what_should_not_be() -> None:
    row = Row("anything")
    for said in ("right", "lost", "wrong", "reported"):
        row.take(lambda said=said: said)  # type: ignore[misc]
    row.take(lambda: str(1 // 0))
    assert (row.tried, row.reported, row.lost, row.wrong, row.tracebacks) == (5, 1, 1, 1, 1)
    assert row.notes == ["ZeroDivisionError: integer division or modulo by zero"]
