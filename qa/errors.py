"""What a user can fix, each as one sentence that says what is wrong and what to do next.

GazetteError
├── SettingsError      a setting, an option or gazette.toml has a value that cannot be used
├── QuestionError      the question is empty or too long, or a filter cannot be used
│   └── UnknownFolder  no article of the index lies in the folder that a filter names
├── UnknownArticle     no article of the index has the id that was asked for
├── ServerBusy         as many questions as the settings allow are being answered or wait
├── SourceError        a path to index does not exist, or two of them have one name
├── UnreadableFile     one file cannot be read; the build reports it and goes on
├── FetchError         an address of the web gives no article; the others are fetched
├── ModelError         a model's files are missing or do not fit
├── FeedbackError      what a reader says of a reply cannot be stored
├── EvaluationError    a file of questions, a report or a library that an evaluation needs cannot be used
└── StoreError         the index cannot answer
    ├── IndexMissing   it was never built
    ├── IndexMismatch  it was built with another embedder, other settings or another format
    ├── IndexBusy      another build is writing to it
    ├── LostPassages   the Chroma server answers, and no longer holds its graph
    └── IndexDamaged   its files do not agree with its manifest

Anything else that is raised is a bug and keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Self


class Message(str):
    """A sentence for the user: in English, with its template, which an interface translates."""

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, **values: object) -> Self:
        """The template is formatted only where there are values, so a finished sentence may hold braces."""
        message = super().__new__(cls, template.format(**values) if values else template)
        message.template, message.values = template, values
        return message


def joined(sentences: Iterable[Message | None]) -> Message | None:
    """Several sentences as one message; None where there is none."""
    parts = [sentence for sentence in sentences if sentence is not None]
    if len(parts) < 2:
        return parts[0] if parts else None
    return Message("{first} {others}", first=parts[0], others=joined(parts[1:]))


class GazetteError(Exception):
    """The root of the tree: its message is written for the user."""

    def __init__(self, template: str, **values: object) -> None:
        self.message = Message(template, **values)
        super().__init__(self.message)


class SettingsError(GazetteError):
    """A setting, an option or gazette.toml has a value that cannot be used."""


class QuestionError(GazetteError):
    """The question, or a filter given with it, cannot be understood."""


class UnknownFolder(QuestionError):
    """No article of the index lies in the folder that a filter names."""


class UnknownArticle(GazetteError):
    """No article of the index has the id that was asked for."""


class ServerBusy(GazetteError):
    """As many questions as the settings allow are being answered or wait."""


class SourceError(GazetteError):
    """A path to index does not exist, or two of them have one name."""


class UnreadableFile(GazetteError):
    """One file cannot be read. The build reports the message beside the file and goes on."""


class FetchError(GazetteError):
    """An address of the web gives no article. The message is shown beside it, and the others go on."""


class ModelError(GazetteError):
    """A model's files are missing or do not fit."""


class FeedbackError(GazetteError):
    """What a reader says of a reply cannot be stored."""


class EvaluationError(GazetteError):
    """A file of questions, a report or a library that an evaluation needs cannot be used."""


class StoreError(GazetteError):
    """The index cannot answer."""


class IndexMissing(StoreError):
    """The index was never built."""


class IndexMismatch(StoreError):
    """The index was built with another embedder, other settings or another format."""


class IndexBusy(StoreError):
    """Another build is writing to the index."""


class LostPassages(StoreError):
    """The Chroma server answers, and no longer holds all passages of a generation; its files do."""


class IndexDamaged(StoreError):
    """The index's files do not agree with its manifest."""


def damaged(folder: Path, part: str, reason: object) -> IndexDamaged:
    """The error for a part of a generation that cannot be read."""
    return IndexDamaged(
        "The index in {folder} is damaged ({part}: {reason}). Run: gazette build",
        folder=folder,
        part=part,
        reason=str(reason).splitlines()[0] if str(reason) else type(reason).__name__,
    )
