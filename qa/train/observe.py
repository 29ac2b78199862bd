"""Questions with known answers -> what the pipeline sees of each, and which of its candidates are right."""

from __future__ import annotations

from dataclasses import dataclass, replace

from qa.ask.answer import Models
from qa.ask.decide import features, group
from qa.ask.fuse import best_hits
from qa.ask.query import understand
from qa.ask.read import read_hits
from qa.ask.retrieve import bm25_rankings, dense_ranking
from qa.evaluate.gold import GoldQuestion
from qa.evaluate.index import Accepted, gold_passages, is_right
from qa.index.generation import Generation
from qa.models.calibration import Features
from qa.models.embedder import Embedder
from qa.settings import Settings
from qa.train.held_out import hides_answer
from qa.values import Ranking, Span


@dataclass(frozen=True, slots=True)
class Evidence:
    """One question as the retrievers saw it."""

    gold: GoldQuestion
    direction: str  # source, question's language → article's language
    dense: Ranking
    bm25: tuple[Ranking, ...]
    gold_passages: frozenset[str]  # ids of the passages that hold the answer


@dataclass(frozen=True, slots=True)
class Observation:
    """One candidate answer: what its confidence is computed from, and whether it is right."""

    gold: GoldQuestion
    direction: str
    place: int  # among the question's candidates, from 0, by the reader's margin
    features: Features
    right: bool


def accepted_answer(generation: Generation, gold: GoldQuestion, ids: dict[str, str]) -> Accepted | None:
    """What answers the question in the index."""
    if gold.article_id is None:
        return None
    home = ids[gold.article_id]
    text = generation.texts.articles([home])[home].text
    return Accepted(home, ((gold.start, gold.end),), (text[gold.start : gold.end],))


def see(
    embedder: Embedder, generation: Generation, gold: GoldQuestion, ids: dict[str, str], settings: Settings
) -> Evidence:
    """Both retrievers' rankings of one question; without the passages that answer it, where those are hidden."""
    query = understand(gold.text, settings)
    dense = dense_ranking(query, generation, embedder, settings.candidates)
    bm25 = bm25_rankings(query, generation, settings.candidates)
    passages = gold_passages(generation, accepted_answer(generation, gold, ids))
    article_language = "none"
    if gold.article_id is not None:
        article_language = generation.texts.articles([ids[gold.article_id]])[ids[gold.article_id]].language
    direction = f"{gold.source} {gold.language}→{article_language}"
    if hides_answer(gold):
        gold, direction = replace(gold, article_id=None, start=0, end=0), f"{direction}, hidden"
        dense, bm25 = _without(dense, passages), tuple(_without(ranking, passages) for ranking in bm25)
        passages = frozenset()
    return Evidence(gold, direction, dense, bm25, passages)


def _without(ranking: Ranking, passages: frozenset[str]) -> Ranking:
    kept = (hit for hit in ranking.hits if hit.passage_id not in passages)
    return replace(ranking, hits=tuple(replace(hit, rank=rank) for rank, hit in enumerate(kept, start=1)))


def observe(
    models: Models,
    generation: Generation,
    one: Evidence,
    ids: dict[str, str],
    settings: Settings,
) -> list[Observation]:
    """The first candidates of one question, with the truth about each."""
    query = understand(one.gold.text, settings)
    hits = best_hits(query, one.dense, one.bm25, generation.texts.passages, models.calibration.fusion)
    articles = generation.texts.articles([hit.passage.article_id for hit in hits])
    titles = {id_: article.title for id_, article in articles.items()}
    groups = group(read_hits(query, hits, titles, models.reader))
    evidence = features(query, groups, titles)
    accepted = accepted_answer(generation, one.gold, ids)
    return [
        Observation(one.gold, one.direction, place, found, any(_is_right(span, accepted) for span in spans))
        for place, (spans, found) in enumerate(zip(groups, evidence, strict=True))
    ]


def _is_right(span: Span, accepted: Accepted | None) -> bool:
    passage = span.hit.passage
    return is_right(passage.article_id, (span.start, span.end), span.text, accepted)
