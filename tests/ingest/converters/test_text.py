"""Bytes to characters, and titles for texts without one."""

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qa.errors import UnreadableFile
from qa.ingest.converters.text import decode, guess_title, shorten

TYPOGRAPHY = "« L’élève, a-t-il dit, n’est pas français – c’est 5 € », à la façon de l’œuvre d’été.\nOù est-il né ?"
PLAIN = "L'élève a été reçu à l'école. Le président a dénoncé ces violences, où l'on a brûlé des pneus."
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n\t"))


@given(TEXT)
@example("\u2028é")
@example("½ 𝛼 \u00ad")
def test_utf8_comes_back_exactly(text: str) -> None:
    text = text.removeprefix("\ufeff")
    assert decode(text.encode()) == text
    assert decode(b"\xef\xbb\xbf" + text.encode()) == text


@given(TEXT)
def test_line_ends_become_one_kind(text: str) -> None:
    text = text.removeprefix("\ufeff")
    assert decode(text.replace("\n", "\r\n").encode()) == text
    assert decode(text.replace("\n", "\r").encode()) == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"])
def test_french_typography_in_every_usual_encoding(encoding: str) -> None:
    assert decode(TYPOGRAPHY.encode(encoding)) == TYPOGRAPHY


@pytest.mark.parametrize("encoding", ["latin-1", "iso8859_15", "cp1252", "mac_roman"])
def test_plain_french_in_the_older_encodings(encoding: str) -> None:
    assert decode(PLAIN.encode(encoding)) == PLAIN


@pytest.mark.parametrize("text", ["Sa sœur a payé 5 € à Nîmes.", "L'Œuvre, déjà vue à Nîmes."])
def test_latin9_keeps_its_ligature_and_its_euro(text: str) -> None:
    assert decode(text.encode("iso8859_15")) == text


@pytest.mark.parametrize("text", ["Déjà vu.", "Le café’s “no” – £5.", "À 2½ km, près de 18 °C", "ÉTAT D’URGENCE"])
def test_short_texts_are_read_as_windows_writes_them(text: str) -> None:
    assert decode(text.encode("cp1252")) == text


def test_a_broken_byte_does_not_garble_the_other_accents() -> None:
    data = (PLAIN * 5).encode()
    assert decode(data[:100] + b"\xff" + data[100:]).replace("\ufffd", "") == PLAIN * 5


@pytest.mark.parametrize("declared", ["cp1251", "koi8-r"])
def test_a_declared_encoding_is_believed(declared: str) -> None:
    assert decode("Зима в Москве".encode(declared), declared) == "Зима в Москве"


@pytest.mark.parametrize("declared", ["iso-8859-1", "utf-8", "utf-16", "no-such-thing", "rot13", "idna", "ascii", ""])
def test_a_wrong_declaration_does_no_harm(declared: str) -> None:
    assert decode(TYPOGRAPHY.encode("cp1252"), declared) == TYPOGRAPHY
    assert decode(TYPOGRAPHY.encode(), declared) == TYPOGRAPHY


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)),
        b"abc\x00def" + b"g" * 200,
        b"\x01\x02\x03 text",
        ("abc\0def" + "g" * 200).encode("utf-16"),
    ],
)
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="is binary data"):
        decode(data)


def test_damaged_utf16_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="UTF-16 and is damaged"):
        decode("été".encode("utf-16") + b"\xd8")


@given(st.binary())
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    with suppress(UnreadableFile):
        assert "\r" not in decode(data)


LONG = (
    "La Loire a débordé dans la nuit de lundi à mardi, inondant les quais de Nevers, de Cosne et de La Charité. Suite."
)


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("La Loire déborde\n\nLes quais sont sous l’eau.", "La Loire déborde"),
        ("La Loire déborde\nLes quais sont sous l’eau.", "La Loire déborde"),
        ("\n  Où va la Loire ?  \n\nTexte.", "Où va la Loire ?"),
        ("La Loire a débordé. Les quais sont sous l’eau.\n\nSuite.", "La Loire a débordé."),
        ("The U.S. left. It won.", "The U.S. left."),
        ("M. Martin a parlé au maire. Il s’est tu.", "M. Martin a parlé au maire."),
        (
            "Le fleuve a quitté son lit et le village\nest sous l’eau. Suite.",
            "Le fleuve a quitté son lit et le village est sous l’eau.",
        ),
        (LONG, "La Loire a débordé dans la nuit de lundi à mardi, inondant les quais de Nevers, de Cosne et de La…"),
        ("Mot", "Mot"),
        ("a" * 300, "a" * 100 + "…"),
    ],
)
def test_titles(body: str, title: str) -> None:
    assert guess_title(body) == title


@given(st.text() | st.text(st.sampled_from("ab. \n,»")).map(lambda text: text * 30))
def test_a_title_is_one_short_line(body: str) -> None:
    title = guess_title(body)
    assert len(title) <= 120
    assert "\n" not in title
    assert bool(title) == bool(body.strip())


def test_shorten() -> None:
    assert shorten("un deux trois", 13) == "un deux trois"
    assert shorten("un deux, trois", 10) == "un deux…"


SENTENCES = [
    "La médiathèque de Pornic a été inaugurée mardi après-midi par le député Hervé Guérin.",
    "Là où l'été fut très gênant, le maire reçut des élèves français à l'hôtel.",
    "The café's résumé was naïve, said Zoë Brontë.",
    "Été",
    "à",
    "ÉLÉONORE PRÉSIDE LE COMITÉ DES FÊTES",
]


@pytest.mark.parametrize("encoding", ["cp850", "cp437", "cp1252", "latin-1", "iso8859-15", "mac_roman"])
@pytest.mark.parametrize("text", SENTENCES[:3])
def test_the_reading_with_words_in_it_wins(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("text", SENTENCES[3:])
def test_the_shortest_texts_are_windows_own(text: str) -> None:
    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-32", "utf-16"])
def test_wide_characters_with_and_without_a_mark(encoding: str) -> None:
    assert decode(SENTENCES[0].encode(encoding)) == SENTENCES[0]


@pytest.mark.parametrize("declared", ["iso-8859-1", "latin1", "us-ascii", "windows-1252"])
def test_latin_1_is_what_the_web_means_by_it(declared: str) -> None:
    text = "L’œuvre coûte 12 €, a dit l’adjointe “Maïwenn Quéré” à l’Hôtel-Dieu…"
    assert decode(text.encode("cp1252"), declared) == text
