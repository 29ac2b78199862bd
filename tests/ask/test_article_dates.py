"""What an article's date makes certain about the dates that it says, and what it does not."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.ask.article_dates import resolve
from qa.ingest.dates import parse_header
from qa.values import LanguageCode
from tests.conftest import SEEDS


def said(text: str, article_date: str, language: LanguageCode) -> list[tuple[str, str]]:
    return [(text[one.start : one.end], one.date) for one in resolve(text, article_date, language)]


@pytest.mark.parametrize(
    ("text", "article_date", "language", "words", "iso"),
    [
        ("Le pouvoir cède jeudi 6 janvier.", "2022-01", "fr", "jeudi 6 janvier", "2022-01-06"),
        ("Ce fut le dimanche 26 décembre.", "2022-01-06", "fr", "le dimanche 26 décembre", "2021-12-26"),
        ("It rained on Thursday, January 6.", "2022-01", "en", "Thursday, January 6", "2022-01-06"),
        ("It opens on Thursday the 6th of January.", "2021-12-30", "en", "Thursday the 6th of January", "2022-01-06"),
        ("Hier, le maire a parlé.", "2022-01-01", "fr", "Hier", "2021-12-31"),
        ("Il est parti avant-hier.", "2022-01-06", "fr", "avant-hier", "2022-01-04"),
        ("He left yesterday.", "2020-03-01", "en", "yesterday", "2020-02-29"),
        ("Il a parlé lundi dernier.", "2022-01-10", "fr", "lundi dernier", "2022-01-03"),  # itself a Monday
        ("Il a parlé mardi dernier.", "2022-01-06", "fr", "mardi dernier", "2022-01-04"),
        ("He spoke last Tuesday.", "2022-01-10", "en", "last Tuesday", "2022-01-04"),
        ("Ce jeudi, le maire a parlé.", "2022-01-06", "fr", "Ce jeudi", "2022-01-06"),
        ("Le 3 mai, il part.", "2022-05-10", "fr", "Le 3 mai", "2022-05-03"),
        ("La réunion du 3 mai est finie.", "2022-05-10", "fr", "3 mai", "2022-05-03"),
        ("He spoke on May 20 in London.", "2022-05-25", "en", "May 20", "2022-05-20"),
        ("Le 3 mai, il part.", "2022-05", "fr", "Le 3 mai", "2022-05-03"),
        ("Le 25 déc. il part.", "2022-01-06", "fr", "Le 25 déc.", "2021-12-25"),
        ("Le 3 mai dernier, il part.", "2022-01", "fr", "Le 3 mai dernier", "2021-05-03"),
        ("En mars dernier, il part.", "2022-01", "fr", "mars dernier", "2021-03"),
        ("Il est élu le mois dernier.", "2022-01", "fr", "le mois dernier", "2021-12"),
        ("L’an dernier, il part.", "2022", "fr", "L’an dernier", "2021"),
        ("Last year’s fire is not forgotten.", "2022", "en", "Last year", "2021"),
    ],
)
def test_certain(text: str, article_date: str, language: LanguageCode, words: str, iso: str) -> None:
    assert said(text, article_date, language) == [(words, iso)]


@pytest.mark.parametrize(
    ("text", "article_date", "language"),
    [
        ("La rue du 11 novembre sera fermée.", "2022-11-03", "fr"),  # the name of a street
        ("Le collège de la place du 4 septembre.", "2022-08-30", "fr"),
        ("Les anciens du mouvement du 22 octobre.", "2022-11-03", "fr"),
        ("Le square du 8-Mai et le lycée du 6 juin.", "2022-06-03", "fr"),
        ("By May 20 people had been arrested.", "2022-05-25", "en"),  # twenty people
        ("Theresa May 10 days ago promised it.", "2022-05-25", "en"),
        ("The mayor thanked April 20 times.", "2022-04-25", "en"),
        ("Mrs Theresa May 12 spoke.", "2022-05-25", "en"),
        ("vendredi 6 janvier", "2022-01", "fr"),  # a Thursday
        ("jeudi 6 janvier", "2022", "fr"),  # written in December, it would be of that other year
        ("hier", "2022-01", "fr"),
        ("le monde d’hier", "2022-01-06", "fr"),
        ("yesterday’s world", "2022-01-06", "en"),
        ("last Tuesday", "2022-01-06", "en"),  # on a Thursday: two days ago for some, nine for others
        ("mardi dernier", "2022-01", "fr"),
        ("ce mardi", "2022-01-06", "fr"),
        ("mardi", "2022-01-06", "fr"),
        ("le 3 mai", "2022-01", "fr"),  # past or future
        ("le 3 mai", "2022", "fr"),
        ("le 30 février", "2022-02", "fr"),
        ("le 6 janvier 2021", "2022-01", "fr"),  # says its year
        ("le 6 janvier de la même année", "2022-01", "fr"),
        ("Some 30 may have died", "2022-05-10", "en"),
        ("In March 5 people died", "2022-03-10", "en"),
        ("in the last year of the war", "2022", "en"),
        ("cette semaine", "2022-01-06", "fr"),
        ("le 6 janvier", "1666-01", "fr"),  # of which calendar?
        ("le 6 janvier", "", "fr"),
        ("le 6 janvier", "jadis", "fr"),
        ("En 1994, tout change. Le 3 mai, il part.", "2022-05-10", "fr"),
        ("En 1994, il part.\n\nLe 3 mai, il revient.", "2022-05-10", "fr"),
        ("Jeudi 6 janvier, comme en 1994, il neige.", "2022-01", "fr"),
        ("Il y a cinquante ans, le monde change. Le 3 mai, il part.", "2022-05-10", "fr"),
        ("Fifty years ago the world changed. On 3 May he left.", "2022-05-10", "en"),
        ("« Je suis venu hier », dit-il.", "2022-01-06", "fr"),
        ("He said: “I came yesterday.”", "2022-01-06", "en"),
    ],
)
def test_not_certain(text: str, article_date: str, language: LanguageCode) -> None:
    assert said(text, article_date, language) == []


def test_a_weekday_that_fits_vouches_for_the_days_around_it() -> None:
    text = "Tout commence le dimanche 2 janvier.\n\nUn départ en 2019.\n\nLe 6 janvier, il parle."
    assert said(text, "2022-01-20", "fr") == [("le dimanche 2 janvier", "2022-01-02"), ("Le 6 janvier", "2022-01-06")]
    assert said(text.replace("dimanche", "samedi"), "2022-01-20", "fr") == []


def test_the_articles_that_ship() -> None:
    """Read by hand: all are right; the "20 July" of the moon landing is none, though its article is of 20 July 2019."""
    days: dict[str, list[str]] = {}
    for path in sorted(SEEDS.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        article_date, _ = parse_header(text)
        found = said(text, article_date, "en" if " the " in text else "fr")
        days.update({path.stem: [iso for _, iso in found]} if found else {})
    assert days == {
        "adieu-au-franc-2002-02-18": ["2002-02-17", "2002-02-18"],
        "kazakhstan-janvier-2022": [f"2022-01-{day:02}" for day in (2, 5, 6, 10, 15, 19)],
        "montagne-pelee-1902": ["2002-05-08"],
        "viaduc-de-millau-2004-12-17": ["2004-12-16", "2004-12-16"],
    }


FRENCH_DAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
FRENCH_MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()


@given(st.dates(date(1800, 6, 1), date(2100, 1, 1)), st.integers(-170, 170))
def test_a_day_with_its_weekday_is_that_day(article: date, away: int) -> None:
    day = article + timedelta(days=away)
    text = f"Rendez-vous le {FRENCH_DAYS[day.weekday()]} {day.day} {FRENCH_MONTHS[day.month - 1]}"
    assert [iso for _, iso in said(text, article.isoformat(), "fr")] == [day.isoformat()]
    other = f"Rendez-vous le {FRENCH_DAYS[(day.weekday() + 3) % 7]} {day.day} {FRENCH_MONTHS[day.month - 1]}"
    assert day.isoformat() not in [iso for _, iso in said(other, article.isoformat(), "fr")]


PIECES = [
    "le",
    "jeudi",
    "6",
    "31",
    "janvier",
    "February",
    "last",
    "dernier",
    "hier",
    "yesterday",
    "2022",
    "«",
    ".",
    "\n\n",
]


@pytest.mark.parametrize("language", ["fr", "en"])
@given(
    st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=12).map(" ".join),
    st.sampled_from(["2022", "2022-02", "2022-01-06", "1000", "2999-12-31", "x"]),
    st.integers(0, 20),
    st.integers(0, 60),
)
def test_any_text(language: LanguageCode, text: str, article_date: str, start: int, end: int) -> None:
    found = resolve(text, article_date, language, start, end)
    places = [(one.start, one.end) for one in found]
    assert places == sorted(places)
    assert all(start <= one.start < one.end <= min(end, len(text)) for one in found)
    assert all(re.fullmatch(r"\d{4}(-\d\d){0,2}", one.date) for one in found)
