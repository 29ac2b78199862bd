"""Texts in one language with questions on them in both, one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NotRequired

from pydantic import TypeAdapter, ValidationError
from typing_extensions import TypedDict  # pydantic refuses that of `typing` before Python 3.12

from qa.errors import EvaluationError
from qa.evaluate.gold import (
    BOTH,
    GoldArticle,
    GoldQuestion,
    InBoth,
    SquadEntry,
    bad_line,
    first_problem,
    one_for_one,
    read_bytes,
    squad_entries,
    subject_of,
    title_of,
)
from qa.lang import LANGUAGES
from qa.values import LanguageCode


class _TextQuestion(TypedDict):
    fr: str
    en: str
    answer: str
    start: int


class _Text(TypedDict):
    id: str
    source: str
    title: NotRequired[str]
    language: LanguageCode
    text: str
    questions: list[_TextQuestion]
    unanswerable: NotRequired[list[InBoth]]
    origin: NotRequired[str]
    doc: NotRequired[str]


@dataclass(frozen=True, slots=True)
class GoldText:
    """A paragraph in one language, with questions on it in both."""

    article: GoldArticle
    about: str  # its subject: see `read_texts`
    questions: tuple[GoldQuestion, ...]  # each in French, then in English; those that it does not answer at the end


_TEXT: TypeAdapter[_Text] = TypeAdapter(_Text)


def is_text(line: str) -> bool:
    """Whether a line of JSON is one of these texts, rather than an entry of the corpus."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and "text" in found and "sentences" not in found


def read_texts(path: Path, lines: Iterable[str] | None = None) -> list[GoldText]:
    """The texts of a file, one JSON object a line.

    A text is on the same side of a split as the article that it comes from: its subject is the number that the title
    has in the SQuAD file of the same name in the folder `reading` beside the file's own (`reading/piaf-fr.json` for
    `questions/piaf-fr.jsonl`). Without such a file, or such a title there, it is the text's document, else its title.

    Args:
        path: of the file.
        lines: of the file, where they were read before.

    Raises:
        EvaluationError: a line is not in that format, or an answer is not where it says; says which and where.
    """
    numbered = {entry.title: entry.id for entry in _squad_beside(path)}
    lines = read_bytes(path).decode("utf-8", "replace").split("\n") if lines is None else lines
    texts = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            found = _TEXT.validate_json(line)
        except ValidationError as error:
            raise bad_line(path, number, *first_problem(error)) from error
        if found["language"] not in LANGUAGES:
            raise bad_line(path, number, "language", f"{found['language']!r} is none of {', '.join(LANGUAGES)}")
        texts.append(_text(found, numbered, path))
    return texts


def _squad_beside(path: Path) -> list[SquadEntry]:
    file = path.resolve().parent.parent / "reading" / f"{path.stem}.json"
    return squad_entries(file, path.stem.partition("-")[0]) if file.is_file() else []


def _text(found: _Text, numbered: Mapping[str, str], path: Path) -> GoldText:
    source, title, language = found["source"], title_of(found.get("title", "")), found["language"]
    document = f"{found.get('origin', '')}/{found['doc']}" if "doc" in found else title or found["id"]
    about = numbered.get(title) or subject_of(source, document)
    article = GoldArticle(found["id"], title, one_for_one(found["text"]), language)
    questions = []
    for asked in found["questions"]:
        start, end = asked["start"], asked["start"] + len(asked["answer"])
        if not asked["answer"] or article.text[max(start, 0) : end] != one_for_one(asked["answer"]):
            raise EvaluationError(
                "The answer {answer!r} to {question!r} is not in its paragraph in {file}: fix or remove the question.",
                answer=asked["answer"],
                question=asked["fr"],
                file=path,
            )
        for code, question in (("fr", asked["fr"]), ("en", asked["en"])):
            questions.append(GoldQuestion(question, code, source, about, article.id, start, end))
    for other in found.get("unanswerable", []):
        questions += [GoldQuestion(other[code], code, source, about) for code in BOTH]
    return GoldText(article, about, tuple(questions))
