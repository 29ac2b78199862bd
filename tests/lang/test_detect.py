"""French or English: articles, passages, whole questions, and questions of two words."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.lang import LANGUAGES
from qa.lang.detect import DEFAULT_LANGUAGE, detect_language

FRENCH = [
    "Quand le viaduc de Millau a-t-il été inauguré ?",
    "Qu'obtient la Drosie en compensation ?",
    "Qu’est-ce que la photosynthèse ?",
    "Où ?",
    "et en 1990 ?",
    "combien ?",
    "ou se trouve le pont",
    "QUI EST LE MAIRE ?",
    "Qui a écrit The Lord of the Rings ?",
    "Quand est sorti The Dark Side of the Moon ?",
    "nombre habitants Saint-Elme",
    "De quelle e\u0301glise s'agit-il ?",  # the accent is a character of its own
    "Le traité du fleuve Orvane enfin signé",
]
ENGLISH = [
    "When was the Millau viaduct opened?",
    "What crop did the Roquefière defendants plant?",
    "Who wrote La Nuit des temps?",
    "What’s the height of the Tour Eiffel?",
    "where?",
    "and in 1990?",
    "WHERE IS THE MAYOR",
    "Malpertuis gallows tour price",
    "Villeneuve-la-Garde bike rack colour",
    "Orvane river treaty signed at last",
    "Mayor of Saint-Aubin-des-Prées resigns",
]


@pytest.mark.parametrize("text", FRENCH)
def test_french(text: str) -> None:
    assert detect_language(text) == "fr"


@pytest.mark.parametrize("text", ENGLISH)
def test_english(text: str) -> None:
    assert detect_language(text) == "en"


@pytest.mark.parametrize("text", ["", "  \n", "42 ?", "😀", "1990-01-06", "\ud800"])
def test_text_without_a_letter_has_the_default_language(text: str) -> None:
    assert detect_language(text) == DEFAULT_LANGUAGE == "fr"


@settings(deadline=None)  # the first call that needs the model loads it
@given(st.text())
def test_any_text_has_a_language_and_keeps_it(text: str) -> None:
    assert detect_language(text) in LANGUAGES
    assert detect_language(text) == detect_language(text)


def test_threads_agree() -> None:
    texts = ["gruyère cellar stock", "prix ticket tramway", "Qui ?", "Who?"] * 25
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(detect_language, texts)) == [detect_language(text) for text in texts]


def test_a_plain_question_does_not_load_the_model() -> None:
    code = (
        "import sys; from qa.lang.detect import detect_language as d;"
        "texts = ['Qui est le maire ?', 'DONNE LE NOM DU MAIRE',"
        "'la ve\\u0301rite\\u0301', 'donne l’altitude d’Avignon'];"
        "assert [d(text) for text in (*texts, 'Who is the mayor?')] == ['fr'] * 4 + ['en'];"
        "print([name for name in ('py3langid', 'numpy') if name in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"
