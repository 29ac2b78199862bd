"""Files are read and cut into passages within a time and a memory: small ones here, others in their own process."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from qa.errors import Message, UnreadableFile
from qa.index.manifest import Recipe
from qa.ingest.articles import FileArticles, read_articles
from qa.ingest.converters.ocr import Recognition, recognising
from qa.ingest.discover import SourceFile
from qa.ingest.passages import Content, contents_of
from qa.ingest.worker import FileLimits, TookTooLong, TookTooMuch, Worker, say_step
from qa.models.embedder import Embedder, load_embedder
from qa.settings import Settings
from qa.values import Article

_MB = 1_000_000
# What is read or cut without a process, which takes a second to start: it takes no time, whatever it holds.
_SMALL = 16_000  # bytes
_SMALL_TEXT = 1_000_000  # bytes, and characters that are cut
_OF_A_PAGE = 0.4  # of the seconds of a file: a page may be recognised twice, and is left out before the file ends
_XML_ERR_NO_MEMORY = 2  # the `code` of an error of lxml, which has no words for it
# The system's words, those of its loader of libraries, and zlib's.
_NO_MEMORY = re.compile(r"allocate memory|failed to map|out of memory|error -4 while", re.IGNORECASE)
_PLAIN = (".txt", ".text")
_SIMPLE = (".md", ".markdown", ".csv", ".jsonl", ".html", ".htm")  # of the others, few bytes can make many


def limits_of(settings: Settings) -> FileLimits:
    """What the settings let a file take."""
    return FileLimits(settings.max_file_seconds, settings.max_file_memory_mb, settings.max_file_mb)


def read_here(source: SourceFile) -> int:
    """The bytes up to which a file needs no process."""
    suffix = source.file.suffix.lower()
    return _SMALL_TEXT if suffix in _PLAIN else _SMALL if suffix in _SIMPLE else 0


class FileReader(Worker):
    """Reads files one after the other, each within its limits. Close it."""

    def __init__(
        self,
        limits: FileLimits,
        *,
        file_dates: bool = False,
        ocr: bool = False,
        ocr_folder: Path | None = None,
        on_page: Callable[[int, int], None] | None = None,
    ) -> None:
        """Nothing is read yet.

        Args:
            limits: of each file; where pictures are read, each page has the seconds of a file.
            file_dates: as for `read_articles`.
            ocr: whether pictures are read, where Tesseract is installed.
            ocr_folder: keeps what was recognised, a folder a file; None: nothing is kept.
            on_page: called after each picture of a file: how many are done, of how many.
        """
        super().__init__(limits)
        self._file_dates = file_dates
        self._ocr, self._ocr_folder, self._on_page = ocr, ocr_folder, on_page
        self.asked: set[str] = set()  # hashes of the files that were read

    def read(self, source: SourceFile, data: bytes) -> FileArticles:
        """The articles in `data`, the bytes of a file of a supported type.

        Raises:
            UnreadableFile: it cannot be read, or not within the limits; says why and what to do.
        """
        sha256 = source.sha256(data)
        self.asked.add(sha256)
        asked = (source, data, self._file_dates, self._how(sha256))
        found = _outcome(*asked) if len(data) <= read_here(source) else self.ask(*asked)
        if isinstance(found, Message):
            raise UnreadableFile(found.template, **found.values)
        if sum(len(article.text) for article in found.articles) > self._limits.text_mb * _MB:
            raise UnreadableFile(
                "The file holds more than {limit} MB of text: split it, or raise the setting max_file_mb.",
                limit=self._limits.text_mb,
            )
        return found

    def _how(self, sha256: str) -> Recognition | None:
        """How the pictures in a file are read."""
        folder = None if self._ocr_folder is None else self._ocr_folder / sha256
        return Recognition(folder, _OF_A_PAGE * self._limits.seconds) if self._ocr else None

    def ask(self, source: SourceFile, data: bytes, file_dates: bool, how: Recognition | None) -> FileArticles | Message:
        """What its process gives: the articles, or why there are none."""
        try:
            found: FileArticles | Message = self.do(
                _outcome_apart, source, data, file_dates, how, on_step=self._on_page
            )
        except TookTooLong:
            return Message(
                "Reading the file takes longer than {seconds} s: split it, save it in a simpler format, or raise the "
                "setting max_file_seconds.",
                seconds=self._limits.seconds,
            )
        except TookTooMuch:
            return Message(
                "Reading the file takes more than {limit} MB of memory: split it, save it in a simpler format, or "
                "raise the setting max_file_memory_mb.",
                limit=self._limits.memory_mb,
            )
        return found


def _outcome_apart(
    source: SourceFile, data: bytes, file_dates: bool, how: Recognition | None
) -> FileArticles | Message:
    """The same in a process of bounded memory."""
    return _outcome(source, data, file_dates, how, is_bounded=True)


def _outcome(
    source: SourceFile, data: bytes, file_dates: bool, how: Recognition | None, *, is_bounded: bool = False
) -> FileArticles | Message:
    """The articles of a file, or why there are none, whatever it makes a library do; a lack of memory is raised."""
    try:
        with recognising(None if how is None else replace(how, on_page=say_step)):
            return read_articles(source, data, file_dates=file_dates)
    except MemoryError:
        raise
    except Exception as error:  # one bad file never stops the others
        if is_bounded and _is_of_memory(error):
            raise
        return _why_none(error)


def _why_none(error: Exception) -> Message:
    if isinstance(error, UnreadableFile):
        return error.message
    if isinstance(error, ImportError):
        return Message(
            "Reading the file needs a library that cannot be loaded ({reason}): install Gazette again.",
            reason=str(error).partition("\n")[0],
        )
    return Message(
        "The file cannot be read (unforeseen: {reason}): save it again, or in another format.",
        reason=type(error).__name__,
    )


def _is_of_memory(error: BaseException | None) -> bool:
    """Whether there was no memory left, or it comes from an error that says so.

    Then libraries in C raise errors of many types, imports of what is installed fail, and whole files look damaged.
    """
    while error is not None:
        if isinstance(error, MemoryError | SystemError) or getattr(error, "code", None) == _XML_ERR_NO_MEMORY:
            return True
        if _NO_MEMORY.search(str(error)):
            return True
        error = error.__cause__ or error.__context__
    return False


class PassageCutter(Worker):
    """Cuts the articles of one file after the other into passages, each file within its limits. Close it."""

    def __init__(self, settings: Settings, embedder: Embedder, recipe: Recipe) -> None:
        """Nothing is cut yet.

        Args:
            settings: name the limits, and the embedder that a process loads again.
            embedder: counts the tokens of passages.
            recipe: how long passages are.
        """
        super().__init__(limits_of(settings), partial(_embedder, settings))
        self._settings, self._embedder, self._recipe = settings, embedder, recipe

    def cut(self, articles: Sequence[Article], first: int) -> list[Content]:
        """The passages of a file's articles, numbered from `first` on.

        Raises:
            UnreadableFile: they cannot be cut within the limits; says so and what to do.
        """
        if sum(len(article.text) for article in articles) <= _SMALL_TEXT:
            return _cut(self._embedder, articles, first, self._recipe)
        try:
            contents: list[Content] = self.do(_cut_there, self._settings, articles, first, self._recipe)
        except TookTooLong as error:
            raise UnreadableFile(
                "Cutting the file into passages takes longer than {seconds} s: split it, or raise the setting "
                "max_file_seconds.",
                seconds=self._limits.seconds,
            ) from error
        except TookTooMuch as error:
            raise UnreadableFile(
                "Cutting the file into passages takes more than {limit} MB of memory: split it, or raise the setting "
                "max_file_memory_mb.",
                limit=self._limits.memory_mb,
            ) from error
        return contents


@cache
def _embedder(settings: Settings) -> Embedder:
    """The embedder of the process that cuts, loaded before its first file."""
    return load_embedder(settings)


def _cut_there(settings: Settings, articles: Sequence[Article], first: int, recipe: Recipe) -> list[Content]:
    return _cut(_embedder(settings), articles, first, recipe)


def _cut(embedder: Embedder, articles: Sequence[Article], first: int, recipe: Recipe) -> list[Content]:
    return contents_of(
        articles,
        embedder.count_tokens,
        first=first,
        max_tokens=recipe.passage_tokens,
        overlap_sentences=recipe.passage_overlap_sentences,
    )
