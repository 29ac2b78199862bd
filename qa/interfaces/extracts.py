"""What is said of a topic -> text for a terminal, and what a page shows: extracts by article, their words marked."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from qa.ask.search.marks import marks
from qa.ask.search.results import Mark
from qa.ask.search.syntax import read_search
from qa.errors import QuestionError
from qa.interfaces.format import beside_text, passage_text, place_text, understood_lines
from qa.interfaces.found import MarkedText, cut_at, marked_text
from qa.interfaces.i18n import say, say_count
from qa.interfaces.places import where
from qa.lang.terms import terms
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


def titled_text(answer: Answer, own: Sequence[Citation], language: LanguageCode) -> str:
    """What is said of an article's extracts where its title alone holds words of the topic; "" elsewhere."""
    if any(one.is_marked for citation in own for one in marked(answer, citation, citation.quote)):
        return ""
    return say(language, "Only in its title; from its text:")


def marked(answer: Answer, citation: Citation, text: str) -> tuple[MarkedText, ...]:
    """The quote or the title of an extract, cut where words of the topic that say something stand in it."""
    try:
        sought = read_search(answer.topic, len(answer.topic))
    except QuestionError:  # what a browser kept and sends back can be anything
        return (MarkedText(text, False),)
    spans = [span for span in marks(text, sought, {citation.language}) if terms(text[slice(*span)], citation.language)]
    return cut_at(text, [Mark(*span) for span in spans])


def extracts_text(answer: Answer, *, color: bool = False) -> str:
    """The extracts for a terminal, in the question's language."""
    language, lines = answer.language, understood_lines(answer)
    lines.append(about_text(answer, language))
    for own in by_article(answer.citations):
        several = len(own) > 1
        lines += ["", place_text(own[0], language, spotted=not several)]
        if titled := titled_text(answer, own, language):
            lines.append(f"  {titled}")
        for citation in own:
            spot = where(citation, language) if several else ""
            quote = marked_text(marked(answer, citation, citation.quote), color)
            lines.append(f"  {quote}{f'  ({spot})' if spot else ''}")
    if beside := beside_text(answer, language):
        lines += ["", beside]
    for citation in answer.nearest:
        lines += ["", passage_text(citation), place_text(citation, language)]
    return "\n".join(lines)
