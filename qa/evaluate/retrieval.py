"""The retrievers alone: at which rank dense search, BM25 and their fusion bring what holds the answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from qa.ask.fuse import fuse, weighted
from qa.ask.query import take_dates, understand
from qa.ask.retrieve import bm25_rankings, dense_ranking
from qa.evaluate.cases import Case, GoldSet
from qa.evaluate.index import GoldIndex, Told, gold_passages
from qa.evaluate.table import Columns
from qa.models.calibration import FusionWeights
from qa.models.embedder import Embedder
from qa.values import Ranking

DEPTH = 100  # passages of each retriever that are ranked: enough for 20 articles of several passages each
RETRIEVERS = ("dense", "bm25", "hybrid")
MEASURES = {  # as ir-measures names them, and as we do
    "Success@1": "recall@1",
    "Success@5": "recall@5",
    "Success@20": "recall@20",
    "RR": "mrr",
    "nDCG@10": "ndcg@10",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """One question: what each retriever brought, and what is relevant, at each level."""

    id: str
    rankings: Mapping[tuple[str, str], tuple[str, ...]]  # by retriever and level: units, best first
    relevant: Mapping[str, frozenset[str]]  # by level


def retrieve(
    cases: Sequence[Case], gold: GoldSet, index: GoldIndex, embedder: Embedder, weights: FusionWeights, told: Told
) -> Columns:
    """Recall@1, @5 and @20, reciprocal rank and nDCG@10 of each answerable case, for each retriever and level.

    Levels: "passage", where what counts is a passage that holds an accepted answer whole; "paragraph", any passage of
    the paragraph (files that have paragraphs, in an index of their own); "article", any passage of the article. An
    article ranks where its first passage does. Recall is 1 where at least one relevant unit is among the first k, the
    sense that it has in question answering (ir-measures calls it Success). Hybrid is what the product reads: the
    fusion of the first `candidates` passages of each retriever.
    """
    judged = []
    subjects = _subjects(gold, index)
    for number, case in enumerate(cases, start=1):
        if case.places:
            judged.append(_judge(case, subjects, index, embedder, weights))
        told(number, len(cases))
    scores = _scores(judged)
    names = dict.fromkeys(name for found in scores.values() for name in found)
    return {name: [scores.get(case.id, {}).get(name) for case in cases] for name in names}


def _subjects(gold: GoldSet, index: GoldIndex) -> Mapping[str, str] | None:
    """For each article of the index the subject that it is a paragraph of; None where articles are whole."""
    if not (index.is_temporary and gold.has_paragraphs):
        return None
    return {home.article_id: gold.contexts[id_].about for id_, home in index.located.items()}


def _judge(
    case: Case,
    subjects: Mapping[str, str] | None,
    index: GoldIndex,
    embedder: Embedder,
    weights: FusionWeights,
) -> Judged:
    manifest = index.generation.manifest
    query = take_dates(understand(case.question, index.settings), manifest.first_date, manifest.last_date, date.today())
    depth = max(DEPTH, index.settings.candidates)
    by_meaning = dense_ranking(query, index.generation, embedder, depth)
    by_words = bm25_rankings(query, index.generation, depth)
    first = [_first(ranking, index.settings.candidates) for ranking in (by_meaning, *by_words)]
    found = {
        "dense": [hit.passage_id for hit in by_meaning.hits],
        "bm25": [id_ for id_, _ in fuse(weighted(weights, by_words, query.language), k=weights.k)],
        "hybrid": [id_ for id_, _ in fuse(weighted(weights, first, query.language), k=weights.k)],
    }
    homes = index.generation.texts.homes(list({id_ for ids in found.values() for id_ in ids}))
    accepted = index.accepted(case)
    assert accepted is not None
    relevant = {"passage": gold_passages(index.generation, accepted)}
    units: dict[str, Mapping[str, str]] = {"passage": {id_: id_ for id_ in homes}}
    if subjects is not None:
        units |= {"paragraph": homes, "article": {id_: subjects[home] for id_, home in homes.items()}}
        relevant |= {"paragraph": frozenset({accepted.article_id}), "article": frozenset({case.about})}
    else:
        units["article"], relevant["article"] = homes, frozenset({accepted.article_id})
    rankings = {
        (retriever, level): tuple(dict.fromkeys(unit[id_] for id_ in ids))
        for retriever, ids in found.items()
        for level, unit in units.items()
    }
    return Judged(case.id, rankings, relevant)


def _first(ranking: Ranking, count: int) -> Ranking:
    return replace(ranking, hits=ranking.hits[:count])


def _scores(judged: Sequence[Judged]) -> dict[str, dict[str, float]]:
    """By question, the value of each measure."""
    scores: dict[str, dict[str, float]] = {one.id: {} for one in judged}
    for key in judged[0].rankings if judged else ():
        retriever, level = key
        # A passage that should hold the answer may not exist where the answer straddles two: it is never found.
        for id_, name, value in measure(
            {one.id: one.rankings[key] for one in judged}, {one.id: one.relevant[level] for one in judged}
        ):
            scores[id_][f"retrieval.{retriever}.{level}.{name}"] = value
    return scores


def measure(
    rankings: Mapping[str, Sequence[str]], relevant: Mapping[str, frozenset[str]]
) -> Iterator[tuple[str, str, float]]:
    """For each question and measure its value: question, measure, 0 to 1, higher is better.

    Computed by ir-measures, whose reciprocal rank and nDCG are those of trec_eval.
    """
    import ir_measures

    run = {id_: {unit: float(-rank) for rank, unit in enumerate(units)} for id_, units in rankings.items()}
    qrels = {id_: dict.fromkeys(units, 1) for id_, units in relevant.items()}
    known = {id_ for id_, units in relevant.items() if units}
    wanted = {ir_measures.parse_measure(name): label for name, label in MEASURES.items()}
    for found in ir_measures.iter_calc(wanted, {id_: qrels[id_] for id_ in known}, run):
        if found.query_id in known:
            yield found.query_id, wanted[found.measure], float(found.value)
    for id_ in relevant.keys() - known:
        yield from ((id_, label, 0.0) for label in wanted.values())
