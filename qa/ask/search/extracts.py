"""An article that was found -> its best passages, each quoted at the sentences that hold the words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from qa.ask.boundaries import headlines, is_headline, sentences_below
from qa.ask.cite import cite
from qa.ask.search.marks import inside, marks
from qa.ask.search.results import Extract, FoundArticle, FoundBy, Mark
from qa.ask.search.syntax import Sought
from qa.values import Article, Passage

QUOTED = 320  # characters of a quote, unless its one sentence is longer


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage of an article that was found."""

    passage: Passage
    score: float  # BM25; 0 or more
    similarity: float | None  # to the meaning of the search, -1 to 1; None where it is not among the nearest


def found_article(
    article: Article, passages: Sequence[Scored], sought: Sought, by: FoundBy, score: float, most: int
) -> FoundArticle:
    """The article with at most `most` extracts."""
    languages = {one.passage.language for one in passages} | {article.language}
    places = marks(article.text, sought, languages, article.body_start) if by != "meaning" else []
    in_title = marks(article.title, sought, languages) if by != "meaning" else []
    chosen = _chosen(passages, places, most)
    return FoundArticle(
        article_id=article.id,
        title=article.title,
        path=article.path,
        date=article.date,
        language=article.language,
        by=by,
        score=round(score, 4),
        occurrences=len(places),
        title_marks=tuple(Mark(*span) for span in in_title),
        extracts=tuple(_extract(article, one, places) for one in chosen),
    )


def _chosen(passages: Sequence[Scored], places: Sequence[tuple[int, int]], most: int) -> list[Scored]:
    """The passages to show, in the order of the text: each holds words that none before it holds, or is near."""
    seen: set[tuple[int, int]] = set()
    chosen: list[Scored] = []
    ranked = sorted(passages, key=lambda one: (-one.score, -(one.similarity or 0.0), one.passage.start))
    for one in ranked:
        own = set(inside(places, one.passage.start, one.passage.end))
        if len(chosen) < most and (own - seen or (one.similarity is not None and not own)):
            chosen.append(one)
            seen |= own
    # Where the title alone holds them, the text is shown from its beginning.
    return sorted(chosen or passages, key=lambda one: one.passage.start)[: most if chosen else 1]


def _extract(article: Article, one: Scored, places: Sequence[tuple[int, int]]) -> Extract:
    passage = one.passage
    own = inside(places, passage.start, passage.end)
    start, end = _quoted(article, passage, own)
    by: Literal["words", "meaning", "both"] = "words"
    if one.similarity is not None:
        by = "both" if own else "meaning"
    citation = cite(article, passage, start, end, article.text[start:end])
    return Extract(citation, tuple(Mark(*span) for span in own), by)


def _quoted(article: Article, passage: Passage, places: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Whole sentences: those with the most places, as many as fit; the first ones where there is no place."""
    spans = [
        (passage.start + left, passage.start + right)
        for left, right in sentences_below(passage.text, passage.language, article.title)
    ] or [(passage.start, passage.end)]
    # The title, which stands above the extract, and an intertitle are worth less than any sentence.
    known = headlines(article.title, passage.heading)
    is_title = [is_headline(article.text[slice(*span)], known) for span in spans]
    held = [-1 if title else len(inside(places, *span)) for title, span in zip(is_title, spans, strict=True)]
    first = last = held.index(max(held))

    def fits(before: int, after: int) -> bool:
        """Whether the quote may go on from one sentence to the next: a title and a text are never one."""
        gap = article.text[spans[before][1] : spans[after][0]]
        apart = is_title[before] or is_title[after] or gap.count("\n") > 1
        return not apart and spans[max(last, after)][1] - spans[min(first, before)][0] <= QUOTED

    while True:
        options = []
        if last + 1 < len(spans) and fits(last, last + 1):
            options.append((held[last + 1], 1))
        if first > 0 and fits(first - 1, first):
            options.append((held[first - 1], 0))
        if not options:
            return spans[first][0], spans[last][1]
        first, last = (first, last + 1) if max(options)[1] else (first - 1, last)
