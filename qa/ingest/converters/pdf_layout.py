"""The runs of a page to lines in the order in which people read them: columns, tables, raised figures, initials."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from qa.ingest.converters.base import raised
from qa.ingest.converters.pdf_page import Run

_SMALL = 0.85  # of the size of a line: figures that are smaller may be raised or lowered
_RAISED = 0.1  # in sizes of the line: so much higher is raised, so much lower is lowered
_GUTTER = 0.8  # narrowest space between two columns, in sizes
_WORD_SPACE = 0.15  # narrowest space between two words, in sizes
_LARGE_INITIAL = 1.7  # of the usual size
_GOES_ON = 0.3  # share of the lines of a column that begin inside a sentence: more, and it is prose
_FEW_ROWS = 3  # of a justified text that may look like a table
_MANY = 1 / 4  # of the rows of a page
_MARGIN = 0.2  # in sizes: lines whose ends are so near fill one column
_LABEL = re.compile(r"\W|\(?\w{1,3}[.)°]")  # of an item of a list

Gutter = tuple[float, float]  # where a space begins and ends


@dataclass(frozen=True, slots=True)
class Row:
    """The runs that stand on one line across the page, from left to right."""

    runs: tuple[Run, ...]
    base: float
    size: float  # of its largest letters


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text in its column; of a table, one row with its cells."""

    text: str
    x0: float
    x1: float
    base: float
    size: float
    left: float  # edges of its column
    right: float
    is_row: bool = False
    opens_column: bool = False


def rows_of(runs: Iterable[Run]) -> list[Row]:
    """The runs of a page by line, from top to bottom; small figures belong to the line that they are raised from."""
    runs = [run for run in runs if run.text.strip()]
    if not runs:
        return []
    usual = median(run.size for run in runs for _ in run.text)
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (run.size < _SMALL * usual, run.base)):
        near = (row for row in reversed(rows) if run.size < _SMALL * usual and _is_raised(run, row))
        row = next(near, None) or next((row for row in reversed(rows) if _stands_on(run, row)), None)
        if row is None:
            rows.append([run])
        else:
            row.append(run)
    ordered = [sorted(row, key=lambda run: run.x0) for row in rows]
    spaces = [[(before.x1, after.x0) for before, after in pairwise(row)] for row in ordered]
    made = (Row(_justified(row, spaces), _main(row).base, _main(row).size) for row in ordered)
    return sorted(made, key=lambda row: row.base)


def _justified(row: Sequence[Run], spaces: Sequence[Sequence[Gutter]]) -> tuple[Run, ...]:
    """The runs of a row, without the spaces between words that are wide and equal, to fill a line.

    One that stands at the same place in many rows of the page (`spaces`) is that between two columns, however wide.
    """
    gaps = [after.x0 - before.x1 for before, after in pairwise(row)]
    merged = list(row[:1])
    for at, run in enumerate(row[1:]):
        beside = [gaps[other] for other in (at - 1, at + 1) if 0 <= other < len(gaps)]
        is_equal = any(abs(gaps[at] - gap) < 0.02 * run.size for gap in beside)
        is_narrow = is_equal and gaps[at] < 1.3 * run.size and merged[-1].base == run.base
        if is_narrow and not _is_shared((row[at].x1 + run.x0) / 2, spaces):
            merged[-1] = replace(merged[-1], text=f"{merged[-1].text} {run.text}", x1=run.x1)
        else:
            merged.append(run)
    return tuple(merged)


def _is_shared(x: float, spaces: Sequence[Sequence[Gutter]]) -> bool:
    rows = sum(any(start <= x <= end for start, end in row) for row in spaces)
    return rows >= max(_FEW_ROWS + 1, _MANY * len(spaces))


def _main(row: Sequence[Run]) -> Run:
    return max(row, key=lambda run: (round(run.size, 1), run.x1 - run.x0))


def _stands_on(run: Run, row: Sequence[Run]) -> bool:
    main = _main(row)
    return abs(run.base - main.base) < 0.2 * min(run.size, main.size)


def _is_raised(run: Run, row: Sequence[Run]) -> bool:
    """Whether small letters stand right beside a run of a row, a little above or below its line."""
    main = _main(row)
    is_near = any(-0.5 < (run.x0 - other.x1) / main.size < 0.5 for other in row)
    return run.size < _SMALL * main.size and abs(run.base - main.base) < 0.55 * main.size and is_near


def cells_of(row: Row) -> list[tuple[Run, ...]]:
    """The runs of a row in groups that wide spaces part."""
    cells: list[list[Run]] = []
    for run in row.runs:
        if cells and run.x0 - max(one.x1 for one in cells[-1]) < row.size:
            cells[-1].append(run)
        else:
            cells.append([run])
    return [tuple(cell) for cell in cells]


def lines_of(rows: Sequence[Row]) -> list[Line]:
    """The rows of a page as lines, column after column."""
    if not rows:
        return []
    rows, initials = _without_initials(rows)
    lines = list(_region_lines(rows, _edges(rows)))
    for initial in initials:
        lines = _with_initial(lines, initial)
    return lines


def _without_initials(rows: Sequence[Row]) -> tuple[list[Row], list[Run]]:
    """The rows without the large letters that open a text beside several lines, and these letters."""
    usual = median(run.size for row in rows for run in row.runs for _ in run.text)
    initials = [
        run
        for row in rows
        for run in row.runs
        if len(run.text) <= 2 and run.text[0].isupper() and run.size > _LARGE_INITIAL * usual
    ]
    beside = [
        initial
        for initial in initials
        if any(0 <= run.x0 - initial.x1 < 2 * usual and _is_beside(run, initial) for row in rows for run in row.runs)
    ]
    kept = []
    for row in rows:
        runs = [run for run in row.runs if run not in beside]
        if len(runs) < len(row.runs) and runs:
            kept += rows_of(runs)
        elif runs:
            kept.append(row)
    return (kept, beside) if kept else (list(rows), [])


def _is_beside(run: Run | Line, initial: Run) -> bool:
    return initial.base - initial.size < run.base <= initial.base + 0.2 * run.size and run.size < initial.size


def _with_initial(lines: list[Line], initial: Run) -> list[Line]:
    beside = [
        (line.base, at)
        for at, line in enumerate(lines)
        if _is_beside(line, initial) and 0 <= line.x0 - initial.x1 < 2 * line.size
    ]
    if not beside:
        return lines
    _, first = min(beside)
    joined = replace(lines[first], text=f"{initial.text}{lines[first].text}", x0=initial.x0)
    return [*lines[:first], joined, *lines[first + 1 :]]


# ---------------------------------------------------------------- columns


def _bands(rows: Sequence[Row], left: float, right: float) -> Iterator[tuple[Sequence[Row], list[Gutter]]]:
    """Rows that share free spaces which part columns, the most rows first, with what stands above and below them."""
    best: tuple[int, int, list[Gutter]] = (0, 0, [])
    usual = median(row.size for row in rows)
    widths = [_GUTTER * min(row.size, usual) for row in rows]  # beside large letters a gutter is as narrow as elsewhere
    for start in range(len(rows)):
        if len(rows) - start <= best[1] - best[0]:
            break
        for end, gutters in _shared(rows, widths, start, (left, right)):
            if gutters and end - start > best[1] - best[0]:
                best = start, end, gutters
    start, end, gutters = best
    if not gutters:
        yield rows, []
        return
    if start:
        yield from _bands(rows[:start], left, right)
    yield rows[start:end], gutters
    if end < len(rows):
        yield from _bands(rows[end:], left, right)


def _shared(
    rows: Sequence[Row], widths: Sequence[float], start: int, edges: Gutter
) -> Iterator[tuple[int, list[Gutter]]]:
    """Where free spaces that begin at a row end, and those that part columns until there."""
    free = [edges]
    for at in range(start, len(rows)):
        rest = _cut(free, rows[at], widths[at])
        if any(not any(begin < after and before < end for before, after in rest) for begin, end in free):
            yield at, [gutter for gutter in free if _parts(gutter, rows[start:at])]
        if not rest:
            return
        free = rest
    yield len(rows), [gutter for gutter in free if _parts(gutter, rows[start:])]


def _cut(free: Sequence[Gutter], row: Row, width: float) -> list[Gutter]:
    """What of some free spaces a row leaves free."""
    left = list(free)
    for run in row.runs:
        left = [
            part
            for start, end in left
            for part in ((start, min(end, run.x0)), (max(start, run.x1), end))
            if part[1] - part[0] >= width
        ]
    return list(dict.fromkeys(left))


def _parts(gutter: Gutter, rows: Sequence[Row]) -> bool:
    """Whether at least two rows have text on each side of a space; the marks and numbers of a list are none."""
    before = sum(any(run.x1 <= gutter[0] + 0.1 and not _LABEL.fullmatch(run.text) for run in row.runs) for row in rows)
    after = sum(any(run.x0 >= gutter[1] - 0.1 for run in row.runs) for row in rows)
    return min(before, after) >= 2


def _edges(rows: Sequence[Row]) -> Gutter:
    return min(row.runs[0].x0 for row in rows), max(run.x1 for row in rows for run in row.runs)


def _region_lines(rows: Sequence[Row], edges: Gutter) -> Iterator[Line]:
    start = 0
    text: list[Row] = []  # what comes before it and is no table
    for band, gutters in _bands(rows, *edges):
        end = start + len(band)
        if not gutters or _is_stretched(rows, start, end):
            text += band
        else:
            if text:
                yield from _text_lines(text)
            text = []
            yield from _columns_lines(band, [edges[0], *(end for _, end in gutters), edges[1] + 1])
        start = end
    if text:
        yield from _text_lines(text)


def _is_stretched(rows: Sequence[Row], start: int, end: int) -> bool:
    """Whether a few lines with wide spaces belong to a justified text: a solid line beside them has their ends."""
    band = rows[start:end]
    wide = [row for row in band if len(cells_of(row)) > 1]
    if len(band) < 2 or len(wide) > _FEW_ROWS:
        return False
    leading = (band[-1].base - band[0].base) / (len(band) - 1)
    beside = [(rows[start - 1], band[0])] if start else []
    beside += [(rows[end], band[-1])] if end < len(rows) else []
    return any(
        len(cells_of(solid)) == 1
        and abs(abs(solid.base - edge.base) - leading) < 0.1 * leading
        and all(_ends_alike(row, solid) for row in wide)
        for solid, edge in beside
    )


def _ends_alike(row: Row, other: Row) -> bool:
    ends = ((row.runs[0].x0, other.runs[0].x0), (row.runs[-1].x1, other.runs[-1].x1))
    return all(abs(one - two) < _MARGIN * row.size for one, two in ends)


def _columns_lines(rows: Sequence[Row], starts: Sequence[float]) -> Iterator[Line]:
    """Columns of text one after the other, each with what stands beside each other in it; a table row by row."""
    columns = [[_between(row, start, end) for row in rows] for start, end in pairwise(starts)]
    filled = [[row for row in column if row is not None] for column in columns]
    if _is_prose(filled, rows) or all(sum(map(bool, row)) < 2 for row in zip(*columns, strict=True)):
        for column in filter(None, filled):
            yield from _region_lines(column, _edges(column))
        return
    cells = [[cell[at] for cell in columns] for at in range(len(rows))]
    is_full = [sum(cell is not None for cell in row) > 1 for row in cells]
    first, last = is_full.index(True), len(rows) - is_full[::-1].index(True)
    if first:
        yield from _text_lines(rows[:first])
    for row, own in zip(rows[first:last], cells[first:last], strict=True):
        text = " | ".join("" if cell is None else _text(cell.runs, row.size) for cell in own).strip()
        x0, x1 = row.runs[0].x0, row.runs[-1].x1
        yield Line(text, x0, x1, row.base, row.size, starts[0], starts[-1], is_row=True)
    if rows[last:]:
        yield from _text_lines(rows[last:])


def _between(row: Row, start: float, end: float) -> Row | None:
    runs = tuple(run for run in row.runs if start - 0.1 <= run.x0 < end - 0.1)
    return Row(runs, _main(runs).base, _main(runs).size) if runs else None


def _is_prose(columns: Sequence[Sequence[Row]], rows: Sequence[Row]) -> bool:
    """Whether columns are to be read one after the other: their lines go on, or do not stand beside each other."""
    beside = sum(map(len, columns)) - len(rows)
    if beside < len(rows) / 3 and min(map(len, columns)) >= 3:
        return True
    texts = [[_text(row.runs, row.size) for row in column] for column in columns]
    inside = [text for column in texts for text in column[1:]]
    goes_on = sum(text[0].islower() for text in inside)
    letters = sum(map(len, inside))
    return bool(inside) and goes_on >= _GOES_ON * len(inside) and letters >= 12 * len(inside)


def _text_lines(rows: Sequence[Row]) -> Iterator[Line]:
    left = min(run.x0 for row in rows for run in row.runs)
    ends = sorted(row.runs[-1].x1 for row in rows)
    right = ends[int(len(ends) * 0.9)]
    for at, row in enumerate(rows):
        x0, x1 = row.runs[0].x0, row.runs[-1].x1
        yield Line(_text(row.runs, row.size), x0, x1, row.base, row.size, left, right, opens_column=at == 0)


def _text(runs: Sequence[Run], size: float) -> str:
    """The letters of a line; a figure that is raised or lowered keeps that, since 10⁶ is not 106."""
    main, text, end = _main(runs), "", None
    for run in runs:
        letters = run.text
        if run.size < _SMALL * size and abs(rise := main.base - run.base) > _RAISED * main.size:
            letters = raised(letters, "superscript" if rise > 0 else "subscript")
        is_apart = end is not None and run.x0 - end > _WORD_SPACE * size
        text += " " * is_apart + letters
        end = run.x1 if end is None else max(end, run.x1)
    return " ".join(text.split())
