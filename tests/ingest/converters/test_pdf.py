"""PDF files, written by fpdf2 and encrypted by pypdf."""

import io
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from fpdf import FPDF
from PIL import Image
from pypdf import PdfReader, PdfWriter

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
        "Le département de la Nièvre est placé en vigilance orange, comme le Cher. En Saône- Et-Loire, "
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
    with pytest.raises(UnreadableFile, match="looks scanned: it holds images but no text; run an OCR program first"):
        read_pdf(bytes(document.output()))


@pytest.mark.parametrize("data", [b"%PDF-1.7 nothing else", b"not a pdf at all", b"\x00" * 100, b"%PDF-1.4\n%%EOF"])
def test_a_damaged_file_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="is damaged or not a PDF"):
        read_pdf(data)


def test_a_filter_that_pypdf_no_longer_knows_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="is damaged or not a PDF"):
        read_pdf(pdf(["Texte."]).replace(b"/FlateDecode", b"/Fl".ljust(12)))


def test_damage_anywhere_is_read_or_refused_and_never_a_bug() -> None:
    whole = pdf([SENTENCE, SENTENCE], title="La Loire")
    for place in range(0, len(whole), max(1, len(whole) // 60)):
        for data in (whole[:place], whole[:place] + b"<<[/(\xff" + whole[place + 5 :]):
            with suppress(UnreadableFile):
                read_pdf(data)
