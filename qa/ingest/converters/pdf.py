"""PDF files: the text of each page, in reading order, with its lines made into paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qa.errors import Message, UnreadableFile
from qa.ingest.converters.base import Format, RawArticle
from qa.ingest.converters.pdf_layout import lines_of, rows_of
from qa.ingest.converters.pdf_page import PageContent, filled_in, read_page
from qa.ingest.converters.pdf_text import paragraphs, without_headers, words_of
from qa.ingest.converters.text import real_title

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument


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
        properties = document.get_metadata_dict()
        attached = document.count_attachments()
    # Beside its own errors: what its Python part lets through on damaged files.
    except (PdfiumError, ValueError, TypeError, LookupError, UnicodeError, AssertionError, OSError) as error:
        raise _damaged() from error
    finally:
        document.close()
    _refuse(pages)
    runs = [() if page.is_gibberish else page.runs for page in pages]
    laid_out = [lines_of(rows) for rows in without_headers([rows_of(page) for page in runs])]
    words = words_of(laid_out)
    created = properties.get("CreationDate", "")
    return RawArticle(
        "\f".join(paragraphs(lines, words) for lines in laid_out),
        title=real_title(properties.get("Title", "")),
        date=created,
        date_source="document properties" if created else None,
        notes=_notes(pages, broken, attached),
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
            filled = filled_in(page)
            if (
                raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS
            ):  # what fills its form and is stamped on it becomes a part of it
                page.close()
                page = document[number]
            pages.append(read_page(page, filled))
            page.close()
        except PdfiumError:
            pages.append(PageContent((), is_scan=False, is_drawn=False, is_gibberish=False))
            broken.append(number + 1)
    if len(broken) == len(pages):
        raise _damaged()
    return pages, broken


def _refuse(pages: Sequence[PageContent]) -> None:
    """Raise where no page can be read."""
    has_letters = any(char.isalpha() for page in pages for run in page.runs for char in run.text)
    if not has_letters and any(page.is_scan or page.is_drawn for page in pages):
        raise UnreadableFile("The file looks scanned: it holds images but no text; run an OCR program first.")
    if any(page.is_gibberish for page in pages) and all(page.is_gibberish or not page.runs for page in pages):
        raise UnreadableFile(
            "The letters of the file have no meaning for a program: print it to a new PDF, or run an OCR program."
        )
    form = " ".join(run.text for page in pages for run in page.runs)[:400]
    if len(pages) == 1 and form.startswith("Please wait") and "Adobe" in form:
        raise UnreadableFile("The file is a form that only Adobe Reader shows: print it there to a new PDF.")


def _notes(pages: Sequence[PageContent], broken: Sequence[int], attached: int) -> tuple[Message, ...]:
    """What was not read."""
    notes = []
    scans = [number for number, page in enumerate(pages, start=1) if page.is_scan or page.is_drawn]
    unread = [number for number, page in enumerate(pages, start=1) if page.is_gibberish]
    if scans:
        notes.append(
            Message(
                "{count} of {total} pages hold images and no text that can be read ({pages}): run an OCR program.",
                count=len(scans),
                total=len(pages),
                pages=page_list(scans),
            )
        )
    if unread:
        notes.append(
            Message(
                "The letters of {count} of {total} pages have no meaning for a program ({pages}): print the file to a "
                "new PDF, or run an OCR program.",
                count=len(unread),
                total=len(pages),
                pages=page_list(unread),
            )
        )
    if broken:
        notes.append(
            Message(
                "{count} of {total} pages are damaged and were not read ({pages}): open the file in a viewer and save "
                "it again.",
                count=len(broken),
                total=len(pages),
                pages=page_list(broken),
            )
        )
    if attached:
        notes.append(Message("{count} files are attached to it and were not read: save them apart.", count=attached))
    return tuple(notes)


def page_list(numbers: Sequence[int]) -> str:
    """1, 3-5, 9: numbers in order, runs of them shortened."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)


FORMAT = Format("application/pdf", (".pdf",), read_pdf)
