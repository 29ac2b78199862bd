"""A page of a PDF as a picture, with a quote of the text that was read from it marked where its letters stand."""

from __future__ import annotations

import io
import threading
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

SCALE = 1.6  # pixels per point: a page of A4 is 950 pixels wide
MOST_PIXELS = 4_000_000  # of a page: larger ones are drawn smaller
_MARK = (253, 230, 138)  # multiplied with the page, so that the letters stay black
_LOCK = threading.Lock()  # PDFium is not safe for threads


def page_png(data: bytes, text: str, start: int, end: int) -> bytes | None:
    r"""The page of `text[start:end]` as PNG, these characters marked; None where there is no such page.

    Args:
        data: the file.
        text: what was read from it, `\f` between two pages.
        start: of the quote, characters into the text.
        end: excluded.
    """
    from pypdfium2 import PdfDocument, PdfiumError

    number = text.count("\f", 0, start)
    first = text.rfind("\f", 0, start) + 1
    with _LOCK:
        try:
            document = PdfDocument(data)
        except PdfiumError:
            return None
        try:
            if number >= len(document):
                return None
            page = document[number]
            return _drawn(page, text[first:start], text[start:end].split("\f")[0])
        except PdfiumError:
            return None
        finally:
            document.close()


def _drawn(page: PdfPage, before: str, quote: str) -> bytes:
    from PIL import Image, ImageChops, ImageDraw

    width, height = page.get_size()
    scale = min(SCALE, (MOST_PIXELS / (width * height)) ** 0.5)
    picture = page.render(scale=scale).to_pil().convert("RGB")
    marks = Image.new("RGB", picture.size, "white")
    draw = ImageDraw.Draw(marks)
    for left, bottom, right, top in boxes(page, before, quote):
        corners = (left * scale, (height - top) * scale, right * scale, (height - bottom) * scale)
        draw.rectangle(corners, fill=_MARK)
    written = io.BytesIO()
    ImageChops.multiply(picture, marks).save(written, "PNG")
    return written.getvalue()


def boxes(page: PdfPage, before: str, quote: str) -> list[tuple[float, float, float, float]]:
    """Where the letters of a quote stand on its page: left, bottom, right, top, in points, from the lower left corner.

    Letters are compared without white space and hyphens, which reading changes. Of several places that say the same,
    that with as many of them before it as in the text.
    """
    letters = page.get_textpage()
    said = [(c, number) for number, one in enumerate(letters.get_text_range()) for c in _letters(one)]
    page_text, wanted = "".join(c for c, _ in said), _letters(quote)
    places = _places(page_text, wanted)
    if not places:
        return []
    at = places[min(len(_places(_letters(before), wanted)), len(places) - 1)]
    found = dict.fromkeys(number for _, number in said[at : at + len(wanted)])
    return [letters.get_charbox(number, loose=True) for number in found]


def _letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def _places(text: str, wanted: str) -> list[int]:
    places, at = [], text.find(wanted) if wanted else -1
    while at >= 0:
        places.append(at)
        at = text.find(wanted, at + 1)
    return places
