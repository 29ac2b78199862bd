"""What the styles of an OpenDocument file say: letters that are raised, hidden or struck, the numbers of items."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from qa.ingest.converters.archive import local, own
from qa.ingest.converters.list_numbers import Counter, Level

if TYPE_CHECKING:
    from lxml.etree import _Element

_DEEPEST = 20  # styles that are based on one another
_KINDS = ("1", "a", "A", "i", "I")
_SHIFTED = re.compile(r"(super|sub|-?\d{1,3}%)(?: (\d{1,3})%)?")


@dataclass(frozen=True, slots=True)
class Look:
    """How letters look; None and "" where nothing is said, so that what stands around them decides."""

    how: str | None = None  # superscript, subscript, "" for neither
    font: str = ""
    is_hidden: bool = False
    is_struck: bool | None = None

    def over(self, outer: Look) -> Look:
        """This look where it says something, else that of what stands around."""
        return Look(
            outer.how if self.how is None else self.how,
            self.font or outer.font,
            self.is_hidden or outer.is_hidden,
            outer.is_struck if self.is_struck is None else self.is_struck,
        )


PLAIN = Look()


@dataclass(slots=True)
class Styles:
    """The looks of styles and the rules of lists, by name; what lists have come to."""

    looks: Mapping[str, Look] = field(default_factory=dict)
    lists: Mapping[str, Mapping[int, Level]] = field(default_factory=dict)
    of_paragraphs: Mapping[str, str] = field(default_factory=dict)  # paragraph style -> its list style
    outline: Mapping[int, Level] = field(default_factory=dict)  # of headings that stand in no list
    counters: dict[str, Counter] = field(default_factory=dict)  # by list style and by list
    headings: Counter = field(default_factory=Counter)

    def look(self, element: _Element, outer: Look = PLAIN) -> Look:
        """How the letters of an element look."""
        return self.looks.get(own(element, "style-name"), PLAIN).over(outer)

    def counter(self, element: _Element, style: str) -> Counter:
        """What counts the items of an outermost list: anew, or where the one before it ended."""
        continued = own(element, "continue-list") or (style if own(element, "continue-numbering") == "true" else "")
        counter = self.counters.get(continued) or Counter()
        for name in filter(None, (style, own(element, "id"))):
            self.counters[name] = counter
        return counter

    def heading(self, element: _Element) -> str:
        """The number of a heading that stands in no list; "" where it has none."""
        level = own(element, "outline-level")
        if not level.isdecimal() or own(element, "is-list-header") == "true":
            return ""
        return self.headings.label(self.outline, int(level) - 1)


def styles_of(roots: Iterable[_Element]) -> Styles:
    """What the parts of a file say, the first one last: its own styles come before those of the document."""
    own_looks: dict[str, Look] = {}
    parents: dict[str, str] = {}
    lists: dict[str, dict[int, Level]] = {}
    of_paragraphs: dict[str, str] = {}
    outline: dict[int, Level] = {}
    for element in (element for root in roots for element in root.iter()):
        name = local(element)
        if name == "style":
            style = own(element, "name")
            parents[style] = own(element, "parent-style-name")
            of_paragraphs[style] = own(element, "list-style-name")
            own_looks[style] = _look(element)
        elif name == "list-style":
            lists[own(element, "name")] = dict(_levels(element))
        elif name == "outline-style":
            outline = dict(_levels(element))
    looks = {style: _inherited(style, own_looks, parents) for style in own_looks}
    return Styles({style: look for style, look in looks.items() if look != PLAIN}, lists, of_paragraphs, outline)


def _inherited(style: str, looks: Mapping[str, Look], parents: Mapping[str, str]) -> Look:
    look = looks[style]
    for _ in range(_DEEPEST):
        style = parents.get(style, "")
        if style not in looks:
            break
        look = look.over(looks[style])
    return look


def _look(style: _Element) -> Look:
    look = PLAIN
    for properties in style:
        if local(properties) != "text-properties":
            # Of a section or a sheet, of a slide.
            if own(properties, "display") in ("none", "false") or own(properties, "visibility") == "hidden":
                look = replace(look, is_hidden=True)
            continue
        font = own(properties, "font-name") or own(properties, "font-family")
        line = own(properties, "text-line-through-style") or own(properties, "text-line-through-type")
        look = Look(
            _shift(own(properties, "text-position")),
            font.strip("'\""),
            look.is_hidden or own(properties, "display") == "none",
            line != "none" if line else None,
        )
    return look


def _shift(position: str) -> str | None:
    """Whether letters are raised or lowered: "super 58%", "33% 80%", "-8%"; None where nothing is said."""
    match = _SHIFTED.match(position)
    if match is None:
        return None
    if match[1] in ("super", "sub"):
        return f"{match[1]}script"
    height = int(match[1].rstrip("%"))
    return "" if height == 0 or match[2] in (None, "100") else "superscript" if height > 0 else "subscript"


def _levels(style: _Element) -> Iterator[tuple[int, Level]]:
    for level in style:
        depth = own(level, "level")
        if not depth.isdecimal() or not 0 < int(depth) < 11:
            continue
        kind = own(level, "num-format") if local(level) != "list-level-style-bullet" else ""
        shown = own(level, "display-levels")
        places = range(int(depth) - (int(shown) if shown.isdecimal() and int(shown) <= int(depth) else 1), int(depth))
        numbers = ".".join(f"%{place + 1}" for place in places if place < 9)
        template = f"{own(level, 'num-prefix')}{numbers}{own(level, 'num-suffix')}"
        start = own(level, "start-value")
        known = kind if kind in _KINDS else ""
        yield int(depth) - 1, Level(known, template, int(start) if start.isdecimal() and len(start) < 6 else 1)
