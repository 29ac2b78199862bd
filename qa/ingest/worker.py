"""Files are read in a process of their own, within a time and a memory: what a hostile file does there ends there."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self

from qa.errors import Message, UnreadableFile
from qa.ingest.articles import FileArticles, read_articles
from qa.ingest.discover import SourceFile

_MB = 1_000_000
# What is read without a process, which takes a second to start: it takes no time in these formats, whatever it holds.
_SMALL = 16_000  # bytes
_SMALL_TEXT = 1_000_000
_PLAIN = (".txt", ".text")
_SIMPLE = (".md", ".markdown", ".csv", ".jsonl", ".html", ".htm")  # of the others, few bytes can make many


@dataclass(frozen=True, slots=True)
class FileLimits:
    """What one file may take."""

    seconds: int
    memory_mb: int  # on Linux; elsewhere nothing bounds it
    text_mb: int  # of characters


class FileReader:
    """Reads files one after the other, each within its limits. Close it."""

    def __init__(self, limits: FileLimits, *, file_dates: bool = False) -> None:
        """No process is started before a file needs one.

        Args:
            limits: of each file.
            file_dates: as for `read_articles`.
        """
        self._limits, self._file_dates = limits, file_dates
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, source: SourceFile, data: bytes) -> FileArticles:
        """The articles in `data`, the bytes of a file of a supported type.

        Raises:
            UnreadableFile: it cannot be read, or not within the limits; says why and what to do.
        """
        suffix = source.file.suffix.lower()
        small = _SMALL_TEXT if suffix in _PLAIN else _SMALL if suffix in _SIMPLE else 0
        found = _outcome(source, data, self._file_dates) if len(data) <= small else self._ask(source, data)
        if isinstance(found, Message):
            raise UnreadableFile(found.template, **found.values)
        if sum(len(article.text) for article in found.articles) > self._limits.text_mb * _MB:
            raise UnreadableFile(
                "The file holds more than {limit} MB of text: split it, or raise the setting max_file_mb.",
                limit=self._limits.text_mb,
            )
        return found

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _ask(self, source: SourceFile, data: bytes) -> FileArticles | Message:
        """What the process makes of a file; where it is still at it after the time that a file has, it is ended."""
        process = self._process or self._start()
        late = threading.Event()

        def end() -> None:
            late.set()
            process.kill()

        watch = threading.Timer(self._limits.seconds, end)
        watch.start()
        try:
            _send(process.stdin, (source, data, self._file_dates))
            answer: FileArticles | Message = _receive(process.stdout)
            return answer
        except (EOFError, OSError, pickle.UnpicklingError):
            self.close()
            return self._too_long() if late.is_set() else self._too_large()
        except BaseException:  # Ctrl+C: what the process is at is not an answer to the next file
            self.close()
            raise
        finally:
            watch.cancel()

    def _start(self) -> subprocess.Popen[bytes]:
        home = str(Path(__file__).parent.parent.parent)
        path = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "qa.ingest.worker", str(self._limits.memory_mb)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what a library says of a file means nothing to who builds
            env={**os.environ, "PYTHONPATH": path},
        )
        _receive(self._process.stdout)  # it is there: the time of the first file begins
        return self._process

    def _too_long(self) -> Message:
        return Message(
            "Reading the file takes longer than {seconds} s: split it, save it in a simpler format, or raise the "
            "setting max_file_seconds.",
            seconds=self._limits.seconds,
        )

    def _too_large(self) -> Message:
        return Message(
            "Reading the file takes more than {limit} MB of memory: split it, save it in a simpler format, or raise "
            "the setting max_file_memory_mb.",
            limit=self._limits.memory_mb,
        )


def _outcome(source: SourceFile, data: bytes, file_dates: bool) -> FileArticles | Message:
    """The articles of a file, or why there are none, whatever it makes a library do."""
    try:
        return read_articles(source, data, file_dates=file_dates)
    except UnreadableFile as error:
        return error.message
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - one bad file never stops the others
        return Message(
            "The file cannot be read (unforeseen: {reason}): save it again, or in another format.",
            reason=type(error).__name__,
        )


def _send(stream: IO[bytes] | None, value: object) -> None:
    assert stream is not None
    pickle.dump(value, stream, protocol=pickle.HIGHEST_PROTOCOL)
    stream.flush()


def _receive(stream: IO[bytes] | None) -> Any:  # noqa: ANN401 - what the other side sends
    assert stream is not None
    return pickle.load(stream)


def _bound_memory(megabytes: int) -> None:
    """Let the process grow by so much from here on, where the system can say so."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (ImportError, OSError):
        return
    most = pages * resource.getpagesize() + megabytes * _MB
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def main() -> None:
    """Answer each file on standard input with its articles on standard output, until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the build, which ends this process
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints
    _bound_memory(int(sys.argv[1]))
    _send(answers, "ready")
    while True:
        try:
            asked = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        _send(answers, _outcome(*asked))


if __name__ == "__main__":
    main()
