"""The arrays of an index's files, read or mapped into memory."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

_HEADS = Lock()


def load_array(file: Path, mode: Literal["r"] | None = "r") -> NDArray[Any]:
    """The array of a `.npy` file: mapped, or read whole where `mode` is None; the heads of files one at a time.

    numpy reads a head by `ast.literal_eval`, which fails now and then with a SystemError where two threads are in it
    and garbage is collected meanwhile (seen in Python 3.11.7; issue 106905 of CPython).

    Raises:
        OSError, ValueError, EOFError: it is missing or broken.
    """
    with _HEADS:
        array: NDArray[Any] = np.load(file, mmap_mode=mode)
    return array
