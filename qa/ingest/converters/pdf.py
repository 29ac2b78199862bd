"""PDF files: the text of each page, with its lines made into paragraphs."""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from qa.errors import UnreadableFile
from qa.ingest.converters.base import Format, RawArticle

if TYPE_CHECKING:
    from pypdf import PdfReader

_FULL_LINE = 0.75  # of the widest lines: a shorter line may end a paragraph
_ENDS_SENTENCE = (".", "!", "?", "…", ":", ".»", ". »", "»", "”", '."')
_BULLET = re.compile(r"[•▪◦‣*–—-]\s|\d{1,3}[.)]\s")
_SPLIT_WORD = re.compile(r"(?<=[^\W\d_A-ZÀ-ÖØ-Þ])[-\u00ad\u2010]$")
_FILE_NAME = re.compile(r"\.(?:docx?|pdf|indd|odt|qxd|pages|rtf|tex|txt|pptx?|html?)$", re.IGNORECASE)
_NO_TITLE = re.compile(
    r"microsoft \w+ - |(?:powerpoint presentation|présentation powerpoint|untitled|sans titre|document) ?-?\d*$",
    re.IGNORECASE,
)


def read_pdf(data: bytes) -> RawArticle:
    r"""The text of all pages, `\f` between two pages, repeated headers and footers left out.

    Raises:
        UnreadableFile: it is encrypted, damaged or holds only images.
    """
    from pypdf.errors import DependencyError, DeprecationError, PyPdfError

    try:
        pages, is_scan, title, created = _parse(data)
    # pypdf warns in its own words that damaged files may raise other errors: these are what its parsers let through.
    except (PyPdfError, DependencyError, DeprecationError, zlib.error, struct.error, ValueError, TypeError,
            LookupError, AttributeError, ArithmeticError, RecursionError, NotImplementedError, AssertionError,
            OSError) as error:  # fmt: skip
        raise UnreadableFile("The file is damaged or not a PDF: open it in a viewer and save it again.") from error
    if is_scan:
        raise UnreadableFile("The file looks scanned: it holds images but no text; run an OCR program first.")
    text = "\f".join(_paragraphs(lines) for lines in _without_repeats([_lines(page) for page in pages]))
    return RawArticle(text, title=title, date=created, date_source="document properties" if created else None)


def _parse(data: bytes) -> tuple[list[str], bool, str, str]:
    """Raw text of the pages, whether there are images and no letter, title, date as written."""
    from pypdf import PasswordType, PdfReader

    reader = PdfReader(io.BytesIO(data))
    # Many files are encrypted with an empty password, only to forbid printing.
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        raise UnreadableFile("The file is encrypted: save a copy without a password.")
    pages = [page.extract_text() for page in reader.pages]
    has_letters = any(character.isalpha() for page in pages for character in page)
    is_scan = not has_letters and any(len(page.images) for page in reader.pages)
    title, created = _properties(reader)
    return pages, is_scan, title, created


def _properties(reader: PdfReader) -> tuple[str, str]:
    properties = reader.metadata
    if properties is None:
        return "", ""
    title = " ".join(str(properties.get("/Title") or "").split())
    is_real = sum(map(str.isalpha, title)) >= 3 and not _FILE_NAME.search(title) and not _NO_TITLE.match(title)
    return title if is_real else "", str(properties.get("/CreationDate") or "")


def _lines(page: str) -> list[str]:
    """The lines of a page, white space made single; "" for an empty one."""
    return [" ".join(line.split()) for line in page.strip().split("\n")]


def _without_repeats(pages: Sequence[list[str]]) -> list[list[str]]:
    """The pages without the first and last lines that stand on three of them at least, and on half of them.

    Digits are ignored, so that page numbers go. Done three times, for headers and footers of up to three lines. Where
    more than half of the text would go, all of it stays: such pages are alike (forms, tables) rather than headed.
    """
    kept = [list(lines) for lines in pages]
    for _ in range(3):
        for end in (0, -1):
            counts = Counter(_pattern(lines[end]) for lines in kept if lines)
            repeated = {pattern for pattern, count in counts.items() if count >= max(3, len(pages) / 2)}
            for lines in kept:
                if lines and _pattern(lines[end]) in repeated:
                    del lines[end]
    return kept if 2 * _length(kept) >= _length(pages) else [list(lines) for lines in pages]


def _length(pages: Sequence[list[str]]) -> int:
    """Characters of all lines."""
    return sum(len(line) for lines in pages for line in lines)


def _pattern(line: str) -> str:
    return re.sub(r"\d+", "#", line)


def _paragraphs(lines: Iterable[str]) -> str:
    """Lines of a page to paragraphs, a blank line between two; a word split at the end of a line is made whole."""
    lines = list(lines)
    widest = sorted(map(len, lines))[int(len(lines) * 0.9) :]
    full = _FULL_LINE * (widest[0] if widest else 0)
    text = ""
    before = ""
    for line in lines:
        if not line or not before:
            text += "\n\n" * bool(text) * bool(line) + line
        elif _SPLIT_WORD.search(before) and line[0].islower():
            text = text[:-1] + line
        elif _ends_paragraph(before, line, is_short=len(before) < full):
            text += "\n\n" + line
        else:
            text += " " + line
        before = line
    return text


def _ends_paragraph(before: str, line: str, *, is_short: bool) -> bool:
    if _BULLET.match(line):
        return True
    if not is_short or before.endswith((",", "-", "(")):
        return False
    return before.endswith(_ENDS_SENTENCE) or not line[0].islower()


FORMAT = Format("application/pdf", (".pdf",), read_pdf)
