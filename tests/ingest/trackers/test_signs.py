"""Faults that users of pypdf, python-docx, ftfy and others reported: formulas, forms, hidden and split words."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from fpdf import FPDF
from pptx import Presentation

from tests.ingest.converters.test_more_formats import OFFICE, zipped
from tests.ingest.trackers.reading import articles, read, squeezed, text
from tests.ingest.trackers.test_pdfs import SENTENCE, found, page
from tests.ingest.trackers.test_sheets import notes
from tests.ingest.trackers.test_web import page as web_page
from tests.ingest.trackers.test_word import cell, paragraph, run, table, word


def of(*inside: str, tag: str) -> str:
    return f"<m:{tag}>{''.join(inside)}</m:{tag}>"


def letters(words: str) -> str:
    return f"<m:r><m:t>{words}</m:t></m:r>"


HALF = of(of(letters("1"), tag="num"), of(letters("2"), tag="den"), tag="f")
FORMULAS = {
    # https://github.com/dbashford/textract/issues/174: x=(b(x)+c(x))/(4+x) without its bar and its brackets
    "textract 174": (
        letters("x=")
        + of(
            of(letters("b"), of(of(letters("x"), tag="e"), tag="d"), letters("+c"), tag="num"),
            of(letters("4+x"), tag="den"), tag="f",
        ),
        "x=(b(x)+c)/(4+x)",
    ),
    # https://github.com/hrushikeshrv/docxlatex/issues/5: 1/2 is not 12
    "docxlatex 5": (HALF, "1/2"),
    "a root": (
        '<m:rad><m:radPr><m:degHide m:val="1"/></m:radPr><m:deg/>' + of(letters("2"), tag="e") + "</m:rad>", "√2"
    ),
    "a root of the third degree": (of(of(letters("3"), tag="deg"), of(letters("a+b"), tag="e"), tag="rad"), "³√(a+b)"),
    "a sum": (
        '<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr>' + of(letters("1"), tag="sub") + of(letters("9"), tag="sup")
        + of(letters("i"), tag="e") + "</m:nary>",
        "∑₁⁹ i",
    ),
    "a power": (of(of(letters("x"), tag="e"), of(letters("2"), tag="sup"), tag="sSup"), "x²"),
    "square brackets": (
        '<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr>' + of(letters("3"), tag="e") + "</m:d>", "[3]"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMULAS)
def test_formulas_of_word(name: str) -> None:
    """No thread: own case."""
    inside, right = FORMULAS[name]
    assert text("a.docx", word(paragraph(run("Soit "), f"<m:oMath>{inside}</m:oMath>", run(".")))) == f"Soit {right}."


def test_formulas_of_web_pages() -> None:
    """No thread: own case. The same in MathML: 1/2 litre is not 12 litres."""
    said = (
        "<p>Il reste <math><mfrac><mn>1</mn><mn>2</mn></mfrac></math> litre, <math><msqrt><mn>2</mn></msqrt></math> m, "
        "<math><mroot><mn>8</mn><mn>3</mn></mroot></math> et <math><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow>"
        "<mi>c</mi></mfrac><msup><mi>x</mi><mn>2</mn></msup></math>.</p>"
    )
    assert "Il reste 1/2 litre, √2 m, ³√8 et (a+b)/cx²." in text("a.html", web_page(said))


@pytest.mark.parametrize(
    ("raised", "right"),
    [("1998<sup>1,2</sup>", "1998¹,²"), ("10<sup>–6</sup>", "10⁻⁶"), ("2<sup>1/2</sup>", "2¹/²"),
     ("5<sup>[3]</sup>", "5[3]"), ("1<sup>er</sup>", "1er"), ("12,5<sup>1)</sup>", "12,5¹⁾")],
)  # fmt: skip
def test_marks_of_notes_and_exponents_of_web_pages(raised: str, right: str) -> None:
    """https://github.com/datalab-to/marker/issues/274: several notes beside one number, a minus that is a dash."""
    assert f"Soit {right} selon lui." in text("a.html", web_page(f"<p>Soit {raised} selon lui.</p>"))


def test_formulas_of_libreoffice() -> None:
    """No thread: own case. They lie in parts of their own, as MathML."""
    said = '<math xmlns="http://www.w3.org/1998/Math/MathML"><mfrac><mn>1</mn><mn>2</mn></mfrac></math>'
    frame = '<draw:frame><draw:object xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="./Object 1"/></draw:frame>'
    content = (
        f"<office:document-content {OFFICE}><office:body><office:text><text:p>Il reste {frame} litre.</text:p>"
        "</office:text></office:body></office:document-content>"
    )
    data = zipped({"content.xml": content, "Object 1/content.xml": said})
    assert text("a.odt", data) == "Il reste 1/2 litre."


# ---------------------------------------------------------------- Word


def field(*inside: str, kind: str) -> str:
    """A field of a form as Word 97 made them: what was chosen stands in its properties alone."""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{"".join(inside)}</w:ffData></w:fldChar></w:r>'
        f'<w:r><w:instrText> {kind} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def test_what_was_chosen_in_a_form() -> None:
    """https://github.com/yfedoseev/office_oxide/issues/276 and https://github.com/python-openxml/python-docx/issues/696."""
    entries = '<w:listEntry w:val="Ouvert"/><w:listEntry w:val="Fermé"/>'
    chosen = field(f'<w:ddList><w:result w:val="1"/>{entries}</w:ddList>', kind="FORMDROPDOWN")
    first = field(f"<w:ddList>{entries}</w:ddList>", kind="FORMDROPDOWN")
    ticked = field('<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>', kind="FORMCHECKBOX")
    empty = field('<w:checkBox><w:default w:val="0"/></w:checkBox>', kind="FORMCHECKBOX")
    boxes = (run(" "), ticked, run(" oui "), empty, run(" non."))
    body = paragraph(run("Pont : "), chosen, run(" ; gare : "), first, *boxes)
    assert text("a.docx", word(body)) == "Pont : Fermé ; gare : Ouvert ☒ oui ☐ non."


def test_letters_that_are_drawn_as_a_picture() -> None:
    """https://github.com/yfedoseev/office_oxide/issues/274: WordArt."""
    drawn = '<w:r><w:pict><v:shape><v:textpath string="Grande braderie"/></v:shape></w:pict></w:r>'
    assert squeezed(text("a.docx", word(paragraph(run("Devant."), drawn)))) == "Devant. Grande braderie"


def test_a_row_that_was_deleted_with_changes_tracked() -> None:
    """No thread: own case."""
    gone = '<w:trPr><w:del w:id="1" w:author="a"/></w:trPr>'
    assert text("a.docx", word(table(gone + cell("Vieux"), cell("Neuf")))) == "Neuf"


def test_a_style_that_hides_as_the_one_that_it_is_based_on(tmp_path: Path) -> None:
    """https://github.com/mwilliamson/mammoth.js/issues/230: hidden text, here by way of two styles."""
    document = Document()
    hiding = document.styles.add_style("Cache", WD_STYLE_TYPE.CHARACTER)
    hiding.font.hidden = True
    document.styles.add_style("Cache bis", WD_STYLE_TYPE.CHARACTER).base_style = hiding
    written = document.add_paragraph("Le pont est ouvert.")
    written.add_run(" Secret.", style="Cache bis")
    document.save(tmp_path / "a.docx")
    data = (tmp_path / "a.docx").read_bytes()
    assert text("a.docx", data) == "Le pont est ouvert."
    assert notes("a.docx", data) == "Hidden text was not read."


def test_a_paragraph_whose_end_was_deleted_goes_on() -> None:
    """No thread: own case."""
    gone = '<w:pPr><w:rPr><w:del w:id="1" w:author="a"/></w:rPr></w:pPr>'
    body = paragraph(gone, run("Le pont ")) + paragraph(run("est ouvert.")) + paragraph(run("La gare."))
    assert text("a.docx", word(body)) == "Le pont est ouvert.\n\nLa gare."


# ---------------------------------------------------------------- slides


def slides(fill: Callable[[Any], None]) -> bytes:
    presentation, stream = Presentation(), io.BytesIO()
    fill(presentation.slides.add_slide(presentation.slide_layouts[6]))
    presentation.save(stream)
    return stream.getvalue()


def box(slide: Any, *runs: tuple[str, str, str]) -> Any:
    """A box of text, of runs with an attribute of their look."""
    shape = slide.shapes.add_textbox(0, 0, 3_000_000, 500_000)
    for words, name, value in runs:
        run = shape.text_frame.paragraphs[0].add_run()
        run.text = words
        if name:
            run.font._element.set(name, value)
    return shape


def test_slides_as_they_are_shown() -> None:
    """https://github.com/F2-AI-Inc/docray/pull/22, https://github.com/ssine/pptx2md/issues/88."""

    def fill(slide: Any) -> None:
        box(slide, ("Soit 10", "", ""), ("6", "baseline", "30000"), (" vieux", "strike", "sngStrike"))
        box(slide, ("Secret", "", ""))._element.nvSpPr.cNvPr.set("hidden", "1")

    data = slides(fill)
    assert text("a.pptx", data) == "Soit 10⁶"
    assert notes("a.pptx", data) == "Hidden text was not read. Struck text was not read."
    assert articles("a.pptx", data)[0].date is None  # that of python-pptx's template is none


def test_a_hidden_slide_keeps_its_number() -> None:
    """https://github.com/xberg-io/xberg/issues/1412."""

    def fill(slide: Any) -> None:
        box(slide, ("Un.", "", ""))
        presentation = slide.part.package.presentation_part.presentation
        for words in ("Secret.", "Trois."):
            box(presentation.slides.add_slide(slide.slide_layout), (words, "", ""))
        presentation.slides[1]._element.set("show", "0")

    data = slides(fill)
    (article,) = articles("a.pptx", data)
    assert article.text == "Un.\f\fTrois."
    assert article.slide(article.text.index("Trois")) == 3
    assert notes("a.pptx", data) == "Hidden slides were not read (1)."


def test_lines_and_cells_of_slides() -> None:
    """No thread: own case."""

    def fill(slide: Any) -> None:
        box(slide, ("Ouverture", "", "")).text_frame.paragraphs[0].add_line_break()
        slide.shapes[0].text_frame.paragraphs[0].add_run().text = "dix heures"
        table = slide.shapes.add_table(1, 2, 0, 2_000_000, 3_000_000, 500_000).table
        table.cell(0, 0).text = "10"
        raised = table.cell(0, 0).text_frame.paragraphs[0].add_run()
        raised.text = "6"
        raised.font._element.set("baseline", "30000")
        table.cell(0, 1).text = "litres"

    assert text("a.pptx", slides(fill)) == "Ouverture\ndix heures\n\n10⁶ | litres"


def test_tall_cells_of_slides_and_texts() -> None:
    """https://github.com/Tencent/WeKnora/pull/2657, in the tables of PowerPoint and LibreOffice."""

    def fill(slide: Any) -> None:
        table = slide.shapes.add_table(3, 2, 0, 0, 3_000_000, 900_000).table
        for at, words in enumerate(("2019", "2020", "2021")):
            table.cell(at, 1).text = words
        table.cell(0, 0).text = "Nevers"
        table.cell(0, 0).merge(table.cell(1, 0))

    assert text("a.pptx", slides(fill)) == "Nevers | 2019\nNevers | 2020\n | 2021"

    def cell(words: str, more: str = "") -> str:
        return f"<table:table-cell{more}><text:p>{words}</text:p></table:table-cell>"

    covered = "<table:covered-table-cell/>"
    first = cell("Nevers", ' table:number-rows-spanned="2"') + cell("2019")
    rows = "".join(
        f"<table:table-row>{row}</table:table-row>" for row in (first, covered + cell("2020"), cell("") + cell("2021"))
    )
    content = (
        f"<office:document-content {OFFICE}><office:body><office:text><table:table>{rows}</table:table></office:text>"
        "</office:body></office:document-content>"
    )
    assert text("a.odt", zipped({"content.xml": content})) == "Nevers | 2019\nNevers | 2020\n | 2021"


def test_a_hidden_slide_of_libreoffice() -> None:
    """https://github.com/xberg-io/xberg/issues/1412: it keeps its number, so that the next one has the one it shows."""

    def slide(words: str, style: str) -> str:
        return (
            f'<draw:page draw:style-name="{style}"><draw:frame><draw:text-box><text:p>{words}</text:p></draw:text-box>'
            "</draw:frame></draw:page>"
        )

    names = 'xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0"'
    styles = (
        '<style:style style:name="H"><style:drawing-page-properties presentation:visibility="hidden"/></style:style>'
    )
    three = slide("Un.", "S") + slide("Secret.", "H") + slide("Trois.", "S")
    content = (
        f"<office:document-content {OFFICE} {names}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:presentation>{three}</office:presentation>"
        "</office:body></office:document-content>"
    )
    data = zipped({"content.xml": content})
    (article,) = articles("a.odp", data)
    assert article.text == "Un.\f\fTrois."
    assert (article.slide(0), article.slide(article.text.index("Trois")), article.page(0)) == (1, 3, None)
    assert notes("a.odp", data) == "Hidden text was not read."


# ---------------------------------------------------------------- mails


def test_a_head_that_is_not_encoded() -> None:
    """https://github.com/overwrite00/EMLyzer/pull/6: as mails were before 1996, and some still are."""
    for encoding in ("latin-1", "utf-8"):
        mail = "Subject: L'été à Nevers\nFrom: Hélène <a@b.fr>\nDate: 06/03/2021 10:00\n\nLe pont est là."
        (only,) = articles("a.eml", mail.encode(encoding))
        assert (only.title, only.text, only.date) == (
            "L'été à Nevers", "From: Hélène <a@b.fr>\n\nLe pont est là.", "2021-03-06",
        )  # fmt: skip


# ---------------------------------------------------------------- web pages


@pytest.mark.parametrize(
    ("style", "is_seen"),
    [
        ("text-indent:-9999px", False),
        ("position:absolute; left: -10000px", False),
        ("position:absolute;clip:rect(0,0,0,0)", False),
        ("border:0;clip: rect(0px, 0px, 0px, 0px);clip-path: inset(50%);height:1px", False),
        ("font-size:1px", False),
        ("visibility: collapse", False),
        ("opacity:0", True),  # what is faded in begins so
        ("max-height:0;overflow:hidden", True),  # and what is unfolded; readers of web pages drop what says "hidden"
        ("overflow: hidden", True),
        ("margin-left:-12px", True),
    ],
)
def test_words_that_a_page_moves_out_of_sight(style: str, is_seen: bool) -> None:
    """https://github.com/mozilla/readability/issues/930."""
    said = text("a.html", web_page(f"<p style='{style}'>Ce paragraphe est-il visible ?</p>"))
    assert ("visible" in said) is is_seen


def test_boxes_beside_an_article_and_the_names_under_quotations() -> None:
    """https://github.com/adbar/trafilatura/issues/569: an `aside` is dropped, whatever it holds."""
    said = text("a.html", web_page(
        "<aside class=encadre><h3>Repères</h3><p>Le pont date de 1832 et mesure trois cents mètres.</p></aside>"
        "<blockquote><p>Nous irons.</p><footer>— Anne Postic</footer></blockquote>"
        "<aside class='related'><p>La gare ferme ses portes pour deux ans de travaux.</p></aside>"
        "<aside><p><a href=/a>Lire aussi : la gare ferme ses portes pour deux ans</a></p></aside>"
    ))  # fmt: skip
    assert "Le pont date de 1832" in said
    assert "— Anne Postic" in said
    assert "la gare ferme" not in said.lower()


def test_lines_inside_a_cell() -> None:
    """No thread: own case."""
    rows = "<tr><td>Maire<br>adjoint</td><td>Anne<br/>Luc</td></tr><tr><td>Secrétaire</td><td>Paul</td></tr>"
    said = text("a.html", web_page(f"<table>{rows}</table>"))
    assert "Maire adjoint | Anne Luc\nSecrétaire | Paul" in said


def test_lines_that_are_seen_as_they_are_written() -> None:
    """No thread: own case."""
    assert "Lundi 8 h\nMardi 9 h" in text("a.html", web_page("<pre>Lundi 8 h\nMardi 9 h</pre>"))


# ---------------------------------------------------------------- PDF files


def test_accents_that_are_letters_of_their_own() -> None:
    """https://github.com/pymupdf/PyMuPDF/issues/2279 and https://github.com/NAMD/pypln.backend/issues/151: pdfTeX."""
    document = page()
    x = 20.0
    for letter in "L'´ecole pr´ef`ere No¨el":
        if letter in "´`¨":
            document.text(x + 0.2, 20, letter)
        else:
            document.text(x, 20, letter)
            x += document.get_string_width(letter)
    assert found(document) == "L'école préfère Noël"


def test_an_accent_beside_a_letter_stays_there() -> None:
    """No thread: own case."""
    document = page()
    document.text(20, 20, "La touche ´ et le signe ~100 ou 2^8.")
    assert found(document) == "La touche ´ et le signe ~100 ou 2^8."


def test_letters_that_are_not_drawn() -> None:
    """https://github.com/Unstructured-IO/unstructured/issues/4377 and https://github.com/jsvine/pdfplumber/issues/1230."""
    document = page()
    document.text(20, 20, SENTENCE)
    document.text_mode = 3  # type: ignore[assignment]
    document.text(20, 30, "Texte secret.")
    data = bytes(document.output())
    assert squeezed(text("a.pdf", data)) == SENTENCE
    assert notes("a.pdf", data) == "Hidden text of 1 of 1 pages was not read (1)."


def test_letters_that_are_not_drawn_over_a_scan_are_its_text() -> None:
    """https://github.com/axa-group/Parsr/issues/4: what an OCR program read stands unseen over the picture."""
    from PIL import Image

    document = page()
    document.image(Image.new("RGB", (800, 1100), "white"), 0, 0, 210, 297)
    document.text_mode = 3  # type: ignore[assignment]
    for at in range(6):
        document.text(20, 20 + 6 * at, SENTENCE)
    assert SENTENCE in squeezed(text("a.pdf", bytes(document.output())))


@pytest.mark.parametrize(
    ("before", "after", "right"),
    [
        ("Il parle au nom du gouver-", "nement de la ville, lundi.", ["gouvernement", "de la ville, lundi."]),
        ("Il a vu le vice-", "président de la ville.", ["vice-président", "de la ville."]),
        ("Il habite à Aix-en-", "Provence depuis mardi.", ["Aix-en-", "Provence depuis mardi."]),
        ("Il parle de la ville -", "elle est grande.", ["ville -", "elle est grande."]),
    ],
)
def test_a_word_that_goes_on_on_the_next_page(before: str, after: str, right: list[str]) -> None:
    """https://github.com/py-pdf/pypdf/issues/2262, from page to page."""
    document = page()
    document.text(20, 270, before)
    document.add_page()
    document.text(20, 20, after)
    first, second = text("a.pdf", bytes(document.output())).split("\f")
    assert (first.split(" ", 99)[-len(right[0].split()) :], second) == (right[0].split(), right[1])


def test_a_hyphen_that_does_not_break() -> None:
    """No thread: own case."""
    document = FPDF()
    document.add_font("DejaVu", fname="/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
    document.set_font("DejaVu", size=11)
    document.add_page()
    document.text(20, 20, "Il est né à Aix\u2011")
    document.text(20, 26, "en\u2011Provence.")
    assert found(document).replace("\u2011", "-") == "Il est né à Aix-en-Provence."


def test_notes_that_are_laid_over_a_page() -> None:
    """https://github.com/Fergana-Labs/stash/pull/1007: they are no text of the page, and are reported."""
    document = page()
    document.text(20, 20, SENTENCE)
    document.text_annotation(50, 50, "Note du relecteur.")
    data = bytes(document.output())
    assert squeezed(text("a.pdf", data)) == SENTENCE
    assert notes("a.pdf", data) == "Comments in the margin were not read (1)."


def test_a_watermark_across_the_page() -> None:
    """https://github.com/kermitt2/pdfalto/issues/140, https://github.com/unidoc/unipdf/issues/39: it stays a word."""
    document = page()
    lines = [f"Ligne {at} : le conseil a voté." for at in range(6)]
    for at, line in enumerate(lines):
        document.text(20, 40 + 6 * at, line)
    document.set_font_size(60)
    with document.rotation(45, 60, 150):
        document.text(60, 150, "BROUILLON")
    assert found(document) == f"{' '.join(lines)} BROUILLON"


@pytest.mark.parametrize(
    ("first", "second", "right"),
    [
        ("Voir https://exemple.fr/rapport-", "annuel/2021 pour le reste.", "https://exemple.fr/rapport-annuel/2021"),
        (
            "Voir https://exemple.fr/docs/",
            "page_reference.html en ligne.",
            "https://exemple.fr/docs/page_reference.html",
        ),
        ("Voir https://exemple.fr/?page=", "12 pour le reste.", "https://exemple.fr/?page=12"),
        ("Voir https://exemple.fr/docs/", "pour le reste de la liste.", "https://exemple.fr/docs/ pour le reste"),
        ("Écrire à jean-", "pierre.dupont@exemple.fr avant lundi.", "jean-pierre.dupont@exemple.fr"),
    ],
)
def test_addresses_that_two_lines_share(first: str, second: str, right: str) -> None:
    """https://github.com/typst/typst/issues/6503, https://github.com/py-pdf/pypdf/issues/1810."""
    document = page()
    for at, line in enumerate((first, second)):
        document.text(20, 20 + 5 * at, line)
    assert right in found(document)


# ---------------------------------------------------------------- characters

TWICE = {
    (
        "L\u00e2\u20ac\u2122\u00c3\u00a9t\u00c3\u00a9 \u00c3\u00a0 Brevanne, \u00c2\u00ab trop \u00c2\u00bb chaud."
    ): "L’été à Brevanne, « trop » chaud.",
    "12 \u00e2\u201a\u00ac \u00c3  Nevers, c\u00c5\u201cur": "12 € à Nevers, cœur",
    "L’ÂGE DE SÃO PAULO, « CAFÉ\u00a0», Âge\u00a0: à\u00a0«\u00a0lui\u00a0», PROCÈS\u00a0!": None,
}


def test_signs_that_stand_for_others() -> None:
    """No thread: own case.

    The long s of old prints, variants that nobody sees, and a sign that is no word in this encoding.
    """
    assert text("a.txt", "La paſſion de Ne\ufe0fvers.") == "La passion de Nevers."
    assert text("a.txt", "Prix : 10 £ ou 5 ½ ici.".encode("cp1252")) == "Prix : 10 £ ou 5 ½ ici."


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.csv"])
def test_entities_in_texts_of_tables(name: str) -> None:
    """https://github.com/impresso/impresso-text-acquisition/issues/139, https://github.com/madelynnblue/goread/issues/246."""
    data = "title,text\nA,L&#39;&eacute;t&eacute; &amp; l’hiver\n" if name == "a.csv" else json.dumps(
        {"title": "A", "text": "L&#39;&eacute;t&eacute; &amp; l’hiver"}
    )  # fmt: skip
    assert text(name, data) == "L'été & l’hiver"


def test_an_article_of_a_database() -> None:
    """No thread: own case."""
    data = json.dumps({"title": "A", "text": "<p>Le <b>pont</b>.</p>", "date": {"$date": 1614988800000}})
    (only,) = articles("a.json", data)
    assert (only.text, only.date) == ("Le pont.", "2021-03-06")


@pytest.mark.parametrize("written", TWICE)
def test_texts_that_were_encoded_twice(written: str) -> None:
    """https://github.com/NousResearch/hermes-agent/pull/96664 and https://github.com/Pharaoh-Labs/teamarr/pull/537."""
    assert text("a.txt", written) == (TWICE[written] or written)


# ---------------------------------------------------------------- Markdown and JSON


@pytest.mark.parametrize("hidden", ["%% Secret %%", "%%\nSecret\n%%", "Vu.%%Secret%%"])
def test_comments_of_obsidian(hidden: str) -> None:
    """No thread: own case."""
    found = text("a.md", f"# Le pont\n\nIl est ouvert.\n\n{hidden}\n\nIl coûte 50 %% de plus.\n")
    assert ("Secret" in found) is hidden.startswith("Vu.")
    assert "50 %% de plus" in found


@pytest.mark.parametrize(
    ("hidden", "note"),
    [
        ('<div style="display:none">Secret</div>', ["Hidden text was not read."]),
        ("<p hidden>Secret, dit-il.</p>", ["Hidden text was not read."]),
        ("<div class='x' hidden>\n<div>Un</div>\nSecret\n</div>", ["Hidden text was not read."]),
        ("<script>Secret</script><style>p {color: red}</style>", []),
    ],
)
def test_what_a_page_of_markdown_hides(hidden: str, note: list[str]) -> None:
    """No thread: own case. It is seen where it is code."""
    written = f"# Vote\n\nLa gare rouvre.\n\n{hidden}\n\nFin.\n"
    assert "Secret" not in text("a.md", written)
    assert [str(one) for one in read("a.md", written).notes] == note
    assert "Secret" in text("a.md", f"# Vote\n\n```html\n{hidden}\n```\n")


@pytest.mark.parametrize(
    "seen", ['<span title="a hidden gem">Vu</span>', '<p data-x="display:none">Vu</p>', "<p hidden>Vu"]
)
def test_what_only_looks_hidden_in_markdown(seen: str) -> None:
    """No thread: own case."""
    assert "Vu" in text("a.md", f"# Vote\n\nLa gare rouvre.\n\n{seen}\n\nFin.\n")


def test_variants_that_hide_a_message() -> None:
    """No thread: own case. 240 variants of a sign can carry bytes that nobody sees."""
    assert text("a.txt", "Vu." + "".join(map(chr, range(0xE0100, 0xE0110)))) == "Vu."


def test_guesses_in_names_are_no_dates() -> None:
    """https://github.com/Wikidata/primarysources/issues/121, in the name of a file."""
    for name in ("carte vers mars 1900.txt", "c. mars 1900 carte.txt", "plan ca. mars 1900.txt"):
        assert articles(name, "La gare rouvre lundi.")[0].date is None
    assert articles("carte, mars 1900.txt", "La gare de Nevers rouvre lundi.")[0].date == "1900-03"


def test_a_head_without_rules() -> None:
    """No thread: own case. As Pelican and MultiMarkdown have it."""
    (only,) = articles("a.md", "Title: Le pont\nDate: 2021-03-06 10:20\nCategory: Ville\n\nIl est ouvert.\n")
    assert (only.title, only.date, only.text[only.body_start :]) == ("Le pont", "2021-03-06", "Il est ouvert.\n")
    (other,) = articles("a.md", "Lieu: la mairie\nHeure: midi\n\nIl est ouvert.\n")
    assert other.body_start == 0


RECORDS = {
    "a list of paragraphs": {"title": "A", "content": ["Le pont est ouvert.", "La gare aussi."]},
    "blocks": {"title": "A", "body": [{"type": "p", "text": "Le pont est ouvert."}, {"text": "La gare aussi."}]},
    "fields inside": {"webTitle": "A", "fields": {"bodyText": "Le pont est ouvert.\n\nLa gare aussi."}},
    "a headline in an object": {"headline": {"main": "A"}, "lead_paragraph": "Le pont est ouvert.\n\nLa gare aussi."},
    "a search engine": {"_index": "i", "_source": {"title": ["A"], "text": "Le pont est ouvert.\n\nLa gare aussi."}},
}


@pytest.mark.parametrize("name", RECORDS)
def test_articles_of_interfaces(name: str) -> None:
    """No thread: own case."""
    (only,) = articles("a.jsonl", json.dumps(RECORDS[name]))
    assert (only.title, only.text) == ("A", "Le pont est ouvert.\n\nLa gare aussi.")


# ---------------------------------------------------------------- dates


@pytest.mark.parametrize(
    "written",
    ["06-mars-21", "6-Mar-21", "06-mars-2021", "Sam 06 Mar 2021", "06 / 03 / 2021", "Publié le 06/03/2021",
     "2021-Mar-06", "06 mars 2021 (samedi)", "2021-03-06+01:00", "1614988800000000", "1614988800000000000",
     "Mar 6, 2021, 9:00 AM",
     "Sat Mar 06 09:00:00 +0000 2021", "Samedi 06 mars 2021 - 09h30", "6 mar. 2021"],
)  # fmt: skip
def test_dates_of_tables(written: str) -> None:
    """No thread: own case."""
    (only,) = articles("a.csv", f'title;text;date\nA;Le pont est ouvert.;"{written}"\n')
    assert only.date == "2021-03-06"


def test_years_and_months_of_tables() -> None:
    """No thread: own case."""
    found = articles("a.csv", "title;text;date\nA;Le pont.;2021.0\nB;La gare.;03/2021\nC;Le port.;1er-mars-2021\n")
    assert [one.date for one in found] == ["2021", "2021-03", "2021-03-01"]


@pytest.mark.parametrize(
    ("first", "date"),
    [
        ("Réunion - 6 mars 2021", None),
        ("Concert, le 6 mars 2021", None),
        ("Bataille de Verdun, 21 février 1916", None),
        ("Traité de Versailles, 28 juin 1919", None),
        ("Tous droits réservés, 6 mars 2021", None),
        ("Nevers, le 6 mars 2021", "2021-03-06"),
        ("Le Monde, 6 mars 2021", "2021-03-06"),
        ("Publié le 6 mars 2021", "2021-03-06"),
    ],
)
def test_the_day_of_an_event_is_not_that_of_the_text(first: str, date: str | None) -> None:
    """https://github.com/akoumjian/datefinder/issues/124: what only looks like the date of the article."""
    (only,) = articles("a.txt", f"{first}\n\n{SENTENCE}")
    assert only.date == date


def test_the_day_of_an_event_in_english() -> None:
    """No thread: own case."""
    body = "The council of the town voted on Monday evening for the new bridge."
    for first, date in (("Battle of the Somme, 1 July 1916", None), ("London, 1 July 2016", "2016-07-01")):
        (only,) = articles("a.txt", f"{first}\n\n{body}")
        assert only.date == date


@pytest.mark.parametrize(
    ("name", "date"),
    [("Lettre n°12 - Mars 2021.txt", "2021-03"), ("facture 2021-10-001.txt", None),
     ("CR 12 - mars 2021.txt", "2021-03"), ("12 mars 2021.txt", "2021-03-12"),
     ("lettre-12-mars-2021.txt", "2021-03-12")],
)  # fmt: skip
def test_numbers_in_names_are_no_days(name: str, date: str | None) -> None:
    """https://github.com/paperless-ngx/paperless-ngx/issues/9163: what of a name is a date."""
    assert read(name, SENTENCE).articles[0].date == date
