"""Gradio writes no .pyi files when it is imported, and makes an application of a page only where it is served."""

from __future__ import annotations

import importlib.util
import inspect
from pathlib import Path
from types import ModuleType

import gradio as gr
import pytest
from fastapi import FastAPI
from gradio.routes import App

from qa.interfaces.web import chat
from qa.interfaces.web.spared import leave_alone, without_applications


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


def test_an_application_is_made_where_the_page_is_served_and_not_before(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    create_app = App.create_app
    monkeypatch.setattr(App, "create_app", lambda *given, **named: made.append(given) or create_app(*given, **named))
    with without_applications(), gr.Blocks() as page:
        gr.Markdown("text")
    page.queue()
    assert len(made) == 1  # outside: by `queue`
    gr.mount_gradio_app(FastAPI(), page, "/page")
    assert len(made) == 2
