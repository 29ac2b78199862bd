"""Questions with known answers, from SQuAD files and from the bilingual corpus."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.values import LanguageCode, Value

PARAGRAPH_BREAK = "\n\n"


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An article to index."""

    id: str
    title: str
    text: str
    language: LanguageCode


@dataclass(frozen=True, slots=True)
class GoldQuestion(Value):
    """A question and the place of its answer; no article where nothing answers it."""

    text: str
    language: LanguageCode
    source: str  # where it comes from: "squad", "piaf", "corpus"
    about: str  # the subject's id: questions on one subject are kept on the same side of a split
    article_id: str | None = None
    start: int = 0  # characters into the article's text, included
    end: int = 0  # excluded


def part_of(about: str, parts: int) -> int:
    """A stable number from 0 to `parts` - 1 for a subject: splits by article need no list."""
    return int.from_bytes(hashlib.blake2b(about.encode(), digest_size=8).digest(), "big") % parts


def read_squad(path: Path, source: str, language: LanguageCode) -> tuple[list[GoldArticle], list[GoldQuestion]]:
    """Articles of a SQuAD 1.1 or 2.0 file, their paragraphs joined by blank lines, and their questions.

    Raises:
        ValueError: an answer does not stand in its paragraph.
    """
    articles, questions = [], []
    for number, entry in enumerate(json.loads(path.read_text(encoding="utf-8"))["data"]):
        id_, text = f"{source}-{number:03d}", ""
        for paragraph in entry["paragraphs"]:
            text += PARAGRAPH_BREAK if text else ""
            questions += [_squad_question(qa, paragraph, len(text), id_, source, language) for qa in paragraph["qas"]]
            text += paragraph["context"]
        articles.append(GoldArticle(id_, entry.get("title", id_).replace("_", " "), text, language))
    return articles, questions


def _squad_question(
    qa: dict[str, Any], paragraph: dict[str, Any], offset: int, id_: str, source: str, language: LanguageCode
) -> GoldQuestion:
    if not qa.get("answers"):
        return GoldQuestion(qa["question"], language, source, id_)
    answer, start = qa["answers"][0]["text"], int(qa["answers"][0]["answer_start"])
    start = _nearest(paragraph["context"], answer, start)
    return GoldQuestion(qa["question"], language, source, id_, id_, offset + start, offset + start + len(answer))


def _nearest(context: str, answer: str, start: int) -> int:
    """Where the answer stands, nearest to where the file says: PIAF's own starts are off in a few questions."""
    if context[start : start + len(answer)] == answer:
        return start
    places = [place for place in range(len(context)) if context.startswith(answer, place)]
    if not places:
        raise ValueError(f"the answer {answer!r} does not stand in its paragraph: {context[:60]}…")
    return min(places, key=lambda place: abs(place - start))


def read_corpus(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The entries of the bilingual corpus, one JSON object a line."""
    return (json.loads(line) for line in lines if line.strip())


def corpus_article(entry: dict[str, Any], language: LanguageCode) -> GoldArticle:
    """One entry as an article in `language`."""
    text = " ".join(sentence[language] for sentence in entry["sentences"])
    return GoldArticle(entry["id"], entry["title"][language], text, language)


def corpus_questions(entry: dict[str, Any], article: GoldArticle | None) -> Iterator[GoldQuestion]:
    """The entry's questions in both languages; where the article is None, as questions that nothing answers.

    Raises:
        ValueError: an answer does not stand in the article.
    """
    languages: tuple[LanguageCode, ...] = ("fr", "en")
    for asked in languages:
        for question in entry["questions"]:
            if article is None:
                yield GoldQuestion(question[asked]["question"], asked, "corpus", entry["id"])
                continue
            answer = question[article.language]["answer"]
            start = article.text.find(answer)  # the first occurrence is the right one, says the corpus
            if start < 0:
                raise ValueError(f"the answer {answer!r} does not stand in {article.id}")
            text = question[asked]["question"]
            yield GoldQuestion(text, asked, "corpus", entry["id"], article.id, start, start + len(answer))
        for unanswerable in entry["unanswerable"]:
            yield GoldQuestion(unanswerable[asked], asked, "corpus", entry["id"])
