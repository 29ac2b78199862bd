"""Filters, as people type them."""

from __future__ import annotations

import pytest

from qa.errors import QuestionError
from qa.index.filters import read_filters


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2022", "2022-01-01", "2022-12-31"),
        ("12/2024", "2024-12-01", "2024-12-31"),
        ("2-2024", "2024-02-01", "2024-02-29"),
        ("mars 2022", "2022-03-01", "2022-03-31"),
        ("Mars 2022", "2022-03-01", "2022-03-31"),
        ("6 janvier 2022", "2022-01-06", "2022-01-06"),
        ("January 2022", "2022-01-01", "2022-01-31"),
        ("06/01/2022", "2022-01-06", "2022-01-06"),
    ],
)
def test_a_day_a_month_or_a_year(typed: str, first: str, last: str) -> None:
    found = read_filters(since=typed, until=typed)
    assert (found.since, found.until) == (first, last)


def test_a_type_of_file_with_its_dot_or_without() -> None:
    assert read_filters(file_types=[".PDF", "pdf ", "docx", ""]).file_types == ("pdf", "docx")
    assert read_filters(file_types="txt").file_types == ("txt",)
    for typed in ("*", "a/b", "tar.gz", "\ud800", "%"):
        with pytest.raises(QuestionError, match="file-type cannot be"):
            read_filters(file_types=typed)


@pytest.mark.parametrize("typed", ["mars", "avant-hier", "13/2024", "2022-13", "31 février 2022", ""])
def test_what_is_no_date_is_refused(typed: str) -> None:
    with pytest.raises(QuestionError, match="since cannot be"):
        read_filters(since=typed)
