"""A file of questions for `gazette ask --file`: a line is one, or a JSON object that also says how to ask it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from qa.errors import QuestionError
from qa.interfaces.server.schemas import AskRequest, reason_of, refusal_of
from qa.settings import read_text

_REQUEST = TypeAdapter(AskRequest)
_OPTIONS = ("top_k", "language", "since", "until", "folder", "typed_dates")


def read_questions(file: Path, common: AskRequest) -> Iterator[AskRequest | QuestionError]:
    """The questions in order; a line that is none gives the error, and the others go on.

    Raises:
        QuestionError: the file cannot be read.
    """
    try:
        lines = read_text(file).split("\n")  # other ends of lines may be in a string of JSON
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise QuestionError("{file} cannot be read ({reason}): check the path.", file=file, reason=reason) from error
    return (_question(line, number, common) for number, line in enumerate(lines, start=1) if line.strip())


def _question(line: str, number: int, common: AskRequest) -> AskRequest | QuestionError:
    """What a line asks; what it does not say is as in `common`."""
    if not line.lstrip("\ufeff \t").startswith("{"):
        return replace(common, question=line.strip("\ufeff \t\r"))
    try:
        asked = _REQUEST.validate_json(line, extra="ignore")
    except ValidationError as error:
        refusal = refusal_of(error.errors()[0])
        if refusal is not None:
            return refusal
        return QuestionError(
            "Line {number} cannot be asked ({reason}): write a JSON object with a question.",
            number=number,
            reason=reason_of(error.errors()[0]),
        )
    given = {name: getattr(asked, name) for name in _OPTIONS if getattr(asked, name) is not None}
    return replace(common, question=asked.question, **given)
