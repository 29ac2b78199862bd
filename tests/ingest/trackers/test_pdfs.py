"""Faults that users of pypdf, pdfplumber, pdf.js and pdftext reported, in PDF files made after their reports."""

from __future__ import annotations

import io

import pypdf
import pytest
from fpdf import FPDF

from tests.ingest.trackers.reading import squeezed, text

SENTENCE = "Le conseil de la ville a voté la dépense lundi soir."


def page() -> FPDF:
    document = FPDF()
    document.set_font("Helvetica", size=11)
    document.add_page()
    return document


def found(document: FPDF) -> str:
    return squeezed(text("a.pdf", bytes(document.output())))


def test_letters_set_apart_are_one_word() -> None:
    """https://github.com/py-pdf/pypdf/issues/3358: "P ostchirurgie (strabism e"."""
    document = page()
    document.set_char_spacing(0.8)
    document.text(20, 20, "Postchirurgie (strabisme, ptérygion) selon le rapport.")
    assert found(document) == "Postchirurgie (strabisme, ptérygion) selon le rapport."


def test_words_that_only_their_places_part() -> None:
    """https://github.com/py-pdf/pypdf/issues/1328: no space is in the file, "Reportingcrudeoilleak"."""
    document = page()
    x = 20.0
    for word in SENTENCE.split():
        document.text(x, 20, word)
        x += document.get_string_width(word) + document.get_string_width(" ")
    assert found(document) == SENTENCE


def test_letter_by_letter() -> None:
    """https://github.com/py-pdf/pypdf/issues/2336: "Beir a Rio"."""
    document = page()
    x = 20.0
    for letter in SENTENCE:
        document.text(x, 20, letter)
        x += document.get_string_width(letter)
    assert found(document) == SENTENCE


@pytest.mark.parametrize(
    ("first", "second", "right"),
    [
        (
            "the current flows in the op-",
            "posite direction to it.",
            "the current flows in the opposite direction to it.",
        ),
        ("Le vice-", "président a parlé aux habitants.", "Le vice-président a parlé aux habitants."),
        ("Il habite au rez-de-", "chaussée de l'hôtel.", "Il habite au rez-de-chaussée de l'hôtel."),
        ("The army's commander-", "in-chief spoke.", "The army's commander-in-chief spoke."),
        ("It is a self-ser-", "vice restaurant of the town.", "It is a self-service restaurant of the town."),
        ("Il est né à Aix-en-", "Provence un lundi.", "Il est né à Aix-en-Provence un lundi."),
        ("La référence est 01-2301-", "458 selon le contrat.", "La référence est 01-2301-458 selon le contrat."),
        ("Le premier mi-", "nistre est venu à Pornic.", "Le premier ministre est venu à Pornic."),
        ("L'élève a fait un long par-", "cours dans la ville.", "L'élève a fait un long parcours dans la ville."),
        ("La porte-", "parole de la mairie a parlé.", "La porte-parole de la mairie a parlé."),
        ("Ils étaient vingt-", "trois dans la salle.", "Ils étaient vingt-trois dans la salle."),
        ("Le traité franco-", "allemand est signé à Pise.", "Le traité franco-allemand est signé à Pise."),
        ("The town has made a full-", "scale map of the port.", "The town has made a full-scale map of the port."),
        ("In the end he was tak-", "en to the town hall.", "In the end he was taken to the town hall."),
        ("The driver was a 43-", "year-old man of the town.", "The driver was a 43-year-old man of the town."),
        (
            "Le temple date du IIe siècle avant J.-",
            "C. selon les fouilles.",
            "Le temple date du IIe siècle avant J.-C. selon les fouilles.",
        ),
    ],
)
def test_hyphens_at_the_end_of_a_line(first: str, second: str, right: str) -> None:
    """https://github.com/py-pdf/pypdf/issues/2262 and https://github.com/datalab-to/pdftext/issues/1."""
    document = page()
    document.text(20, 20, first)
    document.text(20, 25, second)
    assert found(document) == right


@pytest.mark.parametrize("code", ["AF-123", "Covid-19", "A-320", "10-12", "2021/2022"])
def test_codes_that_two_lines_share(code: str) -> None:
    """No thread: own case. "Covid- 19" was found by nobody who looked for it."""
    cut = max(code.find("-"), code.find("/")) + 1
    document = page()
    document.text(20, 20, f"Le conseil a parlé lundi de {code[:cut]}")
    document.text(20, 25, f"{code[cut:]} à la mairie de la ville.")
    assert found(document) == f"Le conseil a parlé lundi de {code} à la mairie de la ville."


def test_entries_of_a_table_of_contents() -> None:
    """No thread: own case. Each was the beginning of the next: "12 La dette"."""
    entries = [
        f"{words} {'.' * dots} {at}"
        for words, dots, at in (("Le budget", 40, 3), ("La dette", 42, 12), ("La gare", 44, 45))
    ]
    document = page()
    for at, entry in enumerate(entries):
        document.text(20, 20 + 5 * at, entry)
    assert text("a.pdf", bytes(document.output())).split("\n\n") == entries


@pytest.mark.parametrize(
    ("first", "second", "right"),
    [
        ("the leader of the lab-", "our party", "labour"),
        ("there is a rum-", "our in the town", "rumour"),
        ("the town has a new organi-", "sation for it", "organisation"),
        ("the boats were in the harb-", "our of the town", "harbour"),
        ("it is her fav-", "ourite of the three", "favourite"),
        ("it was for their self-", "defence that they came", "self-defence"),
        ("it was a well-", "organised feast of the town", "well-organised"),
        ("there is a new play at the the-", "atre of the town", "theatre"),
        ("the chair of the pro-", "gramme has spoken", "programme"),
        ("they were in the cent-", "re of the town", "centre"),
        ("the men of the par-", "lour were there", "parlour"),
        ("he was travel-", "ling to the town", "travelling"),
        ("the mayor has seen the neigh-", "bouring towns", "neighbouring"),
        ("it was for the rum-", "ble in the town", "rumble"),
        ("they were at the four-", "storey house of the town", "four-storey"),
    ],
)
def test_british_words_at_the_end_of_a_line(first: str, second: str, right: str) -> None:
    """https://github.com/xberg-io/xberg/issues/1613: a word or a compound, looked up in a list of American spelling."""
    document = page()
    document.text(20, 20, first)
    document.text(20, 25, second)
    assert right in found(document).split()


def test_hyphens_inside_a_line() -> None:
    """https://github.com/py-pdf/pypdf/issues/544 and https://github.com/mozilla/pdf.js/issues/9709: they stay."""
    document = page()
    document.text(20, 20, "The power-enhancing Mini-Cons have long been a goal of the others.")
    assert found(document) == "The power-enhancing Mini-Cons have long been a goal of the others."


@pytest.mark.parametrize("shift", [0.0, 0.1, 0.2])
def test_bold_that_is_drawn_twice(shift: float) -> None:
    """https://github.com/jsvine/pdfplumber/issues/71, /992 and https://github.com/py-pdf/pypdf/issues/1731."""
    document = page()
    for at in range(2):
        document.text(20 + shift * at, 20, SENTENCE)
    assert found(document) == SENTENCE


def test_a_page_on_its_side() -> None:
    """https://github.com/jsvine/pdfplumber/issues/848."""
    document = page()
    document.text(20, 20, SENTENCE)
    document.text(20, 26, "La séance a duré trois heures.")
    writer = pypdf.PdfWriter(io.BytesIO(bytes(document.output())))
    writer.pages[0].rotate(90)
    stream = io.BytesIO()
    writer.write(stream)
    assert squeezed(text("a.pdf", stream.getvalue())) == f"{SENTENCE} La séance a duré trois heures."


def test_words_up_the_margin_do_not_cut_the_lines() -> None:
    """https://github.com/jsvine/pdfplumber/issues/848, a comment: a part of the page is turned."""
    document = page()
    with document.rotation(90, 10, 100):
        document.text(10, 100, "Archives de la ville")
    for at in range(5):
        document.text(20, 80 + 6 * at, f"Ligne {at} : le conseil a voté la dépense.")
    said = found(document)
    for at in range(5):
        assert f"Ligne {at} : le conseil a voté la dépense." in said


def test_short_columns_whose_lines_do_not_stand_beside_each_other() -> None:
    """No thread: own case. Found with a file of Chromium: two lines on each side, none level with another."""
    document = page()
    for x, top, lines in ((20, 20, ("Gauche", "Encore")), (110, 23, ("Droite", "Fin"))):
        for at, line in enumerate(lines):
            document.text(x, top + 6 * at, line)
    said = found(document)
    assert said == "Gauche Encore Droite Fin"


def test_columns_of_a_page_that_is_drawn_smaller() -> None:
    """No thread: own case.

    Found with files of Chromium: its fonts have the size of pixels, and the page scales them to points.
    """
    document = FPDF(unit="pt")
    document.set_font("Helvetica", size=15)
    document.add_page()
    left = "le conseil a voté lundi la dépense du pont et de la gare après un long débat sur la place du marché"
    right = "la séance a duré trois heures et la mairie a promis de planter des arbres le long de la rivière"
    for x, words in ((40, left), (40 + 200 + 14, right)):
        document.set_xy(x, 40)
        document.c_margin = 0
        document.multi_cell(200, 18, words, align="J")
    writer = pypdf.PdfWriter(io.BytesIO(bytes(document.output())))
    writer.pages[0].scale_by(0.75)
    stream = io.BytesIO()
    writer.write(stream)
    assert squeezed(text("a.pdf", stream.getvalue())) == f"{left} {right}"


def test_small_figures_below_the_line() -> None:
    """https://github.com/jsvine/pdfplumber/issues/292: "CO 2" and "CO\\n2"."""
    document = page()
    document.set_xy(20, 20)
    document.write(text="Le CO")
    document.char_vpos = "SUB"
    document.write(text="2")
    document.char_vpos = "LINE"
    document.write(text=" atteint 415 parties par million.")
    assert found(document) == "Le CO₂ atteint 415 parties par million."


def test_a_title_in_spaced_capitals() -> None:
    """https://github.com/py-pdf/pypdf/issues/1424 and others: letters of a title far apart."""
    document = page()
    document.set_font_size(16)
    document.set_char_spacing(4)
    document.text(20, 20, "BREVANNE")
    document.set_char_spacing(0)
    document.set_font_size(11)
    document.text(20, 32, SENTENCE)
    assert found(document) == f"BREVANNE {SENTENCE}"


def test_the_words_of_a_title_in_spaced_capitals() -> None:
    """No thread: own case.

    Found with files of Chromium: `letter-spacing` parts its letters by more than other texts part their words.
    """
    document = page()
    document.set_font_size(16)
    document.set_char_spacing(5)
    document.text(20, 20, "BUDGET COMMUNAL")
    document.set_char_spacing(0)
    document.text(20, 32, "A B C D E F G")
    assert found(document) == "BUDGET COMMUNAL A B C D E F G"


def test_wide_spaces_of_a_narrow_justified_column_make_no_table() -> None:
    """No thread: own case. Found with files of Chromium: "mi-septembre, | au | grand"."""
    document = page()
    lines = ("avant la mi-septembre à midi passé,", "mi-septembre, au grand", "désappointement des", "gens concernés.")
    for at, line in enumerate(lines):
        words = line.split()
        gap = (60 - sum(map(document.get_string_width, words))) / (len(words) - 1) if at < 3 else 1.5
        x = 20.0
        for word in words:
            document.text(x, 20 + 5 * at, word)
            x += document.get_string_width(word) + gap
    assert found(document) == " ".join(lines)


def test_words_as_far_apart_as_columns_do_not_join_them() -> None:
    """No thread: own case.

    Found with a file of Chromium: a justified line whose words stand as far apart as its column from the next.
    """
    document = page()
    left = ("le conseil de la ville a voté", "la dépense du pont et de la gare", "le long", "débat a duré trois heures")
    right = (
        "la mairie a promis de planter",
        "des arbres le long de la rivière",
        "et des fleurs",
        "sur la grande place",
    )
    gap, edge = 4.2, 85.0  # millimetres: between the columns, and where the left one ends
    for at, (first, second) in enumerate(zip(left, right, strict=True)):
        x = edge
        for word in reversed(first.split() if at == 2 else [first]):
            x -= document.get_string_width(word)
            document.text(x, 20 + 5 * at, word)
            x -= gap
        document.text(edge + gap, 20 + 5 * at, second)
    assert found(document) == " ".join((*left, *right))


def test_what_a_browser_prints_around_a_page() -> None:
    """No thread: own case. Found with files of Chromium: the time became the title of the article."""
    document = page()
    document.text(10, 8, "11/29/26, 10:03 AM")
    document.text(90, 8, "Le pont de Brevanne")
    document.text(20, 30, SENTENCE)
    document.text(10, 290, "https://example.org/pont.html")
    document.text(190, 290, "1/1")
    assert found(document) == SENTENCE
