"""Questions with known answers, from SQuAD files and from the bilingual corpus; the splits that all sources share."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, NotRequired

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError
from typing_extensions import TypedDict  # pydantic refuses that of `typing` before Python 3.12

from qa.errors import EvaluationError
from qa.lang import LANGUAGES
from qa.values import LanguageCode, Value

PARAGRAPH_BREAK = "\n\n"

# A split by subject: nothing that belongs to one subject stands on two sides of it.
PARTS = 10
TEST_PART = 0  # `part_of(about, PARTS)` of what training never sees
DEVELOPMENT_PART = 1  # and of what training may look at to choose; the other parts are trained on

BOTH: tuple[LanguageCode, ...] = ("fr", "en")  # the languages that questions are written in

Place = tuple[int, int]  # characters into a text: first included, last excluded


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


def subject_of(source: str, name: int | str) -> str:
    """The id of a subject, which splits go by; the only place that makes one.

    Args:
        source: "piaf", "squad", "prose"…
        name: the article's number in its SQuAD file; of other texts their document, or else their title.
    """
    return f"{source}-{name:03d}" if isinstance(name, int) else f"{source}-{name}"


# ---------------------------------------------------------------- SQuAD 1.1 and 2.0


@dataclass(frozen=True, slots=True)
class GoldParagraph:
    """A paragraph of a SQuAD file with its questions."""

    text: str
    questions: tuple[tuple[str, tuple[Place, ...]], ...]  # each with the places of its answers; none: unanswerable


@dataclass(frozen=True, slots=True)
class SquadEntry:
    """An article of a SQuAD file."""

    id: str  # source and number in the file: "squad-003"
    title: str
    paragraphs: tuple[GoldParagraph, ...]

    @property
    def text(self) -> str:
        """The whole article: its paragraphs, with a blank line between them."""
        return PARAGRAPH_BREAK.join(paragraph.text for paragraph in self.paragraphs)


class _SquadAnswer(TypedDict):
    text: str
    answer_start: int


class _SquadQuestion(TypedDict):
    question: str
    answers: NotRequired[list[_SquadAnswer]]
    is_impossible: NotRequired[bool]


class _Paragraph(TypedDict):
    context: str
    qas: list[_SquadQuestion]


class _SquadArticle(TypedDict, total=False):
    title: str
    paragraphs: list[_Paragraph]


class _Squad(TypedDict):
    data: list[_SquadArticle]


_SQUAD: TypeAdapter[_Squad] = TypeAdapter(_Squad)


def squad_entries(path: Path, source: str) -> list[SquadEntry]:
    """The articles of a SQuAD 1.1 or 2.0 file, with every answer that it accepts.

    Raises:
        EvaluationError: the file cannot be read or is not in that format, or an answer is not in its paragraph.
    """
    try:
        content = _SQUAD.validate_json(read_bytes(path))
    except ValidationError as error:
        place, reason = first_problem(error)
        raise EvaluationError(
            "{file} does not follow the SQuAD format ({place}: {reason}): fix it there.",
            file=path,
            place=place,
            reason=reason,
        ) from error
    entries = []
    for number, entry in enumerate(content["data"]):
        id_ = subject_of(source, number)
        paragraphs = tuple(_paragraph(paragraph, path) for paragraph in entry.get("paragraphs", []))
        entries.append(SquadEntry(id_, title_of(entry.get("title", id_)), paragraphs))
    return entries


def _paragraph(paragraph: _Paragraph, path: Path) -> GoldParagraph:
    text = one_for_one(paragraph["context"])
    questions = []
    for asked in paragraph["qas"]:
        places = []
        for answer in [] if asked.get("is_impossible") else asked.get("answers", []):
            quote = one_for_one(answer["text"])
            start = _nearest(text, quote, answer["answer_start"])
            if start is None:
                raise EvaluationError(
                    "The answer {answer!r} to {question!r} is not in its paragraph in {file}: fix or "
                    "remove the question.",
                    answer=quote,
                    question=asked["question"],
                    file=path,
                )
            places.append((start, start + len(quote)))
        questions.append((asked["question"], tuple(dict.fromkeys(places))))
    return GoldParagraph(text, tuple(questions))


def title_of(title: str) -> str:
    """The title as it is shown: SQuAD's have an underscore for each space."""
    return title.replace("_", " ")


def one_for_one(text: str) -> str:
    r"""Line ends as an index keeps them, without moving a character: `\r\n` is a space and `\n`."""
    return text.replace("\r\n", " \n").replace("\r", "\n")


def _nearest(context: str, answer: str, start: int) -> int | None:
    """Where the answer stands, nearest to where the file says: PIAF's own starts are off in a few questions."""
    if not answer:
        return None
    if context[start : start + len(answer)] == answer:
        return start
    places = [place for place in range(len(context)) if context.startswith(answer, place)]
    return min(places, key=lambda place: abs(place - start), default=None)


def read_squad(path: Path, source: str, language: LanguageCode) -> tuple[list[GoldArticle], list[GoldQuestion]]:
    """Articles of a SQuAD 1.1 or 2.0 file, their paragraphs joined by blank lines, and their questions.

    Raises:
        EvaluationError: the file cannot be read or is not in that format, or an answer is not in its paragraph.
    """
    articles, questions = [], []
    for entry in squad_entries(path, source):
        articles.append(GoldArticle(entry.id, entry.title, entry.text, language))
        offset = 0
        for paragraph in entry.paragraphs:
            for text, places in paragraph.questions:
                if places:
                    start, end = offset + places[0][0], offset + places[0][1]
                    questions.append(GoldQuestion(text, language, source, entry.id, entry.id, start, end))
                else:
                    questions.append(GoldQuestion(text, language, source, entry.id))
            offset += len(paragraph.text) + len(PARAGRAPH_BREAK)
    return articles, questions


# ---------------------------------------------------------------- the bilingual corpus


def _languages(found: object) -> object:
    """Of an object its languages: the corpus also says of a question in which sentence its answer stands."""
    return {key: value for key, value in found.items() if key in LANGUAGES} if isinstance(found, dict) else found


_OF_LANGUAGES = (BeforeValidator(_languages), Field(min_length=2))
InBoth = Annotated[dict[LanguageCode, str], *_OF_LANGUAGES]  # one text in both languages


class AskedAndAnswered(TypedDict):
    """A question with the characters of the article that answer it."""

    question: str
    answer: str


# One question in both languages, each with the answer in the article of that language.
CorpusQuestion = Annotated[dict[LanguageCode, AskedAndAnswered], *_OF_LANGUAGES]


class CorpusEntry(TypedDict):
    """An article in both languages, sentence by sentence."""

    id: str
    title: InBoth
    sentences: list[InBoth]
    questions: list[CorpusQuestion]
    unanswerable: list[InBoth]


_ENTRY: TypeAdapter[CorpusEntry] = TypeAdapter(CorpusEntry)


def read_corpus(lines: Iterable[str], file: Path | str = "articles.jsonl") -> Iterator[CorpusEntry]:
    """The entries of the bilingual corpus, one JSON object a line; `file` is named where one is wrong.

    Raises:
        EvaluationError: a line is not as the corpus writes it; says which and where.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield _ENTRY.validate_json(line)
        except ValidationError as error:
            raise bad_line(file, number, *first_problem(error)) from error


def corpus_article(entry: CorpusEntry, language: LanguageCode) -> GoldArticle:
    """One entry as an article in `language`."""
    text = " ".join(sentence[language] for sentence in entry["sentences"])
    return GoldArticle(entry["id"], entry["title"][language], text, language)


def corpus_questions(entry: CorpusEntry, article: GoldArticle | None) -> Iterator[GoldQuestion]:
    """The entry's questions in both languages; where the article is None, as questions that nothing answers.

    Raises:
        EvaluationError: an answer does not stand in the article.
    """
    for asked in BOTH:
        for question in entry["questions"]:
            text = question[asked]["question"]
            if article is None:
                yield GoldQuestion(text, asked, "corpus", entry["id"])
                continue
            answer = question[article.language]["answer"]
            start = article.text.find(answer)  # the first occurrence is the right one, says the corpus
            if start < 0 or not answer:
                raise EvaluationError(
                    "The answer {answer!r} to {question!r} is not in article {article}: fix or remove the question.",
                    answer=answer,
                    question=question[article.language]["question"],
                    article=f"{article.id} ({article.language})",
                )
            yield GoldQuestion(text, asked, "corpus", entry["id"], article.id, start, start + len(answer))
        for unanswerable in entry["unanswerable"]:
            yield GoldQuestion(unanswerable[asked], asked, "corpus", entry["id"])


# ---------------------------------------------------------------- what readers of files share


def bad_line(file: Path | str, number: int, place: str, reason: str) -> EvaluationError:
    """What to raise where a line of JSON is not in the format of its file."""
    return EvaluationError(
        "Line {number} of {file} is not in the corpus format ({place}: {reason}): fix that line.",
        number=number,
        file=file,
        place=place,
        reason=reason,
    )


def read_bytes(path: Path) -> bytes:
    """The bytes of a file of questions.

    Raises:
        EvaluationError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise EvaluationError(
            "{file} cannot be read ({reason}): check the path.", file=path, reason=error.strerror or str(error)
        ) from error


def first_problem(error: ValidationError) -> tuple[str, str]:
    """Where the first thing wrong with some JSON stands, as in "data.3.paragraphs", and what it is."""
    problem = error.errors(include_url=False)[0]
    return ".".join(map(str, problem["loc"])) or "JSON", problem["msg"]
