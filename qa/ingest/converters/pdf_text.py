"""The lines of a PDF's pages to paragraphs: running headers left out, split words made whole, sentences kept in one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa.ingest.converters.pdf_layout import Line, Row, cells_of
from qa.ingest.converters.pdf_page import Run
from qa.lang import LANGUAGES
from qa.lang.detect import recognised_language
from qa.lang.dictionary import dictionary, is_listed
from qa.values import LanguageCode

_EDGE = 3  # rows at the top and the bottom of a page among which its header and its footer are
_FEWEST_PAGES = 3
_SHORTEST_PART = 3  # letters of a part of a compound that no list has
_ENDS_SENTENCE = (".", "!", "?", "…", ":", ";", ".»", ". »", "»", "”", '."')
_BULLET = re.compile(r"[•▪◦‣·*–—-]\s|\d{1,3}(?:[.)]|(?:\.\d{1,3})+)\s|[a-z]\)\s")
_SPLIT_WORD = re.compile(r"([^\W\d_]+)[-\u00ad\u2010]$")
_COMPOUND = re.compile(r"[^\W\d_][-\u2010\u2011][^\W\d_]+[-\u00ad\u2010]$")
_GOES_ON_AS_COMPOUND = re.compile(r"([^\W\d_]+)[-\u2010\u2011]([^\W\d_]+)")
_ADDRESS_STOPS = re.compile(r"(?:(?:https?://|www\.|doi\.org/)\S*|\S+@\S*)([-_=?&#%~/])$")
_GOES_ON_AS_PATH = re.compile(r"\w*[\w-]*[./_\d-]\w")
_GOES_ON_AS_MAIL = re.compile(r"[\w.+-]*@[\w-]+\.\w")
_PRINTED_ON = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},? \d{1,2}:\d{2}(?: [AP]M)?", re.IGNORECASE)
_PRINTED_FROM = re.compile(r"(?:https?|file)://\S+(?: \d{1,4}/\d{1,4})?")
_PAGE_NUMBER = re.compile(
    r"[-–—\s]*(?:page|p\.|n°)?\s*(\d{1,4})\s*(?:(?:/|sur|of|de)\s*\d{1,4})?[-–—\s]*", re.IGNORECASE
)
_REST_OF_WORD = re.compile(r"([^\W\d_A-ZÀ-ÖØ-Þ][^\W\d_]*)\S*\s*")
_FIRST_WORD = re.compile(r"\S+")
_FIRST_LETTERS = re.compile(r"[\W\d_]")  # what ends them
_ENTRY = re.compile(r"(?:\.[ \u00a0]?){4,}\s*(?:\d{1,4}|[ivxlc]{1,6})$|…{2,}\s*\d{1,4}$")  # of a table of contents
# At the end of a line: "2021-2022", "43-year-old", "J.-C.", "A-320", a hyphen that does not break.
_GOES_ON = re.compile(r"\w[-–/]\n\d|(?:\d|\w\.)-\n[^\W\d_]|\w\u2011\n")


@dataclass(frozen=True, slots=True)
class Spelling:
    """How the words of a page are spelled."""

    seen: Collection[str]  # every word of its document, in lower case
    language: LanguageCode | None  # None where no word shows it

    @property
    def has_list(self) -> bool:
        """Whether there is a dictionary; it is read when the first word is looked up."""
        return self.language is not None and bool(dictionary(self.language))

    def lists(self, word: str) -> bool:
        """Whether a word, in lower case, is one of the dictionary."""
        return self.language is not None and is_listed(word, self.language)


def without_headers(pages: Sequence[Sequence[Row]]) -> list[list[Row]]:
    """The pages without the lines at their edges that are the same on three of them at least, and page numbers.

    What differs by a number alone stays: "Article 3" and a total say something. Where more than half of the text would
    go, all of it stays: such pages are alike (forms, tables) rather than headed.
    """
    pages = [_without_print(rows) for rows in pages]
    edges = [_edges(rows) for rows in pages]
    alike = Counter(text for cells in edges for text in {_plain(cell) for cell in cells})
    least = max(_FEWEST_PAGES, 0.4 * len(pages))
    repeated = {text for text, count in alike.items() if count >= least}
    kept = [
        _without(rows, [cell for cell in cells if _plain(cell) in repeated or _is_number(cell, at, edges)])
        for at, (rows, cells) in enumerate(zip(pages, edges, strict=True))
    ]
    return kept if 2 * _length(kept) >= _length(pages) else [list(rows) for rows in pages]


def _without_print(rows: Sequence[Row]) -> list[Row]:
    """A page without what browsers print around it: the time of printing and the title, the address and the page."""
    if len(rows) < 3:
        return list(rows)
    first, last = (" ".join(_plain(cell) for cell in cells_of(row)) for row in (rows[0], rows[-1]))
    is_printed = _PRINTED_ON.match(first) and _PRINTED_FROM.fullmatch(last)
    return list(rows[1:-1] if is_printed else rows)


def _edges(rows: Sequence[Row]) -> list[tuple[Run, ...]]:
    at_edge = [*rows[:_EDGE], *rows[max(_EDGE, len(rows) - _EDGE) :]]
    return [cell for row in at_edge for cell in cells_of(row)]


def _plain(cell: Sequence[Run]) -> str:
    return " ".join(" ".join(run.text for run in cell).split())


def _is_number(cell: Sequence[Run], at: int, edges: Sequence[Sequence[tuple[Run, ...]]]) -> bool:
    """Whether a cell is the number of its page: the others have numbers that go up with them."""
    match = _PAGE_NUMBER.fullmatch(_plain(cell))
    if match is None:
        return False
    ahead = int(match[1]) - at
    agreeing = sum(any(_number(other) == ahead + page for other in cells) for page, cells in enumerate(edges))
    return agreeing >= max(_FEWEST_PAGES, 0.4 * len(edges))


def _number(cell: Sequence[Run]) -> int | None:
    match = _PAGE_NUMBER.fullmatch(_plain(cell))
    return int(match[1]) if match is not None else None


def _without(rows: Sequence[Row], dropped: Sequence[tuple[Run, ...]]) -> list[Row]:
    gone = {id(run) for cell in dropped for run in cell}
    left = ((row, tuple(run for run in row.runs if id(run) not in gone)) for row in rows)
    return [Row(runs, row.base, row.size) for row, runs in left if runs]


def _length(pages: Sequence[Sequence[Row]]) -> int:
    return sum(len(run.text) for rows in pages for row in rows for run in row.runs)


def words_of(pages: Iterable[Iterable[Line]]) -> frozenset[str]:
    """Every word of a document, to tell the hyphen of a word from one that splits it."""
    return frozenset(word.lower() for lines in pages for line in lines for word in re.findall(r"[\w-]+", line.text))


def paragraphs(lines: Sequence[Line], words: Collection[str]) -> str:
    """Lines of a page to paragraphs, a blank line between two; the rows of a table stand below each other.

    `words` are those of its document.
    """
    spelling = Spelling(words, recognised_language(" ".join(line.text for line in lines)))
    text = ""
    first = 0  # line of the paragraph
    for at, line in enumerate(lines):
        before = lines[at - 1] if at else None
        if before is None:
            text = line.text
        elif line.is_row and before.is_row:
            text += "\n" + line.text
        elif line.is_row or before.is_row or _ends_paragraph(lines[max(0, at - 2) : at + 1], opened=first == at - 1):
            text += "\n\n" + line.text
            first = at
        elif _is_inside_address(before.text, line.text):
            text += line.text
        elif (split := _SPLIT_WORD.search(before.text)) and line.text[0].islower():
            is_whole = _is_compound(before.text, split[1], line.text, words)
            is_whole = is_whole or _keeps_hyphen(split[1], _FIRST_LETTERS.split(line.text)[0], spelling)
            text = (text if is_whole else text[:-1]) + line.text
        elif split and line.text[0].isupper():
            text += line.text  # no name is split before a capital: "Saint-Germain", "Aix-en-Provence"
        elif _GOES_ON.search(f"{before.text}\n{line.text[0]}"):
            text += line.text
        else:
            text += " " + line.text
    return text


def _is_inside_address(before: str, after: str) -> bool:
    """Whether a line ends inside the address of a page or a mailbox, whose hyphens and bars are its own."""
    if stop := _ADDRESS_STOPS.search(before):
        return stop[1] != "/" or _GOES_ON_AS_PATH.match(after) is not None
    return before.endswith("-") and _GOES_ON_AS_MAIL.match(after) is not None


def across_pages(pages: Sequence[str], words: Collection[str]) -> list[str]:
    """The texts of pages, a word that is split between two of them made whole on the first."""
    whole = list(pages)
    for at, (before, after) in enumerate(pairwise(pages)):
        split, rest = _SPLIT_WORD.search(before), _REST_OF_WORD.match(after)
        if split is None or rest is None or whole[at] != before:  # nothing, or a page of one word
            continue
        spelling = Spelling(words, recognised_language(before))
        keeps = _is_compound(before, split[1], after, words) or _keeps_hyphen(split[1], rest[1], spelling)
        whole[at] = (before if keeps else before[:-1]) + rest[0].rstrip()
        whole[at + 1] = after[rest.end() :]
    return whole


def _keeps_hyphen(first: str, second: str, spelling: Spelling) -> bool:
    """Whether a hyphen at the end of a line belongs to the word: "dit-elle", "vice-président", "porte-monnaie".

    As the word stands elsewhere in the document; else as a dictionary has it: joined, or its second part as a word.
    """
    is_name = first[0].isupper()
    first, second = first.lower(), second.lower()
    if first + second in spelling.seen:
        return False
    if f"{first}-{second}" in spelling.seen or len(second) == 1:  # no word is split before its last letter
        return True
    if spelling.lists(first + second):
        return False
    hyphens = [language.hyphens for language in LANGUAGES.values()]
    if any(first in hyphen.after for hyphen in hyphens) or any(second in hyphen.before for hyphen in hyphens):
        return not spelling.has_list or spelling.lists(second)
    is_long = min(len(first), len(second)) >= _SHORTEST_PART
    return is_long and not is_name and spelling.lists(first) and spelling.lists(second)


def _is_compound(before: str, last: str, after: str, words: Collection[str]) -> bool:
    """Whether the hyphen at the end of a line is one of several of its word, and the part beside it a word.

    "rez-de-chaussée", "commander-in-chief" (split at either hyphen), but not "self-ser-vice".
    """
    parts = [last] if _COMPOUND.search(before) else []
    clitics = [language.hyphens.before for language in LANGUAGES.values()]
    if (following := _GOES_ON_AS_COMPOUND.match(after)) and not any(following[2] in some for some in clitics):
        parts.append(following[1])  # not of "deman-de-t-il"
    known = (words, *(language.stop_words for language in LANGUAGES.values()))
    return any(part.lower() in some for part in parts for some in known)


def _ends_paragraph(lines: Sequence[Line], *, opened: bool) -> bool:
    """Whether the last line begins a paragraph: by a list's mark, the size of its letters, the space above, an indent.

    Or because the one before is cut short: the first word of the next one would still have fitted. Inside a sentence,
    that says nothing; the line that opens a paragraph (`opened`) and is cut short is a heading or an item.
    """
    *earlier, before, line = lines
    if _BULLET.match(line.text) or _ENTRY.search(before.text):
        return True
    size = max(before.size, line.size)
    goes_on = not before.text.endswith(_ENDS_SENTENCE)
    is_inside = line.text[0].islower()
    if abs(before.size - line.size) > 0.1 * size:
        return not (line.opens_column and is_inside)
    if line.opens_column:
        return not (goes_on and (is_inside or (line.base < before.base and _is_full(before, line))))
    leading = line.base - before.base
    usual = before.base - earlier[-1].base if earlier else 0
    if leading > 1.9 * size or (0 < usual < 0.8 * leading and leading > 1.35 * size):
        return not (goes_on and is_inside and leading < 1.9 * size)
    if goes_on:
        return opened and not is_inside and not before.text.endswith((",", "-", "(")) and not _is_full(before, line)
    is_indented = line.x0 - line.left > 0.8 * size > 2 * (before.x0 - before.left)
    return is_indented or not _is_full(before, line)


def _is_full(before: Line, line: Line) -> bool:
    first = _FIRST_WORD.match(line.text)
    width = (line.x1 - line.x0) / max(1, len(line.text))
    return before.x1 + (1 + len(first[0] if first else "")) * width > before.right - 0.2 * before.size
