"""`make torture`: the campaign, as a table. SHARE=0.1 does a tenth of it; SEED chooses another chance; KINDS some."""

from __future__ import annotations

import os
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from tests.models.words import save_pair
from tests.torture.campaign import KINDS, attempt
from tests.torture.scene import Row

HEAD = """| harm | tried | reported | lost | wrong | tracebacks | worst s | MB |
|---|---|---|---|---|---|---|---|"""


def line(row: Row) -> str:
    counted = (row.name, row.tried, row.reported, row.lost, row.wrong, row.tracebacks, f"{row.worst_s:.1f}")
    return f"| {' | '.join(map(str, counted))} | {row.memory_mb} |"


def main() -> int:
    """1 where anything was lost, wrong or a traceback."""
    seed, share = int(os.environ.get("SEED", "17")), float(os.environ.get("SHARE", "1"))
    bad = 0
    print(HEAD, flush=True)
    with tempfile.TemporaryDirectory(prefix="gazette-torture-") as folder:
        os.environ.update(save_pair(Path(folder)).variables())  # models that compare words: quick, and as exact
        for kind in sys.argv[1:] or KINDS:
            # Each kind in a process of its own: its memory is measured by itself, and a crash ends no other.
            with ProcessPoolExecutor(1, get_context("spawn")) as pool:
                row = pool.submit(attempt, Path(folder), seed, share, kind).result()
            if isinstance(row, str):
                print(f"{kind}: not tried, {row}", flush=True)
                continue
            print(line(row), *row.notes[:5], sep="\n", flush=True)
            bad += row.lost + row.wrong + row.tracebacks
    print(f"\nSeed {seed}, share {share}.")
    return min(1, bad)


if __name__ == "__main__":
    sys.exit(main())
