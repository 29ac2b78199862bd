"""One page of a PDF file as PDFium sees it: runs of letters with their places, and what else lies on the page."""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median
from typing import TYPE_CHECKING

from qa.lang import LANGUAGES

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

_LARGE_IMAGE = 0.5  # of the page: an image that covers more is a scan of it
_ENOUGH_IMAGE = 0.2  # of the page: less is no scan
_NO_WORDS = 2  # bytes of an empty text, which ends with a zero
_FEW_LETTERS = 150  # on a scan: a stamp or a reference; more is the text that an OCR program put there
_WIDE_GAP = 1.0  # in sizes of the letters: wider, and what follows may be another cell or column
_FEWEST_SPACED = 5  # letters with a space before each that make a title in spaced letters
_MORE_APART = 0.15  # in sizes: by so much more than its letters the words of such a title are parted
_ACCENTS = {  # as letters of their own, which typesetting programs put over others
    "´": "\u0301", "ˊ": "\u0301", "`": "\u0300", "ˋ": "\u0300", "^": "\u0302", "ˆ": "\u0302", "~": "\u0303",
    "˜": "\u0303", "¨": "\u0308", "¸": "\u0327", "ˇ": "\u030c", "˚": "\u030a",
    **{mark: mark for mark in "\u0300\u0301\u0302\u0303\u0308\u0327"},
}  # fmt: skip
_LETTERS_BENEATH = str.maketrans("ıȷ", "ij")  # without their dots
_BELOW_ALL = 100_000.0  # points: below whatever stands on a page
_WIDEST_F = 0.45  # sizes: a wider one is two, as a ligature
_UNREAD = 0.3  # share of letters that a font gives no meaning to
_FEWEST_LETTERS = 40  # to judge whether a text is gibberish
_FEWEST_VOWELS = 0.25  # among letters; French and English have 40 to 50 %, a text whose letters are shifted about 15
_LONGEST_WORD = 25  # mean length above which a text has lost its spaces
_LEADERS = frozenset("._-–—·…()[],;:'’")  # what indexes and tables hold besides their words
_VOWELS = frozenset("aeiouyàâäéèêëîïôöùûüÿœæ")


@dataclass(frozen=True, slots=True)
class Run:
    """Letters that stand next to each other on one line, in one size; y grows downwards, all in points."""

    text: str
    x0: float
    x1: float
    base: float  # y of the line that they stand on
    size: float


@dataclass(frozen=True, slots=True)
class PageContent:
    """What a page holds."""

    runs: tuple[Run, ...]  # in the order of the file
    is_scan: bool  # an image of a page, with no text or a stamp
    is_drawn: bool  # curves and no text: letters may be among them
    is_gibberish: bool  # its letters have no meaning
    has_hidden: bool = False  # letters that are not drawn, and no scan beneath them
    comments: int = 0  # notes that are laid over the page, closed


NO_PAGE = PageContent((), is_scan=False, is_drawn=False, is_gibberish=False)


@dataclass(frozen=True, slots=True)
class _Letter:
    text: str
    x0: float
    x1: float
    base: float
    size: float
    has_space_before: bool
    is_space_guessed: bool  # by PDFium, from its place: the file has none
    turn: int  # degrees, clockwise, by which it stands upright
    is_composed: bool = False  # of a letter and an accent


def read_page(page: PdfPage, over: LaidOver) -> PageContent:
    """The content of a page, with what fills the fields of its form.

    Raises:
        PdfiumError: it is damaged.
    """
    from pypdfium2 import raw

    text = page.get_textpage()
    objects = [(found.type, found.get_bounds(), found.raw) for found in page.get_objects(max_depth=4)]
    area = page.get_width() * page.get_height()
    images = [abs((x1 - x0) * (y1 - y0)) for kind, (x0, y0, x1, y1), _ in objects if kind == raw.FPDF_PAGEOBJ_IMAGE]
    # Over a scan, letters that are not drawn are what an OCR program read of it.
    has_hidden = sum(images) < _ENOUGH_IMAGE * area and any(
        kind == raw.FPDF_PAGEOBJ_TEXT and _is_undrawn(found) for kind, _, found in objects
    )
    turned = _by_turn(_letters(text, page.get_bbox(), drawn_only=has_hidden), page.get_rotation())
    unread = sum(raw.FPDFText_HasUnicodeMapError(text.raw, at) == 1 for at in range(text.count_chars()))
    runs = (*(run for letters in turned for run in _runs(letters)), *over.runs)
    words = " ".join(run.text for run in runs)
    count = sum(map(str.isalpha, words))
    paths = sum(kind == raw.FPDF_PAGEOBJ_PATH for kind, _, _ in objects)
    has_image = bool(images) and max(images) >= _LARGE_IMAGE * area
    return PageContent(
        runs,
        is_scan=(has_image and count < _FEW_LETTERS) or (bool(images) and count == 0),
        is_drawn=not images and count == 0 and paths >= _FEWEST_LETTERS,
        is_gibberish=_is_gibberish(words, unread / max(1, sum(map(len, turned)))),
        has_hidden=has_hidden,
        comments=over.comments,
    )


def _is_undrawn(text: object) -> bool:
    from pypdfium2 import raw

    return bool(raw.FPDFTextObj_GetTextRenderMode(text) == raw.FPDF_TEXTRENDERMODE_INVISIBLE)


@dataclass(frozen=True, slots=True)
class LaidOver:
    """What lies over a page."""

    runs: tuple[Run, ...] = ()  # what fills its form, and boxes of text
    comments: int = 0  # closed notes with words


def laid_over(page: PdfPage) -> LaidOver:
    """What fills the fields of a form, and boxes of text laid over the page, where the file does not say how it looks.

    The others become a part of the page when it is flattened.
    """
    from pypdfium2 import raw

    runs, comments = [], 0
    for at in range(raw.FPDFPage_GetAnnotCount(page.raw)):
        note = raw.FPDFPage_GetAnnot(page.raw, at)
        type_ = raw.FPDFAnnot_GetSubtype(note)
        kind = {raw.FPDF_ANNOT_WIDGET: b"V", raw.FPDF_ANNOT_FREETEXT: b"Contents"}.get(type_)
        if type_ == raw.FPDF_ANNOT_TEXT:
            comments += raw.FPDFAnnot_GetStringValue(note, b"Contents", None, 0) > _NO_WORDS
        elif kind is not None and not raw.FPDFAnnot_HasKey(note, b"AP"):
            size = raw.FPDFAnnot_GetStringValue(note, kind, None, 0)
            buffer = (ctypes.c_ushort * size)()
            raw.FPDFAnnot_GetStringValue(note, kind, buffer, size)
            place = raw.FS_RECTF()
            raw.FPDFAnnot_GetRect(note, place)
            text = " ".join(bytes(buffer).decode("utf-16-le", "replace").rstrip("\0").split())
            if text:
                runs.append(Run(text, place.left, place.right, -place.bottom - 3, 10))
        raw.FPDFPage_CloseAnnot(note)
    return LaidOver(tuple(runs), comments)


def _by_turn(letters: list[_Letter], rotation: int) -> list[list[_Letter]]:
    """The letters that stand upright together, the most first; the others, as along a margin, below all of these.

    How a viewer turns the page (`rotation`) says nothing of its text: pages are stored lying, and shown so.
    """
    counts = Counter(letter.turn for letter in letters)
    turns = sorted(counts, key=lambda turn: (-counts[turn], turn != rotation))
    return [
        [replace(letter, base=letter.base + at * _BELOW_ALL) for letter in letters if letter.turn == turn]
        for at, turn in enumerate(turns)
    ]


def _letters(text: PdfTextPage, page: tuple[float, float, float, float], *, drawn_only: bool) -> list[_Letter]:
    """The letters with their places as they stand upright; those that the page does not show are left out."""
    from pypdfium2 import raw

    box, matrix, x, y = raw.FS_RECTF(), raw.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    found: list[_Letter] = []
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
        if not (page[0] - 1 < x.value < page[2] + 1 and page[1] - 1 < y.value < page[3] + 1):
            continue
        if drawn_only and _is_undrawn(raw.FPDFText_GetTextObject(text.raw, at)):
            continue
        rotation = -round(raw.FPDFText_GetCharAngle(text.raw, at) / (math.pi / 2)) * 90 % 360
        places = _turned(box.left, box.right, box.bottom, box.top, x.value, y.value, rotation)
        # The page may draw its fonts larger or smaller: browsers give pixels and scale them to points.
        raw.FPDFText_GetMatrix(text.raw, at, matrix)
        size = raw.FPDFText_GetFontSize(text.raw, at) * math.hypot(matrix.c, matrix.d)
        height = abs(box.top - box.bottom) if rotation in (0, 180) else abs(box.right - box.left)
        found.append(_Letter(character, *places, size or height / 1.2 or 1.0, space, is_guessed, rotation))
        space = is_guessed = False
    return _accented(letter for _, group in groupby(found, key=_place) for letter in _parted(list(group)))


def _accented(letters: Iterable[_Letter]) -> list[_Letter]:
    """The letters, each with the accent that was put over it as a letter of its own: "´e" in one place is "é"."""
    found: list[_Letter] = []
    for letter in letters:
        before = found[-1] if found else None
        one = None if before is None else _composed(before, letter)
        if one is not None:
            found[-1] = one
            continue
        if before is not None and before.is_composed and letter.is_space_guessed:
            is_apart = letter.x0 - before.x1 > _MORE_APART * letter.size
            letter = replace(letter, has_space_before=is_apart, is_space_guessed=is_apart)
        found.append(letter)
    return found


def _composed(first: _Letter, second: _Letter) -> _Letter | None:
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


def _place(letter: _Letter) -> tuple[float, float, float]:
    return letter.x0, letter.x1, letter.base


def _parted(letters: list[_Letter]) -> list[_Letter]:
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


def _runs(letters: list[_Letter]) -> Iterator[Run]:
    run: list[_Letter] = []
    x1 = 0.0
    for letter in letters:
        if run and _goes_on(run[0], x1, letter):
            if run[-1].text == letter.text and letter.x0 < x1 - 0.7 * (letter.x1 - letter.x0):
                continue  # the last letter again, drawn beside itself to look bold
            run.append(letter)
            x1 = max(x1, letter.x1)
            continue
        if run:
            yield _run(run, x1)
        run, x1 = [letter], letter.x1
    if run:
        yield _run(run, x1)


def _run(letters: Sequence[_Letter], x1: float) -> Run:
    first, *others = letters
    parts = _spaced(letters)
    text = first.text + "".join(f" {one.text}" if part else one.text for one, part in zip(others, parts, strict=True))
    return Run(text, first.x0, x1, first.base, first.size)


def _spaced(letters: Sequence[_Letter]) -> list[bool]:
    """Before which letters but the first a space is: where the file has one, or PDFium found the place for one.

    In the spaced letters of a title it finds one before each: there words are parted by more than their letters.
    """
    spaces = [letter.has_space_before for letter in letters[1:]]
    guessed = sum(letter.is_space_guessed for letter in letters[1:])
    if guessed < _FEWEST_SPACED or guessed < 0.8 * len(spaces):
        return spaces
    gaps = [after.x0 - before.x1 for before, after in pairwise(letters)]
    usual = median(gaps)
    return [
        (space and not letter.is_space_guessed) or gap > usual + _MORE_APART * letter.size
        for space, letter, gap in zip(spaces, letters[1:], gaps, strict=True)
    ]


def _goes_on(first: _Letter, end: float, letter: _Letter) -> bool:
    """Whether a letter stands right after the run that begins with another, on its line and in its size."""
    same_line = abs(letter.base - first.base) < 0.1 * first.size and abs(letter.size - first.size) < 0.15 * first.size
    return same_line and -0.5 * first.size < letter.x0 - end < _WIDE_GAP * first.size


def _is_gibberish(text: str, unread: float) -> bool:
    """Whether a text has letters that mean nothing: a font without a table of its characters shows them well.

    A text with common words is none, however odd the rest; a table of names or another language has vowels and spaces.
    """
    signs = [sign for sign in text if not sign.isspace() and not sign.isdecimal() and sign not in _LEADERS]
    if len(signs) < _FEWEST_LETTERS:
        return False
    words = re.sub(r"\.{3,}|…+", " ", text.lower()).split()
    common = sum(any(word in language.stop_words for language in LANGUAGES.values()) for word in words)
    if common >= len(words) / 20:
        return False
    letters = [sign.lower() for sign in signs if sign.isalpha()]
    strange = sum(not sign.isprintable() or sign == "\ufffd" or "\ue000" <= sign <= "\uf8ff" for sign in signs)
    vowels = sum(letter in _VOWELS for letter in letters)
    is_latin = sum(letter < "\u0250" for letter in letters) > len(letters) / 2
    return (
        unread > _UNREAD
        or strange > len(signs) / 5
        or len(letters) < len(signs) / 2
        or (is_latin and vowels < _FEWEST_VOWELS * len(letters))
        or len(text) / len(words) > _LONGEST_WORD
    )
