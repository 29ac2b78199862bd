"""Article -> passages: whole sentences, at most so many tokens, offsets kept, intertitles with what follows them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from qa.index.articles import PassageRecord
from qa.lang.detect import detect_language
from qa.lang.sentences import sentences
from qa.values import Article, Passage

CountTokens = Callable[[Sequence[str]], Sequence[int]]

_WORD = re.compile(r"\S+")
_LINE_END = re.compile(r"\r\n|[\n\r\f\v\x85\u2028\u2029]")
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s+[^\n\r]*|[^\n\r]+(?:\n|\r\n?)[ \t]*(?:=+|-{2,})")
_INTERTITLE = re.compile(r"(?:[^\W_a-zß-öø-ÿ]|[«“\"*])[^\n\r\f|]{1,79}(?<![.,;:…|])")
_MOST_WORDS = 12  # in an intertitle
_MOST_INTERTITLES = 3  # in a row; more of them are a list
_MOST_CHARACTERS = 16  # a token: beyond, the tokenizer has given up on the word and counts one token for all of it
_COUNTED = 10_000  # characters: more have, by the line above, more tokens than the setting lets a passage have
_AT_ONCE, _TEXTS_AT_ONCE = 200_000, 4_000  # characters and texts that are given to the tokenizer together
_ENOUGH_LETTERS = 80  # to tell the language of a passage; below, names and figures would decide


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is never parted: a sentence (or a piece of one that is too long) with the intertitles above it."""

    start: int
    end: int
    tokens: int
    heading: str  # the intertitle that it stands under
    opens_section: bool  # begins with that intertitle


def split(article: Article, count_tokens: CountTokens, *, max_tokens: int, overlap_sentences: int) -> list[Passage]:
    """The passages of the article's body, in order; together they hold every character that is not white space.

    A passage starts after the one before it starts and shares up to `overlap_sentences` whole sentences with it
    (fewer where they would fill more than a third of it). It never ends with an intertitle, unless that one is the
    last line of the article, longer than half a passage, or one of a list of four or more.

    Args:
        article: only its text from `body_start` on is read.
        count_tokens: tokens of the embedder in each text, special ones excluded.
        max_tokens: most tokens in a passage, summed over its sentences; at least 1.
        overlap_sentences: sentences that a passage repeats from the one before.
    """
    units = list(_units(article, count_tokens, max_tokens))
    windows = _windows(units, max_tokens, overlap_sentences)
    return [
        _passage(article, units[first].start, units[last - 1].end, units[new].heading) for first, new, last in windows
    ]


def _units(article: Article, count_tokens: CountTokens, max_tokens: int) -> Iterator[_Unit]:
    """Sentences joined to their intertitles, none above `max_tokens`."""
    text = article.text
    spans = sentences(text, article.language, article.body_start)
    tokens = _count(count_tokens, [text[start:end] for start, end in spans])
    titles = [_intertitle(text, article.body_start, start, end) for start, end in spans]
    heading = ""
    waiting: list[int] = []  # intertitles whose sentence has not come yet
    for at, (start, end) in enumerate(spans):
        if titles[at] and at + 1 < len(spans):
            waiting.append(at)
            continue
        kept = waiting[-1:] if len(waiting) > _MOST_INTERTITLES else waiting
        kept = kept if sum(tokens[title] for title in kept) <= max_tokens // 2 else []
        for title in waiting[: len(waiting) - len(kept)]:
            for piece in _pieces(text, spans[title], tokens[title], max_tokens, count_tokens):
                yield _Unit(*piece, heading, opens_section=False)
        above = sum(tokens[title] for title in kept)
        heading = titles[kept[-1]] if kept else heading
        for number, piece in enumerate(_pieces(text, (start, end), tokens[at], max_tokens - above, count_tokens)):
            if kept and number == 0:
                yield _Unit(spans[kept[0]][0], piece[1], above + piece[2], heading, opens_section=True)
            else:
                yield _Unit(*piece, heading, opens_section=False)
        waiting = []


def _count(count_tokens: CountTokens, texts: Sequence[str]) -> list[int]:
    """Tokens of each text, some at a time: a tokenizer takes a thousand times the memory of what it is given."""
    counts: list[int] = []
    batch: list[str] = []
    characters = 0
    for number, text in enumerate(texts, start=1):
        # What is longer than any passage need not be counted: it is cut at its words.
        batch.append(text if len(text) <= _COUNTED else "")
        characters += len(batch[-1])
        if characters > _AT_ONCE or len(batch) == _TEXTS_AT_ONCE or number == len(texts):
            counts += count_tokens(batch)
            batch, characters = [], 0
    return [max(1, count, len(text) // _MOST_CHARACTERS) for text, count in zip(texts, counts, strict=True)]


def _intertitle(text: str, body_start: int, start: int, end: int) -> str:
    """The sentence as a heading, without its marks; "" where it is none.

    A heading of Markdown, or a short line alone between blank lines that has neither a final stop nor a list's mark.
    """
    line = text[start : min(end, start + 200)]
    if end - start <= len(line) and _MARKDOWN_HEADING.fullmatch(line):
        return line.splitlines()[0].strip(" \t#*_")
    if not _INTERTITLE.fullmatch(line) or len(line.split()) > _MOST_WORDS:
        return ""
    return line.strip(" *_") if _is_alone(text, body_start, start, end) else ""


def _is_alone(text: str, body_start: int, start: int, end: int) -> bool:
    """Whether blank lines, or the ends of the text, stand on both sides."""
    before, after = start, end
    while before > body_start and text[before - 1].isspace():
        before -= 1
    while after < len(text) and text[after].isspace():
        after += 1
    gap_before, gap_after = text[before:start], text[end:after]
    return (before == body_start or len(_LINE_END.findall(gap_before)) > 1) and (
        after == len(text) or len(_LINE_END.findall(gap_after)) > 1
    )


def _pieces(
    text: str, span: tuple[int, int], tokens: int, limit: int, count_tokens: CountTokens
) -> list[tuple[int, int, int]]:
    """(start, end, tokens) of the parts, none above `limit`, of a sentence: itself, or runs of whole words."""
    if tokens <= limit:
        return [(*span, tokens)]
    words = _short_words(text, span, limit, count_tokens)
    total = sum(count for _, _, count in words)
    even = -(-total // -(-total // limit))  # parts of about the same length rather than full ones and a rest
    pieces = [words[0]]
    for start, end, count in words[1:]:
        first, _, used = pieces[-1]
        if used < even and used + count <= limit:
            pieces[-1] = (first, end, used + count)
        else:
            pieces.append((start, end, count))
    return pieces


def _short_words(text: str, span: tuple[int, int], limit: int, count_tokens: CountTokens) -> list[tuple[int, int, int]]:
    """(start, end, tokens) of the words; those above `limit` are halved until they fit, or are one character."""
    spans = [word.span() for word in _WORD.finditer(text, *span)]
    while True:
        counts = _count(count_tokens, [text[start:end] for start, end in spans])
        halved: list[tuple[int, int]] = []
        for (start, end), count in zip(spans, counts, strict=True):
            middle = (start + end) // 2
            halved += [(start, middle), (middle, end)] if count > limit and end - start > 1 else [(start, end)]
        if len(halved) == len(spans):
            return [(start, end, count) for (start, end), count in zip(spans, counts, strict=True)]
        spans = halved


def _windows(units: Sequence[_Unit], max_tokens: int, overlap: int) -> list[tuple[int, int, int]]:
    """(first unit, first new unit, last unit excluded) of each passage."""
    windows: list[tuple[int, int, int]] = []
    new, left = 0, sum(unit.tokens for unit in units)
    while new < len(units):
        first, shared = new, 0
        earliest = max(new - overlap, windows[-1][0] + 1 if windows else 0)
        while first > earliest:
            tokens = shared + units[first - 1].tokens
            if tokens > max_tokens // 3 or tokens + units[new].tokens > max_tokens:
                break
            first, shared = first - 1, tokens
        last = _fill(units, new, shared, left, max_tokens)
        windows.append((first, new, last))
        left -= sum(unit.tokens for unit in units[new:last])
        new = last
    return windows


def _fill(units: Sequence[_Unit], new: int, shared: int, left: int, max_tokens: int) -> int:
    """Where the passage that begins with unit `new` and holds `shared` tokens of overlap ends.

    It takes what fits, but leaves half of a rest that is hardly more than one passage, and a new section where
    it is itself half full, lest the next passage be tiny or the section be cut.
    """
    total = shared + left
    enough = -(-total // 2) if max_tokens < total <= max_tokens * 5 // 4 else max_tokens
    used, last = shared, new
    while last < len(units) and used + units[last].tokens <= max_tokens:
        section_ends = units[last].opens_section and 2 * used >= enough and 4 * left >= max_tokens
        if last > new and (used >= enough or section_ends):
            break
        used, left, last = used + units[last].tokens, left - units[last].tokens, last + 1
    return max(last, new + 1)  # one character may count more than max_tokens: it still has to stand somewhere


def _passage(article: Article, start: int, end: int, heading: str) -> Passage:
    text = article.text[start:end]
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    letters = sum(map(str.isalpha, text))
    return Passage(
        id=f"{article.id}:{start}-{end}:{digest}",
        article_id=article.id,
        start=start,
        end=end,
        text=text,
        language=detect_language(text) if letters >= _ENOUGH_LETTERS else article.language,
        heading=heading,
    )


@dataclass(frozen=True, slots=True)
class Content:
    """A passage with what is embedded and indexed for it."""

    record: PassageRecord
    text: str


def passage_input(article: Article, passage: Passage) -> str:
    """What is embedded and indexed for a passage, which alone seldom names its subject: title, intertitle and text."""
    return "\n".join(part for part in (article.title, passage.heading, passage.text) if part)


def contents_of(
    articles: Iterable[Article], count_tokens: CountTokens, *, first: int, max_tokens: int, overlap_sentences: int
) -> list[Content]:
    """The passages of some articles, in their order, numbered from `first` on; cut as `split` does."""
    contents: list[Content] = []
    for article in articles:
        for passage in split(article, count_tokens, max_tokens=max_tokens, overlap_sentences=overlap_sentences):
            text = passage_input(article, passage)
            # "c1" names the recipe of the hash: the vector depends on this text and on nothing else of the article.
            digest = "c1:" + hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
            contents.append(Content(PassageRecord(passage, first + len(contents), digest), text))
    return contents
