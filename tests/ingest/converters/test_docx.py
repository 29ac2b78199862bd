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


def test_merged_cells_are_read_once_and_the_next_ones_keep_their_columns() -> None:
    def fill(document: DocumentType) -> None:
        table = document.add_table(rows=1, cols=3)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "Nevers"
        table.cell(0, 2).text = "5 m"

    assert read_docx(docx(fill)).text == "Nevers |  | 5 m"


W = nsdecls("w")


def run(text: str, align: str = "") -> str:
    properties = f"<w:rPr><w:vertAlign w:val='{align}'/></w:rPr>" if align else ""
    return f"<w:r>{properties}<w:t xml:space='preserve'>{text}</w:t></w:r>"


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
            "A\n\nB",
        ),
        (f"<w:p {W}>{run('Soit 10')}{run('6', 'superscript')}{run(' par litre')}</w:p>", "Soit 10⁶ par litre"),
        (f"<w:p {W}>{run('du CO')}{run('2', 'subscript')}{run(', 1')}{run('er', 'superscript')}</w:p>", "du CO₂, 1er"),
        (f"<w:p {W}>{run('Vu')}<w:r><w:rPr><w:vanish/></w:rPr><w:t> et caché</w:t></w:r></w:p>", "Vu"),
        (f"<w:p {W}>{run('Vu')}<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>, aussi</w:t></w:r></w:p>", "Vu, aussi"),
        (f"<w:p {W}>{run('A')}<w:r><w:sym w:font='Symbol' w:char='03B1'/></w:r></w:p>", "Aα"),
        (f"<w:p {W}>{run('vigi')}<w:r><w:softHyphen/></w:r>{run('lance')}</w:p>", "vigilance"),
        (
            f"<w:p {W} {nsdecls('m')}><m:oMath><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r>"
            "</m:sup></m:sSup></m:oMath></w:p>",
            "x²",
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


# ---------------------------------------------------------------- kinds that readers of other tools reported


def insert(*elements: str) -> bytes:
    """A document whose body begins with some elements."""

    def fill(document: DocumentType) -> None:
        for at, element in enumerate(elements):
            document.element.body.insert(at, parse_xml(element))

    return docx(fill)


BOX = "<w:txbxContent><w:p><w:r><w:t>La directrice est Maëlle Postic.</w:t></w:r></w:p></w:txbxContent>"
ALTERNATE = (
    f'<w:p {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml">'
    f"<w:r><w:t>Le conseil s’est réuni.</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx>{BOX}"
    f"</wps:txbx></mc:Choice><mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r></w:p>"
)


def test_a_box_is_read_once() -> None:
    assert read_docx(insert(ALTERNATE)).text == "Le conseil s’est réuni.\n\nLa directrice est Maëlle Postic."


def test_an_initial_in_a_frame_opens_the_next_paragraph() -> None:
    initial = f"<w:p {W}><w:pPr><w:framePr w:dropCap='drop' w:lines='3'/></w:pPr>{run('L')}</w:p>"
    assert read_docx(insert(initial, f"<w:p {W}>{run('oïc a ouvert le bal.')}</w:p>")).text == "Loïc a ouvert le bal."


def test_an_empty_cell_keeps_its_place() -> None:
    def fill(document: DocumentType) -> None:
        table = document.add_table(rows=3, cols=3)
        for cell, text in zip(
            (c for row in table.rows for c in row.cells),
            ("Nom", "Téléphone", "Ville", "Postic", "", "Pornic", "", "", ""),
            strict=True,
        ):
            cell.text = text

    assert read_docx(docx(fill)).text == "Nom | Téléphone | Ville\nPostic |  | Pornic"


def test_styles_hide_and_raise_too() -> None:
    def fill(document: DocumentType) -> None:
        for name, property_ in (("Hidden", "<w:vanish/>"), ("Call", "<w:vertAlign w:val='superscript'/>")):
            style = f"<w:style {W} w:type='character' w:styleId='{name}'><w:rPr>{property_}</w:rPr></w:style>"
            document.styles.element.append(parse_xml(style))
        styled = "<w:r><w:rPr><w:rStyle w:val='{}'/></w:rPr><w:t>{}</w:t></w:r>"
        paragraph = f"<w:p {W}>{run('En 1998')}{styled.format('Call', 3)}{styled.format('Hidden', ' secret')}</w:p>"
        document.element.body.insert(0, parse_xml(paragraph))

    draft = read_docx(docx(fill))
    assert draft.text == "En 1998³"
    assert draft.notes == ("Hidden text was not read.",)


def with_part(name: str, kind: str, content: str, body: str) -> bytes:
    """A document with another part, which its body may name."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    def fill(document: DocumentType) -> None:
        part = Part(PackURI(f"/word/{name}.xml"), "application/xml", content.encode(), document.part.package)
        document.part.relate_to(part, f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}")
        document.element.body.insert(0, parse_xml(body))

    return docx(fill)


def test_footnotes_stand_at_the_end_under_their_number() -> None:
    note = f"<w:footnotes {W}><w:footnote w:id='4'><w:p>{run('Selon l’Insee.')}</w:p></w:footnote></w:footnotes>"
    body = f"<w:p {W}>{run('15 200 habitants en 1998')}<w:r><w:footnoteReference w:id='4'/></w:r>{run('.')}</w:p>"
    text = read_docx(with_part("footnotes", "footnotes", note, body)).text
    assert text == "15 200 habitants en 1998¹.\n\n¹ Selon l’Insee."


def test_a_diagram_is_read() -> None:
    diagram = f"<d {nsdecls('a')}><a:t>Le maire</a:t><a:t>Le conseil</a:t></d>"
    text = read_docx(with_part("diagrams/data1", "diagramData", diagram, f"<w:p {W}>{run('Schéma')}</w:p>")).text
    assert text == "Schéma\n\nLe maire\nLe conseil"


def test_comments_headers_and_fragments_are_reported() -> None:
    comments = f"<w:comments {W}><w:comment w:id='1'><w:p>{run('À revoir')}</w:p></w:comment></w:comments>"
    body = f"<w:altChunk {W} {nsdecls('r')} r:id='rId99'/>"
    notes = " ".join(read_docx(with_part("comments", "comments", comments, body)).notes)
    assert "Comments in the margin were not read (1)" in notes
    assert "Parts that come from another file were not read" in notes

    def fill(document: DocumentType) -> None:
        document.sections[0].header.paragraphs[0].text = "Commune de Pornic"
        document.add_paragraph("Le conseil s’est réuni.")

    assert read_docx(docx(fill)).notes == ("Headers and footers were not read (“Commune de Pornic”).",)


@pytest.mark.parametrize("title", ["Document1", "Microsoft Word - crue.doc", "crue.docx", "Titre"])
def test_a_title_that_a_program_made_gives_way(title: str) -> None:
    def fill(document: DocumentType) -> None:
        news(document)
        document.core_properties.title = title

    assert read_docx(docx(fill)).title == "La Loire déborde"
