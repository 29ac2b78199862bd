"""The rows of a sheet to articles with their cells: one per row below a header that names a text, else one of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.cells import BETWEEN, Cells, Runs
from qa.ingest.converters.base import FIELDS, RawArticle, field_key

_HEADER_ROWS = 10  # with text, among which the header is looked for: titles and notes may stand above it
MISSING = frozenset(("", "nan", "nat", "null", "none", "\\n", "#n/a", "n/a"))  # as programs write what is missing
_FIELD_OF = {name: field for field, names in FIELDS.items() for name in names}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """The cells of a row that are seen, as they are shown."""

    number: int  # in its sheet, from 1
    cells: Sequence[str]


def article_of_row(header: Sequence[str], row: SheetRow, columns: Sequence[int], sheet: str = "") -> RawArticle:
    """The article in a row, whatever its columns are called; its text is "" where the row holds none.

    Args:
        header: names of the columns.
        row: its cells, which may be fewer.
        columns: the number of each in the sheet, from 1.
        sheet: its name.
    """
    keys = [field_key(name) for name in header[: len(row.cells)]]
    found: dict[str, str] = {}
    place = 0
    for field, names in FIELDS.items():
        filled = [at for name in names for at, key in enumerate(keys) if key == name and _is_filled(row.cells[at])]
        if field == "text":  # a column "Article" may hold numbers beside the one with the text
            filled.sort(key=lambda at: not any(map(str.isalpha, row.cells[at])))
            place = filled[0] if filled else 0
        found[field] = row.cells[filled[0]] if filled else ""
    where = Cells(Runs.of([columns[place]]), Runs.of([row.number]), sheet)
    return RawArticle(
        found["text"],
        title=found["title"],
        date=found["date"],
        date_source="column" if found["date"] else None,
        url=found["url"],
        cells=str(where),
    )


def _is_filled(cell: str) -> bool:
    return cell.strip().lower() not in MISSING


def is_header(header: Sequence[str], row: Sequence[str]) -> bool:
    """Whether a row repeats the header, as where several tables were put below each other."""
    names, cells = ([cell.strip().casefold() for cell in one] for one in (header, row))
    return any(names) and names == cells


def articles_of(sheet: str, columns: Sequence[int], rows: Sequence[SheetRow]) -> list[RawArticle]:
    """The articles of a sheet; `columns` are the numbers of its cells, from 1."""
    rows = [row for row in rows if any(row.cells)]
    if not rows:
        return []
    at = _header_at(rows)
    if at is not None:
        header = rows[at].cells
        below = [row for row in rows[at + 1 :] if not is_header(header, row.cells)]
        return [article_of_row(header, row, columns, sheet) for row in below]
    width = max(at + 1 for row in rows for at, cell in enumerate(row.cells) if cell)
    lines = (BETWEEN.join(" ".join(cell.split()) for cell in row.cells[:width]) for row in rows)
    where = Cells(Runs.of(columns[:width]), Runs.of(row.number for row in rows), sheet)
    return [RawArticle("\n".join(lines), title=sheet, cells=str(where), is_sheet=True)]


def _header_at(rows: Sequence[SheetRow]) -> int | None:
    """The row that names a text and something else of an article; None where none does."""
    counts = [
        len(fields) if "text" in (fields := {_FIELD_OF.get(field_key(cell)) for cell in row.cells} - {None}) else 0
        for row in rows[:_HEADER_ROWS]
    ]
    best = max(counts)
    at = counts.index(best)
    return at if best > 1 and at + 1 < len(rows) else None
