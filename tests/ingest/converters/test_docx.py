"""Word documents, written by python-docx."""

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import pytest
from docx import Document
from docx.document import Document as DocumentType
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from qa.errors import UnreadableFile
from qa.ingest.converters import docx as word
from qa.ingest.converters.docx import read_docx


def docx(fill: Callable[[DocumentType], object]) -> bytes:
    document = Document()
    fill(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def news(document: DocumentType) -> None:
    document.core_properties.created = datetime(2023, 4, 9, 10)
    document.add_heading("La Loire déborde", level=1)
    document.add_paragraph("Les quais de Nevers sont sous l’eau.")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        (c for row in table.rows for c in row.cells), ("Ville", "Cote", "Nevers", "5 m"), strict=True
    ):
        cell.text = text
    document.add_paragraph("")
    document.add_paragraph("Ligne une\nligne 2")


def test_paragraphs_and_tables_in_their_order() -> None:
    draft = read_docx(docx(news))
    assert draft.text == (
        "La Loire déborde\n\nLes quais de Nevers sont sous l’eau.\n\nVille | Cote\nNevers | 5 m\n\nLigne une\nligne 2"
    )
    assert draft.title == "La Loire déborde"
    assert (draft.date[:10], draft.date_source) == ("2023-04-09", "document properties")


def test_the_title_of_the_properties_comes_first() -> None:
    def fill(document: DocumentType) -> None:
        news(document)
        document.core_properties.title = "Crue"

    assert read_docx(docx(fill)).title == "Crue"


def test_merged_cells_are_read_once() -> None:
    def fill(document: DocumentType) -> None:
        table = document.add_table(rows=1, cols=3)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "Nevers"
        table.cell(0, 2).text = "5 m"

    assert read_docx(docx(fill)).text == "Nevers | 5 m"


W = nsdecls("w")


@pytest.mark.parametrize(
    ("paragraph", "text"),
    [
        (f"<w:p {W}><w:r><w:t>A</w:t></w:r><w:ins><w:r><w:t>jout</w:t></w:r></w:ins></w:p>", "Ajout"),
        (f"<w:p {W}><w:r><w:t>A</w:t></w:r><w:del><w:r><w:delText>jout</w:delText></w:r></w:del></w:p>", "A"),
        (f"<w:p {W}><w:moveFrom><w:r><w:t>parti</w:t></w:r></w:moveFrom><w:r><w:t>A</w:t></w:r></w:p>", "A"),
        (
            f"<w:p {W}><w:hyperlink><w:r><w:t>lien</w:t></w:r></w:hyperlink><w:r><w:tab/><w:t>A</w:t></w:r></w:p>",
            "lien\tA",
        ),
        (f"<w:p {W}><w:pPr><w:tabs><w:tab w:val='left' w:pos='9'/></w:tabs></w:pPr><w:r><w:t>A</w:t></w:r></w:p>", "A"),
        (f"<w:p {W}><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>A</w:t></w:r></w:p>", "A"),
        (
            f"<w:p {W}><w:r><w:txbxContent><w:p><w:r><w:t>B</w:t></w:r></w:p></w:txbxContent><w:t>A</w:t></w:r></w:p>",
            "A",
        ),
        (f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>Cadre</w:t></w:r></w:p></w:sdtContent></w:sdt>", "Cadre"),
    ],
)
def test_what_the_page_shows(paragraph: str, text: str) -> None:
    assert read_docx(docx(lambda document: document.element.body.insert(0, parse_xml(paragraph)))).text == text


def test_an_empty_document_gives_no_text() -> None:
    assert read_docx(docx(lambda document: None)).text == ""


def zipped(**parts: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04broken", b"some text", zipped(a="b"), docx(news)[:-100], docx(news)[:500]]
)
def test_what_is_no_document_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"is damaged or not a Word document: save it again as \.docx"):
        read_docx(data)


def test_an_encrypted_document_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="is encrypted, or an old"):
        read_docx(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500))


def test_a_document_whose_parts_are_encrypted_is_refused() -> None:
    data = bytearray(docx(news))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # of the parts, and of the list at the end
        at = data.find(mark)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(mark, at + 4)
    with pytest.raises(UnreadableFile, match="is encrypted"):
        read_docx(bytes(data))


def test_a_document_that_unpacks_to_a_flood_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "_MOST_UNPACKED", 1000)
    with pytest.raises(UnreadableFile, match="unpacks to more than"):
        read_docx(zipped(a="b" * 1001))


@pytest.mark.parametrize("name", ["word/document.xml", "[Content_Types].xml", "_rels/.rels", "docProps/core.xml"])
def test_damage_anywhere_is_read_or_refused_and_never_a_bug(name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(docx(news))) as archive:
        parts = {part: archive.read(part).decode("latin-1") for part in archive.namelist() if "/theme/" not in part}
    whole = parts[name]
    for place in range(0, len(whole), len(whole) // 40):
        for damage in ("", "9", "<a/>"):
            with suppress(UnreadableFile):
                read_docx(zipped(**{**parts, name: whole[:place] + damage + whole[place + 4 :]}))


def test_the_date_of_a_program_s_template_is_no_date() -> None:
    assert read_docx(docx(lambda document: document.add_paragraph("Le maire a ouvert le pont."))).date == ""
