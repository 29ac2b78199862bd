"""`gazette build --watch` as a process of its own: its lines, and how it stops."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.interfaces.command import gazette, started
from tests.models.words import Pair

TEXT = "Le pont numéro {n} a été inauguré par Anne Martin en 199{n}. Il est long et large."


@pytest.mark.process
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_line_for_each_change_until_it_is_stopped(tmp_path: Path, tiny_models: Pair, how: signal.Signals) -> None:
    news = tmp_path / "news"
    news.mkdir()
    (news / "1.txt").write_text(TEXT.format(n=1), encoding="utf-8")
    (news / "old.doc").write_bytes(b"old")
    models = {"GAZETTE_EMBEDDER": str(tiny_models.embedder), "GAZETTE_READER": str(tiny_models.reader)}
    process = started(
        "build", news, "--watch", "--index", tmp_path / "index", cwd=tmp_path, PYTHONUNBUFFERED="1", **models
    )
    assert process.stdout is not None
    assert process.stderr is not None
    lines = [process.stdout.readline() for _ in range(4)]
    assert lines[0].startswith("+ news/1.txt: added")
    assert "news/old.doc: skipped" in lines[1]
    assert "Watching the files of" in process.stderr.readline()
    (news / "2.txt").write_text(TEXT.format(n=2), encoding="utf-8")
    assert process.stdout.readline().startswith("+ news/2.txt: added")
    process.send_signal(how)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (0, "Stopped watching.\n")


def test_a_plan_cannot_be_watched(tmp_path: Path) -> None:
    ran = gazette("build", "--watch", "--dry-run", cwd=tmp_path)
    assert ran.returncode == 2
    assert "--watch and --dry-run do not go together" in ran.stderr
