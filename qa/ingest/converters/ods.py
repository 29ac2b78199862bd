"""OpenDocument workbooks: one article per row where a sheet names a text column, else one per sheet, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qa.errors import Message
from qa.ingest.converters.archive import local, opened, own
from qa.ingest.converters.base import Format, RawArticle, Rows
from qa.ingest.converters.media import unread_media
from qa.ingest.converters.opendocument import MOST_COLUMNS, OpenReading, hidden_columns, open_content, repeated, rows_in
from qa.ingest.converters.sheets import SheetRow, articles_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_MOST_REPEATED = 1000  # rows and cells that one stands for and that hold text
_MOST_ROWS = 200_000
_FOLDED = ("collapse", "filter")


def read_ods(data: bytes) -> Rows:
    """The articles, numbered through all sheets from 1: of a table, each row below its header; hidden sheets not.

    Raises:
        UnreadableFile: it is encrypted, damaged, or of another type.
    """
    articles: list[RawArticle] = []
    hidden = 0
    with opened(data) as archive:
        content = open_content(archive)
        reading = content.reading
        for table in content.root.iterfind("{*}body/*/{*}table"):
            if reading.styles.look(table).is_hidden:
                hidden += 1
                continue
            folded = hidden_columns(table)
            rows = list(_seen_rows(table, folded, reading))
            width = max((len(row.cells) for row in rows), default=0) + len(folded)
            columns = [column + 1 for column in range(min(width, MOST_COLUMNS)) if column not in folded]
            articles += articles_of(own(table, "name"), columns, rows)
        unread = unread_media(archive.namelist(), archive.read)
    sheets = [Message("Hidden sheets were not read ({count}).", count=hidden)] if hidden else []
    return Rows(tuple(enumerate(articles, start=1)), (), (*sheets, *reading.unread(), *unread))


def _seen_rows(table: _Element, folded: frozenset[int], reading: OpenReading) -> Iterator[SheetRow]:
    """The rows that are seen and hold text, a copy of each cell that fills several rows below it."""
    number = 1
    tall: dict[int, tuple[int, str]] = {}  # column -> the last row that a cell fills, and its text
    for row in rows_in(table):
        cells = list(_cells(row, number, tall, reading))
        times = repeated(row, "number-rows-repeated")
        is_seen = own(row, "visibility") not in _FOLDED
        shown = [cell for at, cell in enumerate(cells) if at not in folded]
        reading.saw_hidden |= any(cells) if not is_seen else any(cells[at] for at in folded if at < len(cells))
        if is_seen and any(shown):
            yield from (SheetRow(at, shown) for at in range(number, number + min(times, _MOST_REPEATED)))
        number += times
        if number > _MOST_ROWS:
            return


def _cells(row: _Element, number: int, tall: dict[int, tuple[int, str]], reading: OpenReading) -> Iterator[str]:
    """The text of each cell of a row; empty ones keep their place."""
    column = 0
    for cell in row:
        if local(cell) not in ("table-cell", "covered-table-cell"):
            continue
        day = own(cell, "date-value") if own(cell, "value-type") == "date" else ""
        text = day.removesuffix("T00:00:00") or " ".join(" ".join(reading.blocks(cell)).split())
        times = repeated(cell, "number-columns-repeated")
        last, above = tall.get(column, (0, ""))
        if local(cell) == "covered-table-cell" and not text and number <= last:
            text = above
        down = repeated(cell, "number-rows-spanned")
        if down > 1 and text:
            tall[column] = (number + min(down, _MOST_REPEATED) - 1, text)
        times = min(times, _MOST_REPEATED if text else MOST_COLUMNS, MOST_COLUMNS - column)
        yield from [text] * times
        column += times


FORMAT = Format("application/vnd.oasis.opendocument.spreadsheet", (".ods",), read_ods)
