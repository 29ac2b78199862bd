"""The list of an index's articles: searched without accents, sorted, in pages, fast with many."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from qa.index.articles import FileRecord, TextsWriter
from qa.index.catalog import Order, read_contents, read_page
from qa.index.generation import generation_folder, publish
from qa.index.manifest import FORMAT, Hnsw, Manifest, Recipe, write_manifest
from qa.values import Article, LanguageCode


def article(
    path: str, title: str, date: str | None = None, language: LanguageCode = "fr", text: str = "Un."
) -> Article:
    return Article(f"a1:{path}", path, title, text, 0, date, None, language, "0", "text/plain")


def index_of(folder: Path, articles: Sequence[Article]) -> Path:
    """An index that can be listed, without vectors."""
    generation = generation_folder(folder, 1)
    generation.mkdir(parents=True)
    writer = TextsWriter(generation)
    for file in dict.fromkeys(article.path.partition("#")[0] for article in articles):
        writer.add_file(FileRecord(file, "0", 0))
    for article in articles:
        writer.add_article(article, article.path.partition("#")[0])
    writer.close()
    recipe = Recipe(FORMAT, "m1:0", "", "", 4, 180, 1)
    languages: tuple[tuple[LanguageCode, int], ...] = (("fr", len(articles)),)
    made = ("embedded", "0.1", 1, "2022-01-06")
    write_manifest(Manifest(recipe, Hnsw(), *made, (), len(articles), (), languages, None, None), generation)
    publish(folder, 1)
    return folder


ARTICLES = (
    article("news/b.txt", "Élection à Nîmes", "2021-03-02", "fr", "Un texte long."),
    article("news/a.txt", "An œuvre", "2021", "en", "Un."),
    article("news/Été/c.txt", "zèbre", None, "fr", "Un texte."),
    article("t.csv#10", "L’apogée", "2020-05"),
    article("t.csv#9", "<b>gras</b> 100 %_", "2021-03"),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return index_of(tmp_path_factory.mktemp("catalog"), ARTICLES)


def titles(index: Path, search: str = "", order: Order = "title") -> list[str]:
    return [entry.title for entry in read_page(index, search, order, 0, 50).entries]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("election", ["Élection à Nîmes"]),
        ("NIMES élect", ["Élection à Nîmes"]),
        ("oeuvre", ["An œuvre"]),
        ("l'apogee", ["L’apogée"]),
        ("été", ["zèbre"]),
        ("2021-03", ["<b>gras</b> 100 %_", "Élection à Nîmes"]),
        ("100 %_", ["<b>gras</b> 100 %_"]),
        ("' OR 1=1 --", []),
        ("\0", []),
        ("nulle part", []),
    ],
)
def test_search(index: Path, search: str, found: list[str]) -> None:
    assert titles(index, search) == found


@pytest.mark.parametrize(
    ("order", "first", "last"),
    [
        ("newest", "An œuvre", "zèbre"),
        ("oldest", "L’apogée", "zèbre"),
        ("title", "<b>gras</b> 100 %_", "zèbre"),
        ("path", "An œuvre", "<b>gras</b> 100 %_"),  # the rows of a table in its order
        ("language", "An œuvre", "zèbre"),
        ("longest", "Élection à Nîmes", "<b>gras</b> 100 %_"),
    ],
)
def test_order(index: Path, order: Order, first: str, last: str) -> None:
    found = titles(index, order=order)
    assert (found[0], found[-1], len(found)) == (first, last, 5)


def test_pages(index: Path) -> None:
    pages = [read_page(index, "", "path", first, 2) for first in (0, 2, 4)]
    assert [len(page.entries) for page in pages] == [2, 2, 1]
    assert len({entry.id for page in pages for entry in page.entries}) == 5
    assert [(page.first, page.found) for page in pages] == [(0, 5), (2, 5), (4, 5)]
    assert read_page(index, "", "path", 900, 2) == pages[2]  # the last one
    assert read_page(index, "", "path", -7, 2) == pages[0]


def test_contents(index: Path, tmp_path: Path) -> None:
    contents = read_contents(index)
    assert contents is not None
    assert contents.dates == (("2020-05", 1), ("2021", 1), ("2021-03", 2))
    assert contents.size_bytes > 1000
    assert read_contents(tmp_path / "none") is None
    assert read_page(tmp_path / "none", "a", "title", 0, 50).found == 0


def test_ten_thousand_articles_are_listed_at_once(tmp_path: Path) -> None:
    text = "Le phare fut allumé. " * 10
    many = [
        article(f"news/{n}.txt", f"Été numéro {n}", f"20{n % 25:02}-0{n % 9 + 1}", text=text) for n in range(10_000)
    ]
    index = index_of(tmp_path, many)
    started = time.process_time()
    for order in ("newest", "title", "longest"):
        assert read_page(index, "", order, 9_950, 50).found == 10_000
    assert read_page(index, "ete 9999", "title", 0, 50).found == 1
    assert read_contents(index) is not None
    assert time.process_time() - started < 5
