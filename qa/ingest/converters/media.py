"""What office files and books hold beside their text, pictures, charts, headers, and what the report says of it."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from urllib.parse import unquote

from qa.errors import Message

_PICTURE = re.compile(
    r"(?:^|/)(?:media|pictures|images?|figures?|graphics)/[^/]+$|\.(?:png|jpe?g|tiff?|gif|bmp|webp)$", re.I
)
_CHART = re.compile(r"(?:^|/)charts/chart[^/]*\.xml$", re.I)
_EMBEDDED = re.compile(r"\s*data:image/[\w.+-]+(?:;[\w=-]+)*;base64,\s*([^\s\"'>)]+)", re.I)
_HEAD = 400_000  # characters of base 64
_MOST_EMBEDDED = 1000
_SMALLEST = (300, 100)  # pixels, width and height: what is smaller is a sign or a logo rather than text


def unread_media(names: Iterable[str], read: Callable[[str], bytes]) -> tuple[Message, ...]:
    """What to say of the pictures and charts among the parts of a file."""
    pictures = charts = 0
    for name in names:
        if _CHART.search(name):
            charts += 1
        elif _PICTURE.search(name) and "thumbnail" not in name.lower():
            pictures += _can_hold_text(name, read)
    unread = Message("Charts in it were not read ({count}).", count=charts)
    return (*pictures_note(pictures), *((unread,) if charts else ()))


def embedded_pictures(addresses: Iterable[str]) -> int:
    """How many of some addresses hold a picture themselves (`data:image/…;base64,…`) that is large enough for text."""
    found = (_EMBEDDED.match(address) for address in addresses)
    # The size of a picture stands at its beginning.
    heads = (match[1][:_HEAD] for match in islice(filter(None, found), _MOST_EMBEDDED))
    return sum(_can_hold_text(head, _unpacked) for head in heads)


def _unpacked(written: str) -> bytes:
    return b64decode(unquote(written) + "==")


def pictures_note(count: int) -> tuple[Message, ...]:
    """What to say of some pictures that are large enough to show text."""
    if not count:
        return ()
    return (
        Message(
            "Pictures in it were not read ({count}): save those that show text as files of their own.", count=count
        ),
    )


def edges_note(lines: Iterable[str], text: str) -> Iterator[Message]:
    """What to say of the headers and footers of pages, where the text does not hold their words."""
    unread = [line for line in dict.fromkeys(lines) if sum(map(str.isalpha, line)) > 3 and line not in text]
    if unread:
        yield Message("Headers and footers were not read (“{text}”).", text=" … ".join(unread)[:120])


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
