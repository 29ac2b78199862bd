"""Arrays of an index: what is written is read, by any number of threads."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from qa.index.arrays import load_array


class Collected:
    """Garbage that takes Python code to collect, in which another thread may get its turn."""

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        sum(range(200))


@pytest.fixture
def busy() -> Iterator[None]:
    """Threads change often, and garbage is collected all the time."""
    interval, thresholds = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(1e-5)
    gc.set_threshold(20, 2, 2)
    yield
    sys.setswitchinterval(interval)
    gc.set_threshold(*thresholds)


def test_it_is_mapped_or_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "a.npy"
    np.save(file, np.arange(5, dtype=np.int32))
    assert isinstance(load_array(file), np.memmap)
    assert not isinstance(load_array(file, None), np.memmap)
    assert load_array(file).tolist() == load_array(file, None).tolist() == [0, 1, 2, 3, 4]


@pytest.mark.usefixtures("busy")
def test_several_threads_read_at_once(tmp_path: Path) -> None:
    """By numpy alone 128 of 25,000 failed with a SystemError in Python 3.11.7."""
    file, until = tmp_path / "a.npy", time.monotonic() + 3
    np.save(file, np.zeros(14, dtype=np.uint8))

    def read() -> int:
        count = 0
        while time.monotonic() < until:
            Collected()
            count += len(load_array(file)) == 14
        return count

    with ThreadPoolExecutor(4) as pool:
        assert min(pool.map(lambda _: read(), range(4))) > 0
