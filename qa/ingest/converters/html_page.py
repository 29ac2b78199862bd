"""A web page as it is seen, made ready for reading: hidden parts out, figures kept apart, cells in their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qa.ingest.converters.base import raised
from qa.ingest.converters.formulas import formula_text
from qa.ingest.converters.html_furniture import drop_furniture
from qa.ingest.converters.html_lists import number_lists

if TYPE_CHECKING:
    from lxml.etree import _Element

EMPTY = "\ue000"  # stands in empty cells while others pass over the tree, and goes before the text is kept
_UNSEEN = (
    "script", "style", "noscript", "template", "svg", "iframe", "object", "textarea", "select", "title", "rt", "rp",
    "annotation", "annotation-xml", "audio", "video", "canvas", "datalist", "noframes",
)  # fmt: skip
_INLINE = (
    "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "data", "dfn", "em", "font", "i", "ins", "kbd", "mark", "nobr",
    "output", "q", "ruby", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var",
    "wbr", "math",
)  # fmt: skip
STRUCK = ("del", "s", "strike")  # what a correction takes back
# Neither opacity nor height: pages let what they show later begin with them.
_NOT_SHOWN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*(?:0(?![.\d])|[01](?:\.\d+)?px)|"
    r"(?:text-indent|left|top|right)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?"
    r"[\s,]+[01](?:px)?\s*\)|clip-path\s*:\s*inset\(\s*(?:50|100)%",
    re.IGNORECASE,
)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_COLOURS = re.compile(r"(?:^|[;\s])(color|background(?:-color)?)\s*:\s*([^;!]+)", re.IGNORECASE)
_GROUND = re.compile(
    r"background(?:-color|-image)?\s*:\s*(?!\s|white\b|#fff(?:fff)?\b|none\b|transparent\b|inherit\b|initial\b)", re.I
)
_WHITE_NAMES = {"white": "#ffffff", "#fff": "#ffffff", "rgb(255,255,255)": "#ffffff"}
_FOR_SPEECH = frozenset(("sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader-only"))
_INITIAL = re.compile(r"drop-?_?cap|lettrine|initiale?\b", re.IGNORECASE)
_NOTES = re.compile(
    r"(?:^|[\s_-])(?:foot-?notes?|end-?notes?|rearnotes?|references-?notes|notes-de-bas)(?:$|[\s_-])", re.I
)
_DATA = re.compile(r"data:[^)\"'\s]{100,}")  # fonts and pictures of megabytes
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_MEDIA = re.compile(r"@[^{;@]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_SELECTOR = re.compile(r"\s*(\w*)([.#])([\w-]+)\s*")
_FIGURES = re.compile(r"[\d+\-−–()n,./*†‡ ]+")
_OTHERS = re.compile(
    r"relat|recommend|more-|newsletter|abonn|subscri|share|social|promo|advert|\bads?\b|pub(?:licite)?\b|sponsor|comment|"
    r"widget|tags?\b|author|auteur|breadcrumb|menu|login|cookie|popular|trending|lire-aussi|sidebar",
    re.IGNORECASE,
)
_FEWEST_LETTERS = 20  # of a box beside an article
_SHORT_CELL = 200  # characters: longer, and a table may be there for its looks
_MOST_SPANNED = 50  # cells or rows that one cell is taken to fill


def make_ready(tree: _Element) -> None:
    """Change a page's tree so that its text is what a browser shows, without what the page itself strikes out."""
    from lxml import etree

    _drop_controls(tree)
    _drop_hidden(tree)
    etree.strip_elements(tree, *STRUCK, with_tail=False)
    etree.strip_elements(tree, *_UNSEEN, with_tail=False)
    drop_furniture(tree)
    number_lists(tree)
    _keep_notes(tree)
    is_french = (tree.get("lang") or "").lower().startswith("fr")
    for formula in list(tree.iter("math")):
        _write_out(formula)
    for element in list(tree.iter("sup", "sub", "q", "a", "span", "div", "p", "font")):
        if element.tag in ("sup", "sub"):
            _shift(element, "superscript" if element.tag == "sup" else "subscript")
        elif element.tag == "q":
            _quote(element, *("« ", " »") if is_french else ("“", "”"))
        elif _is_note_mark(element) or "vertical-align:super" in (element.get("style") or "").replace(" ", ""):
            _shift(element, "superscript")
        elif _INITIAL.search(element.get("class") or "") and len(_text(element)) <= 2:
            element.tag = "small"
    for block in list(tree.iter("pre")):
        _break_lines(block)
    for link in list(tree.iter("a")):
        paragraph = next(link.iterancestors("p"), None)
        if paragraph is not None and 2 * len(_text(link)) < len(_text(paragraph)):
            link.tag = "span"  # in prose; others tell menus from articles by their share of links
    etree.strip_attributes(tree, "style")  # they would drop all that has "hidden" in it, "overflow:hidden" too
    etree.strip_tags(tree, *_INLINE)  # around some of these, readers of web pages put spaces that nobody sees
    _open_lists(tree)
    for table in tree.iter("table"):
        _place_cells(table)


def _drop_controls(tree: _Element) -> None:
    """Take out what the parser lets in ("&#1;") and does not take back: texts are put into the tree below."""
    for element in tree.iter():
        for name in ("text", "tail"):
            said = getattr(element, name)
            if said and _CONTROLS.search(said):
                setattr(element, name, _CONTROLS.sub("", said))


def _write_out(formula: _Element) -> None:
    """Put a formula on one line."""
    text = formula_text(formula)
    for child in list(formula):
        formula.remove(child)
    formula.text = text


def _break_lines(block: _Element) -> None:
    """Break the lines of a text whose white space is seen as it is written."""
    from lxml import etree

    first, *others = (block.text or "").strip("\n").split("\n")
    block.text = first
    for at, line in enumerate(others):
        block.insert(at, end := etree.Element("br"))
        end.tail = line
    for child in block.iter():
        if child is not block and child.tail and "\n" in child.tail.strip("\n") and child.tag != "br":
            one, *more = child.tail.split("\n")
            child.tail = one
            for line in reversed(more):
                child.addnext(end := etree.Element("br"))
                end.tail = line


def _is_note_mark(element: _Element) -> bool:
    return element.get("role") == "doc-noteref" or "noteref" in (element.get("epub:type") or "").split()


def _keep_notes(tree: _Element) -> None:
    """Make captions and notes plain paragraphs: readers of web pages drop them as furniture."""
    for element in list(tree.iter("figure", "figcaption", "aside", "section", "div", "ol", "footer")):
        of_quote = element.tag == "footer" and next(element.iterancestors("blockquote"), None) is not None
        if element.tag == "figcaption" or of_quote:
            element.tag = "p"
        elif element.tag == "figure":
            element.tag = "div"
        elif element.tag == "aside" and _is_box(element):
            element.attrib.clear()
            element.tag = "div"
        elif _NOTES.search(" ".join(element.get(name) or "" for name in ("class", "role", "epub:type", "id"))):
            element.attrib.clear()
            element.tag = "div"
            for item in element.iter("li"):
                item.tag = "p"
                item.attrib.clear()


def _is_box(aside: _Element) -> bool:
    """Whether what stands beside an article is a part of it: sentences, and no links to others."""
    if not any(above.tag in ("article", "main") for above in aside.iterancestors()):
        return False
    if any(_OTHERS.search(one.get(name) or "") for one in aside.iter() for name in ("class", "id", "role")):
        return False
    text, links = _text(aside), sum(len(_text(link)) for link in aside.iter("a"))
    return (
        len(text) >= _FEWEST_LETTERS
        and 4 * links < len(text)
        and next(aside.iter("form", "input", "nav"), None) is None
    )


def _open_lists(tree: _Element) -> None:
    """Make the items of a list text of their cell, or paragraphs of a bare page: readers of web pages drop both."""
    from lxml import etree

    for cell in tree.iter("td", "th"):
        for item in cell.iter("li"):
            item.tail = " " + (item.tail or "")
        etree.strip_tags(cell, "ul", "ol", "li")
        if len(_text(cell)) < _SHORT_CELL and next(cell.iter("p", "div", "table"), None) is None:
            for end in cell.iter("br"):
                end.tail = " " + (end.tail or "")
            etree.strip_tags(cell, "br")
    for listed in list(tree.iterfind("body/ul")) + list(tree.iterfind("body/ol")):
        links = sum(len(_text(link)) for link in listed.iter("a"))
        if 2 * links < len(_text(listed)):  # else it is a menu
            listed.tag = "div"
            for item in listed.iterchildren("li"):
                item.tag = "p"


def _text(element: _Element) -> str:
    return "".join(element.itertext()).strip()


def _shift(element: _Element, how: str) -> None:
    """Figures raised or lowered stay so, also those of a link; a mark in brackets and letters stay on the line."""
    text = _text(element)
    if _FIGURES.fullmatch(text):
        for child in list(element):
            element.remove(child)
        element.text = raised(text, how)


def _quote(element: _Element, opening: str, closing: str) -> None:
    element.text = opening + (element.text or "")
    if len(element):
        element[-1].tail = (element[-1].tail or "") + closing
    else:
        element.text += closing


# ---------------------------------------------------------------- what is not shown


def _drop_hidden(tree: _Element) -> None:
    """Take out what attributes, classes for screen readers and the simple rules of the page's own styles hide."""
    rules = set(_hiding_rules("\n".join(style.text or "" for style in tree.iter("style"))))
    # Only where nothing can give the page a ground of another colour do white letters stand on white for certain.
    links = (link.get("rel") or "" for link in tree.iter("link"))
    has_ground = any(map(_GROUND.search, _style_texts(tree))) or any("stylesheet" in rel.lower() for rel in links)
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or element.tag in ("html", "body", "main", "article"):
            continue
        classes = set((element.get("class") or "").split())
        names = {(".", name) for name in classes} | {("#", element.get("id") or "")}
        is_closed = element.tag == "dialog" and "open" not in element.attrib
        if (
            "hidden" in element.attrib
            or is_closed
            or _NOT_SHOWN.search(element.get("style") or "")
            or classes & _FOR_SPEECH
            or _is_unseen_colour(element.get("style") or "", has_ground=has_ground)
            or any((tag, *name) in rules for name in names for tag in ("", element.tag))
        ):
            _drop(element)


def _style_texts(tree: _Element) -> Iterator[str]:
    """All that a page says of its looks: the colour of its ground may be said anywhere."""
    yield from (style.text or "" for style in tree.iter("style"))
    for element in tree.iter():
        if isinstance(element.tag, str):
            yield element.get("style") or ""
            yield "background: other" if element.get("bgcolor") or element.get("background") else ""


def _is_unseen_colour(style: str, *, has_ground: bool) -> bool:
    """Whether letters have the colour of the ground that they stand on."""
    said = {name: value.lower().replace(" ", "") for name, value in _COLOURS.findall(style)}
    colour, ground = said.get("color"), said.get("background-color", said.get("background"))
    colour, ground = _WHITE_NAMES.get(colour or "", colour), _WHITE_NAMES.get(ground or "", ground)
    return colour is not None and (colour == ground if ground else colour == "#ffffff" and not has_ground)


def _hiding_rules(css: str) -> Iterator[tuple[str, str, str]]:
    """(element, "." or "#", name) of each simple selector that hides; rules for print or small screens do not count."""
    for rule in _MEDIA.sub("", _COMMENT.sub("", _DATA.sub("", css))).split("}"):
        head, _, rules = rule.rpartition("{")
        selectors = head.rpartition("{")[2]
        if _NOT_SHOWN.search(rules):
            yield from (match.groups() for one in selectors.split(",") if (match := _SELECTOR.fullmatch(one)))  # type: ignore[misc]


def _drop(element: _Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


# ---------------------------------------------------------------- tables


def _place_cells(table: _Element) -> None:
    """Give each cell its column: a mark to empty ones, empty ones after wide ones, and a copy below tall ones."""
    from lxml import etree

    covered: dict[int, tuple[int, str]] = {}  # column -> rows that a cell still covers, and its text
    for row in list(table.iter("tr")):
        if next(row.iterancestors("table")) is not table:
            continue
        column = 0
        for cell in [*row.iterchildren("td", "th"), None]:
            while column in covered:
                rows, text = covered.pop(column)
                if rows > 1:
                    covered[column] = (rows - 1, text)
                copy = etree.Element("td")
                copy.text = text
                row.insert(len(row) if cell is None else row.index(cell), copy)
                column += 1
            if cell is None:
                break
            if not _text(cell):
                cell.text = EMPTY
            wide, tall = _number(cell.attrib.pop("colspan", None)), _number(cell.attrib.pop("rowspan", None))
            if tall > 1:
                covered[column] = (tall - 1, _text(cell))
            for _ in range(wide - 1):
                blank = etree.Element("td")
                blank.text = EMPTY
                cell.addnext(blank)
            column += wide


def _number(written: str | None) -> int:
    return min(int(written), _MOST_SPANNED) if written is not None and re.fullmatch(r"[1-9]\d{0,3}", written) else 1
