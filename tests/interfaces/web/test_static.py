"""The files of the page: styles and scripts formatted, and without what a linter finds (Biome, from npm); the icon."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

import qa.interfaces.web
from qa.interfaces.web.theme import icon_route, looks

WEB = Path(qa.interfaces.web.__file__).parent
CONFIG = Path(__file__).parent / "biome"
BIOME = CONFIG / "node_modules" / ".bin" / "biome"

needs_biome = pytest.mark.skipif(not BIOME.exists(), reason="Biome is not installed; make test installs it with npm")


def biome(command: str, files: Path) -> subprocess.CompletedProcess[str]:
    options = ["--colors=off", "--error-on-warnings", f"--config-path={CONFIG}"]
    return subprocess.run([BIOME, command, *options, files], capture_output=True, text=True)


@needs_biome
def test_styles_and_scripts_are_formatted_and_clean() -> None:
    checked = biome("ci", WEB)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@needs_biome
@pytest.mark.parametrize(
    ("script", "is_clean"),
    [('trigger("ask", element);\n', True), ("if (a = element) trigger(a);\n", False), ("trigger( 'ask' )\n", False)],
)
def test_the_checker_finds_what_is_wrong(tmp_path: Path, script: str, is_clean: bool) -> None:
    (tmp_path / "part.js").write_text(script)
    checked = biome("ci", tmp_path)
    assert (checked.returncode == 0) == is_clean, checked.stdout + checked.stderr


def test_the_icon_comes_in_one_piece_and_is_named_by_the_page() -> None:
    with TestClient(Starlette(routes=[icon_route()])) as client:
        told = client.get("/favicon.ico")
    drawn = (WEB / "static" / "icon.svg").read_bytes()
    assert (told.content, told.headers["content-type"]) == (drawn, "image/svg+xml")
    assert 'href="./favicon.ico"' in str(looks()["head"])
