"""CSV tables: delimiters, numbers, quotation marks."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qa.errors import UnreadableFile
from qa.ingest.converters.csv import read_csv
from qa.ingest.converters.sheets import MISSING


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_with_french_columns_and_every_delimiter(delimiter: str) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    text = 'Elle monte, dit-on ; « vite »\t| très "vite".\n\nPuis elle baisse.'
    writer.writerows([["N°", "Titre", "Publié le", "Texte", "Lien"], [1, "Crue", "09/04/2023", text, "https://a.org"]])
    ((number, article),) = read_csv(stream.getvalue()).articles
    assert (number, article.title, article.date, article.text, article.url) == (
        1,
        "Crue",
        "09/04/2023",
        text,
        "https://a.org",
    )


def test_csv_numbers_count_the_rows_below_the_header() -> None:
    rows = read_csv('title,text\nA,Un\n,\n\nB,\nC,"Deux\nlignes"\nD,Bonjour, le monde\nE,Fin,,\nF\n')
    assert [(number, article.text) for number, article in rows.articles] == [(1, "Un"), (5, "Deux\nlignes"), (7, "Fin")]
    assert dict(rows.problems) == {
        4: "Row 4 holds no text: fill in its text column or remove it.",
        6: "Row 6 does not have one cell per column (3 instead of 2): put texts with ',' in quotation marks.",
        8: "Row 8 holds no text: fill in its text column or remove it.",
    }


def test_a_quotation_mark_that_nothing_closes_does_not_swallow_rows_in_silence() -> None:
    rows = read_csv('title,text\nA,Un\nB,"Deux\nC,Trois\nD,Quatre\n')
    assert [article.text for _, article in rows.articles] == ["Un"]
    ((number, detail),) = rows.problems
    assert number == 2
    assert "a quotation mark that is never closed" in detail


def test_quotation_marks_inside_a_cell_are_text() -> None:
    one, two = read_csv('title;text\nA;Un écran de 5" et "plus"\nB;"Un" écran').articles
    assert (one[1].text, two[1].text) == ('Un écran de 5" et "plus"', "Un écran")


def test_a_table_of_one_column() -> None:
    assert [article.text for _, article in read_csv("Texte\nUn, deux; trois\n").articles if article] == []
    assert [article.text for _, article in read_csv('Texte\n"Un, deux; trois"\n').articles] == ["Un, deux; trois"]


def test_a_large_field_is_read_and_the_limit_of_the_process_left_alone() -> None:
    before = csv.field_size_limit()
    ((_, article),) = read_csv(f'text\n"{"a" * 200_000}"\n').articles
    assert len(article.text) == 200_000
    assert csv.field_size_limit() == before


@pytest.mark.parametrize("text", ["nom,age\nAnne,3\n", "Un simple texte.\nSur deux lignes.", "", "\n\n"])
def test_a_table_without_a_column_of_text_is_refused(text: str) -> None:
    with pytest.raises(UnreadableFile, match="does not name a text column: call one of its columns text or texte"):
        read_csv(text)


CELL = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from(',;"\n| \t'), max_size=20)


@given(st.lists(st.tuples(CELL, CELL, CELL), max_size=5), st.sampled_from(",;\t|"))
@example([("0", "\\", "0")], ",")
@example([("", "", "NULL")], ";")
def test_what_is_written_is_read(records: list[tuple[str, str, str]], delimiter: str) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([("date", "title", "text"), *records])
    rows = read_csv(stream.getvalue())
    written = [(n, text) for n, (_, _, text) in enumerate(records, 1) if text.strip().lower() not in MISSING]
    assert [(number, article.text) for number, article in rows.articles] == written


@given(st.text(st.sampled_from('a,;"\n|\t ')))
def test_any_table_is_read(body: str) -> None:
    read_csv("text,title\n" + body)


# ---------------------------------------------------------------- kinds that readers of other tools reported


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\ntitre;texte\nCrue;La Loire monte.\n",
        "\n\ntitre;texte\nCrue;La Loire monte.\n",
        "Export du 14 mars 2021\nArchives, tous droits\ntitre,texte\nCrue,La Loire monte.\n",
        "\ttitre\ttexte\n1\tCrue\tLa Loire monte.\n",
        'titre,texte\n"Crue","La Loire monte."\n',
    ],
)
def test_lines_above_the_header_are_passed_over(text: str) -> None:
    ((number, article),) = read_csv(text).articles
    assert (number, article.title, article.text) == (1, "Crue", "La Loire monte.")


def test_quotation_marks_after_a_backslash() -> None:
    rows = read_csv('titre,texte\n"Crue","Il a dit \\"vite\\", puis rien."\nSuite,Fin\n')
    assert [article.text for _, article in rows.articles] == ['Il a dit "vite", puis rien.', "Fin"]


@pytest.mark.parametrize("name", ["publishedAt", "datePublished", "Publish Date", "pub-date", "created_at", "dc:date"])
def test_names_of_dates(name: str) -> None:
    ((_, article),) = read_csv(f"text,{name}\nUn texte,2021-03-14\n").articles
    assert article.date == "2021-03-14"
