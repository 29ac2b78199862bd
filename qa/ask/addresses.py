"""Words that are one although signs part them: an answer holds the whole of an address, a path or a number."""

from __future__ import annotations

import re

_WHOLE = re.compile(
    r"""
    [\w.+%-]+@[\w-]+(?:\.[\w-]+)+                            # a mail address
    | \b(?:https?|ftp|file|mailto|sftp|s3)://?[^\s<>"«»“”]+  # an address of the web
    | \bwww\.\w[^\s<>"«»“”]*
    | \b[A-Za-z]:\\[^\s<>"|?*«»]+ | \\\\[\w.-]+\\[^\s<>"|?*«»]+   # a path of Windows
    | (?<![\w/.])~?(?:/[\w.@+-]+){2,}/?                      # a path of other systems
    | \b(?:[a-z0-9-]+\.)+(?:com|org|net|fr|eu|uk|io|info|gouv|example|be|ch|ca|de)\b(?:/[^\s<>"«»“”]*)?
    | (?<![\w@])[@\#][\w-]{2,}                               # a name or a tag of social media
    | (?<![\d.,/])(?:\+\d{1,3}[ .\u00a0\u202f]?(?:\(0\))?[ .\u00a0\u202f]?)?
      \d{1,2}(?:[ .\u00a0\u202f-]\d{2}){4}(?!\d)             # a telephone
    | \bv?\d+(?:\.\d+){2,}\b                                 # a version, an address of a network
    | \b[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]{4}){3,7}(?:[ \u00a0]?[A-Z0-9]{1,4})?\b  # an account
    | (?<![\d.,])\d{1,3}(?:[ \u00a0\u202f.,]\d{3})+(?:[.,]\d+)?(?!\d)  # a number with its thousands
    | (?<!\d)\d+[.,]\d+(?!\d)                                # and with its decimals
    """,
    re.VERBOSE,
)
_CLOSING = ".,;:!?)]}'\"’»”"
_TELLING = re.compile(r"[\d@#/\\.:]")  # one is in each word of what `_WHOLE` finds, but for letters of an account


def whole_address(text: str, start: int, end: int) -> tuple[int, int]:
    """The span start:end of `text`, widened where it cuts an address, a path or a number; else the same.

    An address ends before the stop of its sentence.
    """
    if not (_may_cut(text, start) or _may_cut(text, end)):
        return (
            start,
            end,
        )  # as nearly always: to look for all addresses takes a millisecond, and fifty spans come a question
    for match in _WHOLE.finditer(text):
        first, last = match.start(), match.start() + len(match[0].rstrip(_CLOSING))
        if first >= end:
            break
        if last > start and (first < start < last or first < end < last):
            start, end = min(start, first), max(end, last)
    return start, end


def _may_cut(text: str, place: int) -> bool:
    """Whether an address may lie on both sides of `place`: of all that `_WHOLE` finds only numbers hold blanks."""
    before, after, next_after = text[place - 1 : place], text[place : place + 1], text[place + 1 : place + 2]
    if not before or not after:
        return False
    if before.isspace():
        return _of_a_number(text[place - 2 : place - 1]) and _of_a_number(after)
    if after.isspace():
        return _of_a_number(before) and _of_a_number(next_after)
    if after in _CLOSING and next_after.isspace():
        return _of_a_number(before)
    word = text[:place].rsplit(None, 1)[-1] + text[place:].split(None, 1)[0].rstrip(_CLOSING)
    return word.isupper() or _TELLING.search(word) is not None


def _of_a_number(sign: str) -> bool:
    """Whether a number, a telephone or an account may have this sign next to a blank."""
    return sign.isdecimal() or sign.isspace() or ("A" <= sign <= "Z") or sign in tuple("().,-+")
