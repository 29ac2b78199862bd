"""A period in as few words as say the same days."""

from __future__ import annotations

import pytest

from qa.interfaces.periods import period


@pytest.mark.parametrize(
    ("since", "until", "english", "french"),
    [
        ("2021-03-01", None, "since 2021-03", "depuis 2021-03"),
        ("2021-01-01", None, "since 2021", "depuis 2021"),
        ("2021-03-02", None, "since 2021-03-02", "depuis 2021-03-02"),
        (None, "2018-12-31", "until 2018", "jusqu’à 2018"),
        (None, "2020-02-29", "until 2020-02", "jusqu’à 2020-02"),
        (None, "2020-02-28", "until 2020-02-28", "jusqu’à 2020-02-28"),
        (None, "2021-02-28", "until 2021-02", "jusqu’à 2021-02"),
        ("2022-01-01", "2022-12-31", "of 2022", "de 2022"),
        ("2022-01-01", "2022-01-31", "of 2022-01", "de 2022-01"),
        ("2022-01-06", "2022-01-06", "of 2022-01-06", "de 2022-01-06"),
        ("2018-01-01", "2020-12-31", "from 2018 to 2020", "de 2018 à 2020"),
        ("2021-01-01", "2021-03-31", "from 2021-01 to 2021-03", "de 2021-01 à 2021-03"),
        ("2021-01-01", "2021-03-30", "from 2021-01-01 to 2021-03-30", "de 2021-01-01 à 2021-03-30"),
    ],
)
def test_periods(since: str | None, until: str | None, english: str, french: str) -> None:
    assert period(since, until, "en") == english
    assert period(since, until, "fr") == french
