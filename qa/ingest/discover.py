"""From the paths that a user names to the files to read, with a reason for each one left out."""

from __future__ import annotations

import hashlib
import os
import stat
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, field, replace
from itertools import pairwise
from pathlib import Path

from qa.errors import Message, SourceError, UnreadableFile
from qa.ingest.converters.formats import SUFFIXES
from qa.ingest.exports import Exports, Stated, find_exports
from qa.lang.characters import composed
from qa.reports import FileReport

# Types that a program of its own reads well and nobody else does, and what that program can save.
_SAVE_AS = {
    **dict.fromkeys((".doc", ".pages", ".wpd", ".wps", ".odm", ".sxw"), ".docx"),
    **dict.fromkeys((".xls", ".numbers"), ".xlsx"),
    **dict.fromkeys((".ppt", ".key"), ".pptx"),
    **dict.fromkeys((".msg", ".pst"), ".eml"),
    **dict.fromkeys((".djvu", ".xps", ".indd", ".pub", ".ps"), ".pdf"),
    **dict.fromkeys((".mobi", ".azw", ".azw3"), ".epub"),
    **dict.fromkeys((".rar", ".7z", ".tar", ".gz", ".tgz"), ".zip"),
    **dict.fromkeys((".heic", ".heif", ".avif", ".psd"), ".jpg"),
}
_BYTES_PER_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read and the name it goes by."""

    file: Path  # absolute
    path: str  # as shown to users: root folder's name, "/", POSIX path inside it; a root that is a file: its name
    stated: Stated | None = None  # by the program that exported it

    def sha256(self, data: bytes) -> str:
        """The hash of all that its articles are made of: its bytes, and what is stated of it beside them."""
        beside = b"" if self.stated is None else repr(astuple(self.stated)).encode()
        return hashlib.sha256(data + beside).hexdigest()


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """What lies under the roots; both sorted by shown path."""

    files: tuple[SourceFile, ...]
    skipped: tuple[FileReport, ...]


@dataclass(frozen=True, slots=True)
class _Root:
    shown: str
    path: Path  # absolute, as named
    real: Path  # links resolved


def find_files(roots: Sequence[Path], own: Path | None = None) -> FoundFiles:
    """The supported files of every root, folders searched to their depth; no file is listed twice.

    Left out without a word: names that begin with a dot, `__pycache__` and the lock files of Office (`~$…`). Everything
    else that is left out is reported: other file types, links that are broken, that form a loop, that lead outside the
    root or to a folder, folders that cannot be opened. A root that lies inside another one belongs to the outer one,
    except `own`, the index's folder of uploads.

    Raises:
        SourceError: a root does not exist or cannot be opened, or two files would be shown under the same path.
    """
    named = _name_roots(roots)
    search = _Search(frozenset(root.real for root in named), find_exports([root.path for root in named]))
    outer_first = sorted(named, key=lambda root: (root.path != own, len(root.real.parts)))  # they claim what they hold
    for root in outer_first:
        if root.real.is_dir():
            search.walk(root)
        else:
            search.take(SourceFile(root.path, root.shown), root.real)
    files = sorted(_composed(search.files), key=lambda source: source.path)
    for one, other in pairwise(files):
        if one.path == other.path:
            raise SourceError(
                "{one} and {other} would both be shown as {shown!r}: rename one of them and try again.",
                one=one.file,
                other=other.file,
                shown=one.path,
            )
    return FoundFiles(tuple(files), tuple(sorted(search.skipped, key=lambda report: report.path)))


def written(path: Path) -> Path | None:
    """`path` as the disk spells it, with its accents composed or apart; None where it is not there."""
    spellings = (path, *(Path(unicodedata.normalize(form, str(path))) for form in ("NFC", "NFD")))
    return next((spelling for spelling in spellings if spelling.exists()), None)


def type_problem(source: SourceFile) -> Message | None:
    """Why files of its type are not read; None where they are."""
    suffix, types = source.file.suffix.lower(), ", ".join(SUFFIXES)
    if suffix in SUFFIXES:
        return None
    if suffix in _SAVE_AS:
        return Message(
            "Files of type {suffix} are not read: save it as {other} in its own program.",
            suffix=suffix,
            other=_SAVE_AS[suffix],
        )
    if suffix:
        return Message("Files of type {suffix} are not read: save it as one of {types}.", suffix=suffix, types=types)
    return Message("Files without a suffix are not read: save it as one of {types}.", types=types)


def read_bytes(source: SourceFile, max_mb: int) -> bytes:
    """The bytes of a file of at most `max_mb` megabytes; never waits for a pipe.

    Raises:
        UnreadableFile: it vanished, may not be read, is no ordinary file, is too large or is empty.
    """
    limit = max_mb * _BYTES_PER_MB
    try:
        with open(source.file, "rb", opener=_open_without_waiting) as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise UnreadableFile("The path is not an ordinary file but a pipe or a device: remove it.")
            data = stream.read(limit + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UnreadableFile("The file vanished after the folder was listed: build again.") from error
    except PermissionError as error:
        raise UnreadableFile("The file cannot be read (permission denied): give yourself read access.") from error
    except OSError as error:
        raise UnreadableFile(
            "The file cannot be read ({reason}): check the disk, then build again.", reason=error.strerror
        ) from error
    if len(data) > limit:
        raise UnreadableFile(
            "The file is larger than {limit} MB: split it, or raise the setting max_file_mb.", limit=max_mb
        )
    if not data:
        raise UnreadableFile("The file is empty: fill it or remove it.")
    return data


def _open_without_waiting(path: str, flags: int) -> int:
    # Opening a pipe for reading waits for a writer, for ever if there is none. Windows has neither flag nor such files.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _composed(files: Sequence[SourceFile]) -> Iterator[SourceFile]:
    """Each file under the name that people type, unless that is the name of another one."""
    names = {source.path for source in files}
    for source in files:
        name = composed(source.path)
        if name not in names:
            names.add(name)
            source = replace(source, path=name)
        yield source


def _name_roots(roots: Sequence[Path]) -> list[_Root]:
    named: dict[Path, _Root] = {}
    for given in roots:
        path = given.expanduser().absolute()
        try:
            real = path.resolve(strict=True)
        except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links, before Python 3.13
            raise SourceError(
                "{path} does not exist or cannot be reached: check the spelling of the path.", path=given
            ) from error
        # ".." is only right once links are resolved; else the user's own name for the folder is kept.
        shown = real.name if ".." in path.parts else path.name
        _check_name(given, shown)
        for other in named.values():
            apart = not (real.is_relative_to(other.real) or other.real.is_relative_to(real))
            if shown == other.shown and apart:
                raise SourceError(
                    "{one} and {other} would both be shown as {shown!r}: rename one of them and try again.",
                    one=other.real,
                    other=real,
                    shown=shown,
                )
        named.setdefault(real, _Root(shown, path, real))
    return list(named.values())


def _check_name(given: Path, shown: str) -> None:
    if _undecodable(shown):
        raise SourceError(
            "The name of {path} is not valid UTF-8: rename it and try again.", path=_printable(str(given))
        )


@dataclass(slots=True)
class _Search:
    """What has been found so far."""

    root_folders: frozenset[Path]
    exports: Exports
    files: list[SourceFile] = field(default_factory=list)
    skipped: list[FileReport] = field(default_factory=list)
    seen: set[Path] = field(default_factory=set)  # real paths

    def walk(self, root: _Root) -> None:
        """Every entry under a root folder; links last, so that a file goes by its own name first."""
        waiting = [(root.path, root.real, root.shown)]
        links: list[tuple[Path, str]] = []
        while waiting:
            folder, real, shown = waiting.pop()
            for entry in self._open(folder, real, shown):
                path = f"{shown}/{entry.name}" if shown else entry.name
                if _undecodable(entry.name):
                    self.skip(_printable(path), Message("The name is not valid UTF-8: rename it."))
                elif entry.is_symlink():
                    links.append((folder / entry.name, path))
                elif entry.is_dir(follow_symlinks=False):
                    waiting.append((folder / entry.name, real / entry.name, path))
                else:
                    self.take(SourceFile(folder / entry.name, path), real / entry.name)
        for link, path in sorted(links):
            self._follow(link, path, root)

    def take(self, source: SourceFile, real: Path) -> None:
        """List a file, unless it is listed under another path or is of a type we do not read."""
        if real in self.seen:
            return
        self.seen.add(real)
        if source.file in self.exports.lists:
            return
        if (why := self.exports.copies.get(source.file)) is not None:
            self.skipped.append(FileReport(composed(source.path), "duplicate", why))
            return
        problem = type_problem(source)
        if problem is None:
            self.files.append(replace(source, stated=self.exports.stated.get(source.file)))
        else:
            self.skip(source.path, problem)

    def skip(self, path: str, detail: Message) -> None:
        """Report what is left out."""
        self.skipped.append(FileReport(composed(path), "skipped", detail))

    def _open(self, folder: Path, real: Path, shown: str) -> Iterator[os.DirEntry[str]]:
        if real in self.seen:  # a root inside another root
            return
        self.seen.add(real)
        try:
            with os.scandir(folder) as entries:
                found = list(entries)
        except OSError as error:
            if real in self.root_folders:
                raise SourceError(
                    "{folder} cannot be opened ({reason}): give yourself access to it.",
                    folder=folder,
                    reason=error.strerror,
                ) from error
            self.skip(
                shown,
                Message("The folder cannot be opened ({reason}): give yourself access to it.", reason=error.strerror),
            )
            return
        yield from (entry for entry in found if not _is_noise(entry.name))

    def _follow(self, link: Path, path: str, root: _Root) -> None:
        try:
            target = link.resolve(strict=True)
        except (OSError, RuntimeError):  # RuntimeError: a loop of links, before Python 3.13
            self.skip(path, Message("The link is broken or leads back to itself: fix it or remove it."))
            return
        if not target.is_relative_to(root.real):
            self.skip(
                path,
                Message("The link points outside {root}: add its target as a source of its own.", root=root.shown),
            )
        elif target.is_dir():
            self.skip(
                path, Message("The link points to a folder of the same source, which is read anyway: remove the link.")
            )
        else:
            self.take(SourceFile(link, path), target)


def _is_noise(name: str) -> bool:
    return name.startswith((".", "~$")) or name == "__pycache__"


def _undecodable(name: str) -> bool:
    return not name.isascii() and name != _printable(name)  # Python hides bytes that are not UTF-8 in surrogates


def _printable(name: str) -> str:
    return name.encode("utf-8", "replace").decode("utf-8")
