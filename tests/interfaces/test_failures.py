"""The failures of an evaluation as tables and as a page that sorts and runs nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.evaluate.failures import Failure
from qa.interfaces.failures import failure_tables, failures_page
from qa.interfaces.markdown import markdown
from tests.interfaces.browser import chromium

HOSTILE = "<script>window.hacked=1</script><img src=x onerror='window.hacked=1'> | **x** {{1+1}}"


def failure(question: str, rank: int | None, confidence: float) -> Failure:
    return Failure(
        "desk fr→fr",
        question,
        "who",
        question,
        ("Ada",),
        "a.txt",
        "Luc",
        "b.txt",
        "found",
        confidence,
        rank,
        "boundary",
    )


FAILURES = (failure("Qui ?", 10, 0.91), failure(HOSTILE, 2, 0.5), failure("Quand ?", None, 0.07))


def test_the_tables_count_causes_and_name_every_question() -> None:
    causes, questions = failure_tables(FAILURES, "en")
    assert causes.rows == (("right place, wrong boundaries", "3"),)
    assert [row[0] for row in questions.rows] == ["Qui ?", HOSTILE, "Quand ?"]
    assert questions.rows[0][1:8] == ("who", "Ada", "Luc", "found", "91", "10", "right place, wrong boundaries")
    assert failure_tables((), "fr") == []
    assert "<script>" not in markdown("x", [], [questions], [])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_sorts_by_its_columns_and_runs_nothing_else(language: str, tmp_path: Path) -> None:
    file = tmp_path / "failures.html"
    file.write_text(failures_page(FAILURES, language), encoding="utf-8")
    asked: list[str] = []
    with chromium() as browser:
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        assert page.locator("tbody td:first-child").all_text_contents()[1] == HOSTILE
        button = page.locator("th button").nth(6)
        button.click()
        assert page.locator("tbody td:nth-child(7)").all_text_contents() == ["–", "2", "10"]
        button.click()
        assert page.locator("tbody td:nth-child(7)").all_text_contents() == ["10", "2", "–"]
        assert page.locator("th[aria-sort=descending]").count() == 1
        assert page.evaluate("window.hacked") is None
    assert asked == [file.as_uri()]
