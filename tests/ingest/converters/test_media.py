"""Pictures and charts inside files: which are counted as not read."""

from __future__ import annotations

import base64
import struct
import time
import zlib

import pytest

from qa.ingest.converters.media import unread_media
from tests.ingest.trackers.reading import read


def png(width: int, height: int) -> bytes:
    """The head of a picture: all that is looked at."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13)
    return start + head + struct.pack(">I", zlib.crc32(head)) + struct.pack(">I", 0) + b"IDAT"


@pytest.mark.parametrize(
    ("content", "is_counted"),
    [
        (png(300, 100), True),
        (png(299, 100), False),
        (png(300, 99), False),
        (png(20_000, 20_000), True),  # more than Pillow opens
        (png(300, 100)[:20], False),
        (b"", False),
    ],
    ids=["large enough", "narrow", "low", "huge", "cut off", "empty"],
)
def test_a_picture_that_can_hold_text_is_counted(content: bytes, is_counted: bool) -> None:
    assert bool(unread_media(["word/media/image1.png"], lambda _: content)) == is_counted


def picture(width: int, height: int) -> str:
    return "data:image/png;base64," + base64.b64encode(png(width, height)).decode()


def test_pictures_inside_a_page_are_reported() -> None:
    """Its alternative text is no sentence of the article, and a logo no text."""
    said = "<p>Le conseil de la ville a voté lundi la construction du pont, après trois heures de débat.</p>"
    large, small = (f'<img alt="Un graphique" src="{picture(*size)}">' for size in ((800, 300), (60, 60)))
    found = read("a.html", f"<html><body><article>{said * 4}<p>Avant {large}{small} après.</p></article></body></html>")
    assert "Avant après." in found.articles[0].text
    assert "graphique" not in found.articles[0].text
    assert [str(note).partition(":")[0] for note in found.notes] == ["Pictures in it were not read (1)"]


def test_the_bytes_of_pictures_in_markdown_are_no_text() -> None:
    """https://github.com/engram-app/Engram/issues/1619; a reference at the end (Google Docs): https://github.com/brianpetro/jsbrains/issues/8."""
    data = picture(800, 300)
    found = read(
        "a.md",
        f'# Pont\n\nLe ![vu]({data}) maire ![vu][i] parle.\n\n<img src="{data}"> [lien]({data})\n\n[i]: <{data}>\n',
    )
    assert found.articles[0].text.split() == ["#", "Pont", "Le", "maire", "![vu][i]", "parle.", "lien"]
    assert [str(note).partition(":")[0] for note in found.notes] == ["Pictures in it were not read (4)"]


def test_styles_that_never_end_take_no_time() -> None:
    style = ".a background:url(data:image/png;base64," + "a" * 1_000_000 + ") " + "@media .b /* " * 20_000
    began = time.process_time()
    assert read("a.html", f"<style>{style}</style><p>Le pont est ouvert à tous.</p>").articles
    assert time.process_time() - began < 20  # it was the square of the length: hours
