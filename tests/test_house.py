"""House rules that no linter knows: sizes, one meaning per class name, and a first line that says why a file exists."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "qa"
LINES, FUNCTION_LINES = 350, 40
# Older than the rule: at most as long as here. Whoever shortens one takes its line out.
LONG_FUNCTIONS = {
    "ask/engine.py ask": 42,
    "ask/query.py understand": 49,
    "evaluate/judged.py read_judged": 51,
    "ingest/build.py build_index": 72,
    "ingest/exclusions.py plan_removal": 51,
    "ingest/sources.py find_sources": 57,
    "interfaces/cli.py evaluate": 64,
    "lang/nouns.py _one": 44,
    "settings.py _refusal": 52,
}
COMMENTS = {".py": '"""', ".css": "/*", ".js": "//", ".html": "{#"}


def sources(*suffixes: str) -> Iterator[tuple[str, str]]:
    """Name inside the package and content of the files that people write."""
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in suffixes:
            yield path.relative_to(PACKAGE).as_posix(), path.read_text(encoding="utf-8")


@cache
def trees() -> dict[str, ast.Module]:
    return {name: ast.parse(text) for name, text in sources(".py")}


def nodes(*kinds: type[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    for name, tree in trees().items():
        yield from ((name, node) for node in ast.walk(tree) if isinstance(node, kinds))


def too_long(found: dict[str, int], limit: int, older: dict[str, int]) -> dict[str, int]:
    return {name: lines for name, lines in found.items() if lines > older.get(name, limit)}


def test_no_file_is_too_long() -> None:
    found = {name: text.count("\n") for name, text in sources(*COMMENTS)}
    assert too_long(found, LINES, {}) == {}


def test_no_function_is_too_long() -> None:
    found = {
        f"{name} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for name, node in nodes(ast.FunctionDef, ast.AsyncFunctionDef)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert too_long(found, FUNCTION_LINES, LONG_FUNCTIONS) == {}


def test_what_was_shortened_is_off_the_lists() -> None:
    names = {name for name, text in sources(".py")}
    assert {name.split()[0] for name in LONG_FUNCTIONS} <= names


def test_no_two_classes_have_one_name() -> None:
    homes = defaultdict(list)
    for name, node in nodes(ast.ClassDef):
        assert isinstance(node, ast.ClassDef)
        homes[node.name].append(name)
    assert {name: files for name, files in homes.items() if len(files) > 1} == {}


@pytest.mark.parametrize("suffix", COMMENTS)
def test_the_first_line_says_why_the_file_exists(suffix: str) -> None:
    first = {name: text.split("\n", 1)[0] for name, text in sources(suffix)}
    assert first
    silent = [name for name, line in first.items() if not line.startswith(COMMENTS[suffix]) or len(line.split()) < 3]
    assert silent == []
