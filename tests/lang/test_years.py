"""Which years a question asks about, and which ones a text speaks of."""

from __future__ import annotations

import pytest

from qa.lang.years import named_years, said_years
from qa.values import LanguageCode


@pytest.mark.parametrize(
    ("question", "language", "years"),
    [
        ("Combien de jours a duré la grève des bus en 2022 ?", "fr", {2022}),
        ("chiffre d'affaires faïencerie 2021", "fr", {2021}),
        ("Who refereed the World Cup final in 2018?", "en", {2018}),
        ("Who lost the 2022 final?", "en", {2022}),
        ("Qui a voté le budget du 3 mars 2019 ?", "fr", {2019}),
        ("Why was the 2020 flood less damaging than the one in 2015?", "en", {2015, 2020}),
        ("Qui était maire avant 1900 ?", "fr", set()),
        ("Qui a dirigé la mairie jusqu'en 1944 ?", "fr", set()),
        ("What has changed since 2015?", "en", set()),
        ("Who ruled around 1200?", "en", set()),
        ("What happened between 1939 and 1945?", "en", set()),
        ("Que s'est-il passé entre 1939 et 1945 ?", "fr", set()),
        ("Qui a régné de 1804 à 1814 ?", "fr", set()),
        ("Which clubs were founded in the 1920s?", "en", set()),
        ("Quels clubs sont nés dans les années 1920 ?", "fr", set()),
        ("Qui a remporté la saison 2017-2018 ?", "fr", set()),
        ("Combien coûtent 1500,50 euros de gaz ?", "fr", set()),
        ("Qui a parlé ?", "fr", set()),
    ],
)
def test_a_question_asks_about_the_years_that_it_names_as_such(
    question: str, language: LanguageCode, years: set[int]
) -> None:
    assert named_years(question, language) == years


@pytest.mark.parametrize(
    ("text", "language", "years"),
    [
        ("Inauguré le 3 mai 1998, il a fermé en 2004.", "fr", {1998, 2004}),
        ("La guerre de 1914-1918 ; la saison 2017/18.", "fr", {1914, 1915, 1916, 1917, 1918, 2017, 2018}),
        ("They ruled from 1939 to 1942.", "en", {1939, 1940, 1941, 1942}),
        ("La gare date des années 1930.", "fr", set(range(1930, 1940))),
        ("Clubs of the 1960s met here.", "en", set(range(1960, 1970))),
        ("The league of 1530 met the following year.", "en", {1529, 1530, 1531}),
        ("En 1759, après la révolte d'un an auparavant.", "fr", {1758, 1759, 1760}),
        ("He ran 2,000 metres, then 1 500 m.", "en", {1500, 2000}),
        ("It cost 12022 euros, and 20,220 more.", "en", set()),
        ("Fait à Lyon, le 03.05.2022 ; compte de FY2021.", "fr", {2021, 2022}),
        ("2023-05-15", "en", {2023}),
        ("", "fr", set()),
    ],
)
def test_a_text_speaks_of_the_years_of_its_periods_too(text: str, language: LanguageCode, years: set[int]) -> None:
    assert said_years(text, language) == years
