"""Workbooks: one article per row where a sheet names a text column, else one per sheet, row by row."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from qa.errors import Message
from qa.ingest.converters.archive import local, opened
from qa.ingest.converters.base import Format, RawArticle, Rows, raised
from qa.ingest.converters.media import unread_media
from qa.ingest.converters.number_formats import shown_number
from qa.ingest.converters.sheets import SheetRow, articles_of

if TYPE_CHECKING:
    from lxml.etree import _Element
    from openpyxl.cell import Cell
    from openpyxl.cell.text import InlineFont

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
    reading = _SheetReading()
    # It warns of charts and rules of entry, which are no text.
    with opened(data) as archive, warnings.catch_warnings(action="ignore"):
        try:
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, rich_text=True)
            for sheet in book.worksheets:
                if sheet.sheet_state != "visible":
                    reading.hidden_sheets += 1
                    continue
                layout = _layout(archive.read(sheet._worksheet_path))
                rows = [[reading.shown(cell) for cell in row] for row in sheet.iter_rows(max_row=_MOST_ROWS)]
                for (row, column), element in layout.rich.items():
                    if row <= len(rows) and column <= len(rows[row - 1]):
                        rows[row - 1][column - 1] = reading.rich(element)
                reading.formulas += layout.formulas
                articles += articles_of(sheet.title, *reading.seen(rows, layout))
            book.close()
            names = archive.namelist()
            unread = unread_media(names, archive.read)
        except Exception as error:
            raise ValueError(str(error)) from error
    return Rows(tuple(enumerate(articles, start=1)), (), (*reading.notes(names), *unread))


@dataclass(frozen=True, slots=True)
class _Layout:
    """What a sheet says of its rows and columns, from 1, beside their values."""

    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    tall: tuple[tuple[int, int, int], ...]  # cells that fill several rows: column, first row, last row
    rich: dict[tuple[int, int], _Element]  # by row and column, texts in several looks that stand in the sheet itself
    formulas: int  # without the value that a program computes


def _layout(sheet: bytes) -> _Layout:
    from lxml import etree
    from openpyxl.utils import coordinate_to_tuple, range_boundaries

    rows: set[int] = set()
    columns: set[int] = set()
    tall: list[tuple[int, int, int]] = []
    rich: dict[tuple[int, int], _Element] = {}
    formulas = 0
    # Cells are looked at only where one of them may hold what is not in the values.
    cells = ("{*}c",) if b"<f" in sheet or (b"inlineStr" in sheet and b"<rPr" in sheet) else ()
    tags = ("{*}row", "{*}col", "{*}mergeCell", *cells)
    for _, element in etree.iterparse(io.BytesIO(sheet), tag=tags, no_network=True, resolve_entities=False,
                                      huge_tree=True):  # fmt: skip
        name = local(element)
        is_hidden = element.get("hidden") in ("1", "true") or "0" in (element.get("ht"), element.get("width"))
        if name == "c":
            parts = {local(part): part for part in element}
            formulas += "f" in parts and ("v" not in parts or not (parts["v"].text or element.get("t") == "str"))
            if "is" in parts and element.find("{*}is/{*}r/{*}rPr") is not None and element.get("r"):
                rich[coordinate_to_tuple(element.get("r"))] = parts["is"]
            continue
        if name == "row" and is_hidden and (element.get("r") or "").isdecimal():
            rows.add(int(element.get("r")))
        elif name == "col" and is_hidden:
            columns.update(range(int(element.get("min")), min(int(element.get("max")), _MOST_COLUMNS) + 1))
        elif name == "mergeCell" and len(tall) < _MOST_MERGED:
            column, first, _, last = range_boundaries(element.get("ref"))
            tall += [(column, first, min(last, first + _TALLEST))] if last > first else []
        element.clear()
    return _Layout(frozenset(rows), frozenset(columns), tuple(tall), rich, formulas)


@dataclass(slots=True)
class _SheetReading:
    """How cells are shown, and what of a workbook was not read."""

    hidden_sheets: int = 0
    formulas: int = 0
    saw_hidden: bool = False
    saw_struck: bool = False
    looks: dict[int, tuple[bool, str]] = field(default_factory=dict)  # by style: struck, raised or lowered

    def seen(self, rows: Sequence[list[str]], layout: _Layout) -> tuple[list[int], list[SheetRow]]:
        """The numbers of the columns that are seen and the rows, a copy below the cells that fill several."""
        for column, first, last in layout.tall:
            text = rows[first - 1][column - 1] if first <= len(rows) and column <= len(rows[first - 1]) else ""
            for row in rows[first:last] if text else ():
                if column <= len(row) and not row[column - 1]:
                    row[column - 1] = text
        width = max(map(len, rows), default=0)
        columns = [column for column in range(1, width + 1) if column not in layout.hidden_columns]
        kept = []
        for number, row in enumerate(rows, start=1):
            if number in layout.hidden_rows:
                self.saw_hidden |= any(row)
                continue
            self.saw_hidden |= any(row[column - 1] for column in layout.hidden_columns if column <= len(row))
            kept.append(SheetRow(number, [row[column - 1] if column <= len(row) else "" for column in columns]))
        return columns, kept

    def shown(self, cell: Cell) -> str:
        """The value of a cell as people see it: days without a time, numbers with their units."""
        value = cell.value
        if value is None:
            return ""
        if isinstance(value, datetime):
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
        if isinstance(value, (date, time)):
            return value.isoformat() if isinstance(value, date) or value.second else value.isoformat("minutes")
        if isinstance(value, timedelta):
            minutes = round(value.total_seconds() / 60)
            return f"{'-' * (minutes < 0)}{abs(minutes) // 60}:{abs(minutes) % 60:02}"
        is_struck, how = self._look(cell)
        if is_struck:
            self.saw_struck = True
            return ""
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return raised(shown_number(value, str(cell.number_format)), how)
        text = "".join(map(self._part, value)) if isinstance(value, list) else str(value)
        return raised(" ".join(text.split(" ")).strip(), how)

    def rich(self, element: _Element) -> str:
        """A text in several looks."""
        from openpyxl.cell.rich_text import CellRichText

        return "".join(map(self._part, CellRichText.from_tree(element))).strip()

    def _part(self, part: object) -> str:
        """A piece of a text in several looks."""
        font: InlineFont | None = getattr(part, "font", None)
        text = str(getattr(part, "text", part) or "")
        if font is not None and font.strike:
            self.saw_struck |= bool(text.strip())
            return ""
        return raised(text, (font.vertAlign or "") if font is not None else "")

    def _look(self, cell: Cell) -> tuple[bool, str]:
        style = getattr(cell, "_style_id", 0)
        if style not in self.looks:
            self.looks[style] = (bool(cell.font.strike), cell.font.vertAlign or "")
        return self.looks[style]

    def notes(self, names: Sequence[str]) -> Iterator[Message]:
        """What was not read; `names` are those of the workbook's parts."""
        if self.hidden_sheets:
            yield Message("Hidden sheets were not read ({count}).", count=self.hidden_sheets)
        if self.saw_hidden:
            yield Message("Hidden rows and columns were not read.")
        if self.saw_struck:
            yield Message("Struck text was not read.")
        if self.formulas:
            yield Message(
                "Formulas without their values were not read ({count}): open the file in a spreadsheet and save it.",
                count=self.formulas,
            )
        if any(name.startswith(("xl/comments", "xl/threadedComments")) for name in names):
            yield Message("Comments were not read.")


FORMAT = Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx", ".xlsm"), read_xlsx)
