"""What the tests of the server share: one server without a password, and one with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interfaces.browser import Serving, serving
from tests.models.words import Pair

PASSWORD = "très secret: ✓"


@pytest.fixture(scope="session")
def server(tiny_index: Path, tiny_models: Pair, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """Without a password, for this machine alone. No test changes its index or stops it."""
    with serving(tiny_index, tmp_path_factory.mktemp("serving"), **tiny_models.settings()) as running:
        yield running


@pytest.fixture(scope="session")
def protected(tiny_index: Path, tiny_models: Pair, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """On every address of the machine, with the password in a file."""
    folder = tmp_path_factory.mktemp("serving")
    (folder / "password").write_text(f"{PASSWORD}\n", encoding="utf-8")
    access = {"host": "0.0.0.0", "password_file": "password", "user": "jeanne"}
    with serving(tiny_index, folder, **access, **tiny_models.settings()) as running:
        yield running
