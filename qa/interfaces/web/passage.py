"""A cited passage -> the parts that a reply shows of it: its text, the quote, the dates that are told in it."""

from __future__ import annotations

from dataclasses import dataclass

from qa.interfaces.excerpt import below_headlines, excerpt, lead, looks
from qa.values import Citation, SaidDate


@dataclass(frozen=True, slots=True)
class Part:
    """Characters of an article, or parts that stand together."""

    text: str = ""  # "" where there are parts
    parts: tuple[Part, ...] = ()
    is_quote: bool = False
    day: str | None = None  # ISO 8601, of a date that the article tells in words


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reply shows of a passage."""

    parts: tuple[Part, ...]  # together the characters of the excerpt, in order
    is_cut_before: bool  # the passage begins earlier
    is_cut_after: bool  # the passage goes on


def lead_of(citation: Citation) -> Shown:
    """The sentence of a citation, with its dates and its quote."""
    start, end = lead(citation)
    sentence_end = citation.sentence_start + len(citation.sentence)
    return Shown(_around_quote(citation, start, end), start > citation.sentence_start, end < sentence_end)


def shown_of(citation: Citation, quoted: bool) -> Shown:
    """The excerpt of a citation, with its dates, and with its quote where that is an answer."""
    start, end = excerpt(citation)
    parts = _around_quote(citation, start, end) if quoted else _with_dates(citation, start, end)
    passage_end = citation.passage_start + len(citation.passage)
    return Shown(parts, start > below_headlines(citation), end < passage_end)


def _around_quote(citation: Citation, start: int, end: int) -> tuple[Part, ...]:
    """Characters with the quote among them; a date that reaches over the quote's edge is cut there."""
    around = [date for date in citation.dates if date.start <= citation.start and citation.end <= date.end]
    if not around:
        quote = Part(parts=_with_dates(citation, citation.start, citation.end), is_quote=True)
        return (*_with_dates(citation, start, citation.start), quote, *_with_dates(citation, citation.end, end))
    date = around[0]  # the quote is a part of a date: "6 January" of "Thursday 6 January"
    quote = Part(parts=(_text(citation, citation.start, citation.end),), is_quote=True)
    inside = (_text(citation, date.start, citation.start), quote, _text(citation, citation.end, date.end))
    return (
        *_with_dates(citation, start, date.start),
        Part(parts=inside, day=date.date),
        *_with_dates(citation, date.end, end),
    )


def _with_dates(citation: Citation, start: int, end: int) -> tuple[Part, ...]:
    """Characters of the article with the dates that begin among them."""
    parts = []
    for date in citation.dates:
        if start <= date.start < end:
            stop = min(date.end, end)
            parts += [_text(citation, start, date.start), _date(citation, date, stop)]
            start = stop
    return (*parts, _text(citation, start, end))


def _date(citation: Citation, date: SaidDate, stop: int) -> Part:
    return Part(parts=(_text(citation, date.start, stop),), day=date.date)


def _text(citation: Citation, start: int, end: int) -> Part:
    return Part(looks(citation, start, end))
