"""The style sheets and scripts of the page: formatted, and without what a linter finds (Biome, from npm)."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import qa.interfaces.web

WEB = Path(qa.interfaces.web.__file__).parent
CONFIG = Path(__file__).parent / "biome"
BIOME = CONFIG / "node_modules" / ".bin" / "biome"

pytestmark = pytest.mark.skipif(not BIOME.exists(), reason="Biome is not installed; make test installs it with npm")


def biome(command: str, files: Path) -> subprocess.CompletedProcess[str]:
    options = ["--colors=off", "--error-on-warnings", f"--config-path={CONFIG}"]
    return subprocess.run([BIOME, command, *options, files], capture_output=True, text=True)


def test_styles_and_scripts_are_formatted_and_clean() -> None:
    checked = biome("ci", WEB)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize(
    ("script", "is_clean"),
    [('trigger("ask", element);\n', True), ("if (a = element) trigger(a);\n", False), ("trigger( 'ask' )\n", False)],
)
def test_the_checker_finds_what_is_wrong(tmp_path: Path, script: str, is_clean: bool) -> None:
    (tmp_path / "part.js").write_text(script)
    checked = biome("ci", tmp_path)
    assert (checked.returncode == 0) == is_clean, checked.stdout + checked.stderr
