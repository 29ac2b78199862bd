"""Puts off imports that answering never needs, so that a new process answers sooner."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

# Imported by Haystack and Chroma as they are loaded, and used by them only to call home, which is off: the module, and
# the classes that are taken out of it by name.
SELDOM_USED = {"posthog": (), "opentelemetry.exporter.otlp.proto.grpc.trace_exporter": ("OTLPSpanExporter",)}


@contextmanager
def torch_hidden() -> Iterator[None]:
    """Haystack imports torch where it is installed, a second of start-up, for devices that this process never uses."""
    hide = "torch" not in sys.modules
    if hide:
        sys.modules["torch"] = None  # type: ignore[assignment]  # Python's own mark for "cannot be imported"
    try:
        yield
    finally:
        if hide:
            del sys.modules["torch"]


@contextmanager
def overrides_trusted() -> Iterator[None]:
    """While Chroma is loaded, the package `overrides` checks that its methods override each other: a third of a second.

    They were checked when Chroma was made.
    """
    try:
        import overrides
    except ImportError:
        yield
        return
    checked = overrides.override, overrides.overrides
    overrides.override = overrides.overrides = _trusted
    try:
        yield
    finally:
        overrides.override, overrides.overrides = checked


def _trusted(method: Any = None, **checks: bool) -> Any:  # noqa: ANN401 - a decorator, with or without arguments
    if method is None:
        return _trusted
    method.__override__ = True  # what the classes look for
    return method


@contextmanager
def quick_imports() -> Iterator[None]:
    """Inside, torch is hidden; modules that are seldom used are, from now on, loaded when something of them is used."""
    for name in SELDOM_USED:
        if name not in sys.modules:
            sys.modules[name] = _Later(name)
    with torch_hidden(), overrides_trusted():
        yield


class _Later(ModuleType):
    """Stands for a module until something of it is used; `importlib.util.LazyLoader` loads it at a second import."""

    def __getattr__(self, attribute: str) -> Any:  # noqa: ANN401 - whatever the module holds
        if attribute.startswith("__"):  # what imports and who looks through all modules ask for
            raise AttributeError(attribute)
        if attribute in SELDOM_USED[self.__name__]:
            return lambda *values, **named: getattr(self._load(), attribute)(*values, **named)
        return getattr(self._load(), attribute)

    def _load(self) -> ModuleType:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return import_module(self.__name__)
