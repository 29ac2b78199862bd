"""Scans and photographs, read by the real Tesseract."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from fpdf import FPDF
from PIL import Image
from pypdfium2 import PdfDocument

from qa.ask.engine import open_engine
from qa.errors import UnreadableFile
from qa.ingest.build import build_index
from qa.ingest.converters import ocr
from qa.ingest.converters.ocr import Recognition, recognising
from qa.ingest.converters.pdf import read_pdf
from qa.ingest.converters.picture import read_picture
from qa.interfaces.format import answer_text
from qa.settings import Settings
from tests.models.words import Pair

pytestmark = pytest.mark.process  # Tesseract's
has_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="Tesseract is not installed: apt install tesseract-ocr tesseract-ocr-fra"
)
TYPED = "Une page de garde que son auteur a écrite à la machine."
LEFT = "Le maire, Hélène Dubreuil, a coupé le ruban à dix heures devant 1 200 habitants réunis sur la rive gauche."
RIGHT = "Les travaux du pont ont coûté 4,7 millions d'euros, dont soixante pour cent payés par le département."


def printed(*columns: str, size: int = 12) -> Image.Image:
    """A page with columns of text, as a scanner sees it."""
    document = FPDF()
    document.set_font("Times", size=size)
    document.add_page()
    for at, column in enumerate(columns):
        document.set_xy(20 + 90 * at, 30)
        document.multi_cell(80, 6, column)
    image: Image.Image = PdfDocument(bytes(document.output()))[0].render(scale=200 / 72, grayscale=True).to_pil()
    return image.rotate(0.6, fillcolor=255)


def scanned(*pages: Image.Image, typed: str = "") -> bytes:
    document = FPDF()
    document.set_font("Times", size=12)
    if typed:
        document.add_page()
        document.text(20, 20, typed)
    for page in pages:
        document.add_page()
        document.image(page, x=0, y=0, w=210)
    return bytes(document.output())


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def plain(text: str) -> str:
    return text.replace("’", "'")


@has_tesseract
def test_pages_without_text_are_recognised(tmp_path: Path) -> None:
    data = scanned(printed(LEFT, RIGHT), typed=TYPED)
    said = []
    with recognising(Recognition(tmp_path, 60, lambda done, total: said.append((done, total)))):
        article = read_pdf(data)
    first, second = article.text.split("\f")
    assert first == TYPED
    assert plain(second) == f"{LEFT}\n\n{RIGHT}"
    assert article.ocr_pages == (2,)
    assert article.notes == ()
    assert said == [(1, 1)]


@has_tesseract
def test_what_was_recognised_is_kept_and_damage_to_it_is_made_good(tmp_path: Path) -> None:
    data = scanned(printed(LEFT))
    with recognising(Recognition(tmp_path, 60)):
        first = read_pdf(data)
        (kept,) = tmp_path.iterdir()
        [[text, *place], *_] = lines = json.loads(kept.read_text(encoding="utf-8"))
        kept.write_text(json.dumps([[text.upper(), *place], *lines[1:]]), encoding="utf-8")
        assert read_pdf(data).text.startswith(text.upper())
        kept.write_text("[[", encoding="utf-8")
        assert read_pdf(data).text == first.text


@has_tesseract
@pytest.mark.parametrize("turn", [90, 180])
def test_a_picture_that_lies_on_its_side_is_read(turn: int) -> None:
    image = printed(LEFT).crop((0, 150, 1654, 700)).rotate(turn, expand=True)
    with recognising(Recognition(None, 60)):
        article = read_picture(saved(image))
    assert plain(article.text) == LEFT
    assert article.ocr_pages == (1,)


@has_tesseract
def test_a_photograph_is_read_as_its_camera_held_it_and_dated_by_it() -> None:
    image = printed(LEFT).crop((0, 150, 1654, 700)).rotate(90, expand=True)
    exif = Image.Exif()
    exif[274], exif[306] = 6, "2021:03:06 10:00:00"  # turned, and the time
    with recognising(Recognition(None, 60)):
        article = read_picture(saved(image, "JPEG", exif=exif))
    assert plain(article.text) == LEFT
    assert (article.date, article.date_source) == ("2021-03-06", "document properties")


@has_tesseract
def test_a_page_that_takes_too_long_is_reported() -> None:
    with recognising(Recognition(None, 0.01)):
        notes = read_pdf(scanned(printed(LEFT), typed=TYPED)).notes
    assert [str(note).partition(":")[0] for note in notes] == [
        "Recognising the text of 1 of 2 pages takes too long (2)"
    ]


@has_tesseract
def test_a_picture_without_text_is_no_article() -> None:
    noise = Image.effect_noise((600, 600), 80)
    with recognising(Recognition(None, 60)):
        for picture in (noise, Image.new("L", (3, 3)), Image.new("RGBA", (400, 400))):
            with pytest.raises(UnreadableFile, match="shows no text"):
                read_picture(saved(picture))
        with pytest.raises(UnreadableFile, match="images in which no text can be read"):
            read_pdf(scanned(noise))


@has_tesseract
@pytest.mark.parametrize(
    "spoil", [lambda data: data[: len(data) // 2], lambda data: data[:20] + b"nothing of the kind"]
)
def test_a_damaged_picture_is_one_line(spoil: Callable[[bytes], bytes]) -> None:
    with recognising(Recognition(None, 60)), pytest.raises(UnreadableFile, match="damaged or not a picture"):
        read_picture(spoil(saved(printed(LEFT))))


@has_tesseract
def test_a_picture_that_unpacks_to_too_much_is_refused() -> None:
    bomb = saved(Image.new("1", (20_000, 20_000)))
    assert len(bomb) < 100_000
    with recognising(Recognition(None, 60)), pytest.raises(UnreadableFile, match="100 million pixels"):
        read_picture(bomb)


def test_without_tesseract_the_report_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    ocr._data.cache_clear()
    try:
        with recognising(Recognition(None, 60)):
            with pytest.raises(UnreadableFile, match=r"looks scanned.*apt install tesseract-ocr tesseract-ocr-fra"):
                read_pdf(scanned(printed(LEFT)))
            with pytest.raises(UnreadableFile, match=r"and pytesseract with pip"):
                read_picture(saved(printed(LEFT)))
            (note,) = read_pdf(scanned(printed(LEFT), typed=TYPED)).notes
    finally:
        ocr._data.cache_clear()
    assert "1 of 2 pages hold images and no text that can be read (2): install Tesseract" in note


def test_where_ocr_is_switched_off_pictures_are_left_alone() -> None:
    with pytest.raises(UnreadableFile, match="run an OCR program"):
        read_picture(saved(printed(LEFT)))


@has_tesseract
def test_an_index_knows_which_pages_were_recognised(tmp_path: Path, tiny_models: Pair) -> None:
    folder = tmp_path / "scans"
    folder.mkdir()
    (folder / "pont.pdf").write_bytes(scanned(printed(LEFT, RIGHT), typed=TYPED))
    models = {"embedder": str(tiny_models.embedder), "reader": str(tiny_models.reader)}
    chosen = Settings(index=str(tmp_path / "index"), **models)  # type: ignore[arg-type]
    stages = []
    report = build_index([folder], chosen, progress=lambda *state: stages.append(state))
    (file,) = report.files
    assert ("ocr", 1, 1) in stages
    assert (file.ocr_pages, file.detail) == (1, "Pages read by OCR, which may misread: 1.")
    answer = open_engine(chosen).ask("Combien ont coûté les travaux du pont ?")
    cited = (answer.citations or answer.nearest)[0]
    assert (cited.page, cited.is_ocr) == (2, True)
    assert "page 2, lu par OCR" in answer_text(answer, color=False)

    again = build_index([], chosen)
    assert (again.published, again.files[0].status, again.files[0].ocr_pages) == (False, "unchanged", 1)
    assert [kept.name for kept in (chosen.index_folder / "ocr").iterdir()]
    (folder / "pont.pdf").unlink()
    (folder / "note.txt").write_text(LEFT)
    build_index([], chosen)
    assert not list((chosen.index_folder / "ocr").iterdir())
