"""The text of a Word document as its pages show it: boxes and notes included, hidden and deleted words left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qa.errors import Message
from qa.ingest.converters.base import raised
from qa.ingest.converters.docx_lists import Numbering, numbering_of
from qa.ingest.converters.docx_sight import cannot_be_seen
from qa.ingest.converters.formulas import formula_text
from qa.ingest.converters.media import edges_note, unread_media
from qa.lang.symbols import in_symbol_font

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_PIECES = ("t", "footnoteReference", "endnoteReference", "sym", "ffData", "textpath")
_MOST_SPANNED = 50  # columns that one cell is taken to fill
_DEEPEST = 10  # styles that are based on one another
_FEW_FIGURES = re.compile(r"[\d+\-−()]{1,5}")
_A_POINT = 2  # in half-points; programs that turn PDF files into documents move letters by less
_OFF = ("0", "false", "off")
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
# Around a piece of text: another paragraph's (a box's), a second form for old programs, what a change took away, and
# the letters above others that say how these are read.
_ELSEWHERE = ("Fallback", "moveFrom", "del", "tabs", "rt")
_OPENED = ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo")


@dataclass(frozen=True, slots=True)
class DocumentText:
    """What a document shows, and what of it was not read."""

    body: str
    notes: tuple[Message, ...]


@dataclass(slots=True)
class _Reading:
    """What is known while a document is read."""

    hidden: frozenset[str]  # styles that hide
    shifted: dict[str, str]  # styles that raise or lower: superscript, subscript
    numbering: Numbering = field(default_factory=Numbering)
    footnotes: list[tuple[str, str]] = field(default_factory=list)  # kind and id, in the order of their marks
    saw_hidden: bool = False
    saw_struck: bool = False
    fragments: int = 0

    def blocks(self, container: _Element) -> Iterator[str]:
        """The text of each paragraph, box and table; an initial that stands in a frame opens the next paragraph."""
        initial = ""
        for element in container:
            name = _name(element)
            if name == "p":
                text, label = self.paragraph(element), self.numbering.label(element)
                if label and text.strip():
                    text = f"{label} {text.lstrip()}"
                if _is_initial(element):
                    initial += text.strip()
                    continue
                if element.find(f"{_W}pPr/{_W}rPr/{_W}del") is not None:  # its end was deleted: the next one goes on
                    initial += text
                    yield from self.boxes(element)
                    continue
                yield from filter(None, ((initial + text).strip(), *self.boxes(element)))
                initial = ""
            elif name == "tbl":
                tall: dict[int, str] = {}
                rows = (self.row(row, tall) for row in _inside(element, "tr"))
                yield from filter(None, ("\n".join(filter(None, rows)),))
            elif name in _OPENED:
                yield from self.blocks(element)
            elif name == "altChunk":
                self.fragments += 1
        if initial.strip():
            yield initial.strip()

    def row(self, row: _Element, tall: dict[int, str]) -> str:
        """Its cells; an empty one keeps its place, lest the next ones stand under another's name.

        `tall` holds the text of the cells above that go on below, by column: such a cell belongs to each of its rows.
        """
        if row.find(f"{_W}trPr/{_W}del") is not None:
            return ""
        cells: list[str] = []
        blank = _number(row.find(f"{_W}trPr/{_W}gridBefore"), 0)
        for cell in _inside(row, "tc"):
            text = " ".join(" ".join(self.blocks(cell)).replace(" | ", " ").split())
            cells += [""] * blank
            merged = cell.find(f"{_W}tcPr/{_W}vMerge")
            if merged is None:
                tall.pop(len(cells), None)
            elif merged.get(f"{_W}val", "continue") == "continue":
                text = text or tall.get(len(cells), "")
            else:
                tall[len(cells)] = text
            cells.append(text)
            blank = _number(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1) - 1  # of its columns but the first, before the next
        return " | ".join(cells) if any(cells) else ""

    def boxes(self, paragraph: _Element) -> Iterator[str]:
        """The text of the boxes that are anchored in a paragraph, once each."""
        for box in paragraph.iter(f"{_W}txbxContent"):
            if _is_own(box, paragraph):
                yield from self.blocks(box)

    def paragraph(self, paragraph: _Element) -> str:
        """Its characters, tracked insertions, links and formulas included."""
        own = paragraph.find(f"{_W}pPr/{_W}pStyle")
        pieces = []
        for element in paragraph.iter():
            name = _name(element)
            if element.tag == _FORMULA and _is_own(element, paragraph):
                pieces.append(formula_text(element))
            elif (name in _PIECES or name in _SIGNS) and _is_own(element, paragraph):
                text, run = self._piece(element, name), element.getparent()
                if text and self._is_hidden(run, own):
                    self.saw_hidden = True
                elif text and _is_struck(run):
                    self.saw_struck = True
                else:
                    pieces.append(raised(text, self._shift(run, element)))
        return "".join(pieces)

    def _piece(self, element: _Element, name: str) -> str:
        if name.endswith("Reference"):
            self.footnotes.append((name.removesuffix("Reference"), element.get(f"{_W}id", "")))
            return raised(str(len(self.footnotes)), "superscript")
        if name == "ffData":
            return _filled_in(element)
        if name == "textpath":  # letters drawn as a picture
            return f"\n{element.get('string', '')}\n"
        if name == "sym":
            sign = in_symbol_font(chr(int(element.get(f"{_W}char", "FFFD"), 16)), element.get(f"{_W}font", ""))
            return "•" if "\ue000" <= sign <= "\uf8ff" else sign  # a picture of another font of pictures
        return in_symbol_font(element.text or "", _font(element)) if name == "t" else _SIGNS[name]

    def _is_hidden(self, run: _Element | None, style: _Element | None) -> bool:
        if run is None:
            return False
        if cannot_be_seen(run):
            return True
        said = run.find(f"{_W}rPr/{_W}vanish")
        if said is not None:
            return said.get(f"{_W}val") not in _OFF
        styles = (run.find(f"{_W}rPr/{_W}rStyle"), style)
        return any(one is not None and one.get(f"{_W}val") in self.hidden for one in styles)

    def _shift(self, run: _Element | None, element: _Element) -> str:
        """Whether letters are raised or lowered, by their own properties or their style."""
        said = run.find(f"{_W}rPr/{_W}vertAlign") if run is not None else None
        if said is not None:
            return str(said.get(f"{_W}val", ""))
        if run is not None and _FEW_FIGURES.fullmatch((element.text or "").strip()) and (how := _moved(run)):
            return how
        style = run.find(f"{_W}rPr/{_W}rStyle") if run is not None else None
        return "" if style is None else self.shifted.get(style.get(f"{_W}val", ""), "")


def document_text(document: Document) -> DocumentText:
    """The blocks of the body, a blank line between two, then its footnotes and endnotes by their number."""
    hidden, shifted = _looks(document.styles.element)
    parts = {str(part.partname): part for part in document.part.package.iter_parts()}
    numbering = numbering_of(_root(parts.get("/word/numbering.xml")), document.styles.element)
    reading = _Reading(hidden, shifted, numbering)
    blocks = list(reading.blocks(document.element.body))
    marks = list(reading.footnotes)
    reading.footnotes.clear()
    for number, (kind, id_) in enumerate(marks, start=1):
        note = _note(parts, f"/word/{kind}s.xml", id_)
        if note is not None:
            blocks.append(f"{raised(str(number), 'superscript')} {' '.join(reading.blocks(note)).strip()}")
    blocks += _diagrams(parts)
    return DocumentText("\n\n".join(blocks), tuple(_notes(reading, parts, "\n".join(blocks))))


def _looks(styles: _Element) -> tuple[frozenset[str], dict[str, str]]:
    """The styles that hide, and those that raise or lower; one that says nothing is as the one that it is based on."""
    hides: dict[str, bool] = {}
    shifted: dict[str, str] = {}
    bases: dict[str, str] = {}
    for style in styles.iter(f"{_W}style"):
        name = style.get(f"{_W}styleId", "")
        vanish, align = style.find(f"{_W}rPr/{_W}vanish"), style.find(f"{_W}rPr/{_W}vertAlign")
        base = style.find(f"{_W}basedOn")
        if base is not None:
            bases[name] = base.get(f"{_W}val", "")
        if vanish is not None:
            hides[name] = vanish.get(f"{_W}val") not in _OFF
        if align is not None:
            shifted[name] = align.get(f"{_W}val", "")
    for name in bases:
        above = name
        for _ in range(_DEEPEST):
            above = bases.get(above, "")
            if above in hides:
                hides.setdefault(name, hides[above])
            if above in shifted:
                shifted.setdefault(name, shifted[above])
    return frozenset(name for name, is_hidden in hides.items() if is_hidden), shifted


def _filled_in(field: _Element) -> str:
    """What was chosen in a list of a form, or whether its box is ticked, which stand nowhere else."""
    entries = [entry.get(f"{_W}val", "") for entry in field.iter(f"{_W}listEntry")]
    if entries:
        chosen = field.find(f"{_W}ddList/{_W}result")
        chosen = field.find(f"{_W}ddList/{_W}default") if chosen is None else chosen
        at = _number(chosen, 0) if chosen is not None else 0
        return entries[at] if at < len(entries) else ""
    box = field.find(f"{_W}checkBox")
    if box is None:
        return ""
    ticked = box.find(f"{_W}checked")
    ticked = box.find(f"{_W}default") if ticked is None else ticked
    return "☒" if ticked is not None and ticked.get(f"{_W}val") not in _OFF else "☐"


def _note(parts: dict[str, object], name: str, id_: str) -> _Element | None:
    root = _root(parts.get(name))
    return None if root is None else next((note for note in root if note.get(f"{_W}id") == id_), None)


def _root(part: object) -> _Element | None:
    from lxml import etree

    blob = getattr(part, "blob", None)
    return None if blob is None else etree.fromstring(blob, etree.XMLParser(resolve_entities=False, huge_tree=True))


def _diagrams(parts: dict[str, object]) -> Iterator[str]:
    """The words of drawn diagrams, which lie in parts of their own."""
    for name in sorted(parts):
        if name.startswith("/word/diagrams/data"):
            root = _root(parts[name])
            texts = [] if root is None else [element.text or "" for element in root.iter() if _name(element) == "t"]
            if any(texts):
                yield "\n".join(filter(None, texts))


def _notes(reading: _Reading, parts: dict[str, object], text: str) -> Iterator[Message]:
    if reading.saw_hidden:
        yield Message("Hidden text was not read.")
    if reading.saw_struck:
        yield Message("Struck text was not read.")
    if reading.fragments:
        yield Message("Parts that come from another file were not read: open the file in Word and save it again.")
    root = _root(parts.get("/word/comments.xml"))
    if root is not None and len(root):
        yield Message("Comments in the margin were not read ({count}).", count=len(root))
    edges = [name for name in sorted(parts) if name.startswith(("/word/header", "/word/footer"))]
    words = (
        " ".join(_Reading(frozenset(), {}).blocks(edge)) for name in edges if (edge := _root(parts[name])) is not None
    )
    yield from edges_note(words, text)
    yield from unread_media(parts, lambda name: getattr(parts[name], "blob", b""))


def _name(element: _Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _font(text: _Element) -> str:
    """The font that a piece of text names itself, "" where its style does."""
    fonts = text.getparent().find(f"{_W}rPr/{_W}rFonts")
    return "" if fonts is None else str(fonts.get(f"{_W}ascii") or fonts.get(f"{_W}hAnsi") or "")


def _is_struck(run: _Element | None) -> bool:
    struck = [] if run is None else [run.find(f"{_W}rPr/{_W}{name}") for name in ("strike", "dstrike")]
    return any(one is not None and one.get(f"{_W}val") not in _OFF for one in struck)


def _moved(run: _Element) -> str:
    """Whether a run stands higher or lower than the one before it, as programs write powers that are no superscript."""
    before = run.getprevious()
    if before is None or _name(before) != "r":
        return ""
    points = _height(run) - _height(before)
    return "superscript" if points >= _A_POINT else "subscript" if points <= -_A_POINT else ""


def _height(run: _Element) -> int:
    """How far above its line a run stands, in half-points."""
    position = run.find(f"{_W}rPr/{_W}position")
    said = "" if position is None else position.get(f"{_W}val", "")
    return int(said) if re.fullmatch("-?[0-9]{1,3}", said) else 0


def _number(element: _Element | None, default: int) -> int:
    """A property that is a number, within bounds."""
    said = "" if element is None else element.get(f"{_W}val", "")
    return min(int(said), _MOST_SPANNED) if re.fullmatch("[0-9]{1,4}", said) else default


def _inside(element: _Element, wanted: str) -> Iterator[_Element]:
    """The rows of a table or the cells of a row, also in content controls."""
    for child in element:
        if _name(child) == wanted:
            yield child
        elif _name(child) in _OPENED:
            yield from _inside(child, wanted)


def _is_own(element: _Element, paragraph: _Element) -> bool:
    """Whether a piece of text is seen in this paragraph: not in a paragraph inside it, and not taken away."""
    for above in element.iterancestors():
        if above is paragraph:
            return True
        if _name(above) in ("p", *_ELSEWHERE) or above.tag == _FORMULA:
            return False
    return False


def _is_initial(paragraph: _Element) -> bool:
    frame = paragraph.find(f"{_W}pPr/{_W}framePr")
    return frame is not None and frame.get(f"{_W}dropCap") in ("drop", "margin")
