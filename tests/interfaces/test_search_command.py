"""`gazette search`: what it prints, its JSON, its exit codes; and how a page is written for a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa.ask.engine import Engine
from qa.ask.search.results import Mark
from qa.interfaces.format import BOLD, PLAIN
from qa.interfaces.found import cut_at, found_text
from tests.interfaces.command import gazette


def test_what_is_found_is_printed(tiny_index: Path, tmp_path: Path) -> None:
    ran = gazette("search", '"viaduc de Millau"', "--index", tiny_index, cwd=tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")
    lines = ran.stdout.splitlines()
    assert lines[0] == "1 article"
    assert "2004 1 · French 1" in lines[1]
    assert "2004-12-17 · seeds/viaduc-de-millau-2004-12-17.txt" in ran.stdout
    assert "[viaduc de Millau]" in ran.stdout
    assert "(line " in ran.stdout


def test_json_is_that_of_the_engine(tiny_index: Path, tiny_engine: Engine, tmp_path: Path) -> None:
    options = ["--order", "newest", "--size", "2", "--page", "2", "--extracts", "1", "--language", "fr"]
    ran = gazette("search", "la", *options, "--json", "--index", tiny_index, cwd=tmp_path)
    page = json.loads(ran.stdout)
    assert (page["query"], page["order"], page["first"], page["size"]) == ("la", "newest", 2, 2)
    assert all(one["language"] == "fr" and len(one["extracts"]) <= 1 for one in page["found"])
    dates = [one["date"] or "" for one in page["found"]]
    assert dates == sorted(dates, reverse=True)


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("licorne",), 1, "Aucun article ne contient cela."),
        (("-Paris",), 2, "La recherche ne fait qu’exclure des mots"),
        (("Paris", "--folder", "nowhere"), 2, "nowhere"),
        (("Paris", "--file-type", "a/b"), 2, "Le type de fichier (file-type) ne peut pas être « a/b »"),
        (("Paris", "--file-type", "pdf"), 1, "7 autres articles"),
        (("Paris", "--size", "0"), 2, "size ne peut pas valoir 0"),
    ],
)
def test_none_and_mistakes(tiny_index: Path, tmp_path: Path, arguments: tuple[str, ...], code: int, told: str) -> None:
    ran = (
        gazette("search", "--index", tiny_index, "--", *arguments[:1], cwd=tmp_path, LC_ALL="fr_FR.UTF-8")
        if (len(arguments) == 1)
        else gazette("search", *arguments, "--index", tiny_index, cwd=tmp_path, LC_ALL="fr_FR.UTF-8")
    )
    assert ran.returncode == code
    assert told in (ran.stderr if code == 2 else ran.stdout)
    assert "Traceback" not in ran.stderr


def test_what_lies_outside_the_filters_and_what_comes_next_is_said(tiny_engine: Engine) -> None:
    every = tiny_engine.search("Paris")
    page = tiny_engine.search("Paris", size=1)
    assert "The next page: --page 2" in found_text(page, "en")
    from qa.values import Filters

    one = tiny_engine.search("Paris", filters=Filters(language="en"))
    assert f"{every.articles - one.articles} more article" in found_text(one, "en")
    assert "by its meaning" in found_text(tiny_engine.search("viaduc", by_meaning=True), "en")
    told = found_text(tiny_engine.search("viaduc"), "fr", color=True)
    assert BOLD in told
    assert PLAIN in told


@pytest.mark.parametrize(
    ("marks", "cut"),
    [
        ([(12, 14)], [("ab", False), ("cd", True), ("ef", False)]),
        ([(5, 11), (15, 99)], [("a", True), ("bcde", False), ("f", True)]),
        ([], [("abcdef", False)]),
        ([(10, 16)], [("abcdef", True)]),
    ],
)
def test_a_text_is_cut_at_its_marks(marks: list[tuple[int, int]], cut: list[tuple[str, bool]]) -> None:
    found = cut_at("abcdef", [Mark(*span) for span in marks], 10)
    assert [(one.text, one.is_marked) for one in found] == cut
