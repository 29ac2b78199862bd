"""The numbers of the lists of a web page, which browsers write: "3.", "b.", "IV."."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.ingest.converters.list_numbers import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_KINDS = {"1": "1", "a": "a", "A": "A", "i": "i", "I": "I", "decimal": "1", "decimal-leading-zero": "01",
          "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A", "lower-roman": "i",
          "upper-roman": "I"}  # fmt: skip
_STYLE = re.compile(
    r"list-style(?:-type)?\s*:[^;]*?\b(none|disc|circle|square|decimal(?:-leading-zero)?|(?:low|upp)er-\w+)"
)
_NUMBER = re.compile(r"\s*([+-]?\d{1,6})\s*")
_OPENS = frozenset(("p", "div", "span", "b", "strong", "em", "i", "a", "font", "u", "small"))
_LINKS = 0.5  # of the text of a list: one that has more is a menu


def number_lists(tree: _Element) -> None:
    """Put the number of each item of a list before it, as a browser does; menus are left alone."""
    for listed in list(tree.iter("ol")):
        items = list(listed.iterchildren("li"))
        text = "".join(listed.itertext()).strip()
        links = sum(len("".join(link.itertext())) for link in listed.iter("a"))
        kind = _kind(listed)
        if kind and links < _LINKS * len(text):
            for item, number in zip(items, _numbers(listed, items), strict=True):
                if (label := written(number, _kind(item, kind))) and "".join(item.itertext()).strip():
                    _put_before(item, f"{label}. ")


def _kind(element: _Element, default: str = "1") -> str:
    """How a list or an item is numbered, as `list_numbers.Level` has it; "" where it is not."""
    if styled := _STYLE.search((element.get("style") or "").lower()):
        return _KINDS.get(styled[1], "")
    return _KINDS.get(element.get("type") or "", default)


def _numbers(listed: _Element, items: list[_Element]) -> Iterator[int]:
    """The number of each item (HTML Living Standard, 4.4.5)."""
    step = -1 if "reversed" in listed.attrib else 1
    number = _whole(listed.get("start"), len(items) if step < 0 else 1)
    for item in items:
        number = _whole(item.get("value"), number)
        yield number
        number += step


def _whole(said: str | None, default: int) -> int:
    match = _NUMBER.fullmatch(said or "")
    return int(match[1]) if match else default


def _put_before(item: _Element, label: str) -> None:
    first = item
    while not (first.text or "").strip() and len(first) and first[0].tag in _OPENS:
        first = first[0]
    first.text = label + (first.text or "").lstrip()
