"""What readers of the chat say of its replies: one JSON object a line in a file of their own machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout
from pydantic import TypeAdapter, ValidationError

from qa.errors import FeedbackError
from qa.settings import Settings
from qa.values import Answer, Citation, LanguageCode, Query, State

FEEDBACK_FILE = "feedback.jsonl"  # in the index's folder, beside its generations
FORMAT: Literal[1] = 1
MAX_ANSWER_CHARS = 500
_MAX_CITED = 5  # articles that a line names
_PATIENCE_S = 5  # for another writer, who needs a millisecond

Verdict = Literal["right", "wrong", "no_answer"]
_NARROWINGS = {"since": "dates", "until": "dates", "folders": "folder"}  # the other filters by their own names


@dataclass(frozen=True, slots=True)
class Cited:
    """An article that a reply named."""

    article_id: str
    path: str
    quote: str  # "" where the reply quoted nothing and showed the article as near
    start: int  # characters into the article's text, included
    end: int  # excluded


@dataclass(frozen=True, slots=True)
class Given:
    """What a reply said, as far as it can be judged."""

    question: str  # as it was understood, so that it can be asked without its conversation
    asked: str  # as it was typed
    language: LanguageCode
    state: State
    answer: str  # "" where nothing was found
    confidence: float
    cited: tuple[Cited, ...]  # where nothing was found: the nearest
    narrowed: tuple[str, ...] = ()  # filters that left out articles; "shown": more was asked for


@dataclass(frozen=True, slots=True)
class Feedback:
    """One line of the file: what a reader says of a reply."""

    feedback: Literal[1]  # the format
    said_at: str  # ISO 8601, UTC
    verdict: Verdict  # "no_answer": the articles hold none
    right_answer: str  # that the reader knows; "" where none was given
    reply: Given


_ADAPTER = TypeAdapter(Feedback)


def given_of(answer: Answer) -> Given:
    """What can be judged of an answer."""
    query = answer.query
    found = [_cited(citation, citation.quote) for citation in answer.citations]
    near = list({citation.article_id: _cited(citation, "") for citation in answer.passages_on_it}.values())
    return Given(
        _whole(query.meant if query else answer.question),
        _whole(query.asked if query else answer.question),
        answer.language,
        answer.state,
        answer.text,
        answer.confidence,
        tuple((found or near)[:_MAX_CITED]),
        tuple(_narrowings(query)) if query else (),
    )


def _cited(citation: Citation, quote: str) -> Cited:
    return Cited(citation.article_id, citation.path, quote, citation.start, citation.end)


def _narrowings(query: Query) -> Iterator[str]:
    """Dates that the question's own words give are no narrowing: asked again, they are understood again."""
    typed, filters = query.typed_dates, query.filters
    if typed is not None and (filters.since, filters.until) == (typed.since, typed.until):
        filters = replace(filters, since=None, until=None)
    on = (field.name for field in fields(filters) if getattr(filters, field.name))
    yield from dict.fromkeys(_NARROWINGS.get(name, name) for name in on)
    if query.shown:
        yield "shown"


def feedback_path(settings: Settings) -> Path:
    """Where the lines go."""
    return settings.feedback_file or settings.index_folder / FEEDBACK_FILE


def add_feedback(settings: Settings, given: Given, verdict: Verdict, right_answer: str = "") -> None:
    """Write one line at the end of the file, as its only writer.

    Raises:
        FeedbackError: it cannot be written, or is as large as the settings allow.
    """
    path = feedback_path(settings)
    answer = " ".join(right_answer.split())[:MAX_ANSWER_CHARS] if verdict == "wrong" else ""
    said_at = datetime.now(UTC).isoformat(timespec="seconds")
    line = _ADAPTER.dump_json(Feedback(FORMAT, said_at, verdict, _whole(answer), given)) + b"\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{path}.lock", timeout=_PATIENCE_S):
            _append(path, line, settings.max_feedback_mb)
    except (OSError, Timeout) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FeedbackError(
            "{file} cannot be written ({reason}): name another file in the setting feedback_file.",
            file=path,
            reason=reason,
        ) from error


def _whole(text: str) -> str:
    """Half a character, which a browser can send and UTF-8 cannot hold, becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _append(path: Path, line: bytes, most_mb: int) -> None:
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)  # what people ask is their own affair
    with os.fdopen(descriptor, "r+b") as stream:
        size = stream.seek(0, os.SEEK_END)
        if size + len(line) > most_mb * 1_000_000:
            raise FeedbackError(
                "{file} holds {limit} MB of feedback: move it away, or raise the setting max_feedback_mb.",
                file=path,
                limit=most_mb,
            )
        if size:
            stream.seek(-1, os.SEEK_END)
            if stream.read(1) != b"\n":  # a writer was stopped in the middle of its line
                line = b"\n" + line
        stream.write(line)


def is_feedback(line: str) -> bool:
    """Whether a line is one of this file, rather than one of a corpus."""
    return line.lstrip().startswith('{"feedback":')


def read_feedback(line: str) -> Feedback | None:
    """One line; None where it is none, or one of another version."""
    try:
        return _ADAPTER.validate_json(line)
    except (ValidationError, ValueError):
        return None
