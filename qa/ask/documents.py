"""Gazette's values as Haystack's own, and back: passages and hits as documents, spans as extracted answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any

from haystack import Document, ExtractedAnswer

from qa.index.generation import Generation
from qa.lang import LANGUAGES
from qa.lang.detect import detect_language
from qa.lang.years import said_years
from qa.values import Article, Hit, LanguageCode, Passage, Ranked, Ranking, Span

_EVIDENCE = ("dense_similarity", "dense_rank", "bm25_score", "bm25_rank")  # of a hit, in a document's `meta`


class PassageDocument(Document):
    """A document that is copied quickly: Haystack copies all that travels between components, and it is many."""

    def __deepcopy__(self, memo: object) -> PassageDocument:
        """Another one with a `meta` of its own, which holds text and numbers alone."""
        return PassageDocument(id=self.id, content=self.content, score=self.score, meta=dict(self.meta))


class SpanAnswer(ExtractedAnswer):
    """An answer that is copied quickly, with its document."""

    def __deepcopy__(self, memo: dict[int, Any]) -> SpanAnswer:
        """Another one with a `meta` and a document of its own; its offsets are never changed."""
        return SpanAnswer(
            query=self.query,
            score=self.score,
            data=self.data,
            document=deepcopy(self.document, memo),
            context=self.context,
            document_offset=self.document_offset,
            context_offset=self.context_offset,
            meta=dict(self.meta),
        )


def documents_of(ranking: Ranking, generation: Generation) -> list[Document]:
    """The passages of a ranking, best first; `score` is the retriever's own."""
    passages = generation.dated_passages([hit.passage_id for hit in ranking.hits])
    articles = generation.texts.articles(list({passage.article_id for passage in passages.values()}))
    score, rank = _EVIDENCE[:2] if ranking.retriever == "dense" else _EVIDENCE[2:]
    return [
        PassageDocument(
            id=hit.passage_id,
            content=(passage := passages[hit.passage_id]).text,
            score=hit.score,
            meta={**_meta(passage, articles[passage.article_id]), score: hit.score, rank: hit.rank},
        )
        for hit in ranking.hits
    ]


def _meta(passage: Passage, article: Article) -> dict[str, Any]:
    return {
        "article_id": article.id,
        "title": article.title,
        "path": article.path,
        "date": article.date,
        "url": article.url,
        "language": passage.language,
        "heading": passage.heading,
        "years": sorted(passage.years),
        "start": passage.start,  # characters into the article's text, included
        "end": passage.end,  # excluded
    }


def readable(documents: Iterable[Document]) -> list[Document]:
    """Those that hold text."""
    return [document for document in documents if document.content and not document.content.isspace()]


def passage_of(document: Document) -> Passage:
    """A document as a passage; one of another retriever is an article of its own."""
    text, meta = document.content or "", document.meta
    start = meta.get("start", 0) if "article_id" in meta else 0
    said = meta.get("language")
    language = str(said) if said in LANGUAGES else detect_language(text)
    return Passage(
        id=document.id,
        article_id=str(meta.get("article_id", document.id)),
        start=start,
        end=start + len(text),
        text=text,
        language=language,
        heading=str(meta.get("heading") or ""),
        years=frozenset(meta["years"]) if "years" in meta else _own_years(text, meta, language),
    )


def _own_years(text: str, meta: Mapping[str, Any], language: LanguageCode) -> frozenset[int]:
    """Those of a document that no index of Gazette's gave: it is all that is known of its article."""
    own = str(meta.get("date") or "")[:4]
    years = said_years(f"{meta.get('title') or ''}\n{text}", language)
    return years | {int(own)} if own.isdecimal() else years


def rankings_of(documents: Sequence[Document]) -> tuple[Ranking, ...]:
    """A ranking by words for each language, from documents that are best first within each."""
    by_language: dict[LanguageCode, list[Document]] = {}
    for document in documents:
        by_language.setdefault(passage_of(document).language, []).append(document)
    return tuple(Ranking("bm25", code, ranked(found)) for code, found in by_language.items())


def ranked(documents: Sequence[Document]) -> tuple[Ranked, ...]:
    """The places of documents that are best first."""
    return tuple(Ranked(document.id, rank, document.score or 0.0) for rank, document in enumerate(documents, start=1))


def fused_document(hit: Hit, document: Document) -> Document:
    """A document with its place in the fused ranking, and the evidence for it."""
    evidence = {name: getattr(hit, name) for name in _EVIDENCE}
    return PassageDocument(
        id=document.id, content=document.content, score=hit.score, meta={**document.meta, **evidence, "rank": hit.rank}
    )


def hits_of(documents: Sequence[Document]) -> tuple[Hit, ...]:
    """Documents to read, best first, as hits."""
    return tuple(
        Hit(
            passage_of(document),
            rank,
            document.score or 0.0,
            **{name: document.meta.get(name) for name in _EVIDENCE},
        )
        for rank, document in enumerate(documents, start=1)
    )


def answer_of(span: Span, query: str, document: Document, score: float) -> ExtractedAnswer:
    """A span as an answer: its offsets count the document's characters, `meta` those of the article."""
    start = span.start - span.hit.passage.start
    place = ExtractedAnswer.Span(start, start + len(span.text))
    return SpanAnswer(
        query=query,
        score=score,
        data=span.text,
        document=document,
        context=document.content,
        document_offset=place,
        context_offset=place,
        meta={"logit": span.logit, "null_logit": span.null_logit, "start": span.start, "end": span.end},
    )


def spans_of(answers: Iterable[ExtractedAnswer], hits: Mapping[str, Hit]) -> tuple[Span, ...]:
    """Answers as spans of the hits, by document id; those without a place in one are left out."""
    spans = []
    for answer in answers:
        hit = hits.get(answer.document.id) if answer.document is not None else None
        place = answer.document_offset
        if hit is not None and place is not None and place.start < place.end:
            base, logit = hit.passage.start, answer.meta.get("logit", answer.score)
            spans.append(Span(hit, base + place.start, base + place.end, logit, answer.meta.get("null_logit", 0.0)))
    return tuple(spans)
