"""Room on the disk: looked for before a build writes, and said in one sentence where it runs out in the middle."""

from __future__ import annotations

import errno
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from qa.errors import StoreError

# The system's words, SQLite's, Rust's, and NumPy's of a write that was cut short.
_FULL = re.compile(r"no space left|disk is full|os error 28|quota exceeded|\d requested and \d+ written", re.IGNORECASE)
_BYTES_PER_MB = 1_000_000


def unusable(index: Path, error: OSError | sqlite3.Error) -> StoreError:
    """The error for an index whose folder cannot be written to."""
    return StoreError(
        "The index cannot be written to {index} ({reason}): give another name, or permission to write there.",
        index=index,
        reason=getattr(error, "strerror", None) or _text(error),
    )


def unreadable(index: Path, error: OSError) -> StoreError:
    """The error for an index whose folder cannot be read."""
    return StoreError(
        "The index in {index} cannot be read ({reason}): give another name, or yourself access to it.",
        index=index,
        reason=error.strerror,
    )


@contextmanager
def writing(index: Path, needed: int) -> Iterator[None]:
    """Write to an index about so many bytes.

    Raises:
        StoreError: there is less room, it runs out, or the folder cannot be written to.
    """
    free = shutil.disk_usage(index).free
    if free < needed:
        raise _no_room(index, needed, free)
    try:
        yield
    except (OSError, sqlite3.Error) as error:  # OSError is also what shutil and Chroma's writer raise
        left = needed
        with suppress(OSError):  # the folder is gone, which is then the reason
            left = shutil.disk_usage(index).free  # without what was half made
        if is_full(error) or left < needed:  # Chroma does not always say why it cannot write
            raise _no_room(index, max(needed, left + 1), left) from error
        raise unusable(index, error) from error


def is_full(error: Exception) -> bool:
    """Whether an error says that a disk is full, or the share of it that one may fill."""
    return getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT) or _FULL.search(_text(error)) is not None


def _no_room(index: Path, needed: int, free: int) -> StoreError:
    return StoreError(
        "The disk is full: the next generation of {index} needs about {needed} MB and had {free} MB. Make room, then "
        "build again.",
        index=index,
        needed=-(-needed // _BYTES_PER_MB),
        free=free // _BYTES_PER_MB,
    )


def _text(error: Exception) -> str:
    if isinstance(error, shutil.Error) and isinstance(error.args[0], list):  # of copies: (from, to, what it said)
        return str(error.args[0][-1][-1])
    return str(error).strip().split("\n")[0]
