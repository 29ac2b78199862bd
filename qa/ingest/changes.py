"""What is on the disk against what the index holds: which files are new, changed, renamed, gone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from qa.errors import Message, UnreadableFile
from qa.index.articles import FileRecord, Texts
from qa.index.manifest import Exclusion
from qa.ingest.articles import read_articles
from qa.ingest.discover import SourceFile, find_files, read_bytes, type_problem
from qa.ingest.exclusions import Removal
from qa.values import Article, FileReport, FileStatus

Stage = Literal["read", "embed"]
Progress = Callable[[Stage, int, int], None]  # stage, done, total
STAYS = Message("its file stays on the disk")
DELETED = Message("its file is deleted")
NOTHING_REMOVED = Removal(())


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
    others: tuple[FileReport, ...]  # removed, duplicate, skipped, left out; rows that come back
    left_out: tuple[Exclusion, ...] = ()  # each row by the number that it has now
    uploads: tuple[SourceFile, ...] = ()  # those that give articles which the current generation does not hold

    @property
    def changes(self) -> bool:
        """Whether the next generation would differ from the current one."""
        return any(file.status != "unchanged" for file in self.files) or any(
            report.status in ("removed", "added") for report in self.others
        )


class _Current:
    """The files of the current generation, by path and by content."""

    def __init__(self, texts: Texts | None, same_version: bool) -> None:
        self._texts = texts
        self._same_version = same_version
        self.by_path = {record.path: record for record in texts.files()} if texts is not None else {}

    def stands(self, file: SourceFile, sha256: str) -> bool:
        """Whether what the same bytes gave last time still stands; else they must be read again."""
        record = self.by_path.get(file.path)
        # A file with problems is read again so that they are reported again; so is all that another version read, and
        # a table that had rows left out.
        return record == FileRecord(file.path, sha256, 0) and self._same_version

    def holds(self, article: Article) -> bool:
        """Whether the current generation holds an article."""
        held = {} if self._texts is None else self._texts.articles([article.id])
        return article.id in held and held[article.id].sha256 == article.sha256


@dataclass(frozen=True, slots=True)
class Search:
    """Where the files of the next generation are looked for, and which of them are not wanted."""

    roots: tuple[Path, ...]  # files and folders
    own: Path = Path()  # the index's folder of uploads; one of them where it holds files
    uploads: tuple[SourceFile, ...] = ()  # handed over, to be kept in `own`: each comes before a file of its path there
    removal: Removal = NOTHING_REMOVED


def make_plan(search: Search, texts: Texts | None, *, same_version: bool, max_mb: int, progress: Progress) -> Plan:
    """Read every file that is searched for and compare it with the current generation.

    Args:
        search: where to look.
        texts: of the current generation; None where there is none to compare with.
        same_version: whether this version of the package wrote them, so that unchanged bytes need no second reading.
        max_mb: larger files are skipped.
        progress: told of each file read.

    Raises:
        SourceError: a root is not there, or two cannot be told apart.
    """
    return _Planner(search, _Current(texts, same_version), max_mb).plan(progress)


class _Planner:
    """What is known of the files that were looked at so far."""

    def __init__(self, search: Search, known: _Current, max_mb: int) -> None:
        self._removal, self._known, self._max_mb = search.removal, known, max_mb
        self._uploads = search.uploads
        self._found = find_files(search.roots, search.own)
        there = {file.path for file in self._found.files}
        self._gone_by_content = {record.sha256: path for path, record in known.by_path.items() if path not in there}
        self._first_with: dict[str, str] = {}  # hash -> path
        self._files: list[PlannedFile] = []
        self._others: list[FileReport] = []
        self._rows: dict[str, str] = {}  # hash of a row that is left out -> its path

    def plan(self, progress: Progress) -> Plan:
        """Look at every file."""
        wanted = [file for file in self._found.files if not self._is_removed(file.path)]
        standing = {file.path: file for file in wanted}
        replaced = {file.path for file in self._uploads}
        queue = [file for file in wanted if file.path not in replaced]
        taken = []
        total = len(queue) + len(self._uploads)
        for number, source in enumerate((*queue, *self._uploads), start=1):
            planned = self._look_at(source)
            if number > len(queue):  # an upload that gives nothing leaves the file that it would have replaced
                if planned is not None and planned.status == "unchanged" and source.path not in standing:
                    # Its file was deleted since the last build: it is kept again.
                    planned = self._files[-1] = replace(planned, status="added")
                taken += [source] if planned is not None and planned.status != "unchanged" else []
                if planned is None and source.path in standing:
                    self._look_at(standing[source.path])
            progress("read", number, total)
        self._others += [skip for skip in self._found.skipped if not self._is_removed(skip.path)]
        self._report_removed()
        self._files.sort(key=lambda file: file.record.path)
        return Plan(tuple(self._files), tuple(self._others), self._left_out(), tuple(taken))

    def _left_out(self) -> tuple[Exclusion, ...]:
        known = (
            out if out.sha256 is None else Exclusion(self._rows.get(out.sha256, out.path), out.sha256)
            for out in self._removal.left_out
        )
        return tuple(dict.fromkeys(known))

    def _is_removed(self, path: str) -> bool:
        return path in self._removal.deleted or self._removal.leaves_out(path)

    def _look_at(self, source: SourceFile) -> PlannedFile | None:
        """Take a file into the plan; None where it gives no article of its own."""
        problem = type_problem(source)
        if problem is not None:
            self._others.append(FileReport(source.path, "skipped", problem))
            return None
        try:
            data = read_bytes(source, self._max_mb)
            sha256 = hashlib.sha256(data).hexdigest()
            if sha256 in self._first_with:
                detail = Message("same content as {path}", path=self._first_with[sha256])
                self._others.append(FileReport(source.path, "duplicate", detail))
                return None
            left_out = self._removal.rows_of(source.path)
            file, others = self._plan_file(source, data, sha256, left_out)
        except UnreadableFile as error:
            self._others.append(FileReport(source.path, "skipped", error.message))
            return None
        self._first_with[sha256] = source.path
        self._others += others
        if file.articles == ():
            return None
        self._files.append(file)
        return file

    def _report_removed(self) -> None:
        """Files that the current generation holds and the next one will not, and those that are left out again.

        A file that can be read no more is told twice: why it is skipped, and that its articles go.
        """
        renamed = {file.before for file in self._files if file.before is not None}
        kept = renamed | {file.record.path for file in self._files}
        deleted = self._removal.deleted
        for path in sorted(self._known.by_path.keys() - kept):
            detail = DELETED if path in deleted else STAYS if self._removal.leaves_out(path) else ""
            self._others.append(FileReport(path, "removed", detail))
        found = {file.path for file in self._found.files} | {skip.path for skip in self._found.skipped}
        for path in sorted(found - self._known.by_path.keys()):
            if self._removal.leaves_out(path):
                self._others.append(FileReport(path, "left out", STAYS))

    def _plan_file(
        self, source: SourceFile, data: bytes, sha256: str, left_out: frozenset[str]
    ) -> tuple[PlannedFile, tuple[FileReport, ...]]:
        """A file with its articles, and what is to be said of some of its rows; `left_out`: hashes of rows."""
        known, before = self._known, self._known.by_path.get(source.path)
        articles: tuple[Article, ...] | None = None
        others: tuple[FileReport, ...] = ()
        if left_out or not known.stands(source, sha256):
            reading = read_articles(source, data)
            articles, others = reading.articles, reading.problems
            for row in [article for article in articles if article.sha256 in left_out]:
                self._rows.setdefault(row.sha256, row.path)
                others += (FileReport(row.path, "removed" if known.holds(row) else "left out", STAYS),)
            articles = tuple(article for article in articles if article.sha256 not in left_out)
        record = FileRecord(source.path, sha256, len(others))
        if before is not None and before.sha256 != sha256:
            return PlannedFile(record, articles, "updated"), others
        if before is not None:
            fewer = before.problems > record.problems  # than last time: rows were put back
            back = [FileReport(row.path, "added") for row in articles or () if fewer and not known.holds(row)]
            return PlannedFile(record, articles, "unchanged"), (*others, *back)
        if sha256 in self._gone_by_content:
            return PlannedFile(record, articles, "renamed", self._gone_by_content.pop(sha256)), others
        return PlannedFile(record, articles, "added"), others
