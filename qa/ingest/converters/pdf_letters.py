"""The letters of a PDF page as PDFium gives them, as they stand upright, each with the accent that is put over it."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdfium2 import PdfTextPage

    from qa.ingest.converters.pdf_sight import Sight

_ACCENTS = {  # as letters of their own, which typesetting programs put over others
    "´": "\u0301", "ˊ": "\u0301", "`": "\u0300", "ˋ": "\u0300", "^": "\u0302", "ˆ": "\u0302", "~": "\u0303",
    "˜": "\u0303", "¨": "\u0308", "¸": "\u0327", "ˇ": "\u030c", "˚": "\u030a",
    **{mark: mark for mark in "\u0300\u0301\u0302\u0303\u0308\u0327"},
}  # fmt: skip
_LETTERS_BENEATH = str.maketrans("ıȷ", "ij")  # without their dots
_SKEWED = math.radians(10)  # more than that, and letters stand on a line across the page
_WIDEST_F = 0.45  # sizes: a wider one is two, as a ligature
_APART = 0.15  # in sizes: so far from an accented letter begins another word


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of a page, as it stands upright; in points, y grows downwards."""

    text: str
    x0: float
    x1: float
    base: float
    size: float
    has_space_before: bool
    is_space_guessed: bool  # by PDFium, from its place: the file has none
    turn: int  # degrees, clockwise, by which it stands upright
    is_composed: bool = False  # of a letter and an accent


def letters_of(text: PdfTextPage, sight: Sight) -> list[Letter]:
    """The letters with their places as they stand upright; those that the page does not show are left out."""
    from pypdfium2 import raw

    box, matrix, x, y = raw.FS_RECTF(), raw.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    found: list[Letter] = []
    space = is_guessed = False
    for at in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text.raw, at)
        character = "-" if code in (0x02, 0xFFFE) else chr(code) if code < 0x110000 else "\ufffd"
        if character.isspace() or (raw.FPDFText_IsGenerated(text.raw, at) == 1 and character != "-"):
            is_guessed = raw.FPDFText_IsGenerated(text.raw, at) == 1 and (is_guessed or not space)
            space = True
            continue
        raw.FPDFText_GetLooseCharBox(text.raw, at, box)
        raw.FPDFText_GetCharOrigin(text.raw, at, x, y)
        angle = raw.FPDFText_GetCharAngle(text.raw, at)
        rotation = -round(angle / (math.pi / 2)) * 90 % 360
        # The page may draw its fonts larger or smaller: browsers give pixels and scale them to points.
        raw.FPDFText_GetMatrix(text.raw, at, matrix)
        size = raw.FPDFText_GetFontSize(text.raw, at) * math.hypot(matrix.c, matrix.d)
        height = abs(box.top - box.bottom) if rotation in (0, 180) else abs(box.right - box.left)
        size = size or height / 1.2 or 1.0
        if not sight.shows(text, at, x.value, y.value, max(size, height)):
            continue
        if abs(math.remainder(angle, math.pi / 2)) > _SKEWED:  # across the page, as a watermark
            rotation = round(-math.degrees(angle)) % 360
            places = _along(x.value, y.value, angle, size)
        else:
            places = _turned(box.left, box.right, box.bottom, box.top, x.value, y.value, rotation)
        found.append(Letter(character, *places, size, space, is_guessed, rotation))
        space = is_guessed = False
    return _accented(letter for _, group in groupby(found, key=_place) for letter in _parted(list(group)))


def _accented(letters: Iterable[Letter]) -> list[Letter]:
    """The letters, each with the accent that was put over it as a letter of its own: "´e" in one place is "é"."""
    found: list[Letter] = []
    for letter in letters:
        before = found[-1] if found else None
        one = None if before is None else _composed(before, letter)
        if one is not None:
            found[-1] = one
            continue
        if before is not None and before.is_composed and letter.is_space_guessed:
            is_apart = letter.x0 - before.x1 > _APART * letter.size
            letter = replace(letter, has_space_before=is_apart, is_space_guessed=is_apart)
        found.append(letter)
    return found


def _composed(first: Letter, second: Letter) -> Letter | None:
    """Two letters as one; None where they stand apart or make none."""
    accent, letter = (first, second) if first.text in _ACCENTS else (second, first)
    if accent.text not in _ACCENTS or letter.text in _ACCENTS or first.turn != second.turn:
        return None
    middle = (accent.x0 + accent.x1) / 2
    if not letter.x0 <= middle <= letter.x1 or abs(accent.base - letter.base) > 0.6 * letter.size:
        return None
    both = unicodedata.normalize("NFC", letter.text.translate(_LETTERS_BENEATH) + _ACCENTS[accent.text])
    if len(both) != 1:
        return None
    space, is_guessed = first.has_space_before, first.is_space_guessed
    return replace(letter, text=both, has_space_before=space, is_space_guessed=is_guessed, is_composed=True)


def _place(letter: Letter) -> tuple[float, float, float]:
    return letter.x0, letter.x1, letter.base


def _parted(letters: list[Letter]) -> list[Letter]:
    """The letters of a ligature side by side: PDFium puts them into one place. One that is drawn twice is none."""
    first = letters[0]
    width = (first.x1 - first.x0) / len(letters)
    is_one = len({letter.text for letter in letters}) == 1 and first.x1 - first.x0 < _WIDEST_F * first.size
    if len(letters) == 1 or is_one:
        return letters
    return [
        replace(letter, x0=first.x0 + at * width, x1=first.x0 + (at + 1) * width) for at, letter in enumerate(letters)
    ]


def _turned(
    left: float, right: float, bottom: float, top: float, x: float, y: float, rotation: int
) -> tuple[float, float, float]:
    """(x0, x1, base) of a letter that stands upright when it is turned clockwise by so many degrees; y grows down."""
    if rotation == 90:
        return bottom, top, x
    if rotation == 180:
        return -right, -left, y
    if rotation == 270:
        return -top, -bottom, -x
    return left, right, -y


def _along(x: float, y: float, angle: float, size: float) -> tuple[float, float, float]:
    """(x0, x1, base) of a letter of a line that is neither upright nor lying; how wide it is, is not known."""
    start = x * math.cos(angle) - y * math.sin(angle)
    return start, start + size / 2, -(x * math.sin(angle) + y * math.cos(angle))
