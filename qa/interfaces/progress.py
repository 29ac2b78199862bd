"""Progress bars on standard error, for people: nothing is shown where it is not a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from qa.interfaces.command_line import _
from qa.interfaces.format import printable

if TYPE_CHECKING:
    from qa.ingest.changes import Stage


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


def stage_bars(show: Callable[[str, int, int], None]) -> Callable[[Stage, int, int], None]:
    """What moves the bar of each stage of a build."""
    names: dict[Stage, str] = {"read": _("Reading"), "ocr": _("Recognising text"), "embed": _("Embedding")}
    return lambda stage, done, total: show(names[stage], done, total)
