"""Which letters of a PDF page can be seen: it is drawn with its text and without, and compared letter by letter."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pypdfium2 import PdfObject, PdfPage, PdfTextPage

Box = tuple[float, float, float, float]  # left, bottom, right, top, in points
_PIXELS = 1_000_000  # of the two pictures of a page; an A4 page has half of that at one a point
_LEAST_SCALE = 0.4  # pixels a point: on a page that is larger, a letter may fall between them
_CONTRAST = 8  # of 255: what differs less from its ground is not seen
_PALE = 200  # of 255, in each colour: nearly white
_OUTLINED = (1, 2, 5, 6)  # rendering modes of text (ISO 32000-1, table 106) in which its outline has another colour
_DARK = 96  # of 255: where nothing is lighter, letters are blacked out
_MOST_PATHS = 20_000  # of a map or a plan, which takes seconds to draw
_LARGE_PICTURE = 4_000_000  # pixels: a scan, which takes seconds to unpack and is not drawn
_ENOUGH_IMAGE = 0.2  # of the page: less is no scan
_BESIDE = 5.0  # points: so far beside its picture may lie what an OCR program read
_LATIN_ENDS = 0x250  # PDFium brings letters for fonts that the file does not hold, but only Latin ones
_SMALLEST = 1.5  # points: nobody reads a letter that is smaller
_OF_PAGE = 400  # and that is less than this part of the page


@dataclass(slots=True)
class Sight:
    """What can be seen of the letters of a page."""

    _page: Box
    _scale: float  # pixels a point; 0 where the page was not drawn
    _rotation: int  # degrees by which viewers turn the page
    _drawn: np.ndarray  # (height, 3 * width), what viewers show, blue, green, red; (0, 0) where it was not drawn
    _blank: np.ndarray  # the same without the text
    _changed: np.ndarray  # where the two differ
    _has_pale: bool  # whether letters of the page are nearly white
    _scans: tuple[Box, ...]  # pictures whose text an OCR program may have put over or under them
    _box: tuple[ctypes.c_double, ...] = field(default_factory=lambda: tuple(ctypes.c_double() for _ in range(4)))
    has_hidden: bool = False  # whether a letter or a figure was not seen

    def shows(self, text: PdfTextPage, at: int, x: float, y: float, size: float) -> bool:
        """Whether the letter at an index of a page's text, which stands at (x, y), is seen."""
        from pypdfium2 import raw

        left, right, bottom, top = self._box
        is_seen = (
            self._page[0] - 1 < x < self._page[2] + 1
            and self._page[1] - 1 < y < self._page[3] + 1
            and size > min(_SMALLEST, (self._page[3] - self._page[1]) / _OF_PAGE)
        )
        if is_seen:
            raw.FPDFText_GetCharBox(text.raw, at, left, right, bottom, top)
            rows, columns = self._pixels((left.value, bottom.value, right.value, top.value))
            makes = bool(self._changed[rows, columns].any())
            if makes and self._has_pale:  # it may be another letter in the same place that does
                makes = self._shows_through(text, at, rows, columns)
            is_seen = makes or self._is_meant(text, at, (x, y), rows, columns)
        if not is_seen:
            self.has_hidden |= chr(min(raw.FPDFText_GetUnicode(text.raw, at), 0x10FFFF)).isalnum()
        return is_seen

    def _shows_through(self, text: PdfTextPage, at: int, rows: slice, columns: slice) -> bool:
        """Whether a pale letter brings its own colour to a place; what is not pale, or outlined, is taken to do so."""
        from pypdfium2 import raw

        piece = raw.FPDFText_GetTextObject(text.raw, at)
        colour = _colour(piece) if piece else None
        if colour is None or min(colour) < _PALE or raw.FPDFTextObj_GetTextRenderMode(piece) in _OUTLINED:
            return True
        ink = np.array(colour[::-1], np.int16)
        before, after = (
            np.abs(picture[rows, columns].reshape(-1, 3).astype(np.int16) - ink)
            for picture in (self._blank, self._drawn)
        )
        return bool((before - after > _CONTRAST).any())

    def _is_meant(self, text: PdfTextPage, at: int, place: tuple[float, float], rows: slice, columns: slice) -> bool:
        """Whether a letter that makes no difference is text of the page: read by OCR, or not drawn by us alone."""
        from pypdfium2 import raw

        piece = raw.FPDFText_GetTextObject(text.raw, at)
        if not piece:
            return True
        here = self._drawn[rows, columns]
        mode = raw.FPDFTextObj_GetTextRenderMode(piece)
        is_undrawn = mode == raw.FPDF_TEXTRENDERMODE_INVISIBLE
        if any(_holds(scan, place) for scan in self._scans) and (is_undrawn or not _is_in_layer(piece)):
            return not here.size or bool(here.max() > _DARK)  # else it is blacked out
        if is_undrawn:
            return False
        if not here.size:
            return True
        if mode >= raw.FPDF_TEXTRENDERMODE_FILL_CLIP:  # a picture is seen through its letters
            return int(here.max()) - int(here.min()) > _CONTRAST
        is_ours = raw.FPDFFont_GetIsEmbedded(raw.FPDFTextObj_GetFont(piece)) == 0
        return bool(is_ours and raw.FPDFText_GetUnicode(text.raw, at) >= _LATIN_ENDS)

    def _pixels(self, box: Box) -> tuple[slice, slice]:
        """The rows and the columns of the pictures in which a box lies."""
        x0, y0, x1, y1 = box
        left, bottom, right, top = self._page
        if self._rotation == 90:
            across, down = (y0 - bottom, y1 - bottom), (x0 - left, x1 - left)
        elif self._rotation == 180:
            across, down = (right - x1, right - x0), (y0 - bottom, y1 - bottom)
        elif self._rotation == 270:
            across, down = (top - y1, top - y0), (right - x1, right - x0)
        else:
            across, down = (x0 - left, x1 - left), (top - y1, top - y0)
        rows = slice(max(0, int(down[0] * self._scale)), max(0, int(down[1] * self._scale)) + 1)
        return rows, slice(3 * max(0, int(across[0] * self._scale)), 3 * max(0, int(across[1] * self._scale)) + 3)


def sight_of(page: PdfPage, objects: Sequence[PdfObject]) -> Sight:
    """What can be seen of a page's letters. Changes the page: its objects count as not there from now on."""
    from pypdfium2 import raw

    box = page.get_bbox()
    area = max(1.0, (box[2] - box[0]) * (box[3] - box[1]))
    pictures = [(one, bounds_of(one)) for one in objects if one.type == raw.FPDF_PAGEOBJ_IMAGE]
    is_scan = sum(abs((x1 - x0) * (y1 - y0)) for _, (x0, y0, x1, y1) in pictures) >= _ENOUGH_IMAGE * area
    scans = tuple(bounds for _, bounds in pictures) if is_scan else ()
    scale = min(1.0, (_PIXELS / area) ** 0.5)
    texts = [one.raw for one in objects if one.type == raw.FPDF_PAGEOBJ_TEXT]
    drawn = blank = np.zeros((0, 0), np.uint8)
    paths = sum(one.type == raw.FPDF_PAGEOBJ_PATH for one in objects)
    if texts and scale > _LEAST_SCALE and paths <= _MOST_PATHS:
        for picture, _ in pictures:
            if is_scan and _pixels_of(picture) > _LARGE_PICTURE:
                raw.FPDFPageObj_SetIsActive(picture.raw, False)
        drawn = _picture(page, scale)
        for piece in texts:
            raw.FPDFPageObj_SetIsActive(piece, False)
        blank = _picture(page, scale)
    changed = np.maximum(drawn, blank) - np.minimum(drawn, blank) > _CONTRAST
    has_pale = any((colour := _colour(piece)) is not None and min(colour) >= _PALE for piece in texts)
    return Sight(box, scale if drawn.size else 0.0, page.get_rotation(), drawn, blank, changed, has_pale, scans)


def bounds_of(one: PdfObject) -> Box:
    """Where an object lies on its page; PDFium gives its place in the form that holds it."""
    x0, y0, x1, y1 = one.get_bounds()
    holder = one.container
    while holder is not None:
        matrix = holder.get_matrix()
        corners = [matrix.on_point(x, y) for x in (x0, x1) for y in (y0, y1)]
        (x0, x1), (y0, y1) = ((min(side), max(side)) for side in zip(*corners, strict=True))
        holder = holder.container
    return x0, y0, x1, y1


def _colour(piece: object) -> tuple[int, int, int] | None:
    """Red, green and blue of a piece of text, 0 to 255; None of a pattern."""
    from pypdfium2 import raw

    red, green, blue, opacity = (ctypes.c_uint() for _ in range(4))
    is_plain = raw.FPDFPageObj_GetFillColor(piece, red, green, blue, opacity)
    return (red.value, green.value, blue.value) if is_plain else None


def _picture(page: PdfPage, scale: float) -> np.ndarray:
    """The page in colours, (height, 3 * width)."""
    picture: np.ndarray = page.render(scale=scale, may_draw_forms=False, draw_annots=False).to_numpy()
    return np.ascontiguousarray(picture).reshape(len(picture), -1).copy()


def _pixels_of(picture: PdfObject) -> int:
    from pypdfium2 import raw

    width, height = ctypes.c_uint(), ctypes.c_uint()
    raw.FPDFImageObj_GetImagePixelSize(picture.raw, width, height)
    return width.value * height.value


def _holds(box: Box, place: tuple[float, float]) -> bool:
    return box[0] - _BESIDE <= place[0] <= box[2] + _BESIDE and box[1] - _BESIDE <= place[1] <= box[3] + _BESIDE


def _is_in_layer(piece: object) -> bool:
    """Whether a piece of text lies in a layer that viewers can switch off."""
    from pypdfium2 import raw

    for at in range(raw.FPDFPageObj_CountMarks(piece)):
        length = ctypes.c_ulong()
        buffer = (ctypes.c_ushort * 3)()  # "OC" and a zero
        mark = raw.FPDFPageObj_GetMark(piece, at)
        if raw.FPDFPageObjMark_GetName(mark, buffer, ctypes.sizeof(buffer), length) and bytes(buffer) == b"O\0C\0\0\0":
            return True
    return False
