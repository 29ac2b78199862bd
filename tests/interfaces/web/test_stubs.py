"""Gradio writes no .pyi files when it is imported, whichever of its parts is imported first."""

from __future__ import annotations

import importlib.util
import inspect
from pathlib import Path
from types import ModuleType

import pytest

from qa.interfaces.web import chat
from qa.interfaces.web.stubs import leave_alone


def loaded(name: str) -> ModuleType:
    """A module as Python loads it, beside the one that was imported before."""
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_component_is_made_without_its_stub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(inspect, "getfile", lambda _: str(tmp_path / "text.py"))
    (tmp_path / "text.py").write_text("class Text:\n    EVENTS = []\n", encoding="utf-8")
    made = loaded("gradio.component_meta").ComponentMeta("Text", (), {"EVENTS": ["change"]})
    assert [str(event) for event in made.EVENTS] == ["change"]
    assert [file.name for file in tmp_path.iterdir()] == ["text.py"]


def test_what_the_page_imports_is_that_module() -> None:
    assert chat.gr.component_meta.create_or_modify_pyi is leave_alone
