"""Fits the fusion weights, the confidence and the thresholds of a pair on questions with known answers.

One readable run, from the data's folder to the pair's calibration.json:

1. an index of real articles, in both languages, from which a fifth of the articles is left out;
2. every question's rankings, hits and spans, as the product computes them;
3. the fusion weights that bring most gold passages among those that are read;
4. a logistic model of "this candidate is right" (Platt 1999), fitted on one half of the subjects;
5. its calibration error, and what the thresholds do, on the other half.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from qa.ask.decide import features, group
from qa.ask.engine import make_pipeline
from qa.ask.haystack import Pipeline
from qa.ask.fuse import fuse, weighted
from qa.ask.question import understand
from qa.evaluate.gold import (
    GoldArticle,
    GoldQuestion,
    corpus_article,
    corpus_questions,
    part_of,
    read_corpus,
    read_squad,
)
from qa.ingest.articles import article_id
from qa.ingest.run import build_index
from qa.lang.terms import terms
from qa.models.calibration import CALIBRATION_FILE, Calibration, Features, FusionWeights, write_calibration
from qa.models.embedder import load_embedder
from qa.models.files import shipped_folder
from qa.models.reader import load_reader
from qa.settings import Settings, load_settings
from qa.store.generation import Generation, open_generation
from qa.values import LanguageCode, Ranking, Span

SEED = 20261124
QUESTIONS_EACH = 400  # a source and a direction
SUBJECTS_LEFT_OUT = 5  # one subject in so many is not in the index: its questions have no answer there
WEIGHTS = (0.0, 0.25, 0.5, 1.0, 1.5, 2.0)
CANDIDATES_FITTED = 3  # of each question: the answer and its nearest rivals


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


def gather_gold(data: Path) -> tuple[list[GoldArticle], list[GoldQuestion]]:
    """Articles to index, and a sample of questions: half of the corpus in each language, so that four directions occur."""
    articles, questions = [], []
    for file, source, language in (("squad-en.json", "squad", "en"), ("piaf-fr.json", "piaf", "fr")):
        found = read_squad(data / "reading" / file, source, "en" if language == "en" else "fr")
        kept = [article for article in found[0] if part_of(article.id, SUBJECTS_LEFT_OUT)]
        articles += kept
        known = {article.id for article in kept}
        questions += [q if q.about in known else replace(q, article_id=None, start=0, end=0) for q in found[1]]
    with (data / "corpus" / "articles.jsonl").open(encoding="utf-8") as lines:
        for entry in read_corpus(lines):
            languages: tuple[LanguageCode, ...] = ("fr", "en")
            article = corpus_article(entry, languages[part_of(entry["id"] + "language", 2)])
            kept_article = article if part_of(entry["id"], SUBJECTS_LEFT_OUT) else None
            articles += [article] if kept_article is not None else []
            questions += corpus_questions(entry, kept_article)
    return articles, list(_sample(questions, {article.id: article.language for article in articles}))


def _sample(questions: Sequence[GoldQuestion], languages: dict[str, LanguageCode]) -> Iterator[GoldQuestion]:
    """Up to QUESTIONS_EACH of each source and direction, answerable or not; deterministic."""
    shuffled = list(questions)
    random.Random(SEED).shuffle(shuffled)
    taken: dict[tuple[str, ...], int] = {}
    for question in shuffled:
        article_language = languages[question.article_id] if question.article_id is not None else "none"
        kind = (question.source, question.language, article_language)
        taken[kind] = taken.get(kind, 0) + 1
        if taken[kind] <= QUESTIONS_EACH:
            yield question


def build_gold_index(articles: Sequence[GoldArticle], folder: Path, settings: Settings) -> dict[str, str]:
    """Index the articles; for each gold article its id in the index."""
    file = folder / "gold" / "articles.jsonl"
    file.parent.mkdir()
    rows = [json.dumps({"title": article.title, "text": article.text}, ensure_ascii=False) for article in articles]
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    build_index([file.parent], settings)
    return {article.id: article_id(f"gold/articles.jsonl#{line}") for line, article in enumerate(articles, start=1)}


def gold_passages(generation: Generation, gold: GoldQuestion, ids: dict[str, str]) -> frozenset[str]:
    """The passages of the index that hold the gold span whole."""
    if gold.article_id is None:
        return frozenset()
    return frozenset(
        passage.id
        for passage in generation.texts.passages_of(ids[gold.article_id])
        if passage.start <= gold.start and gold.end <= passage.end
    )


def is_right(span: Span, gold: GoldQuestion, ids: dict[str, str], answer: str) -> bool:
    """Whether the span overlaps the gold span, or gives the same words elsewhere."""
    if gold.article_id is None:
        return False
    if span.hit.passage.article_id == ids[gold.article_id] and span.start < gold.end and gold.start < span.end:
        return True
    language = span.hit.passage.language
    return bool(terms(answer, language)) and terms(answer, language) == terms(span.text, language)


def see(pipeline: Pipeline, generation: Generation, gold: GoldQuestion, ids: dict[str, str], settings: Settings) -> Evidence:
    """Both retrievers' rankings of one question."""
    query = understand(gold.text, settings)
    dense = pipeline.get_component("dense").run(query=query)["ranking"]
    bm25 = pipeline.get_component("bm25").run(query=query)["rankings"]
    passages = gold_passages(generation, gold, ids)
    article_language = "none"
    if gold.article_id is not None:
        article_language = generation.texts.articles([ids[gold.article_id]])[ids[gold.article_id]].language
    return Evidence(gold, f"{gold.source} {gold.language}→{article_language}", dense, bm25, passages)


def observe(pipeline: Pipeline, generation: Generation, one: Evidence, ids: dict[str, str], settings: Settings) -> list[Observation]:
    """The first candidates of one question, with the truth about each."""
    query = understand(one.gold.text, settings)
    hits = pipeline.get_component("fuse").run(query=query, dense=one.dense, bm25=one.bm25)["hits"]
    groups = group(pipeline.get_component("read").run(query=query, hits=hits)["spans"])
    articles = generation.texts.articles([hit.passage.article_id for hit in hits])
    evidence = features(query, groups, {id_: article.title for id_, article in articles.items()})
    answer = ""
    if one.gold.article_id is not None:
        home = generation.texts.articles([ids[one.gold.article_id]])[ids[one.gold.article_id]]
        answer = home.text[one.gold.start : one.gold.end]
    return [
        Observation(
            one.gold, one.direction, place, found, any(is_right(span, one.gold, ids, answer) for span in spans)
        )
        for place, (spans, found) in enumerate(zip(groups, evidence, strict=True))
    ]


def recall_at(evidence: Sequence[Evidence], weights: FusionWeights, top_k: int) -> dict[str, float]:
    """Share of the answerable questions with a gold passage among the `top_k`, by direction."""
    hits: dict[str, list[bool]] = {}
    for one in evidence:
        if one.gold_passages:
            rankings = weighted(weights, (one.dense, *one.bm25), one.gold.language)
            best = {id_ for id_, _ in fuse(rankings, k=weights.k)[:top_k]}
            hits.setdefault(one.direction, []).append(bool(best & one.gold_passages))
    return {direction: float(np.mean(found)) for direction, found in sorted(hits.items())}
