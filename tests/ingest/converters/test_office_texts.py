"""Texts of office programs as their pages show them: signs, notes, struck words, the numbers of lists, hidden cells."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from lxml import etree

from qa.ingest.converters.list_numbers import Counter, Level, written
from tests.ingest.trackers.reading import read, squeezed, text
from tests.ingest.trackers.test_word import W, paragraph, run, word

FONTS = rb"{\fonttbl{\f0\froman\fcharset0 Times;}{\f1\fnil\fcharset2 Symbol;}{\f2\fnil\fcharset2 Wingdings;}}"


def rtf(body: bytes) -> bytes:
    return rb"{\rtf1\ansi\ansicpg1252\deff0" + FONTS + body + b"}"


RTF_CASES = {
    "letters of the font Symbol": (rb"x {\f1 \'b3} 5 et {\f1 m}g, {\f1 \u-3917?} {\f2 \'fc}", "x ≥ 5 et μg, ≥ ✓"),
    "a sign put as a field": (rb"x {\field{\*\fldinst SYMBOL 179}{\fldrslt {\f1 \'b3}}} 5", "x ≥ 5"),
    "a note": (rb"Vu{\super \chftn}{\footnote\pard\plain \chftn  Selon l\'92Insee.} hier.\par Fin.",
               "Vu¹ hier. Fin. ¹ Selon l’Insee."),
    "struck and deleted": (rb"Prix : {\strike 12}{\deleted 13}{\striked1 14} 15 \strike non\strike0 euros.",
                           "Prix : 15 euros."),
    "hidden, also where a group lies in it": (rb"Oui{\v non {\b jamais} non}. \v non\v0 Fin.", "Oui. Fin."),
    "raised by points": (rb"10{\up6\fs12 6} et H{\dn4 2}O, et {\up2 mars 2021}", "10⁶ et H₂O, et mars 2021"),
    # https://github.com/joshy/striprtf/issues/63
    "an item of a list": (rb"{\listtext\pard\plain 1.\tab}\ls4 Un\par{\pntext\'b7\tab}Deux\par{\listtext a)\tab}Trois",
                          "1. Un Deux a) Trois"),
    "a box": (rb"Devant{\shp{\*\shpinst{\sp{\sn a}{\sv 1}}{\shptxt Dans le cadre.\par}}{\shprslt{\shptxt 2}}}.\par",
              "Devant. Dans le cadre."),
    "a formula": (rb"Soit {\mmath{\*\moMath{\mr S=r}{\msSup{\me{\mr x}}{\msup{\mr 2}}}}{\mmathPict{\pict 00}}}.",
                  "Soit S=rx²."),
    "a link without its address": (rb'Voir {\field{\*\fldinst{HYPERLINK "http://x.fr"}}{\fldrslt{le rapport}}}.',
                                   "Voir le rapport."),
    "a table with an empty cell": (rb"\trowd\pard\intbl A\cell\cell C\cell\row\trowd\intbl a\par aa\cell b\cell "
                                   rb"c\cell\row\pard Fin.", "A | | C a aa | b | c Fin."),
    "bytes of a picture": (b"Oui{\\pict\\bin5 }}{{} x}.", "Oui."),
    "signs of other planes": (rb"Un \u-10179?\u-8704? ami", "Un \U0001f600 ami"),
    "an old Mac": (rb"{\fonttbl{\f7\fnil Geneva;}}\mac\f7 L\'8et\'8e", "Lété"),
    "a word in another alphabet": (rb"{\fonttbl{\f7\fcharset204 Arial;}}\f7 \'cc\'e8\'f0 \f0 \'e9t\'e9", "Мир été"),
}  # fmt: skip


@pytest.mark.parametrize("name", RTF_CASES)
def test_rtf(name: str) -> None:
    body, right = RTF_CASES[name]
    assert squeezed(text("a.rtf", rtf(body))) == right


def test_what_is_not_read_of_rtf_is_reported() -> None:
    picture = rb"{\pict\wmetafile8\picwgoal6000\pichgoal3000 00}"
    found = read(
        "a.rtf",
        rtf(rb"{\header La Gazette\par}{\strike Non} oui {\v non}{\*\annotation faux}" + picture
            + rb"{\nonshppict" + picture + rb"}"),
    )  # fmt: skip
    assert [str(note).partition(":")[0] for note in found.notes] == [
        "Hidden text was not read.", "Struck text was not read.", "Comments in the margin were not read (1).",
        "Headers and footers were not read (“La Gazette”).", "Pictures in it were not read (1)",
    ]  # fmt: skip


# ---------------------------------------------------------------- OpenDocument

NAMES = " ".join(f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for p, n in (
    ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"),
))  # fmt: skip


def opendocument(body: str, styles: str = "", document: str = "") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("content.xml", (
            f"<office:document-content {NAMES}><office:automatic-styles>{styles}</office:automatic-styles><office:body>"
            f"{body}</office:body></office:document-content>"
        ))  # fmt: skip
        archive.writestr("styles.xml", f"<office:document-styles {NAMES}>{document}</office:document-styles>")
    return stream.getvalue()


def style(name: str, properties: str, parent: str = "") -> str:
    return (
        f'<style:style style:name="{name}" style:parent-style-name="{parent}"><style:text-properties {properties}/>'
        "</style:style>"
    )


def span(words: str, name: str) -> str:
    return f'<text:span text:style-name="{name}">{words}</text:span>'


def test_letters_of_opendocument() -> None:
    styles = style("S", 'style:text-line-through-style="solid"') + style("F", 'style:font-name="Symbol"')
    styles += style("U", 'style:text-position="33% 80%"') + style("D", 'style:text-position="-8% 80%"')
    document = style("Barré", 'style:text-line-through-type="double"')
    said = f"Prix : {span('12', 'S')} 15, {span('13', 'B')}5 {span('m', 'F')}g, 10{span('6', 'U')}, H{span('2', 'D')}O."
    found = read("a.odt", opendocument(f"<text:p>{said}</text:p>", styles + style("B", "", "Barré"), document))
    assert squeezed(found.articles[0].text) == "Prix : 15, 5 μg, 10⁶, H₂O."
    assert list(map(str, found.notes)) == ["Struck text was not read."]


def test_the_numbers_of_lists_in_opendocument() -> None:
    levels = (
        '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
        '<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/>'
        '<text:list-level-style-number text:level="3" style:num-format="I" text:display-levels="3"/>'
    )
    styles = f'<text:list-style style:name="L">{levels}</text:list-style>'

    def item(words: str, inside: str = "", more: str = "") -> str:
        return f"<text:list-item {more}><text:p>{words}</text:p>{inside}</text:list-item>"

    def listed(items: str, more: str = "") -> str:
        return f"<text:list {more}>{items}</text:list>"

    body = (
        listed(item("Un", listed(item("Sous", listed(item("Bas"))) + item("Deux"))) + item("Trois"),
               'text:style-name="L"')
        + listed(item("Suite"), 'text:style-name="L" text:continue-numbering="true"')
        + listed(item("Neuf", "", 'text:start-value="9"'), 'text:style-name="L"')
        + listed(item("Neuve"), 'text:style-name="L"')
        + listed("<text:list-header><text:p>Sans</text:p></text:list-header>" + item("Puce"))
    )  # fmt: skip
    found = text("a.odt", opendocument(body, styles)).split("\n\n")
    assert found == [
        "1. Un",
        "a) Sous",
        "1.a.I Bas",
        "b) Deux",
        "2. Trois",
        "3. Suite",
        "9. Neuf",
        "1. Neuve",
        "Sans",
        "Puce",
    ]


def test_a_sheet_of_libreoffice_as_it_is_seen() -> None:
    def row(cells: str, more: str = "") -> str:
        inside = "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in cells.split())
        return f"<table:table-row {more}>{inside}</table:table-row>"

    columns = '<table:table-column/><table:table-column table:visibility="collapse"/><table:table-column/>'
    rows = row("Ville Note Maire") + row("Nevers x Anne", 'table:number-rows-repeated="2"')
    rows += row("Brevanne y Luc", 'table:visibility="collapse"')
    hidden = '<table:table table:style-name="T"><table:table-column/>' + row("Secret") + "</table:table>"
    styles = '<style:style style:name="T"><style:table-properties table:display="false"/></style:style>'
    sheets = f"<table:table>{columns}{rows}</table:table>{hidden}"
    found = read("a.ods", opendocument(f"<office:spreadsheet>{sheets}</office:spreadsheet>", styles))
    assert found.articles[0].text == "Ville | Maire\nNevers | Anne\nNevers | Anne"
    assert list(map(str, found.notes)) == ["Hidden sheets were not read (1).", "Hidden text was not read."]


# ---------------------------------------------------------------- Word


def numbered(body: str, rules: str) -> bytes:
    """A Word file with lists of its own."""
    document = Document(io.BytesIO(word(body)))
    part = document.part.numbering_part
    root = etree.fromstring(f'<w:numbering xmlns:w="{W}">{rules}</w:numbering>')
    part._element = root
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def level(depth: int, kind: str, template: str, more: str = "") -> str:
    rule = f'<w:start w:val="1"/><w:numFmt w:val="{kind}"/>{more}<w:lvlText w:val="{template}"/>'
    return f'<w:lvl w:ilvl="{depth}">{rule}</w:lvl>'


def item(words: str, list_: int, depth: int = 0) -> str:
    number = f'<w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{list_}"/></w:numPr></w:pPr>'
    return paragraph(number, run(words))


def test_the_numbers_of_lists_in_word() -> None:
    """https://github.com/ankushshah89/python-docx2txt/issues/12."""
    rules = (
        f'<w:abstractNum w:abstractNumId="0">{level(0, "upperRoman", "Article %1")}'
        f"{level(1, 'decimal', '%1.%2', '<w:isLgl/>')}"
        f'{level(2, "bullet", "o")}</w:abstractNum><w:abstractNum w:abstractNumId="1">{level(0, "ordinalText", "%1")}'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId '
        'w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num><w:num w:numId="3">'
        '<w:abstractNumId w:val="1"/></w:num>'
    )
    body = (
        item("Un", 1) + item("Deux", 1) + item("Sous", 1, 1) + item("Puce", 1, 2) + item("Suite", 1, 1) + item("Non", 0)
        + paragraph(run("Texte")) + item("Trois", 1) + item("Sous", 1, 1) + item("Neuf", 2) + item("Dix", 2)
        + item("Mots", 3)
    )  # fmt: skip
    assert text("a.docx", numbered(body, rules)).split("\n\n") == [
        "Article I Un", "Article II Deux", "2.1 Sous", "Puce", "2.2 Suite", "Non", "Texte", "Article III Trois",
        "3.1 Sous", "Article I Neuf", "Article II Dix", "Mots",
    ]  # fmt: skip


def test_a_list_by_its_style() -> None:
    document, stream = Document(), io.BytesIO()
    for words, name in (("Un", "List Number"), ("Deux", "List Number"), ("Puce", "List Bullet")):
        document.add_paragraph(words, style=name)
    document.save(stream)
    assert text("a.docx", stream.getvalue()) == "1. Un\n\n2. Deux\n\nPuce"


def test_powers_that_are_moved_letters() -> None:
    """As LibreOffice writes those of a web page."""
    body = paragraph(
        run("10"), run("6", '<w:position w:val="8"/>'), run(" et "), run("2021", '<w:position w:val="1"/>')
    )
    assert text("a.docx", word(body)) == "10⁶ et 2021"


def test_the_properties_of_a_word_file_of_libreoffice() -> None:
    """It relates them under a name of its own; python-docx then makes up the title "Word Document"."""
    document, stream, packed = Document(), io.BytesIO(), io.BytesIO()
    document.core_properties.title = "La crue de la Loire"
    document.add_paragraph("La Loire monte.")
    document.save(stream)
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            theirs = old.read(name).replace(
                b"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
                b"http://schemas.openxmlformats.org/officedocument/2006/relationships/metadata/core-properties",
            )
            new.writestr(name, theirs)
    assert read("a.docx", packed.getvalue()).articles[0].title == "La crue de la Loire"


@pytest.mark.parametrize(
    ("number", "kind", "right"),
    [(7, "1", "7"), (7, "01", "07"), (3, "a", "c"), (26, "A", "Z"), (27, "a", ""), (0, "a", ""), (49, "i", "xlix"),
     (1994, "I", "MCMXCIV"), (9999, "I", ""), (4, "", "")],
)  # fmt: skip
def test_numbers_as_lists_write_them(number: int, kind: str, right: str) -> None:
    assert written(number, kind) == right


def test_a_label_that_needs_a_number_that_cannot_be_known_is_none() -> None:
    assert Counter().label({0: Level("", "%1"), 1: Level("1", "%1.%2")}, 1) == ""
