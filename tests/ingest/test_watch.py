"""An index that is kept up with its files: real changes to a real folder, seen by a real watch."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from filelock import FileLock

from qa.errors import GazetteError, IndexBusy, SourceError
from qa.index.generation import LOCK_FILE
from qa.ingest.build import build_index
from qa.ingest.watch import news_of, watch_index
from qa.reports import BuildReport, FileReport
from qa.settings import Settings
from tests.models.words import Pair

TEXT = "Le pont numéro {n} a été inauguré par Anne Martin en 199{n}. Il est long et large."

CHANGES = ("added", "updated", "removed")  # the files of the index, which lies in its folder here, are skipped


def write(file: Path, n: int) -> None:
    file.write_text(TEXT.format(n=n), encoding="utf-8")


@pytest.fixture
def chosen(tmp_path: Path, tiny_models: Pair) -> Settings:
    (tmp_path / "news").mkdir()
    write(tmp_path / "news" / "1.txt", 1)
    models = {"embedder": str(tiny_models.embedder), "reader": str(tiny_models.reader)}
    return Settings(index=str(tmp_path / "news" / "index"), **models)  # type: ignore[arg-type]


@pytest.fixture
def found(tmp_path: Path, chosen: Settings) -> Iterator[Iterator[BuildReport | GazetteError]]:
    build_index([tmp_path / "news"], chosen)
    with closing(watch_index(chosen, lambda: build_index([], chosen))) as reports:
        yield reports


def changes(found: Iterator[BuildReport | GazetteError]) -> list[tuple[str, str]]:
    """What the next build that finds something finds."""
    for _, report in zip(range(20), found, strict=False):
        assert isinstance(report, BuildReport)
        if named := [(file.status, file.path) for file in report.files if file.status in CHANGES]:
            return named
    raise AssertionError("no change was seen")


@pytest.mark.process
def test_every_change_is_built(tmp_path: Path, found: Iterator[BuildReport | GazetteError]) -> None:
    news = tmp_path / "news"
    first = next(found)
    assert isinstance(first, BuildReport)
    assert not first.published
    write(news / "2.txt", 2)
    write(news / ".3.txt", 3)
    assert changes(found) == [("added", "news/2.txt")]
    write(news / "1.txt", 4)
    assert changes(found) == [("updated", "news/1.txt")]
    (news / "2.txt").unlink()
    (news / "deep").mkdir()
    write(news / "deep" / "5.txt", 5)
    assert sorted(changes(found)) == [("added", "news/deep/5.txt"), ("removed", "news/2.txt")]


@pytest.mark.process
def test_a_build_that_cannot_be_made_is_made_later(
    tmp_path: Path, chosen: Settings, found: Iterator[BuildReport | GazetteError]
) -> None:
    news = tmp_path / "news"
    next(found)
    with FileLock(chosen.index_folder / LOCK_FILE):
        write(news / "2.txt", 2)
        assert isinstance(next(found), IndexBusy)
        assert isinstance(next(found), IndexBusy)
    assert changes(found) == [("added", "news/2.txt")]


@pytest.mark.process
def test_a_single_file_that_another_one_replaces_and_a_folder_that_comes_back(
    tmp_path: Path, tiny_models: Pair
) -> None:
    models = {"embedder": str(tiny_models.embedder), "reader": str(tiny_models.reader)}
    chosen = Settings(index=str(tmp_path / "index"), **models)  # type: ignore[arg-type]
    (tmp_path / "news").mkdir()
    write(tmp_path / "news" / "1.txt", 1)
    write(tmp_path / "note.txt", 2)
    build_index([tmp_path / "news", tmp_path / "note.txt"], chosen)
    with closing(watch_index(chosen, lambda: build_index([], chosen))) as reports:
        next(reports)
        write(tmp_path / "draft", 3)
        (tmp_path / "draft").replace(tmp_path / "note.txt")
        assert changes(reports) == [("updated", "note.txt")]
        shutil.move(tmp_path / "news", tmp_path / "away")
        assert isinstance(next(reports), SourceError)
        shutil.move(tmp_path / "away", tmp_path / "news")
        write(tmp_path / "news" / "1.txt", 4)
        while isinstance(report := next(reports), SourceError):
            pass
        assert isinstance(report, BuildReport)
        assert report.count("updated") == 1


def test_what_was_reported_is_not_reported_again() -> None:
    def report(*files: FileReport) -> BuildReport:
        return BuildReport("index", 1, True, False, files, 1, 1, 1, 0.1)

    bad, same, new = FileReport("a.doc", "skipped", "x"), FileReport("b", "unchanged"), FileReport("c", "added")
    fresh, known = news_of(report(bad, same), frozenset())
    assert fresh == (bad,)
    fresh, known = news_of(report(bad, same, new), known)
    assert fresh == (new,)
    assert news_of(report(same), known) == ((), frozenset())
