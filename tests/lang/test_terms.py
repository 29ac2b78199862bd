"""The terms that BM25 counts: what folds together, what is dropped, and that threads agree."""

from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.lang import LANGUAGES
from qa.lang.terms import _stemmer, terms
from qa.values import LanguageCode


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L'Éléphante des forêts", ["eleph", "foret"]),
        ("jusqu'au pont d’Avignon, lorsqu'il pleut", ["pont", "avignon", "pleut"]),
        ("Qu'est-ce que l'œuvre ?", ["oeuvr"]),
        ("Quand le viaduc de Millau a-t-il été inauguré ?", ["viaduc", "millau", "ete", "inaugur"]),
        ("Où sont les sœurs ?", ["soeur"]),
        ("1 200 m² et 3,5 %", ["1", "200", "m2", "3", "5"]),
        ("un bateau-école", ["bateau", "ecol"]),
        ("la vitamine C", ["vitamin", "c"]),
        ("la médaille d'or", ["medaill", "or"]),
        ("ÉCOLE école e\u0301cole", ["ecol"] * 3),
        ("x\u0301yz", ["xyz"]),  # no single character stands for the first two
        ("Qui est-ce ?", []),
        ("", []),
        ("… « » 😀", []),
    ],
)
def test_french(text: str, expected: list[str]) -> None:
    assert terms(text, "fr") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Who signed the treaties?", ["sign", "treati"]),
        ("the mayor’s running-shoes", ["mayor", "run", "shoe"]),
        ("It doesn't cost 1,200 dollars", ["cost", "1", "200", "dollar"]),
        ("the month of May", ["month", "may"]),
        ("Café CAFÉ cafe", ["cafe"] * 3),
    ],
)
def test_english(text: str, expected: list[str]) -> None:
    assert terms(text, "en") == expected


@given(st.text(), st.sampled_from(["fr", "en"]))
def test_terms_are_never_empty_words_and_do_not_depend_on_the_form(text: str, language: LanguageCode) -> None:
    found = terms(text, language)
    assert all(term and not any(character.isspace() for character in term) for term in found)
    assert found == terms(unicodedata.normalize("NFC", text), language)
    assert found == terms(unicodedata.normalize("NFD", text), language)


def test_accents_fold_after_the_stem() -> None:
    assert terms("pêcheurs", "fr") == terms("pêcheur", "fr") == ["pecheur"]
    assert all(term.isascii() for term in terms("où naïve Noël ça œuf æquo île àâäéèêëïîôöùûüÿç", "fr"))


def test_each_thread_has_its_own_stemmer() -> None:
    """Snowball's objects must not be shared; by chance they are guarded so well that words alone show nothing."""
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(_stemmer, "fr").result() is not _stemmer("fr")
    assert _stemmer("fr") is _stemmer("fr")


def test_threads_agree() -> None:
    texts = [f"Les {word}ations municipales de la commune" for word in ("élev", "applic", "cré", "form")] * 200
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: terms(text, "fr"), texts)) == [terms(text, "fr") for text in texts]


def test_a_language_is_whole() -> None:
    for code, language in LANGUAGES.items():
        assert language.code == code
        assert language.stop_words == {word.lower() for word in language.stop_words}
        assert terms("gouvernement", code)
