"""Files of questions with known answers -> cases: SQuAD JSON, lines of the corpus, judged replies, CSV tables."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from qa.errors import EvaluationError, UnreadableFile
from qa.evaluate.cases import Case, Context, GoldSet
from qa.evaluate.feedback import is_feedback
from qa.evaluate.gold import (
    CorpusEntry,
    Place,
    corpus_article,
    corpus_questions,
    read_bytes,
    read_corpus,
    squad_entries,
)
from qa.evaluate.judged import read_judged
from qa.evaluate.places import best_stand
from qa.index.articles import Texts
from qa.ingest.converters.base import plain_key
from qa.ingest.converters.text import decode
from qa.lang import LANGUAGES
from qa.lang.detect import detect_language
from qa.values import Article, LanguageCode

_SUFFIX_OF_LANGUAGE = re.compile(rf"[-_.](?:{'|'.join(LANGUAGES)})$")
_COLUMNS = {"question": ("question",), "answer": ("answer", "reponse"), "file": ("file", "fichier")}
_DELIMITERS = (",", ";", "\t")


def source_of(path: Path) -> str:
    """The name of a file's questions: "squad" for squad-en.json; the ids of its subjects begin with it.

    A file called articles, as that of the corpus is, has the name of its folder.
    """
    name = path.resolve().parent.name if path.stem == "articles" else path.stem
    return _SUFFIX_OF_LANGUAGE.sub("", name)


def read_sets(paths: Sequence[Path], texts: Texts | None = None) -> list[GoldSet]:
    """The questions of all files, a set for each source and language of its texts.

    Args:
        paths: SQuAD files (.json), files of the corpus or judged replies (.jsonl), tables (.csv).
        texts: of the index whose articles a table or judged replies name.

    Raises:
        EvaluationError: a file cannot be read, has another format, or holds an answer that is not in its text.
    """
    sets: list[GoldSet] = []
    names: dict[str, Path] = {}
    for path in paths:
        source = source_of(path)
        if source in names:
            raise EvaluationError(
                "{one} and {other} would both be called {name}: rename one of them.",
                one=names[source],
                other=path,
                name=source,
            )
        names[source] = path
        found = _read(path, source, texts)
        if not any(gold.cases for gold in found):
            raise EvaluationError("{file} holds no question: give another file.", file=path)
        sets += found
    return sets


def _read(path: Path, source: str, texts: Texts | None) -> list[GoldSet]:
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
    """Lines of JSON: judged replies of the chat where the first is one, else a corpus."""
    try:
        lines = decode(read_bytes(path)).split("\n")
    except UnreadableFile as error:
        raise EvaluationError("{file} is not text: export it again as JSON in UTF-8.", file=path) from error
    if is_feedback(next(filter(str.strip, lines), "")):
        return read_judged(lines, path, source, texts)
    return _read_corpus(lines, path, source)


def _read_corpus(lines: Sequence[str], path: Path, source: str) -> list[GoldSet]:
    """A set for each language of the articles; each article is a context."""
    entries = list(read_corpus(lines, path))
    for id_, times in Counter(entry["id"] for entry in entries).items():
        if times > 1:
            raise EvaluationError(
                "{file} has {count} articles with the id {id}: give each its own.", file=path, count=times, id=id_
            )
    sets = []
    for language in LANGUAGES:
        articles = [corpus_article(entry, language) for entry in entries]
        contexts = {a.id: Context(a.id, a.id, a.title, a.text, language) for a in articles}
        cases = [case for entry in entries for case in _corpus_cases(entry, language)]
        sets.append(GoldSet(source, language, contexts, tuple(cases), has_paragraphs=False, indexed_whole=True))
    return sets


def _corpus_cases(entry: CorpusEntry, language: LanguageCode) -> Iterator[Case]:
    numbers: Counter[LanguageCode] = Counter()  # a question has the same number in both languages
    for question in corpus_questions(entry, corpus_article(entry, language)):
        places = () if question.article_id is None else ((question.start, question.end),)
        id_ = f"{entry['id']}.{numbers[question.language]}"
        yield Case(id_, question.text, question.language, entry["id"], entry["id"], places)
        numbers[question.language] += 1


# ---------------------------------------------------------------- tables of question, answer and file


def _read_table(path: Path, source: str, texts: Texts | None) -> list[GoldSet]:
    """A set for each language of the articles that the rows name; the language of a question is detected."""
    if texts is None:
        raise EvaluationError("The rows of {file} name articles of an index: say which with --index NAME.", file=path)
    ids = texts.ids_by_path()
    contexts: dict[LanguageCode, dict[str, Context]] = {}
    cases: dict[LanguageCode, list[Case]] = {}
    for number, row in _rows(path):
        question, answer, file = row["question"], row["answer"], row["file"]
        asked = detect_language(question)
        if not file and not answer:
            cases.setdefault(asked, []).append(
                Case(f"{source}.{number}", question, asked, f"{source}.{number}", None, ())
            )
            continue
        article = _article(file, ids, texts, path, number)
        places = (_place(answer, question, article, path, number),) if answer else ()
        contexts.setdefault(article.language, {})[article.id] = Context(
            article.id, article.path, article.title, article.text, article.language
        )
        cases.setdefault(article.language, []).append(
            Case(f"{source}.{number}", question, asked, article.path, article.id, places)
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
        if all(found.count(name) == 1 for name in _COLUMNS):
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


def _place(answer: str, question: str, article: Article, path: Path, number: int) -> Place:
    """Where the answer stands in the article's body, among the most words of the question."""
    stand = best_stand(answer, question, article)
    if stand is None:
        raise EvaluationError(
            "Row {number} of {file}: the answer {answer!r} is not in {article}; give it word for word.",
            number=number,
            file=path,
            answer=answer,
            article=article.path,
        )
    return stand.place
