"""PDF files, written by fpdf2 and encrypted by pypdf."""

import io
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from fpdf import FPDF
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText

from qa.errors import UnreadableFile
from qa.ingest.converters.pdf import read_pdf

SENTENCE = "La Loire a débordé dans la nuit de lundi à mardi, inondant les quais de Nevers et de Cosne. "


def pdf(pages: Sequence[str], *, title: str = "", created: datetime | None = None) -> bytes:
    """One page a text; lines as they are given."""
    document = FPDF()
    document.set_font("Helvetica", size=10)
    document.set_creation_date(created or datetime(2023, 4, 9, 10, tzinfo=UTC))
    if title:
        document.set_title(title)
    for page in pages:
        document.add_page()
        for line in filter(None, page.split("\n")):
            document.cell(text=line, new_x="LMARGIN", new_y="NEXT")
    return bytes(document.output())


def test_pages_and_paragraphs() -> None:
    lines = (
        "La Loire déborde\n"
        + f"{SENTENCE.strip()}\n{SENTENCE.strip()}\nElle baisse.\nUn autre paragraphe commence ici."
    )
    draft = read_pdf(pdf([lines, "Seconde page."]))
    assert draft.text == (
        f"La Loire déborde\n\n{SENTENCE}{SENTENCE}Elle baisse.\n\nUn autre paragraphe commence ici.\fSeconde page."
    )


def test_a_word_split_at_the_end_of_a_line_is_made_whole() -> None:
    lines = (
        "Le département de la Nièvre est placé en vigi-\nlance orange, comme le Cher. En Saône-\n"
        "Et-Loire, rien n'est dit pour l'instant de la crue."
    )
    assert read_pdf(pdf([lines])).text == (
        "Le département de la Nièvre est placé en vigilance orange, comme le Cher. En Saône-Et-Loire, "
        "rien n'est dit pour l'instant de la crue."
    )


def test_repeated_headers_and_page_numbers_are_dropped() -> None:
    pages = [
        f"Le Journal du Centre\nn° {n}\nCorps de la page {word} de ce numéro.\n- {n} -"
        for n, word in enumerate(("une", "deux", "trois"), 1)
    ]
    assert read_pdf(pdf(pages)).text == "\f".join(
        f"Corps de la page {word} de ce numéro." for word in ("une", "deux", "trois")
    )


def test_pages_that_differ_in_figures_alone_keep_their_text() -> None:
    text = read_pdf(pdf([f"Bilan\nLa bibliothèque a reçu {n}00 lecteurs en 201{n}." for n in (1, 2, 3)])).text
    assert all(f"La bibliothèque a reçu {n}00 lecteurs en 201{n}." in text for n in (1, 2, 3))


def test_two_equal_lines_are_no_header() -> None:
    assert read_pdf(pdf(["Refrain\nUn couplet.", "Refrain\nUn autre couplet."])).text.count("Refrain") == 2


def test_an_empty_page_counts() -> None:
    assert read_pdf(pdf(["Une page.", "", "Encore."])).text == "Une page.\f\fEncore."


def test_date_and_title_come_from_the_properties() -> None:
    draft = read_pdf(pdf(["Texte."], title="Microsoft quitte Nevers"))
    assert draft.title == "Microsoft quitte Nevers"
    assert draft.date.startswith("D:20230409")
    assert draft.date_source == "document properties"


@pytest.mark.parametrize(
    "title", ["Microsoft Word - crue.doc", "crue_v2.docx", "Untitled", "Document1", "12", "Sans titre 3"]
)
def test_a_title_that_a_program_made_is_none(title: str) -> None:
    assert read_pdf(pdf(["Texte."], title=title)).title == ""


def encrypted(data: bytes, password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def test_an_encrypted_file_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="is encrypted: save a copy without a password"):
        read_pdf(encrypted(pdf(["Texte secret."]), "secret"))


def test_an_empty_password_opens_a_file() -> None:
    assert read_pdf(encrypted(pdf(["Texte lisible."]), "")).text == "Texte lisible."


def test_a_scan_is_refused() -> None:
    document = FPDF()
    document.add_page()
    document.image(Image.new("L", (50, 50), 128))
    with pytest.raises(UnreadableFile, match="looks scanned: it holds images but no text: run an OCR program"):
        read_pdf(bytes(document.output()))


@pytest.mark.parametrize("data", [b"%PDF-1.7 nothing else", b"not a pdf at all", b"\x00" * 100, b"%PDF-1.4\n%%EOF"])
def test_a_damaged_file_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="is damaged or not a PDF"):
        read_pdf(data)


def test_damage_anywhere_is_read_or_refused_and_never_a_bug() -> None:
    whole = pdf([SENTENCE, SENTENCE], title="La Loire")
    for place in range(0, len(whole), max(1, len(whole) // 60)):
        for data in (whole[:place], whole[:place] + b"<<[/(\xff" + whole[place + 5 :]):
            with suppress(UnreadableFile):
                read_pdf(data)


# ---------------------------------------------------------------- kinds that readers of other tools reported


def page_of(*texts: tuple[float, float, str] | tuple[float, float, str, float], size: float = 11) -> bytes:
    """A page with texts at places (mm from the left, mm from the top), perhaps in another size (points)."""
    document = FPDF()
    document.add_page()
    for x, y, text, *other in texts:
        document.set_font("Helvetica", size=other[0] if other else size)
        document.text(x, y, text)
    return bytes(document.output())


def column(x: float, y: float, text: str) -> list[tuple[float, float, str]]:
    return [(x, y + 5 * at, line) for at, line in enumerate(text.split("\n"))]


LEFT = "La bibliothèque rouvrira\nen septembre, a dit la\ndirectrice Maëlle Postic,\naprès deux ans de travaux."
RIGHT = "Le stade sera agrandi\nau printemps, selon le\nmaire Hervé Kermadec,\ngrâce à une aide."
COLUMNS = (
    "La bibliothèque rouvrira en septembre, a dit la directrice Maëlle Postic, après deux ans de travaux.\n\n"
    "Le stade sera agrandi au printemps, selon le maire Hervé Kermadec, grâce à une aide."
)


@pytest.mark.parametrize("by_row", [True, False])
@pytest.mark.parametrize("shift", [0, 2.3])  # mm: the lines of two columns need not stand on one height
def test_columns_are_read_one_after_the_other(by_row: bool, shift: float) -> None:
    left, right = column(20, 40, LEFT), column(90, 40 + shift, RIGHT)
    texts = [text for pair in zip(left, right, strict=True) for text in pair] if by_row else left + right
    assert read_pdf(page_of(*texts)).text == COLUMNS


@pytest.mark.parametrize("size", [10, 11, 12])
def test_columns_of_a_narrow_gutter_below_a_large_heading(size: int) -> None:
    """LaTeX parts columns by ten points, however large the letters."""
    left = "Le conseil de Kermaria a voté hier le budget du port et celui de la nouvelle halle aux poissons. " * 3
    right = "Les pêcheurs de la rade attendaient depuis longtemps que la digue soit refaite avant cet hiver. " * 3
    heading = "Un budget pour le port de la ville et pour sa halle"
    document = FPDF(unit="pt", format="letter")
    document.add_page()
    document.set_font("Times", "B", size * 1.44)
    document.set_xy(72, 80)
    document.multi_cell(229, size * 1.7, heading, align="J")
    for x, text in ((72, left), (311, right)):
        document.set_font("Times", size=size)
        document.set_xy(x - document.c_margin, 130 if x == 72 else 80)
        document.multi_cell(229 + 2 * document.c_margin, size * 1.2, text, align="J")
    words = read_pdf(bytes(document.output())).text.split()
    assert words == f"{heading} {left} {right}".split()


def test_columns_below_a_title_and_above_a_note() -> None:
    title = (20, 30, "Une lettre de la mairie à tous les habitants de la commune, juin")
    note = (20, 70, "Cette lettre paraît tous les trois mois et se trouve aussi à la mairie.")
    text = read_pdf(page_of(title, *column(20, 40, LEFT), *column(90, 40, RIGHT), note)).text
    assert text == f"{title[2]}\n\n{COLUMNS}\n\n{note[2]}"


def test_a_table_keeps_its_rows_and_empty_cells() -> None:
    rows = [("Nom", "Téléphone", "Ville"), ("Postic", "", "Pornic"), ("Guérin", "02 40 00 00 00", "Nantes")]
    texts = [
        (x, 40.0 + 7 * at, cell)
        for at, row in enumerate(rows)
        for x, cell in zip((20, 60, 110), row, strict=True)
        if cell
    ]
    assert read_pdf(page_of(*texts)).text == (
        "Nom | Téléphone | Ville\nPostic |  | Pornic\nGuérin | 02 40 00 00 00 | Nantes"
    )


def test_raised_and_lowered_figures_are_no_part_of_the_number_before() -> None:
    document = FPDF()
    document.add_page()
    document.set_font("Helvetica", size=12)
    document.set_xy(20, 40)
    document.write(text="Soit 10")
    document.char_vpos = "SUP"
    document.write(text="6")
    document.char_vpos = "LINE"
    document.write(text=" par litre en 1998")
    document.char_vpos = "SUP"
    document.write(text="3")
    document.char_vpos = "LINE"
    document.write(text=", et du CO")
    document.char_vpos = "SUB"
    document.write(text="2")
    document.char_vpos = "LINE"
    document.write(text=".")
    assert read_pdf(bytes(document.output())).text == "Soit 10⁶ par litre en 1998³, et du CO₂."


def test_a_large_initial_belongs_to_its_word() -> None:
    lines = column(34, 40, "oïc Kerbrat a ouvert le bal\ndu 14 juillet à Kermaria, où")
    rest = column(20, 50, "la fête a duré toute la nuit.")
    assert read_pdf(page_of((20, 45, "L", 48), *lines, *rest)).text == (
        "Loïc Kerbrat a ouvert le bal du 14 juillet à Kermaria, où la fête a duré toute la nuit."
    )


def test_a_name_at_the_end_of_a_short_line_stays_whole() -> None:
    text = "La charpente a été réalisée par\nl'entreprise locale que dirige\nRonan Le\nBihan, charpentier à Quimper."
    assert read_pdf(page_of(*column(20, 40, text))).text == text.replace("\n", " ")


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (
            "Le conseil a voté l'aména-\ngement du port de la ville.",
            "Le conseil a voté l'aménagement du port de la ville.",
        ),
        (
            "Que fera la ville ? deman-\nde-t-il au maire de Pornic.",
            "Que fera la ville ? demande-t-il au maire de Pornic.",
        ),
        ("Ce sera fait, annonce-t-\nelle aux élus de la ville.", "Ce sera fait, annonce-t-elle aux élus de la ville."),
        ("Elle est nommée vice-\nprésidente de la région.", "Elle est nommée vice-présidente de la région."),
        ("Un porte-avions et un porte-\navions de plus en mer.", "Un porte-avions et un porte-avions de plus en mer."),
        ("La saison 2021-\n2022 a été bonne pour tous.", "La saison 2021-2022 a été bonne pour tous."),
    ],
)
def test_hyphens_of_words_stay_and_those_of_lines_go(lines: str, text: str) -> None:
    assert read_pdf(page_of(*column(20, 40, lines))).text == text


@pytest.mark.parametrize("first", ["Budget {}", "Article {}", "Facture de 202{}", "Séance du {} mars 2021"])
@pytest.mark.parametrize("last", ["Total à payer : 1 {}50,00 euros", "Le budget s'élève à 4,{} millions."])
def test_first_and_last_lines_that_differ_in_a_number_stay(first: str, last: str) -> None:
    text = read_pdf(
        pdf([f"{first.format(n)}\nLe conseil a voté {w}.\n{last.format(n)}" for n, w in enumerate("abcd", 1)])
    ).text
    for number in range(1, 5):
        assert first.format(number) in text
        assert last.format(number) in text


@pytest.mark.parametrize("number", ["{}", "- {} -", "Page {} sur 4", "p. {}", "{}/4"])
def test_page_numbers_go(number: str) -> None:
    pages = [f"Le conseil de la ville a voté la dépense {w}.\n{number.format(n)}" for n, w in enumerate("abcd", 1)]
    text = read_pdf(pdf(pages)).text
    assert text == "\f".join(f"Le conseil de la ville a voté la dépense {w}." for w in "abcd")


def scan(stamp: str = "") -> FPDF:
    document = FPDF()
    document.set_font("Helvetica", size=10)
    add_scan(document, stamp)
    return document


def add_scan(document: FPDF, stamp: str = "") -> None:
    document.add_page()
    document.image(Image.new("L", (50, 70), 128), x=0, y=0, w=210, h=297)
    if stamp:
        document.text(20, 20, stamp)


def notes(data: bytes) -> str:
    return " ".join(read_pdf(data).notes)


def test_the_scanned_pages_of_a_file_are_reported() -> None:
    document = FPDF()
    document.set_font("Helvetica", size=10)
    document.add_page()
    document.text(20, 20, "Une page de garde qui se lit.")
    for _ in range(3):
        add_scan(document)
    assert "3 of 4 pages hold images and no text that can be read (2-4)" in notes(bytes(document.output()))
    assert "1 of 1 pages hold images" in notes(bytes(scan("Archives municipales - page 1").output()))


def test_a_scan_with_its_text_behind_is_read() -> None:
    document = scan()
    document.set_text_color(255)
    for at in range(6):
        document.text(20, 20 + 6 * at, SENTENCE.strip())
    assert notes(bytes(document.output())) == ""


def test_an_illustrated_page_is_no_scan() -> None:
    document = FPDF()
    document.set_font("Helvetica", size=10)
    document.add_page()
    document.text(20, 20, "Le pont vu du quai.")
    document.image(Image.new("L", (50, 50), 128), x=20, y=30, w=60)
    assert read_pdf(bytes(document.output())).notes == ()


SHIFTED = "7KH PD\\RU RI .HUORXDQ RSHQHG WKH QHZ OLEUDU\\ RQ 7XHVGD\\ PRUQLQJ ZLWK WZR KXQGUHG JXHVWV"


@pytest.mark.parametrize(
    "gibberish", [SHIFTED, SHIFTED.replace(" ", ""), '!"#$%&\'!()*+,-./01!"#$%&\'!()*+2%&#!"#$' * 2]
)
def test_letters_without_meaning_are_refused_like_a_scan(gibberish: str) -> None:
    with pytest.raises(UnreadableFile, match="letters of the file have no meaning"):
        read_pdf(page_of((20, 40, gibberish)))


@pytest.mark.parametrize(
    "text",
    [
        "POSTIC MAËLLE DOUARNENEZ GUIVARCH SOLÈNE KERLOUAN TANGUY EWEN QUIMPER KERMADEC HERVÉ",
        "Der Bürgermeister eröffnete gestern Abend feierlich Bibliothek, Museum, Theater und Bahnhof",
        "1 250,00 | 1 980,50 | 1 431,20 | 1 100,00 | 12/03/2021 | 14/03/2021 | 15/03/2021 | 16/03/2021",
        "Introduction ........................... 12 Conclusion ........................................ 145",
    ],
)
def test_names_tables_and_other_languages_are_no_gibberish(text: str) -> None:
    assert read_pdf(page_of((10, 40, text), size=8)).text


def test_the_pages_whose_letters_have_no_meaning_are_reported() -> None:
    document = FPDF()
    document.set_font("Helvetica", size=9)
    for text in (SENTENCE, SHIFTED):
        document.add_page()
        document.text(10, 40, text.strip())
    draft = read_pdf(bytes(document.output()))
    assert draft.text == SENTENCE.strip() + "\f"
    assert "letters of 1 of 2 pages have no meaning for a program (2)" in " ".join(draft.notes)


def test_a_form_is_read_with_what_fills_it() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(["Nom de l'association :"]))))
    writer.add_annotation(0, FreeText(text="Les Amis du Port", rect=(200, 700, 400, 730)))
    stream = io.BytesIO()
    writer.write(stream)
    assert "Les Amis du Port" in read_pdf(stream.getvalue()).text


def test_attached_files_are_reported() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(["Une lettre."]))))
    writer.add_attachment("budget.xlsx", b"x")
    stream = io.BytesIO()
    writer.write(stream)
    assert "1 files are attached" in notes(stream.getvalue())


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_is_turned_is_read_as_it_is_seen(turn: int) -> None:
    writer = PdfWriter()
    page = writer.add_page(PdfReader(io.BytesIO(page_of(*column(20, 40, LEFT), *column(90, 40, RIGHT)))).pages[0])
    page.rotate(turn)
    page.transfer_rotation_to_content()
    page.rotate(turn)
    stream = io.BytesIO()
    writer.write(stream)
    assert len(read_pdf(stream.getvalue()).text) > 100


def test_text_outside_the_page_is_not_read() -> None:
    assert read_pdf(page_of((20, 40, "Sur la page."), (20, 400, "Hors de la page."))).text == "Sur la page."
