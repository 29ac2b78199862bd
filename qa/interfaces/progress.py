"""Progress bars on standard error, for people: nothing is shown where it is not a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from qa.interfaces.format import printable


@contextmanager
def progress_bars() -> Iterator[Callable[[str, int, int], None]]:
    """A function that moves the bar of a name to `done` of `total`, and makes the bar when it first hears the name."""
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        tasks: dict[str, TaskID] = {}

        def show(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(escape(printable(name)), total=total)
            bars.update(tasks[name], completed=done, total=total)

        yield show
