"""Markdown: the file's own characters, its front matter read as metadata."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from itertools import islice

from qa.errors import Message
from qa.ingest.converters.base import Format, RawArticle, pick
from qa.ingest.converters.media import embedded_pictures, pictures_note
from qa.ingest.converters.text import decode

_FRONT_MATTER = re.compile(r"\s*---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n\s*|\Z)", re.DOTALL | re.MULTILINE)
_TOML_FRONT_MATTER = re.compile(r"\s*\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n\s*|\Z)", re.DOTALL | re.MULTILINE)
# Lines of a name and a value at the head, as Pelican and MultiMarkdown have them, a title among them.
_BARE_FRONT_MATTER = re.compile(r"\s*((?:[A-Za-z][\w-]{0,30}:[ \t]+\S[^\n]*\n){2,20})\s*\n")
_JSON_FRONT_MATTER = re.compile(r"\s*(\{\n.*?^\})[ \t]*\n\s*", re.DOTALL | re.MULTILINE)
# What no page shows: HTML comments, link references that serve as comments, and those of Obsidian and site generators.
_COMMENT = re.compile(
    r"<!--.*?(?:-->|\Z)|^ {0,3}\[(?://|comment)\]: *(?:#|<>) *(?:\(.*?\)|\".*?\"|'.*?')[ \t]*$|"
    r"(?<!\S)%%(?=\S).*?(?<=\S)%%|^[ \t]*%%[ \t][^\n]*?[ \t]%%[ \t]*$|^[ \t]*%%[ \t]*\n.*?\n[ \t]*%%[ \t]*$|"
    r"\{%-? *comment.*?%\}.*?\{%-? *endcomment *-?%\}",
    re.DOTALL | re.MULTILINE,
)
_HIDES = re.compile(  # the attribute `hidden` or a style, not the word in the value of another attribute
    r"<(div|p|span|section|aside|li|td)\b(?:\s+[\w:@.-]+(?:\s*=\s*(?:\"[^\"<>]{0,500}\"|'[^'<>]{0,500}'|[^\s\"'<>=]+))?){0,20}?"
    r"\s+(?:hidden(?=[\s=/>])|style\s*=\s*[\"'][^\"'<>]{0,500}?(?:display\s*:\s*none|visibility\s*:\s*hidden))",
    re.IGNORECASE,
)
_MOST_HIDDEN, _MOST_INSIDE = 20_000, 200  # characters, and tags, among which the end of a hidden element is looked for
_SCRIPT = re.compile(r"<(script|style|template)\b[^<>]{0,500}>.{0,20000}?</\1\s*>", re.DOTALL | re.IGNORECASE)
_CODE = re.compile(
    r"^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\1|\Z)|(`+)(?!`).+?(?<!`)\2(?!`)", re.DOTALL | re.MULTILINE
)
_KEY = re.compile(r"([^\W\d][\w -]*?)[ \t]*:(?:[ \t]+(.*))?$")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.*)")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_LONGEST_HEADING = 500  # characters of a line that are looked at: some expressions take the square of it
_IMAGE = re.compile(r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])")
_EMBEDDED_IMAGE = re.compile(  # whose bytes stand in the text: beside words, as a reference at the end, as HTML
    r"(?:!\[[^\]\n]{0,500}\]|\[(?P<words>[^\]\n]{0,500})\])\(\s*<?data:image/[^)\n]*\)"
    r"|^ {0,3}\[[^\]\n]{1,500}\]:[ \t]*<?data:image/[^\n]*"
    r"|<img[^>\n]{0,500}?src=[\"']data:image/[^\"'\n]*[\"'][^>\n]*>",
    re.MULTILINE,
)
_LINK = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")


def read_markdown(text: str) -> RawArticle:
    """The text as it is, but for comments, on its own lines; title, date and address from its front matter.

    Else the title from its first heading. Front matter is YAML (`---`), TOML (`+++`) or JSON.
    """
    match, fields = _front_matter(text)
    start = match.end() if match is not None and fields is not None else 0
    body, is_hidden = _without(_spans(_COMMENT, text[start:]), text[start:], least=4)  # two words between two marks
    body, _ = _without(_spans(_SCRIPT, body), body)
    body, has_hidden = _without(_hidden(body), body)
    notes = [Message("Comments were not read.")] if is_hidden else []
    notes += [Message("Hidden text was not read.")] if has_hidden else []
    pictures = embedded_pictures(image[0][image[0].index("data:") :] for image in _EMBEDDED_IMAGE.finditer(body))
    body = _EMBEDDED_IMAGE.sub(lambda image: image["words"] or "", body)
    written = pick(fields or {}, "date")
    return RawArticle(
        text[:start] + body,
        body_start=start,
        title=pick(fields or {}, "title") or _first_heading(body),
        date=written,
        date_source="front matter" if written else None,
        url=pick(fields or {}, "url"),
        notes=(*notes, *pictures_note(pictures)),
    )


def _front_matter(text: str) -> tuple[re.Match[str] | None, Mapping[str, object] | None]:
    if match := _TOML_FRONT_MATTER.match(text):
        return match, _parse_toml(match[1])
    if match := _JSON_FRONT_MATTER.match(text):
        with suppress(ValueError, RecursionError):
            fields = json.loads(match[1])
            return match, fields if isinstance(fields, dict) else None
    bare = _BARE_FRONT_MATTER.match(text)
    if bare and re.search(r"^(?:title|titre):", bare[1], re.IGNORECASE | re.MULTILINE):
        return bare, dict(line.split(":", 1) for line in bare[1].splitlines())
    match = _FRONT_MATTER.match(text)
    return match, _parse_front_matter(match[1]) if match else None


def _parse_toml(block: str) -> Mapping[str, object] | None:
    try:
        fields = tomllib.loads(block)
    except (tomllib.TOMLDecodeError, RecursionError):
        simple = re.findall(r"""^[ \t]*([\w-]+)[ \t]*=[ \t]*["']?(.*?)["']?[ \t]*$""", block, re.MULTILINE)
        return dict(simple) or None
    return {key: value.isoformat() if isinstance(value, (date, datetime)) else value for key, value in fields.items()}


def _spans(pattern: re.Pattern[str], body: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in pattern.finditer(body))


def _hidden(body: str) -> Iterator[tuple[int, int]]:
    """Where hidden elements of HTML begin and end, with those of their kind inside them."""
    for match in _HIDES.finditer(body):
        depth, start = 0, match.start()
        tags = re.finditer(rf"<(/?){match[1]}\b", body[start : start + _MOST_HIDDEN], re.IGNORECASE)
        for tag in islice(tags, _MOST_INSIDE):
            depth += -1 if tag[1] else 1
            if depth == 0:
                yield start, body.find(">", start + tag.end()) + 1 or len(body)
                break


def _without(spans: Iterable[tuple[int, int]], body: str, *, least: int = 1) -> tuple[str, bool]:
    """The text without what a page does not show, each line in its place; whether any of it held so many words."""
    code = [match.span() for match in _CODE.finditer(body)]
    kept, at, hidden = "", 0, False
    for start, end in spans:
        if start < at or any(first <= start < last for first, last in code):
            continue
        hidden = hidden or len(body[start:end].split()) >= least
        kept += body[at:start] + "\n" * body.count("\n", start, end)
        at = end
    return kept + body[at:], hidden


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
    for whole in text.split("\n"):
        line = whole[:_LONGEST_HEADING]
        if mark := _FENCE.match(line):
            fence = "" if fence == mark[1] else fence or mark[1]
        elif not fence:
            if heading := _HEADING.match(line):
                return _without_marks(heading[1].rstrip(" \t").rstrip("#"))
            if before.strip() and _UNDERLINE.match(line) and not before.lstrip().startswith(("-", "|", ">", "*")):
                return _without_marks(before)
        before = line
    return ""


def _without_marks(heading: str) -> str:
    return re.sub(r"\*\*|__|`", "", _LINK.sub(r"\1", _IMAGE.sub("", heading))).strip(" *_")


FORMAT = Format("text/markdown", (".md", ".markdown"), lambda data: read_markdown(decode(data)))
