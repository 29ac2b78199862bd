"""Word documents: paragraphs and tables in the order of the document."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qa.errors import UnreadableFile
from qa.ingest.converters.base import Format, RawArticle

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of encrypted documents, and of .doc
_ENCRYPTED = 1  # of the flags of a ZIP entry
_MOST_UNPACKED = 500 * 1024 * 1024  # bytes; a small file that unpacks to more was made to harm
# What is seen on the page: not the text of boxes, which stands there twice, nor what a tracked change moved away.
_SEEN = (
    "(.//w:t|.//w:tab|.//w:br|.//w:cr|.//w:noBreakHyphen)[not(ancestor::w:txbxContent) and not(ancestor::w:moveFrom)]"
)
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}

# The date inside python-docx's own template, which documents made by programs carry along: it says nothing of them.
_TEMPLATE_CREATED = "2013-12-23T23:15:00"


def read_docx(data: bytes) -> RawArticle:
    """The document's text, one blank line between blocks, the cells of a row joined by " | ".

    Raises:
        UnreadableFile: it is encrypted, damaged, no DOCX, or unpacks to an unreasonable size.
    """
    from docx import Document as open_document
    from docx.exceptions import PythonDocxError
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    if data.startswith(_OLE):
        raise UnreadableFile("The file is encrypted, or an old .doc: save it as .docx without a password.")
    try:
        _check_size(data)
        document = open_document(io.BytesIO(data))
        text = "\n\n".join(_blocks(document.element.body))
        properties = document.core_properties
        created = properties.created.isoformat() if properties.created is not None else ""
        created = "" if created.startswith(_TEMPLATE_CREATED) else created
        title = properties.title or _title_paragraph(document)
    # python-docx lets through what the ZIP, the XML and missing parts raise: KeyError, AttributeError and the like.
    except (zipfile.BadZipFile, zlib.error, OpcError, PythonDocxError, LxmlError, OSError, EOFError,
            ValueError, LookupError, AttributeError, TypeError, NotImplementedError) as error:  # fmt: skip
        raise UnreadableFile("The file is damaged or not a Word document: save it again as .docx.") from error
    return RawArticle(text, title=title, date=created, date_source="document properties" if created else None)


def _check_size(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if any(part.flag_bits & _ENCRYPTED for part in archive.infolist()):
            raise UnreadableFile("The file is encrypted, or an old .doc: save it as .docx without a password.")
        if sum(part.file_size for part in archive.infolist()) > _MOST_UNPACKED:
            raise UnreadableFile("The file unpacks to more than 500 MB: save it again without its images.")


def _blocks(container: BaseOxmlElement) -> Iterator[str]:
    """The text of each paragraph and table; content controls, which python-docx passes over, are opened."""
    from docx.oxml.ns import qn

    for element in container.iterchildren():
        if element.tag == qn("w:p"):
            text = _paragraph_text(element)
        elif element.tag == qn("w:tbl"):
            text = "\n".join(filter(None, map(_row_text, element.xpath("./w:tr|./w:sdt//w:tr"))))
        elif element.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml")):
            yield from _blocks(element)
            continue
        else:
            continue
        if text:
            yield text


def _row_text(row: BaseOxmlElement) -> str:
    cells = (
        " ".join(filter(None, map(_paragraph_text, cell.xpath(".//w:p")))) for cell in row.xpath("./w:tc|./w:sdt//w:tc")
    )
    return " | ".join(filter(None, (" ".join(cell.split()) for cell in cells)))


def _paragraph_text(paragraph: BaseOxmlElement) -> str:
    """Its characters, tracked insertions and links included; `Paragraph.text` of python-docx drops the former."""
    pieces = []
    for element in paragraph.xpath(_SEEN):
        name = element.tag.rpartition("}")[2]
        pieces.append((element.text or "") if name == "t" else _SIGNS[name])
    return "".join(pieces).strip()


def _title_paragraph(document: Document) -> str:
    for paragraph in document.paragraphs[:20]:
        style = paragraph.style
        if style is not None and style.style_id in ("Title", "Titre", "Heading1", "Titre1") and paragraph.text.strip():
            return " ".join(paragraph.text.split())
    return ""


FORMAT = Format("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",), read_docx)
