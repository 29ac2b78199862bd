"""What other programs know of the files that they export: titles and dates from paperless-ngx and Zotero."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from qa.errors import Message
from qa.ingest.converters.archive import local, own, parse
from qa.ingest.converters.base import bare_key, pick
from qa.ingest.converters.text import decode

if TYPE_CHECKING:
    from lxml.etree import _Element

_MOST_BYTES = 200_000_000  # of a list of files
_MOST_PARSED = 20_000_000  # of a list that a parser in Python takes apart
_PAPERLESS = "manifest.json"
_ZOTERO = "zotero.sqlite"
_STORED = "storage:"  # how Zotero names a file that it keeps itself
_FILES = ("storage", "files")  # where Zotero keeps files: its own, those of an export
_MOST_FILES = 200_000
_FEWEST_LETTERS = 8  # of a title by which a file is known
_MOST_LETTERS = 40  # Zotero cuts long titles in the names of files
_NOT_KNOWN = re.compile(r"-00")  # "2021-00-00 2021": the first part is a date with what is not known as 00
_FILE_ENDS = re.compile(r"(?<!\\);")  # between the files of an entry, and between the parts of one
_FILE_PARTS = re.compile(r"(?<!\\):(?![\\/])")
_COPY = Message("paperless-ngx exports it twice: its other file is read")
_OF_ZOTERO = """
SELECT items.key, itemAttachments.path, fields.fieldName, itemDataValues.value FROM itemAttachments
JOIN items ON items.itemID = itemAttachments.itemID
JOIN itemData ON itemData.itemID = coalesce(itemAttachments.parentItemID, itemAttachments.itemID)
JOIN fields ON fields.fieldID = itemData.fieldID
JOIN itemDataValues ON itemDataValues.valueID = itemData.valueID
WHERE fields.fieldName IN ('title', 'date', 'url') AND itemAttachments.path LIKE 'storage:%'
"""


@dataclass(frozen=True, slots=True)
class Stated:
    """What a program states of a file; "" where it says nothing."""

    title: str = ""
    date: str = ""  # as written
    url: str = ""


@dataclass(frozen=True, slots=True)
class Exports:
    """What is known of the files of one or more exports."""

    stated: Mapping[Path, Stated] = field(default_factory=dict)  # by absolute path
    copies: Mapping[Path, Message] = field(default_factory=dict)  # files of which another one is read, and why
    lists: frozenset[Path] = frozenset()  # where all this was read


def find_exports(roots: Sequence[Path]) -> Exports:
    """What paperless-ngx and Zotero say of the files in these folders; a list that cannot be read says nothing."""
    stated: dict[Path, Stated] = {}
    copies: dict[Path, Message] = {}
    lists: set[Path] = set()
    for root in filter(Path.is_dir, roots):
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            if (listed := root / _PAPERLESS).is_file():
                _read_paperless(listed, stated, copies, lists)
        for folder in (root, root.parent):
            with suppress(OSError, ValueError, TypeError, sqlite3.Error):
                if (database := folder / _ZOTERO).is_file():
                    stated.update(_of_zotero(database))
                    lists.add(database)
        for listed in root.glob("*.rdf"):
            with suppress(OSError, ValueError, SyntaxError):  # lxml's errors are of the last kind
                if found := dict(_of_rdf(parse(_bytes(listed)), root)):
                    stated.update(found)
                    lists.add(listed)
        for suffix, entries_of in (("ris", _of_ris), ("bib", _of_bibtex)):
            for listed in root.glob(f"*.{suffix}"):
                with suppress(Exception):  # neither parser says what it raises on what is no list of its kind
                    if found := dict(_placed(entries_of(decode(_bytes(listed, _MOST_PARSED))), root)):
                        stated.update(found)
                        lists.add(listed)
        if any((root / name).is_dir() for name in _FILES):
            for listed in root.glob("*.json"):
                with suppress(OSError, ValueError, TypeError, AttributeError, LookupError, RecursionError):
                    if found := dict(_of_json(json.loads(_bytes(listed)), root)):
                        stated.update(found)
                        lists.add(listed)
    return Exports(stated, copies, frozenset(lists))


def _bytes(file: Path, most: int = _MOST_BYTES) -> bytes:
    if file.stat().st_size > most:
        raise ValueError(f"{file} is too large")
    return file.read_bytes()


# ---------------------------------------------------------------- paperless-ngx: document_exporter


def _read_paperless(listed: Path, stated: dict[Path, Stated], copies: dict[Path, Message], lists: set[Path]) -> None:
    """The files of `manifest.json`, and of the lists beside each file where the export was made with those."""
    folder = listed.parent
    entries = json.loads(_bytes(listed))
    if not isinstance(entries, list) or not any("model" in entry for entry in entries):
        return
    lists.add(listed)
    for one in folder.rglob("*-manifest.json"):
        entries += json.loads(_bytes(one))
        lists.add(one)
    for entry in entries:
        if entry["model"] != "documents.document" or "__exported_file_name__" not in entry:
            continue
        original = folder / entry["__exported_file_name__"]
        archived = folder / entry.get("__exported_archive_name__", "") if "__exported_archive_name__" in entry else None
        fields: dict[str, Any] = entry["fields"]
        # The archived file is the original with the text that paperless-ngx recognised in it.
        read = archived if archived is not None and archived.is_file() else original
        stated[read] = Stated(str(fields.get("title") or ""), str(fields.get("created") or ""))
        others = [original, folder / entry.get("__exported_thumbnail_name__", entry["__exported_file_name__"])]
        copies.update((other, _COPY) for other in others if other != read)


# ---------------------------------------------------------------- Zotero: its own folder, or an export of any kind


def _of_zotero(database: Path) -> Iterator[tuple[Path, Stated]]:
    """The files that a library keeps in `storage/`, each with what is known of the item that it belongs to."""
    # Immutable: Zotero holds a lock on it while it runs, and nothing is to be written beside it.
    uri = f"{database.resolve().as_uri()}?mode=ro&immutable=1"
    found: dict[Path, dict[str, str]] = {}
    with closing(sqlite3.connect(uri, uri=True)) as library:
        for key, path, name, value in library.execute(_OF_ZOTERO):
            file = database.parent / "storage" / key / path.removeprefix(_STORED)
            found.setdefault(file, {})[name] = str(value)
    for file, fields in found.items():
        date = _NOT_KNOWN.sub("", fields.get("date", "").partition(" ")[0])
        yield file, Stated(fields.get("title", ""), date, fields.get("url", ""))


def _of_rdf(root: _Element, folder: Path) -> Iterator[tuple[Path, Stated]]:
    """The files of an export, each with what is known of the item that links to it."""
    files = {
        own(element, "about"): folder / PurePosixPath(own(child, "resource"))
        for element in root
        if local(element) == "Attachment"
        for child in element
        if local(child) == "resource" and own(child, "resource")
    }
    for element in root:
        parts = {local(child): " ".join("".join(child.itertext()).split()) for child in reversed(list(element))}
        for child in element:
            if local(child) == "link" and (file := files.get(own(child, "resource"))) is not None:
                address = parts.get("identifier", "")
                url = address if address.startswith("http") else ""
                yield file, Stated(parts.get("title", ""), parts.get("date", ""), url)


def _of_json(listed: object, root: Path) -> Iterator[tuple[Path, Stated]]:
    """The files of a list in CSL-JSON, or with the places of its files in that of Better BibTeX."""
    entries = listed["items"] if isinstance(listed, dict) else listed
    if not isinstance(entries, list) or not all(map(_is_reference, entries)):
        return
    below = (file for name in _FILES if (root / name).is_dir() for file in (root / name).rglob("*") if file.is_file())
    files = list(islice(below, _MOST_FILES))
    placed = {
        PurePosixPath(place["path"].replace("\\", "/")).parts[-2:]: entry
        for entry in entries
        for place in entry.get("attachments", [])
        if place.get("path")
    }
    titles = [(bare_key(entry["title"]), entry) for entry in entries]
    named = [(key[:_MOST_LETTERS], entry) for key, entry in titles if len(key) >= _FEWEST_LETTERS]
    for file in files:
        stem = bare_key(file.stem)
        entry = placed.get(file.parts[-2:])
        if entry is None:
            alike = [entry for key, entry in named if key in stem]
            entry = alike[0] if len(alike) == 1 else None
        if entry is not None:
            yield file, Stated(str(entry["title"]), _issued(entry), str(entry.get("URL") or entry.get("url") or ""))


def _of_ris(text: str) -> Iterator[tuple[str, Stated]]:
    """The path of each file that a list in RIS names, and what it says of it."""
    import rispy

    for entry in rispy.loads(text):
        url = entry.get("urls", [""])[0]
        date = (entry.get("date") or entry.get("year") or "").strip("/").replace("/", "-")
        title = entry.get("title") or entry.get("primary_title") or ""
        for key in ("file_attachments1", "file_attachments2", "figure"):
            paths = entry.get(key, [])
            for path in [paths] if isinstance(paths, str) else paths:
                yield path.removeprefix("internal-pdf://"), Stated(title, date, url)


def _of_bibtex(text: str) -> Iterator[tuple[str, Stated]]:
    """The same of a list in BibTeX or BibLaTeX: `file = {Name:files/12/a.pdf:application/pdf;…}`, or paths alone."""
    from bibtexparser import loads
    from bibtexparser.bparser import BibTexParser
    from bibtexparser.customization import convert_to_unicode

    parser = BibTexParser(common_strings=True, ignore_nonstandard_types=False)
    for entry in loads(text, parser).entries:
        files = _FILE_ENDS.split(entry.get("file", ""))  # before its backslashes are taken for accents
        plain = convert_to_unicode(dict(entry))
        title = " ".join(plain.get("title", "").replace("{", "").replace("}", "").split())
        date = entry.get("date") or " ".join(filter(None, (entry.get("month"), entry.get("year"))))
        for file in files:
            parts = [part.replace("\\:", ":").replace("\\\\", "/") for part in _FILE_PARTS.split(file)]
            path = (parts[1] if len(parts) > 2 else parts[0]).lstrip(":")
            if path:
                yield path, Stated(title, date, plain.get("url", ""))


def _placed(entries: Iterable[tuple[str, Stated]], root: Path) -> Iterator[tuple[Path, Stated]]:
    """Files that lie where a list names them, below its folder or, when all was moved there, under the same names."""
    below: dict[tuple[str, ...], Path] | None = None
    for written, stated in entries:
        path = PurePosixPath(unquote(written.replace("\\", "/")).removeprefix("file://"))
        if (file := root / path).is_file() and file.is_relative_to(root):
            yield file, stated
            continue
        if below is None:
            below = {file.parts[-2:]: file for file in islice(filter(Path.is_file, root.rglob("*")), _MOST_FILES)}
        if (moved := below.get(path.parts[-2:])) is not None:
            yield moved, stated


def _is_reference(entry: Mapping[str, Any]) -> bool:
    """Whether an entry tells of a text and does not hold it."""
    return "title" in entry and bool(entry.keys() & {"type", "itemType", "attachments"}) and not pick(entry, "text")


def _issued(entry: Mapping[str, Any]) -> str:
    """The date of an entry, as far as it says one."""
    issued = entry.get("issued") or {}
    if parts := issued.get("date-parts"):
        return "-".join(f"{int(part):02}" for part in parts[0])
    return str(issued.get("raw") or issued.get("literal") or entry.get("date") or "")
