"""Runs a piece of code in a process of its own, so that memory and imports are its own too."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

# Put before a piece of code: `tell(…)` prints what it found, with the most memory that it ever held.
PRELUDE = """
import json, resource, sys, time
def peak_mb():
    try:  # on Linux ru_maxrss begins with what the parent held
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:")) / 1024
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1024)
def tell(**found):
    print(json.dumps({**found, "peak_mb": peak_mb()}))
"""


def run(code: str, *arguments: str | Path) -> dict[str, Any]:
    """What the code tells; it reads its arguments from sys.argv."""
    output = subprocess.check_output([sys.executable, "-c", PRELUDE + code, *map(str, arguments)], text=True)
    return dict(json.loads(output.splitlines()[-1]))


def seconds_of(command: list[str]) -> float:
    """How long a command takes from start to end; what it prints is dropped, but a failure is not."""
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{command}: {done.stderr[-2000:]}")
    return time.perf_counter() - started
