"""Plain text: bytes to characters, and a title where the file names none."""

from __future__ import annotations

import codecs
import re

from qa.errors import UnreadableFile
from qa.ingest.converters.base import Format, RawArticle

# The likeliest first: cp1252 reads all that latin-1 reads, and has œ, – and € where latin-1 has control characters.
_WESTERN = ("cp1252", "latin_1", "iso8859_15", "mac_roman")
_MOST_CONTROLS = 0.05  # share of control characters above which a file is not text
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")  # all but tab and the ends of lines and pages
_LATIN9_READ_AS_CP1252 = re.compile(r"[^\W\d_][½¼]|[½¼][^\W\d_]|¤")  # œ, Œ and € where cp1252 has these
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
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise UnreadableFile("The file begins as UTF-16 and is damaged: save it again as UTF-8.") from error
    if b"\0" in data:  # said at once: detection takes minutes on a large binary file
        raise _binary()
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


def _decode_declared(data: bytes, declared: str) -> str | None:
    try:
        name = codecs.lookup(declared).name
        if name.startswith("utf") or name in ("ascii", "iso8859-1"):
            return None  # UTF-8 failed already; on the web the other two names mean cp1252, which detection prefers
        return data.decode(declared)
    except (LookupError, UnicodeError):  # pages often name a wrong encoding, or one that does not exist
        return None


def _decode_western(data: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=list(_WESTERN)).best()
    encoding = "cp1252" if best is None else best.encoding
    has_c1 = any(0x80 <= byte <= 0x9F for byte in data)
    if encoding in ("latin_1", "iso8859_15") and has_c1:
        encoding = "cp1252"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:  # cp1252 leaves five bytes without a character; mac_roman and latin-1 none
        return data.decode("cp1252", "replace")
    if encoding == "cp1252" and not has_c1 and _LATIN9_READ_AS_CP1252.search(text):
        return data.decode("iso8859_15")
    return text


FORMAT = Format("text/plain", (".txt", ".text"), lambda data: RawArticle(decode(data)))
