"""OpenDocument texts, slides and sheets, as LibreOffice writes them: paragraphs, tables and notes in their order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qa.errors import Message, UnreadableFile
from qa.ingest.converters.archive import first_text, local, opened, own, parse
from qa.ingest.converters.base import Format, RawArticle, raised
from qa.ingest.converters.media import unread_media
from qa.ingest.converters.text import real_title

if TYPE_CHECKING:
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
_MOST_REPEATED = 50  # empty cells and rows that a sheet is taken to repeat


@dataclass(slots=True)
class _OpenReading:
    shifted: dict[str, str]  # styles that raise or lower
    hidden: frozenset[str]  # styles that hide
    notes: list[str] = field(default_factory=list)
    saw_comments: bool = False
    saw_hidden: bool = False

    def blocks(self, container: _Element) -> Iterator[str]:
        for element in container:
            name = local(element)
            if own(element, "style-name") in self.hidden or (name == "section" and own(element, "display") == "none"):
                self.saw_hidden = True
            elif name in ("p", "h"):
                boxes: list[_Element] = []
                text = self.inline(element, boxes).strip()
                yield from filter(None, (text, *(block for box in boxes for block in self.blocks(box))))
            elif name == "table":
                yield from filter(None, ("\n".join(filter(None, map(self.row, _rows(element)))),))
            elif name not in _UNSEEN:
                yield from self.blocks(element)

    def row(self, row: _Element) -> str:
        cells: list[str] = []
        for cell in row:
            if local(cell) in ("table-cell", "covered-table-cell"):
                text = " ".join(" ".join(self.blocks(cell)).split())
                cells += [text] * min(int(own(cell, "number-columns-repeated") or 1), _MOST_REPEATED)
        while cells and not cells[-1]:
            cells.pop()
        return " | ".join(cells)

    def inline(self, element: _Element, boxes: list[_Element], how: str = "") -> str:
        """The characters of a paragraph; boxes in it are put aside, notes to the end."""
        text = raised(element.text or "", how)
        for child in element:
            name = local(child)
            style = own(child, "style-name")
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
            elif name in _UNSEEN:
                self.saw_comments |= name == "annotation"
            elif name == "span" and style in self.hidden:
                self.saw_hidden = True
            elif isinstance(child.tag, str):
                text += self.inline(child, boxes, self.shifted.get(style, how) if name == "span" else how)
            text += raised(child.tail or "", how)
        return text


def read_opendocument(data: bytes) -> RawArticle:
    """The text, a blank line between blocks, the cells of a row joined by " | ", its notes at the end.

    Raises:
        UnreadableFile: it is encrypted, damaged, or of another type.
    """
    with opened(data) as archive:
        names = archive.namelist()
        if "content.xml" not in names:
            raise UnreadableFile("The file is damaged or not of its type: open it in its program and save it again.")
        root = parse(archive.read("content.xml"))
        meta = parse(archive.read("meta.xml")) if "meta.xml" in names else None
        manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
        if b"encryption-data" in manifest:
            raise UnreadableFile("The file is encrypted: save a copy without a password.")
        reading = _reading(root)
        body = next(element for element in root if local(element) == "body")
        blocks = list(reading.blocks(body))
        unread = unread_media(names, archive.read)
    blocks += [f"{raised(str(at), 'superscript')} {note}" for at, note in enumerate(reading.notes, start=1)]
    created = "" if meta is None else first_text(meta, "creation-date", "date")
    notes = []
    if reading.saw_comments:
        notes.append(Message("Comments were not read."))
    if reading.saw_hidden:
        notes.append(Message("Hidden text was not read."))
    return RawArticle(
        "\n\n".join(blocks),
        title="" if meta is None else real_title(first_text(meta, "title")),
        date=created,
        date_source="document properties" if created else None,
        notes=(*notes, *unread),
    )


def _reading(root: _Element) -> _OpenReading:
    shifted, hidden = {}, set()
    for style in root.iter():
        if local(style) == "style":
            for properties in style:
                position = own(properties, "text-position")
                if position.startswith(("super", "sub")):
                    shifted[own(style, "name")] = "superscript" if position.startswith("super") else "subscript"
                if own(properties, "display") == "none":
                    hidden.add(own(style, "name"))
    return _OpenReading(shifted, frozenset(hidden))


def _rows(table: _Element) -> Iterator[_Element]:
    for child in table:
        if local(child) == "table-row":
            yield child
        elif local(child) in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(child)


FORMAT = Format("application/vnd.oasis.opendocument.text", (".odt", ".odp", ".ods"), read_opendocument)
