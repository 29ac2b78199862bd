"""Modules that are put off cost nothing until they are used, and are then the real ones."""

from __future__ import annotations

import subprocess
import sys


def told(code: str) -> list[str]:
    return subprocess.check_output([sys.executable, "-c", code], text=True).split()


def test_a_module_is_loaded_when_something_of_it_is_used() -> None:
    code = """
import sys
from qa import lazy
lazy.SELDOM_USED = {"colorsys": (), "graphlib": ("TopologicalSorter",)}
with lazy.quick_imports():
    import colorsys
    from graphlib import TopologicalSorter
    print("torch" in sys.modules and sys.modules["torch"] is None)
def loaded(name):
    return hasattr(sys.modules[name], "__file__")
print("torch" in sys.modules, loaded("colorsys"), loaded("graphlib"))
print(colorsys.rgb_to_hsv(1, 1, 1) == (0.0, 0.0, 1), loaded("colorsys"), loaded("graphlib"))
print([*TopologicalSorter({1: {2}}).static_order()] == [2, 1], loaded("graphlib"))
"""
    assert told(code) == "True False False False True True False True True".split()


def test_chroma_is_the_same_without_the_checks_of_its_methods() -> None:
    code = """
import overrides
from qa.lazy import quick_imports
checked = overrides.override, overrides.overrides
with quick_imports():
    import chromadb
    from chromadb.api.rust import RustBindingsAPI
print((overrides.override, overrides.overrides) == checked, RustBindingsAPI.get_collection.__override__)
print(chromadb.EphemeralClient().create_collection("abc", embedding_function=None).count())
"""
    assert told(code) == ["True", "True", "0"]


def test_answering_needs_none_of_them() -> None:
    code = """
import sys
from qa.lazy import SELDOM_USED, quick_imports
with quick_imports():
    import qa.ask.engine, chromadb
print(*[name for name in SELDOM_USED if hasattr(sys.modules[name], "__file__")], *({"grpc"} & set(sys.modules)))
"""
    assert told(code) == []
