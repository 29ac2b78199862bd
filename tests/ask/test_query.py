"""Questions and filters as typed: understood, or refused with a sentence."""

from __future__ import annotations

from datetime import date

import pytest

from qa.ask.engine import Engine
from qa.ask.query import read_filters, take_dates, understand
from qa.errors import QuestionError
from qa.settings import Settings
from qa.values import Filters, LanguageCode, Turn

SETTINGS = Settings()


def test_white_space_is_folded_and_the_language_told() -> None:
    query = understand("  Qui a inauguré\n le viaduc ? ", SETTINGS)
    assert (query.text, query.language, query.top_k) == ("Qui a inauguré le viaduc ?", "fr", 10)
    assert understand("Who opened the viaduct?", SETTINGS, top_k=3).language == "en"


def test_a_question_in_capitals_is_read_in_small_letters() -> None:
    query = understand("QUI A INAUGURÉ LE VIADUC ?", SETTINGS)
    assert (query.text, query.language) == ("Qui a inauguré le viaduc ?", "fr")
    assert query.asked == "QUI A INAUGURÉ LE VIADUC ?"
    assert query.meant == query.text
    for typed in ("ONU 1945", "OTAN ?", "Que veut dire ONU ?"):
        assert understand(typed, SETTINGS).text == typed


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Qui a déterminé la structure de la molécule de pénicilline ?", "Dorothy Hodgkin"),
        ("Which ship recovered the Apollo 11 crew in the Pacific?", "Hornet"),
    ],
)
def test_capitals_change_no_answer(seed_engine: Engine, question: str, said: str) -> None:
    answer = seed_engine.ask(question.upper())
    assert said in answer.text
    assert answer.state == "found"
    assert answer.question == question.upper()


def test_a_question_that_points_back_to_something_unclear_is_doubtful() -> None:
    history = [Turn("Who opened the viaduct?", "en", "")]
    assert understand("when was she born?", SETTINGS, history=history).is_doubtful
    for options in ({"history": history, "as_typed": True}, {}):
        assert not understand("when was she born?", SETTINGS, **options).is_doubtful  # type: ignore[arg-type]
    assert not understand("Who built the tower?", SETTINGS, history=history).is_doubtful
    assert not understand("and the tower?", SETTINGS, history=history).is_doubtful  # it was completed


@pytest.mark.parametrize("text", ["", "   ", "?!…", "« »"])
def test_a_question_without_a_word_is_refused(text: str) -> None:
    with pytest.raises(QuestionError, match="empty"):
        understand(text, SETTINGS)


@pytest.mark.parametrize("text", ["\0", "Qui a inauguré le viaduc\0 ?", "Qui \ud800?", "\udfff"])
def test_a_question_that_is_no_text_is_refused(text: str) -> None:
    with pytest.raises(QuestionError, match="half of a character"):
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
        ("2023-02", "2024-02", "2023-02-01", "2024-02-29"),
        ("0001", "9999-12", "0001-01-01", "9999-12-31"),
        (" 2021 ", None, "2021-01-01", None),
    ],
)
def test_dates_of_any_precision(since: str, until: str | None, first: str, last: str | None) -> None:
    query = understand("pont", SETTINGS, filters=Filters(since=since, until=until))
    assert (query.filters.since, query.filters.until) == (first, last)


@pytest.mark.parametrize("date", ["hier", "2022-13", "2022-02-30", "32/01/2022", "2022-1-6", "2022-01-00", "0000", ""])
def test_what_is_not_a_date_is_refused(date: str) -> None:
    with pytest.raises(QuestionError, match="since cannot be"):
        read_filters(since=date)


def test_other_filters_that_cannot_be() -> None:
    with pytest.raises(QuestionError, match="swap"):
        read_filters(since="2023", until="2022")
    with pytest.raises(QuestionError, match="fr, en"):
        read_filters("de")
    with pytest.raises(QuestionError, match="1 to 100"):
        understand("pont", SETTINGS, top_k=0)


@pytest.mark.parametrize(
    ("given", "folders"),
    [
        (None, ()),
        ("", ()),
        ("news", ("news",)),
        (" ./news/sub/ ", ("news/sub",)),
        (["news/", "news", "table.csv"], ("news", "table.csv")),
    ],
)
def test_folders_as_a_shell_gives_them(given: str | list[str] | None, folders: tuple[str, ...]) -> None:
    assert read_filters(folders=given).folders == folders


TODAY = date(2024, 2, 15)


def test_typed_dates_leave_the_question_and_stay_visible() -> None:
    typed = "  Qui a  démissionné, depuis mars 2021 ?"
    query = take_dates(understand(typed, SETTINGS), "2015", "2024-02", TODAY)
    assert (query.text, query.filters.since, query.filters.until) == ("Qui a démissionné ?", "2021-03-01", None)
    assert query.asked == query.meant == "Qui a démissionné, depuis mars 2021 ?"
    assert query.typed_dates is not None
    assert (
        query.meant[query.typed_dates.start : query.typed_dates.end] == query.typed_dates.phrase == "depuis mars 2021"
    )


@pytest.mark.parametrize(
    ("since", "until", "first", "last"),
    [
        (None, None, "2021-03-01", "2021-03-31"),
        ("2020", "2022", "2021-03-01", "2021-03-31"),
        ("2021-03-10", "2021-03-20", "2021-03-10", "2021-03-20"),
        ("2022", None, "2022-01-01", "2021-03-31"),  # no article passes both
    ],
)
def test_typed_dates_and_given_ones_both_hold(since: str | None, until: str | None, first: str, last: str) -> None:
    query = understand(
        "In the articles of March 2021, who resigned?", SETTINGS, filters=read_filters(since=since, until=until)
    )
    query = take_dates(query, "2015-01-02", "2024-02-14", TODAY)
    assert (query.filters.since, query.filters.until) == (first, last)


def test_an_index_without_dates_takes_none() -> None:
    query = understand("Who resigned, since March 2021?", SETTINGS)
    assert take_dates(query, None, None, TODAY) == query
    assert take_dates(query, "2021-03-01", "2022", TODAY) == query  # all its articles are as late


MAYOR, DATED, MAYOR_EN, HELD = (
    "Qui est le maire de Lyon ?",
    "Qui est le maire de Lyon, depuis mai 2019 ?",
    "Who is the mayor?",
    "Who is the mayor, since 2020?",
)


@pytest.mark.parametrize(
    ("before", "language", "asked", "meant", "text", "since"),
    [
        (MAYOR, "fr", "depuis mars 2021 ?", "Qui est le maire de Lyon depuis mars 2021 ?", MAYOR, "2021-03-01"),
        (MAYOR_EN, "en", "since March 2021?", "Who is the mayor since March 2021?", MAYOR_EN, "2021-03-01"),
        (DATED, "fr", "et depuis mars 2021 ?", "Qui est le maire de Lyon, depuis mars 2021 ?", MAYOR, "2021-03-01"),
        (
            DATED,
            "fr",
            "et à Paris ?",
            "Qui est le maire de Paris, depuis mai 2019 ?",
            "Qui est le maire de Paris ?",
            "2019-05-01",
        ),
        (
            DATED,
            "fr",
            "et en 2010 ?",
            "Qui est le maire de Lyon en 2010, depuis mai 2019 ?",
            "Qui est le maire de Lyon en 2010 ?",
            "2019-05-01",
        ),
        (
            HELD,
            "en",
            "and in Leeds?",
            "Who is the mayor in Leeds, since 2020?",
            "Who is the mayor in Leeds?",
            "2020-01-01",
        ),
        (HELD, "en", "and since 2021?", "Who is the mayor, since 2021?", MAYOR_EN, "2021-01-01"),
        (
            MAYOR_EN,
            "en",
            "and in Leeds (since 2021)?",
            "Who is the mayor in Leeds (since 2021)?",
            "Who is the mayor in Leeds?",
            "2021-01-01",
        ),
        (DATED, "fr", "plus", DATED, MAYOR, "2019-05-01"),
        (DATED, "fr", "seulement dans cet article", DATED, MAYOR, "2019-05-01"),
        (MAYOR, "fr", "et en 2021 ?", "Qui est le maire de Lyon en 2021 ?", "Qui est le maire de Lyon en 2021 ?", None),
        (MAYOR, "fr", DATED, DATED, MAYOR, "2019-05-01"),  # stands on its own
    ],
)
def test_a_follow_up_is_completed_and_then_read_for_dates(
    before: str, language: LanguageCode, asked: str, meant: str, text: str, since: str | None
) -> None:
    history = [Turn(before, language, "Anne Martin", ("a1",))]
    query = take_dates(understand(asked, SETTINGS, history=history), "2015", "2024-02", TODAY)
    assert (query.asked, query.meant, query.text, query.filters.since) == (asked, meant, text, since)
    assert (query.completion is None) == (asked == meant)
    if since is not None:
        assert query.typed_dates is not None
        assert meant[query.typed_dates.start : query.typed_dates.end] == query.typed_dates.phrase
    whole = understand(asked, SETTINGS, history=history)  # what `typed_dates=False` leaves
    assert (whole.text, whole.filters.since, whole.typed_dates) == (meant, None, None)
    refused = take_dates(understand(asked, SETTINGS, history=history, as_typed=True), "2015", "2024-02", TODAY)
    assert (refused.meant, refused.completion, refused.refused) == (asked, None, ("completion",))


@pytest.mark.parametrize(
    ("former", "language", "asked", "text"),
    [
        (MAYOR, "fr", "dans les articles de 2021 ?", MAYOR),
        (DATED, "fr", "dans les articles de 2021 ?", MAYOR),
        (MAYOR, "fr", "et dans les articles de 2021 ?", MAYOR),
        (MAYOR_EN, "en", "in the articles of 2021?", MAYOR_EN),
    ],
)
def test_a_follow_up_that_names_the_articles_only_filters(
    former: str, language: LanguageCode, asked: str, text: str
) -> None:
    history = [Turn(former, language, "Anne Martin", ("a1",))]
    query = take_dates(understand(asked, SETTINGS, history=history), "2015", "2024-02", TODAY)
    assert (query.text, query.filters.since, query.filters.until) == (text, "2021-01-01", "2021-12-31")
