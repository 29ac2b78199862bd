"""The numbers of the paragraphs of a Word document, which it holds as rules in a part of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qa.ingest.converters.list_numbers import Counter, Level

if TYPE_CHECKING:
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_KINDS = {
    "decimal": "1", "decimalZero": "01", "lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I",
}  # fmt: skip
_DEEPEST_STYLE = 20  # styles that are based on one another


@dataclass(slots=True)
class Numbering:
    """The lists of a document and what they have come to."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)  # of each list, by its id
    abstract: dict[str, str] = field(default_factory=dict)  # list -> the definition with which it shares its numbers
    restarts: dict[str, dict[int, int]] = field(default_factory=dict)  # where a list begins anew, by depth
    by_style: dict[str, tuple[str, int]] = field(default_factory=dict)  # style -> list and depth
    counters: dict[str, Counter] = field(default_factory=dict)

    def label(self, paragraph: _Element) -> str:
        """The number that stands before a paragraph; "" where none does."""
        properties = paragraph.find(f"{_W}pPr")
        if properties is None or properties.find(f"{_W}rPr/{_W}del") is not None:
            return ""
        list_, depth = self.by_style.get(_value(properties.find(f"{_W}pStyle")), ("", 0))
        own = properties.find(f"{_W}numPr")
        if own is not None:
            list_ = _value(own.find(f"{_W}numId")) or list_
            depth = _integer(own.find(f"{_W}ilvl"), depth)
        if list_ not in self.levels:  # 0 says that there is no number although the style has one
            return ""
        counter = self.counters.setdefault(self.abstract[list_], Counter())
        return counter.label(self.levels[list_], depth, self.restarts[list_].pop(depth, None))


def numbering_of(numbering: _Element | None, styles: _Element) -> Numbering:
    """The rules in the parts of a document; none where it has no lists."""
    if numbering is None:
        return Numbering()
    named = ((_value(one.find(f"{_W}styleLink")), one) for one in numbering.iter(f"{_W}abstractNum"))
    linked = {style: one for style, one in named if style}
    definitions = {
        one.get(f"{_W}abstractNumId", ""): linked.get(_value(one.find(f"{_W}numStyleLink")), one)
        for one in numbering.iter(f"{_W}abstractNum")
    }
    found = Numbering()
    for one in numbering.iter(f"{_W}num"):
        definition = definitions.get(_value(one.find(f"{_W}abstractNumId")))
        if definition is None:
            continue
        id_ = one.get(f"{_W}numId", "")
        levels = {_depth(level): _level(level) for level in definition.iter(f"{_W}lvl")}
        changed = list(one.iter(f"{_W}lvlOverride"))
        levels |= {_depth(level): _level(level) for change in changed for level in change.iter(f"{_W}lvl")}
        starts = [(_depth(change), change.find(f"{_W}startOverride")) for change in changed]
        found.levels[id_] = levels
        found.abstract[id_] = definition.get(f"{_W}abstractNumId", "")
        found.restarts[id_] = {depth: _integer(start, 1) for depth, start in starts if start is not None}
        for level in definition.iter(f"{_W}lvl"):
            if style := _value(level.find(f"{_W}pStyle")):
                found.by_style.setdefault(style, (id_, _depth(level)))
    found.by_style.update(_of_styles(styles, found))
    return found


def _of_styles(styles: _Element, found: Numbering) -> dict[str, tuple[str, int]]:
    """The list of each style that has one or is based on one that has."""
    known = {style.get(f"{_W}styleId", ""): style for style in styles.iter(f"{_W}style")}
    lists = {}
    for name in known:
        style: _Element | None = known[name]
        for _ in range(_DEEPEST_STYLE):
            if style is None:
                break
            own = style.find(f"{_W}pPr/{_W}numPr")
            if own is not None and (list_ := _value(own.find(f"{_W}numId"))):
                _, depth = found.by_style.get(name, ("", 0))
                lists[name] = (list_, _integer(own.find(f"{_W}ilvl"), depth))
                break
            style = known.get(_value(style.find(f"{_W}basedOn")))
    return lists


def _level(level: _Element) -> Level:
    kind = _KINDS.get(_value(level.find(f"{_W}numFmt")), "")
    template, legal = _value(level.find(f"{_W}lvlText")), level.find(f"{_W}isLgl")
    return Level(kind, template, _integer(level.find(f"{_W}start"), 0), legal is not None)


def _depth(level: _Element) -> int:
    said = level.get(f"{_W}ilvl", "")
    return int(said) if said.isdecimal() and len(said) < 3 else 0


def _value(element: _Element | None) -> str:
    return "" if element is None else str(element.get(f"{_W}val", ""))


def _integer(element: _Element | None, default: int) -> int:
    said = _value(element)
    return int(said) if said.isdecimal() and len(said) < 6 else default
