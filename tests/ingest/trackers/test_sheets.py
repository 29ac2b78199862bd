"""Faults that users of openpyxl, pandas, markitdown, docling and others reported, in sheets and lists after them."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from qa.ingest.converters.number_formats import shown_number
from tests.ingest.converters.test_more_formats import OFFICE, zipped
from tests.ingest.trackers.reading import articles, read, text

SHOWN = {
    # https://github.com/firecrawl/anydoc/issues/27 and https://github.com/microsoft/markitdown/pull/1609: units count
    (1, "0%"): "100 %",
    (0.475, "0.0%"): "47.5 %",
    (1250, '#,##0.00 "€"'): "1250 €",
    (1250.5, "#,##0.00\\ [$€-40C]"): "1250.50 €",
    (1234.5, "$#,##0.00"): "$1234.50",
    (-1250, "#,##0;(#,##0)"): "-1250",
    (-44.5, '_-* #,##0.00\\ "€"_-;\\-* #,##0.00\\ "€"_-;_-* "-"??\\ "€"_-;_-@_-'): "-44.50 €",
    (1200000, '0.0,," M€"'): "1.2 M€",
    (12, '0 "km"'): "12 km",
    (7, '"n° "0'): "n° 7",
    (1000, "00000"): "01000",  # a postal code
    (612345678, '0#" "##" "##" "##" "##'): "06 12 34 56 78",
    (1 / 3, "0.00"): "0.33",
    (0, '0;-0;"néant"'): "néant",
    (1, '"oui";"non"'): "oui",
    (5, ";;;"): "",
    (0.0000001, "General"): "0.0000001",
    (2022.0, "General"): "2022",
    (0.25, "# ?/?"): "0.25",
    (0.000001, "0.00E+00"): "0.000001",
    (150, '[<100]0;[>=100]"beaucoup"'): "150",
    (1e300, "0.00"): "1" + "0" * 300,
}


@pytest.mark.parametrize(("value", "form"), SHOWN)
def test_numbers_as_their_formats_show_them(value: float, form: str) -> None:
    """No thread: own case."""
    assert shown_number(value, form) == SHOWN[value, form]


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def sheet_of(*rows: tuple[object, ...]) -> Workbook:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return book


def notes(name: str, data: bytes) -> str:
    return " ".join(map(str, read(name, data).notes))


@pytest.mark.parametrize(
    ("value", "form", "right"),
    [
        (timedelta(hours=26, minutes=30), "[h]:mm", "26:30"),
        (time(9, 30), "hh:mm", "09:30"),
        (datetime(2021, 3, 6, 9, 30), "dd/mm/yyyy hh:mm", "2021-03-06 09:30"),
        (12.5, '0.0 "°C"', "12.5 °C"),
    ],
)
def test_cells_as_they_are_shown(value: object, form: str, right: str) -> None:
    """No thread: own case."""
    book = sheet_of(("Poste", "Valeur"), ("Pont", value))
    book.active["B2"].number_format = form
    assert text("a.xlsx", saved(book)) == f"Poste | Valeur\nPont | {right}"


def test_days_since_1904() -> None:
    """https://github.com/exceljs/exceljs/issues/219: workbooks of old Macs count from another day."""
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append(("Poste", "Jour"))
    book.active.append(("Pont", date(2021, 3, 6)))
    assert "2021-03-06" in text("a.xlsx", saved(book))


def test_figures_that_are_raised_and_words_that_are_struck() -> None:
    """https://github.com/yfedoseev/office_oxide/issues/303 and https://github.com/ExcelDataReader/ExcelDataReader/issues/497."""
    raised = CellRichText("Bactéries, 10", TextBlock(InlineFont(vertAlign="superscript"), "6"))
    struck = CellRichText(TextBlock(InlineFont(strike=True), "cinq"), " quatre")
    book = sheet_of(("Mesure", "Valeur"), (raised, struck))
    assert text("a.xlsx", saved(book)) == "Mesure | Valeur\nBactéries, 10⁶ | quatre"
    assert "Struck text was not read." in notes("a.xlsx", saved(book))


def test_the_same_where_all_strings_lie_in_a_part_of_their_own() -> None:
    """No thread: own case. Excel writes them so."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    stream = io.BytesIO(saved(sheet_of(("Mesure", "Valeur"), ("Loire", "106"))))
    packed = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            part = old.read(name).decode()
            part = part.replace("</Types>", f'<Override PartName="/xl/strings.xml" ContentType="{kind}"/></Types>')
            new.writestr(name, part.replace('t="inlineStr"><is><t>106</t></is>', 't="s"><v>0</v>'))
        new.writestr(
            "xl/strings.xml",
            '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><r><t>10</t></r><r><rPr>'
            '<vertAlign val="superscript"/></rPr><t>6</t></r></si></sst>',
        )
    assert text("a.xlsx", packed.getvalue()) == "Mesure | Valeur\nLoire | 10⁶"


def test_a_cell_that_is_struck_out() -> None:
    """https://github.com/knowledgestack/excel-parser/issues/16."""
    book = sheet_of(("Ville", "Coût"), ("Nevers", "cinq"), ("Brevanne", 12))
    book.active["B2"].font = book.active["B3"].font = Font(strike=True)
    assert "cinq" not in text("a.xlsx", saved(book))
    assert "12" not in text("a.xlsx", saved(book))
    assert "Struck text was not read." in notes("a.xlsx", saved(book))


def test_formulas_without_their_values() -> None:
    """https://github.com/infiniflow/ragflow/pull/19737: a program wrote them, and no spreadsheet has computed them."""
    data = saved(sheet_of(("Ville", "Total"), ("Nevers", "=1+1")))
    assert "Formulas without their values were not read (1)" in notes("a.xlsx", data)
    assert notes("a.xlsx", saved(sheet_of(("Ville", "Total"), ("Nevers", 2)))) == ""


def test_comments_on_cells() -> None:
    """No thread: own case."""
    book = sheet_of(("Ville", "Coût"), ("Nevers", "cinq"))
    book.active["B2"].comment = Comment("À vérifier", "moi")
    assert notes("a.xlsx", saved(book)) == "Comments were not read."


def test_a_title_above_the_header() -> None:
    """No thread: own case. The first row is not the header."""
    rows = (("Liste des articles",), (), ("Titre", "Texte", "Date"), ("A", "Le pont est ouvert.", date(2021, 3, 6)))
    (only,) = articles("a.xlsx", saved(sheet_of(*rows)))
    assert (only.title, only.text, only.date) == ("A", "Le pont est ouvert.", "2021-03-06")


def test_a_list_of_goods_is_no_list_of_articles() -> None:
    """No thread: own case. A column "Article" holds numbers, and one "Description" texts: all of the sheet is read."""
    rows = (("Article", "Description", "Prix"), ("12", "Vis à bois", 4.5), ("13", "Clou", 2))
    assert (
        text("a.xlsx", saved(sheet_of(*rows))) == "Article | Description | Prix\n12 | Vis à bois | 4.5\n13 | Clou | 2"
    )


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_header_that_is_repeated(name: str) -> None:
    """https://github.com/alcibiade/pan-discovery/issues/7 and https://github.com/ckan/datapusher/pull/74."""
    rows = (("Titre", "Texte"), ("A", "Le pont."), ("Titre", "Texte"), ("B", "La gare."))
    data = saved(sheet_of(*rows)) if name == "a.xlsx" else "\n".join(";".join(row) for row in rows).encode()
    assert [one.text for one in articles(name, data)] == ["Le pont.", "La gare."]


LISTS = {
    # The same name twice
    "duplicate names": "title,text,text\nA,Le pont est ouvert.,\n",
    "duplicate names, the second": "title,text,text\nA,,Le pont est ouvert.\n",
    # What keeps spreadsheets from changing a cell: ="0123"
    "texts as formulas": 'title,text\n"=""A""","=""Le pont est ouvert."""\n',
    "apostrophes": "'title','text'\n'A','Le pont est ouvert.'\n",
    "a caret": "title^text\nA^Le pont est ouvert.\n",
    "long names": "Titre de l'article;Texte de l'article\nA;Le pont est ouvert.\n",
    "long English names": "Article Title,Article Content (HTML)\nA,Le pont est ouvert.\n",
    "empty columns": ";;title;;text;\n;;A;;Le pont est ouvert.;\n",
    "a totals row": "title;text\nA;Le pont est ouvert.\nTotal;\n",
}


@pytest.mark.parametrize("name", LISTS)
def test_lists_in_csv(name: str) -> None:
    """No thread: own case."""
    (only,) = articles("a.csv", LISTS[name])
    assert (only.title, only.text) == ("A", "Le pont est ouvert.")


def test_the_format_of_dates_in_the_name_of_their_column() -> None:
    """No thread: own case."""
    (only,) = articles("a.csv", "Titre;Texte;Date (JJ/MM/AAAA)\nA;Le pont est ouvert.;25/03/2021\n")
    assert only.date == "2021-03-25"


def test_sheets_of_libreoffice_are_read_as_those_of_excel() -> None:
    """No thread: own case.

    Each sheet for itself; a column of texts makes articles; cells that are repeated or fill several rows.
    """

    def cell(words: str, more: str = "") -> str:
        return f"<table:table-cell{more}><text:p>{words}</text:p></table:table-cell>"

    def row(*cells: str, more: str = "") -> str:
        return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"

    day = cell("06/03/21", ' office:value-type="date" office:date-value="2021-03-06"')
    news = row(cell("Titre"), cell("Jour"), cell("Texte")) + row(cell("Pont"), day, cell("Il est long."))
    budget = (
        row(cell("Nevers", ' table:number-rows-spanned="2"'), cell("2020"))
        + row("<table:covered-table-cell/>", cell("2021"))
        + row(cell("Caché"), more=' table:visibility="collapse"')
    )
    content = (
        f'<office:document-content {OFFICE}><office:body><office:spreadsheet><table:table table:name="Presse">{news}'
        f'</table:table><table:table table:name="Budget">{budget}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    found = read("a.ods", zipped({"content.xml": content}))
    assert [(one.title, one.text, one.date) for one in found.articles] == [
        ("Pont", "Il est long.", "2021-03-06"),
        ("Budget", "Nevers | 2020\nNevers | 2021", None),
    ]
    assert list(map(str, found.notes)) == ["Hidden text was not read."]


def test_what_programs_write_for_nothing() -> None:
    """No thread: own case. As pandas, databases and spreadsheets do."""
    found = read("a.csv", "title,text,date\nA,NaN,2021-03-06\nB,null,\nC,Le pont.,NaT\n")
    assert [one.text for one in found.articles] == ["Le pont."]
    assert found.notes == ()


def test_marks_of_speech_in_cells_that_are_not_quoted() -> None:
    """No thread: own case."""
    found = articles("a.tsv", 'title\ttext\nA\tIl a dit "non" hier.\nB\t"Oui", dit-elle.\nC\t"Cité".\n')
    assert [one.text for one in found] == ['Il a dit "non" hier.', '"Oui", dit-elle.', '"Cité".']
    (quoted,) = articles("a.tsv", 'title\ttext\n"A"\t"Le ""pont""\test long."\n')
    assert quoted.text == 'Le "pont"\test long.'


def test_rows_and_columns_without_height_and_width() -> None:
    """No thread: own case."""
    rows = (("Nom", "Code", "Ville"), ("A", "secret", "Nevers"), ("B", "caché", "Brevanne"))
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(sheet_of(*rows)))) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            part = old.read(name).replace(b'<row r="3"', b'<row r="3" ht="0" customHeight="1"')
            columns = b'<cols><col min="2" max="2" width="0" customWidth="1"/></cols><sheetData>'
            new.writestr(name, part.replace(b"<sheetData>", columns))
    assert text("a.xlsx", packed.getvalue()) == "Nom | Ville\nA | Nevers"
    assert notes("a.xlsx", packed.getvalue()) == "Hidden rows and columns were not read."
