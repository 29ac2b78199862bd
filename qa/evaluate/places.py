"""Where an answer that somebody typed stands in an article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa.evaluate.gold import Place
from qa.lang.terms import terms
from qa.values import Article

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
