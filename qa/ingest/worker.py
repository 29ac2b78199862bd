"""A process with a time and a memory of its own: what a hostile file does there ends there."""

from __future__ import annotations

import ctypes
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self

_MB = 1_000_000
_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
# glibc sets aside 64 MB for each thread that asks for memory, which would count as taken.
_FEW_THREADS = {"MALLOC_ARENA_MAX": "2", "RAYON_NUM_THREADS": "4"}
_ENOUGH = 0.4  # of the memory of a thing: with less left, a process does nothing further
_PROGRAM = f"from {__name__} import main; main()"  # what is sent is of this module's classes, not of __main__'s


@dataclass(frozen=True, slots=True)
class FileLimits:
    """What one file may take."""

    seconds: int
    memory_mb: int  # on Linux; elsewhere nothing bounds it
    text_mb: int  # of characters


class TookTooLong(Exception):
    """The process was still at it after its time."""


class TookTooMuch(Exception):
    """The process ended by itself: for memory, or in a library's own code."""


@dataclass(frozen=True, slots=True)
class _Step:
    """How far the process has come with one thing."""

    done: int
    total: int


class Worker:
    """Does one thing after the other, each within the limits. Close it."""

    def __init__(self, limits: FileLimits, prepare: Callable[[], object] | None = None) -> None:
        """No process is started before there is something to do.

        Args:
            limits: of each thing.
            prepare: done by the process before anything else, without limits: what it loads is not the files' doing.
        """
        self._limits, self._prepare = limits, prepare
        self._process: subprocess.Popen[bytes] | None = None
        self._is_fresh = True  # whether what it does, or did last, is the first thing that its process was asked for

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            _end(process)
            process.communicate()

    def do(
        self, function: Callable[..., Any], *arguments: object, on_step: Callable[[int, int], None] | None = None
    ) -> Any:  # noqa: ANN401 - what the function gives
        """What a function of a module gives, which raises nothing.

        Where it calls `say_step`, `on_step` is called, and its time begins anew. Libraries keep memory of what they did
        before: where a process ends that has done something, a fresh one does the same once more.

        Raises:
            TookTooLong, TookTooMuch: it gives nothing within the limits.
        """
        try:
            return self._done(function, arguments, on_step)
        except TookTooMuch:
            if self._is_fresh:
                raise
        return self._done(function, arguments, on_step)

    def _done(
        self, function: Callable[..., Any], arguments: tuple[object, ...], on_step: Callable[[int, int], None] | None
    ) -> Any:  # noqa: ANN401 - what the function gives
        self._is_fresh = self._process is None
        process = self._process or self._started()
        late = threading.Event()
        try:
            with _ended_after(self._limits.seconds, process, late):
                _send(process.stdin, (function, arguments))
                answer = _receive(process.stdout)
            while isinstance(answer, _Step):
                if on_step is not None:
                    on_step(answer.done, answer.total)
                with _ended_after(self._limits.seconds, process, late):
                    answer = _receive(process.stdout)
            return answer
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            self.close()
            raise (TookTooLong if late.is_set() else TookTooMuch) from error
        except BaseException:  # Ctrl+C: what the process is at is not an answer to the next file
            self.close()
            raise

    def _started(self) -> subprocess.Popen[bytes]:
        home = str(Path(__file__).parent.parent.parent)
        path = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, str(self._limits.memory_mb)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what a library says of a file means nothing to who builds
            env={**os.environ, **_FEW_THREADS, "PYTHONPATH": path},
            start_new_session=True,  # so that it ends with the programs that it started
        )
        try:
            _send(self._process.stdin, self._prepare)
            _receive(self._process.stdout)  # it is there: the time of the first file begins
        except (EOFError, OSError) as error:  # the system had no memory for it
            self.close()
            raise TookTooMuch from error
        return self._process


@contextmanager
def _ended_after(seconds: int, process: subprocess.Popen[bytes], late: threading.Event) -> Iterator[None]:
    """End the process, and say so, where the block takes longer."""

    def end() -> None:
        late.set()
        _end(process)

    watch = threading.Timer(seconds, end)
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill a process with the programs that it started."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()


def _send(stream: IO[bytes] | None, value: object) -> None:
    assert stream is not None
    pickle.dump(value, stream, protocol=pickle.HIGHEST_PROTOCOL)
    stream.flush()


def _receive(stream: IO[bytes] | None) -> Any:  # noqa: ANN401 - what the other side sends
    assert stream is not None
    return pickle.load(stream)


def _bound_memory(megabytes: int) -> int | None:
    """Let the process grow by so much from here on, where the system can say so; bytes that it may then take in all."""
    taken = _taken()
    try:
        import resource
    except ImportError:
        return None
    if taken is None:
        return None
    most = taken + megabytes * _MB
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    return most


def _taken() -> int | None:
    """Bytes of the process's memory, as its bound counts them; None where the system does not say."""
    try:
        import resource

        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    except (ImportError, OSError):
        return None


def _end_with_parent() -> None:
    """Have the system end this process with the one that builds, which may be killed in the middle of a file."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)


_answers: list[IO[bytes]] = []  # where this process says what came of what it does; none where it is no worker


def say_step(done: int, total: int) -> None:
    """Say how far this process has come with what it does, where it is a worker."""
    for answers in _answers:
        _send(answers, _Step(done, total))


def main() -> None:
    """Do what standard input asks for and say on standard output what came of it, until the input ends."""
    _end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the build, which ends this process
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints
    prepare = pickle.load(sys.stdin.buffer)
    if prepare is not None:
        prepare()
    allowed = int(sys.argv[1])
    most = _bound_memory(allowed)
    _answers.append(answers)
    _send(answers, "ready")
    while True:
        try:
            function, arguments = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        _send(answers, function(*arguments))
        if most is not None and most - (_taken() or 0) < _ENOUGH * allowed * _MB:
            return  # a fresh process does what comes next
