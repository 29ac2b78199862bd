"""A report in Markdown: tables of words and numbers, in which what a file says is never taken for markup."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.interfaces.format import printable


@dataclass(frozen=True, slots=True)
class ReportTable:
    """One table."""

    title: str
    note: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def markdown(
    title: str, facts: Sequence[tuple[str, str]], tables: Sequence[ReportTable], pictures: Sequence[str]
) -> str:
    """A whole document; whatever comes from a file is shown as it is, not as Markdown."""
    lines = [f"# {title}", "", *(f"- {name}: {_escaped(value)}" for name, value in facts)]
    for table in tables:
        lines += ["", f"## {table.title}", "", table.note, "", *_table(table)]
    lines += [line for picture in pictures for line in ("", f"![{picture}]({picture})")]
    return "\n".join(lines) + "\n"


def _table(table: ReportTable) -> Iterator[str]:
    yield "| " + " | ".join(table.header) + " |"
    yield "|" + "---|" * len(table.header)
    for row in table.rows:
        yield "| " + " | ".join(map(_escaped, row)) + " |"


def _escaped(text: str) -> str:
    """On one line, with what Markdown and HTML would take for a sign marked as a character."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>|&#" else c for c in printable(text))
