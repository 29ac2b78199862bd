"""ZIP archives: the articles of the files in them."""

from __future__ import annotations

import stat

from qa.ingest.converters.archive import opened
from qa.ingest.converters.base import Format, Rows
from qa.ingest.converters.contained import read_contained


def read_zip(data: bytes) -> Rows:
    """The articles of the files of an archive, numbered in the order of their names.

    Raises:
        UnreadableFile: it is encrypted, damaged, or unpacks to an unreasonable size.
    """
    with opened(data) as archive:
        entries = sorted(archive.infolist(), key=lambda entry: entry.filename)
        plain = [entry for entry in entries if not entry.is_dir() and not stat.S_ISLNK(entry.external_attr >> 16)]
        wanted = [
            entry
            for entry in plain
            if not any(part.startswith((".", "__MACOSX")) for part in entry.filename.split("/"))
        ]
        articles, notes = read_contained((entry.filename, archive.read(entry)) for entry in wanted)
    return Rows(tuple(enumerate(articles, start=1)), (), tuple(notes))


FORMAT = Format("application/zip", (".zip",), read_zip)
