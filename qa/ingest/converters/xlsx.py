"""Workbooks: one article per row where a sheet names a text column, else one per sheet, row by row."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from qa.errors import Message
from qa.ingest.converters.archive import opened
from qa.ingest.converters.base import FIELDS, Format, RawArticle, Rows, article_of_fields, bare_key

if TYPE_CHECKING:
    from openpyxl.cell import Cell

_MOST_ROWS = 200_000


def read_xlsx(data: bytes) -> Rows:
    """The articles, numbered through all sheets from 1: of a table, each row below its header; hidden sheets not.

    Raises:
        UnreadableFile: it is encrypted, damaged or no workbook.
    """
    from openpyxl import load_workbook

    articles: list[RawArticle] = []
    hidden = 0
    # It warns of charts and rules of entry, which are no text.
    with opened(data), warnings.catch_warnings(action="ignore"):
        try:
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            for sheet in book.worksheets:
                if sheet.sheet_state != "visible":
                    hidden += 1
                    continue
                rows = [[_shown(cell) for cell in row] for row in sheet.iter_rows(max_row=_MOST_ROWS)]
                articles += _articles(sheet.title, [row for row in rows if any(row)])
            book.close()
        except Exception as error:
            raise ValueError(str(error)) from error
    notes = (Message("Hidden sheets were not read ({count}).", count=hidden),) if hidden else ()
    return Rows(tuple(enumerate(articles, start=1)), (), notes)


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
