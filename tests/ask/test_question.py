"""Questions and filters as typed: understood, or refused with a sentence."""

from __future__ import annotations

import pytest

from qa.ask.question import understand
from qa.errors import QuestionError
from qa.settings import Settings

SETTINGS = Settings()


def test_white_space_is_folded_and_the_language_told() -> None:
    query = understand("  Qui a inauguré\n le viaduc ? ", SETTINGS)
    assert (query.text, query.language, query.top_k) == ("Qui a inauguré le viaduc ?", "fr", 10)
    assert understand("Who opened the viaduct?", SETTINGS, top_k=3).language == "en"


@pytest.mark.parametrize("text", ["", "   ", "?!…", "« »", "\x00"])
def test_a_question_without_a_word_is_refused(text: str) -> None:
    with pytest.raises(QuestionError, match="empty"):
        understand(text, SETTINGS)


def test_a_very_long_question_is_refused_with_both_numbers() -> None:
    with pytest.raises(QuestionError, match=r"10000 characters, the limit is 1000"):
        understand("a" * 10_000, SETTINGS)


@pytest.mark.parametrize(
    ("since", "until", "first", "last"),
    [
        ("2022-01-06", "2022-01-06", "2022-01-06", "2022-01-06"),
        ("2022-01", "2022-01", "2022-01-01", "2022-01-31"),
        ("2021", "2022", "2021-01-01", "2022-12-31"),
        (" 2021 ", None, "2021-01-01", None),
    ],
)
def test_dates_of_any_precision(since: str, until: str | None, first: str, last: str | None) -> None:
    query = understand("pont", SETTINGS, since=since, until=until)
    assert (query.since, query.until) == (first, last)


@pytest.mark.parametrize("date", ["hier", "2022-13", "2022-02-30", "06/01/2022", "2022-1-6", ""])
def test_what_is_not_a_date_is_refused(date: str) -> None:
    with pytest.raises(QuestionError, match="since cannot be"):
        understand("pont", SETTINGS, since=date)


def test_other_filters_that_cannot_be() -> None:
    with pytest.raises(QuestionError, match="swap"):
        understand("pont", SETTINGS, since="2023", until="2022")
    with pytest.raises(QuestionError, match="fr, en"):
        understand("pont", SETTINGS, language="de")
    with pytest.raises(QuestionError, match="1 to 100"):
        understand("pont", SETTINGS, top_k=0)
