"""Faults that users of unstructured, docling and others reported, in tables made after their reports."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import Workbook

from tests.ingest.trackers.reading import articles, read, squeezed, text

TEXT = "Le maire a coupé le ruban, lundi ; il a parlé."
ROWS = [("Le pont", TEXT, "2021-03-06"), ("La gare", "La gare rouvre jeudi matin.", "2021-04-01")]


def quoted(words: str) -> str:
    doubled = words.replace('"', '""')
    return f'"{doubled}"'


def table(delimiter: str, end: str = "\n", head: str = "title,text,date") -> str:
    lines = [delimiter.join(head.split(",")), *(delimiter.join(map(quoted, row)) for row in ROWS)]
    return end.join(lines) + end


CASES = {
    # https://github.com/docling-project/docling/issues/4097: a byte order mark before the first column's name
    "docling 4097": table(",").encode("utf-8-sig"),
    # https://github.com/Unstructured-IO/unstructured/issues/4443: UTF-16 as Excel's "Unicode Text" has it
    "unstructured 4443 le": table("\t").encode("utf-16"),
    "unstructured 4443 be": b"\xfe\xff" + table("\t").encode("utf-16-be"),
    # https://github.com/remcostoeten/dora/pull/232: semicolons, and commas inside the cells
    "dora 232": table(";").encode(),
    "dora 232 tabs": table("\t").encode(),
    "dora 232 bars": table("|").encode(),
    # https://github.com/PowerShell/PowerShell/issues/7776: Excel's own first line that names the delimiter
    "excel sep": f"sep=;\r\n{table(';', chr(13) + chr(10))}".encode("cp1252"),
    # Old Macs end lines with a carriage return alone
    "mac line ends": table(",", "\r").encode(),
    # French names of columns, in capitals
    "french head": table(";", head="TITRE,TEXTE,DATE").encode(),
    # Names with spaces around them
    "head with spaces": table(";", head=" title , text , date ").encode(),
    # Empty lines between the rows
    "empty lines": table(",").replace("\n", "\n\n").encode(),
    # A delimiter at the end of every line
    "last delimiter": table(",").replace("\n", ",\n").encode(),
}


@pytest.mark.parametrize("name", CASES)
def test_dialects(name: str) -> None:
    """The thread of each case stands beside it; without one it is our own."""
    found = articles("a.csv", CASES[name])
    assert [(one.title, one.text[one.body_start :], one.date) for one in found] == ROWS


def test_a_cell_of_several_lines() -> None:
    """https://github.com/docling-project/docling/pull/3985: the dialect where a quoted cell spans several lines."""
    first, second = articles(
        "a.csv", 'title;text\nA;"Une ligne, puis\nune autre; et une\n\ntroisième."\nB;"Une seule."\n'
    )
    assert squeezed(first.text[first.body_start :]) == "Une ligne, puis une autre; et une troisième."
    assert second.title == "B"


def test_quotation_marks_in_a_cell() -> None:
    """No thread: own case."""
    (only,) = articles("a.csv", 'title,text\nA,"Il a dit ""non"" deux fois."\n')
    assert only.text[only.body_start :] == 'Il a dit "non" deux fois.'


def test_a_number_keeps_its_comma() -> None:
    """https://github.com/Dokuly-PLM/dokuly/issues/149: semicolons part the cells, commas the decimals."""
    found = text("a.csv", "title;text\nA;Il a coûté 4,7 millions\nB;Il a coûté 12,5 millions\n")
    assert "4,7 millions" in found
    assert "12,5 millions" in found


def workbook(*rows: tuple[object, ...], form: str = "General") -> tuple[Workbook, bytes]:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for row in sheet.iter_rows(min_row=2, min_col=2):
        for cell in row:
            cell.number_format = form
    return book, saved(book)


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_per_cent_in_a_sheet() -> None:
    """https://github.com/ui-insight/vandalizer/pull/853: 0.475 shown as 47.5 % is not 0.475."""
    _, data = workbook(("Ville", "Taux"), ("Nevers", 0.475), ("Brevanne", 0.06), form="0.0%")
    assert "47.5%" in text("a.xlsx", data).replace(",", ".").replace(" %", "%").replace("\u00a0%", "%")


def test_dates_in_a_sheet() -> None:
    """No thread: own case. A date is no number of days since 1900."""
    _, data = workbook(("Ville", "Ouverture"), ("Nevers", date(2021, 3, 6)), form="dd/mm/yyyy")
    found = text("a.xlsx", data)
    assert "44261" not in found
    assert "2021-03-06" in found or "06/03/2021" in found


def test_a_merged_cell_is_there_once() -> None:
    """https://github.com/docling-project/docling.rs/issues/410."""
    book, _ = workbook(("Recettes de la ville", None, None), ("Nevers", "douze", "treize"))
    book.active.merge_cells("A1:C1")  # type: ignore[union-attr]
    assert text("a.xlsx", saved(book)).count("Recettes") == 1


def test_a_hidden_sheet_is_not_quoted() -> None:
    """No thread: own case."""
    book, _ = workbook(("Ville", "Montant"), ("Nevers", "douze euros"))
    hidden = book.create_sheet("Calculs")
    hidden.append(("Secret", "treize"))
    hidden.sheet_state = "hidden"
    assert "Secret" not in text("a.xlsx", saved(book))


def test_whole_numbers_in_a_sheet() -> None:
    """No thread: own case. A year is 2021, not 2021.0; a million is no power of ten."""
    _, data = workbook(("Année", "Somme"), (2021, 1000000), (2022.0, 1500000.0))
    found = text("a.xlsx", data)
    assert "2022.0" not in found
    assert "1500000.0" not in found
    assert "e+" not in found.lower()


def test_a_header_in_two_lines() -> None:
    """No thread: own case. The first line names groups of columns, of which one is called like a text."""
    (only,) = articles(
        "a.csv", "Article;;Publication;\nTitre;Texte;Date;URL\nPont;Il est long.;2021-03-06;http://x.fr\n"
    )
    assert (only.title, only.text, only.date) == ("Pont", "Il est long.", "2021-03-06")


def test_a_sheet_as_it_is_seen() -> None:
    """https://github.com/dathere/qsv/issues/2969: hidden cells are no text.

    A cell that fills two rows belongs to both.
    """
    book, stream = Workbook(), io.BytesIO()
    sheet = book.active
    for row in (("Ville", "Maire", "Note"), ("Nevers", "Anne", "x"), (None, "Paul", "y"), ("Brevanne", "Luc", "z")):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["C"].hidden = True
    book.save(stream)
    found = read("a.xlsx", stream.getvalue())
    assert found.articles[0].text == "Ville | Maire\nNevers | Anne\nNevers | Paul"
    assert "Hidden rows and columns were not read." in map(str, found.notes)
