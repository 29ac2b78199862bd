"""What is on the disk against what the index holds: which files are new, changed, renamed, gone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from qa.errors import Message, UnreadableFile
from qa.ingest.articles import read_articles
from qa.ingest.files import SourceFile, find_files, read_bytes
from qa.store.texts import FileRecord, Texts
from qa.values import Article, FileReport, FileStatus

Stage = Literal["read", "embed"]
Progress = Callable[[Stage, int, int], None]  # stage, done, total


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file that the next generation will hold."""

    record: FileRecord
    articles: tuple[Article, ...] | None  # None: those that the current generation holds, not read again
    status: FileStatus
    before: str | None = None  # where a renamed file was: its shown path in the current generation


@dataclass(frozen=True, slots=True)
class Plan:
    """What the next generation will hold, and what is to be said of every other file."""

    files: tuple[PlannedFile, ...]
    others: tuple[FileReport, ...]  # removed, duplicate, skipped

    @property
    def changes(self) -> bool:
        """Whether the next generation would differ from the current one."""
        return any(file.status != "unchanged" for file in self.files) or any(
            report.status == "removed" for report in self.others
        )


class _Known:
    """The files of the current generation, by path and by content."""

    def __init__(self, texts: Texts | None, same_version: bool) -> None:
        self._same_version = same_version
        self.by_path = {record.path: record for record in texts.files()} if texts is not None else {}

    def holds(self, file: SourceFile, sha256: str) -> bool:
        """Whether what the same bytes gave last time still stands; else they must be read again."""
        record = self.by_path.get(file.path)
        # A file with problems is read again so that they are reported again; so is all that another version read.
        return record == FileRecord(file.path, sha256, 0) and self._same_version


def make_plan(
    roots: Sequence[Path], texts: Texts | None, *, same_version: bool, max_mb: int, progress: Progress
) -> Plan:
    """Read every file under `roots` and compare it with the current generation.

    Args:
        roots: files and folders.
        texts: of the current generation; None where there is none to compare with.
        same_version: whether this version of the package wrote them, so that unchanged bytes need no second reading.
        max_mb: larger files are skipped.
        progress: told of each file read.

    Raises:
        SourceError: a root is not there, or two cannot be told apart.
    """
    known = _Known(texts, same_version)
    found = find_files(roots)
    gone = {path: record for path, record in known.by_path.items() if path not in {file.path for file in found.files}}
    gone_by_content = {record.sha256: path for path, record in gone.items()}
    first_with: dict[str, str] = {}
    files: list[PlannedFile] = []
    others: list[FileReport] = list(found.skipped)
    for number, source in enumerate(found.files, start=1):
        try:
            data = read_bytes(source, max_mb)
            sha256 = hashlib.sha256(data).hexdigest()
            if sha256 in first_with:
                detail = Message("same content as {path}", path=first_with[sha256])
                others.append(FileReport(source.path, "duplicate", detail))
            else:
                file, problems = _plan_file(source, data, sha256, known, gone_by_content)
                first_with[sha256] = source.path
                others += problems
                files += [] if file.articles == () else [file]
        except UnreadableFile as error:
            others.append(FileReport(source.path, "skipped", error.message))
        progress("read", number, len(found.files))
    renamed = {file.before for file in files if file.before is not None}
    kept = renamed | {file.record.path for file in files} | {report.path for report in others}
    others += [FileReport(path, "removed") for path in sorted(known.by_path.keys() - kept)]
    return Plan(tuple(files), tuple(others))


def _plan_file(
    source: SourceFile, data: bytes, sha256: str, known: _Known, gone_by_content: dict[str, str]
) -> tuple[PlannedFile, tuple[FileReport, ...]]:
    before = known.by_path.get(source.path)
    articles: tuple[Article, ...] | None = None
    problems: tuple[FileReport, ...] = ()
    if not known.holds(source, sha256):
        reading = read_articles(source, data)
        articles, problems = reading.articles, reading.problems
    record = FileRecord(source.path, sha256, len(problems))
    if before is not None:
        status: FileStatus = "unchanged" if before.sha256 == sha256 else "updated"
        return PlannedFile(record, articles, status), problems
    if sha256 in gone_by_content:
        return PlannedFile(record, articles, "renamed", gone_by_content.pop(sha256)), problems
    return PlannedFile(record, articles, "added"), problems
