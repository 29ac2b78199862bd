"""A file of questions for `gazette ask --file`: a line is one, or a JSON object that also says how to ask it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from qa.errors import QuestionError
from qa.interfaces.server.schemas import AskRequest, reason_of, refusal_of
from qa.settings import read_text


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
        return common.model_copy(update={"question": line.strip("\ufeff \t\r")})
    try:
        asked = AskRequest.model_validate_json(line, extra="ignore")
    except ValidationError as error:
        refusal = refusal_of(error.errors()[0])
        if refusal is not None:
            return refusal
        return QuestionError(
            "Line {number} cannot be asked ({reason}): write a JSON object with a question.",
            number=number,
            reason=reason_of(error.errors()[0]),
        )
    return common.model_copy(update=asked.model_dump(exclude_none=True))
