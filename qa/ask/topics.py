"""A question that asks for all that is said of something, or is only its words -> extracts, or its answer."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from qa.ask.answer import Models, answer_query, trace_unread
from qa.ask.decide import NEAREST
from qa.ask.near import SIMILARITY
from qa.ask.retrieve import dense_ranking
from qa.ask.search.page import Searcher, standing_out
from qa.ask.search.request import read_request
from qa.ask.search.results import SearchPage
from qa.errors import QuestionError
from qa.index.generation import Generation
from qa.lang import LANGUAGES
from qa.lang.folding import plain
from qa.lang.phrases import read
from qa.lang.reading import compiled
from qa.lang.terms import terms
from qa.models.embedder import Embedder
from qa.settings import Settings
from qa.values import Answer, LanguageCode, Query, Ranked, Reason, Timings, Value

ARTICLES, EXTRACTS = 5, 2  # that are shown, and of each article
MOST_WORDS = 6  # of a question that is only words
_ENDS = " ?!.…"
_SYNTAX = re.compile(r"""["“«*]|(?<!\S)-""")  # of a search


@dataclass(frozen=True, slots=True)
class Topic(Value):
    """What extracts are to be about."""

    text: str  # as it was typed, without an article before it
    is_asked: bool  # "What is said about …?"; else the question is only its words
    may_have_answer: bool = False  # several words may be a question in short: "budget mairie 2023", "height of K2"


def topic_of(query: Query) -> Topic | None:
    """The topic of a question; None where it is one in full, which wants an answer."""
    if query.completion is not None:
        return None
    asked = query.text.rstrip(_ENDS + "\u00a0\u202f")
    found = compiled(LANGUAGES[query.language].topics).match(plain(asked))
    if found is not None:
        return Topic(_bare(asked[found.start("topic") :].strip(), query.language), is_asked=True)
    is_question = query.kind != "other" or query.text != asked or len(asked.split()) > MOST_WORDS
    if is_question or any(read(asked, code).asking or not terms(asked, code) for code in LANGUAGES):
        return None
    is_search = _SYNTAX.search(asked) is not None
    is_several = all(len(terms(asked, code)) > 1 for code in LANGUAGES)
    return Topic(asked, is_asked=False, may_have_answer=not is_search and is_several)


def _bare(topic: str, language: LanguageCode) -> str:
    """Without the articles before it: "the volcano" is sought, and marked, as "volcano"."""
    first, _, rest = topic.partition(" ")
    return topic if terms(first, language) or not terms(rest, language) else _bare(rest.strip(), language)


def answer_or_extracts(
    query: Query, generation: Generation, searcher: Callable[[], Searcher], models: Models, settings: Settings
) -> Answer:
    """The answer to a question; the extracts on its topic where it is one, and not words whose answer is "found".

    The searcher takes time to make, and most questions want none.
    """
    topic = topic_of(query)
    answer: Answer | None = None
    if topic is None or topic.may_have_answer:
        answer = answer_query(query, generation, models, settings.candidates)
        if topic is None or answer.state == "found":
            return answer
    said = extracts_on(topic, query, generation, searcher(), models.embedder, settings)
    if said is None:
        return answer or answer_query(query, generation, models, settings.candidates)
    trace = answer.trace if answer else trace_unread(query, generation, models, settings.candidates)
    return replace(said, trace=trace)


def extracts_on(
    topic: Topic, query: Query, generation: Generation, searcher: Searcher, embedder: Embedder, settings: Settings
) -> Answer | None:
    """The best extracts, by article; where the topic was asked for, beside them what comes near in meaning alone.

    None where no article holds all of the topic's words and the question may want an answer.
    """
    started = time.perf_counter()
    try:
        wanted = read_request(
            topic.text, settings.max_question_chars, query.filters, "relevance", 0, ARTICLES + NEAREST, EXTRACTS
        )
    except QuestionError:  # it only says what is to be left out
        return None
    if not topic.is_asked:
        page = searcher.page(replace(wanted, size=ARTICLES))
        return _answer(topic, query, page, None, started) if page.by_words else None
    meant = replace(query, text=wanted.sought.text)
    hits = dense_ranking(meant, generation, embedder, settings.candidates).hits
    near = [hit for hit in standing_out(hits) if hit.score >= SIMILARITY]
    page = searcher.page(wanted, _numbered(near, generation))
    if page.found:
        return _answer(topic, query, page, "low_confidence", started)
    farther = searcher.page(replace(wanted, size=NEAREST), _numbered(hits[:NEAREST], generation))
    return _answer(topic, query, farther, "no_passage", started)


def _numbered(hits: Sequence[Ranked], generation: Generation) -> list[tuple[int, float]]:
    numbers = generation.texts.numbers([hit.passage_id for hit in hits])
    return [(numbers[hit.passage_id], hit.score) for hit in hits]


def _answer(topic: Topic, query: Query, page: SearchPage, without: Reason | None, started: float) -> Answer:
    """Extracts of the articles that hold the words; `without` is the reason to give where none does."""
    holding = [article for article in page.found if article.by != "meaning"][:ARTICLES]
    near = [article for article in page.found if article.by == "meaning"][:NEAREST]
    spent = round((time.perf_counter() - started) * 1000, 1)
    return Answer(
        question=query.asked,
        language=query.language,
        state="extracts" if holding else "not_found",
        text="",
        confidence=0.0,
        citations=tuple(extract.citation for article in holding for extract in article.extracts),
        nearest=tuple(extract.citation for article in near for extract in article.extracts[:1]),
        reason=None if holding else without,
        topic=topic.text,
        articles=page.by_words,
        timings_ms=Timings(retrieve=spent, total=spent),
        query=query,
    )
