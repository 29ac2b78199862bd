"""Presentations: the text of each slide, with its tables and notes, a form feed between two slides."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa.errors import Message
from qa.ingest.converters.archive import local, opened
from qa.ingest.converters.base import Format, RawArticle, raised
from qa.ingest.converters.formulas import formula_text
from qa.ingest.converters.media import unread_media
from qa.ingest.converters.text import real_title

if TYPE_CHECKING:
    from lxml.etree import _Element
    from pptx.shapes.base import BaseShape
    from pptx.slide import Slide
    from pptx.table import Table
    from pptx.text.text import TextFrame


_TEMPLATE_CREATED = "2013-01-27T09:14:16"  # of python-pptx's own template, which says nothing of a presentation


def read_pptx(data: bytes) -> RawArticle:
    """The slides in their order, hidden ones left out.

    Raises:
        UnreadableFile: it is encrypted, damaged or no presentation.
    """
    from pptx import Presentation

    reading = _Slides()
    with opened(data) as archive:
        try:
            presentation = Presentation(io.BytesIO(data))
            hidden = sum(slide._element.get("show") == "0" for slide in presentation.slides)
            # A hidden slide is an empty one, so that the others keep the numbers that programs show.
            text = "\f".join("\n\n".join(reading.slide(slide)) for slide in presentation.slides)
            properties = presentation.core_properties
            created = properties.created.isoformat() if properties.created is not None else ""
            created = "" if created.startswith(_TEMPLATE_CREATED) else created
            title = real_title(properties.title)
        except Exception as error:
            raise ValueError(str(error)) from error
        unread = unread_media(archive.namelist(), archive.read)
    notes = [Message("Hidden slides were not read ({count}).", count=hidden)] if hidden else []
    if reading.saw_hidden:
        notes.append(Message("Hidden text was not read."))
    if reading.saw_struck:
        notes.append(Message("Struck text was not read."))
    return RawArticle(
        text,
        title=title,
        date=created,
        date_source="document properties" if created else None,
        notes=(*notes, *unread),
    )


@dataclass(slots=True)
class _Slides:
    """How slides are read, and what of them was not."""

    saw_hidden: bool = False
    saw_struck: bool = False

    def slide(self, slide: Slide) -> Iterator[str]:
        """The text of its shapes, then its notes; none of a hidden one."""
        if slide._element.get("show") == "0":
            return
        yield from self.shapes(slide.shapes)
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            yield from self.paragraphs(slide.notes_slide.notes_text_frame)

    def shapes(self, shapes: Iterable[BaseShape]) -> Iterator[str]:
        """From top to bottom; those that are not shown are left out."""
        for shape in sorted(shapes, key=lambda shape: ((shape.top or 0) // 200_000, shape.left or 0)):
            if any(local(part) == "cNvPr" and part.get("hidden") in ("1", "true") for part in shape._element[0]):
                self.saw_hidden |= shape.has_text_frame and bool(shape.text_frame.text.strip())
            elif hasattr(shape, "shapes"):
                yield from self.shapes(shape.shapes)
            elif getattr(shape, "has_table", False):
                yield "\n".join(" | ".join(row) for row in self.rows(shape.table) if any(row))
            elif shape.has_text_frame:
                yield from self.paragraphs(shape.text_frame)

    def rows(self, table: Table) -> Iterator[list[str]]:
        """The cells of each row; one that fills several rows belongs to each."""
        tall: dict[int, tuple[int, str]] = {}  # column -> rows that a cell still covers, and its text
        for row in table.rows:
            cells = []
            for column, cell in enumerate(row.cells):
                text = self.cell(cell.text_frame)
                left, above = tall.get(column, (0, ""))
                if cell.is_spanned and left:
                    tall[column], text = (left - 1, above), above
                elif cell.is_merge_origin:
                    tall[column] = (cell.span_height - 1, text)
                cells.append(text)
            yield cells

    def cell(self, frame: TextFrame) -> str:
        """The text of a cell on one line."""
        return " ".join(" ".join(self.paragraphs(frame)).split())

    def paragraphs(self, frame: TextFrame) -> Iterator[str]:
        """Those that hold text."""
        for paragraph in frame.paragraphs:
            text = "".join(map(self.piece, paragraph._p))
            if text.strip():
                yield text.replace("\v", "\n").strip()

    def piece(self, part: _Element) -> str:
        """Letters in one look, a field, the end of a line or a formula."""
        name = local(part)
        if name == "br":
            return "\n"
        if name in ("AlternateContent", "Choice", "m", "oMathPara"):
            return "".join(self.piece(inner) for inner in part if local(inner) != "Fallback")
        if name == "oMath":
            return formula_text(part)
        if name not in ("r", "fld"):
            return ""
        look = next((inner for inner in part if local(inner) == "rPr"), None)
        text = "".join(inner.text or "" for inner in part if local(inner) == "t")
        if look is None:
            return text
        if look.get("strike") in ("sngStrike", "dblStrike"):
            self.saw_struck |= bool(text.strip())
            return ""
        baseline = int(look.get("baseline") or 0)
        return raised(text, "superscript" if baseline > 0 else "subscript" if baseline < 0 else "")


FORMAT = Format("application/vnd.openxmlformats-officedocument.presentationml.presentation", (".pptx",), read_pptx)
