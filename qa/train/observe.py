"""Questions with known answers -> what the pipeline sees of each, and which of its candidates are right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from qa.ask.answer import Models
from qa.ask.decide import features, group
from qa.ask.fuse import best_hits
from qa.ask.query import understand
from qa.ask.retrieve import bm25_rankings, dense_ranking
from qa.ask.waves import read_in_waves
from qa.evaluate.gold import GoldQuestion
from qa.evaluate.index import Accepted, gold_passages, is_right
from qa.index.generation import Generation
from qa.models.calibration import Calibration, Features, Wave
from qa.models.embedder import Embedder
from qa.models.reader import TextSpan
from qa.settings import Settings
from qa.train.held_out import hides_answer
from qa.values import Hit, LanguageCode, Query, Ranking, Span


@dataclass(frozen=True, slots=True)
class Evidence:
    """One question as the retrievers saw it."""

    gold: GoldQuestion
    direction: str  # source, question's language → article's language
    dense: Ranking
    bm25: tuple[Ranking, ...]
    gold_passages: frozenset[str]  # ids of the passages that hold the answer


@dataclass(frozen=True, slots=True)
class PassagesRead:
    """One question with all that the reader finds in its passages, from which what any number of them gives follows."""

    gold: GoldQuestion
    direction: str
    query: Query
    hits: tuple[Hit, ...]  # best first
    titles: Mapping[str, str]  # of their articles, by id
    found: tuple[tuple[TextSpan, ...], ...]  # in each hit
    accepted: Accepted | None


@dataclass(frozen=True, slots=True)
class Observation:
    """One candidate answer: what its confidence is computed from, and whether it is right."""

    features: Features
    right: bool


@dataclass(frozen=True, slots=True)
class Observed:
    """The candidate answers to one question, best margin first, and how much was read for them."""

    gold: GoldQuestion
    direction: str
    candidates: tuple[Observation, ...]  # at least one
    passages: int  # that were read
    settled: Wave | None = None  # after which no others were

    @property
    def language(self) -> LanguageCode:
        """Of the question."""
        return self.gold.language


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


def read_all(
    models: Models,
    generation: Generation,
    one: Evidence,
    ids: dict[str, str],
    settings: Settings,
) -> PassagesRead:
    """All passages of one question read, each once."""
    query = understand(one.gold.text, settings)
    hits = best_hits(query, one.dense, one.bm25, generation.dated_passages, models.calibration.fusion)
    articles = generation.texts.articles([hit.passage.article_id for hit in hits])
    titles = {id_: article.title for id_, article in articles.items()}
    texts = [hit.passage.text for hit in hits]
    found = models.reader.read(query.text, texts, [titles[hit.passage.article_id] for hit in hits])
    accepted = accepted_answer(generation, one.gold, ids)
    return PassagesRead(one.gold, one.direction, query, hits, titles, tuple(map(tuple, found)), accepted)


class _Recalled:
    """A reader that gives what was found before, and counts what it is asked for."""

    def __init__(self, question: PassagesRead) -> None:
        titles = [question.titles[hit.passage.article_id] for hit in question.hits]
        texts = [hit.passage.text for hit in question.hits]
        self._found = dict(zip(zip(titles, texts, strict=True), question.found, strict=True))
        self.passages = 0

    def read(self, question: str, texts: Sequence[str], titles: Sequence[str] = ()) -> list[list[TextSpan]]:
        self.passages += len(texts)
        return [list(self._found[key]) for key in zip(titles, texts, strict=True)]


def observe(question: PassagesRead, calibration: Calibration) -> Observed | None:
    """The candidates of one question with the truth about each; None where nothing is found in its passages.

    The calibration's waves say how many of the passages are read for it.
    """
    reader = _Recalled(question)
    spans, wave = read_in_waves(question.query, question.hits, question.titles, reader, calibration)
    groups = group(spans)
    if not groups:
        return None
    candidates = tuple(
        Observation(found, any(_is_right(span, question.accepted) for span in own))
        for own, found in zip(groups, features(question.query, groups, question.titles), strict=True)
    )
    return Observed(question.gold, question.direction, candidates, reader.passages, wave)


def _is_right(span: Span, accepted: Accepted | None) -> bool:
    passage = span.hit.passage
    return is_right(passage.article_id, (span.start, span.end), span.text, accepted)
