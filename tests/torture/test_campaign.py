"""The short form of `make torture`: a few of each kind that needs neither mounts nor processes, and one power cut."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.torture.campaign import run


@pytest.mark.process
@pytest.mark.parametrize("kind", ["flips", "hostile files", "hostile questions", "power cuts"])
def test_nothing_is_lost_wrong_or_a_traceback(kind: str, tmp_path: Path) -> None:
    (row,) = run(tmp_path, seed=3, share=0.001, kinds=[kind])
    assert row.tried >= 3
    assert (row.lost, row.wrong, row.tracebacks, row.notes) == (0, 0, 0, [])
