"""An original is served as it is, and nothing else; the page of a PDF shows where its quote stands."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fpdf import FPDF
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from qa.ask.engine import Engine
from qa.ingest.build import build_index
from qa.interfaces.web.article_view import Range, View, article_html
from qa.interfaces.web.originals import Originals
from qa.interfaces.web.pdf_page import page_png
from qa.interfaces.web.photograph import photograph_png
from qa.settings import Settings
from qa.values import Article

LINES = ["La piscine municipale rouvre lundi matin.", "Anne Martin a ouvert le pont en mai.", "La ville est en fête."]


def pdf(*pages: list[str]) -> bytes:
    document = FPDF()
    document.set_font("Helvetica", size=14)
    for lines in pages:
        document.add_page()
        for line in lines:
            document.cell(0, 12, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(document.output())


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tmp_path_factory.mktemp("originals")
    news = folder / "news"
    news.mkdir()
    (news / "pont.pdf").write_bytes(pdf(LINES[2:] * 3, LINES))
    (news / "note.txt").write_text("<script>alert(1)</script> La piscine a rouvert lundi.", encoding="utf-8")
    (news / "rows.csv").write_text("title,text\nUn,La mairie a fermé ses portes hier.\n", encoding="utf-8")
    (folder / "secret.txt").write_text("Rien que pour moi.", encoding="utf-8")
    settings = Settings(index=str(folder / "index"))
    build_index([news], settings)
    return Engine(settings)


@pytest.fixture
def client(engine: Engine) -> TestClient:
    return TestClient(Starlette(routes=Originals(engine).routes))


def article(engine: Engine, name: str) -> Any:
    entry = next(entry for entry in engine.catalog().entries if entry.path.endswith(name))
    return engine.article(entry.id)


def yellow(picture: bytes) -> tuple[int, int, int, int] | None:
    """Where marked pixels are: left, top, right, bottom."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    blue = image.getchannel("B").point(lambda value: 255 if 100 < value < 200 else 0)
    red = image.getchannel("R").point(lambda value: 255 if value > 240 else 0)
    return Image.composite(blue, Image.new("L", image.size), red).getbbox()


def test_a_quote_is_marked_where_it_stands_on_its_page(engine: Engine, client: TestClient) -> None:
    found = article(engine, "pont.pdf")
    boxes = []
    for words in ("Anne Martin", "La ville est en fête"):
        start = found.text.rindex(words)
        got = client.get(f"/articles/{found.id}/original/page?start={start}&end={start + len(words)}")
        assert (got.status_code, got.headers["content-type"]) == (200, "image/png")
        box = yellow(got.content)
        assert box is not None
        boxes.append(box)
    (left, top, right, bottom), (_, lower, wider, _) = boxes
    assert 0 < left < 100
    assert 10 < bottom - top < 60
    assert right < wider
    assert bottom <= lower + 5  # the last line of the second page is below the one before it


def test_words_that_are_not_on_the_page_are_not_marked() -> None:
    picture = page_png(pdf(LINES), "Zorblax", 0, 7)
    assert picture is not None
    assert yellow(picture) is None
    assert page_png(pdf(LINES), "a\fb", 2, 3) is None  # no such page
    assert page_png(b"no pdf", "a", 0, 1) is None


def test_an_original_is_a_download_that_no_browser_runs(engine: Engine, client: TestClient) -> None:
    found = article(engine, "note.txt")
    got = client.get(f"/articles/{found.id}/original")
    assert got.content == b"<script>alert(1)</script> La piscine a rouvert lundi."
    assert got.headers["content-disposition"] == 'attachment; filename="note.txt"'
    assert got.headers["content-type"] == "application/octet-stream"
    assert "sandbox" in got.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    [
        "a1:none/original",
        "..%2F..%2Fsecret.txt/original",
        "%2Fetc%2Fpasswd/original",
        "a1:none/original/page?start=0&end=5",
        "x/original/page?start=-1&end=x",
    ],
)
def test_nothing_else_is_served(path: str, client: TestClient) -> None:
    assert client.get(f"/articles/{path}").status_code == 404


def test_a_row_of_a_table_and_a_file_that_has_changed_are_not_served(engine: Engine, client: TestClient) -> None:
    row, note = article(engine, "rows.csv#1"), article(engine, "pont.pdf")
    assert client.get(f"/articles/{row.id}/original").status_code == 404
    file = Originals(engine).file_of(note)
    assert file is not None
    before = file.read_bytes()
    try:
        file.write_bytes(b"something else")
        assert client.get(f"/articles/{note.id}/original").status_code == 404
        outside = Path(engine.settings.index_folder).parent / "secret.txt"
        file.unlink()
        file.symlink_to(outside)
        assert Originals(engine).file_of(note) is None
    finally:
        file.unlink()
        file.write_bytes(before)


def test_the_pane_offers_the_page_and_the_original(engine: Engine) -> None:
    found = article(engine, "pont.pdf")
    start = found.text.rindex("Anne Martin")
    html = article_html(found, View(quote=Range(start, start + 11)), "en", has_original=True)
    address = quote(found.id)
    assert f'src="articles/{address}/original/page?start={start}&amp;end={start + 11}"' in html
    assert f'href="articles/{address}/original" download' in html
    assert 'loading="lazy"' in html
    assert "/original" not in article_html(found, View(quote=Range(start, start + 11)), "en")


def test_a_photograph_is_shown_upright_and_a_quote_from_it_said_to_be_recognised() -> None:
    image = Image.new("RGB", (400, 200), "white")
    exif = Image.Exif()
    exif[274] = 6  # held upright, its camera lay on its side
    stream = io.BytesIO()
    image.save(stream, "JPEG", exif=exif)
    shown = photograph_png(stream.getvalue(), 1)
    assert shown is not None
    assert Image.open(io.BytesIO(shown)).size == (200, 400)
    assert photograph_png(stream.getvalue(), 2) is None
    assert photograph_png(stream.getvalue()[:90], 1) is None
    text = "Anne Martin a ouvert le pont en mai."
    found = Article("a1:1", "news/a.jpg", "Le pont", text, 0, None, None, "fr", "0", "image/*", ocr_pages="1")
    html = article_html(found, View(quote=Range(0, 11)), "en", has_original=True)
    assert "compare the quote, which was read by OCR" in html
    assert "page 1, read by OCR" in html
