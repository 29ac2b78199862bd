"""Formulas of Word (OMML), web pages and LibreOffice (MathML) on one line, as people write them: 1/2, √2, (a+b)/c."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.ingest.converters.base import raised

if TYPE_CHECKING:
    from lxml.etree import _Element

_ATOM = re.compile(r"[\w.,⁰¹²³⁴-⁹₀-₉√∞°%]*|\([^()]*\)")  # what needs no brackets above or below a bar
_SAID_OTHERWISE = ("annotation", "annotation-xml", "ctrlPr", "rPr", "fPr", "radPr", "naryPr", "dPr", "delText")
_DEEPEST = 50


def formula_text(element: _Element, depth: int = 0) -> str:
    """What a formula, or a part of one, says."""
    name = _name(element)
    if depth > _DEEPEST or name in _SAID_OTHERWISE:
        return ""
    parts = [child for child in element if isinstance(child.tag, str)]
    said = [formula_text(part, depth + 1) for part in parts]
    by_name = dict(zip(map(_name, parts), said, strict=True))
    if name in ("f", "mfrac") and len(said) > 1:
        above, below = said[-2:]
        bare = (_value(element, "fPr", "type") or element.get("linethickness")) in ("noBar", "0")
        return f"({above} {below})" if bare else f"{_in_brackets(above)}/{_in_brackets(below)}"
    if name in ("rad", "msqrt", "mroot"):
        return _root(name, by_name, said)
    if name == "nary":
        sign = _value(element, "naryPr", "chr") or "∫"
        limits = raised(by_name.get("sub", ""), "subscript") + raised(by_name.get("sup", ""), "superscript")
        return f"{sign}{limits} {by_name.get('e', '')}"
    if name in ("d", "mfenced"):
        first, last = _brackets(element)
        return first + ("|" if name == "d" else ",").join(text for text in said if text) + last
    if name in ("sup", "sub"):
        return raised("".join(said), f"{name}erscript" if name == "sup" else "subscript")
    if name in ("msup", "msub", "msubsup") and said:
        hows = ("superscript",) if name == "msup" else ("subscript", "superscript")
        return said[0] + "".join(raised(text, how) for text, how in zip(said[1:], hows, strict=False))
    return (element.text or "").strip("\n\t") + "".join(said) if name in _WITH_TEXT or not parts else "".join(said)


_WITH_TEXT = ("t", "mi", "mn", "mo", "mtext", "ms")


def _root(name: str, by_name: dict[str, str], said: list[str]) -> str:
    if name == "rad":
        degree, under = by_name.get("deg", ""), by_name.get("e", "")
    elif name == "mroot" and len(said) > 1:
        under, degree = said[:2]
    else:
        under, degree = "".join(said), ""
    return f"{raised(degree, 'superscript')}√{_in_brackets(under)}"


def _in_brackets(text: str) -> str:
    text = text.strip()
    return text if _ATOM.fullmatch(text) else f"({text})"


def _brackets(element: _Element) -> tuple[str, str]:
    if _name(element) == "mfenced":
        return element.get("open") or "(", element.get("close") or ")"
    first, last = _value(element, "dPr", "begChr"), _value(element, "dPr", "endChr")
    return "(" if first is None else first, ")" if last is None else last


def _value(element: _Element, properties: str, name: str) -> str | None:
    """A property of a part; None where it is not said."""
    found = next((one for part in element if _name(part) == properties for one in part if _name(one) == name), None)
    if found is None:
        return None
    return next((value for key, value in found.attrib.items() if key.rpartition("}")[2] == "val"), "")


def _name(element: _Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
