"""Questions to begin with, made of an index's own sentences when it is built, and kept only where they are answered.

No model writes them: a sentence that says when, by whom or who somebody is becomes the question that it answers, by the
patterns of its language; a name becomes the question what is said about it. Each is then asked; what is not answered,
or by another sentence, is dropped. The rest lies beside the generations, with the number of the one that it was asked
of.
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cache
from itertools import chain, zip_longest
from pathlib import Path
from re import IGNORECASE, Pattern, compile, escape

from qa.ask.engine import Engine
from qa.errors import GazetteError
from qa.lang import LANGUAGES
from qa.lang.folding import plain
from qa.lang.sentences import sentences
from qa.settings import Settings
from qa.values import Answer, Article, LanguageCode

STARTERS_FILE = "starters.json"
WANTED = 6  # questions on the page
ASKED = 12  # at most: a build waits for them
ARTICLES = 200  # that are looked into, evenly over the index
TOPIC = "topic"  # the kind of a question that asks what is said about a name
LONGEST = 90  # characters of a question
_NAMES = compile(r"\s(?:[ldLD]')?[A-ZÀÂÇÉÈÊÎÔŒ]")  # without a name nobody knows what "the bridge" is
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Starter:
    """A question, and the sentence that it was made of."""

    question: str
    kind: str
    answer: str  # as the sentence has it, each stretch of white space as one space
    article_id: str
    start: int  # of the sentence, characters into the article's text
    end: int

    def is_answered(self, answer: Answer) -> bool:
        """Whether its own sentence gives that answer; of a name, whether there are extracts."""
        if self.kind == TOPIC:
            return answer.state == "extracts"
        return answer.state in ("found", "unsure") and any(
            one.article_id == self.article_id
            and self.start <= one.start
            and one.end <= self.end
            and _overlap(plain(" ".join(one.quote.split())), self.answer)
            for one in answer.citations[:1]
        )


def _overlap(one: str, other: str) -> bool:
    """Whether a quote says the answer, or most of it."""
    return other in one or (one in other and 2 * len(one) >= len(other))


def make_starters(settings: Settings) -> tuple[str, ...]:
    """Make, ask and keep the questions of the published index; none where it cannot answer.

    A build is done whether or not there is anything to offer, so nothing is raised.
    """
    try:
        with closing(Engine(settings)) as engine:
            asked = _spread(proposals(_articles(engine)))[:ASKED]
            kept = tuple(one.question for one in asked if one.is_answered(engine.ask(one.question)))[:WANTED]
            _write(settings.index_folder, engine.status().generation, kept)
            return kept
    except (GazetteError, OSError):
        log.info("There are no questions to begin with", exc_info=True)
        return ()


def read_starters(index: Path, generation: int) -> tuple[str, ...]:
    """What was kept for a generation; none where nothing was, or for another one."""
    with suppress(OSError, ValueError, AttributeError):
        kept = json.loads((index / STARTERS_FILE).read_text(encoding="utf-8"))
        if kept.get("generation") == generation:
            return tuple(str(question)[:LONGEST] for question in kept.get("questions", ()))[:WANTED]
    return ()


def _write(index: Path, generation: int, questions: Sequence[str]) -> None:
    """In one step, since pages read it at any time."""
    aside = index / f".{STARTERS_FILE}"
    aside.write_text(json.dumps({"generation": generation, "questions": questions}, ensure_ascii=False), "utf-8")
    aside.replace(index / STARTERS_FILE)


def _articles(engine: Engine) -> Iterator[Article]:
    entries = engine.catalog(size=50 * ARTICLES).entries
    for entry in entries[:: max(1, len(entries) // ARTICLES)]:
        article = engine.article(entry.id)
        if article is not None:
            yield article


def proposals(articles: Iterable[Article]) -> Iterator[Starter]:
    """The questions that sentences of the articles answer, in order."""
    for article in articles:
        for start, end in sentences(article.text, article.language, article.body_start):
            sentence = plain(" ".join(article.text[start:end].split()))
            for kind, pattern, question in _patterns(article.language):
                said = pattern.search(sentence)
                if said is None:
                    continue
                words = said.groupdict()
                if "thing" in words:  # a determiner, which began the sentence
                    words["thing"] = words["thing"][:1].lower() + words["thing"][1:]
                text = question.format(**words)
                if len(text) <= LONGEST and _NAMES.search(text):
                    yield Starter(text, kind, words["a"].strip(" .,"), article.id, start, end)


@cache
def _patterns(language: LanguageCode) -> tuple[tuple[str, Pattern[str], str], ...]:
    known = LANGUAGES[language]
    people = "|".join(map(escape, sorted(known.follow_ups.people, key=len, reverse=True))) or "(?!)"
    return tuple(
        (kind, compile(pattern.replace("{people}", f"(?:{people})"), IGNORECASE), question)
        for kind, pattern, question in known.starters
    )


def _spread(found: Iterable[Starter]) -> list[Starter]:
    """One of each kind after the other, each from another article as long as there are some."""
    by_kind: dict[str, list[Starter]] = {}
    seen: dict[str, int] = {}
    proposed = list(found)
    often = Counter(one.question for one in proposed)
    for one in {one.question: one for one in proposed}.values():
        seen[one.article_id] = seen.get(one.article_id, -1) + 1
        by_kind.setdefault(one.kind, []).append(one)
    turns = [sorted(ones, key=lambda one: (-often[one.question], seen[one.article_id])) for ones in by_kind.values()]
    chosen: list[Starter] = []
    for one in filter(None, chain.from_iterable(zip_longest(*turns))):
        if sum(other.article_id == one.article_id for other in chosen) < 2:
            chosen.append(one)
    return chosen
