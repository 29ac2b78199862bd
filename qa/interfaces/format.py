"""Answers and reports -> text for a terminal, and JSON."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence

import pydantic_core

from qa.interfaces.excerpt import ELLIPSIS, excerpt, lead, looks
from qa.interfaces.i18n import N_, in_language, number, number_list, say, say_count
from qa.interfaces.periods import period
from qa.interfaces.places import language_name, when, where
from qa.reports import BuildReport, FileReport, FileStatus, IndexStatus
from qa.values import Answer, Citation, LanguageCode

FOLDERS = 30  # named in a status; its JSON has all
BOLD, PLAIN = "\033[1m", "\033[0m"
_SIGNS: dict[FileStatus, str] = {
    "added": "+",
    "updated": "~",
    "renamed": "~",
    "removed": "-",
    "unchanged": "=",
    "duplicate": "!",
    "skipped": "!",
    "left out": "!",
}
_STATUSES: dict[FileStatus, str] = {
    "added": N_("added"),
    "updated": N_("updated"),
    "renamed": N_("renamed"),
    "removed": N_("removed"),
    "unchanged": N_("unchanged"),
    "duplicate": N_("duplicate"),
    "skipped": N_("skipped"),
    "left out": N_("left out"),
}


def to_json(value: object, *, indent: int | None = None) -> str:
    """The value as JSON, the same for every interface."""
    return pydantic_core.to_json(value, indent=indent).decode()


def error_json(message: str) -> str:
    """The sentence of an error as JSON, the same for every interface."""
    return json.dumps({"error": message}, ensure_ascii=False)


def printable(text: str) -> str:
    """Text of an article or a file name for a terminal: one line, and no character that could steer it."""
    return "".join(
        c if unicodedata.category(c)[0] != "C" else "\N{REPLACEMENT CHARACTER}" for c in " ".join(text.split())
    )


def percent(confidence: float) -> int:
    """A confidence as it is shown: never 100, since nothing here is certain."""
    return min(99, round(confidence * 100))


def understood_lines(answer: Answer) -> list[str]:
    """What comes before an answer or extracts: a notice, and how the question was understood if not as typed."""
    language, query = answer.language, answer.query
    lines = [printable(in_language(answer.notice, language)), ""] if answer.notice else []
    if query is None:
        return lines
    if query.is_doubtful:
        lines += [say(language, "Asked as typed: what it refers to in the conversation is not clear."), ""]
    if query.corrections:
        meant = say(language, "Understood as: {question}", question=printable(query.meant))
        lines += [meant + " " + say(language, "(--as-typed leaves it as it is.)"), ""]
    if query.typed_dates is not None:
        understood = say(
            language,
            "Understood from “{phrase}”: only articles {period} (--no-typed-dates searches the whole question).",
            phrase=printable(query.typed_dates.phrase),
            period=period(query.filters.since, query.filters.until, language),  # together with what was given
        )
        lines += [understood, ""]
    return lines


def answer_text(answer: Answer, *, color: bool = False) -> str:
    """The answer in its passage, with its place; in the question's language."""
    language, lines = answer.language, understood_lines(answer)
    if answer.state == "not_found":
        lines.append(not_found_text(answer, language))
        if answer.outside:
            lines.append(outside_text(answer.outside, language))
    else:
        lines += _lead(answer, language, color)
    for citation in answer.citations[1:]:
        lines += ["", f"  {_said(citation, color)}", place_text(citation, language)]
    for citation in answer.passages_on_it:
        lines += ["", passage_text(citation), place_text(citation, language)]
    if others := [other for other in answer.alternatives if not other.is_rival]:
        lines += ["", say(language, "Other answers:")]
    for place, other in enumerate(others, start=1):
        lines.append(f"  {place}. {_bold(printable(other.text), color)}  ({percent(other.confidence)} %)")
        lines += [f"     {_said(other.citations[0], color)}", f"   {place_text(other.citations[0], language)}"]
    return "\n".join(lines)


def _lead(answer: Answer, language: LanguageCode, color: bool) -> list[str]:
    """The sentence of the answer with its place, and those of its rivals beside it."""
    notes = [say(language, "The sentence that settles it:")] if answer.query and answer.query.kind == "yes_no" else []
    rivals = [other for other in answer.alternatives if other.is_rival]
    if rivals:
        notes.append(say(language, "Several answers come near each other: compare them."))
    elif answer.state == "unsure":
        notes.append(unsure_text(answer, language))
    lines = [*notes, ""] if notes else []
    for text, confidence, citations in (
        (answer.text, answer.confidence, answer.citations),
        *((rival.text, rival.confidence, rival.citations) for rival in rivals),
    ):
        sure = say(language, "confidence {percent} %", percent=percent(confidence))
        lines += [_said(citations[0], color), f"  → {_bold(printable(text), color)}  ({sure})"]
        lines.append(place_text(citations[0], language))
    return lines


def unsure_text(answer: Answer, language: LanguageCode) -> str:
    """What to do about an answer that is not sure."""
    if answer.query and (names := [one.typed for one in answer.query.corrections if one.is_name]):
        return say(language, "Not sure, since “{name}” is in no article: check the passage.", name=names[0])
    if answer.absent_years:
        years = number_list(answer.absent_years, language)
        return say(language, "Not sure, since no article cited speaks of {years}: check the passage.", years=years)
    return say(language, "Not sure: check the passage.")


def not_found_text(answer: Answer, language: LanguageCode) -> str:
    """Why there is no answer, in one sentence."""
    if answer.reason == "empty_index":
        return say(language, "The index holds no article.")
    if answer.reason == "filtered_out":
        return say(language, "No article matches these filters.")
    if answer.query is not None and answer.query.completion == "more":
        return say(language, "Nothing more in these articles.")
    if answer.reason == "no_passage":
        return say(language, "Nothing found on this in these articles.")
    if answer.topic:
        return say(language, "No article holds all of these words; these passages come near their meaning:")
    if answer.absent_years:
        years = number_list(answer.absent_years, language)
        return say(
            language,
            "No sure answer; these passages talk about it, but their articles do not speak of {years}:",
            years=years,
        )
    return say(language, "No sure answer; these passages talk about it:")


def beside_text(answer: Answer, language: LanguageCode) -> str:
    """What is said of the passages beside extracts; "" where there are none."""
    is_beside = answer.state == "extracts" and bool(answer.nearest)
    return say(language, "Near in meaning, without these words:") if is_beside else ""


def outside_text(count: int, language: LanguageCode) -> str:
    """How much the filters leave out that talks about the question."""
    return say_count(
        language,
        "{count} passage outside these filters talks about it.",
        "{count} passages outside these filters talk about it.",
        count,
    )


def _bold(text: str, color: bool) -> str:
    return f"{BOLD}{text}{PLAIN}" if color else text


def passage_text(citation: Citation) -> str:
    """An excerpt of a passage in which nothing answers, a line per paragraph or row of a table."""
    start, end = excerpt(citation)
    cut = f" {ELLIPSIS}" if end < citation.passage_start + len(citation.passage) else ""
    ends = r"\n" if citation.cells else r"\n\s*\n"  # rows of a table stay apart
    paragraphs = re.split(ends, looks(citation, start, end).strip().replace("\r\n", "\n") + cut)
    return "\n".join(f"  {printable(one)}" for one in paragraphs)


def _said(citation: Citation, color: bool) -> str:
    """The sentence of a citation on one line, the quote in bold."""
    start, end = lead(citation)
    before = (ELLIPSIS + " ") * (start > citation.sentence_start) + looks(citation, start, citation.start)
    after = looks(citation, citation.end, end)
    after += f" {ELLIPSIS}" * (end < citation.sentence_start + len(citation.sentence))
    left, right = " " * before[-1:].isspace(), " " * after[:1].isspace()
    quote = _bold(printable(looks(citation, citation.start, citation.end)), color)
    return f"{printable(before)}{left}{quote}{right}{printable(after)}"


def place_text(citation: Citation, language: LanguageCode, *, spotted: bool = True) -> str:
    """The reference of a citation on a line of its own, with its line or page or without."""
    parts = [
        printable(citation.title),
        when(citation, language),
        printable(citation.path),
        where(citation, language) if spotted else "",
        "" if citation.language == language else language_name(citation.language, language),
        printable(citation.url or ""),
    ]
    return "  — " + ", ".join(filter(None, parts))


def articles_text(count: int, language: LanguageCode) -> str:
    """1 article, 12 articles."""
    return say_count(language, "{count} article", "{count} articles", count)


def passages_text(count: int, language: LanguageCode) -> str:
    """1 passage, 12 passages."""
    return say_count(language, "{count} passage", "{count} passages", count)


def report_text(report: BuildReport, language: LanguageCode) -> str:
    """One line per file that is not unchanged, then the summary."""
    lines = [file_text(file, language) for file in report.files if file.status != "unchanged"]
    return "\n".join([*lines, report_summary(report, language)])


def file_text(file: FileReport, language: LanguageCode) -> str:
    """What became of a file, on one line."""
    notes = [say(language, _STATUSES[file.status])]
    if file.articles > 1:
        notes.append(articles_text(file.articles, language))
    if file.passages:
        notes.append(passages_text(file.passages, language))
    notes += [note for note in (file.language, file.date) if note]
    if file.detail:
        notes.append(printable(in_language(file.detail, language)))
    return f"{_SIGNS[file.status]} {printable(file.path)}: {', '.join(notes)}"


def report_summary(report: BuildReport, language: LanguageCode) -> str:
    """The counts, and what answers now."""
    duplicates, skipped, left_out = (report.count(status) for status in ("duplicate", "skipped", "left out"))
    counts = [report.changes()]
    if duplicates:
        counts.append(say_count(language, "{count} duplicate", "{count} duplicates", duplicates))
    if skipped:
        counts.append(say_count(language, "{count} skipped", "{count} skipped", skipped))
    if left_out:
        counts.append(say_count(language, "{count} left out", "{count} left out", left_out))
    return f"{', '.join(counts)}\n{_outcome(report, language)}"


def _outcome(report: BuildReport, language: LanguageCode) -> str:
    """What answers after a build."""
    counted: dict[str, object] = {
        "articles": articles_text(report.articles, language),
        "passages": passages_text(report.passages, language),
    }
    if report.dry_run:
        embedded = say_count(language, "{count} to embed", "{count} to embed", report.embedded)
        return say(
            language, "Nothing was written (dry run): {articles}, {passages}, {embedded}.", **counted, embedded=embedded
        )
    if not report.published:
        return say(
            language,
            "Nothing changed: generation {generation} answers ({articles}, {passages}).",
            **counted,
            generation=report.generation,
        )
    return say(
        language,
        "Generation {generation} of {index} answers: {articles}, {passages}, {embedded}, {seconds} s.",
        **counted,
        generation=report.generation,
        index=report.index,
        embedded=say_count(language, "{count} embedded", "{count} embedded", report.embedded),
        seconds=number(report.seconds, language, decimals=1),
    )


def _folders(status: IndexStatus) -> str:
    shown = ", ".join(f"{name} {count}" for name, count in status.folders[:FOLDERS])
    return f"{shown}, …" if len(status.folders) > FOLDERS else shown


def _promise(status: IndexStatus, language: LanguageCode) -> str:
    """How many of the answers shown as "found" are wrong at most; nothing where it was not measured."""
    shares = (
        say(
            language,
            "at most {percent} % wrong for questions {in_language}",
            percent=number(100 * share, language, decimals=1),
            in_language=language_name(code, language),
        )
        for code, share in status.wrong_at_most
    )
    return ", ".join(shares)


def status_text(status: IndexStatus, language: LanguageCode) -> str:
    """The index, one line per fact."""
    dates = " – ".join(dict.fromkeys(date for date in (status.first_date, status.last_date) if date))
    facts: Sequence[tuple[str, str]] = (
        (N_("index"), status.index),
        (N_("generation"), str(status.generation)),
        (N_("built"), status.built_at),
        (N_("articles"), str(status.articles)),
        (N_("passages"), str(status.passages)),
        (N_("languages"), ", ".join(f"{code} {count}" for code, count in status.languages)),
        (N_("dates"), dates or say(language, "undated")),
        (N_("folders"), _folders(status)),
        (N_("embedder"), status.embedder),
        (N_("sources"), ", ".join(status.sources)),
        (N_("left out"), ", ".join(status.left_out)),
        (N_("size"), say(language, "{megabytes} MB", megabytes=number(status.size_bytes / 1e6, language, decimals=1))),
        (N_("found answers"), _promise(status, language)),
        (N_("Chroma server"), in_language(status.chroma, language) if status.chroma else ""),
        (N_("can answer"), in_language(status.problem, language) if status.problem else say(language, "yes")),
        (N_("warning"), in_language(status.notice, language) if status.notice else ""),
    )
    facts = [fact for fact in facts if fact[1]]
    width = max(len(say(language, name)) for name, _ in facts)
    return "\n".join(f"{say(language, name):<{width}}  {printable(value)}" for name, value in facts)
