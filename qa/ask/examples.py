"""Questions to begin with: about people whom the index's own articles name, kept where the articles answer them.

Nothing is made up: a name is words of an article, and a question is shown only after the engine has answered it as
`found`, by the same road as every other question.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator, Sequence

from qa.ask.engine import Engine
from qa.errors import GazetteError
from qa.lang.reading import gender_of_name
from qa.values import Answer, Article, LanguageCode

ARTICLES = 40  # that are looked at
TRIES = 24  # questions that are put to the engine
SEED = 20261126  # the same index shows the same examples
_WHO: dict[LanguageCode, str] = {"fr": "Qui est {name} ?", "en": "Who is {name}?"}
# Two or three capitalised words, an initial or a particle among them: "John F. Kennedy", "Charles de Gaulle".
_NAME = re.compile(
    r"\b[A-ZÀ-Þ][a-zß-ÿ’'-]+(?: (?:[A-Z]\.|de|d’|von|van))?(?: [A-ZÀ-Þ][a-zß-ÿ’'-]+){1,2}(?![\w-]| [A-ZÀ-Þ])"
)


def suggest(engine: Engine, language: LanguageCode, *, count: int = 4, seconds: float = 20.0) -> tuple[str, ...]:
    """Up to `count` questions in `language` that the index answers; none where it names nobody whom it describes.

    Args:
        engine: what answers them.
        language: of the questions; the articles may be in the other one.
        count: how many are wanted.
        seconds: after which no other question is tried.

    Raises:
        StoreError: the index is missing, damaged or was built with other settings.
    """
    ends = time.monotonic() + seconds
    kept: list[str] = []
    for name in _names(engine.sample(ARTICLES, SEED))[:TRIES]:
        if len(kept) == count or time.monotonic() > ends:
            break
        question = _WHO[language].format(name=name)
        try:
            answer = engine.ask(question, typed_dates=False)
        except GazetteError:
            continue
        if _describes(answer, name):
            kept.append(question)
    return tuple(kept)


def _describes(answer: Answer, name: str) -> bool:
    """Whether the answer is sure, stands near the name, and does not name somebody else instead."""
    return (
        answer.state == "found"
        and any(name in citation.passage for citation in answer.citations)
        and name.split()[-1] not in answer.text
        and not any(gender_of_name(found[0]) for found in _NAME.finditer(answer.text))
    )


def _names(articles: Sequence[Article]) -> list[str]:
    """People's names in the articles, one an article, in an order that is drawn once."""
    names = list(dict.fromkeys(name for article in articles if (name := next(_people(article), None)) is not None))
    random.Random(SEED).shuffle(names)
    return names


def _people(article: Article) -> Iterator[str]:
    """Names that begin with a given name; a line's own capitals are those of a title."""
    for found in _NAME.finditer(article.text, article.body_start):
        if gender_of_name(found[0]) is not None:
            yield found[0]
