"""CSV tables: one article per row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from qa.errors import Message, UnreadableFile
from qa.ingest.converters.base import FIELDS, Format, RawArticle, Rows, field_key
from qa.ingest.converters.sheets import SheetRow, article_of_row, is_header
from qa.ingest.converters.text import decode

_BACKSLASH_QUOTE = re.compile(r'[^,;|^~¦\t\n]\\"[^,;|^~¦\t\n]')  # before a delimiter it ends its cell
_DELIMITERS = (",", ";", "\t", "|", "^", "~", "¦")
_IN_APOSTROPHES = re.compile(r"\s*'[^'\n]*'\s*[,;\t|]")
_LITERAL_QUOTES = re.compile(r'(?:^|\t)"[^"\t\n]*"[^"\t\n]', re.MULTILINE)
_LINES_ABOVE = 10  # lines, from the first one, among which the header is looked for
_KEPT_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_LONGEST_HEADER = 100_000  # characters


def read_csv(text: str) -> Rows:
    """One article per row below the header row; numbers count the rows below it, from 1. Empty rows are counted only.

    Raises:
        UnreadableFile: no column is named like a text, or the file breaks the rules of CSV as a whole.
    """
    text, delimiter, header, above = _sniff(text)
    columns = range(1, len(header) + 1)
    articles: list[tuple[int, RawArticle]] = []
    problems: list[tuple[int, Message]] = []
    try:
        for number, (row, is_open) in enumerate(_records(text, delimiter)):
            if number == 0 or not any(cell.strip() for cell in row) or is_header(header, row):
                continue
            article = article_of_row(header, SheetRow(above + number, [_bare(cell) for cell in row]), columns)
            if is_open:
                problem = Message(
                    "Row {number} has a quotation mark that is never closed: close or double it.", number=number
                )
                problems.append((number, problem))
            elif any(cell.strip() for cell in row[len(header) :]):
                problems.append((number, _too_long(number, row, header, delimiter)))
            elif not article.text:
                problem = Message("Row {number} holds no text: fill in its text column or remove it.", number=number)
                problems.append((number, problem))
            else:
                articles.append((number, article))
    except csv.Error as error:
        raise UnreadableFile(
            "The file is not valid CSV ({reason}): export it again as CSV in UTF-8.", reason=str(error)
        ) from error
    return Rows(tuple(articles), tuple(problems))


def _too_long(number: int, row: Sequence[str], header: Sequence[str], delimiter: str) -> Message:
    return Message(
        "Row {number} does not have one cell per column ({cells} instead of {columns}): put "
        "texts with {delimiter!r} in quotation marks.",
        number=number,
        cells=len(row),
        columns=len(header),
        delimiter=delimiter,
    )


def _bare(cell: str) -> str:
    """A cell without what keeps spreadsheets from changing it: `="0123"`."""
    match = _KEPT_TEXT.fullmatch(cell)
    return match[1].replace('""', '"') if match else cell


def _sniff(text: str) -> tuple[str, str, list[str], int]:
    """The text from its header row on, the delimiter under which that names the most of our fields, and its cells.

    Last, the number of the header's row, from 1, as spreadsheets count: without the line `sep=;`.

    Programs put lines above the header: a title, groups of columns, or `sep=;`, which Excel reads. `csv.Sniffer` counts
    signs in the whole text, where an article has more commas than the table has columns.
    """
    known = {name for names in FIELDS.values() for name in names}
    best: tuple[int, str, str, list[str], int] = (0, "", "", [], 0)
    start = 0
    for number in range(1 - text.startswith("sep="), _LINES_ABOVE + 1):
        was_found = best[0] > 0
        for delimiter in _DELIMITERS:
            try:
                header, _ = next(_records(text[start : start + _LONGEST_HEADER], delimiter), ([], False))
            except csv.Error:
                continue
            plain = {field_key(name) for name in header}
            if plain & set(FIELDS["text"]) and len(plain & known) > best[0]:
                best = (len(plain & known), text[start:], delimiter, header, number)
        end = text.find("\n", start) + 1
        if was_found or not end:
            break  # a header in two lines has been seen whole
        start = end
    if not best[0]:
        first = text.lstrip().split("\n", 1)[0][:80]
        raise UnreadableFile(
            "The first row ({row}) does not name a text column: call one of its columns text or texte.", row=first
        )
    return best[1:]


def _records(text: str, delimiter: str) -> Iterator[tuple[list[str], bool]]:
    """Each record, and whether it ends inside a quotation mark that was never closed, which only the last one can."""
    lines = io.StringIO(text).readlines()
    reader = csv.reader(lines, **_dialect(text, delimiter))
    start = 0
    while True:
        with _any_field_size(len(text)):
            row = next(reader, None)
        if row is None:
            return
        is_last = reader.line_num == len(lines)
        yield row, is_last and _is_open("".join(lines[start:]), delimiter)
        start = reader.line_num


def _dialect(text: str, delimiter: str) -> dict[str, Any]:
    """How cells are quoted: in apostrophes where the first one is; marks inside are doubled, or follow a backslash."""
    has_backslash = bool(_BACKSLASH_QUOTE.search(text)) and '""' not in text
    escape = {"escapechar": "\\", "doublequote": False} if has_backslash else {}
    quote: dict[str, Any] = {"quotechar": "'"} if _IN_APOSTROPHES.match(text) else {}
    if delimiter == "\t" and '""' not in text and _LITERAL_QUOTES.search(text):
        quote = {"quoting": csv.QUOTE_NONE}  # marks of speech in a file whose cells are not quoted
    return {"delimiter": delimiter, "skipinitialspace": True, **escape, **quote}


def _is_open(record: str, delimiter: str) -> bool:
    try:
        with _any_field_size(len(record)):
            list(csv.reader([record], strict=True, **_dialect(record, delimiter)))
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False


@contextmanager
def _any_field_size(characters: int) -> Iterator[None]:
    """Lift the limit of 131,072 characters per field, which is one for the whole process, while a record is read."""
    before = csv.field_size_limit(min(characters + 1, 2**31 - 1))  # more does not fit a C long on Windows
    try:
        yield
    finally:
        csv.field_size_limit(before)


FORMAT = Format("text/csv", (".csv", ".tsv", ".tab"), lambda data: read_csv(decode(data)))
