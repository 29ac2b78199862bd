"""A question that asks for all that is said of something, or is only its words -> the extracts that say it."""

from __future__ import annotations

import time

from qa.ask.search.page import Searcher
from qa.ask.search.request import read_request
from qa.ask.search.results import SearchPage
from qa.errors import QuestionError
from qa.lang import LANGUAGES
from qa.lang.folding import plain
from qa.lang.phrases import read
from qa.lang.reading import compiled
from qa.lang.terms import terms
from qa.values import Answer, Query, Timings

ARTICLES, EXTRACTS = 5, 2  # that are shown, and of each article
MOST_WORDS = 6  # of a question that is only words
_ENDS = " ?!.…"


def topic_of(query: Query) -> str:
    """What the extracts are to be about, as it was typed; "" where the question wants an answer."""
    if query.completion is not None:
        return ""
    asked = query.text.rstrip(_ENDS + "\u00a0\u202f")
    found = compiled(LANGUAGES[query.language].topics).match(plain(asked))
    if found is not None:
        return asked[found.start("topic") :].strip()
    is_question = query.kind != "other" or query.text != asked or len(asked.split()) > MOST_WORDS
    if is_question or any(read(asked, code).asking or not terms(asked, code) for code in LANGUAGES):
        return ""
    return asked


def extracts_on(topic: str, query: Query, searcher: Searcher, most_chars: int) -> Answer | None:
    """The best extracts, grouped by article; None where no article holds all of the topic's words."""
    started = time.perf_counter()
    try:
        wanted = read_request(topic, most_chars, query.filters, "relevance", 0, ARTICLES, EXTRACTS)
    except QuestionError:  # it only says what is to be left out
        return None
    page = searcher.page(wanted)
    if not page.found:
        return None
    spent = round((time.perf_counter() - started) * 1000, 1)
    return _answer(topic, query, page, Timings(retrieve=spent, total=spent))


def _answer(topic: str, query: Query, page: SearchPage, timings: Timings) -> Answer:
    return Answer(
        question=query.asked,
        language=query.language,
        state="extracts",
        text="",
        confidence=0.0,
        citations=tuple(extract.citation for article in page.found for extract in article.extracts),
        topic=topic,
        articles=page.articles,
        timings_ms=timings,
        query=query,
    )
