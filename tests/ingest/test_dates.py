"""Dates in headers, fields and names."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qa.ingest.dates import date_in_name, parse_date, parse_header


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
    ],
)
def test_dates_in_names(stem: str, iso: str | None) -> None:
    assert date_in_name(stem) == iso
