"""Word documents: paragraphs and tables in the order of the document."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

from qa.errors import UnreadableFile
from qa.ingest.converters.base import Format, RawArticle
from qa.ingest.converters.docx_text import document_text
from qa.ingest.converters.text import real_title

if TYPE_CHECKING:
    from docx.document import Document

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of encrypted documents, and of .doc
_ENCRYPTED = 1  # of the flags of a ZIP entry
_MOST_UNPACKED = 500 * 1024 * 1024  # bytes; a small file that unpacks to more was made to harm
# The date inside python-docx's own template, which documents made by programs carry along: it says nothing of them.
_TEMPLATE_CREATED = "2013-12-23T23:15:00"


def read_docx(data: bytes) -> RawArticle:
    """The document's text, one blank line between blocks, the cells of a row joined by " | ", its notes at the end.

    Raises:
        UnreadableFile: it is encrypted, damaged, no DOCX, or unpacks to an unreasonable size.
    """
    from docx import Document as open_document
    from docx.exceptions import PythonDocxError
    from docx.opc.exceptions import OpcError
    from docx.opc.parts.coreprops import CorePropertiesPart
    from lxml.etree import LxmlError

    if data.startswith(_OLE):
        raise UnreadableFile("The file is encrypted, or an old .doc: save it as .docx without a password.")
    try:
        _check_size(data)
        document = open_document(io.BytesIO(data))
        text = document_text(document)
        parts = list(document.part.package.iter_parts())
        # By its type: LibreOffice relates it under a name that python-docx does not know, and makes up another for.
        properties = next((part.core_properties for part in parts if isinstance(part, CorePropertiesPart)), None)
        made = None if properties is None else properties.created
        created = "" if made is None or made.isoformat().startswith(_TEMPLATE_CREATED) else made.isoformat()
        title = ("" if properties is None else real_title(properties.title)) or _title_paragraph(document)
    # python-docx lets through what the ZIP, the XML and missing parts raise: KeyError, AttributeError and the like.
    except (zipfile.BadZipFile, zlib.error, OpcError, PythonDocxError, LxmlError, OSError, EOFError,
            ValueError, LookupError, AttributeError, TypeError, NotImplementedError) as error:  # fmt: skip
        raise UnreadableFile("The file is damaged or not a Word document: save it again as .docx.") from error
    if not any(map(str.isalpha, text.body)) and any("/media/" in str(part.partname) for part in parts):
        raise UnreadableFile("The file holds pictures but no text: save it as PDF to have its pages read by OCR.")
    return RawArticle(
        text.body, title=title, date=created, date_source="document properties" if created else None, notes=text.notes
    )


def _check_size(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if any(part.flag_bits & _ENCRYPTED for part in archive.infolist()):
            raise UnreadableFile("The file is encrypted, or an old .doc: save it as .docx without a password.")
        if sum(part.file_size for part in archive.infolist()) > _MOST_UNPACKED:
            raise UnreadableFile("The file unpacks to more than 500 MB: save it again without its images.")


def _title_paragraph(document: Document) -> str:
    for paragraph in document.paragraphs[:20]:
        style = paragraph.style
        if style is not None and style.style_id in ("Title", "Titre", "Heading1", "Titre1") and paragraph.text.strip():
            return " ".join(paragraph.text.split())
    return ""


FORMAT = Format("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",), read_docx)
