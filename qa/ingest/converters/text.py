"""Plain text: bytes to characters, and a title where the file names none."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

from qa.errors import UnreadableFile
from qa.ingest.converters.base import Format, RawArticle

# The likeliest first, which decides where two read the same.
_WESTERN = ("cp1252", "iso8859_15", "cp850", "mac_roman", "cp437")
_LETTERS = frozenset("àâäáãåçéèêëíìîïñóòôöúùûüÿœæßÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŒÆ")  # of the languages around
_TYPOGRAPHY = frozenset("’‘“”«»…–—•€°§\u00a0©®£·")
_FRACTIONS = frozenset("½¼¾²³")
_COMMON = frozenset("éèàêçùâîôûëïœ")
_MOST_CONTROLS = 0.05  # share of control characters above which a file is not text
_SAMPLE = 1_000_000  # bytes by which an encoding is told
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")  # all but tab and the ends of lines and pages
# A sentence ends after a word of three letters or more, so that "M. Martin" and "U.S. troops" do not end one.
_SENTENCE = re.compile(r".+?\w{3}[»”\")]?[.!?…]+[\s»”\"’)]*(?=\s)", re.DOTALL)
_FILE_NAME = re.compile(r"\.(?:docx?|pdf|indd|odt|qxd|pages|rtf|tex|txt|pptx?|html?)$", re.IGNORECASE)
_NO_TITLE = re.compile(
    r"microsoft \w+ - |about:blank$|(?:powerpoint presentation|présentation powerpoint|untitled|sans titre|title|titre|"
    r"(?:new |nouveau )?document) ?-?\d*$",
    re.IGNORECASE,
)
_TITLE_LINE = 120  # longest first line that is taken for a title, in characters
_TITLE_CUT = 100  # where a first sentence is cut to serve as a title


def decode(data: bytes, declared: str | None = None) -> str:
    r"""The characters of a text file: no byte order mark, every line ended by `\n`, nothing else changed.

    UTF-8 and UTF-16 are recognised for certain; else `declared`, the encoding that the file itself names, is tried;
    else the likeliest Western encoding is taken.

    Raises:
        UnreadableFile: the bytes are not text.
    """
    text = _decode(data, declared)
    if "\0" in text or len(_CONTROL.findall(text)) > _MOST_CONTROLS * len(text):
        raise _binary()
    return text.replace("\r\n", "\n").replace("\r", "\n")


def real_title(written: str | None) -> str:
    """A title as the properties of a file state it; "" where a program made it: the name of a file, "Document1"."""
    title = " ".join((written or "").split())
    is_real = sum(map(str.isalpha, title)) >= 3 and not _FILE_NAME.search(title) and not _NO_TITLE.match(title)
    return title if is_real else ""


def guess_title(body: str) -> str:
    """A title for a text without one: its first line if that looks like a title, else its first sentence, cut short."""
    lines = body.strip().split("\n")
    first = " ".join(lines[0].split())
    follower = lines[1].strip() if len(lines) > 1 else ""
    is_prose = first.endswith((".", ",", ";", ":", ". »", ".»", ".”", '."')) or follower[:1].islower()
    if len(first) <= _TITLE_LINE and not is_prose:
        return first
    paragraph = " ".join(body.strip().split("\n\n", 1)[0][:2000].split())
    sentence = _SENTENCE.match(paragraph + " ")
    return shorten((sentence[0] if sentence else paragraph).strip(), _TITLE_CUT)


def shorten(line: str, most: int) -> str:
    """`line`, or its first words with "…" where it has more than `most` characters."""
    if len(line) <= most:
        return line
    cut = line[:most]
    return (cut[: cut.rindex(" ")] if " " in cut else cut).rstrip(" ,;:–—-«(") + "…"


def _binary() -> UnreadableFile:
    return UnreadableFile(
        "The file is binary data, not text: save it as UTF-8 text, or give it the suffix of its type."
    )


def _decode(data: bytes, declared: str | None) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-32" if data.startswith(codecs.BOM_UTF32_LE) else "utf-16")
        except UnicodeDecodeError as error:
            raise UnreadableFile("The file begins as UTF-16 and is damaged: save it again as UTF-8.") from error
    if b"\0" in data:
        return _decode_wide(data)
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        repaired = data.decode("utf-8", "replace")
    if sum(not character.isascii() for character in repaired) > 10 * repaired.count("\ufffd"):
        return repaired  # UTF-8 with a few broken bytes: any other encoding would garble every accent
    if declared is not None and (text := _decode_declared(data, declared)) is not None:
        return text
    return _decode_western(data)


def _decode_wide(data: bytes) -> str:
    """UTF-16 or UTF-32 without a byte order mark: every second byte of western text, or three of four, is zero."""
    for name, step, low in (("utf-32-le", 4, 0), ("utf-32-be", 4, 3), ("utf-16-le", 2, 0), ("utf-16-be", 2, 1)):
        zeros = [data[place:_SAMPLE:step].count(0) / max(1, len(data) // step) for place in range(step)]
        if zeros.pop(low) < 0.3 and min(zeros) > 0.7:
            with suppress(UnicodeDecodeError):
                return data.decode(name)
    raise _binary()


def _decode_declared(data: bytes, declared: str) -> str | None:
    try:
        name = codecs.lookup(declared).name
        if name.startswith("utf"):
            return None  # UTF-8 failed already
        # The web means cp1252 by these names, and reads its few bytes without a character as controls.
        return data.decode("cp1252", "replace") if name in ("ascii", "iso8859-1", "cp1252") else data.decode(name)
    except (LookupError, UnicodeError):  # pages often name a wrong encoding, or one that does not exist
        return None


def _decode_western(data: bytes) -> str:
    """The reading under which most signs that are not ASCII are letters inside words, or typography around them.

    Detectors weigh the frequencies of long texts and take short French ones for Greek or Turkish; the five code pages
    in which French and English files come are told apart by what each makes of the others' letters.
    """
    sample = data[:_SAMPLE]
    readings = [(_plausibility(sample.decode(name, "replace")), -at, name) for at, name in enumerate(_WESTERN)]
    return data.decode(max(readings)[2], "replace")


def _plausibility(text: str) -> int:
    """Points for signs that are where they belong, less those for the others."""
    points = 0
    for match in _NOT_ASCII.finditer(text):
        sign, at = match[0], match.start()
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if sign in _FRACTIONS:
            points += -2 if after.isalpha() or (before.isalpha() and sign not in "²³") else 1
        elif sign in "œŒæ" and not before.isalpha() and not after.isalpha():
            points -= 2  # no word
        elif sign in _LETTERS and not before.isdecimal():
            is_odd = before.islower() if sign.isupper() else before.isupper() and after.isupper()
            points += -1 if is_odd else 2 if sign in _COMMON else 1
        elif sign in _TYPOGRAPHY:
            points += -1 if before.isalpha() and after.isalpha() and sign not in "’‘·" else 1
        else:
            points -= 2
    return points


FORMAT = Format("text/plain", (".txt", ".text"), lambda data: RawArticle(decode(data)))
