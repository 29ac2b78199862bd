"""What Tesseract says of a picture (hOCR) to runs of letters with their places, as a PDF's pages give them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean, median
from typing import TYPE_CHECKING

from qa.ingest.converters.archive import parse
from qa.ingest.converters.pdf_page import Run

if TYPE_CHECKING:
    from lxml.etree import _Element

_LINES = "//*[contains(concat(' ', @class, ' '), ' ocrx_word ')]/.."
_LEAST_SURE = 45  # of 100, mean of a line: below it, strokes of a picture were taken for letters
_WIDE_GAP = 1.0  # in sizes: wider, and what follows may be another cell or column
_FEWEST_LINES = 3  # of a block that is prose
_FEW_APART = 1 / 3  # of its lines; of a table, nearly all hold wide spaces
_ALIKE = 0.2  # sizes of two lines that differ by less are one: Tesseract measures each line by its letters


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    x0: float
    x1: float
    sureness: float  # 0 to 100


@dataclass(frozen=True, slots=True)
class _Line:
    words: tuple[_Word, ...]
    slope: float
    base: float  # y of its letters' feet at x = 0 pixels, downwards
    size: float
    turn: int  # degrees, counter-clockwise
    area: str  # the id of the block that Tesseract puts it into


def turn_of(hocr: bytes) -> int:
    """By how many degrees, counter-clockwise, most of the text is turned: 0, 90, 180 or 270."""
    turns = Counter[int]()
    for line in _lines(hocr):
        turns[line.turn] += sum(len(word.text) for word in line.words)
    return turns.most_common(1)[0][0] if turns else 0


def runs_of(hocr: bytes) -> tuple[Run, ...]:
    """The letters of a page that is upright, without the lines that are hardly any; a tilt of the page is taken out."""
    lines = [line for line in _lines(hocr) if line.turn == 0 and _is_sure(line)]
    if not lines:
        return ()
    slope = median(line.slope for line in lines)
    usual = median(line.size for line in lines for _ in line.words)
    areas: dict[str, list[_Line]] = {}
    for line in lines:
        areas.setdefault(line.area, []).append(line)
    prose = {area for area, own in areas.items() if _is_prose(own)}
    return tuple(run for line in lines for run in _runs(line, slope, usual, is_prose=line.area in prose))


def _is_prose(lines: list[_Line]) -> bool:
    """Whether the wide spaces in the lines of a block are those of a justified text: few of them have one."""
    apart = sum(any(b.x0 - a.x1 >= _WIDE_GAP * line.size for a, b in pairwise(line.words)) for line in lines)
    return len(lines) >= _FEWEST_LINES and apart <= _FEW_APART * len(lines)


def _is_sure(line: _Line) -> bool:
    return mean(word.sureness for word in line.words) >= _LEAST_SURE


def _runs(line: _Line, tilt: float, usual: float, *, is_prose: bool) -> Iterator[Run]:
    """The words of a line, in groups that wide spaces part where they may be cells or columns."""
    size = usual if abs(line.size - usual) < _ALIKE * usual else line.size
    shift = tilt * line.base  # columns lean by as much as lines rise
    words = [(word.text, word.x0 + shift, word.x1 + shift) for word in line.words]
    text, x0, x1 = words[0]
    for word, start, end in words[1:]:
        if is_prose or start - x1 < _WIDE_GAP * size:
            text, x1 = f"{text} {word}", end
            continue
        yield Run(text, x0, x1, line.base + (line.slope - tilt) * x0, size)
        text, x0, x1 = word, start, end
    yield Run(text, x0, x1, line.base + (line.slope - tilt) * x0, size)


def _lines(hocr: bytes) -> list[_Line]:
    if not hocr.strip():
        return []
    return [line for element in parse(hocr).xpath(_LINES) if (line := _line(element)) is not None]


def _line(element: _Element) -> _Line | None:
    title = element.get("title", "")
    left, _, _, bottom = _numbers(title, "bbox", 4) or (0.0, 0.0, 0.0, 0.0)
    slope, offset = _numbers(title, "baseline", 2) or (0.0, 0.0)
    size = (_numbers(title, "x_size", 1) or (0.0,))[0]
    turn = round((_numbers(title, "textangle", 1) or (0.0,))[0]) % 360
    words = tuple(_words(element))
    if not words or size <= 0:
        return None
    area = next((above.get("id", "") for above in element.iterancestors() if above.get("class") == "ocr_carea"), "")
    return _Line(words, slope, bottom + offset - slope * left, size, turn, area)


def _words(line: _Element) -> Iterator[_Word]:
    for element in line.iterchildren():
        text = " ".join("".join(element.itertext()).split())
        title = element.get("title", "")
        box, sureness = _numbers(title, "bbox", 4), _numbers(title, "x_wconf", 1)
        if text and box is not None:
            yield _Word(text, box[0], box[2], sureness[0] if sureness else 0.0)


def _numbers(title: str, name: str, count: int) -> tuple[float, ...] | None:
    """The numbers that stand behind a name in a title of hOCR; None where they do not."""
    match = re.search(rf"(?:^|;)\s*{name}((?:\s+-?[\d.]+){{{count}}})", title)
    return tuple(map(float, match[1].split())) if match is not None else None
