"""Workbooks: one article per row where a sheet names a text column, else one per sheet, row by row."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from qa.errors import Message
from qa.ingest.converters.archive import local, opened
from qa.ingest.converters.base import FIELDS, Format, RawArticle, Rows, article_of_fields, bare_key
from qa.ingest.converters.media import unread_media

if TYPE_CHECKING:
    from openpyxl.cell import Cell

_MOST_ROWS = 200_000
_MOST_COLUMNS = 16_384
_MOST_MERGED = 10_000  # cells of a sheet that fill several rows
_TALLEST = 1000  # rows that one cell is taken to fill


def read_xlsx(data: bytes) -> Rows:
    """The articles, numbered through all sheets from 1: of a table, each row below its header; hidden sheets not.

    Raises:
        UnreadableFile: it is encrypted, damaged or no workbook.
    """
    from openpyxl import load_workbook

    articles: list[RawArticle] = []
    hidden, hides_cells = 0, False
    # It warns of charts and rules of entry, which are no text.
    with opened(data) as archive, warnings.catch_warnings(action="ignore"):
        try:
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            for sheet in book.worksheets:
                if sheet.sheet_state != "visible":
                    hidden += 1
                    continue
                rows = [[_shown(cell) for cell in row] for row in sheet.iter_rows(max_row=_MOST_ROWS)]
                rows, has_hidden = _as_seen(rows, _layout(archive.read(sheet._worksheet_path)))
                hides_cells |= has_hidden
                articles += _articles(sheet.title, [row for row in rows if any(row)])
            book.close()
            unread = unread_media(archive.namelist(), archive.read)
        except Exception as error:
            raise ValueError(str(error)) from error
    notes = [Message("Hidden sheets were not read ({count}).", count=hidden)] if hidden else []
    if hides_cells:
        notes.append(Message("Hidden rows and columns were not read."))
    return Rows(tuple(enumerate(articles, start=1)), (), (*notes, *unread))


@dataclass(frozen=True, slots=True)
class _Layout:
    """What a sheet says of its rows and columns, from 1."""

    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    tall: tuple[tuple[int, int, int], ...]  # cells that fill several rows: column, first row, last row


def _layout(sheet: bytes) -> _Layout:
    from lxml import etree
    from openpyxl.utils import range_boundaries

    rows: set[int] = set()
    columns: set[int] = set()
    tall: list[tuple[int, int, int]] = []
    for _, element in etree.iterparse(io.BytesIO(sheet), tag=("{*}row", "{*}col", "{*}mergeCell"), no_network=True,
                                      resolve_entities=False, huge_tree=True):  # fmt: skip
        name = local(element)
        is_hidden = element.get("hidden") in ("1", "true")
        if name == "row" and is_hidden and (element.get("r") or "").isdecimal():
            rows.add(int(element.get("r")))
        elif name == "col" and is_hidden:
            columns.update(range(int(element.get("min")), min(int(element.get("max")), _MOST_COLUMNS) + 1))
        elif name == "mergeCell" and len(tall) < _MOST_MERGED:
            column, first, _, last = range_boundaries(element.get("ref"))
            tall += [(column, first, min(last, first + _TALLEST))] if last > first else []
        element.clear()
    return _Layout(frozenset(rows), frozenset(columns), tuple(tall))


def _as_seen(rows: list[list[str]], layout: _Layout) -> tuple[list[list[str]], bool]:
    """The rows without hidden cells, a copy below the cells that fill several; whether text was hidden."""
    for column, first, last in layout.tall:
        text = rows[first - 1][column - 1] if first <= len(rows) and column <= len(rows[first - 1]) else ""
        for row in rows[first:last] if text else ():
            if column <= len(row) and not row[column - 1]:
                row[column - 1] = text
    seen, hides = [], False
    for at, row in enumerate(rows, start=1):
        if at in layout.hidden_rows:
            hides |= any(row)
            continue
        hides |= any(row[column - 1] for column in layout.hidden_columns if column <= len(row))
        seen.append([cell for column, cell in enumerate(row, start=1) if column not in layout.hidden_columns])
    return seen, hides


def _shown(cell: Cell) -> str:
    """The value of a cell as people see it: days without a time, shares in per cent."""
    value = cell.value
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value * 100:.6g} %" if "%" in str(cell.number_format) else f"{value:.15g}"
    return "" if value is None else " ".join(str(value).split(" ")).strip()


def _articles(title: str, rows: Sequence[Sequence[str]]) -> list[RawArticle]:
    if not rows:
        return []
    header = [bare_key(cell) for cell in rows[0]]
    known = {name for names in FIELDS.values() for name in names}
    if len(rows) > 1 and set(header) & set(FIELDS["text"]) and len(set(header) & known) > 1:
        return [article_of_fields(dict(zip(rows[0], row, strict=False))) for row in rows[1:]]
    width = max(at + 1 for row in rows for at, cell in enumerate(row) if cell)
    lines = (" | ".join(" ".join(cell.split()) for cell in row[:width]) for row in rows)
    return [RawArticle("\n".join(lines), title=title)]


FORMAT = Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx", ".xlsm"), read_xlsx)
