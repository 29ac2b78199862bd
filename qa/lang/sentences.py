"""Text -> the spans of its sentences, in linear time and without losing a character."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.lang import LANGUAGES, Language
from qa.values import LanguageCode

_GAP = re.compile(r"\s+")
_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_ENDS = frozenset(".!?…»”\"’')]")  # a gap after another character, on the same line, ends nothing
_STOP = re.compile(r"([.!?…]+)((?:\s?[»”]|[\"’')\]]|\[\d{1,3}\])*)$")  # with what closes after it, a note's number too
_OMISSION = re.compile(r"[\[(]\s?(?:…|\.{3})\s?[\])]")
_WORD_BEFORE = re.compile(r"[^\s«»“”\"()\[\]'’]+$")
_OPENERS = re.compile(r"(?:[«“„\"‘'(\[—–•*_¿¡-]\s?){0,4}")
_QUOTES = ("«", "“", '"')
_WORD_AFTER = re.compile(r"\w+")
_CONTINUES = frozenset(",;:.!?…)]}»”%/=+−×")
_ROMAN_OR_LETTER = re.compile(r"(?:[IVXLC]{1,6}|[A-Z])(?![\w'’])")
_DOTTED = re.compile(r"(?:[^\W\d_]\.-?)+[^\W\d_]")  # U.S, a.m, J.-P: letters one by one, without the last stop
_ENUMERATOR = re.compile(r"\d{1,3}(?:\.\d{1,3})*|[IVX]{1,5}|[A-Za-z]")
_BLOCK = re.compile(r"[-*•◦▪‣+|]\s|#{1,6}\s|\||(?:\d{1,2}[.)]|[a-z]\))\s")  # a list item, a heading, a table's row
_UNDERLINE = re.compile(r"(?:=+|-{2,})[ \t]*(?:[\n\r]|$)")  # Markdown's: the line above is a heading
_OPEN_LINE_ENDS = frozenset(",;-–—(«“&/'’")
_LOOK_BACK = 60  # characters: longer than any abbreviation with what closes after it

# A line is a whole of its own, though nothing stops it, where it is shorter or longer than lines are ever wrapped.
_WRAPPED_FROM, _WRAPPED_TO = 26, 120


def sentences(text: str, language: LanguageCode, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Spans (start included, end excluded) of the sentences of `text[start:end]`, in order.

    They do not overlap, hold every character that is not white space, and neither begin nor end with white space.
    A blank line ends a sentence; a form feed (a page's end) does not by itself: it counts as the end of a line, even
    with blank lines around it, since sentences run from page to page. Text without stops stays one long sentence.
    """
    end = len(text) if end is None else end
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    spans: list[tuple[int, int]] = []
    line, line_before = start, 0  # where the line at hand begins, and the length of the one before it
    for gap in _GAP.finditer(text, start, end):
        new_line = gap[0] != " " and _LINE_END.search(gap[0]) is not None
        if not new_line and text[gap.start() - 1] not in _ENDS:
            continue
        seam = _Seam(text, start, gap.start(), gap.end(), end)
        if (new_line and _line_ends(seam, line, line_before, LANGUAGES[language])) or _stops(seam, LANGUAGES[language]):
            spans.append((start, gap.start()))
            start = gap.end()
        if new_line:
            line, line_before = gap.end(), gap.start() - line
    if start < end:
        spans.append((start, end))
    return spans


@dataclass(frozen=True, slots=True)
class _Seam:
    """White space that may part two sentences; offsets into `text`."""

    text: str
    sentence: int  # where the sentence at hand begins
    left: int  # where the white space begins
    right: int  # where it ends
    end: int  # of what may be read

    @property
    def before(self) -> str:
        """The end of the sentence at hand."""
        return self.text[max(self.sentence, self.left - _LOOK_BACK) : self.left]

    @property
    def head(self) -> int:
        """Where the next word or sign begins, past quotes, brackets and dashes."""
        found = _OPENERS.match(self.text, self.right, self.end)
        return found.end() if found else self.right

    def opens_with_stop_word(self, language: Language, *, particles: bool) -> bool:
        """Whether a capitalised function word follows, which marks a new sentence and not a name ("The", not "Tim")."""
        word = _WORD_AFTER.match(self.text, self.head, self.end)
        if word is None:
            return False
        sign, lowered = self.text[word.end() : word.end() + 1], word[0].lower()
        if sign == "." and len(lowered) == 1:
            return False  # an initial, as in "T. S. Eliot"
        if sign in ("'", "’") and lowered in language.elisions:
            return True
        return lowered in language.stop_words and (particles or lowered not in language.particles)


def _line_ends(seam: _Seam, line: int, line_before: int, language: Language) -> bool:
    """Whether the end of a line parts two sentences, though perhaps nothing stops the first."""
    text, length = seam.text, seam.left - line
    space = text[seam.left : seam.right]
    if "\f" not in space and (len(_LINE_END.findall(space)) > 1 or "\u2029" in space):
        return True
    if _BLOCK.match(text, seam.right, seam.end) or text[line] == "#" or _UNDERLINE.match(text, line, seam.left):
        return True
    if _UNDERLINE.match(text, seam.right, seam.end):
        return False
    following = text[seam.head : seam.head + 1]
    last_word = _WORD_BEFORE.search(seam.before)
    if following.islower() or following in _CONTINUES or text[seam.left - 1] in _OPEN_LINE_ENDS:
        return False
    if last_word is not None and last_word[0].lower() in language.stop_words:
        return False
    if _STOP.search(seam.before):
        return False  # the stop decides: "M." at the end of a line
    # Where the next word would have fitted on the line, nobody wrapped it there.
    return not _WRAPPED_FROM <= length <= _WRAPPED_TO or length + _next_word(seam) < max(line_before, _next_line(seam))


def _next_word(seam: _Seam) -> int:
    """Length of the next word, with the space before it; no further than a line goes."""
    space = _GAP.search(seam.text, seam.right, min(seam.end, seam.right + _WRAPPED_TO))
    return 1 + (space.start() - seam.right if space else _WRAPPED_TO)


def _next_line(seam: _Seam) -> int:
    """Length of the next line, as far as lines are wrapped."""
    limit = min(seam.end, seam.right + _WRAPPED_TO)
    line_end = _LINE_END.search(seam.text, seam.right, limit)
    return (line_end.start() if line_end else limit) - seam.right


def _stops(seam: _Seam, language: Language) -> bool:
    """Whether a full stop, a question mark or the like ends the sentence before the gap."""
    before = seam.before
    found = _STOP.search(before)
    if found is None or seam.head >= seam.end:
        return False
    following = seam.text[seam.head]
    if following.islower() or following in _CONTINUES:  # "Il part. […]": an omission stays with what comes before it
        return False
    if omission := _OMISSION.search(before, max(0, found.start() - 2)):
        cut = before[: omission.start()].rstrip()
        return bool(_STOP.search(cut)) or (bool(cut) and seam.opens_with_stop_word(language, particles=True))
    if found[1] != ".":
        return before[: found.start()][-1:] not in _QUOTES  # "“… It was": the omission opens the quotation
    word = _WORD_BEFORE.search(before[: found.start()])
    if word is None:
        return True
    at = max(seam.sentence, seam.left - _LOOK_BACK) + word.start()
    opens_line = at == seam.sentence or _LINE_END.match(seam.text, at - 1) is not None
    if opens_line and _ENUMERATOR.fullmatch(word[0]):
        return False  # "1. Le budget"
    return not _abbreviates(word[0].lstrip("-–—"), seam, language)


def _abbreviates(word: str, seam: _Seam, language: Language) -> bool:
    """Whether the full stop after `word` only abbreviates it."""
    lowered = word[:1].lower() + word[1:]  # "Art." as "art.", but not "SA" as "sa"
    following = seam.text[seam.head]
    if word in language.titles:
        return True
    if following.isdigit() or _ROMAN_OR_LETTER.match(seam.text, seam.head):
        if word in language.before_numbers or lowered in language.before_numbers:
            return True
        if following.isdigit():
            return word in language.abbreviations or (len(word) == 1 and word.isupper())
    if word in language.abbreviations or lowered in language.abbreviations:
        return not seam.opens_with_stop_word(language, particles=True)
    if (len(word) == 1 and word.isupper()) or (_DOTTED.fullmatch(word) and "-" in word):
        return not seam.opens_with_stop_word(language, particles=False)  # "J. Le Goff" is a name
    return bool(_DOTTED.fullmatch(word)) and not seam.opens_with_stop_word(language, particles=True)
