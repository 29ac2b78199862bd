"""Query and hits -> scored spans, in characters of their articles, never across two of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from qa.ask.addresses import whole_address
from qa.models.reader import TextReader
from qa.values import Hit, Place, Query, Span


def read_hits(query: Query, hits: Sequence[Hit], titles: Mapping[str, str], reader: TextReader) -> tuple[Span, ...]:
    """The best spans of each hit, best margin first; the same characters of an article come once.

    Each keeps its null score, so that spans of different passages can be compared. What lies in a place that was shown
    before is left out. `titles` are those of the articles, by id: what a passage does not say itself, they often do.
    """
    texts = [hit.passage.text for hit in hits]
    read = reader.read(query.text, texts, [titles[hit.passage.article_id] for hit in hits])
    spans = []
    for hit, found in zip(hits, read, strict=True):
        for text_span in found:
            first, last = whole_address(hit.passage.text, text_span.start, text_span.end)
            start, end = hit.passage.start + first, hit.passage.start + last
            span = Span(hit, start, end, text_span.logit, text_span.null_logit)
            if not _shown(span, query.shown):
                spans.append(span)
    return merged(spans)


def merged(*read: Sequence[Span]) -> tuple[Span, ...]:
    """Spans read one after the other, best margin first; the same characters of an article come once."""
    best: dict[tuple[str, int, int], Span] = {}
    for span in chain(*read):
        place = (span.hit.passage.article_id, span.start, span.end)  # passages that overlap find the same characters
        if place not in best or best[place].margin < span.margin:
            best[place] = span
    return tuple(sorted(best.values(), key=lambda span: -span.margin))


def _shown(span: Span, places: Sequence[Place]) -> bool:
    """Whether the span touches a place that was shown before: two passages share a sentence."""
    article = span.hit.passage.article_id
    return any(place.article_id == article and span.start < place.end and place.start < span.end for place in places)
