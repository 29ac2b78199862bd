"""ZIP containers, which many formats are: opened within bounds, their XML parsed without entities."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from qa.errors import UnreadableFile

if TYPE_CHECKING:
    from lxml.etree import _Element

_ENCRYPTED = 1  # of the flags of an entry
_MOST_UNPACKED = 500 * 1024 * 1024  # bytes; a small file that unpacks to more was made to harm
_MOST_ENTRIES = 20_000


@contextmanager
def opened(data: bytes) -> Iterator[zipfile.ZipFile]:
    """The archive; what goes wrong inside the block, as it does on damaged files, is said as one sentence.

    Raises:
        UnreadableFile: it is encrypted, damaged, or unpacks to an unreasonable size.
    """
    from lxml.etree import LxmlError

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if any(entry.flag_bits & _ENCRYPTED for entry in entries):
                raise UnreadableFile("The file is encrypted: save a copy without a password.")
            if sum(entry.file_size for entry in entries) > _MOST_UNPACKED or len(entries) > _MOST_ENTRIES:
                raise UnreadableFile("The file unpacks to more than 500 MB: save it again without its images.")
            yield archive
    except (zipfile.BadZipFile, zlib.error, LxmlError, OSError, EOFError, ValueError, LookupError, AttributeError,
            TypeError, NotImplementedError, RecursionError) as error:  # fmt: skip
        raise UnreadableFile(
            "The file is damaged or not of its type: open it in its program and save it again."
        ) from error


def parse(content: bytes) -> _Element:
    """The root of an XML document.

    Raises:
        LxmlError: it is none.
    """
    from lxml import etree

    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def local(element: _Element) -> str:
    """The name of an element without its namespace; "" for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def own(element: _Element, name: str) -> str:
    """An attribute, whatever its namespace; "" where it is not set."""
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def first_text(root: _Element, *names: str) -> str:
    """The text of the first element that has one of the names, in their order."""
    for name in names:
        for element in root.iter():
            if local(element) == name and (text := " ".join("".join(element.itertext()).split())):
                return text
    return ""
