"""The text of a file in RTF as its pages show it: notes and boxes included, hidden and struck words left out."""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass, field

from striprtf.striprtf import charset_map, destinations

from qa.ingest.converters.base import raised
from qa.ingest.converters.rtf_flow import Flow
from qa.lang.symbols import in_symbol_font

_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.DOTALL
)
_BINARY = re.compile(r"\\bin(\d{1,10}) ?")
_SIGNS = {
    "line": "\n", "lbr": "\n", "softline": "\n", "tab": "\t", "emdash": "—", "endash": "–", "emspace": "\u2003",
    "enspace": "\u2002", "qmspace": "\u2005", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "nestcell": " ", "~": "\xa0", "{": "{", "}": "}", "\\": "\\", "-": "\xad", "_": "\u2011",
}  # fmt: skip
_PARAGRAPH_ENDS = frozenset(("par", "sect", "page", "column", "\n", "\r"))
_ENCODINGS = {"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
# Groups of which nothing is seen, whatever they hold: second forms for old programs, comments, what fills no page.
_DEAD = frozenset(("shprslt", "nonshppict", "nonesttables", "pict", "annotation", "stylesheet", "xe", "tc"))
_SEEN = frozenset(("object", "result", "mr"))  # of which striprtf's list says that they are no text, and which are
_EDGES = frozenset(("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"))
_LABELS = frozenset(("listtext", "pntext"))
_BOXES = frozenset(("shptxt", "dptxbxtext"))
_SHIFTS = {"super": "superscript", "sub": "subscript", "msup": "superscript", "msub": "subscript", "nosupersub": ""}
_FEW_FIGURES = re.compile(r"[\d+\-−()]{1,5}")
_SMALLEST = (4500, 1500)  # twips, width and height of a picture that can show text: 300 by 100 pixels


@dataclass(slots=True)
class _Group:
    """What holds until the end of a group."""

    flow: Flow
    role: str = ""  # "note", "label", "box", "edge", "title", "font" of its flow; "picture", "made"
    is_dead: bool = False
    is_skipped: bool = False
    font: str = ""
    how: str = ""  # superscript or subscript
    is_shifted: bool = False  # off the line by a few points, which only figures take for a power
    is_hidden: bool = False
    is_struck: bool = False
    is_deleted: bool = False
    in_table: bool = False
    skip: int = 1  # characters that stand for a Unicode sign where it is not known


@dataclass(slots=True)
class RtfText:
    """What a file holds, and what of it was not read."""

    body: Flow = field(default_factory=Flow)
    title: Flow = field(default_factory=Flow)
    edges: Flow = field(default_factory=Flow)
    notes: list[Flow] = field(default_factory=list)
    made: dict[str, int] = field(default_factory=dict)  # yr, mo, dy
    saw_hidden: bool = False
    saw_struck: bool = False
    comments: int = 0
    pictures: int = 0

    def blocks(self) -> list[str]:
        """The blocks of the body, then its notes by their number."""
        numbered = enumerate(self.notes, start=1)
        notes = (f"{raised(str(at), 'superscript')} {' '.join(note.ended())}" for at, note in numbered)
        return [*self.body.ended(), *notes]


def rtf_text(source: str) -> RtfText:
    """The text of a file, given as characters of one byte each (latin-1). Damage ends it early and raises nothing."""
    found = RtfText()
    _RtfReading(found).run(_without_binary(source))
    return found


def _without_binary(source: str) -> str:
    """The file without the bytes of pictures, which may hold braces."""
    pieces, at = [], 0
    for match in _BINARY.finditer(source):
        if match.start() >= at:
            pieces.append(source[at : match.start()])
            at = match.end() + int(match[1])
    return "".join((*pieces, source[at:]))


class _RtfReading:
    """What is known while a file is read."""

    def __init__(self, found: RtfText) -> None:
        self.found = found
        self.group = _Group(found.body)
        self.stack: list[_Group] = []
        self.fonts: dict[str, tuple[str, str]] = {}  # number -> name, charset
        self.font_read = ("", "")  # number and charset of the one that is being named
        self.picture = {"picwgoal": 0, "pichgoal": 0}
        self.encoding = "cp1252"
        self.default_font = ""
        self.bytes = bytearray()
        self.to_skip = 0

    def run(self, source: str) -> None:
        for match in _TOKEN.finditer(source):
            word, number, code, sign, brace, text = match.groups()
            if self.bytes and not code:
                self.end_bytes()
            if code and self.to_skip:
                self.to_skip -= 1
            elif code:
                self.bytes.append(int(code, 16))
            elif text:
                shown = text[self.to_skip :]
                self.to_skip = max(0, self.to_skip - len(text))
                self.add(shown)
            elif word or sign or brace:
                self.to_skip = 0
                if brace == "{":
                    self.stack.append(self.group)
                    self.group = copy(self.group)
                elif brace:
                    if not self.close():
                        return
                elif sign == "*":
                    self.group.is_skipped = True
                else:
                    self.control(word or sign, None if number is None else int(number))
        self.end_bytes()
        while self.close():
            pass

    # ------------------------------------------------------------ text

    def end_bytes(self) -> None:
        if not self.bytes:
            return
        _, charset = self.fonts.get(self.group.font, ("", ""))
        encoding = "latin-1" if charset == "2" else charset_map.get(int(charset or -1), self.encoding)
        written = bytes(self.bytes)
        self.bytes.clear()
        try:
            self.add(written.decode(encoding, "replace"))
        except LookupError:  # an encoding that Python does not know
            self.add(written.decode("cp1252", "replace"))

    def add(self, text: str) -> None:
        """Text where the group stands, as its page shows it."""
        group = self.group
        if not text or group.is_dead or (group.is_skipped and group.role != "font"):
            return
        if group.role == "font":
            self.name_font(text)
        elif group.is_deleted:
            return
        elif group.is_hidden or group.is_struck:
            self.found.saw_hidden |= group.is_hidden and not text.isspace()
            self.found.saw_struck |= group.is_struck and not group.is_hidden and not text.isspace()
        else:
            name, _ = self.fonts.get(group.font, ("", ""))
            how = group.how if not group.is_shifted or _FEW_FIGURES.fullmatch(text.strip()) else ""
            group.flow.line.append(raised(in_symbol_font(text, name), how))

    def name_font(self, text: str) -> None:
        number, charset = self.font_read
        if number and number not in self.fonts and (name := text.strip().rstrip(";")):
            self.fonts[number] = (name, charset)

    # ------------------------------------------------------------ groups

    def close(self) -> bool:
        """End a group; whether the file goes on."""
        if not self.stack:
            return False
        closed, self.group = self.group, self.stack.pop()
        if closed.flow is not self.group.flow:
            if closed.role == "label" and not "".join(self.group.flow.line).strip():
                label = " ".join(closed.flow.ended())
                self.group.flow.line += [f"{label} "] if any(map(str.isalnum, label)) else []
            elif closed.role == "box":
                self.group.flow.boxes += closed.flow.ended()
            elif closed.role == "edge":
                closed.flow.end_paragraph(in_table=False)
        return bool(self.stack)

    def open_flow(self, role: str, flow: Flow) -> None:
        outer = self.group
        self.group = _Group(flow, role, is_dead=outer.is_dead, font=self.default_font, skip=outer.skip)

    def destination(self, word: str) -> bool:
        """Whether a word says what its group is."""
        group = self.group
        if word in _DEAD:
            self.found.comments += word == "annotation" and not group.is_dead
            group.role = "picture" if word == "pict" and not group.is_dead else ""
            group.is_dead = True
        elif word in _SEEN:
            group.is_skipped = False
        elif word == "footnote":
            if not group.is_dead:
                self.found.notes.append(Flow())
                group.flow.line.append(raised(str(len(self.found.notes)), "superscript"))
                self.open_flow("note", self.found.notes[-1])
        elif word in _LABELS or word in _BOXES:
            self.open_flow("label" if word in _LABELS else "box", Flow())
        elif word in _EDGES:
            self.open_flow("edge", self.found.edges)
        elif word == "title":
            self.open_flow("title", self.found.title)
        elif word == "fonttbl":
            self.open_flow("font", Flow())
        elif word in destinations:
            group.is_skipped = True
            group.role = "made" if word == "creatim" else group.role
            group.how = _SHIFTS.get(word, group.how)
        else:
            return False
        return True

    # ------------------------------------------------------------ words

    def control(self, word: str, number: int | None) -> None:
        if self.group.role == "picture":
            self.measure(word, number or 0)
        elif self.group.role == "made" and word in ("yr", "mo", "dy"):
            self.found.made[word] = number or 0
        elif self.group.role == "font" and word in ("f", "fcharset"):
            self.font_read = (str(number), "") if word == "f" else (self.font_read[0], str(number))
        elif word in _ENCODINGS or word == "ansicpg":
            self.encoding = _ENCODINGS.get(word, f"cp{number}")
        elif word == "deff":
            self.default_font = self.group.font = str(number)
        elif word == "u":
            self.to_skip = self.group.skip
            code = (number or 0) % 0x10000
            self.add(chr(code) if code else "")
        elif word in _SIGNS:
            self.add(_SIGNS[word])
        elif not (self.layout(word) or self.destination(word)):
            self.style(word, number)

    def measure(self, word: str, number: int) -> None:
        """Count a picture whose size is that of one that can show text."""
        if word in self.picture:
            self.picture[word] = number
            if word == "pichgoal" and self.picture["picwgoal"] >= _SMALLEST[0] and number >= _SMALLEST[1]:
                self.found.pictures += 1

    def layout(self, word: str) -> bool:
        """Whether a word ends something, and end it."""
        flow, is_seen = self.group.flow, not (self.group.is_dead or self.group.is_skipped)
        if word in _PARAGRAPH_ENDS:
            if is_seen and not self.group.is_deleted:
                flow.end_paragraph(self.group.in_table)
        elif word == "cell" and is_seen:
            flow.end_cell()
        elif word == "row" and is_seen:
            flow.end_row()
        else:
            return False
        return True

    def style(self, word: str, number: int | None) -> None:
        """What a word says of the letters after it in its group."""
        group, is_on = self.group, number != 0
        if word == "plain":
            group.font, group.how = self.default_font, ""
            group.is_hidden = group.is_struck = group.is_shifted = False
        elif word == "pard":
            group.in_table = False
        elif word == "intbl":
            group.in_table = True
        elif word == "uc":
            group.skip = max(0, number or 0)
        elif word == "f":
            group.font = str(number)
        elif word == "v":
            group.is_hidden = is_on
        elif word in ("strike", "striked"):
            group.is_struck = is_on
        elif word == "deleted":
            group.is_deleted = is_on
        elif word in _SHIFTS:
            group.how, group.is_shifted = _SHIFTS[word] if is_on else "", False
        elif word in ("up", "dn"):
            how = "superscript" if word == "up" else "subscript"
            group.how, group.is_shifted = (how if is_on else ""), True
