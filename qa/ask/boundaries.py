"""Where a quote begins and ends: on whole words and cells, not across a headline, and as far as its question asks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from qa.ask.decide import overlap
from qa.lang import LANGUAGES
from qa.lang.sentences import sentences
from qa.values import Article, Candidate, LanguageCode, Passage, QuestionKind, Span

Range = tuple[int, int]  # characters, included and excluded

LONGEST_ITEM = 8  # words of one thing in an enumeration
LONGEST_CLAUSE = 40  # words of a clause that settles a question
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+")
_STOP = re.compile(r"[.!?…;:,]+$")
_DOTTED = re.compile(r"(?:[^\W\d_]\.-?)+$")  # U.S., J.-C.: its last stop is a part of it
_LAST_WORD = re.compile(r"[^\s’'(«“]+$")
_PAIRS = {"»": "«", "”": "“", ")": "(", "]": "["}
_OPENERS = "«“(["
_EDGES = " \t\r\n\f\u00a0\u202f*_`|"  # white space, and Markdown's signs of emphasis and cells
_CLAUSE_END = re.compile(r"[;:](?=\s)|\s[—–](?=\s)")
_SET_OFF = re.compile(r",(?=\s)|[;:](?=\s)|\s?[()]|\s[—–](?=\s)")
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")
_BARE_NUMBER = r"\d+(?:[.,]\d+)?(?:er|st|nd|rd|th)?"
_ROW = re.compile(r"[^\n]*\|[^\n]*")


def headlines(title: str, heading: str) -> frozenset[str]:
    """An article's title and the intertitle of a passage, as `is_headline` knows them."""
    return frozenset(" ".join(line.split()) for line in (title, heading) if line)


def is_headline(text: str, known: frozenset[str]) -> bool:
    """Whether a line is one of these headlines, with Markdown's signs or without."""
    return " ".join(text.strip("#*_= \r\n").split()) in known


@lru_cache(maxsize=256)  # a page of a search asks twice for each of its passages
def sentences_below(text: str, language: LanguageCode, title: str) -> tuple[Range, ...]:
    """The sentences of a passage; the title that it begins with is one, though nothing but a line's end stops it."""
    found = sentences(text, language)
    end = len(title)
    if not title or not text.startswith((f"{title}\n", f"{title}\r\n")) or not found or found[0][1] <= end:
        return tuple(found)
    below = len(text) - len(text[end:].lstrip())
    return ((0, end), (below, found[0][1]), *found[1:])


def whole_sentence(passage: Passage, start: int, end: int, title: str = "") -> Range:
    """The sentences, list items or table rows that hold these characters of an article; its title is one of its own."""
    spans = sentences_below(passage.text, passage.language, title)
    first, last = start - passage.start, end - passage.start
    holding = [(left, right) for left, right in spans if left < last and first < right]
    if not holding:
        return start, end
    return passage.start + min(first, holding[0][0]), passage.start + max(last, holding[-1][1])


def paragraph_of(article: Article, offset: int) -> int | None:
    """Number, from 1, of the block between blank lines at `offset`; None where there is a line or a page."""
    if any(place(offset) is not None for place in (article.line, article.page, article.slide)):
        return None
    return len(_BLANK.findall(article.text[article.body_start : offset].lstrip())) + 1


def quotes(
    candidates: Sequence[Candidate], titles: Mapping[str, str], kind: QuestionKind
) -> list[tuple[Candidate, tuple[Span, ...]]]:
    """Candidates with their spans as they are quoted, but for those that lie in a quote of one before.

    Args:
        candidates: best first.
        titles: of their articles, by id.
        kind: of the question.
    """
    shown: list[tuple[Candidate, tuple[Span, ...]]] = []
    for candidate in candidates:
        quoted = tuple(_as_quoted(span, titles[span.hit.passage.article_id], kind) for span in candidate.spans)
        if not any(overlap(quoted[0], span) for _, before in shown for span in before):
            shown.append((candidate, quoted))
    return shown


def _as_quoted(span: Span, title: str, kind: QuestionKind) -> Span:
    passage = span.hit.passage
    start, end = bounded(passage, headlines(title, passage.heading), span.start, span.end, kind)
    return replace(span, start=start, end=end)


def bounded(passage: Passage, known: frozenset[str], start: int, end: int, kind: QuestionKind) -> Range:
    """The characters of the article to quote for an answer that the reader found at start:end, inside the passage.

    Args:
        passage: that was read.
        known: the title and the intertitle, of which no quote takes a part together with the text under them.
        start: characters into the article's text, included.
        end: excluded.
        kind: of the question: an apposition, an enumeration or a clause is quoted as a whole.
    """
    text = _Quoted(passage.text, passage.language)
    place = _in_one_block(text, known, kind, (start - passage.start, end - passage.start))
    place = _with_its_beginning(text, _on_whole_words(text, place))
    if kind == "list":
        place = _enumeration(text, place)
    elif kind == "definition":
        place = _set_off(text, place)
    elif kind == "yes_no":
        place = _clause(text, place)
    left, right = _trimmed(text, place)
    return passage.start + left, passage.start + right


@dataclass(frozen=True, slots=True)
class _Quoted:
    """A passage's characters; the offsets of this module count them."""

    text: str
    language: LanguageCode

    def sentence(self, place: Range) -> Range:
        found = [one for one in sentences(self.text, self.language) if one[0] < place[1] and place[0] < one[1]]
        return (found[0][0], found[-1][1]) if found else place


def _in_one_block(text: _Quoted, known: frozenset[str], kind: QuestionKind, place: Range) -> Range:
    """Without a headline, or another line but of an enumeration, that the quote runs on from."""
    whole = place
    pieces = [one for one in sentences(text.text, text.language) if one[0] < place[1] and place[0] < one[1]]
    for before, after in pairwise(pieces):
        if is_headline(text.text[slice(*before)], known) or (
            kind != "list" and "\n" in text.text[before[1] : after[0]]
        ):
            place = after[0], place[1]
    return place if any(map(str.isalnum, text.text[slice(*place)])) else whole


def _on_whole_words(text: _Quoted, place: Range) -> Range:
    """Without cutting a compound, a number, an address or a cell of a table."""
    start, end = place
    characters = text.text
    for found in _ADDRESS.finditer(characters, max(0, start - 200), end + 200):
        if found.start() < end and start < found.end():
            start, end = min(start, found.start()), max(end, found.end())
    while (before := re.search(r"\w[-.,](?=\d)$|[^\W\d_]-$", characters[:start])) and characters[start].isalnum():
        begin = re.search(r"[\w.,-]+$", characters[: before.end()])
        assert begin is not None
        if characters[start].isdigit() != characters[before.start()].isdigit():
            break
        start = begin.start()
    if after := re.match(r"(?:-[^\W\d_]+)+", characters[end:]) if characters[end - 1].isalpha() else None:
        end += after.end()
    elif characters[end - 1].isdigit():
        tail = re.match(r"(?:[.,]\d+|[ \u00a0\u202f]\d{3}(?!\d))*(?:[ \u00a0\u202f]?[%€$£°])?", characters[end:])
        end += tail.end() if tail else 0
    return _whole_cell(characters, (start, end))


def _with_its_beginning(text: _Quoted, place: Range) -> Range:
    """The whole of "from 12 to {23 August}", whose first number has its month or unit from the quote."""
    said = text.text[slice(*place)]
    if not said[:1].isdigit() or not any(map(str.isalpha, said)):
        return place
    before = text.text[: place[0]].replace("’", "'")
    for pattern in LANGUAGES[text.language].dates.between:
        lead = pattern.partition("{b}")[0].format(a=_BARE_NUMBER)
        if found := re.search(rf"\b{lead}$", before, re.IGNORECASE):
            return found.start(), place[1]
    return place


def _whole_cell(characters: str, place: Range) -> Range:
    """The cell of a table that the quote is a part of; not more where it runs over several."""
    start, end = place
    line = characters.rfind("\n", 0, start) + 1
    row = _ROW.match(characters, line)
    if row is None or end > row.end() or "|" in characters[start:end]:
        return place
    left, right = characters.rfind("|", line, start) + 1, characters.find("|", end, row.end())
    cell = (max(left, line), row.end() if right < 0 else right)
    return cell if cell[1] - cell[0] <= 4 * (end - start) + 20 else place


def _clause(text: _Quoted, place: Range) -> Range:
    """The part of the sentence between semicolons, colons and dashes."""
    first, last = text.sentence(place)
    for cut in _CLAUSE_END.finditer(text.text, first, last):
        if cut.end() <= place[0]:
            first = cut.end()
        elif cut.start() >= place[1]:
            last = cut.start()
            break
    return (first, last) if len(text.text[first:last].split()) <= LONGEST_CLAUSE else place


def _set_off(text: _Quoted, place: Range) -> Range:
    """What is set off by commas or brackets around the quote: "Ada Martin, {mayor of the town}, said…"."""
    first, last = text.sentence(place)
    cuts = list(_SET_OFF.finditer(text.text, first, last))
    begins = [cut.end() for cut in cuts if cut.end() <= place[0] and not text.text[cut.end() : place[0]].strip()]
    ends = [cut.start() for cut in cuts if cut.start() >= place[1]]
    if not begins:  # no apposition: as the reader has it
        return place
    return place[0], (ends[0] if ends else last)


def _enumeration(text: _Quoted, place: Range) -> Range:
    """All things of an enumeration that the quote holds one or several of."""
    last = text.sentence(place)[1]
    joining = "|".join(map(re.escape, sorted(LANGUAGES[text.language].joining, key=len, reverse=True))) or r"(?!)"
    seam = re.compile(rf"\s*,\s+(?:(?:{joining})\s+)?|\s+(?:{joining})\s+", re.IGNORECASE)
    start, end = place
    while not _is_last(text.text[start:end], joining) and (follows := seam.match(text.text, end, last)):
        after = next(_edges(text, seam, follows.end(), last))
        if not 0 < len(text.text[follows.end() : after].split()) <= LONGEST_ITEM:
            break
        end = after
    return (start, end) if _is_last(text.text[start:end], joining) else place


def _is_last(said: str, joining: str) -> bool:
    """Whether an enumeration is complete: its last two things are joined by "and"."""
    return re.search(rf"\s(?:{joining})\s", said, re.IGNORECASE) is not None


def _edges(text: _Quoted, seam: re.Pattern[str], start: int, last: int) -> Iterator[int]:
    """Where a thing of an enumeration may end."""
    for found in re.finditer(rf"{seam.pattern}|[;:.]\s|[()]|\s[—–]\s", text.text[start:last], re.IGNORECASE):
        if found.start():
            yield start + found.start()
    yield last


def _trimmed(text: _Quoted, place: Range) -> Range:
    """Without the stop that ends a sentence, and without half a pair of quotes or brackets."""
    start, end = place
    while True:
        said = text.text[start:end]
        body = said.strip(_EDGES)
        start, end = start + len(said) - len(said.lstrip(_EDGES)), start + len(said.rstrip(_EDGES))
        if body[-1:] in _PAIRS and _PAIRS[body[-1]] not in body:
            end -= 1
        elif body[:1] in _OPENERS and not any(_PAIRS[close] == body[0] and close in body for close in _PAIRS):
            start += 1
        elif (stop := _STOP.search(body)) and len(body) > len(stop[0]) and not _abbreviates(body, text.language):
            end -= len(stop[0])
        else:
            return start, end


def _abbreviates(said: str, language: LanguageCode) -> bool:
    """Whether the stop at the end belongs to the last word: "Inc.", "U.S."."""
    word = _LAST_WORD.search(said)
    if word is None or not said.endswith(".") or said.endswith(".."):
        return False
    known = LANGUAGES[language]
    return bool(_DOTTED.fullmatch(word[0])) or word[0][:-1] in known.abbreviations | known.titles
