"""Pictures and charts inside office files and books: how many were not read, for the report."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
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
            pictures += _can_hold_text(name, read)
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


def _can_hold_text(name: str, read: Callable[[str], bytes]) -> bool:
    from PIL import Image

    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(read(name))) as image:
            width, height = image.size
    except Image.DecompressionBombError:
        return True  # larger than Pillow opens: a poster or a map
    # What damaged archives and pictures raise, and drawings, which are no pictures to Pillow.
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, SyntaxError, EOFError, TypeError, LookupError,
            OverflowError, NotImplementedError):  # fmt: skip
        return False
    return width >= _SMALLEST[0] and height >= _SMALLEST[1]
