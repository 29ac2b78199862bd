"""Characters as they are stored: accents composed, unseen ones left out, signs that only look different made plain."""

from __future__ import annotations

import re
import unicodedata

from qa.lang.symbols import likely_sign

# A word that a soft hyphen splits at the end of a line is made whole on its first line: lines keep their number.
_SPLIT_WORD = re.compile(r"\u00ad[ \t]*\n[ \t]*(\S+)[ \t]*")
# Soft hyphens, zero-width spaces and byte order marks, marks of direction, places of objects, and the tags and
# variants beyond the first sixteen, which hide text from people.
_UNSEEN = re.compile(
    r"[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffc"
    r"\U000e0000-\U000e007f\U000e0100-\U000e01ef]"
)
# What joins letters or keeps them apart, which means something in other scripts and in pictograms only.
_JOINERS = re.compile("(?<=[A-Za-z\u00c0-\u024f\u0300-\u036f])[\u200c\u200d\ufe00-\ufe0f]+")
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
# Fonts of signs: at the head of a line such a code is the mark of a list.
_LIST_MARK = re.compile("^([ \t]*)[\uf020-\uf0ff](?=\\s)", re.MULTILINE)
_SIGN = re.compile("[\uf020-\uf0ff]")
# Ligatures, the long s of old prints, full-width letters and the bold and italic ones of mathematics, with which people
# decorate posts.
_DECORATED = re.compile("[\u017f\ufb00-\ufb06\uff01-\uff5e\U0001d400-\U0001d7ff]+")
# UTF-8 that a program took for cp1252, and stored as UTF-8 again: "é" is "Ã©", "’" is "â€™".
_TWICE_ENCODED = re.compile(
    "(?:[\u00c2\u00c3][{0}]|\u00c5[\u0153\u201c\u2019\u00b8\u0092\u0093\u0152]|\u00e2[\u20ac\u201a\u201e\u2020\u2021\u02c6\u2030\u0080\u0082\u0084][{0}])".format(
        "\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178"
    )
)
_SIGNS_MEANT = re.compile("[\u00a0-\u00ff\u0152\u0153\u0178\u2010-\u22ff]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff\0]")


def is_text(text: str) -> bool:
    """Whether `text` holds no NUL and no half of a character, which nothing can store or show."""
    return _LONE_SURROGATE.search(text) is None


def clean(text: str) -> str:
    """`text` in the form NFC with one kind of line end, no unseen characters, and U+FFFD for what cannot be stored.

    The codes of fonts of signs, such as Symbol, become the signs that they are drawn as.
    NFKC as a whole would turn 10⁶ into 106 and ½ into 1⁄2: only signs that mean the same are replaced.
    """
    text = _LINE_ENDS.sub("\n", text)
    if text.isascii() and "\0" not in text:
        return text
    text = _once_encoded(text)
    text = _SPLIT_WORD.sub(r"\1\n", text)
    text = _SIGN.sub(lambda match: likely_sign(match[0]), _LIST_MARK.sub("\\1•", text))
    text = _DECORATED.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    text = _JOINERS.sub("", _UNSEEN.sub("", text))
    return unicodedata.normalize("NFC", _LONE_SURROGATE.sub("\ufffd", text))


def _once_encoded(text: str) -> str:
    """A text without characters that were encoded twice; those of a word that only looks so stay."""
    found = _TWICE_ENCODED.sub(_meant, text)
    # The second half of "à" is a space that does not break, which programs make one that does.
    return found if found == text else found.replace("\u00c3  ", "à ").replace("\u00c3 ", "à ")


def _meant(match: re.Match[str]) -> str:
    data = b"".join(_byte(sign) for sign in match[0])
    meant = data.decode("utf-8", "replace")
    return meant if _SIGNS_MEANT.fullmatch(meant) else match[0]


def _byte(sign: str) -> bytes:
    return sign.encode("latin-1" if sign < "\u0100" else "cp1252")


def composed(name: str) -> str:
    """A path or name with its accents composed (NFC), as people type it; macOS may keep them apart."""
    return unicodedata.normalize("NFC", name)
