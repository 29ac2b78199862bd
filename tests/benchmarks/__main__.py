"""`make bench`: measures, prints a table, keeps results.json and renews the page's table and plot.

`python -m tests.benchmarks NAME …` measures some alone; those not run keep their former figures. Those that take long,
or are of many servers, are run by name only: `chat`, `graph`, `million`, `answers`, `workers`, `switch`, `server`,
`server-million` and `ray`. `--quick` runs everything at a small size, to see that it runs: its figures mean nothing, so
they are only printed.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from tests.benchmarks import (
    answers,
    build,
    chat,
    cold,
    floor,
    graph,
    many,
    plumbing,
    question,
    retrieval,
    searching,
    serving,
)
from tests.benchmarks.measures import Measure, machine
from tests.benchmarks.report import lines, measures_of, read_results, write_page, write_plot, write_results

BENCHMARKS: dict[str, Callable[[Path], Sequence[Measure]]] = {
    "question": question.measure,
    "floor": floor.measure,
    "plumbing": plumbing.measure,
    "cold": cold.measure,
    "build": build.measure,
    "serving": serving.measure,
    "chat": chat.measure,
    "retrieval": partial(retrieval.measure, large=100_000),
    "searching": searching.measure,
    "graph": graph.measure,
    "million": retrieval.measure,
    "answers": answers.measure,
    "workers": many.workers,
    "switch": many.switch,
    "server": many.server,
    "server-million": partial(many.server, passages=1_000_000),
    "ray": many.ray,
}
QUICK: dict[str, Callable[[Path], Sequence[Measure]]] = {
    **BENCHMARKS,
    "question": partial(question.measure, articles=20, rounds=1, questions=1),
    "plumbing": partial(plumbing.measure, rounds=1),
    "cold": partial(cold.measure, rounds=1),
    "build": partial(build.measure, articles=30, sample=16),
    "chat": partial(chat.measure, rounds=2),
    "retrieval": partial(retrieval.measure, small=400, large=2_000),
    "searching": partial(searching.measure, passages=400, searches=3, rounds=1),
    "graph": partial(graph.measure, passages=2_000, questions=20),
    "million": partial(retrieval.measure, small=400, large=4_000),
    "answers": partial(answers.measure, seeds=2, others=0),
    "workers": partial(many.workers, rounds=1, each=2),
    "switch": partial(many.switch, passages=400),
    "server": partial(many.server, passages=21_000, searches=20),
    "server-million": partial(many.server, passages=22_000, searches=20),
    "ray": partial(many.ray, passages=32, rounds=1),
}
NEEDS = {
    "floor": "question",
    "plumbing": "question",
    "cold": "question",
    "build": "question",
    "serving": "build",
}  # whose folders they take
BY_NAME_ONLY = ("chat", "graph", "million", "answers", "workers", "switch", "server", "server-million", "ray")


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *BENCHMARKS], help="by default all but those that take long")
    parser.add_argument("--home", type=Path, help="folder to work in, kept afterwards; what is there already is taken")
    parser.add_argument("--quick", action="store_true", help="all of them, small; prints figures and keeps none")
    parser.add_argument("--report", action="store_true", help="only renew the page from results.json")
    arguments = parser.parse_args()
    usual = [name for name in BENCHMARKS if arguments.quick or name not in BY_NAME_ONLY]
    wanted = [] if arguments.report else arguments.names or usual
    lacking = {NEEDS[name] for name in wanted if name in NEEDS} - set(wanted)
    if lacking and arguments.home is None:
        parser.error(f"{', '.join(sorted(lacking))} must be measured too, or --home name a folder where it was")
    with tempfile.TemporaryDirectory() as temporary:
        home = arguments.home or Path(temporary)
        home.mkdir(parents=True, exist_ok=True)
        for name in wanted:
            _run(name, home, quick=arguments.quick)
    if not arguments.quick:
        print(*lines(measures_of(read_results())), sep="\n")
        write_page()
        write_plot()


def _run(name: str, home: Path, *, quick: bool) -> None:
    """One benchmark: its figures are printed and, unless it was a quick run, kept."""
    started = time.perf_counter()
    measures = (QUICK if quick else BENCHMARKS)[name](home)
    more = {"import_seconds": cold.import_times(home)} if name == "cold" else {}
    seconds = round(time.perf_counter() - started)
    if not quick:
        write_results(name, measures, machine(), seconds=seconds, **more)
    print(f"{name}: {seconds} s", *lines(measures), sep="\n")
    for side, spent in more.get("import_seconds", {}).items():
        print(f"imports of {side}:", ", ".join(f"{package} {taken} s" for package, taken in spent.items()))
    print(flush=True)


if __name__ == "__main__":
    main()
