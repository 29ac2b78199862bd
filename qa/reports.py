"""What is said of an index: of each file, of a build, and of what it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qa.values import LanguageCode, Value

FileStatus = Literal["added", "updated", "renamed", "unchanged", "removed", "duplicate", "skipped", "left out"]


@dataclass(frozen=True, slots=True)
class FileReport(Value):
    """What became of one file in a build, or of one row of a table that could not be read."""

    path: str
    status: FileStatus
    detail: str = ""  # why it was skipped, which one it duplicates, where it was before
    articles: int = 0
    characters: int = 0
    passages: int = 0
    language: LanguageCode | None = None  # of the article, where the file holds one
    date: str | None = None
    ocr_pages: int = 0  # pages whose text was recognised in their pictures


@dataclass(frozen=True, slots=True)
class BuildReport(Value):
    """What a build did, or would do (`dry_run`)."""

    index: str
    generation: int | None  # the generation that answers after the build; None where there is none
    published: bool  # False where nothing changed, and for a dry run
    dry_run: bool
    files: tuple[FileReport, ...]
    articles: int
    passages: int
    embedded: int  # passages that went through the embedder; the others were reused
    seconds: float

    def count(self, *statuses: FileStatus) -> int:
        """How many files have one of these statuses."""
        return sum(report.status in statuses for report in self.files)

    def changes(self) -> str:
        """`+12 ~3 -1 =240`: added, changed or renamed, removed, unchanged."""
        added, changed = self.count("added"), self.count("updated", "renamed")
        return f"+{added} ~{changed} -{self.count('removed')} ={self.count('unchanged')}"

    def summary(self) -> str:
        """`+12 ~3 -1 =240, 2 skipped`: the changes, and the files that gave nothing."""
        others: tuple[FileStatus, ...] = ("duplicate", "skipped", "left out")
        return self.changes() + "".join(f", {self.count(status)} {status}" for status in others if self.count(status))


@dataclass(frozen=True, slots=True)
class IndexStatus(Value):
    """What an index holds, and whether it can answer with the settings at hand."""

    index: str
    generation: int
    articles: int
    passages: int
    languages: tuple[tuple[LanguageCode, int], ...]  # articles by language
    first_date: str | None
    last_date: str | None
    embedder: str
    sources: tuple[str, ...]
    built_at: str  # ISO 8601, UTC
    size_bytes: int
    problem: str | None  # one sentence where it cannot answer
    folders: tuple[tuple[str, int], ...] = ()  # articles below each folder and table, by path
    file_types: tuple[tuple[str, int], ...] = ()  # articles by how their file's name ends, "pdf", in alphabetical order
    left_out: tuple[str, ...] = ()  # paths that were taken out of the index; their files stay where they are
    notice: str | None = None  # one sentence where an older build answers since the last one is damaged
    # Of the answers shown as "found", by the question's language: the share that is wrong, 0 to 1, with 95 % certainty.
    wrong_at_most: tuple[tuple[LanguageCode, float], ...] = ()
    chroma: str | None = None  # one sentence on the Chroma server that the settings name, where it was asked
