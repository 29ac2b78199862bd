"""A conversation as a file to keep: Markdown, HTML or CSV, each answer with its quotes and their places.

Made from the answers as data, in memory: nothing is written on the server, where others could fetch it. Whatever comes
from articles and questions stays text in all three: a formula is none in a spreadsheet, a sign none in Markdown.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Literal

from qa.interfaces.citations import MEDIA_TYPES, SUFFIXES, CitationForm, citation_form, cited_as
from qa.interfaces.excerpt import below_headlines
from qa.interfaces.extracts import about_text
from qa.interfaces.format import beside_text, not_found_text, percent, unsure_text
from qa.interfaces.i18n import N_, say
from qa.interfaces.periods import period
from qa.interfaces.places import language_name, when, where
from qa.interfaces.web.chips import chips_of
from qa.interfaces.web.views import render, visible
from qa.lang import LANGUAGES
from qa.values import Answer, Citation, Filters, LanguageCode

DocumentForm = Literal["md", "html", "csv"]
Format = Literal[DocumentForm, CitationForm]
_TYPES: dict[DocumentForm, str] = {"md": "text/markdown", "html": "text/html", "csv": "text/csv"}
_COLUMNS = (
    N_("question"),
    N_("understood as"),
    N_("answer"),
    N_("state"),
    N_("confidence, %"),
    N_("quote"),
    N_("title"),
    N_("date"),
    N_("file"),
    N_("line"),
)
_MORE_COLUMNS = (
    N_("page"),
    N_("first character"),
    N_("character after"),
    N_("sentence"),
    N_("address"),
    N_("slide"),
    N_("sheet"),
    N_("cells"),
)
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")  # what a spreadsheet may take for the beginning of one
_SIGN = re.compile(
    r"[\\`*_\[\]~$@]|:(?=//)|(?<=www)\.|(?<=^)[-+=#]|(?<=^ )[-+=#]", re.IGNORECASE
)  # what Markdown may take for its own


@dataclass(frozen=True, slots=True)
class File:
    """A file for the reader's browser to save."""

    name: str
    media_type: str
    text: str


def export(answers: Sequence[Answer], form: Format, language: LanguageCode, day: date) -> File:
    """The conversation as a file; the words around quotes and questions in `language`."""
    name = f"gazette-{day.isoformat()}"
    if form not in ("md", "html", "csv"):
        citations = [citation for answer in answers for citation in answer.citations]
        known = citation_form(form)
        media_type = f"{MEDIA_TYPES[known]};charset=utf-8"
        return File(f"{name}.{SUFFIXES[known]}", media_type, cited_as(known, citations, language))
    write = {"md": markdown, "html": page, "csv": table}[form]
    return File(f"{name}.{form}", f"{_TYPES[form]};charset=utf-8", write(answers, language, day))


# ---------------------------------------------------------------- what is told of an answer


def _notes(answer: Answer, language: LanguageCode) -> list[str]:
    """How the question was understood, where that is not as it was typed, and the filters it was asked with."""
    query = answer.query
    if query is None:
        return []
    notes = []
    if query.completion is not None or query.corrections:
        notes.append(
            say(language, "Other answers to: {question}", question=query.meant)
            if query.completion == "more"
            else say(language, "Understood as: {question}", question=query.meant)
        )
        titles = dict.fromkeys(citation.title for citation in (*answer.citations, *answer.passages_on_it))
        if titles and query.filters.articles:
            notes.append(say(language, "(only in {titles})", titles=", ".join(titles)))
    if query.is_doubtful:
        notes.append(say(language, "Asked as typed: what it refers to in the conversation is not clear."))
    filters = _filters(query.filters, language)
    if filters:
        notes.append(say(language, "Filters: {filters}", filters=", ".join(filters)))
    return notes


def _filters(filters: Filters, language: LanguageCode) -> list[str]:
    """Both dates as one period, the others as the page's chips name them."""
    dates = [period(filters.since, filters.until, language)] if filters.since or filters.until else []
    return [*dates, *(chip.label for chip in chips_of(replace(filters, since=None, until=None), language))]


def _without(answer: Answer, language: LanguageCode) -> str:
    """Where there is no answer: why, or how many articles talk about the topic; "" where there is one."""
    if answer.state == "extracts":
        return about_text(answer, language)
    return not_found_text(answer, language) if answer.state == "not_found" else ""


def _sure(confidence: float, language: LanguageCode) -> str:
    return say(language, "confidence {percent} %", percent=percent(confidence))


def _caution(answer: Answer, language: LanguageCode) -> str:
    """What must be said before the passages; "" where the answer is sure."""
    if any(other.is_rival for other in answer.alternatives):
        return say(language, "Several answers come near each other: compare them.")
    return unsure_text(answer, language) if answer.state == "unsure" else ""


def _place(citation: Citation, language: LanguageCode) -> list[str]:
    """The reference: title, date, file, line or page, characters; the language where it is not the reader's."""
    parts = [
        citation.title,
        when(citation, language),
        citation.path,
        where(citation, language),
        say(language, "characters {start}–{end}", start=citation.start, end=citation.end),
        "" if citation.language == language else language_name(citation.language, language),
        citation.url or "",
    ]
    return list(filter(None, parts))


def _in_sentence(citation: Citation) -> tuple[str, str]:
    """The sentence before the quote, and after it."""
    base = citation.sentence_start
    return citation.sentence[: citation.start - base], citation.sentence[citation.end - base :]


def _around(citation: Citation) -> tuple[str, str]:
    """The passage before the quote, and after it."""
    base = citation.passage_start
    begins = min(below_headlines(citation), citation.start) - base
    return citation.passage[begins : citation.start - base], citation.passage[citation.end - base :]


def _whole(citation: Citation) -> str:
    """A passage in which nothing answers, below the title, which stands with its place."""
    return citation.passage[below_headlines(citation) - citation.passage_start :]


def _title(day: date, language: LanguageCode) -> str:
    return say(language, "Conversation with Gazette, {date}", date=day.isoformat())


# ---------------------------------------------------------------- Markdown


def markdown(answers: Sequence[Answer], language: LanguageCode, day: date) -> str:
    """A section a question, quotes in bold inside their passages."""
    lines = [f"# {_title(day, language)}"]
    for answer in answers:
        lines += ["", f"## {markdown_text(answer.question)}", ""]
        lines += [f"{markdown_text(note)}  " for note in _notes(answer, language)]
        lines += [_markdown_answer(answer, language)]
        caution = _caution(answer, language)
        lines += ["", caution] if caution else []
        for citation in answer.citations:
            lines += _markdown_block(_markdown_quoted(citation), citation, language)
        if beside := beside_text(answer, language):
            lines += ["", beside]
        for citation in answer.passages_on_it:
            lines += _markdown_block(_markdown_passage(_whole(citation)), citation, language)
        if answer.alternatives:
            lines += ["", say(language, "Other answers:"), ""]
        for other in answer.alternatives:
            places = "; ".join(_markdown_place(citation, language) for citation in other.citations)
            said = f"{_markdown_sentence(other.citations[0])} ({_sure(other.confidence, language)})"
            lines.append(f"- {said} — {places}")
    return "\n".join(lines) + "\n"


def _markdown_answer(answer: Answer, language: LanguageCode) -> str:
    without = _without(answer, language)
    return without or f"{_markdown_sentence(answer.citations[0])} ({_sure(answer.confidence, language)})"


def _markdown_block(passage: str, citation: Citation, language: LanguageCode) -> list[str]:
    return ["", f"> {passage}", ">", f"> — {_markdown_place(citation, language)}"]


def _markdown_place(citation: Citation, language: LanguageCode) -> str:
    return ", ".join(map(markdown_text, _place(citation, language)))


def _markdown_sentence(citation: Citation) -> str:
    before, after = _in_sentence(citation)
    return _markdown_bold(before, citation.quote, after)


def _markdown_quoted(citation: Citation) -> str:
    """The passage with the quote in bold."""
    before, after = _around(citation)
    return _markdown_bold(before, citation.quote, after)


def _markdown_bold(before: str, quote: str, after: str) -> str:
    """Text with a part in bold; asterisks between a letter and a sign would stay asterisks."""
    is_clear = (quote[0].isalnum() or not before[-1:].isalnum()) and (quote[-1].isalnum() or not after[:1].isalnum())
    begin, end = ("**", "**") if is_clear else ("<strong>", "</strong>")
    return f"{_markdown_passage(before)}{begin}{markdown_text(quote)}{end}{_markdown_passage(after)}"


def _markdown_passage(text: str) -> str:
    """A part of a passage inside a block of quotation, its paragraphs kept apart."""
    return "\n>\n> ".join(map(markdown_text, re.split(r"\s*\n\s*\n\s*", text)))


def markdown_text(untrusted: str) -> str:
    """Text that Markdown shows as it is, on one line.

    The signs of HTML become entities, since not every reader of Markdown lets a backslash stand before them.
    """
    text = re.sub(r"\s+", " ", visible(untrusted))
    text = _SIGN.sub(lambda sign: f"\\{sign[0]}", text)
    text = re.sub(r"^( ?\d{1,9})([.)])", r"\1\\\2", text)  # no item of a list
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


# ---------------------------------------------------------------- HTML


def page(answers: Sequence[Answer], language: LanguageCode, day: date) -> str:
    """A page on its own, which loads nothing, runs nothing and prints well."""
    document = render(
        "export.html",
        language,
        title=_title(day, language),
        answers=answers,
        notes=partial(_notes, language=language),
        without=partial(_without, language=language),
        caution=partial(_caution, language=language),
        beside=partial(beside_text, language=language),
        around=_around,
        whole=_whole,
        in_sentence=_in_sentence,
        places=partial(_place, language=language),
    )
    return str(document)


# ---------------------------------------------------------------- CSV


def table(answers: Sequence[Answer], language: LanguageCode, day: date) -> str:
    """A row a citation, or one without a quote where nothing was found.

    As the spreadsheets of the language expect it: with a byte order mark, and semicolons in French.
    """
    del day  # it is in the file's name
    written = io.StringIO()
    writer = csv.writer(written, delimiter=LANGUAGES[language].csv_delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(say(language, column) for column in (*_COLUMNS, *_MORE_COLUMNS))
    for answer in answers:
        for citation in answer.citations or (None,):
            writer.writerow(map(cell, (*_about(answer, language), *_cited(citation))))
    return "\N{BYTE ORDER MARK}" + written.getvalue()


def _about(answer: Answer, language: LanguageCode) -> tuple[str, ...]:
    query = answer.query
    meant = query.meant if query is not None and (query.completion is not None or query.corrections) else ""
    state = {
        "found": say(language, "found"),
        "unsure": say(language, "unsure"),
        "not_found": say(language, "not found"),
        "extracts": say(language, "extracts"),
    }[answer.state]
    sure = str(percent(answer.confidence)) if answer.state in ("found", "unsure") else ""
    return answer.question, meant, answer.text, state, sure


def _cited(citation: Citation | None) -> tuple[str, ...]:
    if citation is None:
        return ("",) * 13
    page = "" if citation.page is None else str(citation.page)
    line = "" if citation.line is None else str(citation.line)
    offsets = (line, page, str(citation.start), str(citation.end))
    slide = "" if citation.slide is None else str(citation.slide)
    more = (citation.sentence, citation.url or "", slide, citation.sheet, citation.cells)
    return citation.quote, citation.title, citation.date or "", citation.path, *offsets, *more


def cell(untrusted: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe goes before what could begin one."""
    text = visible(untrusted)
    return f"'{text}" if _FORMULA.match(text) else text
