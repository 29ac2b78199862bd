"""Pictures and charts inside office files and books: how many were not read, for the report."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Iterable

from qa.errors import Message

_PICTURE = re.compile(
    r"(?:^|/)(?:media|pictures|images?|figures?|graphics)/[^/]+$|\.(?:png|jpe?g|tiff?|gif|bmp|webp)$", re.I
)
_CHART = re.compile(r"(?:^|/)charts/chart[^/]*\.xml$", re.I)
_SMALLEST = (300, 100)  # pixels, width and height: what is smaller is a sign or a logo rather than text


def unread_media(names: Iterable[str], read: Callable[[str], bytes]) -> tuple[Message, ...]:
    """What to say of the pictures and charts among the parts of a file."""
    pictures = charts = 0
    for name in names:
        if _CHART.search(name):
            charts += 1
        elif _PICTURE.search(name) and "thumbnail" not in name.lower():
            pictures += _can_hold_text(read(name))
    notes = []
    if pictures:
        notes.append(
            Message(
                "Pictures in it were not read ({count}): save those that show text as files of their own.",
                count=pictures,
            )
        )
    if charts:
        notes.append(Message("Charts in it were not read ({count}).", count=charts))
    return tuple(notes)


def _can_hold_text(data: bytes) -> bool:
    from PIL import Image

    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data)) as image:
            width, height = image.size
    # All that Pillow raises on damaged pictures, and on drawings, which are none to it.
    except (OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError, OverflowError,
            Image.DecompressionBombError):  # fmt: skip
        return False
    return width >= _SMALLEST[0] and height >= _SMALLEST[1]
