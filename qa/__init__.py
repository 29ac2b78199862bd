"""Gazette: answers over a folder of articles, in French or English, with verbatim quotes and their exact place.

>>> from qa import build, open_engine
>>> build("seeds")
>>> engine = open_engine()
>>> answer = engine.ask("Quand le viaduc de Millau a-t-il été inauguré ?")
>>> answer.state, answer.text, answer.citations[0].path
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from qa.ask.followups.rules import turn_of
from qa.errors import GazetteError
from qa.reports import BuildReport, FileReport, IndexStatus
from qa.settings import Settings, load_settings
from qa.telemetry import silence
from qa.values import Alternative, Answer, Article, Citation, Filters, Query, Turn

silence()  # once, before any library that calls home can be imported: every module of the package comes after this

if TYPE_CHECKING:
    from qa.ask.engine import Engine

__all__ = [
    "Alternative",
    "Answer",
    "Article",
    "BuildReport",
    "Citation",
    "FileReport",
    "Filters",
    "GazetteError",
    "IndexStatus",
    "Query",
    "Settings",
    "Turn",
    "build",
    "open_engine",
    "turn_of",
]


def build(
    *paths: str | Path,
    index: str | Path | None = None,
    replace: bool = False,
    dry_run: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
    settings: Settings | None = None,
) -> BuildReport:
    """Build an index from files and folders, or bring it up to date with what it follows already.

    Args:
        paths: files and folders to add to what the index follows; none: only what it follows already, or `seeds`
            where it was never built.
        index: its name in the folder of indexes, or its path; None for the setting.
        replace: follow `paths` alone from now on.
        dry_run: say what would happen and change nothing.
        progress: called with the stage ("read", "ocr", "embed"), how many are done and how many there are.
        settings: None for those of the environment and gazette.toml.

    Raises:
        GazetteError: something that you can fix; its message says how.
    """
    from qa.ask.starters import make_starters
    from qa.ingest.build import build_index

    chosen = _with_index(settings, index)
    roots = [Path(path) for path in paths]
    if progress is None:
        report = build_index(roots, chosen, replace_sources=replace, dry_run=dry_run)
    else:
        report = build_index(roots, chosen, replace_sources=replace, dry_run=dry_run, progress=progress)
    if report.published:
        make_starters(chosen)
    return report


def open_engine(
    index: str | Path | None = None, *, settings: Settings | None = None, beside: Engine | None = None
) -> Engine:
    """An engine that answers questions from an index; it follows the index as it is rebuilt.

    Args:
        index: its name in the folder of indexes, or its path; None for the setting.
        settings: None for those of the environment and gazette.toml.
        beside: an engine on another index, whose models this one uses too; None to load those that the settings name.

    Raises:
        GazetteError: something that you can fix; its message says how.
    """
    from qa.ask.engine import Engine
    from qa.ask.engine import open_engine as open_

    chosen = _with_index(settings, index)
    if beside is None:
        return open_(chosen)
    engine = Engine(chosen, embedder=beside.models.embedder, reader=beside.models.reader)
    engine.check()
    return engine


def _with_index(settings: Settings | None, index: str | Path | None) -> Settings:
    """The settings with the index that the caller names."""
    if settings is None:
        return load_settings(index=None if index is None else str(index))
    return settings if index is None else settings.model_copy(update={"index": str(index)})
