"""`gazette build --watch`: a line for each file that changes, until Ctrl+C or SIGTERM."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from types import FrameType

import typer

from qa.interfaces import command_line
from qa.interfaces.command_line import _
from qa.interfaces.format import file_text, printable, report_summary, to_json
from qa.interfaces.i18n import in_language
from qa.interfaces.progress import progress_bars, stage_bars
from qa.reports import BuildReport, FileReport
from qa.settings import Settings


def watch(settings: Settings, paths: Sequence[Path], only: bool, *, as_json: bool) -> None:
    """Build, then build again whenever a file that the index follows changes.

    Raises:
        GazetteError: the first build cannot be made.
    """
    from qa.ingest.watch import news_of, watch_index

    signal.signal(signal.SIGTERM, _interrupt)
    language, problem = command_line.LANGUAGE, ""
    try:
        report = _build(settings, paths, only)
        fresh, known = news_of(report, frozenset())
        _say(report, fresh, as_json)
        typer.echo(_("Watching the files of {index}; stop with Ctrl+C.", index=settings.index_folder), err=True)
        with closing(watch_index(settings, partial(_build, settings))) as reports:
            for found in reports:
                if isinstance(found, BuildReport):
                    problem = ""
                    fresh, known = news_of(found, known)
                    _say(found, fresh, as_json)
                elif found.message != problem:  # it is tried again and again
                    problem = found.message
                    typer.echo(printable(in_language(problem, language)), err=True)
    except KeyboardInterrupt:
        typer.echo(_("Stopped watching."), err=True)


def _build(settings: Settings, paths: Sequence[Path] = (), only: bool = False) -> BuildReport:
    from qa.ask.starters import make_starters
    from qa.ingest.build import build_index

    with progress_bars() as show:
        report = build_index(paths, settings, replace_sources=only, progress=stage_bars(show))
    if report.published:
        make_starters(settings)
    return report


def _say(report: BuildReport, files: Sequence[FileReport], as_json: bool) -> None:
    """A line per file, and what answers now; nothing where nothing is new."""
    if not files and not report.published:
        return
    lines = [to_json(file) if as_json else file_text(file, command_line.LANGUAGE) for file in files]
    typer.echo("\n".join(lines if as_json else [*lines, report_summary(report, command_line.LANGUAGE)]))


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
