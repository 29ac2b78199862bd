"""Retrieval over synthetic passages, the large index against the small one: vectors, words, filters and fusion.

Vectors lie in clusters, words fall as in a language (Zipf), articles have dates and folders; all from one seed.
Questions are noisy copies of passages' vectors with words of theirs; half of them are filtered by date, half of these
by folder too. The clock runs once many others were asked: a file that is mapped into memory is slower at first.
"""

from __future__ import annotations

import time
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from qa.ask.fuse import fuse
from qa.index.articles import FileRecord, PassageRecord
from qa.index.generation import Generation, publish
from qa.index.manifest import FORMAT, Hnsw, Manifest, Recipe
from qa.index.opening import open_generation
from qa.index.writer import GenerationWriter
from qa.lang.terms import terms
from qa.values import Article, Filters, Passage, Ranked, Ranking
from tests.benchmarks.measures import Measure, percentile

SMALL, LARGE = 10_000, 1_000_000
DIMENSION, WORDS, VOCABULARY, EACH = 384, 60, 60_000, 4  # numbers in a vector; words a passage; passages an article
CHUNK, CANDIDATES, READ, WARM, QUESTIONS = 20_000, 40, 10, 400, 200  # WARM: asked before the clock runs
SEED = 20261126


def _vocabulary() -> list[str]:
    syllables = [a + b for a in "bdfgklmnprtv" for b in "aiou"]
    count = len(syllables)
    made = (
        syllables[n % count] + syllables[n // count % count] + syllables[n // count**2 % count] + "x"
        for n in range(VOCABULARY)
    )
    return [(terms(word, "en") or [word])[0] for word in made]


class Synthetic:
    """Passages by number. The words of the first of a chunk do not depend on how many are made; their vectors do."""

    def __init__(self) -> None:
        random = np.random.default_rng(SEED)
        self.centres = random.normal(size=(2000, DIMENSION)).astype(np.float32)
        self.vocabulary = _vocabulary()
        weights = 1.0 / (np.arange(VOCABULARY) + 30)  # the commonest words are stop words, which are not indexed
        self.weights = np.cumsum(weights / weights.sum())

    def vectors(self, first: int, count: int) -> np.ndarray:
        """(count, DIMENSION), of length 1."""
        random = np.random.default_rng((SEED, 1, first))
        noise = random.normal(size=(count, DIMENSION)).astype(np.float32)
        made = self.centres[random.integers(0, len(self.centres), count)] + 0.7 * noise
        return made / np.linalg.norm(made, axis=1, keepdims=True)

    def words(self, first: int, count: int) -> list[list[str]]:
        """The terms of each passage."""
        random = np.random.default_rng((SEED, 2, first))
        drawn = np.searchsorted(self.weights, random.random((count, WORDS)))
        return [[self.vocabulary[word] for word in row] for row in np.minimum(drawn, VOCABULARY - 1)]


def write_index(index: Path, passages: int, synthetic: Synthetic) -> None:
    """An index of so many passages, all in English, published."""
    index.mkdir(parents=True)
    recipe = Recipe(FORMAT, "synthetic", "", "", DIMENSION, 180, 1)
    with closing(GenerationWriter(index, None, Hnsw())) as draft:
        for first in range(0, passages, CHUNK):
            count = min(CHUNK, passages - first)
            words = synthetic.words(first, count)
            records, files = {}, []
            for start in range(first, first + count, EACH):
                article = _article(start)
                files.append((FileRecord(article.path, article.sha256, 0), [article]))
                own = range(start, min(start + EACH, first + count))
                records[article.id] = [PassageRecord(_passage(article, n, n - start), n, f"c{n}") for n in own]
            draft.add_texts(files, records, {first + n: row for n, row in enumerate(words)})
            draft.add_words("en", range(first, first + count), words)
            draft.add_vectors("en", range(first, first + count), synthetic.vectors(first, count))
        totals = draft.totals()
        articles = sum(n for _, n in totals.languages)
        dates = (totals.first_date, totals.last_date)
        draft.finish(
            Manifest(recipe, Hnsw(), "synthetic", "0", 1, "", (), articles, totals.passages, totals.languages, *dates)
        )
        publish(index, draft.number)


def _article(start: int) -> Article:
    number = start // EACH
    path = f"news/{number % 97:02d}/{number:07d}.txt"
    day = (date(2000, 1, 1) + timedelta(days=number * 7919 % 9000)).isoformat()
    text = f"Article {number}. " * EACH * 2
    return Article(f"a1:{number}", path, f"No. {number}", text, 0, day, "header", "en", f"{number:064d}", "text/plain")


def _passage(article: Article, number: int, place: int) -> Passage:
    width = len(article.text) // EACH
    start, end = place * width, (place + 1) * width
    return Passage(f"{article.id}:{start}-{end}:{number}", article.id, start, end, article.text[start:end], "en", "")


def retrieve(generation: Generation, vector: np.ndarray, words: str, filters: Filters | None) -> list[Any]:
    """What an engine does between the question's vector and the passages to read."""
    selection = None if filters is None else generation.select("en", filters)
    rankings = []
    for retriever in ("dense", "bm25"):
        if retriever == "dense":
            found = generation.dense.search("en", vector, CANDIDATES, selection)
        else:
            found = generation.bm25["en"].search(words, CANDIDATES, None if selection is None else selection.mask)
        ids = generation.texts.ids([number for number, _ in found])
        hits = (Ranked(id_, rank, score) for rank, (id_, (_, score)) in enumerate(zip(ids, found, strict=True), 1))
        rankings.append((1.0, Ranking("dense", None, tuple(hits))))
    best = fuse(rankings)[:READ]
    return list(generation.texts.passages([id_ for id_, _ in best]).values())


def times(index: Path, passages: int, synthetic: Synthetic) -> list[float]:
    """Seconds of each question."""
    random = np.random.default_rng((SEED, 3))
    taken = []
    with closing(open_generation(index)) as generation:
        for number in range(QUESTIONS + WARM):
            first = int(random.integers(0, passages // CHUNK or 1)) * CHUNK
            row = number % 7  # of a few passages alone, so that no chunk's words are made in full
            (own,) = generation.vectors.of([first + row])
            vector = own + 0.03 * random.normal(size=DIMENSION)
            words = " ".join(random.choice(synthetic.words(first, row + 1)[row], 6, replace=False))
            since = (date(2000, 1, 1) + timedelta(days=int(random.integers(0, 8000)))).isoformat()
            folder = (f"news/{random.integers(0, 97):02d}",)
            filters = [Filters(None, since), None, Filters(None, since, "2024-12-31", folder), None][number % 4]
            started = time.perf_counter()
            retrieve(generation, np.asarray(vector / np.linalg.norm(vector), dtype=np.float32), words, filters)
            if number >= WARM:
                taken.append(time.perf_counter() - started)
    return taken


def measure(home: Path, *, small: int = SMALL, large: int = LARGE) -> list[Measure]:
    """p95 of the large index against the small one; indexes that are there already are taken."""
    synthetic = Synthetic()
    p95 = {}
    for passages in (small, large):
        index = home / f"synthetic-{passages}"
        if not (index / "CURRENT").exists():
            write_index(index, passages, synthetic)
        p95[passages] = percentile(times(index, passages, synthetic), 0.95)
    return [
        Measure(
            f"retrieval at {large:,} passages: p95",
            p95[large] * 1000,
            "ms",
            f"at {small:,}",
            p95[small] * 1000,
            p95[large] / p95[small],
            most=3,
        )
    ]
