"""Query -> rankings: one by meaning (dense), and one by words (BM25) for each language of the articles."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from qa.index.filters import Selection
from qa.index.generation import Generation
from qa.models.embedder import Embedder
from qa.values import Filters, LanguageCode, Query, Ranked, Ranking


def _selections(generation: Generation, query: Query) -> dict[LanguageCode, Selection | None]:
    """The languages to search and, where there are other filters, the passages that they leave."""
    languages = [code for code in generation.languages if query.filters.language in (None, code)]
    filters = replace(query.filters, language=None)  # so that a selection is kept for all that ask for it
    if filters == Filters():
        return dict.fromkeys(languages)
    return {code: generation.select(code, filters) for code in languages}


def filtered_out(generation: Generation, query: Query) -> bool:
    """Whether the query's filters leave no passage at all."""
    counts = dict(generation.manifest.passages)
    return all(
        (counts[code] if selection is None else selection.count) == 0
        for code, selection in _selections(generation, query).items()
    )


def dense_ranking(query: Query, generation: Generation, embedder: Embedder, candidates: int) -> Ranking:
    """The nearest passages to the question's vector: one ranking by cosine similarity, comparable across languages."""
    vector = embedder.embed_question(query.text)
    wanted = candidates + len(query.shown)  # as many as ever once the fusion has left these out
    found = [
        hit
        for code, selection in _selections(generation, query).items()
        for hit in generation.dense.search(code, vector, wanted, selection)
    ]
    best = sorted(found, key=lambda hit: -hit[1])[:wanted]
    return _ranking(generation, "dense", None, best)


def bm25_rankings(query: Query, generation: Generation, candidates: int) -> tuple[Ranking, ...]:
    """The passages that share words with the question: a ranking by BM25 score for each language of the articles.

    The question is analysed in each of these languages; scores cannot be compared between them.
    """
    wanted = candidates + len(query.shown)
    rankings = []
    for code, selection in _selections(generation, query).items():
        allowed = None if selection is None else selection.mask
        found = generation.bm25[code].search(query.text, wanted, allowed)
        rankings.append(_ranking(generation, "bm25", code, found))
    return tuple(rankings)


def _ranking(
    generation: Generation,
    retriever: Literal["dense", "bm25"],
    code: LanguageCode | None,
    found: list[tuple[int, float]],
) -> Ranking:
    ids = generation.texts.ids([number for number, _ in found])
    hits = (Ranked(id_, rank, score) for rank, (id_, (_, score)) in enumerate(zip(ids, found, strict=True), start=1))
    return Ranking(retriever, code, tuple(hits))
