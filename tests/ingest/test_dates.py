"""Dates in headers, fields and names."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qa.ingest.articles import read_articles
from qa.ingest.date_periods import is_guess_after
from qa.ingest.dateline import dateline
from qa.ingest.dates import ambiguous_in_name, date_in_name, parse_date, parse_header, read_column
from qa.ingest.discover import SourceFile


@pytest.mark.parametrize(
    ("before", "is_guess"), [("carte, ca", True), ("plan ~", True), ("carte, vers", True), ("carte", False)]
)
def test_words_before_a_date_may_make_it_a_guess(before: str, is_guess: bool) -> None:
    assert is_guess_after(before) is is_guess


def test_two_figures_are_those_of_the_last_such_year_up_to_the_next() -> None:
    this = date.today().year
    for year in (this - 98, this - 30, this, this + 1):
        assert parse_date(f"06/01/{year % 100:02}") == f"{year}-01-06"


@pytest.mark.parametrize(
    ("text", "date", "body"),
    [
        (" date 2023-04 La Loire a débordé.\n\nSuite.", "2023-04", "La Loire"),
        ("date 2023-04-09\n\nLa Loire", "2023-04-09", "La Loire"),
        ("\n\n\tDATE 2023 La Loire", "2023", "La Loire"),
        ("Date: 2023-04-09\r\nLa Loire", "2023-04-09", "La Loire"),
        ("date\u00a02023-04 \u00a0 La Loire", "2023-04", "La Loire"),
        ("date 2024-02-29 La Loire", "2024-02-29", "La Loire"),
        ("date 2023-04", "2023-04", ""),
    ],
)
def test_header(text: str, date: str, body: str) -> None:
    found, start = parse_header(text)
    assert (found, text[start : start + 8]) == (date, body)


@pytest.mark.parametrize(
    "text",
    [
        "date 2023-13 La Loire",
        "date 2023-02-29 La Loire",
        "date 0000 La Loire",
        "date 2023-4 La Loire",
        "date 2023-04-09T10:00 La Loire",
        "date 20230409 La Loire",
        "dates 2023-04 La Loire",
        "La date 2023-04",
        "date limite 2023-04",
        "",
    ],
)
def test_no_header(text: str) -> None:
    assert parse_header(text) == ("", 0)


def test_a_header_after_a_front_matter() -> None:
    assert parse_header("xxxx date 2023-04 La Loire", 4) == ("2023-04", 18)


@given(
    st.text() | st.from_regex(r"\s*[dD]ate[ :]{0,2}[0-9]{0,5}(-[0-9]{0,3}){0,3}\s*\w*", fullmatch=True),
    st.integers(0, 5),
)
@example("date 2023-04", 0)
def test_a_header_never_leads_outside_the_text(text: str, start: int) -> None:
    date, body_start = parse_header(text, min(start, len(text)))
    assert min(start, len(text)) <= body_start <= len(text)
    assert not text[body_start : body_start + 1].isspace() or not date
    assert date == "" or parse_date(date) == date


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2022", "2022"),
        ("2022-01", "2022-01"),
        (" 2022-01-06 ", "2022-01-06"),
        ("2022-1-6", "2022-01-06"),
        ("2022/01/06", "2022-01-06"),
        ("2022-01-06T23:30:00-05:00", "2022-01-06"),
        ("2022-01-06 10:00", "2022-01-06"),
        ("20220106", "2022-01-06"),
        ("20220106T101500Z", "2022-01-06"),
        ("20220106101500", "2022-01-06"),
        ("D:20220106101500+01'00'", "2022-01-06"),
        ("D:202201", "2022-01"),
        ("D:2022", "2022"),
        ("06/01/2022", "2022-01-06"),
        ("6.1.2022", "2022-01-06"),
        ("06-01-2022 10:00", "2022-01-06"),
        ("6 janvier 2022", "2022-01-06"),
        ("jeudi 1er mars 2021", "2021-03-01"),
        ("January 6, 2022", "2022-01-06"),
        ("6 Jan 2022 à 10h30", "2022-01-06"),
        ("6-Jan-2022", "2022-01-06"),
        ("mars 2021", "2021-03"),
        ("Thu, 06 Jan 2022 23:10:00 -0500", "2022-01-06"),
        ("06/01/22", "2022-01-06"),
        ("20210306?", None),
        ("06/01/65", "1965-01-06"),  # no article is of 2065
        ("14-MAR-58", "1958-03-14"),
        ("12 rue du 8 mai 1945", None),
        ("2022-02-30", None),
        ("01/13/2022", None),
        ("6/1-2022", None),
        ("0022-01-06", None),
        ("2022-01-061", None),
        ("1641463200", None),
        ("1610120500000", None),
        ("1910101500", None),
        ("202201061015", "2022-01-06"),
        ("jeudi", None),
        ("", None),
    ],
)
def test_dates_as_files_write_them(written: str, iso: str | None) -> None:
    assert parse_date(written) == iso


@pytest.mark.parametrize(
    ("stem", "iso"),
    [
        ("2022-01-06-kazakhstan", "2022-01-06"),
        ("kazakhstan_20220106", "2022-01-06"),
        ("2022-01_crise", "2022-01"),
        ("2022_01_06 crise", "2022-01-06"),
        ("lot-2022-13-2021-12", "2021-12"),
        ("crise-2022-02-30", None),
        ("12345678", None),
        ("ref-1200-12", None),
        ("20220106123", None),
        ("000_c2a587b8", None),
        ("2022", None),
        ("6 mars 2021 - budget", "2021-03-06"),
        ("budget-6-mars-2021", "2021-03-06"),
        ("1er_mars_2021", "2021-03-01"),
        ("Budget of March 6, 2021", "2021-03-06"),
        ("budget fév. 2021", "2021-02"),
        ("06-03-2021 budget", "2021-03-06"),
        ("budget_6.3.2021", "2021-03-06"),
        ("03-25-2021 budget", "2021-03-25"),
        ("31-02-2021", None),
        ("2021_03_06", "2021-03-06"),
        ("2021 03 06 budget", "2021-03-06"),
        ("Plan 2021 10 mesures", None),
        ("Rapport 1-2-3", None),
        ("Le budget de mars", None),
    ],
)
def test_dates_in_names(stem: str, iso: str | None) -> None:
    assert date_in_name(stem, "fr") == iso


def test_a_name_whose_day_could_be_its_month() -> None:
    """As in the texts: day and month in French, not read in English, where the report says so."""
    assert date_in_name("06-03-2021 budget", "en") is None
    assert ambiguous_in_name("06-03-2021 budget", "en") == "06-03-2021"
    for stem, language in (("06-03-2021", "fr"), ("25-03-2021", "en"), ("06-06-2021", "en"), ("2021-03-06", "en")):
        assert ambiguous_in_name(stem, language) is None  # type: ignore[arg-type]
        assert date_in_name(stem, language)  # type: ignore[arg-type]
    found = read_articles(SourceFile(Path("/nowhere/06-03-2021.txt"), "06-03-2021.txt"), b"The bridge is open to all.")
    assert [str(note) for note in found.notes] == [
        "The date in its name, 06-03-2021, can be read in two ways: write it as 2021-03-06."
    ]


def test_a_month_in_a_name_is_that_of_the_language() -> None:
    assert date_in_name("Mars 2020 rover", "en") is None
    assert date_in_name("Budget mars 2020", "fr") == "2020-03"


@pytest.mark.parametrize(
    ("written", "dates"),
    [
        (["03/04/2021", "12/31/2021", "07/25/2021"], ["2021-03-04", "2021-12-31", "2021-07-25"]),
        (["03/04/2021", "31/12/2021", ""], ["2021-04-03", "2021-12-31", None]),
        (["03-04-21", "12-31-21"], ["2021-03-04", "2021-12-31"]),
        (["03/04/2021", "31/12/2021", "12/31/2021"], [None, "2021-12-31", "2021-12-31"]),
        (["03.04.2021"], ["2021-04-03"]),
        (["1615680000", "1615680000000", "1615680000.5"], ["2021-03-14"] * 3),
        (["44269", "44270.5"], ["2021-03-14", "2021-03-15"]),
        (["44269", "2021-03-14"], [None, "2021-03-14"]),
        (["2021", "2021-03", "14 mars 2021", "bientôt"], ["2021", "2021-03", "2021-03-14", None]),
    ],
)
def test_a_column_is_read_as_a_column(written: list[str], dates: list[str | None]) -> None:
    assert list(read_column(written).dates) == dates


def test_a_column_that_could_be_read_either_way_is_uncertain() -> None:
    assert read_column(["03/04/2021", "05/06/2021"]).is_uncertain
    assert not read_column(["03/04/2021", "31/12/2021"]).is_uncertain
    assert not read_column(["04/04/2021"]).is_uncertain


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("La Loire déborde\nmercredi 14 juin 2023\nLe maire", "2023-06-14"),
        ("PARIS, le 3 mars 2021 - Le maire a parlé.", "2021-03-03"),
        ("PARIS, 3 mars 2021 (AFP) — Le maire a parlé.", "2021-03-03"),
        ("LONDON, March 3, 2021 (Reuters) - The mayor spoke.", "2021-03-03"),
        ("Nantes (Loire-Atlantique), le 3 mars 2021.\nTexte", "2021-03-03"),
        ("Titre\n\nPublié le 14 mars 2021 à 10h30\n\nTexte", "2021-03-14"),
        ("**Publié le** 14/03/2021 | Mis à jour le 15/03/2021", "2021-03-14"),
        ("Par Jean Dupont | 14 mars 2021\nTexte", "2021-03-14"),
        ("By John Smith, 14 March 2021\nText", "2021-03-14"),
        ("Published: March 14, 2021", "2021-03-14"),
        ("Le Journal, numéro du 14 mars 2021", "2021-03-14"),
        ("Mis à jour le 15 mars 2021", None),
        ("Le 6 juin 1944, les Alliés débarquent.", None),
        ("Le maire a parlé le 14 mars 2021 à Pornic.", None),
        ("À Pornic, le 3 mars 2021, le maire a parlé.", None),
        ("En mars 2021\nTexte", None),
        ("Le 14 mars\nTexte", None),
        ("Texte.\n" * 20 + "14 mars 2021", None),
    ],
)
def test_the_day_that_a_text_gives_as_its_own(text: str, day: str | None) -> None:
    assert dateline(text, "fr") == day
