"""`gazette evaluate`: what it prints and writes, and its exit codes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.evaluate import statistics
from qa.interfaces.markdown import ReportTable, markdown
from tests.evaluate.examples import corpus, french_squad
from tests.interfaces.command import gazette


@pytest.fixture(scope="module", autouse=True)
def _few_samples() -> Iterator[None]:
    """How narrow an interval is, tests/evaluate/test_statistics.py checks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(statistics, "RESAMPLES", 100)
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with files of questions and the report of one of them."""
    folder = tmp_path_factory.mktemp("evaluation")
    corpus(folder / "corpus.jsonl")
    french_squad(folder / "piaf-fr.json")
    ran = gazette("evaluate", "corpus.jsonl", "--out", "first", cwd=folder)
    assert (ran.returncode, ran.stderr) == (0, "")  # no bar where nobody watches
    for title in ("Reading, with the right text given", "Retrieval", "End to end", "Abstention", "Calibration"):
        assert title in ran.stdout
    assert "corpus fr→en" in ran.stdout
    assert "Written to first: report.md, report.json, failures.html and the pictures." in ran.stdout
    return folder


def test_the_report_s_files(folder: Path) -> None:
    files = {path.name for path in (folder / "first").iterdir()}
    assert files == {"report.json", "report.md", "failures.html", "recall.png", "reliability.png", "risk-coverage.png"}
    for picture in (folder / "first").glob("*.png"):
        assert picture.read_bytes().startswith(b"\x89PNG")
        assert picture.stat().st_size > 10_000
    text = (folder / "first" / "report.md").read_text(encoding="utf-8")
    assert "# Evaluation" in text
    assert "| corpus en→fr | article | dense |" in text
    assert "![recall.png](recall.png)" in text
    report = json.loads((folder / "first" / "report.json").read_text(encoding="utf-8"))
    assert report["conditions"]["files"][0]["name"] == "corpus.jsonl"
    assert len(report["tables"]) == 4


def test_reading_alone_in_french(folder: Path) -> None:
    ran = gazette("evaluate", "piaf-fr.json", "--only", "reading", "--limit", "2", cwd=folder, LC_ALL="fr_FR.UTF-8")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "Lecture, le bon texte étant donné" in ran.stdout
    assert "Recherche des passages" not in ran.stdout
    text = (folder / "evaluation" / "piaf-fr" / "report.md").read_text(encoding="utf-8")
    assert "# Évaluation" in text
    assert "| piaf fr→fr | 2 |" in text
    headings = [line for line in text.split("\n") if line.startswith("## ")]
    assert headings == ["## Questions", "## Lecture, le bon texte étant donné"]
    assert {path.name for path in (folder / "evaluation" / "piaf-fr").iterdir()} == {
        "report.json",
        "report.md",
        "failures.html",
    }


def test_a_comparison_with_itself_passes_the_gate(folder: Path) -> None:
    ran = gazette("evaluate", "--compare", "first", "first/report.json", "--gate", "--out", "compared", cwd=folder)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ": 0 better, 0 worse." in ran.stdout
    text = (folder / "compared" / "comparison.md").read_text(encoding="utf-8")
    assert "no clear change" in text
    assert "not tested" in text


def test_a_worse_report_fails_the_gate_alone(folder: Path) -> None:
    report = json.loads((folder / "first" / "report.json").read_text(encoding="utf-8"))
    many = 40  # questions, so that a fall is no chance
    for value, name in ((1.0, "good"), (0.0, "bad")):
        for table in report["tables"]:
            for field in ("ids", "articles", "contexts"):
                table[field] = [f"{n}" for n in range(many)]
            table["answerable"] = [True] * many
            table["columns"] = {"reading.plain.f1": [value] * many}
        (folder / f"{name}.json").write_text(json.dumps(report), encoding="utf-8")
    worse = gazette("evaluate", "--compare", "good.json", "bad.json", "--gate", cwd=folder)
    assert worse.returncode == 1
    assert "worse" in worse.stdout
    assert "-100.0 (-100.0 … -100.0)" in worse.stdout
    assert gazette("evaluate", "--compare", "good.json", "bad.json", cwd=folder).returncode == 0
    assert gazette("evaluate", "--compare", "bad.json", "good.json", "--gate", cwd=folder).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Give files of questions, or --compare with two reports"),
        (["piaf-fr.json", "--compare", "first", "first"], "Give files of questions, or --compare"),
        (["piaf-fr.json", "--gate"], "--gate goes with --compare"),
        (["none.json"], "none.json cannot be read"),
        (["piaf-fr.json", "--split", "dev"], "a split other than dev"),
        (["piaf-fr.json", "--only", "reading", "--out", "corpus.jsonl"], "corpus.jsonl cannot be created"),
        (["piaf-fr.json", "--index", "nowhere"], "There is no index in indexes/nowhere"),
        (["--compare", "first", "corpus.jsonl"], "corpus.jsonl is not a report"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(folder: Path, arguments: list[str], message: str) -> None:
    ran = gazette("evaluate", *arguments, cwd=folder)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert message in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1


def test_markdown_shows_what_files_say_as_it_is() -> None:
    table = ReportTable("T", "n", ("a",), (("<b>x</b> | *y*\n[z](u)",),))
    text = markdown("t", [("f", "a_b|`c`")], [table], [])
    assert "| \\<b\\>x\\</b\\> \\| \\*y\\* \\[z\\](u) |" in text
    assert "- f: a\\_b\\|\\`c\\`" in text
