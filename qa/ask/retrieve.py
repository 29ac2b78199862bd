"""Query -> rankings: one by meaning (dense), and one by words (BM25) for each language of the articles."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, TypedDict

from qa.ask.haystack import component, timed
from qa.index.filters import Selection
from qa.index.generation import Generation
from qa.models.embedder import Embedder
from qa.values import Filters, LanguageCode, Query, Ranked, Ranking


class DenseRanking(TypedDict):
    """What the dense retriever gives to the pipeline."""

    ranking: Ranking


class Bm25Rankings(TypedDict):
    """What the lexical retriever gives to the pipeline."""

    rankings: tuple[Ranking, ...]


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


@component
class DenseRetriever:
    """Nearest passages to the question's vector, whatever their language."""

    def __init__(self, generation: Generation, embedder: Embedder, candidates: int) -> None:
        self._generation = generation
        self._embedder = embedder
        self._candidates = candidates

    @component.output_types(ranking=Ranking, ms=float)
    @timed
    def run(self, query: Query) -> DenseRanking:
        """One ranking by cosine similarity, which can be compared across languages."""
        vector = self._embedder.embed_question(query.text)
        wanted = self._candidates + len(query.shown)  # as many as ever once the fusion has left these out
        found = [
            hit
            for code, selection in _selections(self._generation, query).items()
            for hit in self._generation.dense.search(code, vector, wanted, selection)
        ]
        best = sorted(found, key=lambda hit: -hit[1])[:wanted]
        return {"ranking": _ranking(self._generation, "dense", None, best)}


@component
class Bm25Retriever:
    """Passages that share words with the question, which is analysed in each language of the articles."""

    def __init__(self, generation: Generation, candidates: int) -> None:
        self._generation = generation
        self._candidates = candidates

    @component.output_types(rankings=tuple[Ranking, ...], ms=float)
    @timed
    def run(self, query: Query) -> Bm25Rankings:
        """Rankings by BM25 score; their scores cannot be compared between languages."""
        return {
            "rankings": tuple(
                self._ranking(query, code, selection)
                for code, selection in _selections(self._generation, query).items()
            )
        }

    def _ranking(self, query: Query, code: LanguageCode, selection: Selection | None) -> Ranking:
        allowed = None if selection is None else selection.mask
        found = self._generation.bm25[code].search(query.text, self._candidates + len(query.shown), allowed)
        return _ranking(self._generation, "bm25", code, found)


def _ranking(
    generation: Generation,
    retriever: Literal["dense", "bm25"],
    code: LanguageCode | None,
    found: list[tuple[int, float]],
) -> Ranking:
    ids = generation.texts.ids([number for number, _ in found])
    hits = (Ranked(id_, rank, score) for rank, (id_, (_, score)) in enumerate(zip(ids, found, strict=True), start=1))
    return Ranking(retriever, code, tuple(hits))
