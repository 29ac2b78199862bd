"""Web pages: the article without its menus, and what the page states about it."""

from __future__ import annotations

import re
from copy import deepcopy
from html import unescape
from typing import TYPE_CHECKING

from qa.errors import Message, UnreadableFile
from qa.ingest.converters.base import Format, RawArticle
from qa.ingest.converters.html_dates import stated_dates
from qa.ingest.converters.html_page import EMPTY, STRUCK, make_ready
from qa.ingest.converters.media import embedded_pictures, pictures_note
from qa.ingest.converters.text import decode
from qa.ingest.dates import parse_date

if TYPE_CHECKING:
    from lxml.etree import _Element

_DECLARED = re.compile(
    rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w:.-]+)|<\?xml[^>]+encoding\s*=\s*["']([\w:.-]+)""", re.I
)
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
# Two kinds of trees are walked in one way: a page's own, and trafilatura's, where headings are `head`, line ends `lb`.
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "li", "main", "nav", "ol", "option", "p", "pre", "section", "summary", "table", "tbody", "tfoot",
    "thead", "ul", "head", "item", "list", "quote",
))  # fmt: skip
_LINES = frozenset(("br", "lb", "tr", "row"))
_CELLS = frozenset(("td", "th", "cell"))
_TAGS = re.compile(r"</(?:p|div|a|b|i|em|strong|span|li|h[1-6]|td|blockquote)>|<(?:br|p|div)(?:\s[^<>]*)?/?>", re.I)
_ENTITY = re.compile(
    r"&(?:#\d{2,6}|#x[\da-f]{2,5}|amp|quot|apos|nbsp|[lr]aquo|[lr][sd]quo|hellip|[mn]dash|euro|deg|oelig|"
    r"[aeiouyc](?:acute|grave|circ|uml|cedil));",
    re.IGNORECASE,
)
_CELL, _LINE, _BLOCK = (
    "\x1c",
    "\x1d",
    "\x1e",
)  # control characters that HTML cannot hold, so that no text is taken for one


def declared_encoding(data: bytes) -> str | None:
    """The encoding that a page names in its first kilobytes."""
    match = _DECLARED.search(data[:4096])
    return (match[1] or match[2]).decode("ascii", "replace") if match else None


def read_html(page: str) -> RawArticle:
    """The main text, a blank line between blocks; all the visible text where no main text is found.

    Date and address are taken only where the page states them in its metadata, never guessed from its text.

    Raises:
        UnreadableFile: the page cannot be parsed.
    """
    from lxml import etree, html

    # By default the parser drops whatever follows the 256th level, which old pages with unclosed tags reach, and keeps
    # comments, after which trafilatura drops the rest of a paragraph.
    parser = html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(_XML_DECLARATION.sub("", page, count=1), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableFile(
            "The file holds no HTML that can be parsed: open it in a browser and save it again."
        ) from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise UnreadableFile("The page nests its elements too deeply to be read: save its text as .txt.")
    stated = list(filter(None, stated_dates(tree)))
    date = next(filter(parse_date, stated), "".join(stated[:1]))  # what cannot be read is reported
    title, url = _title_and_url(tree)
    struck = (Message("Struck text was not read."),) if next(tree.iter(*STRUCK), None) is not None else ()
    pictures = embedded_pictures(image.get("src") or "" for image in tree.iter("img"))
    notes = (*struck, *pictures_note(pictures))
    make_ready(tree)  # only now: what it takes out holds the metadata
    main = _main_tree(tree)
    text = "" if main is None else _blocks(main)
    if not text:
        body = tree.find("body")
        text = _blocks(tree if body is None else body)
    return RawArticle(text, title=title, date=date, date_source="html meta" if date else None, url=url, notes=notes)


def without_tags(text: str) -> str:
    """A text that another file holds as HTML, as it is seen; one without tags or entities stays as it is."""
    if _TAGS.search(text):
        return visible_text(text)
    return unescape(text) if _ENTITY.search(text) else text


def visible_text(text: str) -> str:
    """All that a page shows, menus included; the text itself where it is no page."""
    from lxml import etree, html

    try:
        tree = html.document_fromstring(
            _XML_DECLARATION.sub("", text, count=1), parser=html.HTMLParser(huge_tree=True, remove_comments=True)
        )
    except (etree.LxmlError, ValueError):
        return text
    make_ready(tree)
    return _blocks(tree)


def _main_tree(tree: _Element) -> _Element | None:
    from trafilatura import bare_extraction

    # include_formatting stays off: it would put Markdown signs among the characters that we quote.
    try:
        found = bare_extraction(tree, include_comments=False, include_tables=True)
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError, AssertionError):
        return None  # its rules stumble on some odd pages: then all the visible text is read
    return None if found is None else found.body


def _title_and_url(tree: _Element) -> tuple[str, str]:
    from trafilatura.metadata import extract_metadata

    try:
        stated = extract_metadata(deepcopy(tree), extensive=False)  # which prunes the tree that it is given
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError, OverflowError):
        return "", ""  # as above: a title is then made from the text
    return stated.title or "", stated.url or ""


def _blocks(tree: _Element) -> str:
    """The text of a tree: a blank line around blocks, one cell after another with " | ", white space made single."""
    from lxml import etree

    parts: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        mark = _mark(element.tag)
        if event == "start":
            # A cell is set apart by what stands before it, so that the first of a row has nothing to its left.
            parts += [mark, element.text or ""]
        else:
            parts += ["" if mark == _CELL else mark, (element.tail or "") if element is not tree else ""]
    blocks = re.split(f"{_BLOCK}+", re.sub(f"{_CELL}{_BLOCK}", _CELL, "".join(parts)))
    return "\n\n".join(filter(None, map(_lines, blocks)))


def _lines(block: str) -> str:
    # What stands before the first cell of a row is no cell, where nothing does.
    rows = ([" ".join(c.split()) for c in re.sub(rf"^\s*{_CELL}", "", row).split(_CELL)] for row in block.split(_LINE))
    return "\n".join(" | ".join(row).replace(EMPTY, "") for row in rows if any(cell not in ("", EMPTY) for cell in row))


def _mark(tag: str) -> str:
    if tag in _CELLS:
        return _CELL
    if tag in _LINES:
        return _LINE
    return _BLOCK if tag in _BLOCKS else ""


FORMAT = Format("text/html", (".html", ".htm"), lambda data: read_html(decode(data, declared_encoding(data))))
