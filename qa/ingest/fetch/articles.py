"""The journey: addresses -> pages -> files in a folder, each with its title, date and address."""

from __future__ import annotations

import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.errors import FetchError, Message, SourceError, UnreadableFile
from qa.ingest.converters.html import declared_encoding, read_html
from qa.ingest.converters.text import decode
from qa.ingest.dates import parse_date
from qa.ingest.fetch.client import Client, Page
from qa.ingest.fetch.sources import Link, addresses_in, links_of

_RECORD = ".fetched.jsonl"  # in the folder: what was fetched, so that an interrupted run goes on where it stopped
_KEPT = {"application/pdf": ".pdf"}  # what is not a page and is saved as it is
_PAGES = ("text/html", "application/xhtml+xml", "")
_LONGEST_NAME = 60  # characters


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of one address."""

    url: str
    file: Path | None  # None where there is none
    problem: Message | None = None  # why
    title: str = ""
    date: str | None = None


def fetch_articles(
    sources: Sequence[str], folder: Path, *, most: int, pause_s: float, allowed: Collection[str] = ()
) -> Iterator[Fetched]:
    """Bring articles into a folder, one after the other; those that it holds already are passed over.

    Args:
        sources: addresses of pages, feeds and sitemaps, and files with such addresses.
        folder: where the files go; it is made where it is not there.
        most: articles that are fetched at most.
        pause_s: seconds between two requests to one host.
        allowed: hosts of private networks that may be connected to.

    Raises:
        SourceError: nothing can be written to the folder.
    """
    record = _Record(folder)
    done = 0
    with Client(pause_s=pause_s, allowed=allowed) as client:
        for source in sources:
            try:
                urls = addresses_in(source)
            except FetchError as error:
                yield Fetched(source, None, error.message)
                continue
            for url in urls:
                for one in _fetch(url, client, record):
                    yield one
                    done += 1
                    if done >= most:
                        return


def _fetch(url: str, client: Client, record: _Record) -> Iterator[Fetched]:
    """The articles that an address leads to."""
    if url in record.known:
        return
    try:
        for link in links_of(url, client):
            if link.url not in record.known:
                yield _save(link, client, record)
    except FetchError as error:
        yield Fetched(url, None, error.message)


def _save(link: Link, client: Client, record: _Record) -> Fetched:
    try:
        page = link.page or client.get(link.url)
        if page.media_type in _KEPT:
            name = _name(link.title or Path(page.url).stem, None, link.url) + _KEPT[page.media_type]
            return Fetched(link.url, record.keep(link.url, name, page.data), title=link.title)
        if page.media_type not in _PAGES:
            raise FetchError("It is no article but {media_type}.", media_type=page.media_type)
        return _save_page(link, page, record)
    except FetchError as error:
        return Fetched(link.url, None, error.message)
    except UnreadableFile as error:
        return Fetched(link.url, None, error.message)


def _save_page(link: Link, page: Page, record: _Record) -> Fetched:
    found = read_html(decode(page.data, page.charset or declared_encoding(page.data)))
    if not any(map(str.isalpha, found.text)):
        raise FetchError("It holds no text that can be read without running its scripts.")
    date = parse_date(found.date) or parse_date(link.date)
    title = " ".join((found.title or link.title).split())
    fields = {"title": title, "date": date or "", "url": page.url}
    # JSON strings are YAML strings, whatever stands in them.
    front = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in fields.items() if value)
    name = _name(title, date, link.url) + ".md"
    return Fetched(
        link.url, record.keep(link.url, name, f"---\n{front}---\n\n{found.text}\n".encode()), None, title, date
    )


def _name(title: str, date: str | None, url: str) -> str:
    """A name for a file: the date, the title, and digits of the address, which make it the only one."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_NAME].rstrip("-")
    return "-".join(filter(None, (date, words, hashlib.blake2b(url.encode(), digest_size=4).hexdigest())))


class _Record:
    """Which addresses a folder holds the articles of."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.known: set[str] = set()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lines = (folder / _RECORD).read_bytes().splitlines() if (folder / _RECORD).exists() else []
        except OSError as error:
            raise self._refused(error) from error
        for line in lines:
            try:
                held = json.loads(line)
                if (folder / held["file"]).is_file():  # who deletes the file may have it again
                    self.known.add(held["url"])
            except (ValueError, KeyError, TypeError):
                continue  # a line that was cut off

    def keep(self, url: str, name: str, data: bytes) -> Path:
        """Write a file, whole or not at all, and note its address."""
        file, draft = self._folder / name, self._folder / f".{name}.{os.getpid()}"
        try:
            draft.write_bytes(data)
            os.replace(draft, file)
            with (self._folder / _RECORD).open("a", encoding="utf-8") as stream:
                stream.write(json.dumps({"url": url, "file": name}, ensure_ascii=False) + "\n")
        except OSError as error:
            raise self._refused(error) from error
        self.known.add(url)
        return file

    def _refused(self, error: OSError) -> SourceError:
        return SourceError(
            "Nothing can be written to {folder} ({reason}): name another folder.",
            folder=self._folder,
            reason=error.strerror or type(error).__name__,
        )
