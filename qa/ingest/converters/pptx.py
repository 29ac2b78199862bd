"""Presentations: the text of each slide, with its tables and notes, a form feed between two slides."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from qa.errors import Message
from qa.ingest.converters.archive import opened
from qa.ingest.converters.base import Format, RawArticle, raised
from qa.ingest.converters.media import unread_media
from qa.ingest.converters.text import real_title

if TYPE_CHECKING:
    from pptx.shapes.base import BaseShape
    from pptx.slide import Slide
    from pptx.text.text import TextFrame, _Run


def read_pptx(data: bytes) -> RawArticle:
    """The slides in their order, hidden ones left out.

    Raises:
        UnreadableFile: it is encrypted, damaged or no presentation.
    """
    from pptx import Presentation

    with opened(data) as archive:
        try:
            presentation = Presentation(io.BytesIO(data))
            slides = [slide for slide in presentation.slides if slide._element.get("show") != "0"]
            hidden = len(presentation.slides) - len(slides)
            text = "\f".join("\n\n".join(_slide(slide)) for slide in slides)
            properties = presentation.core_properties
            created = properties.created.isoformat() if properties.created is not None else ""
            title = real_title(properties.title)
        except Exception as error:
            raise ValueError(str(error)) from error
        unread = unread_media(archive.namelist(), archive.read)
    notes = (*((Message("Hidden slides were not read ({count}).", count=hidden),) if hidden else ()), *unread)
    return RawArticle(
        text, title=title, date=created, date_source="document properties" if created else None, notes=notes
    )


def _slide(slide: Slide) -> Iterator[str]:
    yield from _shapes(slide.shapes)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        yield from _paragraphs(slide.notes_slide.notes_text_frame)


def _shapes(shapes: Iterable[BaseShape]) -> Iterator[str]:
    for shape in sorted(shapes, key=lambda shape: ((shape.top or 0) // 200_000, shape.left or 0)):
        if hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes)
        elif getattr(shape, "has_table", False):
            rows = ([" ".join(cell.text.split()) for cell in row.cells] for row in shape.table.rows)
            yield "\n".join(" | ".join(row) for row in rows if any(row))
        elif shape.has_text_frame:
            yield from _paragraphs(shape.text_frame)


def _paragraphs(frame: TextFrame) -> Iterator[str]:
    for paragraph in frame.paragraphs:
        text = "".join(raised(run.text, _shift(run)) for run in paragraph.runs) or paragraph.text
        if text.strip():
            yield text.replace("\v", "\n").strip()


def _shift(run: _Run) -> str:
    baseline = int(run.font._element.get("baseline") or 0)
    return "superscript" if baseline > 0 else "subscript" if baseline < 0 else ""


FORMAT = Format("application/vnd.openxmlformats-officedocument.presentationml.presentation", (".pptx",), read_pptx)
