"""Markdown: the file's own characters, its front matter read as metadata."""

from __future__ import annotations

import re
from collections.abc import Mapping

from qa.ingest.converters.base import Format, RawArticle, pick
from qa.ingest.converters.text import decode

_FRONT_MATTER = re.compile(r"\s*---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n\s*|\Z)", re.DOTALL | re.MULTILINE)
_KEY = re.compile(r"([^\W\d][\w -]*?)[ \t]*:(?:[ \t]+(.*))?$")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_IMAGE = re.compile(r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])")
_LINK = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")


def read_markdown(text: str) -> RawArticle:
    """The text as it is; title, date and address from its front matter, else the title from its first heading."""
    match = _FRONT_MATTER.match(text)
    fields = _parse_front_matter(match[1]) if match else None
    if match is None or fields is None:
        return RawArticle(text, title=_first_heading(text))
    date = pick(fields, "date")
    return RawArticle(
        text,
        body_start=match.end(),
        title=pick(fields, "title") or _first_heading(text[match.end() :]),
        date=date,
        date_source="front matter" if date else None,
        url=pick(fields, "url"),
    )


def _parse_front_matter(block: str) -> Mapping[str, object] | None:
    """The fields of a front matter; None where the block is something else, as text between two rules is."""
    import yaml

    lines = [line for line in block.splitlines() if line.strip() and not line.startswith("#")]
    if not lines:
        return {}
    if not _KEY.match(lines[0]):
        return None
    try:
        # The base loader leaves every scalar as it is written: "2022-01" stays a month and the title "Oui" a word.
        fields = yaml.load(block, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError):
        # The commonest slip is a colon in a title without quotation marks: the simple lines can still be read.
        simple = [match for line in lines if (match := _KEY.match(line))]
        return {match[1]: (match[2] or "").strip().strip("\"'") for match in simple}
    return {str(key): value for key, value in fields.items()} if isinstance(fields, dict) else None


def _first_heading(text: str) -> str:
    fence = ""
    before = ""
    for line in text.split("\n"):
        if mark := _FENCE.match(line):
            fence = "" if fence == mark[1] else fence or mark[1]
        elif not fence:
            if heading := _HEADING.match(line):
                return _without_marks(heading[1])
            if before.strip() and _UNDERLINE.match(line) and not before.lstrip().startswith(("-", "|", ">", "*")):
                return _without_marks(before)
        before = line
    return ""


def _without_marks(heading: str) -> str:
    return re.sub(r"\*\*|__|`", "", _LINK.sub(r"\1", _IMAGE.sub("", heading))).strip(" *_")


FORMAT = Format("text/markdown", (".md", ".markdown"), lambda data: read_markdown(decode(data)))
