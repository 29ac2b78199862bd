"""Faults that users of python-docx, mammoth and unstructured reported, in Word files made after their reports."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from PIL import Image

from tests.ingest.trackers.reading import read, squeezed, text

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMES = (
    f'xmlns:w="{W}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def word(body: str) -> bytes:
    """A Word file whose document holds this."""
    stream, packed = io.BytesIO(), io.BytesIO()
    Document().save(stream)
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            held = old.read(part)
            if part.filename == "word/document.xml":
                held = f"<w:document {NAMES}><w:body>{body}</w:body></w:document>".encode()
            new.writestr(part, held)
    return packed.getvalue()


def run(words: str, properties: str = "") -> str:
    return f'<w:r>{f"<w:rPr>{properties}</w:rPr>" if properties else ""}<w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(*inside: str) -> str:
    return f"<w:p>{''.join(inside)}</w:p>"


def cell(words: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(run(words))}</w:tc>"


def table(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


BOX = f"<w:txbxContent>{paragraph(run('Dans le cadre.'))}</w:txbxContent>"
CASES = {
    # https://github.com/python-openxml/python-docx/issues/1123: what was inserted is there, what was deleted is not
    "python-docx 1123": (
        paragraph(
            run("Le pont a coûté "), f'<w:ins w:id="1" w:author="a">{run("quatre")}</w:ins>',
            '<w:del w:id="2" w:author="a"><w:r><w:delText>cinq</w:delText></w:r></w:del>', run(" millions."),
        ),
        "Le pont a coûté quatre millions.",
    ),
    # https://github.com/python-openxml/python-docx/pull/1538: what was moved stands where it went, once
    "python-docx 1538": (
        paragraph(f'<w:moveFrom w:id="1" w:author="a">{run("Demain. ")}</w:moveFrom>', run("Le pont ouvre. "),
                  f'<w:moveTo w:id="2" w:author="a">{run("Demain.")}</w:moveTo>'),
        "Le pont ouvre. Demain.",
    ),
    # https://github.com/python-openxml/python-docx/issues/948, and letters of fonts of signs, as before Word 97
    "font Symbol": (
        paragraph(
            run("Il faut "), '<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>', run(" 10 "),
            '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', run(" et 5 "),
            run("m", '<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>'), run("g."),
        ),
        "Il faut ≥ 10 ✓ et 5 μg.",
    ),
    # https://github.com/ankushshah89/python-docx2txt/issues/35
    "what is struck out": (
        paragraph(run("Le pont a coûté "), run("cinq ", "<w:strike/>"), run("quatre millions.")),
        "Le pont a coûté quatre millions.",
    ),
    # https://github.com/docling-project/docling/issues/3739
    "a row that begins in its second column": (
        table(cell("A") + cell("B") + cell("C"), '<w:trPr><w:gridBefore w:val="1"/></w:trPr>' + cell("b") + cell("c")),
        "A | B | C | b | c",
    ),
    "a wide cell": (
        table(cell("A", '<w:gridSpan w:val="2"/>') + cell("B"), cell("a") + cell("") + cell("b")),
        "A | B a | b",
    ),
    # https://github.com/python-openxml/python-docx/issues/328
    "python-docx 328": (
        paragraph(run("À "), f'<w:smartTag w:uri="u" w:element="p">{run("Brevanne")}</w:smartTag>', run(", lundi.")),
        "À Brevanne, lundi.",
    ),
    # https://github.com/python-openxml/python-docx/issues/339: a word that two programs wrote
    "python-docx 339": (
        paragraph(run("Le maire de BRE"), f'<w:smartTag w:uri="u" w:element="n">{run("VANNE")}</w:smartTag>', run(".")),
        "Le maire de BREVANNE.",
    ),
    # https://github.com/python-openxml/python-docx/issues/85
    "python-docx 85": (
        paragraph(run("Voir "), f'<w:hyperlink r:id="rId1">{run("le rapport")}</w:hyperlink>', run(" du maire.")),
        "Voir le rapport du maire.",
    ),
    # https://github.com/toxicphreAK/python-docx-ng/issues/119: other wrappers
    "python-docx-ng 119": (
        paragraph(run("À "), f'<w:customXml w:element="city">{run("Nevers")}</w:customXml>', run(", mardi.")),
        "À Nevers, mardi.",
    ),
    # The same, of content controls in a line and around paragraphs
    "python-docx-ng 70": (
        paragraph(run("Titre : "), f"<w:sdt><w:sdtContent>{run('Le pont')}</w:sdtContent></w:sdt>")
        + f"<w:sdt><w:sdtContent>{paragraph(run('Il est long.'))}</w:sdtContent></w:sdt>",
        "Titre : Le pont Il est long.",
    ),
    # The same, of equations
    "python-docx-ng 95": (
        paragraph(run("La surface est "), "<m:oMath><m:r><m:t>S=12</m:t></m:r></m:oMath>", run(" ares.")),
        "La surface est S=12 ares.",
    ),
    # https://github.com/mwilliamson/mammoth.js/issues/161
    "mammoth 161": (
        paragraph("<w:r><w:t>Le gouver</w:t><w:softHyphen/><w:t>nement a parlé.</w:t></w:r>"),
        "Le gouvernement a parlé.",
    ),
    # https://github.com/mwilliamson/mammoth.js/issues/119
    "mammoth 119": (
        paragraph("<w:r><w:t>Le vice</w:t><w:noBreakHyphen/><w:t>président a parlé.</w:t></w:r>"),
        "Le vice-président a parlé.",
    ),
    # https://github.com/mwilliamson/mammoth.js/issues/230
    "mammoth 230": (
        paragraph(run("Le pont est ouvert."), run(" Ne pas publier.", "<w:vanish/>")),
        "Le pont est ouvert.",
    ),
    # https://github.com/mwilliamson/mammoth.js/issues/32: once, although Word writes each box in two ways
    "mammoth 32": (
        paragraph(
            run("Devant."),
            f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{BOX}</wps:txbx></w:drawing>'
            f"</mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r>",
        ),
        "Devant. Dans le cadre.",
    ),
    # https://github.com/mwilliamson/mammoth.js/issues/10: names that were pasted as fields
    "mammoth 10": (
        paragraph(run("Le chef de "), f'<w:fldSimple w:instr=" REF a ">{run("la France")}</w:fldSimple>', run(".")),
        "Le chef de la France.",
    ),
    # The instruction of a field is no text of the page, what it gives is
    "mammoth field codes": (
        paragraph(
            run("Voir page "), '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
            "<w:r><w:instrText> PAGEREF pont </w:instrText></w:r>", '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
            run("12"), '<w:r><w:fldChar w:fldCharType="end"/></w:r>', run("."),
        ),
        "Voir page 12.",
    ),
    # https://github.com/Unstructured-IO/unstructured/issues/2106: a merged cell is there once
    "unstructured 2106": (
        table(cell("Recettes", '<w:gridSpan w:val="2"/>'), cell("Ville") + cell("12 euros")),
        "Recettes Ville | 12 euros",
    ),
    # https://github.com/Unstructured-IO/unstructured/issues/3250: once in each of its rows, not at both ends of one
    "unstructured 3250": (
        table(cell("Ville", '<w:vMerge w:val="restart"/>') + cell("2019"), cell("", "<w:vMerge/>") + cell("2020")),
        "Ville | 2019 Ville | 2020",
    ),
    # https://github.com/Unstructured-IO/unstructured/pull/1952: in the cell that holds it
    "unstructured 1952": (
        table(f"<w:tc>{paragraph(run('Dehors'))}{table(cell('Dedans') + cell('12'))}{paragraph()}</w:tc>" + cell("7")),
        "Dehors Dedans 12 | 7",
    ),
    # Words that only a tab or a line break parts
    "python-docx tabs": (
        paragraph("<w:r><w:t>Ouverture</w:t><w:tab/><w:t>dix heures</w:t><w:br/><w:t>Fermeture</w:t></w:r>"),
        "Ouverture dix heures Fermeture",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_word_files(name: str) -> None:
    """The thread of each case stands beside it; without one it is our own."""
    body, right = CASES[name]
    found = squeezed(text("a.docx", word(body))).replace("\u2011", "-")
    assert found.replace("| |", "|") == right


def test_a_tall_cell_belongs_to_each_of_its_rows() -> None:
    """https://github.com/Tencent/WeKnora/pull/2657: Word leaves the cells below it empty."""
    first, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = [
        cell("Ville") + cell("An"),
        cell("Nevers", first) + cell("2019"),
        cell("", goes_on) + cell("2020"),
        cell("Pornic", first) + cell("2019"),
        cell("", '<w:vMerge w:val="continue"/>') + cell("2020"),
        cell("") + cell("2021"),
    ]
    right = "Ville | An\nNevers | 2019\nNevers | 2020\nPornic | 2019\nPornic | 2020\n | 2021"
    assert text("a.docx", word(table(*rows))) == right


@pytest.mark.parametrize(
    ("look", "is_seen"),
    [
        ('<w:color w:val="FFFFFF"/>', False),
        ('<w:color w:val="FEFEFE"/>', False),
        ('<w:sz w:val="2"/>', False),
        ('<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="000000"/>', True),
        ('<w:color w:val="FFFFFF"/><w:highlight w:val="black"/>', True),
        ('<w:color w:val="C0C0C0"/><w:sz w:val="12"/>', True),
    ],
)
def test_words_that_nobody_sees(look: str, *, is_seen: bool) -> None:
    """https://github.com/ui-insight/vandalizer/pull/777, in a Word file."""
    data = word(paragraph(run("Le pont est ouvert."), run(" Secret.", look)))
    assert text("a.docx", data) == f"Le pont est ouvert.{' Secret.' if is_seen else ''}"
    assert [str(note) for note in read("a.docx", data).notes] == ([] if is_seen else ["Hidden text was not read."])


def test_white_words_of_a_table_may_stand_on_its_own_ground() -> None:
    """https://github.com/Andy8647/pdf-injection-scanner/issues/1: the look of a table is said elsewhere."""
    white = run("Ville", '<w:color w:val="FFFFFF"/>')
    assert text("a.docx", word(table(f"<w:tc>{paragraph(white)}</w:tc>" + cell("12")))) == "Ville | 12"


def test_pictures_are_reported() -> None:
    """No thread: own case. One that is large enough to show text: the sign of a firm is not."""
    for size, notes in ((800, 300), 1), ((60, 60), 0):
        drawn, stream, document = io.BytesIO(), io.BytesIO(), Document()
        Image.new("RGB", size, "white").save(drawn, "PNG")
        document.add_paragraph("Le pont est ouvert.")
        document.add_picture(drawn)
        document.save(stream)
        assert [
            str(note).startswith("Pictures in it were not read (1)") for note in read("a.docx", stream.getvalue()).notes
        ] == [True] * notes
