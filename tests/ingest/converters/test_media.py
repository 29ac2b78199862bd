"""Pictures and charts inside files: which are counted as not read."""

from __future__ import annotations

import struct
import zlib

import pytest

from qa.ingest.converters.media import unread_media


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
