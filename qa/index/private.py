"""A folder read through a library that writes to it: copies of the files that it changes, links to all others.

So a published generation never changes, can lie on a read-only disk, and is opened by several processes at once.
"""

from __future__ import annotations

import shutil
import tempfile
import time
import weakref
from contextlib import suppress
from fnmatch import fnmatch
from pathlib import Path

from filelock import FileLock, Timeout

from qa.errors import StoreError

PREFIX = "gazette-open-"
_LOCK = "in-use"  # held by the process that made the copy; the system releases it when that one ends, however it ends
_YOUNG_S = 60  # a copy this young may belong to a process that is about to lock it


class PrivateFolder:
    """A folder among the temporary files, removed when it is closed or the process ends.

    What a killed process left is removed by the next one that makes its own.
    """

    def __init__(self, source: Path, changes: str) -> None:
        """Copy the files of `source` whose names match the pattern `changes`, and link to the rest.

        Raises:
            OSError: the folder is not there.
            StoreError: there is no room for temporary files.
        """
        entries = list(source.resolve(strict=True).iterdir())
        self._removal: weakref.finalize[..., PrivateFolder] | None = None
        try:
            _sweep(Path(tempfile.gettempdir()))
            self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
            lock = FileLock(self.path / _LOCK)
            self._removal = weakref.finalize(self, _remove, self.path, lock)
            lock.acquire(timeout=0)
            for entry in entries:
                (_copy if fnmatch(entry.name, changes) else _link)(entry, self.path / entry.name)
        except OSError as error:
            self.close()
            raise no_temporary(error) from error

    def close(self) -> None:
        """Remove it."""
        if self._removal is not None:
            self._removal()


def no_temporary(error: Exception) -> StoreError:
    """The error where there is no room for temporary files, or where none can be written."""
    return StoreError(
        "Nothing can be written to the folder for temporary files ({reason}): make room there, or name another "
        "folder in TMPDIR.",
        reason=getattr(error, "strerror", None) or str(error),
    )


def _copy(file: Path, copy: Path) -> None:
    shutil.copyfile(file, copy)  # without the permissions, which may be to read only


def _link(target: Path, link: Path) -> None:
    try:
        link.symlink_to(target, target_is_directory=target.is_dir())
    except OSError:  # Windows, without the permission to make links
        (shutil.copytree if target.is_dir() else shutil.copyfile)(target, link)


def _remove(folder: Path, lock: FileLock) -> None:
    lock.release()
    shutil.rmtree(folder, ignore_errors=True)


def _sweep(home: Path) -> None:
    for folder in home.glob(f"{PREFIX}*"):
        with suppress(OSError, Timeout):
            if time.time() - folder.stat().st_mtime > _YOUNG_S:
                with FileLock(folder / _LOCK).acquire(timeout=0):
                    shutil.rmtree(folder, ignore_errors=True)
