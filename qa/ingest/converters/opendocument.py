"""OpenDocument texts and slides, as LibreOffice writes them: paragraphs, tables and notes in their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qa.errors import Message, UnreadableFile
from qa.ingest.converters.archive import first_text, local, opened, own, parse
from qa.ingest.converters.base import Format, RawArticle, raised
from qa.ingest.converters.formulas import formula_text
from qa.ingest.converters.list_numbers import Counter
from qa.ingest.converters.media import edges_note, unread_media
from qa.ingest.converters.opendocument_styles import Look, Styles, styles_of
from qa.ingest.converters.text import real_title
from qa.lang.symbols import in_symbol_font

if TYPE_CHECKING:
    from zipfile import ZipFile

    from lxml.etree import _Element

_UNSEEN = (
    "tracked-changes",
    "annotation",
    "annotation-end",
    "note-citation",
    "hidden-text",
    "hidden-paragraph",
    "ruby-text",
    "desc",
)
_EDGES = ("header", "footer", "header-left", "footer-left", "header-first", "footer-first")
_FOLDED = ("collapse", "filter")
MOST_COLUMNS = 16_384
_MOST_REPEATED = 50  # empty cells and rows that a sheet is taken to repeat


@dataclass(slots=True)
class OpenReading:
    """How the blocks of a document are read, and what of them was not."""

    styles: Styles
    formulas: Mapping[str, str] = field(default_factory=dict)  # by the name of the object that holds each
    notes: list[str] = field(default_factory=list)
    saw_comments: bool = False
    saw_hidden: bool = False
    saw_struck: bool = False

    def blocks(self, container: Iterable[_Element]) -> Iterator[str]:
        """The text of each paragraph, item and table."""
        for element in container:
            name = local(element)
            if (name == "section" and own(element, "display") == "none") or (
                name == "page" and self.styles.look(element).is_hidden
            ):
                self.saw_hidden = True
            elif name in ("p", "h"):
                yield from self.paragraph(element, self.styles.heading(element) if name == "h" else "")
            elif name == "list":
                yield from self.items(element, None, "", 0)
            elif name == "table":
                yield from filter(None, ("\n".join(self.table(element)),))
            elif name not in _UNSEEN:
                yield from self.blocks(element)

    def paragraph(self, element: _Element, label: str = "") -> Iterator[str]:
        """A paragraph and the boxes that are anchored in it."""
        boxes: list[_Element] = []
        text = self.inline(element, boxes, self.styles.look(element)).strip()
        yield from filter(None, (f"{label} {text}" if label and text else text,))
        for box in boxes:
            yield from self.blocks(box)

    def items(self, list_: _Element, counter: Counter | None, style: str, depth: int) -> Iterator[str]:
        """The items of a list, each with its number."""
        style = own(list_, "style-name") or style or self._style_inside(list_)
        counter = counter or self.styles.counter(list_, style)
        levels = self.styles.lists.get(style, {})
        for item in list_:
            start = own(item, "start-value")
            begins = int(start) if start.isdecimal() and len(start) < 6 else None
            is_numbered = local(item) == "list-item"
            for part in item:
                if local(part) in ("p", "h"):
                    label = counter.label(levels, depth, begins) if is_numbered else ""
                    is_numbered = False  # only its first paragraph
                    yield from self.paragraph(part, label)
                elif local(part) == "list":
                    yield from self.items(part, counter, style, depth + 1)
                else:
                    yield from self.blocks([part])

    def _style_inside(self, list_: _Element) -> str:
        """The list style of the first paragraph, which counts where the list names none."""
        first = next((element for element in list_.iter() if local(element) in ("p", "h")), None)
        return "" if first is None else self.styles.of_paragraphs.get(own(first, "style-name"), "")

    def table(self, table: _Element) -> Iterator[str]:
        """Its rows that are seen and hold text."""
        is_hidden = self.styles.look(table).is_hidden
        hidden = hidden_columns(table)
        tall: dict[int, tuple[int, str]] = {}  # column -> rows that a cell still covers, and its text
        for row in rows_in(table):
            cells = list(self.cells(row, tall))
            is_seen = not is_hidden and own(row, "visibility") not in _FOLDED
            self.saw_hidden |= any(cells if not is_seen else (cell for at, cell in enumerate(cells) if at in hidden))
            text = " | ".join(cell for at, cell in enumerate(cells) if at not in hidden).rstrip(" |")
            if is_seen and text:
                yield from [text] * min(repeated(row, "number-rows-repeated"), _MOST_REPEATED)

    def cells(self, row: _Element, tall: dict[int, tuple[int, str]]) -> Iterator[str]:
        """The text of each cell; an empty one keeps its place, one that fills several rows belongs to each."""
        column = 0
        for cell in row:
            if local(cell) not in ("table-cell", "covered-table-cell"):
                continue
            text = " ".join(" ".join(self.blocks(cell)).split())
            times = min(repeated(cell, "number-columns-repeated"), _MOST_REPEATED)
            if (rows := repeated(cell, "number-rows-spanned")) > 1:
                tall[column] = (rows - 1, text)
            for at in range(column, column + times):
                left, above = tall.get(at, (0, ""))
                is_below = local(cell) == "covered-table-cell" and left > 0
                if is_below:
                    tall[at] = (left - 1, above)
                yield above if is_below else text
            column += times

    def inline(self, element: _Element, boxes: list[_Element], look: Look) -> str:
        """The characters of a paragraph; boxes in it are put aside, notes to the end."""
        text = self._shown(element.text, look)
        for child in element:
            name = local(child)
            if name == "note":
                body = next((part for part in child if local(part) == "note-body"), None)
                self.notes.append("" if body is None else " ".join(self.blocks(body)))
                text += raised(str(len(self.notes)), "superscript")
            elif name == "s":
                text += " " * min(int(own(child, "c") or 1), 100)
            elif name in ("tab", "line-break"):
                text += "\t" if name == "tab" else "\n"
            elif name == "text-box":
                boxes.append(child)
            elif name == "object":
                text += self.formulas.get(own(child, "href").removeprefix("./").rstrip("/"), "")
            elif name in _UNSEEN:
                self.saw_comments |= name == "annotation"
            elif isinstance(child.tag, str):
                text += self.inline(child, boxes, self.styles.look(child, look) if name == "span" else look)
            text += self._shown(child.tail, look)
        return text

    def unread(self) -> Iterator[Message]:
        """What was seen and not read."""
        if self.saw_comments:
            yield Message("Comments were not read.")
        if self.saw_hidden:
            yield Message("Hidden text was not read.")
        if self.saw_struck:
            yield Message("Struck text was not read.")

    def _shown(self, text: str | None, look: Look) -> str:
        """Letters as the page shows them."""
        if text and (look.is_hidden or look.is_struck):
            self.saw_hidden |= look.is_hidden and not text.isspace()
            self.saw_struck |= not look.is_hidden and not text.isspace()
            return ""
        return raised(in_symbol_font(text or "", look.font), look.how or "")


@dataclass(frozen=True, slots=True)
class OpenContent:
    """The parts of an OpenDocument file that are read."""

    root: _Element  # of its content
    meta: _Element | None
    document: _Element | None  # its styles, headers and footers
    reading: OpenReading


def open_content(archive: ZipFile) -> OpenContent:
    """The parts of an archive that `opened` holds.

    Raises:
        UnreadableFile: it is encrypted, or of another type.
    """
    names = archive.namelist()
    if "content.xml" not in names:
        raise UnreadableFile("The file is damaged or not of its type: open it in its program and save it again.")
    root = parse(archive.read("content.xml"))
    meta = parse(archive.read("meta.xml")) if "meta.xml" in names else None
    manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
    if b"encryption-data" in manifest:
        raise UnreadableFile("The file is encrypted: save a copy without a password.")
    document = parse(archive.read("styles.xml")) if "styles.xml" in names else None
    styles = styles_of([root] if document is None else [document, root])
    return OpenContent(root, meta, document, OpenReading(styles, dict(_formulas(archive))))


def _formulas(archive: ZipFile) -> Iterator[tuple[str, str]]:
    """The name of each object that is a formula, and what it says."""
    for name in archive.namelist():
        folder, _, file = name.rpartition("/")
        if folder and file == "content.xml" and local(root := parse(archive.read(name))) == "math":
            yield folder, formula_text(root)


def read_opendocument(data: bytes) -> RawArticle:
    """The text, a blank line between blocks, the cells of a row joined by " | ", its notes at the end.

    Between two slides stands a form feed; one that is hidden is empty, so that the others keep their numbers.

    Raises:
        UnreadableFile: it is encrypted, damaged, or of another type.
    """
    with opened(data) as archive:
        content = open_content(archive)
        reading = content.reading
        body = next(element for element in content.root if local(element) == "body")
        slides = [element for kind in body for element in kind if local(element) == "page"]
        *before, blocks = [list(reading.blocks([part])) for part in slides or [body]] or [[]]
        unread = unread_media(archive.namelist(), archive.read)
    blocks += [f"{raised(str(at), 'superscript')} {note}" for at, note in enumerate(reading.notes, start=1)]
    meta, document = content.meta, content.document
    created = "" if meta is None else first_text(meta, "creation-date", "date")
    notes = list(reading.unread())
    if document is not None:
        edges = (edge for edge in document.iter() if local(edge) in _EDGES)
        lines = (" ".join(OpenReading(reading.styles).blocks(edge)) for edge in edges)
        notes += edges_note(lines, "\n".join(line for part in (*before, blocks) for line in part))
    return RawArticle(
        "\f".join("\n\n".join(part) for part in (*before, blocks)),
        title="" if meta is None else real_title(first_text(meta, "title")),
        date=created,
        date_source="document properties" if created else None,
        notes=(*notes, *unread),
    )


def repeated(element: _Element, name: str) -> int:
    """How often a row or cell stands there, or how many it fills; at least 1."""
    said = own(element, name)
    return max(1, int(said)) if said.isdecimal() and len(said) < 8 else 1


def hidden_columns(table: _Element) -> frozenset[int]:
    """The columns of a table that are not seen, from 0."""
    hidden: set[int] = set()
    at = 0
    for column in table.iter():
        if local(column) == "table-column":
            times = min(repeated(column, "number-columns-repeated"), MOST_COLUMNS)
            if own(column, "visibility") in _FOLDED:
                hidden.update(range(at, at + times))
            at += times
    return frozenset(hidden)


def rows_in(table: _Element) -> Iterator[_Element]:
    """The rows of a table, also of its groups."""
    for child in table:
        if local(child) == "table-row":
            yield child
        elif local(child) in ("table-header-rows", "table-rows", "table-row-group"):
            yield from rows_in(child)


FORMAT = Format("application/vnd.oasis.opendocument.text", (".odt",), read_opendocument)
