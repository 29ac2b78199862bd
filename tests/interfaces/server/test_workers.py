"""`gazette serve --workers 2`: programs on both processes of one port, which are replaced when they end."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.interfaces.browser import Serving, serving
from tests.interfaces.server.test_many import KNOWN, sum_of
from tests.models.words import Pair


@pytest.fixture(scope="module")
def workers(tiny_index: Path, tiny_models: Pair, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving(tiny_index, tmp_path_factory.mktemp("workers"), workers="2", **tiny_models.settings()) as running:
        yield running


def soon(is_so: Callable[[], bool]) -> None:
    for _ in range(600):
        if is_so():
            return
        time.sleep(0.2)
    raise AssertionError("it is not so after two minutes")


def lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def processes(server: Serving) -> set[int]:
    """The processes that serve, as their numbers say."""
    lines = httpx.get(f"{server.url}/metrics", timeout=60).text.splitlines()
    return {int(line.split('pid="')[1].split('"')[0]) for line in lines if line.startswith("gazette_generation{")}


def test_both_answer_and_their_numbers_are_added_up(workers: Serving) -> None:
    soon(lambda: len(processes(workers)) == 2)
    before = sum_of(workers.url, "gazette_questions_total")

    def ask(_: int) -> str:
        return str(httpx.post(f"{workers.url}/ask", json={"question": KNOWN}, timeout=60).json()["text"])

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(ask, range(24)))) == 1
    assert sum_of(workers.url, "gazette_questions_total") == before + 24
    assert sum_of(workers.url, "gazette_waiting") == sum_of(workers.url, "gazette_answering") == 0
    assert "viaduct" not in httpx.get(f"{workers.url}/metrics", timeout=60).text


def test_the_page_says_where_there_is_a_chat(workers: Serving) -> None:
    page = httpx.get(workers.url, headers={"Accept-Language": "fr"}, timeout=60)
    assert page.status_code == 404
    assert "--workers" in page.json()["error"]


def test_one_that_is_killed_is_replaced(workers: Serving) -> None:
    first, second = processes(workers)
    counted = sum_of(workers.url, "gazette_questions_total")
    os.kill(first, signal.SIGKILL)
    soon(lambda: len(processes(workers)) == 2 and first not in processes(workers))
    assert second in processes(workers)
    assert sum_of(workers.url, "gazette_questions_total") == counted


def test_ctrl_c_ends_all(workers: Serving) -> None:
    serving_ = processes(workers)
    assert workers.stop() == (0, "", "")
    assert not any(map(lives, serving_))


def test_none_outlives_a_supervisor_that_is_killed(tiny_index: Path, tiny_models: Pair, tmp_path: Path) -> None:
    with serving(tiny_index, tmp_path, workers="2", **tiny_models.settings()) as running:
        soon(lambda: len(processes(running)) == 2)
        left = processes(running)
        running.process.kill()
        soon(lambda: not any(map(lives, left)))
