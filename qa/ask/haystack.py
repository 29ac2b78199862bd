"""Haystack, imported here and nowhere else, after its telemetry is off: the pipeline and the mark of a component."""

from __future__ import annotations

from qa.quiet import silence

silence()  # before the import: Haystack reads its setting, and writes a file in the home folder, when it is imported

from haystack import Pipeline, component  # noqa: E402

__all__ = ["Pipeline", "component"]
