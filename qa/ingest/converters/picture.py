"""Photographs and scans as picture files: the text that Tesseract recognises in them, a page a picture."""

from __future__ import annotations

import io
from functools import partial
from typing import TYPE_CHECKING

from qa.errors import UnreadableFile
from qa.ingest.converters.base import Format, RawArticle
from qa.ingest.converters.ocr import Picture, read_pictures, remedy
from qa.ingest.converters.page_notes import late_note
from qa.ingest.converters.pdf_layout import lines_of, rows_of
from qa.ingest.converters.pdf_text import paragraphs, without_headers, words_of

if TYPE_CHECKING:
    from PIL.Image import Image

_MOST_PIXELS = 100_000_000  # of one picture; a telephone makes 12 to 50 million
_MOST_PAGES = 1000
_FEWEST_LETTERS = 40  # fewer are a sign on a wall or a logo rather than an article
_SMALLEST = 80  # pixels: no line of text fits into less
_SCREEN = 1600  # pixels: what is smaller on both sides was made for a screen, and its letters are small
_TAKEN = (36867, 306)  # EXIF: when the photograph was taken, else when the file was written


def read_picture(data: bytes) -> RawArticle:
    r"""The text of a picture, or of the pages of a TIFF file, `\f` between two.

    Raises:
        UnreadableFile: Tesseract is missing; the file is damaged or too large; the picture shows no text.
    """
    from PIL import Image

    if (wanted := remedy()) is not None:
        raise UnreadableFile("Pictures are not read: {remedy}", remedy=wanted)
    Image.MAX_IMAGE_PIXELS = None  # `_prepared` has a bound of its own, in words of its own
    try:
        with Image.open(io.BytesIO(data)) as image:
            frames = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
            if frames > _MOST_PAGES:
                raise UnreadableFile("The file holds more than {count} pictures: split it.", count=_MOST_PAGES)
            taken = next((str(image.getexif().get(tag)) for tag in _TAKEN if image.getexif().get(tag)), "")
            made = [Picture(at + 1, partial(_prepared, image, at)) for at in range(frames)]
            found = read_pictures(data, made)
    except (OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError, OverflowError) as error:
        raise UnreadableFile(
            "The file is damaged or not a picture: open it in a viewer and save it again."
        ) from error  # all that Pillow raises on damaged files
    pages = [lines_of(rows) for rows in without_headers([rows_of(found.runs[at + 1]) for at in range(frames)])]
    words = words_of(pages)
    text = "\f".join(paragraphs(lines, words) for lines in pages)
    if sum(map(str.isalpha, text)) < _FEWEST_LETTERS:
        raise UnreadableFile("The picture shows no text that can be read: remove it, or take it again, closer.")
    date = taken[:10].replace(":", "-")
    return RawArticle(
        text,
        date=date,
        date_source="document properties" if date else None,
        notes=late_note(found.late, frames),
        ocr_pages=tuple(page for page, runs in found.runs.items() if runs),
    )


def _prepared(image: Image, frame: int) -> Image:
    """One picture of a file upright, in grey on white, and large enough.

    Raises:
        UnreadableFile: it is too large.
    """
    from PIL import Image as Images
    from PIL import ImageOps

    image.seek(frame)
    if image.width * image.height > _MOST_PIXELS:
        raise UnreadableFile(
            "The picture is larger than {count} million pixels: save it smaller.", count=_MOST_PIXELS // 1_000_000
        )
    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I"):  # 16 bits a pixel: a conversion would cut them off instead of scaling them
        upright = upright.convert("I").point(lambda value: value * (1 / 256))
    if upright.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in upright.info:
        upright = upright.convert("RGBA")
        upright = Images.alpha_composite(Images.new("RGBA", upright.size, "white"), upright)
    grey = upright.convert("L")
    if max(grey.size) < _SMALLEST:
        return Images.new("L", (_SMALLEST, _SMALLEST), 255)
    return (
        grey.resize((2 * grey.width, 2 * grey.height), Images.Resampling.LANCZOS) if max(grey.size) < _SCREEN else grey
    )


FORMAT = Format("image/*", (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp", ".gif"), read_picture)
