"""An article -> the HTML of the chat's reader: a stretch of its text, the passage and the quote marked in it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from qa.interfaces.i18n import say
from qa.interfaces.places import language_name, where
from qa.interfaces.web.text import safe
from qa.values import Article, LanguageCode

STRETCH = 20_000  # characters shown at once: a text of 300 pages would make the page slow
OVERLAP = 300  # characters that a stretch repeats from its neighbour, so that the reader finds the place again
SNAP = 250  # characters that an edge of a stretch may move back to the beginning of a line; fewer than OVERLAP


@dataclass(frozen=True, slots=True)
class Range:
    """Characters of an article's text."""

    start: int  # included
    end: int  # excluded

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"range {self.start}:{self.end} is empty or reversed")


@dataclass(frozen=True, slots=True)
class View:
    """Which part of an article is looked at, and as which citation of its answer."""

    quote: Range | None = None  # marked strongly, unless it is the whole passage
    passage: Range | None = None  # marked softly
    first: int | None = None  # first character to show; None: around the quote or the passage
    number: int = 0  # of the citation among those of its answer, from 1; 0 outside an answer
    count: int = 0  # citations of that answer
    turn: int = 0  # told apart by the page: the same article opened again is another turn


def article_html(article: Article, view: View, language: LanguageCode) -> str:
    """The reader: what the article is, what can be done with the quote, and the text; its words in `language`."""
    shown = stretch(article.text, view)
    inside = _inside(view, len(article.text))
    anchor = inside.quote or inside.passage
    title = f'<h2 class="gz-name" tabindex="-1"><bdi>{safe(article.title)}</bdi></h2>'
    parts = [_bar(view, language), title, _place(article, anchor, language)]
    if anchor is not None:
        parts.append(_tools(article, anchor, shown, view, language))
    parts.append(_text(article, inside, shown, view, language))
    return _reader(view, language, "".join(parts))


def missing_html(sentence: str, view: View, language: LanguageCode) -> str:
    """The reader where there is nothing to read: the sentence that says why."""
    problem = f'<p class="gz-name gz-missing" tabindex="-1" role="alert">{safe(sentence)}</p>'
    return _reader(view, language, _bar(view, language) + problem)


def stretch(text: str, view: View) -> Range:
    """The characters to show: all of a text of ordinary length, else some 20,000 around what is looked at."""
    length = len(text)
    if length <= STRETCH + STRETCH // 4:
        return Range(0, max(length, 1))
    anchor = view.quote or view.passage
    first = view.first if view.first is not None else 0 if anchor is None else anchor.start - STRETCH // 2
    start = max(0, min(first, length - STRETCH))
    end = start + STRETCH
    return Range(_edge(text, start), end if end == length else _edge(text, end))


def _edge(text: str, offset: int) -> int:
    """The last beginning of a line before `offset`, or of a word where there is none near."""
    line, word = (text.rfind(mark, max(0, offset - SNAP), offset) + 1 for mark in "\n ")
    return line or word or offset


def _inside(view: View, length: int) -> View:
    """Without the ranges that the text does not have: the article may have changed since it was cited."""
    quote = view.quote if view.quote is not None and view.quote.end <= length else None
    passage = view.passage if view.passage is not None and view.passage.end <= length else None
    if quote is not None and (passage is None or not passage.start <= quote.start < quote.end <= passage.end):
        passage = quote
    return View(quote, passage)


def _reader(view: View, language: LanguageCode, inner: str) -> str:
    return f'<div class="gz gz-reader" lang="{language}" data-turn="{view.turn}">{inner}</div>'


def _bar(view: View, language: LanguageCode) -> str:
    """Previous and next citation of the same answer, and the way out."""
    steps = ""
    if view.count > 1:
        count = say(language, "Citation {number} of {count}", number=view.number, count=view.count)
        back = _tool("gz-previous", "‹", say(language, "Previous citation"), off=view.number <= 1)
        on = _tool("gz-next", "›", say(language, "Next citation"), off=view.number >= view.count)
        name = say(language, "Citations of this answer")
        steps = f'<div class="gz-steps" role="group" aria-label="{name}">{back}<span>{count}</span>{on}</div>'
    return f'<div class="gz-reader-bar">{steps}{_tool("gz-close", "✕", say(language, "Close the article"))}</div>'


def _tool(names: str, sign: str, name: str, *, off: bool = False) -> str:
    """A button with a sign for the eye and a name for the ear and the mouse."""
    disabled = " disabled" if off else ""
    return (
        f'<button type="button" class="gz-tool {names}" title="{name}" aria-label="{name}"{disabled}>'
        f'<span aria-hidden="true">{sign}</span></button>'
    )


def _place(article: Article, anchor: Range | None, language: LanguageCode) -> str:
    """Date, file, line or page, and the language where it is not the reader's."""
    parts = [
        f"<span>{safe(article.date) if article.date else say(language, 'undated')}</span>",
        f"<bdi>{safe(article.path)}</bdi>",
    ]
    place = "" if anchor is None else _where(article, anchor, language)
    if place:
        parts.append(f'<span class="gz-where">{place}</span>')
    if article.language != language:
        parts.append(f'<span class="gz-badge">{language_name(article.language, language)}</span>')
    return f'<p class="gz-place">{" ".join(parts)}</p>'


def _where(article: Article, anchor: Range, language: LanguageCode) -> str:
    return where(article.line(anchor.start), article.page(anchor.start), language)


def reference(article: Article, quote: Range, language: LanguageCode) -> str:
    """A quote on one line with where it stands, for a footnote or a letter."""
    title, date = " ".join(article.title.split()), article.date or say(language, "undated")
    places = (title, date, article.path, _where(article, quote, language))
    return say(
        language,
        "“{quote}” — {places}",
        quote=" ".join(article.text[quote.start : quote.end].split()),
        places=", ".join(filter(None, places)),
    )


def _tools(article: Article, anchor: Range, shown: Range, view: View, language: LanguageCode) -> str:
    done = say(language, "Copied: the quote with its reference.")
    failed = say(language, "Your browser did not let it be copied: select the text and copy it.")
    copy = (
        f'<button type="button" class="gz-tool gz-copy" value="{safe(reference(article, anchor, language))}">'
        f"{say(language, 'Copy the quote with its reference')}"
        f'<span class="gz-copy-done">{done}</span><span class="gz-copy-failed">{failed}</span></button>'
    )
    back = ""
    if not shown.start <= anchor.start < shown.end:
        back = _turn(view, anchor.start - STRETCH // 2, say(language, "Back to the passage"), "gz-tool")
    return f'<p class="gz-reader-tools">{copy}{back}</p>'


def _turn(view: View, first: int, label: str, names: str) -> str:
    """A button that shows another stretch of the same article."""
    return f'<button type="button" class="{names} gz-stretch" data-first="{max(0, first)}">{label}</button>'


def _text(article: Article, inside: View, shown: Range, view: View, language: LanguageCode) -> str:
    before = after = ""
    if shown.start > 0:
        label = say(language, "Earlier text")
        before = _turn(view, shown.start - STRETCH + OVERLAP, label, "gz-tool gz-stretch-before")
    if shown.end < len(article.text):
        after = _turn(view, shown.end - OVERLAP, say(language, "Later text"), "gz-tool gz-stretch-after")
    body = _marked(article, inside, shown, language)
    name = say(language, "Text of the article")
    return (
        f'<div class="gz-scroll" tabindex="0" role="region" aria-label="{name}">{before}'
        f'<div class="gz-body" lang="{article.language}" dir="auto">{body}</div>{after}</div>'
    )


def _marked(article: Article, inside: View, shown: Range, language: LanguageCode) -> str:
    """The stretch, cut where a mark begins or ends; every character of it once, in order."""
    quote, passage = inside.quote, inside.passage
    edges = {shown.start, min(shown.end, len(article.text)), article.body_start}
    edges |= {edge for found in (quote, passage) if found is not None for edge in (found.start, found.end)}
    cuts = sorted(edge for edge in edges if shown.start <= edge <= shown.end)
    parts = []
    for start, end in pairwise(cuts):
        flow = _flow(article, start, end, language)
        if end <= article.body_start:
            parts.append(f'<span class="gz-metadata">{flow}</span>')
        elif quote is not None and quote != passage and quote.start <= start < quote.end:
            parts.append(f"<mark>{flow}</mark>")
        elif passage is not None and passage.start <= start < passage.end:
            parts.append(f'<span class="gz-around">{flow}</span>')
        else:
            parts.append(flow)
    return "".join(parts)


def _flow(article: Article, start: int, end: int, language: LanguageCode) -> str:
    """Characters as text; in a medium with pages, a line where a page begins."""
    if article.media_type != "application/pdf":
        return safe(article.text[start:end])
    page = article.text.count("\f", 0, start) + 1
    first, *others = article.text[start:end].split("\f")
    parts = [safe(first)]
    for number, text in enumerate(others, page + 1):
        parts.append(f'<span class="gz-page" role="separator">{say(language, "page {page}", page=number)}</span>')
        parts.append(safe(text))
    return "".join(parts)
