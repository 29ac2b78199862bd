"""Rankings -> one list of hits, by weighted reciprocal rank fusion."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from qa.models.calibration import FusionWeights
from qa.values import Hit, LanguageCode, Passage, Place, Query, Ranked, Ranking

Passages = Callable[[list[str]], Mapping[str, Passage]]  # the passages with some ids, by id


def fuse(rankings: Sequence[tuple[float, Ranking]], *, k: int = 60) -> list[tuple[str, float]]:
    """Merge weighted rankings of passage ids, best first; score = sum of weight / (k + rank), rank from 1.

    Formula and k = 60: Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and individual
    Rank Learning Methods", SIGIR 2009; the weights are ours. Only ranks count, since the scores of two retrievers
    cannot be compared. Equal scores keep the order of first sight.
    """
    scores: dict[str, float] = {}
    for weight, ranking in rankings:
        for hit in ranking.hits:
            scores[hit.passage_id] = scores.get(hit.passage_id, 0.0) + weight / (k + hit.rank)
    return sorted(scores.items(), key=lambda item: -item[1])


def best_hits(
    query: Query, dense: Ranking, bm25: Sequence[Ranking], passages_of: Passages, weights: FusionWeights
) -> tuple[Hit, ...]:
    """The query's `top_k` best passages that were not shown before, best first, with the evidence for each."""
    ranked = fuse(weighted(weights, (dense, *bm25), query.language), k=weights.k)
    ranked = ranked[: query.top_k + len(query.shown)]
    passages = passages_of([id_ for id_, _ in ranked])
    best = [pair for pair in ranked if not _shown(passages[pair[0]], query.shown)][: query.top_k]
    by_meaning = {hit.passage_id: hit for hit in dense.hits}
    by_words = {hit.passage_id: hit for ranking in bm25 for hit in ranking.hits}
    return tuple(
        _hit(passages[id_], rank, score, by_meaning.get(id_), by_words.get(id_))
        for rank, (id_, score) in enumerate(best, start=1)
    )


def _hit(passage: Passage, rank: int, score: float, dense: Ranked | None, bm25: Ranked | None) -> Hit:
    return Hit(
        passage=passage,
        rank=rank,
        score=score,
        dense_similarity=None if dense is None else dense.score,
        bm25_score=None if bm25 is None else bm25.score,
        dense_rank=None if dense is None else dense.rank,
        bm25_rank=None if bm25 is None else bm25.rank,
    )


def _shown(passage: Passage, places: Sequence[Place]) -> bool:
    """Whether the whole passage was shown before."""
    return any(
        place.article_id == passage.article_id and place.start <= passage.start and passage.end <= place.end
        for place in places
    )


def weighted(
    weights: FusionWeights, rankings: Sequence[Ranking], language: LanguageCode
) -> list[tuple[float, Ranking]]:
    """Each ranking with its weight for a question in `language`."""
    lexical = {True: weights.bm25_same, False: weights.bm25_other}
    return [
        (weights.dense if ranking.retriever == "dense" else lexical[ranking.language == language], ranking)
        for ranking in rankings
    ]
