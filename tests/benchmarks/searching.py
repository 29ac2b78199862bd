"""Searching 100,000 passages: every way of searching that people use, a page at a time, with all its counts.

The articles are the seeds' sentences, shuffled, in both languages, with dates and folders; their vectors are given, not
embedded. What is looked for stands in these sentences, so that a word is found in thousands of articles. Every search
runs three times with many others in between, so that none is remembered, and its fastest run counts: what else the
machine does at the time is no property of a search.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date, timedelta
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from qa.ask.engine import Engine
from qa.index.articles import FileRecord, PassageRecord
from qa.index.generation import publish
from qa.index.manifest import Hnsw, Manifest, recipe_of
from qa.index.writer import GenerationWriter
from qa.lang.terms import terms
from qa.models.embedder import load_embedder
from qa.settings import Settings
from qa.values import Article, Filters, LanguageCode, Passage
from tests.benchmarks.articles import sentences_of
from tests.benchmarks.measures import Measure, percentile
from tests.benchmarks.retrieval import CHUNK, SEED, Synthetic

PASSAGES, EACH, SENTENCES = 100_000, 4, 6  # passages; of an article; sentences of a passage
SEARCHES, ROUNDS, TENTH = 40, 3, 180  # of each kind; number of the first article of the tenth page
MOST_MS = 100
BOTH: tuple[LanguageCode, ...] = ("en", "fr")
Draw = Callable[[random.Random], str]


def write_index(settings: Settings, passages: int) -> None:
    """An index of so many passages, published."""
    index = settings.index_folder
    index.mkdir(parents=True)
    chance, synthetic, embedder = random.Random(SEED), Synthetic(), load_embedder(settings)
    with closing(GenerationWriter(index, None, Hnsw())) as draft:
        for first in range(0, passages, CHUNK):
            numbers = range(first, min(first + CHUNK, passages))
            vectors = synthetic.vectors(first, len(numbers))
            own: dict[LanguageCode, dict[int, list[str]]] = {"en": {}, "fr": {}}
            records, files = {}, []
            for start in numbers[::EACH]:
                article, held, words = _article(start, chance)
                files.append((FileRecord(article.path, article.sha256, 0), [article]))
                records[article.id] = held
                own[article.language].update(words)
            draft.add_texts(files, records, {**own["en"], **own["fr"]})
            for language, of in own.items():
                draft.add_words(language, list(of), list(of.values()))
                draft.add_vectors(language, list(of), vectors[[number - first for number in of]])
        totals = draft.totals()
        recipe, articles = recipe_of(embedder, settings), sum(count for _, count in totals.languages)
        about = (recipe, Hnsw(), settings.embedder, version("gazette"), 1, "", (), articles)
        draft.finish(Manifest(*about, totals.passages, totals.languages, totals.first_date, totals.last_date))
        publish(index, draft.number)


def _article(start: int, chance: random.Random) -> tuple[Article, list[PassageRecord], dict[int, list[str]]]:
    """An article, its passages, numbered from `start` on, and the terms of each."""
    number = start // EACH
    language = BOTH[number % 2]
    parts = [[chance.choice(sentences_of(language)) for _ in range(SENTENCES)] for _ in range(EACH)]
    title = f"No. {number}"
    text = "\n\n".join([title, *map(" ".join, parts)])
    day = (date(2000, 1, 1) + timedelta(days=number * 7919 % 9000)).isoformat()
    path = f"news/{number % 12:02d}/{number % 97:02d}/{number:07d}.txt"
    body = len(title) + 2
    article = Article(f"a1:{number}", path, title, text, body, day, "header", language, f"{number:064d}", "text/plain")
    records, words, begin = [], {}, body
    for place, part in enumerate(parts):
        quoted = " ".join(part)
        end = begin + len(quoted)
        passage = Passage(f"{article.id}:{begin}-{end}:{place}", article.id, begin, end, quoted, language, "")
        records.append(PassageRecord(passage, start + place, f"c{start + place}"))
        words[start + place] = [term for sentence in part for term in _terms(sentence, language)]
        begin = end + 2
    return article, records, words


@cache
def _terms(sentence: str, language: LanguageCode) -> tuple[str, ...]:
    return tuple(terms(sentence, language))


def _words(chance: random.Random, count: int) -> list[str]:
    """So many words that stand side by side, none of which goes without saying."""
    while True:
        language = chance.choice(BOTH)
        told = chance.choice(sentences_of(language)).split()
        first = chance.randrange(len(told) - count + 1)
        words = told[first : first + count]
        if all(word.isalpha() and len(word) > 3 and terms(word, language) for word in words):
            return words


KINDS: dict[str, tuple[Draw, dict[str, Any]]] = {
    "a word": (lambda chance: _words(chance, 1)[0], {}),
    "a word, the tenth page": (lambda chance: _words(chance, 1)[0], {"first": TENTH}),
    "a word, the newest first": (lambda chance: _words(chance, 1)[0], {"order": "newest"}),
    "two words": (lambda chance: " ".join((*_words(chance, 1), *_words(chance, 1))), {}),
    "a phrase": (lambda chance: f'"{" ".join(_words(chance, 2))}"', {}),
    "a beginning": (lambda chance: f"{_words(chance, 1)[0][:4]}*", {}),
    "a word without another": (lambda chance: f"{_words(chance, 1)[0]} -{_words(chance, 1)[0]}", {}),
    "a word, by year, language and folder": (
        lambda chance: _words(chance, 1)[0],
        {"filters": Filters("fr", "2010", "2018-06", ("news/03", "news/04"))},
    ),
    "a word, by meaning too": (lambda chance: _words(chance, 1)[0], {"by_meaning": True}),
    "words, by meaning too, the tenth page": (
        lambda chance: " ".join((*_words(chance, 1), *_words(chance, 1))),
        {"by_meaning": True, "first": TENTH},
    ),
}


def times_ms(engine: Engine, searches: Sequence[str], options: dict[str, Any], rounds: int) -> list[float]:
    """The fastest of some runs of each search."""
    taken: list[list[float]] = [[] for _ in searches]
    for _ in range(rounds):
        for number, query in enumerate(searches):
            started = time.perf_counter()
            engine.search(query, **options)
            taken[number].append(1000 * (time.perf_counter() - started))
    return [min(own) for own in taken]


def measure(home: Path, *, passages: int = PASSAGES, searches: int = SEARCHES, rounds: int = ROUNDS) -> list[Measure]:
    """p95 and p50 of each kind; an index that is there already is taken."""
    settings = Settings(index=str(home / f"searching-{passages}"))
    if not (settings.index_folder / "CURRENT").exists():
        write_index(settings, passages)
    measures = []
    with closing(Engine(settings)) as engine:
        for kind, (draw, options) in KINDS.items():
            chance = random.Random(f"{SEED} {kind}")
            drawn = list(dict.fromkeys(draw(chance) for _ in range(searches)))
            times_ms(engine, drawn[:2], options, 1)  # the first search of all opens the index
            taken = times_ms(engine, drawn, options, rounds)
            name = f"a page of a search in {passages:,} passages, {kind}: p95"
            p50 = percentile(taken, 0.5)
            measures.append(Measure(name, percentile(taken, 0.95), "ms", "p50", p50, most=MOST_MS))
    return measures
