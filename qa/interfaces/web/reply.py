"""Answers -> the replies of the chat, where every word of an article, a file name or a question is only ever text."""

from __future__ import annotations

from functools import partial

from qa.evaluate.feedback import MAX_ANSWER_CHARS
from qa.interfaces.excerpt import excerpt, lead
from qa.interfaces.extracts import about_text, by_article, marked, titled_text
from qa.interfaces.format import beside_text, not_found_text, outside_text, unsure_text
from qa.interfaces.i18n import in_language, say
from qa.interfaces.places import reference, when, where
from qa.interfaces.web.passage import lead_of, shown_of
from qa.interfaces.web.views import render
from qa.values import Alternative, Answer, Citation, LanguageCode, Query, Refusal

HIGH, FAIR = 0.75, 0.5  # confidence from which it is called high, and fair
ELSEWHERE = 0.5  # share of the answer's confidence from which another article's answer is shown unfolded


def reply_html(answer: Answer, link: str | None, token: str | None) -> str:
    """The reply to a question, its words in the language of the question.

    Args:
        answer: what the engine gave.
        link: what asks the same again, for a button that copies it; None where nothing does.
        token: under which the reply can be judged; None where it cannot.
    """
    language = answer.language
    judged = None if answer.state == "extracts" else token  # extracts claim nothing that is right or wrong
    controls = {"link": link, "token": judged, "longest": MAX_ANSWER_CHARS}
    return render("reply.html", language, **controls, **_values(answer, language))


def answer_html(answer: Answer, language: LanguageCode) -> str:
    """The answer in its passages, each with its place; the words around it in `language`."""
    return render("answer.html", language, **_values(answer, language))


def question_html(question: str) -> str:
    """What was asked, as it was typed."""
    return render("question.html", "en", question=question)


def problem_html(sentence: str, language: LanguageCode) -> str:
    """A sentence that says why there is no answer and what to do."""
    return render("problem.html", language, sentence=sentence)


def waiting_html(language: LanguageCode) -> str:
    """Stands where the reply will be; seen only where that takes a moment."""
    return render("waiting.html", language)


def _values(answer: Answer, language: LanguageCode) -> dict[str, object]:
    """What the templates of an answer need beside it."""
    elsewhere, others = _alternatives(answer)
    count = len(answer.citations)
    return {
        "answer": answer,
        "notice": in_language(answer.notice, language) if answer.notice else "",
        "about": about_text(answer, language),
        "articles": by_article(answer.citations),
        "marked": partial(marked, answer),
        "titled": partial(titled_text, answer, language=language),
        "nothing": not_found_text(answer, language),
        "unsure": unsure_text(answer, language),
        "beside": beside_text(answer, language),
        "agreeing": in_words(count, language) if count > 1 else "",
        "rivals": [other for other in answer.alternatives if other.is_rival],
        "elsewhere": elsewhere,
        "others": others,
        "titles": _titles(answer),
        "cited": {(citation.article_id, citation.passage_start) for citation in answer.citations},
        "level": partial(level, is_sure=answer.state == "found"),
        "excerpt": shown_of,
        "lead": lead_of,
        "goes_on": lambda citation: excerpt(citation) != lead(citation),
        "reference": partial(_reference, language=language),
        "outside": outside_text(answer.outside, language) if answer.outside else "",
        "refusals": partial(_refusals, answer.query),
    }


def level(confidence: float, *, is_sure: bool) -> str:
    """What a confidence is called: "high", "fair" or "low"; high only where the answer is shown without a warning."""
    return "high" if confidence >= HIGH and is_sure else "fair" if confidence >= FAIR else "low"


def in_words(count: int, language: LanguageCode) -> str:
    """A number from two on, as a word up to ten; it begins a sentence."""
    words = (
        say(language, "Two"),
        say(language, "Three"),
        say(language, "Four"),
        say(language, "Five"),
        say(language, "Six"),
        say(language, "Seven"),
        say(language, "Eight"),
        say(language, "Nine"),
        say(language, "Ten"),
    )
    return dict(enumerate(words, 2)).get(count, str(count))


def _reference(citation: Citation, language: LanguageCode) -> str:
    """The sentence of a citation with where it stands, to be copied."""
    spot = where(citation, language)
    date = when(citation, language)
    return reference(citation.sentence, [citation.title, date, citation.path, spot, citation.url or ""], language)


def _alternatives(answer: Answer) -> tuple[list[Alternative], list[Alternative]]:
    """What other articles answer with some confidence, and the other answers; none of those that stand side by side."""
    agreeing = {citation.article_id for citation in answer.citations}
    below = [other for other in answer.alternatives if not other.is_rival]
    elsewhere = [
        other
        for other in below
        if other.confidence >= ELSEWHERE * answer.confidence
        and not agreeing & {citation.article_id for citation in other.citations}
    ]
    return elsewhere, [other for other in below if other not in elsewhere]


def _titles(answer: Answer) -> list[str]:
    """Of the articles that a follow-up was kept to."""
    if answer.query is None or not answer.query.filters.articles:
        return []
    return list(dict.fromkeys(citation.title for citation in (*answer.citations, *answer.passages_on_it)))


def _refusals(query: Query | None, one: Refusal) -> list[Refusal]:
    """What a button refuses that asks again with one more refusal."""
    return sorted({*(() if query is None else query.refused), one})
