"""The plain text of a mail to paragraphs: lines that programs broke joined, what it cites and its signature apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

_MARKS = re.compile(r"(?:> ?)+(?=[^>]|$)")
_SIGNATURE = re.compile(r"-- ?")


@dataclass(frozen=True, slots=True)
class _MailLine:
    text: str
    depth: int  # how many mails ago it was written: 0, of this one
    is_signature: bool = False  # the line that opens one


def paragraphs_of(text: str, *, is_flowed: bool = False, drops_space: bool = False) -> str:
    """The text with a blank line around what it cites, which begins with ">" once, and around its signature.

    Args:
        text: as it was decoded.
        is_flowed: whether a space at the end of a line says that it goes on (format=flowed, RFC 3676).
        drops_space: whether that space is none of the text (DelSp=yes there).
    """
    lines = [_line(line, is_flowed=is_flowed) for line in text.splitlines()]
    if is_flowed:
        lines = _joined(lines, drops_space=drops_space)
    blocks = []
    for (depth, is_signature), group in groupby(lines, key=lambda line: (line.depth, line.is_signature)):
        written = "\n".join(line.text.rstrip() for line in group).strip("\n")
        if not written.strip():
            continue
        if depth:
            written = "\n\n".join(f"{'>' * depth} {part}" for part in re.split(r"\n\s*\n", written))
        blocks.append((written, is_signature))
    # A signature begins on the line below its mark.
    return "".join(f"{written}\n" if is_mark else f"{written}\n\n" for written, is_mark in blocks).strip()


def _line(line: str, *, is_flowed: bool) -> _MailLine:
    marks = _MARKS.match(line)
    # Other programs put a ">" before a word as a sign of its own.
    if marks is None:
        text = line[1:] if is_flowed and line.startswith(" ") else line
        return _MailLine(text, 0, _SIGNATURE.fullmatch(text) is not None)
    return _MailLine(line[marks.end() :], marks[0].count(">"))


def _joined(lines: list[_MailLine], *, drops_space: bool) -> list[_MailLine]:
    """Lines that end with a space and the next ones of their depth as one (RFC 3676, 4.1 to 4.5)."""
    found: list[_MailLine] = []
    goes_on = False
    for line in lines:
        if goes_on and found[-1].depth == line.depth and not line.is_signature:
            before = found[-1].text[:-1] if drops_space else found[-1].text
            found[-1] = _MailLine(before + line.text, line.depth)
        else:
            found.append(line)
        goes_on = line.text.endswith(" ") and not line.is_signature
    return found
