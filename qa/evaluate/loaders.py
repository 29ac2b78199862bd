"""Files of questions with known answers -> cases: SQuAD JSON, lines of JSON of three kinds, CSV tables."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from qa.errors import EvaluationError, UnreadableFile
from qa.evaluate.cases import Case, Context, GoldSet
from qa.evaluate.feedback import is_feedback
from qa.evaluate.gold import (
    GoldQuestion,
    Place,
    corpus_article,
    corpus_questions,
    read_bytes,
    read_corpus,
    squad_entries,
)
from qa.evaluate.judged import best_stand, nearest, read_judged
from qa.evaluate.texts import is_text, read_texts
from qa.index.articles import Texts
from qa.ingest.converters.base import plain_key
from qa.ingest.converters.text import decode
from qa.lang import LANGUAGES
from qa.lang.detect import detect_language
from qa.values import Article, LanguageCode

_SUFFIX_OF_LANGUAGE = re.compile(rf"[-_.](?:{'|'.join(LANGUAGES)})$")
_COLUMNS = {
    "question": ("question",),
    "answer": ("answer", "reponse"),
    "file": ("file", "fichier"),
    "kind": ("kind", "genre"),
    "also": ("also", "aussi"),
}
_OPTIONAL = ("kind", "also")
_ALSO = "||"  # between the answers that are accepted beside the first
_DELIMITERS = (",", ";", "\t")


def source_of(path: Path) -> str:
    """The name of a file's questions: "squad" for squad-en.json; the ids of its subjects begin with it.

    A file called articles or questions has the name of its folder.
    """
    name = path.resolve().parent.name if path.stem in ("articles", "questions") else path.stem
    return _SUFFIX_OF_LANGUAGE.sub("", name)


def folder_beside(path: Path) -> Path | None:
    """The articles that the rows of a table name: the folder `articles` beside it; None where there is none."""
    folder = path.parent / "articles"
    return folder if path.suffix.lower() == ".csv" and folder.is_dir() else None


def read_file(path: Path, texts: Texts | None = None) -> list[GoldSet]:
    """The questions of one file, a set for each language of its texts; at least one question.

    Args:
        path: a SQuAD file (.json), a corpus, texts with questions or judged replies (.jsonl), or a table (.csv).
        texts: of the index whose articles a table or judged replies name.

    Raises:
        EvaluationError: it cannot be read, has another format, or holds an answer that is not in its text.
    """
    source = source_of(path)
    readers: Mapping[str, Callable[[Path, str], list[GoldSet]]] = {  # by suffix: a new format is one line here
        ".json": _read_squad,
        ".jsonl": lambda path, source: _read_lines(path, source, texts),
        ".csv": lambda path, source: _read_table(path, source, texts),
    }
    if path.suffix.lower() not in readers:
        raise EvaluationError(
            "{file} cannot be evaluated: give a SQuAD file (.json), lines of the corpus or of the chat's feedback "
            "(.jsonl) or a table (.csv).",
            file=path,
        )
    found = readers[path.suffix.lower()](path, source)
    for gold in found:
        for case in gold.cases:
            if not any(character.isalnum() for character in case.question):
                raise EvaluationError(
                    "Question {id} of {file} has no word ({text!r}): fix or remove it.",
                    id=case.id,
                    file=path,
                    text=case.question,
                )
    if not any(gold.cases for gold in found):
        raise EvaluationError("{file} holds no question: give another file.", file=path)
    return found


def _read_squad(path: Path, source: str) -> list[GoldSet]:
    """As many sets as the articles have languages; each paragraph is a context."""
    contexts: dict[LanguageCode, dict[str, Context]] = {}
    cases: dict[LanguageCode, list[Case]] = {}
    for entry in squad_entries(path, source):
        questions = " ".join(question for paragraph in entry.paragraphs for question, _ in paragraph.questions)
        # Of the whole article, since a single question is easily taken for another language.
        language, asked = detect_language(entry.text), detect_language(questions or entry.text)
        for number, paragraph in enumerate(entry.paragraphs):
            id_ = f"{entry.id}.{number}"
            contexts.setdefault(language, {})[id_] = Context(id_, entry.id, entry.title, paragraph.text, language)
            cases.setdefault(language, []).extend(
                Case(f"{id_}.{place}", question, asked, entry.id, id_, places)
                for place, (question, places) in enumerate(paragraph.questions)
            )
    return [
        GoldSet(source, code, contexts[code], tuple(cases[code]), has_paragraphs=True, indexed_whole=False)
        for code in LANGUAGES
        if code in contexts
    ]


def _read_lines(path: Path, source: str, texts: Texts | None) -> list[GoldSet]:
    """Lines of JSON, by the first of them: judged replies of the chat, texts with their questions, or a corpus."""
    try:
        lines = decode(read_bytes(path)).split("\n")
    except UnreadableFile as error:
        raise EvaluationError("{file} is not text: export it again as JSON in UTF-8.", file=path) from error
    first = next(filter(str.strip, lines), "")
    if is_feedback(first):
        return read_judged(lines, path, source, texts)
    return _read_texts(lines, path, source) if is_text(first) else _read_corpus(lines, path, source)


def _read_texts(lines: Sequence[str], path: Path, source: str) -> list[GoldSet]:
    """A set for each language of the texts; each text is a context, and all are searched whatever the split.

    Called otherwise than the SQuAD file of the same name, whose questions are others.
    """
    contexts: dict[LanguageCode, dict[str, Context]] = {}
    cases: dict[LanguageCode, list[Case]] = {}
    texts = read_texts(path, lines)
    _check_ids((text.article.id for text in texts), path)
    for text in texts:
        home = text.article
        contexts.setdefault(home.language, {})[home.id] = Context(
            home.id, text.about, home.title, home.text, home.language
        )
        cases.setdefault(home.language, []).extend(_numbered(text.questions, home.id, text.about))
    return [
        GoldSet(
            f"{source} questions", code, contexts[code], tuple(cases[code]), has_paragraphs=True, indexed_whole=True
        )
        for code in LANGUAGES
        if code in contexts
    ]


def _check_ids(ids: Iterable[str], path: Path) -> None:
    for id_, times in Counter(ids).items():
        if times > 1:
            raise EvaluationError(
                "{file} has {count} articles with the id {id}: give each its own.", file=path, count=times, id=id_
            )


def _numbered(questions: Iterable[GoldQuestion], context: str, about: str) -> Iterator[Case]:
    """Cases on one text; a question has the same number in both languages."""
    numbers: Counter[LanguageCode] = Counter()
    for question in questions:
        places = () if question.article_id is None else ((question.start, question.end),)
        id_ = f"{context}.{numbers[question.language]}"
        yield Case(id_, question.text, question.language, about, context, places)
        numbers[question.language] += 1


def _read_corpus(lines: Sequence[str], path: Path, source: str) -> list[GoldSet]:
    """A set for each language of the articles; each article is a context."""
    entries = list(read_corpus(lines, path))
    _check_ids((entry["id"] for entry in entries), path)
    sets = []
    for language in LANGUAGES:
        articles = [corpus_article(entry, language) for entry in entries]
        contexts = {a.id: Context(a.id, a.id, a.title, a.text, language) for a in articles}
        cases = [
            case
            for entry, article in zip(entries, articles, strict=True)
            for case in _numbered(corpus_questions(entry, article), article.id, article.id)
        ]
        sets.append(GoldSet(source, language, contexts, tuple(cases), has_paragraphs=False, indexed_whole=True))
    return sets


# ---------------------------------------------------------------- tables of question, answer and file


def _read_table(path: Path, source: str, texts: Texts | None) -> list[GoldSet]:
    """A set for each language of the articles that the rows name; the language of a question is detected."""
    if texts is None:
        raise EvaluationError(
            "The rows of {file} name articles of an index: say which with --index NAME, or put the articles beside the "
            "file in a folder called articles.",
            file=path,
        )
    ids = texts.ids_by_path()
    contexts: dict[LanguageCode, dict[str, Context]] = {}
    cases: dict[LanguageCode, list[Case]] = {}
    for number, row in _rows(path):
        question, answer, file = row["question"], row["answer"], row["file"]
        asked = detect_language(question)
        id_, kind = f"{source}.{number}", row.get("kind", "")
        if not file and not answer:
            cases.setdefault(asked, []).append(Case(id_, question, asked, id_, None, (), kind))
            continue
        article = _article(file, ids, texts, path, number)
        places = list(_places(row, article, path, number)) if answer else []
        contexts.setdefault(article.language, {})[article.id] = Context(
            article.id, article.path, article.title, article.text, article.language
        )
        cases.setdefault(article.language, []).append(
            Case(id_, question, asked, article.path, article.id, tuple(dict.fromkeys(places)), kind)
        )
    return [
        GoldSet(source, code, contexts.get(code, {}), tuple(cases[code]), has_paragraphs=False, indexed_whole=True)
        for code in LANGUAGES
        if code in cases
    ]


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows below the header, each with its number from 1, under the names that `_COLUMNS` gives them."""
    try:
        lines = io.StringIO(decode(read_bytes(path))).readlines()  # U+2028 in a cell ends no line
    except UnreadableFile as error:
        raise EvaluationError("{file} is not text: export it again as CSV in UTF-8.", file=path) from error
    names: list[str] = []
    delimiter = ","
    for candidate in _DELIMITERS:
        header = [plain_key(cell) for cell in next(csv.reader(lines, delimiter=candidate), [])]
        found = [next((name for name, known in _COLUMNS.items() if cell in known), "") for cell in header]
        if all(found.count(name) == 1 or (name in _OPTIONAL and name not in found) for name in _COLUMNS):
            names, delimiter = found, candidate
    if not names:
        raise EvaluationError(
            "The first row of {file} must name the columns question, answer and file: add them.", file=path
        )
    try:
        for number, cells in enumerate(csv.reader(lines, delimiter=delimiter, strict=True)):
            if number and any(cell.strip() for cell in cells):
                if len(cells) != len(names):
                    raise EvaluationError(
                        "Row {number} of {file} does not have one cell per column ({cells} instead of "
                        "{columns}): put texts with {delimiter!r} in quotation marks.",
                        number=number,
                        file=path,
                        cells=len(cells),
                        columns=len(names),
                        delimiter=delimiter,
                    )
                yield number, {name: cell.strip() for name, cell in zip(names, cells, strict=True) if name}
    except csv.Error as error:
        raise EvaluationError(
            "{file} is not valid CSV ({reason}): export it again as CSV in UTF-8.", file=path, reason=str(error)
        ) from error


def _article(file: str, ids: Mapping[str, str], texts: Texts, path: Path, number: int) -> Article:
    """The article under this path, or under the only one that ends with it."""
    found = [file] if file in ids else [known for known in ids if known.endswith("/" + file)] if file else []
    if len(found) != 1:
        raise EvaluationError(
            "Row {number} of {file} names {article!r}, which is the path of {count} articles of the index: "
            "give the path as gazette build shows it.",
            number=number,
            file=path,
            article=file,
            count=len(found),
        )
    return texts.articles([ids[found[0]]])[ids[found[0]]]


def _places(row: Mapping[str, str], article: Article, path: Path, number: int) -> Iterator[Place]:
    """Where the answer stands in the article's body, among the most words of the question; then its other wordings."""
    stand = best_stand(row["answer"], row["question"], article)
    places = {row["answer"]: None if stand is None else stand.place}
    for wording in filter(None, map(str.strip, row.get("also", "").split(_ALSO))):
        places[wording] = None if stand is None else nearest(wording, stand.place, article)
    for wording, place in places.items():
        if place is None:
            raise EvaluationError(
                "Row {number} of {file}: the answer {answer!r} is not in {article}; give it word for word.",
                number=number,
                file=path,
                answer=wording,
                article=article.path,
            )
        yield place
