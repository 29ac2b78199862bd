"""The article beside the conversation, opened at the passage that a citation names, with the quote marked in it.

The citations of a reply open it, and anything else on the page with `data-article`, by a click or Enter; `data-start`
and `data-end` name a quote in it, `data-passage` ("start-end") the passage around. The page's part is `article.js`.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal

import gradio as gr

from qa.ask.boundaries import paragraph_of, whole_sentence
from qa.ask.engine import Engine
from qa.ask.search.results import Mark
from qa.cells import Cells
from qa.errors import GazetteError
from qa.interfaces.i18n import in_language, say
from qa.interfaces.places import cells_text, language_name, place_text, reference, slide_text, when
from qa.interfaces.web.occurrences import steps_from
from qa.interfaces.web.originals import SHOWN, Originals
from qa.interfaces.web.views import render, script
from qa.values import Article, LanguageCode, Passage

STRETCH = 20_000  # characters shown at once: a text of 300 pages would make the page slow
OVERLAP = 300  # characters that a stretch repeats from its neighbour, so that the reader finds the place again
SNAP = 250  # characters that an edge of a stretch may move back to the beginning of a line; fewer than OVERLAP
LONGEST_ID = 200  # characters
LONGEST_SEARCH = 20_000  # characters
PieceMark = Literal["", "header", "passage", "quote", "found"]  # the last: another place that holds what was searched
log = logging.getLogger(__name__)


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
    turn: int = 0  # tells the page when the same article is opened again


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """An article to open, and where."""

    article_id: str
    view: View
    search: str = ""  # the words that found it, where a search did: their places are marked, and can be stepped through

    @classmethod
    def of(cls, event: gr.EventData) -> OpenRequest:
        """From what the page sends, which could be anything."""
        sent = event._data if isinstance(event._data, dict) else {}
        first, last = str(sent.get("passage", "")).partition("-")[::2]
        view = View(
            quote=_range(sent.get("start"), sent.get("end")),
            passage=_range(first, last),
            first=_number(sent.get("first")),
            number=_number(sent.get("number")) or 0,
            count=_number(sent.get("count")) or 0,
            turn=_number(sent.get("turn")) or 0,
        )
        search = str(sent.get("search") or "")[:LONGEST_SEARCH]
        return cls(str(sent.get("article", ""))[:LONGEST_ID], view, search)


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of an article that are shown in the same way."""

    text: str
    mark: PieceMark
    page: int | None = None  # that begins here, from 2


def make_article_view(engine: Engine, language: LanguageCode, **quiet: Any) -> gr.HTML:  # noqa: ANN401 - Gradio's
    """The article, hidden until one is opened."""
    words = {
        "close": say(language, "Close the article"),
        "lost": say(language, "The server could not be reached: try again."),
    }
    view = gr.HTML("", elem_id="reader", js_on_load=script("article.js"), words=words)

    def open_(event: gr.EventData) -> str:
        return opened(engine, OpenRequest.of(event), language)

    view.open(open_, None, view, trigger_mode="always_last", concurrency_limit=None, **quiet)
    return view


def opened(engine: Engine, request: OpenRequest, language: LanguageCode) -> str:
    """The article as HTML, or the sentence that says why it cannot be shown."""
    try:
        article = engine.article(request.article_id)
        if article is not None:
            places = engine.occurrences(article, request.search) if request.search else ()
            has_original = Originals(engine).has(article)
            return article_html(article, request.view, language, places, has_original=has_original)
        problem = say(
            language, "This article is no longer in the index, which has been rebuilt since: ask your question again."
        )
    except GazetteError as error:
        problem = in_language(error.message, language)
    except Exception:  # the last place that can show the reader a sentence; the log keeps the traceback
        log.exception("An article could not be opened in the chat")
        problem = say(language, "The article could not be opened; the terminal that runs Gazette says more.")
    return problem_html(problem, request.view, language)


def problem_html(sentence: str, view: View, language: LanguageCode) -> str:
    """The sentence that says why there is nothing to read."""
    return render("article.html", language, view=view, problem=sentence)


def article_html(
    article: Article, view: View, language: LanguageCode, places: Sequence[Mark] = (), *, has_original: bool = False
) -> str:
    """What the article is, what can be done with the quote, and a stretch of the text.

    Args:
        article: to show.
        view: which part of it.
        language: of the words around it.
        places: that hold what was searched, in order; where no quote is named, the first one in the passage is.
        has_original: whether the file that it was read from can be had.
    """
    named = view.quote or view.passage
    at, steps = steps_from(places, article.body_start if named is None else named.start)
    if at is not None:
        view = replace(view, quote=Range(at.start, at.end))
    shown = stretch(article.text, view)
    quote, passage = _inside(view, len(article.text))
    anchor = quote or passage
    is_away = anchor is not None and not shown.start <= anchor.start < shown.end
    return render(
        "article.html",
        language,
        problem="",
        view=view,
        steps=steps,
        cited=anchor,
        article=article,
        place="" if anchor is None else _where(article, anchor, language),
        other_language="" if article.language == language else language_name(article.language, language),
        reference="" if anchor is None else article_reference(article, anchor, passage, language),
        has_original=has_original,
        page_of=anchor if has_original and article.media_type in SHOWN else None,
        is_recognised=anchor is not None and article.is_ocr(anchor.start),
        back=max(0, anchor.start - STRETCH // 2) if anchor is not None and is_away else None,
        earlier=max(0, shown.start - STRETCH + OVERLAP) if shown.start > 0 else None,
        later=shown.end - OVERLAP if shown.end < len(article.text) else None,
        pieces=pieces(article, quote, passage, shown, places),
    )


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


def _inside(view: View, length: int) -> tuple[Range | None, Range | None]:
    """The quote and its passage, where the text has them: the article may have changed since it was cited."""
    quote = view.quote if view.quote is not None and view.quote.end <= length else None
    passage = view.passage if view.passage is not None and view.passage.end <= length else None
    if quote is not None and (passage is None or not passage.start <= quote.start < quote.end <= passage.end):
        passage = quote
    return quote, passage


def pieces(
    article: Article, quote: Range | None, passage: Range | None, shown: Range, places: Sequence[Mark] = ()
) -> list[Piece]:
    """The stretch, cut where a mark or a page begins or ends; every character once, in order, but for page breaks."""
    edges = {shown.start, min(shown.end, len(article.text)), article.body_start}
    marked = [one for one in (quote, passage, *places) if one is not None]
    edges |= {edge for one in marked for edge in (one.start, one.end)}
    held = {one.start for one in places}
    is_whole = quote == passage and (
        quote is None or quote.start not in held
    )  # the passage is quoted, not a part of it
    cuts = sorted(edge for edge in edges if shown.start <= edge <= shown.end)
    found: list[Piece] = []
    for start, end in pairwise(cuts):
        mark: PieceMark = ""
        if end <= article.body_start:
            mark = "header"
        elif quote is not None and not is_whole and quote.start <= start < quote.end:
            mark = "quote"
        elif start in held:
            mark = "found"
        elif passage is not None and passage.start <= start < passage.end:
            mark = "passage"
        text = article.text[start:end]
        number = article.page(start) or article.slide(start)
        if number is None:
            found.append(Piece(text, mark))
        else:
            first, *others = text.split("\f")
            found += [Piece(first, mark), *(Piece(more, mark, at) for at, more in enumerate(others, number + 1))]
    return found


def article_reference(article: Article, quote: Range, passage: Range | None, language: LanguageCode) -> str:
    """The sentence of a quote on one line with where it stands, for a footnote or a letter."""
    around = passage or quote
    text = article.text[around.start : around.end]
    held = Passage("", article.id, around.start, around.start + len(text), text, article.language, "")
    start, end = whole_sentence(held, quote.start, quote.end, article.title)
    date = when(article, language)
    places = [article.title, date, article.path, _where(article, quote, language), article.url or ""]
    return reference(article.text[start:end], places, language)


def _where(article: Article, anchor: Range, language: LanguageCode) -> str:
    at = anchor.start
    if (cells := Cells.read(article.cells)) is not None:
        return cells_text(cells.sheet, cells.range(article.text, at, anchor.end), language)
    if (slide := article.slide(at)) is not None:
        return slide_text(slide, language)
    return place_text(
        article.line(at), article.page(at), paragraph_of(article, at), language, is_ocr=article.is_ocr(at)
    )


def _number(untrusted: object) -> int | None:
    """A whole number of at most ten digits; None where it is not one."""
    text = str(untrusted)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else None


def _range(start: object, end: object) -> Range | None:
    first, last = _number(start), _number(end)
    return Range(first, last) if first is not None and last is not None and first < last else None
