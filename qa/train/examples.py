"""Reading examples: a question, a stretch of an article, and the answer's place in it or none."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.evaluate.gold import (
    DEVELOPMENT_PART,
    PARTS,
    TEST_PART,
    GoldArticle,
    GoldQuestion,
    corpus_article,
    corpus_questions,
    part_of,
    read_corpus,
    read_squad,
)
from qa.lang.sentences import sentences
from qa.train.config import ReaderConfig
from qa.train.data import LANGUAGES, READING


@dataclass(frozen=True, slots=True)
class Example:
    """A question asked of a stretch of text; `start == end` where it holds no answer."""

    question: str
    context: str
    start: int = 0  # characters into the context, included
    end: int = 0  # excluded


def is_trained_on(about: str) -> bool:
    """Whether training may see this subject: it belongs neither to the test split nor to the development split."""
    return part_of(about, PARTS) not in (TEST_PART, DEVELOPMENT_PART)


def reading_examples(data: Path, config: ReaderConfig, seed: int) -> list[Example]:
    """All examples of one epoch, shuffled: SQuAD, PIAF and the corpus in its four directions."""
    rng = random.Random(seed)
    examples: list[Example] = []
    for file, source, language in READING:
        articles, questions = read_squad(data / "reading" / file, source, language)
        cutter = _Cutter([article for article in articles if is_trained_on(article.id)], config, rng)
        asked = [question for question in questions if is_trained_on(question.about)]
        for question in asked * (config.piaf_rounds if source == "piaf" else config.squad_rounds):
            examples += cutter.examples(question)
    lines = (data / "corpus" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    entries = [entry for entry in read_corpus(lines) if is_trained_on(entry["id"])]
    for language in LANGUAGES:
        texts = [corpus_article(entry, language) for entry in entries]
        cutter = _Cutter(texts, config, rng)
        for entry, article in zip(entries, texts, strict=True):
            for question in corpus_questions(entry, article):
                crossed = question.language != language
                if not crossed or rng.random() < config.crossed:
                    examples += cutter.examples(question)
    rng.shuffle(examples)
    return examples


class _Cutter:
    """Cuts windows out of a source's articles."""

    def __init__(self, articles: Sequence[GoldArticle], config: ReaderConfig, rng: random.Random) -> None:
        self._articles = {article.id: article for article in articles}
        self._sentences = {article.id: sentences(article.text, article.language) for article in articles}
        self._config = config
        self._rng = rng

    def examples(self, question: GoldQuestion) -> Iterator[Example]:
        """The question with its answer, and now and then with a text that does not hold it."""
        if question.article_id is None:
            yield self._without(question, question.about)
            return
        yield self._with(question)
        if self._rng.random() < self._config.elsewhere:
            yield self._without(question, question.about)
        if self._rng.random() < self._config.stranger:
            yield self._without(question, self._neighbour(question.about))

    def _with(self, question: GoldQuestion) -> Example:
        article, spans = self._articles[question.about], self._sentences[question.about]
        first = max(n for n, (start, _) in enumerate(spans) if start <= question.start)
        last = max(n for n, (start, _) in enumerate(spans) if start < question.end)
        start, end = self._widen(spans, first, last, 0, len(spans))
        return Example(question.text, article.text[start:end], question.start - start, question.end - start)

    def _without(self, question: GoldQuestion, id_: str) -> Example:
        """A stretch of the article that does not touch the sentences of the answer."""
        article, spans = self._articles[id_], self._sentences[id_]
        free = list(range(len(spans)))
        if question.article_id == id_:
            answer = article.text[question.start : question.end]
            free = [n for n, (start, end) in enumerate(spans) if answer not in article.text[start:end]] or [0]
        seed = self._rng.choice(free)
        low = high = seed
        while low - 1 in free:
            low -= 1
        while high + 1 in free:
            high += 1
        start, end = self._widen(spans, seed, seed, low, high + 1)
        return Example(question.text, article.text[start:end])

    def _widen(self, spans: Sequence[tuple[int, int]], first: int, last: int, low: int, high: int) -> tuple[int, int]:
        """Add sentences on either side, in random order, up to a random length."""
        length = self._rng.randint(*self._config.context_characters)
        while True:
            sides = [(first - 1, last)] if first > low else []
            sides += [(first, last + 1)] if last + 1 < high else []
            sides = [(a, b) for a, b in sides if spans[b][1] - spans[a][0] <= length]
            if not sides:
                return spans[first][0], spans[last][1]
            first, last = self._rng.choice(sides)

    def _neighbour(self, id_: str) -> str:
        """Another article of the same source; in the corpus, on the same kind of subject."""
        kind = id_.partition("-")[0]
        others = [other for other in self._articles if other != id_ and other.partition("-")[0] == kind]
        return self._rng.choice(others or [id_])
