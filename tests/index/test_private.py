"""Private copies of what Chroma writes to: the original stays as it is, and nothing is left among temporary files."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qa.errors import StoreError
from qa.index.private import PREFIX, PrivateFolder


@pytest.fixture(autouse=True)
def _own_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    (folder / "segment").mkdir(parents=True)
    (folder / "segment" / "data").write_text("graph")
    (folder / "some.sqlite3").write_text("database")
    (folder / "some.sqlite3").chmod(0o444)
    return folder


def test_what_changes_is_copied_and_the_rest_is_linked(source: Path) -> None:
    own = PrivateFolder(source, "*.sqlite3")
    (own.path / "some.sqlite3").write_text("changed")
    assert (own.path / "segment" / "data").read_text() == "graph"
    assert (own.path / "segment").is_symlink()
    own.close()
    own.close()
    assert (source / "some.sqlite3").read_text() == "database"
    assert (source / "segment" / "data").read_text() == "graph"  # the link went, not what it leads to
    assert not own.path.exists()


def test_what_a_killed_process_left_goes_and_what_is_in_use_stays(source: Path, tmp_path: Path) -> None:
    used = PrivateFolder(source, "*.sqlite3")
    code = f"""
import os, signal, tempfile
from pathlib import Path
from qa.index.private import PrivateFolder
tempfile.tempdir = {str(tmp_path / "temporary")!r}
left = PrivateFolder(Path({str(source)!r}), "*.sqlite3")
print(left.path, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    left = Path(
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stdout.strip()
    )
    assert left.is_dir()
    long_ago = time.time() - 3600
    for folder in (left, used.path):
        os.utime(folder, (long_ago, long_ago))
    PrivateFolder(source, "*.sqlite3").close()
    assert not left.exists()
    assert used.path.exists()
    used.close()
    assert list((tmp_path / "temporary").glob(f"{PREFIX}*")) == []


def test_where_nothing_can_be_written_it_says_so(source: Path, tmp_path: Path) -> None:
    (tmp_path / "temporary").rmdir()
    with pytest.raises(StoreError, match="TMPDIR"):
        PrivateFolder(source, "*.sqlite3")
