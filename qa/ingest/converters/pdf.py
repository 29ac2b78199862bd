"""PDF files: the text of each page, in reading order, with its lines made into paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from qa.errors import UnreadableFile
from qa.ingest.converters.base import Format, RawArticle
from qa.ingest.converters.ocr import Picture, Recognised, read_pictures, remedy
from qa.ingest.converters.page_notes import notes_of, refuse
from qa.ingest.converters.pdf_layout import lines_of, rows_of
from qa.ingest.converters.pdf_page import NO_PAGE, PageContent, laid_over, read_page
from qa.ingest.converters.pdf_text import across_pages, paragraphs, without_headers, words_of
from qa.ingest.converters.text import real_title

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfDocument

_DPI = 300  # of a page's picture: what Tesseract was trained for
_MOST_PIXELS = 40_000_000  # of it; an A3 page has 17 million


def read_pdf(data: bytes) -> RawArticle:
    r"""The text of all pages, `\f` between two pages, running headers and page numbers left out.

    Raises:
        UnreadableFile: it is encrypted, damaged, holds only images, or its letters cannot be told.
    """
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(data)
    except PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise UnreadableFile("The file is encrypted: save a copy without a password.") from error
        raise _damaged() from error
    try:
        pages, broken = _pages(document)
        found = _recognised(data, document, pages)
        properties = document.get_metadata_dict()
        attached = document.count_attachments()
    # Beside its own errors: what its Python part lets through on damaged files.
    except (PdfiumError, ValueError, TypeError, LookupError, UnicodeError, AssertionError, OSError) as error:
        raise _damaged() from error
    finally:
        document.close()
    seen = {at: runs for at, runs in found.runs.items() if runs}
    pages = [replace(NO_PAGE, runs=seen[at]) if at in seen else page for at, page in enumerate(pages, start=1)]
    refuse(pages)
    runs = [() if page.is_gibberish else page.runs for page in pages]
    laid_out = [lines_of(rows) for rows in without_headers([rows_of(page) for page in runs])]
    words = words_of(laid_out)
    created = properties.get("CreationDate", "")
    return RawArticle(
        "\f".join(across_pages([paragraphs(lines, words) for lines in laid_out], words)),
        title=real_title(properties.get("Title", "")),
        date=created,
        date_source="document properties" if created else None,
        notes=notes_of(pages, broken, found.late, attached),
        ocr_pages=tuple(seen),
    )


def _damaged() -> UnreadableFile:
    return UnreadableFile("The file is damaged or not a PDF: open it in a viewer and save it again.")


def _pages(document: PdfDocument) -> tuple[list[PageContent], list[int]]:
    """Each page, and the numbers of those that are damaged, which count as empty."""
    from pypdfium2 import PdfiumError, raw

    if len(document) == 0:
        raise _damaged()
    if document.get_formtype():
        document.init_forms()
    pages, broken = [], []
    for number in range(len(document)):
        try:
            page = document[number]
            over = laid_over(page)
            if (
                raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS
            ):  # what fills its form and is stamped on it becomes a part of it
                page.close()
                page = document[number]
            pages.append(read_page(page, over))
            page.close()
        except PdfiumError:
            pages.append(NO_PAGE)
            broken.append(number + 1)
    if len(broken) == len(pages):
        raise _damaged()
    return pages, broken


def _recognised(data: bytes, document: PdfDocument, pages: Sequence[PageContent]) -> Recognised:
    """What Tesseract reads of the pages whose letters are in pictures, or have no meaning."""
    wanted = [at for at, page in enumerate(pages) if page.is_scan or page.is_drawn or page.is_gibberish]
    if not wanted or remedy() is not None:
        return Recognised({})
    return read_pictures(data, [Picture(at + 1, partial(_picture, document, at), _DPI) for at in wanted])


def _picture(document: PdfDocument, at: int) -> Image:
    page = document[at]
    width, height = page.get_size()  # points
    scale = min(_DPI / 72, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
    picture: Image = page.render(scale=scale, grayscale=True).to_pil()
    page.close()
    return picture


FORMAT = Format("application/pdf", (".pdf",), read_pdf)
