"""A third language is its folder and its code in one line: then articles in it answer questions in it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from qa.lang import LANGUAGES
from tests.conftest import ROOT

ARTICLES = {
    "torino.txt": "date 2021-03\n\nIl nuovo ponte\n\nIl sindaco di Torino è Stefano Bruni. Il ponte sul fiume è stato "
    "costruito dall'impresa Rossi di Milano e inaugurato dal presidente Carlo Verdi nel 2021.\n",
    "milano.txt": "date 2019-05\n\nIl teatro\n\nIl sindaco di Milano era Marco Neri nel 2019. Il teatro della città è "
    "stato chiuso per una riparazione, e anche la biblioteca.\n",
    "lyon.txt": "date 2020-02\n\nLe pont\n\nLe maire de Lyon est Paul Martin. Il a inauguré le pont avec tous.\n",
}
SCRIPT = """
import json, sys
from qa import build, open_engine, turn_of
from qa.ask.article_dates import resolve
from qa.lang.detect import detect_language
build("articles", index="indexes/three")
engine = open_engine("indexes/three")
first = engine.ask("Chi è il sindaco di Torino?")
milan = engine.ask("Chi era il sindaco di Milano nel 2021?")
then = engine.ask("e nel 2019?", history=[turn_of(milan)])
dated = engine.ask("Chi era il sindaco di Torino, da marzo 2021?")
cited = {c.article_id: engine.article(c.article_id) for c in (*first.citations, *first.nearest)}
print(json.dumps({
    "languages": engine.status().languages,
    "first": [first.query.language, first.state, first.text, [cited[c.article_id].language for c in first.citations]],
    "then": [then.query.meant, then.text],
    "dated": [dated.query.typed_dates.phrase, dated.query.typed_dates.since, dated.query.text],
    "said": [said.date for said in resolve("Il 3 marzo è stato chiuso.", "2021-03", "it")],
    "detected": [detect_language(t) for t in ("Dove si trova il ponte?", "Où est le pont ?", "Where is the bridge?")],
}))
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package with Italian: a copy of it, with one more folder, and one line that is longer."""
    home = tmp_path_factory.mktemp("three")
    shutil.copytree(ROOT / "qa", home / "qa", ignore=shutil.ignore_patterns("embedded", "__pycache__"))
    (home / "qa/models/embedded").symlink_to(ROOT / "qa/models/embedded")
    shutil.copytree(ROOT / "tests/lang/italian", home / "qa/lang/it", ignore=shutil.ignore_patterns("__pycache__"))
    registry = home / "qa/lang/__init__.py"
    before = registry.read_text("utf-8")
    after = before.replace('registry("fr", "en")', 'registry("fr", "en", "it")')
    assert len(after) == len(before) + len(', "it"')
    registry.write_text(after, "utf-8")
    return home


@pytest.mark.models
def test_an_article_in_a_third_language_answers_a_question_in_it(package: Path, tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    for name, text in ARTICLES.items():
        (tmp_path / "articles" / name).write_text(text, "utf-8")
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(package), "PYTHONSAFEPATH": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    seen: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    assert seen["languages"] == [["fr", 1], ["it", 2]]
    assert seen["first"] == ["it", "found", "Stefano Bruni", ["it"]]
    assert seen["then"] == ["Chi era il sindaco di Milano nel 2019?", "Marco Neri"]
    assert seen["dated"] == ["da marzo 2021", "2021-03-01", "Chi era il sindaco di Torino?"]
    assert seen["said"] == ["2021-03-03"]
    assert seen["detected"] == ["it", "fr", "en"]


def test_every_language_has_a_folder_of_its_own() -> None:
    folders = {path.parent.name for path in (ROOT / "qa/lang").glob("*/__init__.py")}
    assert folders == set(LANGUAGES)
    assert all(1 <= language.number <= 255 for language in LANGUAGES.values())


def test_what_an_index_holds_of_a_language_never_changes() -> None:
    assert {code: language.number for code, language in LANGUAGES.items()} == {"fr": 1, "en": 2}
