"""The signs of Markdown in an article's text, which a reader of the rendered article does not see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_RULES = re.compile(
    r"^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*$\n?", re.MULTILINE
)  # of a table
_LINE_SIGNS = re.compile(r"^[ \t]{0,3}(?:#{1,6}[ \t]+|>[ \t]?|\|[ \t]*)|[ \t]*(?:\||(?<=\w )#+)[ \t]*$", re.MULTILINE)
_PAIRS = (
    re.compile(r"(?P<a>\*\*|__)(?=\S)(?:[^*_\n]|(?<=\w)_(?=\w)|\*(?!\*))+?(?<=\S)(?P<b>(?P=a))"),
    re.compile(r"(?<![\w*\\])(?P<a>\*)(?=[^\s*])[^*\n]+?(?<=[^\s*])(?P<b>\*)(?![\w*])"),
    re.compile(r"(?<![\w\\])(?P<a>_)(?=[^\s_])[^_\n]+?(?<=[^\s_])(?P<b>_)(?!\w)"),
    re.compile(r"(?P<a>`+)(?=[^`\n])[^`\n]*[^`\n](?P<b>(?P=a))(?!`)"),
    re.compile(r"(?P<a>!?\[)[^\]\n]+(?P<b>\]\([^)\s]*(?:[ \t]+\"[^\"\n]*\")?\))"),
)


@lru_cache(maxsize=256)
def signs(text: str) -> tuple[tuple[int, int], ...]:
    """Where they stand (start included, end excluded), in order: emphasis, headings, targets, tables' edges."""
    return tuple(sorted(_signs(text)))


def _signs(text: str) -> Iterator[tuple[int, int]]:
    yield from (found.span() for found in _RULES.finditer(text))
    yield from (found.span() for found in _LINE_SIGNS.finditer(text) if found[0].strip())
    for pair in _PAIRS:
        for found in pair.finditer(text):
            yield found.span("a")
            yield found.span("b")
