"""Numbers as the formats of a spreadsheet show them, but for the grouping of digits: "12 km", "47.5 %", "01000"."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

_TOKEN = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|(\[[^\]]*\])|[_*].|(.)', re.DOTALL)
_PLACES = "0#?"
_SHOWN_BARE = frozenset("$€£¥+-/():!^&'~{}<> ")  # signs that stand for themselves
_LARGEST = 10**18  # beyond, and with more places than that, numbers are shown plainly
_MOST_PLACES = 12
_GENERAL = re.compile(r"general|standard|@|[eE][+-]|[dmyhs]|\?/|#/|/[#?0-9]", re.IGNORECASE)

Token = tuple[str, str]  # kind: "place", "point", "comma", "literal"; what it is


def shown_number(value: int | float, form: str) -> str:
    """A number as people see it: its sign in front, rounded to the places shown, with its unit; no grouping.

    A format that is a date's, a fraction's, or depends on conditions shows the number plainly.
    """
    section, is_own = _section(form, value)
    tokens = _tokens(section)
    if tokens is None or not abs(value) < _LARGEST or len(section) > 200:
        return plain_number(value)
    if not any(kind == "place" for kind, _ in tokens):  # words, or nothing: ";;;" hides
        return "".join(text for _, text in tokens).strip()
    return _filled(Decimal(repr(value) if isinstance(value, float) else value), tokens, drops_sign=is_own and value < 0)


def plain_number(value: int | float) -> str:
    """Digits without a power of ten; a whole number without a point."""
    if isinstance(value, int) or value != value or value in (float("inf"), float("-inf")):
        return str(value)
    written = format(Decimal(f"{value:.15g}"), "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


def _section(form: str, value: float) -> tuple[str, bool]:
    """The part of a format for numbers of this sign, and whether it is for negative ones alone."""
    parts = re.findall(r'(?:"[^"]*"|\\.|[^;"])+|(?<=;)(?=;|$)', form) or [""]
    if value < 0 and len(parts) > 1:
        return parts[1], True
    return (parts[2], False) if value == 0 and len(parts) > 2 else (parts[0], False)


@lru_cache(maxsize=256)
def _tokens(section: str) -> tuple[Token, ...] | None:
    """The tokens of a section; None where it is no plain format of numbers."""
    found: list[Token] = []
    bare = ""
    for match in _TOKEN.finditer(section):
        quoted, escaped, currency, condition, sign = match.groups()
        if condition is not None and re.match(r"\[[<>=]", condition):
            return None
        literal = next((text for text in (quoted, escaped, currency) if text is not None), None)
        if literal is not None:
            found.append(("literal", literal))
        elif sign is not None:
            bare += sign
            kind = "place" if sign in _PLACES else {".": "point", ",": "comma", "%": "percent"}.get(sign, "literal")
            if kind == "literal" and sign not in _SHOWN_BARE and not sign.isspace():
                bare += "@"  # a letter that says something else
            found.append((kind, sign))
    return None if _GENERAL.search(bare) else tuple(found)


def _filled(number: Decimal, tokens: tuple[Token, ...], *, drops_sign: bool) -> str:
    last = max(at for at, (kind, _) in enumerate(tokens) if kind == "place")
    for kind, _ in tokens[last + 1 :]:
        if kind == "comma":  # shown in thousands
            number /= 1000
        elif kind != "literal":
            break
    number *= 100 ** sum(kind == "percent" for kind, _ in tokens)
    point = next((at for at, (kind, _) in enumerate(tokens) if kind == "point"), len(tokens))
    places = min(_MOST_PLACES, sum(kind == "place" for kind, _ in tokens[point:]))
    rounded = abs(number).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    whole, _, rest = format(rounded, "f").partition(".")
    before = _whole(whole, tokens[:point])
    fixed = sum(kind == "place" and sign == "0" for kind, sign in tokens[point:])
    rest = rest[:fixed] + rest[fixed:].rstrip("0") if rest.strip("0") else ""  # 1250.00 is 1250
    after = "".join(_literal(kind, text) for kind, text in tokens[point:] if kind in ("literal", "percent"))
    text = f"{before or 0}.{rest}{after}" if rest else before + after
    text = " ".join((text.replace("(", "").replace(")", "") if drops_sign else text).split())
    return f"-{text}" if number < 0 and rounded and not text.startswith("-") else text


def _literal(kind: str, text: str) -> str:
    return " %" if kind == "percent" else text


def _whole(digits: str, tokens: tuple[Token, ...]) -> str:
    """The whole part in its places, from the right: "0 00 00" parts the digits of a telephone number."""
    places = [at for at, (kind, _) in enumerate(tokens) if kind == "place"]
    if not places:
        return digits + "".join(_literal(*token) for token in tokens if token[0] in ("literal", "percent"))
    left = list(digits.lstrip("0"))
    parts: list[str] = []
    for at in range(len(tokens) - 1, -1, -1):
        kind, sign = tokens[at]
        if kind == "place":
            taken = left.pop() if left else ("0" if sign == "0" else "")
            parts.append("".join(left) + taken if at == places[0] else taken)
        elif kind in ("literal", "percent"):
            parts.append(_literal(kind, sign))
    return "".join(reversed(parts))
