"""Judged replies of the chat -> cases to evaluate: the last word that was said on each question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from qa.errors import EvaluationError
from qa.evaluate.cases import Case, Context, GoldSet
from qa.evaluate.feedback import Cited, Feedback, read_feedback
from qa.evaluate.gold import Place
from qa.index.articles import Texts
from qa.lang import LANGUAGES
from qa.lang.detect import detect_language
from qa.lang.terms import terms
from qa.values import Article, LanguageCode

# ---------------------------------------------------------------- where an answer that somebody typed stands


_AROUND = 300  # characters on each side that say what a place is about


@dataclass(frozen=True, slots=True)
class Stand:
    """A place in an article, and how many of the question's words stand near it or in the title."""

    article: Article
    place: Place
    shared: int


def alike(text: str) -> str:
    """Lower case, straight apostrophes, plain spaces: character for character, so that places stay right."""
    lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return lowered.replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ").replace("\n", " ")


def places(answer: str, article: Article) -> Iterator[Place]:
    """Where the answer stands in the article's body as whole words, whatever its case, apostrophes and spaces."""
    wanted = re.compile(rf"(?<!\w){re.escape(alike(answer))}(?!\w)")
    for found in wanted.finditer(alike(article.text), article.body_start):
        yield found.span()


def nearest(answer: str, place: Place, article: Article) -> Place | None:
    """Where the answer stands nearest to a place, such as that of another wording of it; None where it does not."""
    return min(
        places(answer, article), key=lambda found: max(found[0], place[0]) - min(found[1], place[1]), default=None
    )


def best_stand(answer: str, question: str, article: Article) -> Stand | None:
    """The place among the most words of the question, the first of equals; None where the answer is not there."""
    wanted = set(terms(question, article.language))
    best: Stand | None = None
    for start, end in places(answer, article):
        near = article.text[max(start - _AROUND, article.body_start) : start]
        beyond = article.text[end : end + _AROUND]
        shared = len(wanted & set(terms(f"{article.title}\n{near}\n{beyond}", article.language)))
        if best is None or shared > best.shared:
            best = Stand(article, (start, end), shared)
    return best


# ---------------------------------------------------------------- judged replies


_HOLDING = 200  # articles with a reader's answer among which the place is looked for
_EDGES = " .,;:!?«»“”\"'’"  # typed around an answer, and no part of it


@dataclass(frozen=True, slots=True)
class _Known:
    """What is right for a question: a place, or None where no article answers."""

    stand: Stand | None


def read_judged(lines: Iterable[str], path: Path, source: str, texts: Texts | None) -> list[GoldSet]:
    """A set for each language of the articles that answer; a question that none answers goes by its own.

    Args:
        lines: of the file; those that cannot be used are counted in the first set.
        path: of the file, for errors.
        source: the name of its questions.
        texts: of the index that the replies came from.

    Raises:
        EvaluationError: no index is named, or nothing can be used.
    """
    if texts is None:
        raise EvaluationError("The lines of {file} name articles of an index: say which with --index NAME.", file=path)
    last, unusable = _last_words(lines)
    contexts: dict[LanguageCode, dict[str, Context]] = {}
    cases: dict[LanguageCode, list[Case]] = {}
    for key, word in last.items():
        known = _known(word, texts)
        if known is None:
            unusable += 1
            continue
        question, id_ = word.reply.question, f"{source}.{blake2b(key.encode(), digest_size=6).hexdigest()}"
        asked = detect_language(question)
        if known.stand is None:
            cases.setdefault(asked, []).append(Case(id_, question, asked, id_, None, ()))
            continue
        home, place = known.stand.article, known.stand.place
        contexts.setdefault(home.language, {})[home.id] = Context(
            home.id, home.path, home.title, home.text, home.language
        )
        cases.setdefault(home.language, []).append(Case(id_, question, asked, home.path, home.id, (place,)))
    if not cases:
        raise EvaluationError(
            "No line of {file} says what is right ({count} left out): judge more replies, or give right answers.",
            file=path,
            count=unusable,
        )
    spoken = [code for code in LANGUAGES if code in cases]
    return [
        GoldSet(
            source,
            code,
            contexts.get(code, {}),
            tuple(cases[code]),
            has_paragraphs=False,
            indexed_whole=True,
            unusable=unusable if code == spoken[0] else 0,
        )
        for code in spoken
    ]


def _last_words(lines: Iterable[str]) -> tuple[dict[str, Feedback], int]:
    """For each question what was said of it last; how many lines cannot be read or judge no first answer."""
    last: dict[str, Feedback] = {}
    unusable = 0
    for line in filter(str.strip, lines):
        word = read_feedback(line)
        if word is None or not any(map(str.isalnum, word.reply.question)) or "shown" in word.reply.narrowed:
            unusable += 1  # what came after "more" was not the first answer, nor would it be when asked again
            continue
        key = " ".join(word.reply.question.casefold().split())
        before = last.get(key)
        if before is not None and _says_nothing(word) and _right(before) not in (None, word.reply.answer.casefold()):
            unusable += 1  # that another answer is wrong takes nothing back
            continue
        last[key] = word
    return last, unusable


def _says_nothing(word: Feedback) -> bool:
    """Whether it only takes back what was right before."""
    return word.verdict == "wrong" and not word.right_answer.strip(_EDGES)


def _right(word: Feedback) -> str | None:
    """The answer that is right, "" for none, None where nobody said."""
    if word.verdict == "wrong":
        return word.right_answer.casefold() if not _says_nothing(word) else None
    return word.reply.answer.casefold() if word.verdict == "right" else ""


def _known(word: Feedback, texts: Texts) -> _Known | None:
    """What the word makes known; None where that cannot be asked of the whole index."""
    reply = word.reply
    if word.verdict == "no_answer" or (word.verdict == "right" and not reply.answer):
        return None if reply.narrowed else _Known(None)  # other articles than those that were asked may answer
    if _says_nothing(word):
        return None
    stands = _quoted(reply.cited, reply.question, texts) if word.verdict == "right" else _typed(word, texts)
    stand = next(stands, None)
    return None if stand is None else _Known(stand)


def _quoted(cited: Iterable[Cited], question: str, texts: Texts) -> Iterator[Stand]:
    """Where the quotes of a right reply stand now."""
    for one in cited:
        article = texts.articles([one.article_id]).get(one.article_id)
        if article is None or not one.quote:
            continue
        if article.body_start <= one.start and article.text[one.start : one.end] == one.quote:
            yield Stand(article, (one.start, one.end), 0)
        elif (stand := best_stand(one.quote, question, article)) is not None:
            yield stand


def _typed(word: Feedback, texts: Texts) -> Iterator[Stand]:
    """Where an answer that a reader gave stands: in the articles that the reply named, else where it is asked about."""
    answer, question = word.right_answer.strip(_EDGES), word.reply.question
    ids = [one.article_id for one in word.reply.cited]
    named = texts.articles(ids)
    for id_ in ids:
        if id_ in named and (stand := best_stand(answer, question, named[id_])) is not None:
            yield stand
    others = texts.articles(texts.holding(answer, _HOLDING)).values()
    found = [stand for article in others if (stand := best_stand(answer, question, article)) is not None]
    yield from sorted((s for s in found if s.shared), key=lambda s: s.shared, reverse=True)
