"""Spares a server that starts what Gradio does and nobody uses: stubs for editors, applications that are never served.

Both measured with Gradio 6.31 on a slow processor, of 10.4 s for a start: the stubs 2.3 s, the applications 2.0 s.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

_MODULE = "gradio.component_meta"


def leave_alone(*_: object, **__: object) -> None:
    """What stands in the place of a function whose work nobody uses."""


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
    """From now on Gradio's import writes no .pyi files; without effect where it has been imported before.

    It would parse the module of each component, once for the class and once for the stub beside it, and write into its
    own folder. What a class can do is the same.
    """
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


@contextmanager
def without_applications() -> Iterator[None]:
    """While a page is described it gets no application: Gradio would make three, for a `launch` that never comes.

    `mount_gradio_app` makes the one that is served.
    """
    from gradio.routes import App

    made = App.__dict__["create_app"]
    App.create_app = staticmethod(leave_alone)
    try:
        yield
    finally:
        App.create_app = made
