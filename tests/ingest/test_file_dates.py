"""The day on which a file was made: shown as such, and no article's date in filters unless the settings say so."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from docx import Document

from qa.ask.engine import open_engine
from qa.ingest.build import build_index
from qa.interfaces.places import when
from qa.settings import Settings
from qa.values import Filters
from tests.models.words import Pair


@pytest.fixture
def chosen(tmp_path: Path, tiny_models: Pair) -> Settings:
    document = Document()
    document.core_properties.created = datetime(2023, 4, 9, 10)
    document.add_paragraph("Le pont de Nevers a été inauguré par Anne Martin en 1995. Il est long.")
    (tmp_path / "news").mkdir()
    document.save(str(tmp_path / "news" / "pont.docx"))
    models = {"embedder": str(tiny_models.embedder), "reader": str(tiny_models.reader)}
    return Settings(index=str(tmp_path / "index"), **models)  # type: ignore[arg-type]


def test_the_date_of_a_file_counts_only_where_the_settings_say_so(tmp_path: Path, chosen: Settings) -> None:
    asked, since = "Qui a inauguré le pont de Nevers ?", Filters(since="2023")
    build_index([tmp_path / "news"], chosen)
    engine = open_engine(chosen)
    answer = engine.ask(asked)
    shown = (*answer.citations, *answer.nearest)[0]
    assert (shown.date, shown.date_source) == ("2023-04-09", "document properties")
    assert (when(shown, "en"), when(shown, "fr")) == ("file of 2023-04-09", "fichier du 2023-04-09")
    assert engine.ask(asked, filters=since).reason == "filtered_out"
    assert engine.status().first_date is None

    counting = chosen.model_copy(update={"file_dates": True})
    assert build_index([], counting).published
    answer = open_engine(counting).ask(asked, filters=since)
    assert answer.reason != "filtered_out"
    assert when((*answer.citations, *answer.nearest)[0], "fr") == "2023-04-09"
    assert not build_index([], counting).published
