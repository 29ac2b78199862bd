"""Decision -> Answer: each quote is checked against the text of its article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qa.ask.article_dates import resolve
from qa.ask.boundaries import paragraph_of, quotes, whole_sentence
from qa.ask.rivals import rivals
from qa.cells import Cells
from qa.errors import IndexDamaged
from qa.lang.years import named_years
from qa.values import (
    Alternative,
    Answer,
    Article,
    Citation,
    Decision,
    Hit,
    Passage,
    Query,
    SaidDate,
    Span,
    TraceLine,
)


def cite(article: Article, passage: Passage, start: int, end: int, quote: str) -> Citation:
    """A citation of `quote`, which must stand at start:end of the article.

    Raises:
        IndexDamaged: it does not, or lies in the article's header.
    """
    if article.text[start:end] != quote or start < article.body_start:
        raise IndexDamaged(
            "The quote is not in {path} at {start}:{end}. Run: gazette build",
            path=article.path,
            start=start,
            end=end,
        )
    sentence = whole_sentence(passage, start, end, article.title)
    cells = Cells.read(article.cells)
    return Citation(
        quote=quote,
        article_id=article.id,
        title=article.title,
        path=article.path,
        date=article.date,
        language=passage.language,
        start=start,
        end=end,
        passage=passage.text,
        passage_start=passage.start,
        sentence=article.text[slice(*sentence)],
        sentence_start=sentence[0],
        line=article.line(start),
        page=article.page(start),
        dates=_dates(article, passage),
        paragraph=paragraph_of(article, start),
        heading=passage.heading,
        url=article.url,
        date_source=article.date_source,
        is_ocr=article.is_ocr(start),
        sheet="" if cells is None else cells.sheet,
        cells="" if cells is None else cells.range(article.text, start, end),
        slide=article.slide(start),
    )


def _dates(article: Article, passage: Passage) -> tuple[SaidDate, ...]:
    """What "last Tuesday" means in the passage; nothing where the date is only that of a document's properties."""
    if article.date is None or article.date_source == "document properties":
        return ()
    return resolve(article.text, article.date, passage.language, passage.start, passage.end)


def make_answer(
    query: Query, decision: Decision, hits: Sequence[Hit], spans: Sequence[Span], articles: Mapping[str, Article]
) -> Answer:
    """The answer, its alternatives and the trace of every passage read; `articles` are those of the hits, by id.

    Raises:
        IndexDamaged: a quote does not stand in its article.
    """
    near = rivals(query, decision)
    titles = {id_: article.title for id_, article in articles.items()}
    shown = [
        Alternative(quoted[0].text, round(candidate.confidence, 4), _citations(quoted, articles), candidate in near)
        for candidate, quoted in quotes(decision.candidates, titles, query.kind)
    ]
    return Answer(
        question=query.asked or query.text,
        language=query.language,
        state=decision.state,
        text=shown[0].text if shown else "",
        confidence=round(decision.confidence, 4),
        citations=shown[0].citations if shown else (),
        alternatives=tuple(shown[1:]),
        nearest=tuple(_cite_passage(hit, articles) for hit in decision.nearest),
        reason=decision.reason,
        absent_years=absent_years(query, decision),
        trace=trace_of(hits, spans, articles),
        query=query,
    )


def absent_years(query: Query, decision: Decision) -> tuple[int, ...]:
    """The years that a question names and that no article of its answer speaks of, or of the nearest passages."""
    shown = [span.hit for span in decision.candidates[0].spans] if decision.candidates else decision.nearest
    said = frozenset[int]().union(*(hit.passage.years for hit in shown))
    return tuple(sorted(named_years(query.text, query.language) - said)) if shown else ()


def _citations(quoted: Sequence[Span], articles: Mapping[str, Article]) -> tuple[Citation, ...]:
    return tuple(
        cite(articles[span.hit.passage.article_id], span.hit.passage, span.start, span.end, span.text)
        for span in quoted
    )


def _cite_passage(hit: Hit, articles: Mapping[str, Article]) -> Citation:
    passage = hit.passage
    return cite(articles[passage.article_id], passage, passage.start, passage.end, passage.text)


def trace_of(hits: Sequence[Hit], spans: Sequence[Span], articles: Mapping[str, Article]) -> tuple[TraceLine, ...]:
    """How each passage fared; `spans` best first, none where nothing was read, `articles` by id."""
    margins: dict[str, float] = {}
    for span in spans:  # best margin first
        margins.setdefault(span.hit.passage.id, round(span.margin, 3))
    reader_ranks = {id_: rank for rank, id_ in enumerate(margins, start=1)}
    return tuple(
        TraceLine(
            passage_id=hit.passage.id,
            path=articles[hit.passage.article_id].path,
            rank=hit.rank,
            dense_similarity=None if hit.dense_similarity is None else round(hit.dense_similarity, 4),
            bm25_score=None if hit.bm25_score is None else round(hit.bm25_score, 3),
            fused_score=round(hit.score, 5),
            reader_margin=margins.get(hit.passage.id),
            article_id=hit.passage.article_id,
            title=articles[hit.passage.article_id].title,
            start=hit.passage.start,
            end=hit.passage.end,
            dense_rank=hit.dense_rank,
            bm25_rank=hit.bm25_rank,
            reader_rank=reader_ranks.get(hit.passage.id),
        )
        for hit in hits
    )
