"""Dates as they are written become the days they mean; what could be two days is none."""

from __future__ import annotations

from datetime import date

import pytest

from qa.lang.dates import iso_span, read_date
from qa.values import LanguageCode


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("25/12/2020", "fr", date(2020, 12, 25)),
        ("25/12/2020", "en", date(2020, 12, 25)),
        ("12/25/2020", "en", date(2020, 12, 25)),
        ("12/25/2020", "fr", None),
        ("5/5/2021", "en", date(2021, 5, 5)),
        ("3/5/2021", "fr", date(2021, 5, 3)),
        ("3/5/2021", "en", None),
        ("13/13/2021", "en", None),
        ("31/2/2021", "fr", None),
    ],
)
def test_a_date_in_figures_is_read_where_it_can_be_one_day_only(
    text: str, language: LanguageCode, day: date | None
) -> None:
    written = read_date(text, language)
    assert (None if written is None else written.span()) == (None if day is None else (day, day))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("2999-12", date(2999, 12, 1), date(2999, 12, 31)),
        ("mars 2021", date(2021, 3, 1), date(2021, 3, 31)),
        ("2021", date(2021, 1, 1), date(2021, 12, 31)),
    ],
)
def test_months_and_years_are_all_their_days(text: str, first: date, last: date) -> None:
    written = read_date(text, "fr")
    assert written is not None
    assert written.span() == (first, last)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2024-02", (date(2024, 2, 1), date(2024, 2, 29))),
        ("2024-02-29", (date(2024, 2, 29), date(2024, 2, 29))),
        ("2024", (date(2024, 1, 1), date(2024, 12, 31))),
        *[(text, None) for text in ("", "2023-02-29", "2024-13", "24-02", "0999", "3000", "2024-2", " 2024", "2024\n")],
    ],
)
def test_an_iso_date_needs_no_language(text: str, span: tuple[date, date] | None) -> None:
    assert iso_span(text) == span
