"""Retrieval pairs: a question, the stretch of text that answers it, and one that looks as if it did."""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qa.evaluate.gold import (
    GoldArticle,
    GoldQuestion,
    corpus_article,
    corpus_questions,
    read_corpus,
    read_squad,
)
from qa.lang.sentences import sentences
from qa.train.config import EmbedderConfig
from qa.train.data import LANGUAGES, READING
from qa.train.mining import dense_ranks, lexical_ranks
from qa.train.questions import is_trained_on
from qa.values import LanguageCode

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


@dataclass(frozen=True, slots=True)
class Stretch:
    """A passage of a training article."""

    about: str
    language: LanguageCode
    start: int  # characters into the article, included
    end: int  # excluded
    text: str


@dataclass(frozen=True, slots=True)
class Triplet:
    """A question with the passage that answers it and a mined one that does not."""

    question: str
    positive: str
    negative: str


def training_articles(data: Path) -> tuple[list[GoldArticle], list[GoldQuestion]]:
    """Every article that training may see, the corpus' in both languages, and the questions that they answer."""
    articles: list[GoldArticle] = []
    questions: list[GoldQuestion] = []
    for file, source, language in READING:
        found, asked = read_squad(data / "reading" / file, source, language)
        articles += [article for article in found if is_trained_on(article.id)]
        questions += [question for question in asked if is_trained_on(question.about)]
    with (data / "corpus" / "articles.jsonl").open(encoding="utf-8") as lines:
        for entry in read_corpus(lines):
            if is_trained_on(entry["id"]):
                for language in LANGUAGES:
                    article = corpus_article(entry, language)
                    articles.append(GoldArticle(f"{article.id}/{language}", article.title, article.text, language))
                    questions += [
                        GoldQuestion(q.text, q.language, q.source, q.about, f"{article.id}/{language}", q.start, q.end)
                        for q in corpus_questions(entry, article)
                        if q.article_id is not None
                    ]
    return articles, [question for question in questions if question.article_id is not None]


def stretches(article: GoldArticle, characters: int, rng: random.Random) -> Iterator[Stretch]:
    """The article in whole sentences, each stretch about as long as asked, or half as long."""
    about = article.id.partition("/")[0]
    start = end = 0
    room = 0
    for sentence_start, sentence_end in sentences(article.text, article.language):
        if end and sentence_end - start > room:
            yield Stretch(about, article.language, start, end, article.text[start:end])
            end = 0
        if not end:
            start, room = sentence_start, rng.randint(characters // 2, characters)
        end = sentence_end
    if end:
        yield Stretch(about, article.language, start, end, article.text[start:end])


def mine(model: SentenceTransformer, data: Path, config: EmbedderConfig, seed: int) -> list[Triplet]:
    """Triplets with negatives that the model itself or BM25 ranks high, taken in turn (Karpukhin et al. 2020).

    A negative is never a stretch that touches the answer, nor one of the same article in the other language.

    Args:
        model: the sentence-transformers model to be trained.
        data: folder with reading/ and corpus/.
        config: how many pairs, how long, and which ranks negatives are drawn from.
        seed: of the cuts, the sample and the draws.
    """
    rng = random.Random(seed)
    articles, questions = training_articles(data)
    by_article = {article.id: list(stretches(article, config.passage_characters, rng)) for article in articles}
    questions = _sample(questions, config, rng)
    pool = [stretch for found in by_article.values() for stretch in found]
    vectors = model.encode_document([one.text for one in pool], batch_size=32, normalize_embeddings=True)
    asked = model.encode_query([one.text for one in questions], batch_size=64, normalize_embeddings=True)
    dense = dense_ranks(asked, vectors, config.negatives_to)
    lexical = lexical_ranks(
        [(one.text, one.language) for one in questions], [(one.text, one.language) for one in pool], config.negatives_to
    )
    triplets = []
    for number, question in enumerate(questions):
        positive = _holding(by_article[str(question.article_id)], question)
        ranks = dense[number] if number % 2 else lexical[number] or dense[number]
        wrong = [rank for rank in ranks if not _may_answer(pool[rank], question, positive)]
        if positive is not None and wrong:
            negative = pool[rng.choice(wrong[config.negatives_from :] or wrong)]
            triplets.append(Triplet(question.text, positive.text, negative.text))
    return triplets


def _sample(questions: Sequence[GoldQuestion], config: EmbedderConfig, rng: random.Random) -> list[GoldQuestion]:
    """Up to so many questions of each source and direction, shuffled."""
    shuffled = list(questions)
    rng.shuffle(shuffled)
    taken: dict[tuple[str, str, str], int] = {}
    chosen = []
    for question in shuffled:
        kind = (question.source, question.language, str(question.article_id).partition("/")[2])
        taken[kind] = taken.get(kind, 0) + 1
        if taken[kind] <= (config.corpus_questions if question.source == "corpus" else config.reading_questions):
            chosen.append(question)
    return chosen


def _holding(found: Sequence[Stretch], question: GoldQuestion) -> Stretch | None:
    """The stretch that holds the whole answer; None where it is cut in two."""
    return next((one for one in found if one.start <= question.start and question.end <= one.end), None)


def _may_answer(stretch: Stretch, question: GoldQuestion, positive: Stretch | None) -> bool:
    if stretch.about != question.about:
        return False
    return positive is None or stretch.language != positive.language or stretch == positive


def translations(data: Path, count: int, seed: int) -> list[tuple[str, str]]:
    """Sentences of the news with their translation, as many in either direction."""
    with gzip.open(data / "parallel" / "ntrex-128.en-fr.tsv.gz", "rt", encoding="utf-8") as lines:
        pairs = [line.rstrip("\n").split("\t") for line in lines]
    rng = random.Random(seed)
    chosen = rng.sample(pairs, min(count, len(pairs)))
    return [(pair[0], pair[1]) if number % 2 else (pair[1], pair[0]) for number, pair in enumerate(chosen)]
