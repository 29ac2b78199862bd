"""XML of newsrooms and archives: feeds (RSS, Atom), TEI, NITF and NewsML-G2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.errors import UnreadableFile
from qa.ingest.converters.archive import first_text, local, own, parse
from qa.ingest.converters.base import Format, RawArticle, Rows

if TYPE_CHECKING:
    from lxml.etree import _Element

_BLOCKS = frozenset(
    ("p", "head", "hl1", "hl2", "h1", "h2", "h3", "l", "item", "li", "title", "blockquote", "div", "tr", "note")
)


def read_xml(data: bytes) -> RawArticle | Rows:
    """The items of a feed, or the one article of another document.

    Raises:
        UnreadableFile: it is no XML, or of a kind that is not read.
    """
    from lxml.etree import LxmlError

    try:
        root = parse(data)
    except (LxmlError, ValueError) as error:
        raise UnreadableFile("The file is not valid XML: export it again.") from error
    items = [element for element in root.iter() if local(element) in ("item", "entry") and _is_story(element)]
    if local(root) in ("rss", "feed", "RDF") and items:
        return Rows(tuple((number, _story(item)) for number, item in enumerate(items, start=1)), ())
    body = next(
        (one for name in ("body.content", "body", "inlineXML", "text") for one in root.iter() if local(one) == name),
        None,
    )
    if body is None:
        raise UnreadableFile(
            "XML of this kind is not read: save it as a feed (RSS or Atom), TEI, NITF, NewsML-G2, or as HTML."
        )
    title = first_text(root, "hl1", "headline", "title")
    date = next(
        (own(one, name) for one in root.iter() for name in ("date.issue", "norm", "when") if own(one, name)), ""
    )
    date = date or first_text(root, "versionCreated", "contentCreated", "date")
    return RawArticle("\n\n".join(_blocks(body)), title=title, date=date, date_source="column" if date else None)


def _is_story(element: _Element) -> bool:
    return any(local(child) in ("title", "description", "summary", "content", "encoded") for child in element)


def _story(item: _Element) -> RawArticle:
    parts = {local(child): child for child in reversed(list(item))}

    def text(*names: str) -> str:
        return next(
            (found for name in names if name in parts and (found := "".join(parts[name].itertext()).strip())), ""
        )

    links = [own(child, "href") or (child.text or "").strip() for child in item if local(child) == "link"]
    date = text("pubDate", "published", "date", "issued", "updated")
    return RawArticle(
        text("encoded", "content", "description", "summary"),
        title=text("title"),
        date=date,
        date_source="column" if date else None,
        url=next(filter(None, links), ""),
    )


def _blocks(element: _Element) -> list[str]:
    """The text of the innermost blocks, in order; what stands around them is a block too."""
    blocks, loose = [], element.text or ""
    for child in element:
        if local(child) in _BLOCKS or any(local(below) in _BLOCKS for below in child.iter()):
            blocks += [loose, *_blocks(child)]
            loose = child.tail or ""
        else:
            loose += "".join(child.itertext()) + (child.tail or "")
    return [text for block in (*blocks, loose) if (text := " ".join(block.split()))]


FORMAT = Format("application/xml", (".xml", ".rss", ".atom"), read_xml)
