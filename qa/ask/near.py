"""Whether what was found talks about the question at all, and how much of that lies outside its filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from qa.ask.decide import features
from qa.ask.fuse import best_hits
from qa.ask.retrieve import bm25_rankings, dense_ranking
from qa.index.generation import Generation
from qa.lang.phrases import read
from qa.lang.terms import terms
from qa.lang.words import spelling, spellings, words_of
from qa.models.calibration import FusionWeights
from qa.models.embedder import Embedder
from qa.values import Decision, Filters, Hit, Query, Span

# Chosen on 260 questions about 30 articles, and ten about nothing in them: the nearest passages of those ten had a
# cosine of at most 0.59, a relevance of at most 0.24 and a confidence of at most 0.13. Another embedder has another
# scale: where its cosines are higher, all passages count as near, and "nothing found on this" is never said.
SIMILARITY, _RELEVANCE, _CONFIDENCE = 0.6, 0.25, 0.15


def near(query: Query, hits: Sequence[Hit], titles: Mapping[str, str]) -> tuple[Hit, ...]:
    """The hits that talk about what is asked, by their meaning, its words or its names; `titles` by article id."""
    spans = [(Span(hit, hit.passage.start, hit.passage.end, 0.0, 0.0),) for hit in hits]
    found = zip(hits, features(query, spans, titles), strict=True)
    return tuple(hit for hit, one in found if one.similarity >= SIMILARITY or _says(query, hit, titles, one.similarity))


def _says(query: Query, hit: Hit, titles: Mapping[str, str], similarity: float) -> bool:
    """Whether a passage holds enough of the words that say something in the question's own language, or a name."""
    passage = hit.passage
    text = f"{titles[passage.article_id]} {passage.heading} {passage.text}"
    # One letter is what was elided: "l'", "d'".
    words = [word for word in words_of(query.text) if len(word) > 1 and terms(word, query.language)]
    asked = frozenset(term for word in words for term in terms(word, passage.language))
    shared = asked & frozenset(terms(text, passage.language))
    held = frozenset(spellings(text))
    return similarity * len(shared) >= _RELEVANCE * len(asked) > 0 or any(name <= held for name in _names(query))


def _names(query: Query) -> list[frozenset[str]]:
    """The names in a question, each as its words that say something: they are the same in both languages."""
    asked = query.text
    named = [words_of(asked[name.start : name.end]) for name in read(asked, query.language).names]
    spelt = [frozenset(spelling(word) for word in words if terms(word, query.language)) for words in named]
    return [name for name in spelt if name]


def or_nothing(query: Query, decision: Decision, hits: Sequence[Hit], titles: Mapping[str, str]) -> Decision:
    """The decision; with another reason where no passage talks about what is asked."""
    if decision.reason != "low_confidence" or decision.confidence >= _CONFIDENCE or near(query, hits, titles):
        return decision
    return replace(decision, reason="no_passage")


def count_outside(
    query: Query, generation: Generation, embedder: Embedder, weights: FusionWeights, candidates: int
) -> int:
    """Passages that talk about what is asked and that the filters leave out, at most `top_k`.

    The articles that a conversation keeps to are no filter of this kind: they were asked for just now.
    """
    filters = query.filters
    if filters == Filters(articles=filters.articles):
        return 0
    inside = _best(query, generation, embedder, weights, candidates)
    free = replace(query, filters=Filters(articles=filters.articles))
    hits = _best(free, generation, embedder, weights, candidates)
    known = {hit.passage.id for hit in inside}
    articles = generation.texts.articles([hit.passage.article_id for hit in hits])
    titles = {id_: article.title for id_, article in articles.items()}
    return sum(hit.passage.id not in known for hit in near(free, hits, titles))


def _best(
    query: Query, generation: Generation, embedder: Embedder, weights: FusionWeights, candidates: int
) -> tuple[Hit, ...]:
    dense = dense_ranking(query, generation, embedder, candidates)
    bm25 = bm25_rankings(query, generation, candidates)
    return best_hits(query, dense, bm25, generation.texts.passages, weights)
