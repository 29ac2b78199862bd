"""One page of a PDF file as PDFium sees it: runs of letters with their places, and what else lies on the page."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from qa.ingest.converters.pdf_letters import Letter, letters_of
from qa.ingest.converters.pdf_sight import bounds_of, sight_of
from qa.lang import LANGUAGES

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

_LARGE_IMAGE = 0.5  # of the page: an image that covers more is a scan of it
_NOT_SHOWN = 0x02 | 0x20  # flags of what is laid over a page: hidden, not on the screen
_FEW_LETTERS = 150  # on a scan: a stamp or a reference; more is the text that an OCR program put there
_WIDE_GAP = 0.8  # in sizes of the letters: wider, and what follows may be another cell or column
_FEWEST_SPACED = 5  # letters with a space before each that make a title in spaced letters
_MORE_APART = 0.15  # in sizes: by so much more than its letters the words of such a title are parted
_BELOW_ALL = 100_000.0  # points: below whatever stands on a page
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
    has_hidden: bool = False  # letters that nobody sees, and that no OCR program read in a scan
    comments: int = 0  # notes that are laid over the page, closed


NO_PAGE = PageContent((), is_scan=False, is_drawn=False, is_gibberish=False)


def read_page(page: PdfPage, over: LaidOver) -> PageContent:
    """The content of a page, with what fills the fields of its form.

    Raises:
        PdfiumError: it is damaged.
    """
    from pypdfium2 import raw

    text = page.get_textpage()
    objects = list(page.get_objects(max_depth=4))
    area = page.get_width() * page.get_height()
    pictures = [bounds_of(found) for found in objects if found.type == raw.FPDF_PAGEOBJ_IMAGE]
    images = [abs((x1 - x0) * (y1 - y0)) for x0, y0, x1, y1 in pictures]
    paths = sum(found.type == raw.FPDF_PAGEOBJ_PATH for found in objects)
    sight = sight_of(page, objects)
    turned = _by_turn(letters_of(text, sight), page.get_rotation())
    unread = sum(raw.FPDFText_HasUnicodeMapError(text.raw, at) == 1 for at in range(text.count_chars()))
    runs = (*_all_runs(turned), *over.runs)
    words = " ".join(run.text for run in runs)
    count = sum(map(str.isalpha, words))
    has_image = bool(images) and max(images) >= _LARGE_IMAGE * area
    return PageContent(
        runs,
        is_scan=(has_image and count < _FEW_LETTERS) or (bool(images) and count == 0),
        is_drawn=not images and count == 0 and paths >= _FEWEST_LETTERS,
        is_gibberish=_is_gibberish(words, unread / max(1, sum(map(len, turned)))),
        has_hidden=sight.has_hidden or over.has_hidden,
        comments=over.comments,
    )


@dataclass(frozen=True, slots=True)
class LaidOver:
    """What lies over a page."""

    runs: tuple[Run, ...] = ()  # what fills its form, and boxes of text
    comments: int = 0  # closed notes with words
    has_hidden: bool = False  # fields and boxes that are not shown


def laid_over(page: PdfPage) -> LaidOver:
    """What fills the fields of a form, and boxes of text laid over the page, where the file does not say how it looks.

    The others become a part of the page when it is flattened, but for those that are not shown, which are taken off.
    """
    from pypdfium2 import raw

    runs, comments, has_hidden = [], 0, False
    for at in reversed(range(raw.FPDFPage_GetAnnotCount(page.raw))):
        note = raw.FPDFPage_GetAnnot(page.raw, at)
        type_ = raw.FPDFAnnot_GetSubtype(note)
        kind = b"V" if type_ == raw.FPDF_ANNOT_WIDGET else b"Contents"
        is_shown = not raw.FPDFAnnot_GetFlags(note) & _NOT_SHOWN
        if not is_shown:
            has_hidden |= bool(_said(note, kind))
        elif type_ == raw.FPDF_ANNOT_TEXT:
            comments += bool(_said(note, kind))
        elif type_ in (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT) and not raw.FPDFAnnot_HasKey(note, b"AP"):
            place = raw.FS_RECTF()
            raw.FPDFAnnot_GetRect(note, place)
            if text := _said(note, kind):
                runs.append(Run(text, place.left, place.right, -place.bottom - 3, 10))
        raw.FPDFPage_CloseAnnot(note)
        if not is_shown:
            raw.FPDFPage_RemoveAnnot(page.raw, at)
    return LaidOver(tuple(reversed(runs)), comments, has_hidden)


def _said(note: object, key: bytes) -> str:
    """A text of something that is laid over a page."""
    from pypdfium2 import raw

    size = raw.FPDFAnnot_GetStringValue(note, key, None, 0)
    buffer = (ctypes.c_ushort * size)()
    raw.FPDFAnnot_GetStringValue(note, key, buffer, size)
    return " ".join(bytes(buffer).decode("utf-16-le", "replace").partition("\0")[0].split())


def _by_turn(letters: list[Letter], rotation: int) -> list[list[Letter]]:
    """The letters that stand upright together, the most first; the others, as along a margin, below all of these.

    How a viewer turns the page (`rotation`) says nothing of its text: pages are stored lying, and shown so.
    """
    counts = Counter(letter.turn for letter in letters)
    turns = sorted(counts, key=lambda turn: (-counts[turn], turn != rotation))
    return [
        [replace(letter, base=letter.base + at * _BELOW_ALL) for letter in letters if letter.turn == turn]
        for at, turn in enumerate(turns)
    ]


def _all_runs(turned: Sequence[list[Letter]]) -> Iterator[Run]:
    """The runs of all letters; those across the page are as narrow as can be, since they fill no column."""
    left = min((letter.x0 for letter in turned[0]), default=0.0) if turned else 0.0
    for letters in turned:
        for run in _runs(letters):
            yield run if letters[0].turn % 90 == 0 else replace(run, x0=left, x1=left + 1)


def _runs(letters: list[Letter]) -> Iterator[Run]:
    run: list[Letter] = []
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


def _run(letters: Sequence[Letter], x1: float) -> Run:
    first, *others = letters
    parts = _spaced(letters)
    text = first.text + "".join(f" {one.text}" if part else one.text for one, part in zip(others, parts, strict=True))
    return Run(text, first.x0, x1, first.base, first.size)


def _spaced(letters: Sequence[Letter]) -> list[bool]:
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


def _goes_on(first: Letter, end: float, letter: Letter) -> bool:
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
