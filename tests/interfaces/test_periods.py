"""A period in as few words as say the same days."""

from __future__ import annotations

import pytest

from qa.interfaces.periods import period


@pytest.mark.parametrize(
    ("since", "until", "english", "french"),
    [
        ("2021-03-01", None, "since March 2021", "depuis mars 2021"),
        ("2021-01-01", None, "since 2021", "depuis 2021"),
        ("2021-03-02", None, "since 2 March 2021", "depuis le 2 mars 2021"),
        (None, "2018-12-31", "until 2018", "jusqu’en 2018"),
        (None, "2020-02-29", "until February 2020", "jusqu’en février 2020"),
        (None, "2020-02-28", "until 28 February 2020", "jusqu’au 28 février 2020"),
        (None, "2021-02-28", "until February 2021", "jusqu’en février 2021"),
        ("2022-01-01", "2022-12-31", "of 2022", "en 2022"),
        ("2022-01-01", "2022-01-31", "of January 2022", "en janvier 2022"),
        ("2022-08-01", "2022-08-01", "of 1 August 2022", "le 1er août 2022"),
        ("2018-01-01", "2020-12-31", "from 2018 to 2020", "entre 2018 et 2020"),
        ("2021-01-01", "2021-03-31", "from January 2021 to March 2021", "entre janvier 2021 et mars 2021"),
        (
            "2021-01-01",
            "2021-03-30",
            "from 1 January 2021 to 30 March 2021",
            "entre le 1er janvier 2021 et le 30 mars 2021",
        ),
    ],
)
def test_periods(since: str | None, until: str | None, english: str, french: str) -> None:
    assert period(since, until, "en") == english
    assert period(since, until, "fr") == french
