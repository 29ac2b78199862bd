"""Books (EPUB): one article per chapter, in the order of the book."""

from __future__ import annotations

from posixpath import dirname, join, normpath
from urllib.parse import unquote

from qa.errors import Message, UnreadableFile
from qa.ingest.converters.archive import first_text, local, opened, own, parse
from qa.ingest.converters.base import Format, RawArticle, Rows
from qa.ingest.converters.html import declared_encoding, visible_text
from qa.ingest.converters.media import unread_media
from qa.ingest.converters.text import decode, guess_title


def read_epub(data: bytes) -> Rows:
    """The chapters that hold text, numbered by their place in the book; each titled by the book and its heading.

    Raises:
        UnreadableFile: it is encrypted, damaged or no book.
    """
    with opened(data) as archive:
        names = set(archive.namelist())
        if "META-INF/encryption.xml" in names and b"rights" in archive.read("META-INF/encryption.xml").lower():
            raise UnreadableFile("The file is encrypted: save a copy without a password.")
        container = parse(archive.read("META-INF/container.xml"))
        package_path = next(own(element, "full-path") for element in container.iter() if local(element) == "rootfile")
        package = parse(archive.read(package_path))
        items = {own(item, "id"): own(item, "href") for item in package.iter() if local(item) == "item"}
        spine = [items.get(own(item, "idref"), "") for item in package.iter() if local(item) == "itemref"]
        book, date = first_text(package, "title"), first_text(package, "date")
        chapters, missing = [], 0
        for number, href in enumerate(spine, start=1):
            path = normpath(join(dirname(package_path), unquote(href.partition("#")[0])))
            if path not in names:
                missing += 1
                continue
            page = archive.read(path)
            text = visible_text(decode(page, declared_encoding(page))).strip() if page.strip() else ""
            if any(map(str.isalpha, text)):
                title = ": ".join(filter(None, (book, guess_title(text))))
                chapters.append(
                    (number, RawArticle(text, title=title, date=date, date_source="column" if date else None))
                )
        unread = unread_media(names, archive.read)
    notes = (Message("Chapters that it names and does not hold: {count}.", count=missing),) if missing else ()
    return Rows(tuple(chapters), (), (*notes, *unread))


FORMAT = Format("application/epub+zip", (".epub",), read_epub)
