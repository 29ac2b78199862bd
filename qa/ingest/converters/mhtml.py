"""Web pages that browsers saved with their pictures in one file (.mhtml): read as the page is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import Message as Part
from email.policy import compat32

from qa.errors import UnreadableFile
from qa.ingest.converters.base import Format, RawArticle
from qa.ingest.converters.html import declared_encoding, read_html
from qa.ingest.converters.media import unread_media
from qa.ingest.converters.text import decode


def read_mhtml(data: bytes) -> RawArticle:
    """The main text of its first page; its address is the one from which it was saved, where the page states none.

    The day on which it was saved is not the article's.

    Raises:
        UnreadableFile: it holds no page.
    """
    try:
        archive = message_from_bytes(data.lstrip(), policy=compat32)
        parts = [part for part in archive.walk() if not part.is_multipart()]
        page = next((part for part in parts if part.get_content_type() in ("text/html", "application/xhtml+xml")), None)
        content = b"" if page is None else _bytes(page)
        charset = None if page is None else page.get_content_charset()
        address = archive.get("Snapshot-Content-Location") or (page and page.get("Content-Location")) or ""
        pictures = dict(_pictures(parts))
    # What the standard library's parser lets through on damaged files.
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError) as error:
        raise UnreadableFile(
            "The file is damaged or not of its type: open it in its program and save it again."
        ) from error
    if not content.strip():
        raise UnreadableFile("The file is damaged or not of its type: open it in its program and save it again.")
    article = read_html(decode(content, charset or declared_encoding(content)))
    unread = unread_media(pictures, pictures.__getitem__)
    return replace(article, url=article.url or str(address).strip(), notes=(*article.notes, *unread))


def _pictures(parts: list[Part]) -> Iterator[tuple[str, bytes]]:
    for at, part in enumerate(parts):
        if part.get_content_maintype() == "image" and part.get_content_subtype() != "svg+xml":
            yield f"images/{at}", _bytes(part)


def _bytes(part: Part) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


FORMAT = Format("multipart/related", (".mhtml", ".mht"), read_mhtml)
