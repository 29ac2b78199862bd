"""Keeps Gradio from writing its .pyi files anew whenever it is imported: they are for editors, and take a third of it.

On import Gradio parses the module of each of its components once for the class and once for the stub beside it, and
writes into its own folder; measured, 2.2 of 6.1 s of a processor (Gradio 6.31). What a class can do is the same.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

_MODULE = "gradio.component_meta"


def leave_alone(*_: object) -> None:
    """What stands in the place of the function that writes the stubs."""


class _Finder(MetaPathFinder):
    """Finds one module as Python does, and changes it once it is loaded: from the next line on its classes are made."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        found = PathFinder.find_spec(fullname, path, target) if fullname == _MODULE else None
        if found is None or found.loader is None:
            return None
        load = found.loader.exec_module

        def load_and_change(module: ModuleType) -> None:
            load(module)
            module.create_or_modify_pyi = leave_alone  # type: ignore[attr-defined]

        found.loader.exec_module = load_and_change  # type: ignore[method-assign]
        return found


def leave_stubs_alone() -> None:
    """From now on; without effect where Gradio has been imported before."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
