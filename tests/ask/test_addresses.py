"""Answers that would cut an address, a path or a number in two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.ask import addresses
from qa.ask.addresses import whole_address


@pytest.mark.parametrize(
    ("text", "cut", "whole"),
    [
        ("Write to letters.editor@rivage-times.co.uk or call.", "rivage-times", "letters.editor@rivage-times.co.uk"),
        ("Écrire à inscriptions.2022@mairie-pornic.fr.", "mairie-pornic.fr", "inscriptions.2022@mairie-pornic.fr"),
        (
            "Dans le dossier C:\\Users\\Public\\data.sqlite3 et",
            "le dossier C",
            "le dossier C:\\Users\\Public\\data.sqlite3",
        ),
        ("Le fichier /etc/nginx/nginx.conf, lui", "nginx", "/etc/nginx/nginx.conf"),
        (
            "Voir https://mairie-pornic.fr/travaux?rue=port. Puis",
            "mairie-pornic",
            "https://mairie-pornic.fr/travaux?rue=port",
        ),
        ("Sur www.pornic.fr, la", "pornic", "www.pornic.fr"),
        ("Sur mairie-pornic.fr/agenda (lien)", "mairie", "mairie-pornic.fr/agenda"),
        ("Appeler le 02 40 82 31 11 demain", "40 82", "02 40 82 31 11"),
        ("Appeler le +33 2 40 82 31 11 demain", "82 31", "+33 2 40 82 31 11"),
        ("La version 2.14.3 est là", "14", "2.14.3"),
        ("Un budget de 1 250 000,50 euros", "250", "1 250 000,50"),
        ("Soit 4,1 millions", "1 millions", "4,1 millions"),
        ("IBAN FR76 3000 6000 0112 3456 7890 189 ici", "3000 6000", "FR76 3000 6000 0112 3456 7890 189"),
        ("Suivez @mairie_pornic ici", "mairie", "@mairie_pornic"),
    ],
)
def test_an_answer_holds_the_whole(text: str, cut: str, whole: str) -> None:
    start, end = whole_address(text, text.index(cut), text.index(cut) + len(cut))
    assert text[start:end] == whole


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("Le maire Hervé Guérin a ouvert le pont.", "Hervé Guérin"),
        ("Écrire à la mairie (mairie@pornic.fr) avant mardi", "la mairie"),
        ("En 2021, 1 250 personnes", "2021"),
        ("Le 14 mars 2021 à 18 h 30.", "14 mars 2021"),
        ("Entre et/ou après, le pont", "et"),
    ],
)
def test_an_answer_that_cuts_nothing_stays(text: str, span: str) -> None:
    start = text.index(span)
    assert whole_address(text, start, start + len(span)) == (start, start + len(span))


@given(st.text(alphabet="ab1.@/: \\w", max_size=40), st.integers(0, 40), st.integers(1, 10))
def test_a_span_only_ever_grows_and_stays_in_the_text(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(start + length, len(text))
    first, last = whole_address(text, start, end)
    assert 0 <= first <= start <= end <= last <= len(text)


@given(
    st.lists(
        st.sampled_from(
            [
                *(
                    "Le maire",
                    " ",
                    " ",
                    "\u202f",
                    ". ",
                    ", ",
                    "(",
                    ")",
                    "12",
                    "345",
                    "1",
                    "06",
                    "+33",
                    "FR76",
                    "AB",
                    "x",
                ),
                *("@", "a.b", "www.", ".fr", "/etc", "/", "C:\\", "https://", "-", ".", ",", "v2", "é", "#tag"),
            ]
        ),
        max_size=14,
    ).map("".join),
    st.data(),
)
def test_the_quick_look_overlooks_nothing(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(addresses, "_may_cut", lambda text, place: True)
        whole = whole_address(text, start, end)
    assert whole_address(text, start, end) == whole
