"""One grammar of dates: typed filters, follow-ups and articles understand each month in each of its spellings."""

from __future__ import annotations

from datetime import date
from itertools import cycle, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.ask.article_dates import resolve
from qa.ask.date_filters import typed_dates
from qa.ask.followups.rules import complete
from qa.lang import LANGUAGES
from qa.lang.dates import Written, find_dates, read_date
from qa.values import LanguageCode, Turn
from tests.lang.months import spellings

ARTICLES, TODAY = (date(2015, 3, 2), date(2024, 2, 14)), date(2024, 2, 15)
each_month = pytest.mark.parametrize(
    ("language", "number"), [(language, number) for language in ("fr", "en") for number in range(1, 13)]
)
ENGLISH = ("Who led the party {}?", "and {}?", "in {}")
DAYS: dict[LanguageCode, list[tuple[str, int]]] = {  # how a day is said, before "2021"
    "fr": [("le 3 {}", 3), ("le 1er {}", 1), ("le 1ᵉʳ {}", 1), ("le premier {}", 1), ("le lundi 3 {}", 3)],
    "en": [
        *[("3 {}", 3), ("3rd {}", 3), ("the 3rd of {}", 3), ("{} 3,", 3), ("{} 1st,", 1), ("the first of {}", 1)],
        *[("Monday, 3 {}", 3), ("Monday, {} 3,", 3)],
    ],
}


def meant(asked: str, former: str, language: LanguageCode) -> str:
    return complete(asked, [Turn(former, language, "", ("a",))]).text


def said_days(word: str, language: LanguageCode) -> list[tuple[str, int]]:
    return [(said.format(word), day) for said, day in DAYS[language]]


@each_month
def test_a_month_is_read(language: LanguageCode, number: int) -> None:
    for word in spellings(language, number):
        assert read_date(f"{word} 2021", language) == Written(2021, number), word
        for said, day in said_days(word, language):
            assert read_date(f"{said} 2021", language) == Written(2021, number, day), said


@each_month
def test_a_month_is_found_whole(language: LanguageCode, number: int) -> None:
    for word in spellings(language, number):
        for said in [word, *(said for said, _ in said_days(word, language))]:
            assert [found[0] for found in find_dates(f"pont {said} 2021 ?", language)] == [f"{said} 2021"]


@each_month
def test_a_month_filters_the_articles(language: LanguageCode, number: int) -> None:
    since, asked = ("depuis", "Qui a démissionné, {} ?") if language == "fr" else ("since", "Who resigned, {}?")
    for word in spellings(language, number):
        for said, day in [(word, 1), *said_days(word, language)]:
            taken = typed_dates(asked.format(f"{since} {said} 2021"), language, ARTICLES, TODAY)
            assert taken is not None, said
            assert taken[0].phrase == f"{since} {said} 2021"
            assert taken[0].since == date(2021, number, day).isoformat()


@each_month
def test_a_month_is_put_into_the_former_question(language: LanguageCode, number: int) -> None:
    former, also, within = ("Qui dirigeait le parti {} ?", "et {} ?", "en {}") if language == "fr" else ENGLISH
    month_before = within.format("octobre 2019" if language == "fr" else "October 2019")
    for word in spellings(language, number):
        dated = former.format(within.format(f"{word} 2021"))
        assert (
            meant(also.format(within.format(f"{word} 2021")), former.format(within.format("2019")), language) == dated
        )
        assert meant(also.format(within.format(f"{word} 2021")), former.format(month_before), language) == dated
        assert meant(also.format(f"{word} 2021"), former.format(within.format("2019")), language) == dated
        undated = also.format(within.format(word))
        assert meant(undated, former.format(month_before), language) == former.format(within.format(f"{word} 2019"))
        old = former.format(within.format(f"{word} 2019"))
        assert meant(also.format(within.format("2021")), old, language) == former.format(within.format("2021"))


@each_month
def test_a_day_is_put_into_the_former_question(language: LanguageCode, number: int) -> None:
    former, also, within = ("Qui dirigeait le parti {} ?", "et {} ?", "en {}") if language == "fr" else ENGLISH
    for word, (day, _) in zip(spellings(language, number), cycle(DAYS[language]), strict=False):
        said = f"{day.format(word)} 2021" if language == "fr" else f"on {day.format(word)} 2021"
        assert meant(also.format(said), former.format(within.format("2019")), language) == former.format(said)


@each_month
def test_a_day_without_year_is_that_of_its_article(language: LanguageCode, number: int) -> None:
    for word in spellings(language, number):
        text = f"Le 3 {word} il part." if language == "fr" else f"On 3 {word} she left."
        found = [(text[one.start : one.end], one.date) for one in resolve(text, f"2021-{number:02}", language)]
        said = f"{'Le ' if language == 'fr' else ''}3 {word}"
        other_word = word.lower() in LANGUAGES[language].dates.word_months and not word.istitle()  # "some 30 may …"
        assert found == ([] if other_word else [(said, f"2021-{number:02}-03")])


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)), st.sampled_from(["fr", "en"]), st.data())
def test_a_day_that_is_written_is_that_day(day: date, language: LanguageCode, data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(spellings(language, day.month)))
    said = data.draw(st.sampled_from(["{d} {m} {y}", "le {d} {m} {y}" if language == "fr" else "{m} {d}, {y}"]))
    text = said.format(d=day.day, m=word, y=day.year)
    assert read_date(text, language) == Written(day.year, day.month, day.day)
    assert [found[0] for found in find_dates(f"Xyz {text} ?", language)] == [text]


PIECES = st.sampled_from(
    "le the 3 31 1er 3rd premier first of mars Mar. sept déc. 2021 21 , . - / ’ l' hier last year 90s".split(" ")
)


@given(st.lists(PIECES | st.text(max_size=3), max_size=12).map(" ".join), st.sampled_from(["fr", "en"]))
def test_the_dates_of_any_text_follow_each_other(text: str, language: LanguageCode) -> None:
    places = [found.span() for found in find_dates(text, language)]
    assert places == sorted(places)
    assert all(before[1] <= after[0] for before, after in pairwise(places))
    assert all(start < end for start, end in places)


@pytest.mark.parametrize(
    ("question", "language", "dates"),
    [
        ("Qui a écrit les sept nains ?", "fr", []),
        ("Qui sont les sept samouraïs ?", "fr", []),
        ("Who was painted by Jan van Eyck?", "en", []),
        ("Who may resign?", "en", []),
        ("When did they march on Rome?", "en", []),
        ("Who resigned in march?", "en", ["march"]),
        ("Who resigned in Dec.?", "en", ["Dec."]),
        ("Qui a gagné en sept. ?", "fr", ["sept."]),
        ("Qui a gagné au printemps 1998 ?", "fr", ["printemps 1998"]),
        ("Who won in the winter of 1998?", "en", ["the winter of 1998"]),
        ("Qui régnait au XIXe siècle ou au 18e siècle ?", "fr", ["XIXe siècle", "18e siècle"]),
        (
            "Who ruled in the 19th century or the twentieth century?",
            "en",
            ["the 19th century", "the twentieth century"],
        ),
        ("Qui chantait dans les années 90, les années soixante ?", "fr", ["les années 90", "les années soixante"]),
        ("Who sang in the 1990s or the sixties?", "en", ["the 1990s", "the sixties"]),
        (
            "Qui a parlé le 3/5/2021, en 2020-06, l'annee derniere et hier ?",
            "fr",
            ["le 3/5/2021", "2020-06", "l'annee derniere", "hier"],
        ),
        ("Who spoke on 2021-05-03, last month and today?", "en", ["2021-05-03", "last month", "today"]),
    ],
)
def test_what_is_a_date_in_a_question(question: str, language: LanguageCode, dates: list[str]) -> None:
    assert [found[0] for found in find_dates(question, language)] == dates


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentences_know_the_months_that_are_cut_short(language: LanguageCode) -> None:
    assert LANGUAGES[language].before_numbers >= {
        word.title() if language == "en" else word for word in LANGUAGES[language].dates.short_months
    }
