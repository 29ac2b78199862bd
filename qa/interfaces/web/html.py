"""Answers -> the HTML of the web chat, where every word of an article, a file name or a question is only ever text.

Each function gives one line inside one <div>: the chat's Markdown reader leaves such a block alone, and a blank line
would end it.
"""

from __future__ import annotations

from collections.abc import Sequence

from qa.interfaces.excerpt import ELLIPSIS, excerpt
from qa.interfaces.format import not_found_text, percent
from qa.interfaces.i18n import N_, say
from qa.interfaces.periods import period
from qa.interfaces.places import language_name, where
from qa.interfaces.web.text import escape, text_html
from qa.interfaces.web.trace import why_html
from qa.values import Alternative, Answer, Citation, LanguageCode, Query, Refusal, SaidDate

FIRST_NUMBER = 2
NUMBERS = (N_("Two"), N_("Three"), N_("Four"), N_("Five"), N_("Six"), N_("Seven"), N_("Eight"), N_("Nine"), N_("Ten"))
HIGH, FAIR = 0.75, 0.5  # confidence from which it is called high, and fair
RIVAL = 0.5  # share of the answer's confidence from which another article's answer contradicts it
STYLE = """
.gz { --soft: #57534e; line-height: 1.55; overflow-wrap: anywhere; color: var(--body-text-color); }
.dark .gz { --soft: #b5afa9; }
.gz p, .gz ul, .gz .gz-citation, .gz blockquote { margin: 0 !important; padding: 0; border: 0; }
.gz-head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 .75rem; }
.gz .gz-answer { font-size: 1.25rem; font-weight: 700; line-height: 1.4; color: inherit; }
.gz .gz-confidence { font-size: .82rem; white-space: nowrap; color: var(--soft); }
.gz .gz-confidence::before { content: "●"; margin-right: .35em; color: #b45309; }
.gz .gz-high::before { color: #15803d; }
.gz .gz-low::before { color: #b91c1c; }
.gz p.gz-note { margin-top: .4rem !important; font-size: .9rem; color: var(--soft); }
.gz p.gz-caution { margin-top: .5rem !important; padding: .35rem .7rem; border-radius: 6px; font-size: .9rem;
  background: #fef3c7; color: #78350f; }
.gz p.gz-understood { margin: 0 0 .6rem !important; }
.gz .gz-meant { font-weight: 600; }
.gz .gz-control { padding: .05em .7em; border-radius: 999px; cursor: pointer; background: none;
  border: 1px solid var(--border-color-primary); font-size: .82rem; line-height: 1.6; color: inherit; }
.gz .gz-controls { white-space: nowrap; }
.gz .gz-controls .gz-control { margin-left: .35rem; }
.gz .gz-control:hover { border-color: currentColor; }
.gz .gz-control:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
.gz .gz-citation { margin-top: .75rem !important; padding-left: .9rem;
  border-left: 3px solid var(--border-color-primary); }
.gz blockquote { font-style: normal; font-size: .96rem; white-space: pre-line; color: inherit; }
.gz mark { padding: .05em .15em; border-radius: 3px; font-weight: 700; background: #fde68a; color: #1c1917;
  box-decoration-break: clone; -webkit-box-decoration-break: clone; }
.gz .gz-place { margin: .45rem 0 0; font-size: .82rem; line-height: 1.5; text-align: left; color: var(--soft); }
.gz .gz-place > *:not(:last-child)::after { content: " ·"; font-weight: 400; }
.gz .gz-title { font-weight: 600; }
.gz .gz-where { white-space: nowrap; }
.gz .gz-badge { padding: 0 .5em; border: 1px solid var(--border-color-primary); border-radius: 999px; font-size: .76rem;
  white-space: nowrap; }
.gz time { text-decoration: underline dotted; text-underline-offset: .2em; cursor: help; border-radius: 2px; }
.gz time:focus-visible { outline: 2px solid var(--soft); outline-offset: 1px; }
.gz time:focus::after { content: attr(datetime); margin-left: .35em; padding: 0 .4em; border-radius: 3px;
  font-size: .85em; font-weight: 600; white-space: nowrap; background: #292524; color: #fff; }
.dark .gz time:focus::after { background: #e7e5e4; color: #1c1917; }
.gz p.gz-taken { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .5rem;
  margin-bottom: .6rem !important; font-size: .9rem; color: var(--soft); }
.gz-chip { display: inline-flex; align-items: center; gap: .4em; padding: .1em .7em; border-radius: 999px;
  border: 1px solid var(--border-color-primary); font-size: .85rem; line-height: 1.7; overflow-wrap: anywhere;
  background: var(--background-fill-secondary); color: var(--body-text-color); }
.gz details { margin-top: .8rem; font-size: .92rem; }
.gz summary { cursor: pointer; color: var(--soft); }
.gz li { list-style: none; margin: .5rem 0 0 .9rem; padding: 0; }
.gz.gz-problem { padding-left: .9rem; border-left: 3px solid #d97706; }
.dark .gz p.gz-caution { background: #451a03; color: #fde68a; }
.dark .gz mark { background: #92600a; color: #fff; }
.dark .gz .gz-confidence::before { color: #fbbf24; }
.dark .gz .gz-high::before { color: #4ade80; }
.dark .gz .gz-low::before { color: #f87171; }
"""


def answer_html(answer: Answer, language: LanguageCode) -> str:
    """The reply to a question: the answer in its passages, each with its place; the words around it in `language`."""
    if answer.state == "not_found":
        return _block(f"gz-{answer.state}", language, _meaning(answer, language) + _nothing(answer, language))
    parts = [_meaning(answer, language), _head(answer, language)]
    if answer.state == "unsure":
        parts.append(f'<p class="gz-caution">{say(language, "Not sure: check the passage.")}</p>')
    if len(answer.citations) > 1:
        number = _number(len(answer.citations), language)
        parts.append(f'<p class="gz-note">{say(language, "{number} articles say so:", number=number)}</p>')
    parts += [_citation(citation, language, quoted=True) for citation in answer.citations]
    parts += [_others(answer, language), why_html(answer, language)]
    return _block(f"gz-{answer.state}", language, "".join(parts))


def question_html(question: str) -> str:
    """What was asked, as it was typed."""
    return f'<div class="gz gz-question">{text_html(question)}</div>'


def problem_html(sentence: str, language: LanguageCode) -> str:
    """A sentence that says why there is no answer and what to do."""
    return _block("gz-problem", language, f"<p>{text_html(sentence)}</p>")


def _block(kind: str, language: LanguageCode, inner: str) -> str:
    return f'<div class="gz {kind}" lang="{language}">{inner}</div>'


def _meaning(answer: Answer, language: LanguageCode) -> str:
    """How the question was understood where that is not as typed; `qa.interfaces.web.controls` hears the buttons."""
    query = answer.query
    return "" if query is None else _completed(answer, query, language) + _taken(query, language)


def _completed(answer: Answer, query: Query, language: LanguageCode) -> str:
    """How a follow-up was completed, with what edits or refuses it."""
    if query.completion is None:
        return ""
    question = f'<bdi class="gz-meant">{escape(query.meant)}</bdi>'
    sentence = (
        say(language, "Other answers to: {question}", question=question)
        if query.completion == "more"
        else say(language, "Understood as: {question}", question=question)
    )
    titles = dict.fromkeys(
        citation.title for citation in (*answer.citations, *answer.nearest) if query.filters.articles
    )
    if titles:
        sentence += " " + say(language, "(only in {titles})", titles=", ".join(map(text_html, titles)))
    edit = _button("gz-edit", query.meant, say(language, "Edit"))
    refuse = _button(_refusals(query, "completion"), query.asked, say(language, "Ask as typed"))
    return f'<p class="gz-note gz-understood">{sentence} <span class="gz-controls">{edit} {refuse}</span></p>'


def _taken(query: Query, language: LanguageCode) -> str:
    """The dates that the question's words were taken to say of the articles, and the way to ask without them."""
    taken = query.typed_dates
    if taken is None:
        return ""
    chip = say(language, "Articles {period}", period=period(taken.since, taken.until, language))
    why = say(language, "as you typed “{phrase}”", phrase=taken.phrase)
    refuse = _button(_refusals(query, "typed_dates"), query.asked, say(language, "Ask again without it"))
    return f'<p class="gz-taken"><span class="gz-chip">{escape(chip)}</span> <span>{text_html(why)}</span> {refuse}</p>'


def _refusals(query: Query, one: Refusal) -> str:
    """The class names of a button that asks again with one more refusal."""
    return " ".join(["gz-again", *(f"gz-refuses-{refusal}" for refusal in sorted({*query.refused, one}))])


def _button(names: str, question: str, label: str) -> str:
    return f'<button type="button" class="gz-control {names}" value="{escape(question)}">{label}</button>'


def _nothing(answer: Answer, language: LanguageCode) -> str:
    parts = [f'<p class="gz-answer">{not_found_text(answer, language)}</p>']
    if answer.nearest:
        parts.append(f'<p class="gz-note">{say(language, "The nearest passages:")}</p>')
    parts += [_citation(citation, language, quoted=False) for citation in answer.nearest]
    return "".join([*parts, why_html(answer, language)])


def _head(answer: Answer, language: LanguageCode) -> str:
    level = _level(answer.confidence)
    sentence = {
        "high": N_("high confidence, {percent} %"),
        "fair": N_("fair confidence, {percent} %"),
        "low": N_("low confidence, {percent} %"),
    }[level]
    confidence = say(language, sentence, percent=percent(answer.confidence))
    return (
        f'<p class="gz-head"><strong class="gz-answer">{text_html(answer.text)}</strong> '
        f'<span class="gz-confidence gz-{level}">{confidence}</span></p>'
    )


def _level(confidence: float) -> str:
    return "high" if confidence >= HIGH else "fair" if confidence >= FAIR else "low"


def _citation(citation: Citation, language: LanguageCode, *, quoted: bool) -> str:
    """An excerpt of a passage with its place; `quoted`: the quote in bold in it."""
    passage = _passage(citation, quoted, language)
    return (
        f'<figure class="gz-citation"><blockquote lang="{citation.language}">{passage}</blockquote>'
        f"{_place(citation, language, 'figcaption')}</figure>"
    )


def _passage(citation: Citation, quoted: bool, language: LanguageCode) -> str:
    """The excerpt with its dates told, and the quote marked; a date that reaches over the quote's edge is cut there."""
    base, end = excerpt(citation)
    left = ELLIPSIS + " " if base > citation.passage_start else ""
    right = " " + ELLIPSIS if end < citation.passage_start + len(citation.passage) else ""
    if not quoted:
        return f"{left}<bdi>{_told(citation, base, end, language)}</bdi>{right}"
    around = [date for date in citation.dates if date.start <= citation.start and citation.end <= date.end]
    if around:  # the quote is a part of a date: "6 January" of "Thursday 6 January"
        date = around[0]
        before, after = (
            escape(_slice(citation, *part)) for part in ((date.start, citation.start), (citation.end, date.end))
        )
        mark = _time(date, f"{before}<mark>{escape(citation.quote)}</mark>{after}", language)
        start, stop = date.start, date.end
    else:
        mark = f"<mark>{_told(citation, citation.start, citation.end, language)}</mark>"
        start, stop = citation.start, citation.end
    shown = f"{_told(citation, base, start, language)}{mark}{_told(citation, stop, end, language)}"
    return f"{left}<bdi>{shown}</bdi>{right}"


def _told(citation: Citation, start: int, end: int, language: LanguageCode) -> str:
    """Characters of the article as HTML, with the dates that begin among them."""
    parts = []
    for date in citation.dates:
        if start <= date.start < end:
            stop = min(date.end, end)
            parts.append(escape(_slice(citation, start, date.start)))
            parts.append(_time(date, escape(_slice(citation, date.start, stop)), language))
            start = stop
    return "".join(parts) + escape(_slice(citation, start, end))


def _slice(citation: Citation, start: int, end: int) -> str:
    return citation.passage[start - citation.passage_start : end - citation.passage_start]


def _time(date: SaidDate, inner: str, language: LanguageCode) -> str:
    """A date with its day: on hover by the title, for a key or a finger by the style sheet, and read out."""
    title = say(language, "{date}, by the article's date", date=date.date)
    return f'<time datetime="{escape(date.date)}" title="{escape(title)}" tabindex="0">{inner}</time>'


def _place(citation: Citation, language: LanguageCode, tag: str) -> str:
    """Title, date, file, line or page; the language where it is not that of the question."""
    place = where(citation.line, citation.page, language)
    parts = [
        _opens(citation, language),
        f"<span>{text_html(citation.date) if citation.date else say(language, 'undated')}</span>",
        f"<span>{text_html(citation.path)}</span>",
    ]
    if place:
        parts.append(f'<span class="gz-where">{place}</span>')
    if citation.language != language:
        parts.append(f'<span class="gz-badge">{language_name(citation.language, language)}</span>')
    return f'<{tag} class="gz-place">{" ".join(parts)}</{tag}>'


def _opens(citation: Citation, language: LanguageCode) -> str:
    """The title, a button that opens the article at the quote; `qa.interfaces.web.article_view` hears it.

    The place is its value, since Gradio's chat takes every `data-` attribute away.
    """
    passage = f"{citation.passage_start}-{citation.passage_start + len(citation.passage)}"
    place = f"{citation.start}-{citation.end} {passage} {escape(citation.article_id)}"
    return (
        f'<button type="button" class="gz-title gz-cited" value="{place}" '
        f'title="{say(language, "Open the article at this place")}">{text_html(citation.title)}</button>'
    )


def _number(count: int, language: LanguageCode) -> str:
    """A number from two on, as a word up to ten; it begins a sentence."""
    place = count - FIRST_NUMBER
    return say(language, NUMBERS[place]) if place < len(NUMBERS) else str(count)


def _others(answer: Answer, language: LanguageCode) -> str:
    """What other articles answer, then the other answers, folded away where the first one is sure."""
    agreeing = {citation.article_id for citation in answer.citations}
    rivals = [
        other
        for other in answer.alternatives
        if other.confidence >= RIVAL * answer.confidence
        and not agreeing & {citation.article_id for citation in other.citations}
    ]
    rest = [other for other in answer.alternatives if other not in rivals]
    return (
        _list(rivals, say(language, "From other articles:"), language, unfolded=True)
        + _list(rest, say(language, "Other answers:"), language, unfolded=answer.state == "unsure")
    )  # fmt: skip


def _list(others: Sequence[Alternative], label: str, language: LanguageCode, *, unfolded: bool) -> str:
    if not others:
        return ""
    items = "".join(f"<li>{_other(other, language)}</li>" for other in others)
    return f"<details{' open' if unfolded else ''}><summary>{label}</summary><ul>{items}</ul></details>"


def _other(other: Alternative, language: LanguageCode) -> str:
    confidence = say(language, "confidence {percent} %", percent=percent(other.confidence))
    sure = f'<span class="gz-confidence gz-{_level(other.confidence)}">{confidence}</span>'
    places = "".join(_place(citation, language, "div") for citation in other.citations)
    return f"<strong>{text_html(other.text)}</strong> {sure}{places}"
