"""What a user names -> the addresses of articles: a page, a feed, a sitemap, or a file with such addresses."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from qa.errors import FetchError
from qa.ingest.converters.archive import local, own, parse
from qa.ingest.fetch.client import MOST_BYTES, Client, Page

if TYPE_CHECKING:
    from lxml.etree import _Element

_MOST_LISTS = 50  # feeds and sitemaps that one source leads to


@dataclass(frozen=True, slots=True)
class Link:
    """An article to fetch, with what a feed says of it."""

    url: str
    title: str = ""
    date: str = ""  # as written
    page: Page | None = None  # where it was fetched already, to see what it is


def addresses_in(source: str) -> list[str]:
    """The address itself, or those in a file: one a line, `#` before a remark.

    Raises:
        FetchError: it is neither an address nor a file that can be read.
    """
    if source.startswith(("http://", "https://")):
        return [source]
    try:
        lines = Path(source).expanduser().read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise FetchError("It is neither an address of the web nor a file with one a line.") from error
    return [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]


def links_of(url: str, client: Client) -> Iterator[Link]:
    """The articles that an address leads to: itself, or what a feed or sitemap lists, each once.

    Raises:
        FetchError: it cannot be fetched; what a sitemap leads to and cannot be is left out.
    """
    waiting, seen, lists = [url], {url}, 0
    while waiting:
        here = waiting.pop(0)
        page = client.get(here)
        root = _list_in(page)
        if root is None:
            yield Link(here, page=page)
            continue
        lists += 1
        kind = local(root)
        found = list(_maps(root) if kind in ("urlset", "sitemapindex") else _stories(root))
        for link in found:
            target = urljoin(page.url, link.url)
            if target in seen:
                continue
            seen.add(target)
            if kind == "sitemapindex":
                waiting += [target] * (lists + len(waiting) < _MOST_LISTS)
            else:
                yield Link(target, link.title, link.date)


def _list_in(page: Page) -> _Element | None:
    """The root of a feed or sitemap; None where a page is something else."""
    from lxml.etree import LxmlError

    data = page.data
    if data.startswith(b"\x1f\x8b"):
        try:
            data = gzip.GzipFile(fileobj=io.BytesIO(data)).read(MOST_BYTES)
        except (OSError, EOFError, zlib.error):
            return None
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return None
    try:
        root = parse(data.lstrip(b"\xef\xbb\xbf \t\r\n"))
    except (LxmlError, ValueError):
        return None
    return root if local(root) in ("rss", "feed", "RDF", "urlset", "sitemapindex") else None


def _maps(root: _Element) -> Iterator[Link]:
    for element in root:
        parts = {local(child): (child.text or "").strip() for child in element}
        if parts.get("loc"):
            dates = (child for child in element.iter() if local(child) == "publication_date")
            yield Link(parts["loc"], date=next(((one.text or "").strip() for one in dates), ""))


def _stories(root: _Element) -> Iterator[Link]:
    for item in root.iter():
        if local(item) not in ("item", "entry"):
            continue
        parts = {local(child): "".join(child.itertext()).strip() for child in reversed(list(item))}
        links = [
            own(child, "href") or (child.text or "").strip()
            for child in item
            if local(child) == "link" and own(child, "rel") in ("", "alternate")
        ]
        date = next((parts[name] for name in ("pubDate", "published", "date", "updated") if parts.get(name)), "")
        if url := next(filter(None, links), ""):
            yield Link(url, parts.get("title", ""), date)
