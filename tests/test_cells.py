"""Places in tables: what people read in a citation is the cells that a spreadsheet shows there."""

from __future__ import annotations

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from qa.ask.cite import cite
from qa.cells import Cells, Runs
from qa.interfaces.format import place_text
from qa.interfaces.web.article_view import Range, article_reference
from qa.values import Article, Citation, Passage
from tests.ingest.converters.test_more_formats import OFFICE, zipped
from tests.ingest.trackers.reading import articles


@given(st.sets(st.integers(1, 60)).filter(bool))
def test_runs_are_the_numbers_that_they_were_made_of(numbers: set[int]) -> None:
    runs = Runs.of(sorted(numbers))
    assert Runs.read(str(runs)) == runs
    assert [runs[at] for at in range(len(runs))] == sorted(numbers)
    assert runs[1000] == max(numbers)


@pytest.mark.parametrize("sheet", ["", "Budget 2021", "un\ndeux | trois", "1 2 3"])
def test_cells_are_read_back(sheet: str) -> None:
    cells = Cells(Runs.of([1, 2, 28]), Runs.of([1, 7]), sheet)
    assert Cells.read(str(cells)) == cells
    assert Cells.read("") is None


def cited(article: Article, quote: str) -> Citation:
    start = article.text.index(quote)
    passage = Passage(f"{article.id}:0", article.id, 0, len(article.text), article.text, "fr", "")
    return cite(article, passage, start, start + len(quote), quote)


def workbook() -> bytes:
    book, stream = Workbook(), io.BytesIO()
    sheet = book.active
    sheet.title = "Budget"
    for row in (("Budget de la ville",), (), ("Ville", "Code", "2020", "2021"), ("Nevers", "x", "12,5", "13,1"),
                ("Brevanne", "y", None, "9,4"), ("un | deux", "z", "1", "2")):  # fmt: skip
        sheet.append(row)
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[5].hidden = True
    news = book.create_sheet("Presse")
    for row in (("Revue de presse",), (), ("Titre", "Jour", "Texte"), ("Pont", date(2021, 3, 6), "Il est long.\nOui.")):
        news.append(row)
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("quote", "cells"),
    [("12,5", "C4"), ("Nevers", "A4"), ("12,5 | 13,1", "C4:D4"), ("Budget de la", "A1"),
     ("Nevers | 12,5 | 13,1\nun", "A4:D6"), ("deux", "A6:D6")],
)  # fmt: skip
def test_cells_of_a_workbook(quote: str, cells: str) -> None:
    """Hidden columns and rows are counted; where a cell holds the mark that parts cells, the row is named."""
    found = cited(articles("a.xlsx", workbook())[0], quote)
    assert (found.sheet, found.cells) == ("Budget", cells)


def test_cells_of_a_row_that_is_an_article() -> None:
    found = cited(articles("a.xlsx", workbook())[1], "Oui.")
    assert (found.sheet, found.cells) == ("Presse", "C4")
    assert "a.xlsx#2, sheet Presse, C4," in place_text(found, "en")
    assert "feuille Presse, C4" in place_text(found, "fr")


def test_cells_of_an_opendocument_sheet() -> None:
    def cell(words: str, more: str = "") -> str:
        return f"<table:table-cell{more}><text:p>{words}</text:p></table:table-cell>"

    empty = '<table:table-cell table:number-columns-repeated="2"/>'
    rows = (
        f"<table:table-row>{cell('Ville')}{empty}{cell('2021')}</table:table-row>"
        '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
        f"<table:table-row>{cell('Nevers')}{empty}{cell('12,5')}</table:table-row>"
    )
    sheets = f'<table:table table:name="Budget">{rows}</table:table><table:table table:name="Vide"/>'
    content = (
        f"<office:document-content {OFFICE}><office:body><office:spreadsheet>{sheets}</office:spreadsheet>"
        "</office:body></office:document-content>"
    )
    (only,) = articles("a.ods", zipped({"content.xml": content}))
    assert (only.title, only.text) == ("Budget", "Ville |  |  | 2021\nNevers |  |  | 12,5")
    found = cited(only, "12,5")
    assert (found.sheet, found.cells) == ("Budget", "D5")


def test_cells_of_a_list_in_csv() -> None:
    """As spreadsheets count: the lines above the header too, but not the one that names the delimiter."""
    for above, row in (("", 3), ("sep=;\n", 3), ("Revue\n", 4)):
        data = f"{above}Titre;Jour;Texte\nGare;;Elle est là.\nPont;2021-03-06;Il est long.\n"
        found = cited(articles("a.csv", data)[1], "Il est long.")
        assert (found.sheet, found.cells) == ("", f"C{row}")
    assert ", cell C4," in place_text(found, "en")
    assert place_text(found, "fr").endswith(", cellule C4")


def test_the_reference_of_an_article_that_is_open() -> None:
    article = articles("a.xlsx", workbook())[0]
    start = article.text.index("12,5")
    assert "sheet Budget, C4:D4" in article_reference(article, Range(start, start + 11), None, "en")
