"""`make torture`: the campaign, as a table. SHARE=0.1 does a tenth of it; SEED chooses another chance."""

from __future__ import annotations

import os
import resource
import sys
import tempfile
from pathlib import Path

from tests.models.words import save_pair
from tests.torture.campaign import KINDS, Row, run

HEAD = "| harm | tried | told | lost | wrong | tracebacks | worst s |\n|---|---|---|---|---|---|---|"


def line(row: Row) -> str:
    return (
        f"| {row.name} | {row.tried} | {row.told} | {row.lost} | {row.wrong} | {row.tracebacks} | {row.worst_s:.1f} |"
    )


def main() -> int:
    """1 where anything was lost, wrong or a traceback."""
    seed, share = int(os.environ.get("SEED", "17")), float(os.environ.get("SHARE", "1"))
    bad = 0
    print(HEAD, flush=True)
    with tempfile.TemporaryDirectory(prefix="gazette-torture-") as folder:
        os.environ.update(save_pair(Path(folder)).variables())  # models that compare words: quick, and as exact
        for kind in sys.argv[1:] or KINDS:
            (row,) = run(Path(folder), seed, share, [kind])
            print(line(row), *row.notes[:5], sep="\n", flush=True)
            bad += row.lost + row.wrong + row.tracebacks
    print(f"\nSeed {seed}, share {share}, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000} MB at most.")
    return min(1, bad)


if __name__ == "__main__":
    sys.exit(main())
