"""What stands around every article of a site, also inside its text: banners on cookies, lines on rights."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

# Of sites, and of the programs that ask for consent in their place.
_BANNER = re.compile(
    r"cookie|consent|gdpr|rgpd|tarteaucitron|onetrust|didomi|axeptio|cmplz|quantcast|qc-cmp|sp_message|klaro|iubenda|"
    r"truste|usercentrics|osano|cc-window|cc-banner",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:cookies?|traceurs?|trackers?|consent\w*|vie privée|privacy|partenaires|partners|données personnelles)\b",
    re.I,
)
_RIGHTS = re.compile(
    r"\s*(?:©|\(c\)\s|copyright\b)|tous droits réservés|all rights reserved|mentions légales|reproduction interdite",
    re.IGNORECASE,
)
_FOOT = re.compile(
    r"(?:^|[\s_-])(?:site|page|article)?-?(?:footer|colophon|copyright|pied-de-page|bas-de-page)(?:$|[\s_-])", re.I
)
_LONGEST_BANNER = 3000  # characters
_LONGEST_FOOT = 600
_MOST = 0.9  # of the text of a short page: a banner that holds all of it is an article about such banners
_PART = 0.5  # of the text of the page: what holds more is no furniture


def drop_furniture(tree: _Element) -> None:
    """Take banners that ask for consent and lines on rights out of a page; also what it marks as decoration."""
    whole = len(_text(tree))
    for element in list(tree.iter("div", "section", "aside", "dialog", "footer", "p", "form", "small", "ul", "span")):
        if element.getparent() is None or element.tag in ("html", "body"):
            continue
        names = f"{element.get('id') or ''} {element.get('class') or ''}"
        is_dialog = element.tag == "dialog" or element.get("role") in ("dialog", "alertdialog")
        is_banner = is_dialog or _BANNER.search(names) is not None
        is_foot = element.tag == "footer" or _FOOT.search(names) is not None
        is_decoration = element.get("aria-hidden") == "true"
        if not (is_banner or is_foot or is_decoration):
            continue
        text = _text(element)
        asks = is_banner and len(text) < _LONGEST_BANNER and _ASKS.search(text) is not None
        has_rights = is_foot and len(text) < _LONGEST_FOOT and _RIGHTS.search(text) is not None
        if (asks and len(text) <= _MOST * whole) or ((has_rights or is_decoration) and len(text) <= _PART * whole):
            element.drop_tree()


def _text(element: _Element) -> str:
    return " ".join("".join(element.itertext()).split())
