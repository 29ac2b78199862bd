"""Imports go down: a part of the package imports only parts below it, and heavy libraries wait until they are used."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "qa"
RANKS = {
    "errors": 0,
    "cells": 0,
    "values": 0,
    "reports": 1,
    "telemetry": 0,
    "settings": 1,
    "lang": 1,
    "models": 2,
    "index": 3,
    "ingest": 4,
    "ask": 4,
    "evaluate": 5,
    "train": 6,
    "interfaces": 7,
}
TOP = 8  # the package's own door, and whatever is not listed


@cache
def _imports(file: Path) -> frozenset[str]:
    """The modules of the package that a file imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "qa":
            found |= {f"{node.module}.{alias.name}" for alias in node.names} if node.module == "qa" else {node.module}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.split(".")[0] == "qa"}
    return frozenset(found)


def _part(module: str) -> str:
    names = module.split(".")
    return names[1] if len(names) > 1 else "qa"


def _module(file: Path) -> str:
    names = file.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(names[:-1] if names[-1] == "__init__" else names)


def test_imports_go_down() -> None:
    wrong = []
    for file in sorted(PACKAGE.rglob("*.py")):
        part = _part(_module(file))
        for imported in _imports(file):
            other = _part(imported)
            if other != part and RANKS.get(part, TOP) <= RANKS.get(other, TOP):
                wrong.append(f"{_module(file)} imports {imported}")
    assert wrong == []


def test_no_part_imports_itself_in_a_circle() -> None:
    graph = {_module(file): _imports(file) for file in PACKAGE.rglob("*.py")}
    clear: set[str] = set()  # modules from which no path leads into a circle

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " -> ".join((*path, module))
        if module not in clear:
            for imported in graph.get(module, ()):
                visit(imported, (*path, module))
            clear.add(module)

    for module in graph:
        visit(module, ())


def _loaded_after(code: str) -> set[str]:
    heavy = ("torch", "transformers", "sentence_transformers", "chromadb", "gradio", "haystack", "onnxruntime", "bm25s")
    program = f"{code}\nimport sys; print(' '.join(m for m in {heavy!r} if sys.modules.get(m)))"
    return set(subprocess.check_output([sys.executable, "-c", program], text=True).split())


def test_import_is_free() -> None:
    assert _loaded_after("import qa") == set()


def test_the_command_line_answers_without_torch_and_chroma(tiny_index: Path) -> None:
    code = f"""
import sys
from typer.testing import CliRunner
from qa.interfaces.cli import app
result = CliRunner().invoke(app, ["ask", "Who discovered penicillin?", "--index", {str(tiny_index)!r}])
assert result.exit_code in (0, 1), result
"""
    loaded = _loaded_after(code)
    assert "onnxruntime" in loaded
    assert not loaded & {"torch", "transformers", "sentence_transformers", "chromadb", "gradio", "haystack"}


def test_a_server_without_a_chat_does_without_gradio(tiny_index: Path) -> None:
    loaded = _loaded_after(f"""
from qa.ask.engine import Engine
from qa.interfaces.server.app import access_of, make_app
from qa.settings import Settings
settings = Settings(index={str(tiny_index)!r})
make_app(Engine(settings), access_of(settings), with_chat=False)
""")
    assert not loaded & {"torch", "transformers", "chromadb", "gradio", "haystack"}
