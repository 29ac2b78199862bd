"""Words of a Word file that nobody sees though it does not hide them: white on the white of the page, a point high."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WHITE = re.compile(r"(?:f[8-9a-f]){3}", re.IGNORECASE)
_SMALLEST = 2  # half-points
# Where the ground may have a colour that is said elsewhere: of a style, a drawing, the whole page.
_OTHER_GROUND = frozenset((f"{_W}tbl", f"{_W}txbxContent"))


def cannot_be_seen(run: _Element) -> bool:
    """Whether letters are white on a ground that is white for certain, or too small for anybody."""
    size = run.find(f"{_W}rPr/{_W}sz")
    said = "" if size is None else size.get(f"{_W}val", "")
    if said.isdecimal() and int(said) <= _SMALLEST:
        return True
    colour = run.find(f"{_W}rPr/{_W}color")
    return colour is not None and _WHITE.fullmatch(colour.get(f"{_W}val", "")) is not None and _is_on_white(run)


def _is_on_white(run: _Element) -> bool:
    if any(run.find(f"{_W}rPr/{_W}{name}") is not None for name in ("shd", "highlight", "rStyle")):
        return False
    for above in run.iterancestors():
        own = above.find(f"{_W}pPr") if above.tag == f"{_W}p" else None
        if own is not None and (own.find(f"{_W}shd") is not None or own.find(f"{_W}pStyle") is not None):
            return False
        if above.tag in _OTHER_GROUND or above.find(f"{_W}background") is not None:
            return False
    return True
