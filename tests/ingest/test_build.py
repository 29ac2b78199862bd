"""Builds: what is added, changed, renamed and gone; vectors reused; a killed build harms nothing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from qa.ask.engine import Engine, open_engine
from qa.errors import Message, SourceError
from qa.index.articles import FileRecord
from qa.index.chroma import Graph
from qa.index.generation import current_number, generation_folder, generation_numbers
from qa.index.opening import open_generation
from qa.ingest.build import build_index
from qa.ingest.changes import Plan, PlannedFile
from qa.reports import BuildReport
from qa.settings import Settings
from qa.values import Timings
from tests.models.tiny import save_embedder

TEXT = "date 2022-0{n}\nLe pont numéro {n}\n\nLe pont numéro {n} a été inauguré par Anne Martin en 199{n}. Il est long."


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    for n in range(1, 5):
        (folder / f"{n}.txt").write_text(TEXT.format(n=n), encoding="utf-8")
    return folder


@pytest.fixture
def chosen(tmp_path: Path) -> Settings:
    return Settings(index=str(tmp_path / "index"))


def statuses(report: BuildReport) -> dict[str, str]:
    return {file.path: file.status for file in report.files}


def test_a_file_that_cannot_be_used_after_all_is_removed_only_where_it_was() -> None:
    known, new = (PlannedFile(FileRecord(path, path, 1), (), "updated") for path in ("known.txt", "new.txt"))
    refused = dict.fromkeys(("known.txt", "new.txt"), Message("It is too long."))
    left = Plan((known, new), ()).without(refused, {"known.txt"})
    told = [(report.path, report.status) for report in left.others]
    assert told == [("known.txt", "skipped"), ("new.txt", "skipped"), ("known.txt", "removed")]
    assert left.files == ()


def test_the_first_build(news: Path, chosen: Settings) -> None:
    stages = []
    report = build_index([news], chosen, progress=lambda *state: stages.append(state))
    assert statuses(report) == {f"news/{n}.txt": "added" for n in range(1, 5)}
    assert (report.summary(), report.generation, report.published) == ("+4 ~0 -0 =0", 1, True)
    assert (report.articles, report.passages, report.embedded) == (4, 4, 4)
    first = report.files[0]
    assert (first.language, first.date, first.passages, first.articles) == ("fr", "2022-01", 1, 1)
    assert stages[3] == ("read", 4, 4)
    assert stages[-1] == ("embed", 4, 4)


def test_nothing_changed_writes_nothing(news: Path, chosen: Settings) -> None:
    build_index([news], chosen)
    report = build_index([], chosen)
    assert (report.summary(), report.published, report.generation, report.embedded) == ("+0 ~0 -0 =4", False, 1, 0)


def test_added_updated_renamed_removed_and_only_new_passages_embedded(news: Path, chosen: Settings) -> None:
    build_index([news], chosen)
    (news / "1.txt").write_text(TEXT.format(n=8), encoding="utf-8")
    (news / "2.txt").rename(news / "2bis.txt")
    (news / "3.txt").unlink()
    (news / "5.txt").write_text(TEXT.format(n=5), encoding="utf-8")
    report = build_index([], chosen)
    assert statuses(report) == {
        "news/1.txt": "updated",
        "news/2bis.txt": "renamed",
        "news/3.txt": "removed",
        "news/4.txt": "unchanged",
        "news/5.txt": "added",
    }
    assert "news/2.txt" in next(file.detail for file in report.files if file.status == "renamed")
    assert report.summary() == "+1 ~2 -1 =1"
    assert report.embedded == 2  # 1.txt and 5.txt
    generation = open_generation(chosen.index_folder)
    assert [record.path for record in generation.texts.files()] == [f"news/{n}.txt" for n in (1, "2bis", 4, 5)]


def test_reused_vectors_are_the_same_as_fresh_ones(news: Path, chosen: Settings, tmp_path: Path) -> None:
    build_index([news], chosen)
    (news / "5.txt").write_text(TEXT.format(n=5), encoding="utf-8")
    build_index([], chosen)
    fresh = Settings(index=str(tmp_path / "fresh"))
    build_index([news], fresh)
    ones, others = open_generation(chosen.index_folder), open_generation(fresh.index_folder)
    articles = [article for record in ones.texts.files() for article in ones.texts.articles_of(record.path)]
    ids = [passage.id for article in articles for passage in ones.texts.passages_of(article.id)]
    assert len(ids) == 5
    mine, theirs = ones.texts.numbers(ids), others.texts.numbers(ids)
    held, embedded = ones.vectors.of([mine[id_] for id_ in ids]), others.vectors.of([theirs[id_] for id_ in ids])
    assert (held == embedded).all()
    with closing(Graph(ones.folder, dict(ones.manifest.passages))) as graph:
        for id_, vector in zip(ids, held, strict=True):
            assert graph.nearest("fr", vector, 1) == [(mine[id_], pytest.approx(1, abs=1e-5))]  # so has Chroma


def answers_of(engine: Engine) -> list[object]:
    """What an index answers, but for the names of its generations."""
    questions = ("Qui a inauguré le pont numéro 3 ?", "When was bridge 5 opened?", "Que dit la version 8 ?")
    answers = [engine.ask(question, top_k=5) for question in questions]
    return [replace(answer, timings_ms=Timings()) for answer in answers]


def test_an_updated_index_answers_like_one_built_anew(news: Path, chosen: Settings, tmp_path: Path) -> None:
    for n in range(5, 9):
        (news / f"{n}.txt").write_text(TEXT.format(n=n), encoding="utf-8")
    build_index([news], chosen)
    first = generation_folder(chosen.index_folder, 1)
    own = (file for file in first.rglob("*") if file.is_file() and "chroma" not in file.parts)  # opening writes there
    before = {file: file.read_bytes() for file in own}
    old = open_engine(chosen)
    old_answers = answers_of(old)
    (news / "2.txt").write_text(TEXT.format(n=9) + " Un vrai pont.", encoding="utf-8")
    report = build_index([], chosen)
    assert (report.summary(), report.embedded, report.generation) == ("+0 ~1 -0 =7", 1, 2)
    generation = open_generation(chosen.index_folder)
    assert generation.columns.gone == 1  # written as a copy of the one before, not from nothing
    assert (report.articles, report.passages) == generation.texts.counts() == (8, 8)
    assert all(file.read_bytes() == content for file, content in before.items())  # which is as it was
    fresh = Settings(index=str(tmp_path / "fresh"))
    build_index([news], fresh)
    assert answers_of(open_engine(chosen)) == answers_of(open_engine(fresh))
    (chosen.index_folder / "CURRENT").write_text("1\n")  # and can be gone back to
    assert answers_of(open_engine(chosen)) == old_answers


def test_an_index_with_many_empty_places_is_written_from_nothing(news: Path, chosen: Settings) -> None:
    build_index([news], chosen)
    for version in range(1, 4):
        (news / "1.txt").write_text(TEXT.format(n=version + 4), encoding="utf-8")
        report = build_index([], chosen)
        assert (report.summary(), report.embedded) == ("+0 ~1 -0 =3", 1)
        generation = open_generation(chosen.index_folder)
        assert generation.columns.gone <= 1
        assert generation.texts.counts() == (4, 4)


def test_files_are_read_again_where_they_would_be_read_otherwise(
    news: Path, chosen: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index([news], chosen)
    assert not build_index([], chosen).published
    monkeypatch.setattr("qa.ingest.build.READING", 99)
    monkeypatch.setattr("qa.ingest.articles.guess_title", lambda body: "Autre titre")
    assert build_index([], chosen).published
    with closing(open_generation(chosen.index_folder)) as generation:
        assert {a.title for n in range(1, 5) for a in generation.texts.articles_of(f"news/{n}.txt")} == {"Autre titre"}
    assert not build_index([], chosen).published


def test_duplicates_and_bad_files_are_reported_and_the_others_go_on(news: Path, chosen: Settings) -> None:
    shutil.copy(news / "1.txt", news / "copy.txt")
    (news / "empty.txt").touch()
    (news / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (news / "rows.jsonl").write_text('{"text": "Une ligne entière de texte."}\n{broken\n', encoding="utf-8")
    (news / "picture.png").write_bytes(b"\x89PNG")
    report = build_index([news], chosen)
    found = statuses(report)
    assert found["news/copy.txt"] == "duplicate"
    assert {path for path, status in found.items() if status == "skipped"} == {
        "news/empty.txt",
        "news/binary.txt",
        "news/rows.jsonl#2",
        "news/picture.png",
    }
    assert all(file.detail for file in report.files if file.status in ("skipped", "duplicate"))
    assert found["news/rows.jsonl"] == "added"
    assert report.summary() == "+5 ~0 -0 =0, 1 duplicate, 4 skipped"
    again = build_index([], chosen)
    assert again.count("skipped") == 4  # reported again, though nothing is written
    assert not again.published


@pytest.mark.parametrize("harm", ["empty", "copy"])
def test_what_can_be_read_no_more_leaves_the_index(news: Path, chosen: Settings, harm: str) -> None:
    for n in range(5, 15):  # so many that a fifth of the index is not gone
        (news / f"{n}.txt").write_text(f"Le quai numéro {n} est fermé depuis lundi.", encoding="utf-8")
    build_index([news], chosen)
    (news / "9.txt").write_text("" if harm == "empty" else (news / "1.txt").read_text("utf-8"), encoding="utf-8")
    report = build_index([], chosen)
    found = {file.status for file in report.files if file.path == "news/9.txt"}
    assert found == {"removed", "skipped" if harm == "empty" else "duplicate"}
    assert (report.published, report.articles) == (True, 13)
    with closing(open_generation(chosen.index_folder)) as generation:
        assert "news/9.txt" not in generation.texts.ids_by_path()


def test_a_file_removed_while_reading_is_reported(news: Path, chosen: Settings) -> None:
    def remove(stage: str, done: int, total: int) -> None:
        if (stage, done) == ("read", 1):
            (news / "3.txt").unlink()

    report = build_index([news], chosen, progress=remove)
    assert statuses(report)["news/3.txt"] == "skipped"
    assert report.articles == 3


def test_a_second_folder_joins_the_first_and_replace_leaves_it(news: Path, chosen: Settings, tmp_path: Path) -> None:
    other = tmp_path / "archive"
    other.mkdir()
    (other / "old.txt").write_text("Un vieux texte.", encoding="utf-8")
    build_index([news], chosen)
    assert build_index([other], chosen).articles == 5
    report = build_index([other], chosen, replace_sources=True)
    assert (report.articles, report.count("removed")) == (1, 4)


def test_a_source_that_is_gone_is_not_taken_for_an_empty_one(news: Path, chosen: Settings) -> None:
    build_index([news], chosen)
    news.rename(news.parent / "elsewhere")
    with pytest.raises(SourceError, match="gazette remove news"):
        build_index([], chosen)
    assert open_generation(chosen.index_folder).manifest.articles == 4


def test_without_paths_the_seeds_are_taken_else_one_sentence(tmp_path: Path, chosen: Settings) -> None:
    with pytest.raises(SourceError, match="seeds"):
        build_index([], chosen)
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_text("Un texte.", encoding="utf-8")
    assert statuses(build_index([], chosen)) == {"seeds/a.txt": "added"}


def test_a_dry_run_changes_nothing(news: Path, chosen: Settings) -> None:
    report = build_index([news], chosen, dry_run=True)
    assert (report.summary(), report.embedded, report.generation, report.published) == ("+4 ~0 -0 =0", 4, None, False)
    assert not chosen.index_folder.exists()
    build_index([news], chosen)
    (news / "1.txt").unlink()
    assert build_index([], chosen, dry_run=True).summary() == "+0 ~0 -1 =3"
    assert current_number(chosen.index_folder) == 1


def test_another_embedder_embeds_everything_anew(news: Path, chosen: Settings, tmp_path: Path) -> None:
    build_index([news], chosen)
    tiny = save_embedder(tmp_path / "models" / "tiny")
    report = build_index([], chosen.model_copy(update={"embedder": str(tiny)}))
    assert (report.published, report.embedded, report.generation) == (True, 4, 2)
    assert open_generation(chosen.index_folder).manifest.recipe.dimension == 32


def test_old_generations_are_pruned(news: Path, chosen: Settings) -> None:
    for n in range(4):
        (news / "1.txt").write_text(f"Version {n} du texte.", encoding="utf-8")
        build_index([news], chosen)
    assert generation_numbers(chosen.index_folder) == [3, 4]


KILLED = """
import sys, time
from pathlib import Path
from qa.ingest.build import build_index
from qa.settings import Settings

def slow(stage, done, total):
    print(stage, done, flush=True)
    if stage == "embed":
        time.sleep(60)

build_index([Path(sys.argv[1])], Settings(index=sys.argv[2]), progress=slow)
"""


def test_a_killed_build_leaves_the_old_index_answering(news: Path, chosen: Settings) -> None:
    build_index([news], chosen)
    for n in range(1, 400):  # more than a batch, so that some vectors are written before the kill
        (news / f"new-{n}.txt").write_text(f"Nouveau texte numéro {n}, sans rapport avec les ponts.", encoding="utf-8")
    builder = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(news), str(chosen.index_folder)], stdout=subprocess.PIPE, text=True
    )
    assert builder.stdout is not None
    for line in builder.stdout:
        if line.startswith("embed"):
            break
    os.kill(builder.pid, signal.SIGKILL)
    builder.wait()
    builder.stdout.close()
    assert (chosen.index_folder / "generations" / "2").is_dir()  # it was in the middle of writing
    assert not (chosen.index_folder / "generations" / "2" / "manifest.json").exists()
    started = time.monotonic()
    answer = open_engine(chosen).ask("Qui a inauguré le pont numéro 3 ?")
    assert "Anne Martin" in answer.text  # where the span ends is the reader's affair, not the index's
    assert time.monotonic() - started < 60
    report = build_index([], chosen)  # and the next build is not held up by what was left
    assert (report.generation, report.articles) == (2, 403)
    assert generation_numbers(chosen.index_folder) == [1, 2]
