"""A page of what a search found -> text for a terminal; an extract -> what is shown of it, cut at its marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.ask.search.results import Extract, FoundArticle, Mark, SearchPage
from qa.interfaces.excerpt import ELLIPSIS
from qa.interfaces.format import BOLD, PLAIN, printable
from qa.interfaces.i18n import in_language, number, say, say_count
from qa.interfaces.places import language_word, when, where
from qa.values import LanguageCode


@dataclass(frozen=True, slots=True)
class MarkedText:
    """Characters of a text, marked or not."""

    text: str
    is_marked: bool


def cut_at(text: str, marks: Sequence[Mark], base: int = 0) -> tuple[MarkedText, ...]:
    """The text as stretches, all its characters in order; marks count from `base`, and those outside are left out."""
    found: list[MarkedText] = []
    at = 0
    for mark in marks:
        start, end = max(mark.start - base, at), min(mark.end - base, len(text))
        if start < end:
            found += [MarkedText(text[at:start], False), MarkedText(text[start:end], True)]
            at = end
    return tuple(one for one in (*found, MarkedText(text[at:], False)) if one.text)


def quote_of(extract: Extract) -> tuple[MarkedText, ...]:
    """The sentences that an extract quotes."""
    return cut_at(extract.citation.quote, extract.marks, extract.citation.start)


def first_mark(extract: Extract) -> Mark | None:
    """The first place in the quote; None where only the title above it, or its meaning, is what was sought."""
    cited = extract.citation
    return next((mark for mark in extract.marks if cited.start <= mark.start < cited.end), None)


def is_cut(extract: Extract) -> tuple[bool, bool]:
    """Whether the passage goes on before the quote, and after it."""
    cited = extract.citation
    return cited.start > cited.passage_start, cited.end < cited.passage_start + len(cited.passage)


def count_text(page: SearchPage, language: LanguageCode) -> str:
    """How many articles were found, and why: in one sentence."""
    if not page.articles:
        return say(language, "No article holds this.")
    counted = say_count(language, "{count} article", "{count} articles", page.articles)
    near = page.articles - page.by_words
    if near:
        return say(
            language,
            "{articles}, of which {near} by meaning only",
            articles=counted,
            near=number(near, language),
        )
    return counted


def outside_text(page: SearchPage, language: LanguageCode) -> str:
    """How many more there are without the filters; "" where there are none."""
    if not page.outside:
        return ""
    return say_count(
        language,
        "{count} more article is outside the filters.",
        "{count} more articles are outside the filters.",
        page.outside,
    )


def ignored_text(page: SearchPage, language: LanguageCode) -> str:
    """Which words were not looked for; "" where there are none."""
    if not page.ignored:
        return ""
    return say(
        language,
        "Not looked for, since nearly every text holds it: {words}. Between quotation marks it is.",
        words=", ".join(map(printable, page.ignored)),
    )


def found_text(page: SearchPage, language: LanguageCode, *, color: bool = False) -> str:
    """The page for a terminal."""
    lines = [printable(in_language(page.notice, language)), ""] if page.notice else []
    lines.append(count_text(page, language))
    lines += filter(None, (ignored_text(page, language), outside_text(page, language)))
    if page.suggestion:
        lines.append(say(language, "Did you mean: {search}", search=printable(page.suggestion)))
    if page.articles:
        lines.append(_counts(page, language))
    for place, article in enumerate(page.found, page.first + 1):
        lines += ["", *_article(place, article, language, color)]
    last = page.first + len(page.found)
    if last < page.articles:
        following = page.first // page.size + 2
        lines += ["", say(language, "The next page: --page {number}", number=following)]
    return "\n".join(lines)


def _counts(page: SearchPage, language: LanguageCode) -> str:
    years = [(one.value or say(language, "undated"), one.articles) for one in page.years]
    languages = [(language_word(one.value, language), one.articles) for one in page.languages]
    return " · ".join(f"{name} {number(count, language)}" for name, count in (*years, *languages))


def _article(place: int, found: FoundArticle, language: LanguageCode, color: bool) -> list[str]:
    title = marked_text(cut_at(found.title, found.title_marks), color)
    facts = [when(found.extracts[0].citation, language), printable(found.path)]
    if found.by != "words":
        facts.append(by_text(found.by, language))
    if found.occurrences > len(found.extracts):
        facts.append(say_count(language, "{count} occurrence", "{count} occurrences", found.occurrences))
    lines = [f"{place}. {title}", f"   {' · '.join(facts)}"]
    for extract in found.extracts:
        before, after = (ELLIPSIS if cut else "" for cut in is_cut(extract))
        spot = where(extract.citation, language)
        lines.append(f"   {before}{marked_text(quote_of(extract), color)}{after}{f'  ({spot})' if spot else ''}")
    return lines


def by_text(by: str, language: LanguageCode) -> str:
    """Why an article or a passage was found."""
    if by == "both":
        return say(language, "by its words and its meaning")
    return say(language, "by its meaning") if by == "meaning" else say(language, "by its words")


def marked_text(stretches: Sequence[MarkedText], color: bool) -> str:
    """On one line; what is marked in bold, and in brackets where there are no colours."""
    begin, end = (BOLD, PLAIN) if color else ("[", "]")
    parts = []
    for one in stretches:
        text = printable(f"|{one.text}|")[1:-1]  # which keeps the space at its edges
        parts.append(f"{begin}{text}{end}" if one.is_marked else text)
    return "".join(parts).strip()
