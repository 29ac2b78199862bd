"""An index on a disk that nobody can write to answers; what would have to be kept says that it cannot be."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.ask.engine import open_engine
from qa.errors import FeedbackError, StoreError
from qa.evaluate.feedback import add_feedback, given_of
from qa.index.files import stored_files
from qa.ingest.build import build_index
from qa.ingest.uploads import Upload
from qa.interfaces.cli import ANSWERED
from qa.settings import Settings
from tests.interfaces.command import gazette
from tests.torture.disks import read_only

QUESTION = "Who opened the Millau viaduct?"


@pytest.fixture
def archive(tiny_index: Path, tmp_path: Path) -> Iterator[Path]:
    shutil.copytree(tiny_index, tmp_path / "archive")
    with read_only(tmp_path / "archive") as folder:
        with pytest.raises(OSError, match="Read-only"):
            (folder / "file").touch()
        yield folder


def test_an_archive_answers_and_stays_as_it_is(archive: Path, tmp_path: Path) -> None:
    before = stored_files(archive, but="")
    shown = gazette("status", "--index", archive, cwd=tmp_path)
    assert (shown.returncode, shown.stderr) == (ANSWERED, "")
    asked = gazette("ask", QUESTION, "--index", archive, cwd=tmp_path)
    assert asked.stderr == ""
    assert "Millau" in asked.stdout
    assert stored_files(archive, but="") == before


def test_what_would_have_to_be_kept_says_that_it_cannot_be(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "more.txt").write_text("Un texte de plus, de lundi.")
    settings = Settings(index=str(archive))
    for uploads in ([], [Upload(tmp_path / "more.txt", "more.txt")]):
        with pytest.raises(StoreError, match=r"cannot be written to .* \(Read-only file system\)"):
            build_index([tmp_path], settings, uploads=uploads)
    answered = gazette("build", "--dry-run", "--index", archive, cwd=tmp_path)
    assert answered.stderr == ""
    with pytest.raises(FeedbackError, match="Read-only"):
        add_feedback(settings, given_of(open_engine(settings).ask(QUESTION)), "right")
