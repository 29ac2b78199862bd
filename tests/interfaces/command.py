"""Runs the command line in tests: in this process, which is quick, or as a process of its own, as users do."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from qa.interfaces import cli, command_line
from qa.interfaces.i18n import interface_language

ROOT = Path(__file__).parent.parent.parent
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "COLUMNS": "200", "PYTHONPATH": str(ROOT)}


@dataclass(frozen=True)
class Ran:
    """A command that has ended."""

    returncode: int
    stdout: str
    stderr: str


def gazette(*arguments: str | Path, cwd: Path, **environment: str) -> Ran:
    """What the command prints and its exit code; only its help keeps the language in which this process began."""
    output, errors = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(output), redirect_stderr(errors):
        for name, value in {**ENVIRONMENT, **environment}.items():
            patch.setenv(name, value)
        patch.chdir(cwd)
        patch.setattr(command_line, "LANGUAGE", interface_language())
        with pytest.raises(SystemExit) as ended:
            cli.main([*map(str, arguments)])
    code = ended.value.code
    assert code is None or isinstance(code, int)
    return Ran(code or 0, output.getvalue(), errors.getvalue())


def started(*arguments: str | Path, cwd: Path, **environment: str) -> subprocess.Popen[str]:
    """The command as a process that runs."""
    return subprocess.Popen(
        [sys.executable, "-m", "qa", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **ENVIRONMENT, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def process(*arguments: str | Path, cwd: Path, **environment: str) -> Ran:
    """The command as a process that has ended."""
    with started(*arguments, cwd=cwd, **environment) as running:
        output, errors = running.communicate(timeout=120)
    return Ran(running.returncode, output, errors)
