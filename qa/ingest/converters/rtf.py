"""Rich text (RTF), with its title and the day on which it was made."""

from __future__ import annotations

import re

from qa.errors import UnreadableFile
from qa.ingest.converters.base import Format, RawArticle, raised
from qa.ingest.converters.text import real_title

_HIDDEN = re.compile(r"\{\\v(?![a-z0-9])[^{}]*\}")
_SHIFTED = re.compile(r"\{((?:\\[a-z]+-?\d*\s?)*)\\(super|sub)(?![a-z])((?:\\[a-z]+-?\d*)*)\s?([\d+\-]+)\s?\}")
_TITLE = re.compile(r"\{\\info.{0,2000}?\{\\title\s([^{}]{1,300})\}", re.DOTALL)
_CREATED = re.compile(r"\{\\creatim\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")


def read_rtf(data: bytes) -> RawArticle:
    """The text, one line per paragraph; figures that are raised or lowered stay so, hidden text is left out.

    Raises:
        UnreadableFile: it is no RTF, or is damaged.
    """
    from striprtf.striprtf import rtf_to_text

    if not data.lstrip().startswith(b"{\\rtf"):
        raise UnreadableFile("The file is damaged or not of its type: open it in its program and save it again.")
    source = _SHIFTED.sub(_shift, _HIDDEN.sub("", data.decode("latin-1")))
    try:
        text = rtf_to_text(source, errors="replace")
        title = _TITLE.search(source)
        heading = rtf_to_text("{\\rtf1\\ansi " + title[1] + "}", errors="replace") if title else ""
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise UnreadableFile(
            "The file is damaged or not of its type: open it in its program and save it again."
        ) from error
    made = _CREATED.search(source)
    date = f"{made[1]}-{made[2]}-{made[3]}" if made else ""
    blocks = re.sub(r"\n[^\S\n]*(?=\S)", "\n\n", re.sub(r"\n{2,}", "\n", text.strip()))
    return RawArticle(blocks, title=real_title(heading), date=date, date_source="document properties" if made else None)


def _shift(match: re.Match[str]) -> str:
    figures = raised(match[4], "superscript" if match[2] == "super" else "subscript")
    return "".join(f"\\u{ord(figure)}?" for figure in figures)


FORMAT = Format("application/rtf", (".rtf",), read_rtf)
