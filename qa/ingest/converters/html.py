"""Web pages: the article without its menus, and what the page states about it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import TYPE_CHECKING

from qa.errors import UnreadableFile
from qa.ingest.converters.base import Format, RawArticle
from qa.ingest.converters.text import decode
from qa.ingest.dates import parse_date

if TYPE_CHECKING:
    from lxml.etree import _Element

_DECLARED = re.compile(
    rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w:.-]+)|<\?xml[^>]+encoding\s*=\s*["']([\w:.-]+)""", re.I
)
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_META_DATES = (  # only names that mean the day of publication
    "article:published_time", "og:article:published_time", "datepublished", "date", "dc.date", "dc.date.issued",
    "dcterms.date", "dcterms.issued", "dcterms.created", "citation_publication_date", "citation_date",
    "parsely-pub-date", "publish-date", "publish_date", "publication_date", "pubdate", "sailthru.date",
)  # fmt: skip
# Two kinds of trees are walked in one way: a page's own, and trafilatura's, where headings are `head`, line ends `lb`.
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "li", "main", "nav", "ol", "option", "p", "pre", "section", "summary", "table", "tbody", "tfoot",
    "thead", "ul", "head", "item", "list", "quote",
))  # fmt: skip
_LINES = frozenset(("br", "lb", "tr", "row"))
_CELLS = frozenset(("td", "th", "cell"))
_UNSEEN = ("script", "style", "noscript", "template", "svg", "math", "iframe", "object", "textarea", "select", "title")
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
    date = next(filter(parse_date, _stated_dates(tree)), "")
    title, url = _title_and_url(tree)
    etree.strip_elements(tree, *_UNSEEN, with_tail=False)  # only now: they hold the metadata
    main = _main_tree(tree)
    text = "" if main is None else _blocks(main)
    if not text:
        body = tree.find("body")
        text = _blocks(tree if body is None else body)
    return RawArticle(text, title=title, date=date, date_source="html meta" if date else None, url=url)


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
    rows = (" | ".join(filter(None, (" ".join(c.split()) for c in row.split(_CELL)))) for row in block.split(_LINE))
    return "\n".join(filter(None, rows))


def _mark(tag: str) -> str:
    if tag in _CELLS:
        return _CELL
    if tag in _LINES:
        return _LINE
    return _BLOCK if tag in _BLOCKS else ""


def _stated_dates(tree: _Element) -> Iterator[str]:
    """What the page states as the day of publication, the surest first."""
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        metas.setdefault(name.strip().lower(), (meta.get("content") or "").strip())
    yield from (metas.get(name, "") for name in _META_DATES)
    for script in tree.xpath('//script[@type="application/ld+json"]'):
        try:
            yield from _published(json.loads(script.text or ""))
        except (ValueError, RecursionError):  # pages often hold broken JSON
            continue
    yield from tree.xpath('//time[@itemprop="datePublished" or @pubdate]/@datetime')
    yield from tree.xpath("//article//time/@datetime")
    times = tree.xpath("//time/@datetime")
    if len(times) == 1:  # several, outside an article, belong to links or comments
        yield times[0]


def _published(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("datePublished"), str):
            yield node["datePublished"].strip()
        yield from _published(node.get("@graph"))
    elif isinstance(node, list):
        for item in node:
            yield from _published(item)


FORMAT = Format("text/html", (".html", ".htm"), lambda data: read_html(decode(data, declared_encoding(data))))
