"""The questions that the reader is trained on: all sources, each asked of the text that it was written for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qa.evaluate.gold import (
    DEVELOPMENT_PART,
    PARTS,
    TEST_PART,
    Place,
    corpus_article,
    corpus_questions,
    part_of,
    read_corpus,
    squad_entries,
)
from qa.evaluate.texts import read_texts
from qa.train.data import LANGUAGES, READING
from qa.values import LanguageCode

CORPORA = (("corpus/articles.jsonl", "corpus"), ("questions/ntrex-news.jsonl", "ntrex"))
WRITTEN = ("questions/piaf-fr.jsonl", "questions/prose-fr.jsonl", "questions/squad-en.jsonl")


@dataclass(frozen=True, slots=True)
class Text:
    """A text that questions are asked of."""

    id: str
    subject: str  # texts on one subject stay on one side of a split
    title: str
    text: str
    language: LanguageCode


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on a text and the places of its accepted answers there; none: the text does not answer."""

    question: str
    language: LanguageCode  # of the question
    source: str
    text: Text
    answers: tuple[Place, ...]


def is_trained_on(subject: str) -> bool:
    """Whether training may see this subject: it belongs neither to the test split nor to the development split."""
    return part_of(subject, PARTS) not in (TEST_PART, DEVELOPMENT_PART)


def all_questions(data: Path) -> Iterator[Asked]:
    """Every question of every source, of all splits; files of `questions/` that are not there are passed over."""
    for file, source, language in READING:
        for entry in squad_entries(data / "reading" / file, source):
            for number, paragraph in enumerate(entry.paragraphs):
                text = Text(f"{entry.id}.{number}", entry.id, entry.title, paragraph.text, language)
                for question, places in paragraph.questions:
                    yield Asked(question, language, source, text, places)
    for name in WRITTEN:
        yield from _written(data / name)
    for name, source in CORPORA:
        yield from _corpus(data / name, source)


def _written(file: Path) -> Iterator[Asked]:
    """Questions in both languages on one text a line."""
    for one in read_texts(file) if file.is_file() else ():
        article = one.article
        text = Text(article.id, one.about, article.title, article.text, article.language)
        for question in one.questions:
            places = () if question.article_id is None else ((question.start, question.end),)
            yield Asked(question.text, question.language, f"{question.source}+", text, places)


def _corpus(file: Path, source: str) -> Iterator[Asked]:
    """Questions of a bilingual corpus in its four directions."""
    for entry in read_corpus(file.read_text(encoding="utf-8").splitlines(), file) if file.is_file() else ():
        for language in LANGUAGES:
            article = corpus_article(entry, language)
            text = Text(f"{article.id}/{language}", entry["id"], article.title, article.text, language)
            for question in corpus_questions(entry, article):
                places = () if question.article_id is None else ((question.start, question.end),)
                yield Asked(question.text, question.language, source, text, places)
