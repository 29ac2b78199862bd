"""What is evaluated: questions with the places of their answers, the texts they are asked about, and the splits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import blake2b
from typing import Literal

from qa.evaluate.gold import DEVELOPMENT_PART, PARTS, TEST_PART, Place, part_of
from qa.lang import LANGUAGES
from qa.values import LanguageCode


class Stage(StrEnum):
    """What can be measured alone."""

    READING = "reading"
    RETRIEVAL = "retrieval"
    END_TO_END = "end-to-end"
    WITHOUT_ANSWERS = "without-answers"


USUAL_STAGES = (Stage.READING, Stage.RETRIEVAL, Stage.END_TO_END)  # without answers must be asked for: it takes as long


Split = Literal["all", "train", "dev", "test"]


@dataclass(frozen=True, slots=True)
class Context:
    """A text that questions are asked about: a paragraph of a SQuAD file, or a whole article."""

    id: str
    about: str  # the subject: the article that it is a part of
    title: str
    text: str
    language: LanguageCode


@dataclass(frozen=True, slots=True)
class Case:
    """A question with the places of its answers in one context."""

    id: str  # the same in every run, and whatever the language of the question: reports are compared by it
    question: str
    language: LanguageCode  # of the question
    about: str  # the subject
    context: str | None  # id of the context; None for a question that was asked of no text in particular
    places: tuple[Place, ...]  # characters into the context's text; none: it does not answer the question
    kind: str = ""  # of the question, where its file says: "who", "misspelled"…


@dataclass(frozen=True, slots=True)
class GoldSet:
    """The texts in one language that a file asks about, and its questions about them."""

    source: str
    language: LanguageCode  # of the texts
    contexts: Mapping[str, Context]
    cases: tuple[Case, ...]
    has_paragraphs: bool  # whether a context is a part of an article
    indexed_whole: bool  # whether all texts are indexed for a split, or only those of its own subjects
    unusable: int = 0  # lines of the file that gave no case; reported with the first of its sets

    def group(self, case: Case) -> str:
        """What the case is reported under: source, language of the question → language of the text."""
        return f"{self.source} {case.language}→{self.language}"

    def part(self, split: Split) -> GoldSet:
        """Only the questions on the subjects of a split, and what is indexed for them."""
        contexts = self.contexts
        if not self.indexed_whole:
            contexts = {id_: context for id_, context in contexts.items() if in_split(context.about, split)}
        return replace(self, contexts=contexts, cases=tuple(c for c in self.cases if in_split(c.about, split)))

    def sample(self, limit: int | None) -> GoldSet:
        """At most `limit` questions of each group; a smaller sample is part of a larger one."""
        if limit is None:
            return self
        chosen = set()
        for language in LANGUAGES:
            ids = [case.id for case in self.cases if case.language == language]
            chosen |= {(language, id_) for id_ in sorted(ids, key=_lot)[:limit]}
        return replace(self, cases=tuple(case for case in self.cases if (case.language, case.id) in chosen))


def _lot(id_: str) -> bytes:
    """A stable place in an order that has nothing to do with the id's meaning."""
    return blake2b(id_.encode(), digest_size=8, salt=b"sample").digest()


def in_split(about: str, split: Split) -> bool:
    """Whether a subject belongs to the split."""
    part = part_of(about, PARTS)
    wanted = {TEST_PART: "test", DEVELOPMENT_PART: "dev"}.get(part, "train")
    return split in ("all", wanted)
