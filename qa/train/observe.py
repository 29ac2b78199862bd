"""Questions with known answers -> what the pipeline sees of each, and which of its candidates are right."""

from __future__ import annotations

from dataclasses import dataclass

from qa.ask.decide import features, group
from qa.ask.fuse import best_hits
from qa.ask.query import understand
from qa.ask.read import read_hits
from qa.ask.retrieve import bm25_rankings, dense_ranking
from qa.evaluate.gold import GoldQuestion
from qa.evaluate.index import Accepted, gold_passages, is_right
from qa.index.generation import Generation
from qa.models.calibration import Features, FusionWeights
from qa.models.embedder import Embedder
from qa.models.reader import Reader
from qa.settings import Settings
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
    """Both retrievers' rankings of one question."""
    query = understand(gold.text, settings)
    dense = dense_ranking(query, generation, embedder, settings.candidates)
    bm25 = bm25_rankings(query, generation, settings.candidates)
    passages = gold_passages(generation, accepted_answer(generation, gold, ids))
    article_language = "none"
    if gold.article_id is not None:
        article_language = generation.texts.articles([ids[gold.article_id]])[ids[gold.article_id]].language
    return Evidence(gold, f"{gold.source} {gold.language}→{article_language}", dense, bm25, passages)


def observe(
    reader: Reader,
    fusion: FusionWeights,
    generation: Generation,
    one: Evidence,
    ids: dict[str, str],
    settings: Settings,
) -> list[Observation]:
    """The first candidates of one question, with the truth about each."""
    query = understand(one.gold.text, settings)
    hits = best_hits(query, one.dense, one.bm25, generation.texts.passages, fusion)
    groups = group(read_hits(query, hits, reader))
    articles = generation.texts.articles([hit.passage.article_id for hit in hits])
    evidence = features(query, groups, {id_: article.title for id_, article in articles.items()})
    accepted = accepted_answer(generation, one.gold, ids)
    return [
        Observation(one.gold, one.direction, place, found, any(_is_right(span, accepted) for span in spans))
        for place, (spans, found) in enumerate(zip(groups, evidence, strict=True))
    ]


def _is_right(span: Span, accepted: Accepted | None) -> bool:
    passage = span.hit.passage
    return is_right(passage.article_id, (span.start, span.end), span.text, accepted)
