"""Answers -> the HTML of the web chat, where every word of an article, a file name or a question is only ever text.

Each function gives one line inside one <div>: the chat's Markdown reader leaves such a block alone, and a blank line
would end it.
"""

from __future__ import annotations

import html
import unicodedata

from qa.doors.messages import say
from qa.doors.render import not_found_text, percent
from qa.values import Alternative, Answer, Citation, LanguageCode

HIGH, FAIR = 0.75, 0.5  # confidence from which it is called high, and fair
_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # they reorder what stands around
# Written as references: a line break would hand the text to the Markdown reader, Gradio turns tabs into spaces.
_SHOWN = dict.fromkeys(map(ord, _BIDI)) | {ord(c): f"&#{ord(c)};" for c in "\t\n\r\f"}

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
.gz .gz-controls { white-space: nowrap; }
.gz .gz-understood button { margin-left: .35rem; padding: .05em .7em; border-radius: 999px; cursor: pointer;
  border: 1px solid var(--border-color-primary); font-size: .82rem; line-height: 1.6;
  color: inherit; background: none; }
.gz .gz-understood button:hover { border-color: currentColor; }
.gz .gz-understood button:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
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
        return _block(f"gz-{answer.state}", language, _understood(answer, language) + _nothing(answer, language))
    parts = [_understood(answer, language), _head(answer, language)]
    if answer.state == "unsure":
        parts.append(f'<p class="gz-caution">{say(language, "Not sure: check the passage.")}</p>')
    if len(answer.citations) > 1:
        agree = say(language, "The same answer in {count} articles:", count=len(answer.citations))
        parts.append(f'<p class="gz-note">{agree}</p>')
    parts += [_citation(citation, language, quoted=True) for citation in answer.citations]
    parts.append(_others(answer, language))
    return _block(f"gz-{answer.state}", language, "".join(parts))


def question_html(question: str) -> str:
    """What was asked, as it was typed."""
    return f'<div class="gz gz-question">{_text(question)}</div>'


def problem_html(sentence: str, language: LanguageCode) -> str:
    """A sentence that says why there is no answer and what to do."""
    return _block("gz-problem", language, f"<p>{_text(sentence)}</p>")


def _understood(answer: Answer, language: LanguageCode) -> str:
    """How a follow-up was completed, with what edits or refuses it (see `qa.doors.understood`); "" for the others."""
    query = answer.query
    if query is None or query.completion is None:
        return ""
    question = f'<bdi class="gz-meant">{_escape(query.text)}</bdi>'
    sentence = (
        say(language, "Other answers to: {question}", question=question)
        if query.completion == "more"
        else say(language, "Understood as: {question}", question=question)
    )
    titles = dict.fromkeys(citation.title for citation in (*answer.citations, *answer.nearest) if query.articles)
    if titles:
        sentence += " " + say(language, "(only in {titles})", titles=", ".join(map(_text, titles)))
    controls = (
        f'<span class="gz-controls"><button type="button" class="gz-edit">{say(language, "Edit")}</button> '
        f'<button type="button" class="gz-as-typed">{say(language, "Ask as typed")}</button></span>'
    )
    return f'<p class="gz-note gz-understood">{sentence} {controls}</p>'


def _block(kind: str, language: LanguageCode, inner: str) -> str:
    return f'<div class="gz {kind}" lang="{language}">{inner}</div>'


def _text(untrusted: str) -> str:
    """Text apart from its neighbours, so that a right-to-left word does not reorder them."""
    return f"<bdi>{_escape(untrusted)}</bdi>"


def _escape(untrusted: str) -> str:
    """Text as HTML: no markup, no control character but white space, nothing that changes the reading direction."""
    visible = "".join(
        c if c in "\t\n\r\f" or unicodedata.category(c) not in ("Cc", "Cs") else "\N{REPLACEMENT CHARACTER}"
        for c in untrusted
    )
    return html.escape(visible, quote=True).translate(_SHOWN)


def _nothing(answer: Answer, language: LanguageCode) -> str:
    parts = [f'<p class="gz-answer">{not_found_text(answer, language)}</p>']
    if answer.nearest:
        parts.append(f'<p class="gz-note">{say(language, "The nearest passages:")}</p>')
    parts += [_citation(citation, language, quoted=False) for citation in answer.nearest]
    return "".join(parts)


def _head(answer: Answer, language: LanguageCode) -> str:
    level = _level(answer.confidence)
    sentence = {
        "high": "high confidence, {percent} %",
        "fair": "fair confidence, {percent} %",
        "low": "low confidence, {percent} %",
    }[level]
    confidence = say(language, sentence, percent=percent(answer.confidence))
    return (
        f'<p class="gz-head"><strong class="gz-answer">{_text(answer.text)}</strong> '
        f'<span class="gz-confidence gz-{level}">{confidence}</span></p>'
    )


def _level(confidence: float) -> str:
    return "high" if confidence >= HIGH else "fair" if confidence >= FAIR else "low"


def _citation(citation: Citation, language: LanguageCode, *, quoted: bool) -> str:
    """A passage with its place; `quoted`: the quote in bold in it."""
    return (
        f'<figure class="gz-citation"><blockquote lang="{citation.language}">{_passage(citation, quoted)}</blockquote>'
        f"{_place(citation, language, 'figcaption')}</figure>"
    )


def _passage(citation: Citation, quoted: bool) -> str:
    if not quoted:
        return _text(citation.passage)
    first = citation.start - citation.passage_start
    last = citation.end - citation.passage_start
    before, quote, after = citation.passage[:first], citation.passage[first:last], citation.passage[last:]
    return f"<bdi>{_escape(before)}<mark>{_escape(quote)}</mark>{_escape(after)}</bdi>"


def _place(citation: Citation, language: LanguageCode, tag: str) -> str:
    """Title, date, file, line or page; the language where it is not that of the question."""
    where = (
        say(language, "line {line}", line=citation.line)
        if citation.page is None
        else say(language, "page {page}", page=citation.page)
    )
    parts = [
        f'<span class="gz-title">{_text(citation.title)}</span>',
        f"<span>{_text(citation.date) if citation.date else say(language, 'undated')}</span>",
        f"<span>{_text(citation.path)}</span>",
        f'<span class="gz-where">{where}</span>',
    ]
    if citation.language != language:
        name = say(language, "in French" if citation.language == "fr" else "in English")
        parts.append(f'<span class="gz-badge">{name}</span>')
    return f'<{tag} class="gz-place">{" ".join(parts)}</{tag}>'


def _others(answer: Answer, language: LanguageCode) -> str:
    """The other answers, folded away where the first one is sure."""
    if not answer.alternatives:
        return ""
    items = "".join(f"<li>{_other(other, language)}</li>" for other in answer.alternatives)
    unfolded = " open" if answer.state == "unsure" else ""
    return f"<details{unfolded}><summary>{say(language, 'Other answers:')}</summary><ul>{items}</ul></details>"


def _other(other: Alternative, language: LanguageCode) -> str:
    confidence = say(language, "confidence {percent} %", percent=percent(other.confidence))
    return (
        f'<strong>{_text(other.text)}</strong> <span class="gz-confidence gz-{_level(other.confidence)}">{confidence}'
        f"</span>{''.join(_place(citation, language, 'div') for citation in other.citations)}"
    )
