"""What is said of a topic -> text for a terminal, and what a page shows: extracts by article, their words marked."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from qa.ask.search.marks import marks
from qa.ask.search.results import Mark
from qa.ask.search.syntax import read_search
from qa.errors import QuestionError
from qa.interfaces.format import place_text, printable
from qa.interfaces.found import MarkedText, cut_at, marked_text
from qa.interfaces.i18n import in_language, say_count
from qa.values import Answer, Citation, LanguageCode


def about_text(answer: Answer, language: LanguageCode) -> str:
    """How many articles talk about the topic of a question, before the best extracts."""
    return say_count(
        language,
        "{count} article talks about it:",
        "{count} articles talk about it; the best extracts:",
        answer.articles,
    )


def by_article(citations: Sequence[Citation]) -> list[tuple[Citation, ...]]:
    """Those that follow each other from one article, together."""
    return [tuple(own) for _, own in groupby(citations, key=lambda citation: citation.article_id)]


def marked(answer: Answer, citation: Citation) -> tuple[MarkedText, ...]:
    """The quote of an extract, cut where words of the topic stand in it."""
    try:
        sought = read_search(answer.topic, len(answer.topic))
    except QuestionError:  # what a browser kept and sends back can be anything
        return (MarkedText(citation.quote, False),)
    spans = marks(citation.quote, sought, {citation.language})
    return cut_at(citation.quote, [Mark(*span) for span in spans])


def extracts_text(answer: Answer, *, color: bool = False) -> str:
    """The extracts for a terminal, in the question's language."""
    language = answer.language
    lines = [printable(in_language(answer.notice, language)), ""] if answer.notice else []
    lines.append(about_text(answer, language))
    for own in by_article(answer.citations):
        lines += ["", place_text(own[0], language)]
        lines += [f"  {marked_text(marked(answer, citation), color)}" for citation in own]
    return "\n".join(lines)
