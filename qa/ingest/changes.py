"""What is on the disk against what the index holds: which files are new, changed, renamed or gone; which passages."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from qa.errors import Message, UnreadableFile
from qa.index.articles import FileRecord, Texts
from qa.index.generation import Generation
from qa.index.manifest import Exclusion, Manifest, Recipe
from qa.index.writer import worth_rewriting
from qa.ingest.ahead import FilesInOrder, OpenedFile, ReadsAhead, open_file
from qa.ingest.articles import FileArticles
from qa.ingest.discover import SourceFile, find_files
from qa.ingest.passages import Content
from qa.ingest.sources import Sources
from qa.reports import FileReport, FileStatus
from qa.values import Article

Stage = Literal["read", "ocr", "embed"]  # "ocr": the pages of one file
Progress = Callable[[Stage, int, int], None]  # stage, done, total
Read = Callable[[SourceFile, bytes], FileArticles]  # raises UnreadableFile
Cut = Callable[[Sequence[Article], int], list[Content]]  # of a file; number of the first passage; raises it too
STAYS = Message("its file stays on the disk")
DELETED = Message("its file is deleted")


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file that the next generation will hold."""

    record: FileRecord
    articles: tuple[Article, ...] | None  # None: those that the current generation holds, not read again
    status: FileStatus
    before: str | None = None  # where a renamed file was: its shown path in the current generation
    notes: tuple[Message, ...] = ()  # what of it was not read, or is not sure


@dataclass(frozen=True, slots=True)
class Plan:
    """What the next generation will hold, and what to report of every other file."""

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

    def without(self, refused: Mapping[str, Message], held: Container[str]) -> Plan:
        """The plan where some files that were read cannot be used after all.

        Args:
            refused: why, by path.
            held: the files of the current generation, which loses their articles.
        """
        if not refused:
            return self
        others = [FileReport(path, "skipped", why) for path, why in refused.items()]
        others += [FileReport(path, "removed") for path in refused if path in held]
        files = tuple(file for file in self.files if file.record.path not in refused)
        return replace(self, files=files, others=(*self.others, *others))


class _Current:
    """The files of the current generation, by path and by content."""

    def __init__(self, texts: Texts | None, same_version: bool) -> None:
        self._texts = texts
        self._same_version = same_version
        self.by_path = {record.path: record for record in texts.files()} if texts is not None else {}

    def stands(self, file: SourceFile, sha256: str) -> bool:
        """Whether what the same bytes gave last time still stands; else they must be read again."""
        record = self.by_path.get(file.path)
        # A file with problems or notes is read again so that they are reported again; so is all that another version
        # read, and a table that had rows left out.
        return record == FileRecord(file.path, sha256, 0) and self._same_version

    def may_stand(self, file: SourceFile) -> bool:
        """Whether it is there already, perhaps with the same bytes, which nobody has looked at."""
        return file.path in self.by_path and self._same_version

    def rows(self, file: str) -> set[tuple[str, str]]:
        """Path and hash of each article that a file gave."""
        held = [] if self._texts is None else self._texts.articles_of(file)
        return {(article.path, article.sha256) for article in held}


def make_plan(
    sources: Sources,
    texts: Texts | None,
    *,
    same_version: bool,
    max_mb: int,
    read: Read,
    progress: Progress,
    ahead: ReadsAhead | None = None,
) -> Plan:
    """Read every file that is found and compare it with the current generation.

    Args:
        sources: where to look.
        texts: of the current generation; None where there is none to compare with.
        same_version: whether this version of the package wrote them, so that unchanged bytes need no second reading.
        max_mb: larger files are skipped.
        read: makes articles of a file's bytes.
        progress: called after each file that is read.
        ahead: reads files before `read` is asked for them; None: each is read when it is needed.

    Raises:
        SourceError: a root is not there, or two have the same name.
    """
    return _Planner(sources, _Current(texts, same_version), max_mb, read, ahead).plan(progress)


class _Planner:
    """What is known of the files that were looked at so far."""

    def __init__(self, sources: Sources, current: _Current, max_mb: int, read: Read, ahead: ReadsAhead | None) -> None:
        self._current, self._max_mb, self._read = current, max_mb, read
        self._opening = FilesInOrder(max_mb, ahead, current.may_stand, self._must_read)
        self._removal, self._uploads = sources.removal, sources.uploads
        self._found = find_files(sources.roots, sources.own)
        there = {file.path for file in self._found.files}
        self._gone_by_content = {record.sha256: path for path, record in current.by_path.items() if path not in there}
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
        for number, opened in enumerate(self._opening.each((*queue, *self._uploads)), start=1):
            planned, source = self._look_at(opened), opened.source
            if number > len(queue):  # an upload that gives nothing leaves the file that it would have replaced
                if planned is not None and planned.status == "unchanged" and source.path not in standing:
                    # Its file was deleted since the last build: it is kept again.
                    planned = self._files[-1] = replace(planned, status="added")
                taken += [source] if planned is not None and planned.status != "unchanged" else []
                if planned is None and source.path in standing:
                    self._look_at(open_file(standing[source.path], self._max_mb))
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

    def _must_read(self, source: SourceFile, sha256: str) -> bool:
        return bool(self._removal.rows_of(source.path)) or not self._current.stands(source, sha256)

    def _look_at(self, opened: OpenedFile) -> PlannedFile | None:
        """Take a file into the plan; None where it gives no article of its own."""
        source, sha256 = opened.source, opened.sha256
        if opened.problem is not None:
            self._others.append(FileReport(source.path, "skipped", opened.problem))
            return None
        if sha256 in self._first_with:
            detail = Message("same content as {path}", path=self._first_with[sha256])
            self._others.append(FileReport(source.path, "duplicate", detail))
            return None
        try:
            file, others = self._plan_file(source, opened.data, sha256)
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

        A file that can no longer be read is reported twice: why it is skipped, and that its articles go.
        """
        renamed = {file.before for file in self._files if file.before is not None}
        kept = renamed | {file.record.path for file in self._files}
        deleted = self._removal.deleted
        for path in sorted(self._current.by_path.keys() - kept):
            detail = DELETED if path in deleted else STAYS if self._removal.leaves_out(path) else ""
            self._others.append(FileReport(path, "removed", detail))
        found = {file.path for file in self._found.files} | {skip.path for skip in self._found.skipped}
        for path in sorted(found - self._current.by_path.keys()):
            if self._removal.leaves_out(path):
                self._others.append(FileReport(path, "left out", STAYS))

    def _plan_file(self, source: SourceFile, data: bytes, sha256: str) -> tuple[PlannedFile, tuple[FileReport, ...]]:
        """A file with its articles, and what to report of some of its rows."""
        before, excluded = self._current.by_path.get(source.path), self._removal.rows_of(source.path)
        articles: tuple[Article, ...] | None = None
        others: tuple[FileReport, ...] = ()
        notes: tuple[Message, ...] = ()
        held: set[tuple[str, str]] = set()
        if self._must_read(source, sha256):
            found, held = self._read(source, data), self._current.rows(source.path)
            notes = found.notes
            articles = tuple(article for article in found.articles if article.sha256 not in excluded)
            out = [article for article in found.articles if article.sha256 in excluded]
            self._rows.update((row.sha256, row.path) for row in reversed(out))  # the first one of several alike
            others = (
                *found.problems,
                *(
                    FileReport(row.path, "removed" if (row.path, row.sha256) in held else "left out", STAYS)
                    for row in out
                ),
            )
        record = FileRecord(source.path, sha256, len(others) + len(notes))
        if before is None:
            renamed = self._gone_by_content.pop(sha256, None)
            return PlannedFile(record, articles, "renamed" if renamed else "added", renamed, notes), others
        if before.sha256 != sha256:
            return PlannedFile(record, articles, "updated", notes=notes), others
        back = [row.path for row in articles or () if (row.path, row.sha256) not in held]  # was left out
        return PlannedFile(record, articles, "unchanged", notes=notes), (
            *others,
            *(FileReport(path, "added") for path in back),
        )


@dataclass(frozen=True, slots=True)
class Work:
    """What turns the current generation into the next one."""

    base: Generation | None  # what the next one begins as a copy of; None where it is written from nothing
    gone: tuple[str, ...]  # files of the base whose articles go
    files: tuple[tuple[FileRecord, tuple[Article, ...]], ...]  # whose articles come
    contents: tuple[Content, ...]  # their passages, in the order of the files
    known: dict[int, int]  # number of a passage -> number of one with the same vector in the current generation
    refused: dict[str, Message]  # files that could not be cut into passages, by path, and why; not among the others


def find_work(plan: Plan, current: Generation | None, wanted: Manifest, cut: Cut) -> Work:
    """What to write: the difference to the current generation, or everything where that one cannot be built upon.

    Args:
        plan: what is on the disk.
        current: the generation to compare with, if there is one.
        wanted: the description of the next generation: only what it is made from and with counts here.
        cut: makes passages of a file's articles, numbered from a number on, or refuses.
    """
    base = current if current is not None and _can_be_base(current.manifest, wanted) else None
    if base is not None:
        held = {record.path: record for record in base.texts.files()}
        kept = {file.record.path for file in plan.files if _stands(file, held.get(file.record.path), base)}
        gone = tuple(path for path in held if path not in kept)
        fresh = [file for file in plan.files if file.record.path not in kept]
        work = _difference(base, gone, fresh, current, wanted.recipe, cut)
        if not worth_rewriting(base.columns, base.texts.count_passages(gone), len(work.contents)):
            return work
    return _difference(None, (), plan.files, current, wanted.recipe, cut)


def _stands(file: PlannedFile, held: FileRecord | None, base: Generation) -> bool:
    """Whether a file gives what it gave to the base; a table whose bytes are the same may leave out other rows."""
    if file.articles is None:
        return True
    return file.record == held and file.articles == tuple(base.texts.articles_of(held.path))


def _can_be_base(current: Manifest, wanted: Manifest) -> bool:
    """Whether passages of the current generation can stand in the next one as they are."""
    if bool(current.chroma_url) != bool(wanted.chroma_url):
        return False  # its graph lies elsewhere
    return all(getattr(current, name) == getattr(wanted, name) for name in ("recipe", "hnsw", "package_version"))


def _difference(
    base: Generation | None,
    gone: tuple[str, ...],
    fresh: Sequence[PlannedFile],
    current: Generation | None,
    recipe: Recipe,
    cut: Cut,
) -> Work:
    """The work of adding some files to the base, without those that are gone."""
    files: list[tuple[FileRecord, tuple[Article, ...]]] = []
    contents: list[Content] = []
    refused: dict[str, Message] = {}
    first = 0 if base is None else len(base.columns)
    for file in fresh:
        articles = _articles(file, current)
        try:
            contents += cut(articles, first + len(contents))
            files.append((file.record, articles))
        except UnreadableFile as error:
            refused[file.record.path] = error.message
    return Work(base, gone, tuple(files), tuple(contents), _known(contents, current, recipe), refused)


def _articles(file: PlannedFile, current: Generation | None) -> tuple[Article, ...]:
    """What a file gives, read now or held by the current generation."""
    if file.articles is not None or current is None:
        return file.articles or ()
    return tuple(current.texts.articles_of(file.record.path))


def _known(contents: Sequence[Content], current: Generation | None, recipe: Recipe) -> dict[int, int]:
    """For each new passage whose vector the current generation holds: its number -> the number there."""
    if current is None or not recipe.same_vectors(current.manifest.recipe):
        return {}
    held = current.texts.with_content([content.record.content_hash for content in contents])
    known = {}
    for content in contents:
        record = content.record
        number, language = held.get(record.content_hash, (0, None))
        if language == record.passage.language:
            known[record.number] = number
    return known
