"""A quote is cut where a reader of the article would cut it, and never rewritten."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.ask.boundaries import bounded, paragraph_of, whole_sentence
from qa.values import Article, LanguageCode, Passage, QuestionKind

HEADLINES = frozenset({"La piscine rouvre"})


def passage(text: str, language: LanguageCode = "fr") -> Passage:
    return Passage("p", "a1:0", 100, 100 + len(text), text, language, "")


def quoted(text: str, found: str, kind: QuestionKind = "other", language: LanguageCode = "fr") -> str:
    start = 100 + text.index(found)
    left, right = bounded(passage(text, language), HEADLINES, start, start + len(found), kind)
    return text[left - 100 : right - 100]


@pytest.mark.parametrize(
    ("text", "found", "kind", "said"),
    [
        ("La piscine rouvre\n\nElle coûte 7 millions.", "rouvre\n\nElle coûte 7", "other", "Elle coûte 7"),
        ("Il a avoué au procès.\nLe ferrailleur est relaxé.", "au procès.\nLe ferrailleur", "other", "Le ferrailleur"),
        ("- Josiah\n- Augusta", "Josiah\n- Augusta", "list", "Josiah\n- Augusta"),
        ("Elle rouvre mardi.", "mardi.", "other", "mardi"),
        ("Il est né en 52 av. J.-C.", "52 av. J.-C.", "other", "52 av. J.-C."),
        ("À l'école Jules-Ferry, on ferme.", "Jules", "other", "Jules-Ferry"),
        ("Le budget est de 11,4 millions.", "11", "other", "11,4"),
        ("Elle versait 287 000 euros.", "287", "other", "287 000"),
        ("L'entrée est à 4,80 € le soir.", "4,80", "other", "4,80 €"),
        ("Écrire à mairie@orvillac.example avant lundi.", "orvillac", "other", "mairie@orvillac.example"),
        ("Fermé du 12 au 23 août pour travaux.", "23 août", "other", "du 12 au 23 août"),
        ("Fermé du 12 jusqu’au 23 août.", "23 août", "other", "du 12 jusqu’au 23 août"),
        ("L'entrée coûte entre 3 et 5 euros.", "5 euros", "other", "entre 3 et 5 euros"),
        ("La guerre dura de 1914 à 1918.", "1918", "other", "1918"),
        ("Ouvert du 1er mars au 3 avril.", "3 avril", "other", "3 avril"),
        ("Adulte | 4,80 € | 12 €", "4,80", "other", "4,80 €"),
        ("| Tarif | Prix |\n|---|---|\n| plein tarif | dix euros |", "dix", "other", "dix euros"),
        ("**Ada Martin** a ouvert le pont.", "**Ada Martin**", "other", "Ada Martin"),
        ("Ada a dit « non ».", "non »", "other", "non"),
        ("Ada a dit « non ».", "« non »", "other", "« non »"),
        ("Par Force ouvrière et la CFDT en mai.", "Force ouvrière", "list", "Force ouvrière et la CFDT en mai"),
        ("Élu en 1995, en 2001 et en 2008.", "1995", "list", "1995, en 2001 et en 2008"),
        ("Élu en 1995, puis battu.", "1995", "list", "1995"),
        ("Paul Estival, ancien maire du bourg, arbitre.", "ancien maire", "definition", "ancien maire du bourg"),
        ("Estival est un ancien maire du bourg.", "ancien maire", "definition", "ancien maire"),
        ("Le vote a eu lieu ; la CFDT était restée.", "restée", "yes_no", "la CFDT était restée"),
    ],
)  # fmt: skip
def test_a_quote_begins_and_ends_where_it_should(text: str, found: str, kind: QuestionKind, said: str) -> None:
    assert quoted(text, found, kind) == said


@given(st.text(alphabet="ab1 ,.;:|«»()-*\n", min_size=1, max_size=60), st.data())
def test_whatever_the_text_a_quote_is_a_part_of_it(text: str, data: st.DataObject) -> None:
    if not any(map(str.isalnum, text)):
        return
    at = next(number for number, sign in enumerate(text) if sign.isalnum())
    end = data.draw(st.integers(at + 1, len(text)))
    for kind in ("other", "list", "definition", "yes_no"):
        left, right = bounded(passage(text), frozenset(), 100 + at, 100 + end, kind)
        assert 100 <= left < right <= 100 + len(text)
        first, last = whole_sentence(passage(text), left, right)
        assert first <= left < right <= last


def test_a_sentence_is_a_whole_row_of_a_table() -> None:
    text = "| Adulte | 4,80 € |\n| Enfant | 3 € |"
    start = 100 + text.index("3 €")
    left, right = whole_sentence(passage(text), start, start + 3)
    assert text[left - 100 : right - 100] == "| Enfant | 3 € |"


@pytest.mark.parametrize("gap", ["\n", "\r\n", "\n\n"])
def test_a_title_is_a_sentence_of_its_own(gap: str) -> None:
    title, text = "La piscine du centre rouvre enfin", "Elle coûte sept millions."
    start = 100 + len(title + gap)
    held = passage(f"{title}{gap}{text}")
    assert whole_sentence(held, start + 5, start + 10, title) == (start, start + len(text))
    assert whole_sentence(held, 103, 110, title) == (100, 100 + len(title))


def test_paragraphs_are_counted_where_there_are_neither_lines_nor_pages() -> None:
    text = "Un\n\nDeux\n \nTrois"
    page = Article("a1:0", "a.html", "Un", text, 0, None, None, "fr", "0", "text/html")
    assert [paragraph_of(page, text.index(word)) for word in text.split()] == [1, 2, 3]
    lined = Article("a1:0", "a.txt", "Un", text, 0, None, None, "fr", "0", "text/plain")
    assert paragraph_of(lined, 5) is None


def test_a_period_is_quoted_from_its_beginning() -> None:
    said = "The main pool will be closed from 12 to 23 August; the learner pool stays open."
    assert quoted(said, "23 August", language="en") == "from 12 to 23 August"
    assert quoted(said, "learner pool", language="en") == "learner pool"
