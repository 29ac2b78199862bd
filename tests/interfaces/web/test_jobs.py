"""Builds that the page starts: in a process of their own, one at a time; answers go on; any can be cancelled."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from qa.ask.engine import Engine
from qa.errors import IndexBusy, SourceError
from qa.index.generation import current_number, only_writer
from qa.ingest.build import build_index
from qa.interfaces.web.jobs import _ONE_BUILD, BuildRequest, Job, Jobs, progress_html
from qa.settings import Settings

TEXT = "date 2022-01\nLe pont numéro {n}\n\nLe pont numéro {n} a été inauguré par Anne Martin. Il est long."


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "phare.txt").write_text("Le phare\n\nLe phare fut allumé par Marc Blanc en 1863.", encoding="utf-8")
    return folder


@pytest.fixture
def chosen(news: Path, tmp_path: Path) -> Settings:
    settings = Settings(index=str(tmp_path / "index"))
    build_index([news], settings)
    return settings


def add(news: Path, count: int) -> None:
    for n in range(count):
        (news / f"{n}.txt").write_text(TEXT.format(n=n), encoding="utf-8")


def wait(job: Job, seconds: float = 90) -> Job:
    assert job.ended.wait(seconds)
    return job


def test_answers_go_on_and_switch_by_themselves(news: Path, chosen: Settings) -> None:
    engine, jobs = Engine(chosen), Jobs(chosen)
    assert "Marc Blanc" in engine.ask("Qui a allumé le phare ?").text
    add(news, 60)
    ended = []
    job = jobs.start(BuildRequest(), dry_run=False, at_end=lambda: ended.append(1))
    with pytest.raises(IndexBusy):
        jobs.start(BuildRequest(), dry_run=True)
    asked = 0
    stages = set()
    while not job.ended.is_set():
        answer = engine.ask("Qui a allumé le phare ?")
        assert "Marc Blanc" in answer.text
        stages.add(job.step.stage)
        asked += 1
    assert job.report is not None
    assert (job.report.count("added"), job.report.published, ended) == (60, True, [1])
    assert asked > 3
    assert "embed" in stages
    assert "Anne Martin" in engine.ask("Qui a inauguré le pont numéro 7 ?").text


def test_a_plan_changes_nothing(news: Path, chosen: Settings) -> None:
    jobs = Jobs(chosen)
    add(news, 1)
    report = wait(jobs.start(BuildRequest(remove=("news/phare.txt",)), dry_run=True)).report
    assert report is not None
    assert (report.count("added"), report.count("removed"), report.published) == (1, 1, False)
    assert current_number(chosen.index_folder) == 1


def test_a_build_is_cancelled(news: Path, chosen: Settings) -> None:
    add(news, 150)
    jobs = Jobs(chosen)
    job = jobs.start(BuildRequest(), dry_run=False)
    while job.step.stage != "embed":
        assert not job.ended.is_set()
        time.sleep(0.02)
    jobs.cancel(job.number + 1)  # of another build: nothing
    jobs.cancel(job.number)
    wait(job, 10)
    assert (job.cancelled, job.report, job.problem, current_number(chosen.index_folder)) == (True, None, None, 1)
    with only_writer(chosen.index_folder):  # the lock is free
        pass


def test_the_builds_of_several_indexes_take_turns(news: Path, chosen: Settings, tmp_path: Path) -> None:
    others = [Settings(index=str(tmp_path / name)) for name in ("second", "third")]
    add(news, 150)
    jobs, second, third = Jobs(chosen), Jobs(others[0]), Jobs(others[1])
    first = jobs.start(BuildRequest(), dry_run=False)
    while first.step.stage != "embed":
        assert not first.ended.is_set()
        time.sleep(0.02)
    few = BuildRequest(paths=(news / "phare.txt",))
    waiting, given_up = second.start(few, dry_run=False), third.start(few, dry_run=False)
    while {waiting.step.stage, given_up.step.stage} != {"wait"}:
        assert not first.ended.is_set()
        time.sleep(0.02)
    assert "this one waits for its turn" in progress_html(waiting, "en")
    third.cancel(given_up.number)
    wait(given_up, 10)
    assert (given_up.cancelled, given_up.report, given_up.problem) == (True, None, None)
    jobs.cancel(first.number)
    report = wait(waiting).report
    assert report is not None
    assert report.published


def test_a_plan_does_not_wait_for_its_turn(news: Path, chosen: Settings) -> None:
    with _ONE_BUILD:
        assert wait(Jobs(chosen).start(BuildRequest(), dry_run=True)).report is not None


def test_another_process_that_builds_is_told(news: Path, chosen: Settings) -> None:
    jobs = Jobs(chosen)
    with only_writer(chosen.index_folder):
        job = wait(jobs.start(BuildRequest(), dry_run=False))
    assert job.problem is not None
    assert "Another build is writing" in job.problem


def test_a_mistake_is_a_sentence_and_a_bug_too(
    news: Path, chosen: Settings, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    jobs = Jobs(chosen)
    job = wait(jobs.start(BuildRequest(paths=(tmp_path / "nowhere",)), dry_run=True))
    assert (
        job.problem
        == SourceError(
            "{path} does not exist or cannot be reached: check the spelling of the path.", path=tmp_path / "nowhere"
        ).message
    )
    job = wait(jobs.start(BuildRequest(remove=(7,)), dry_run=True))  # type: ignore[arg-type]
    assert job.problem is not None
    assert "terminal" in job.problem
    assert "Traceback" in caplog.text
