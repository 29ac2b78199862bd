"""How many questions at once, how many wait, and what the others are told: in REST, MCP and the chat."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import gradio as gr
import httpx
import pytest

from qa.ask.engine import Engine
from qa.errors import ServerBusy
from qa.interfaces.server.limits import Turns
from qa.interfaces.web.asking import asker
from qa.interfaces.web.conversation import Conversation, Conversing, Sitting
from qa.interfaces.web.feedback import Replies
from qa.interfaces.web.filters import make_chips, make_panel
from qa.values import Filters
from tests.interfaces.browser import Serving, serving

PATIENCE_S = 60


class Work:
    """Work that says how many do it at the same time."""

    def __init__(self) -> None:
        self.lock, self.now, self.most, self.done = threading.Lock(), 0, 0, []

    def do(self, number: int) -> int:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(0.02)
        with self.lock:
            self.now -= 1
            self.done.append(number)
        return number


def all_at_once(turns: Turns, count: int, work: Callable[[int], int]) -> list[int | BaseException]:
    async def gathered() -> list[int | BaseException]:
        tasks = (turns.take(lambda number=number: work(number)) for number in range(count))  # type: ignore[misc]
        return await asyncio.gather(*tasks, return_exceptions=True)

    return asyncio.run(gathered())


@pytest.mark.parametrize(("at_once", "waiting"), [(1, 0), (1, 5), (3, 4), (8, 100)])
def test_no_more_than_that(at_once: int, waiting: int) -> None:
    work = Work()
    results = all_at_once(Turns(at_once, waiting), 40, work.do)
    places = min(40, at_once + waiting)
    assert results[:places] == list(range(places))
    assert all(isinstance(result, ServerBusy) for result in results[places:])
    assert work.most <= at_once
    assert work.most > 1 or at_once == 1
    if at_once == 1:
        assert work.done == list(range(places))  # in order


def test_who_has_waited_for_too_long_is_turned_away_and_leaves_the_place_to_others() -> None:
    turns, free = Turns(at_once=1, waiting=1, wait_s=0.1), threading.Event()

    async def ask() -> str:
        first = asyncio.create_task(turns.take(free.wait))
        await asyncio.sleep(0)
        for _ in range(2):  # one after the other, in the one place to wait
            with pytest.raises(ServerBusy):
                await asyncio.wait_for(turns.take(lambda: "too early"), PATIENCE_S)
        free.set()
        assert await first  # however long it took: its turn had come
        return await turns.take(lambda: "answered")

    assert asyncio.run(ask()) == "answered"


def test_a_place_is_free_again_after_a_failure() -> None:
    turns = Turns(at_once=1, waiting=0)

    def fail() -> None:
        raise ZeroDivisionError

    async def three() -> str:
        for _ in range(2):
            with pytest.raises(ZeroDivisionError):
                await turns.take(fail)
        return await turns.take(lambda: "answered")

    assert asyncio.run(three()) == "answered"


def test_the_chat_says_that_there_is_no_place(tiny_engine: Engine) -> None:
    with gr.Blocks():
        panel = make_panel("en", make_chips())
    page = Conversing(gr.Textbox(), gr.Button(), gr.Chatbot(), gr.State(), gr.State(), gr.State(), panel)
    given: dict[gr.Component, Any] = {page.box: "Qui ?", page.kept: [], page.history: Conversation()}
    given |= {page.sitting: Sitting(), **panel.values(Filters())}

    async def ask() -> list[str]:
        turns = Turns(at_once=1, waiting=0)
        free = threading.Event()
        other = asyncio.create_task(turns.take(free.wait))
        await asyncio.sleep(0)
        asking = asker(tiny_engine, turns, Replies(tiny_engine.settings), page, "en")(given)
        shown = [step async for step in asking]
        free.set()
        await other
        return [message["content"] for message in shown[-1][page.kept]]

    question, reply = asyncio.run(ask())
    assert "Qui ?" in question
    assert "Trop de questions sont déjà en attente" in reply


def ten_ask(server: Serving) -> list[httpx.Response]:
    """The replies to ten programs that ask at once."""

    def ask(number: int) -> httpx.Response:
        question = {"question": f"Who opened the Millau viaduct in {2000 + number}?"}
        return httpx.post(f"{server.url}/ask", json=question, timeout=60)

    with ThreadPoolExecutor(10) as pool:
        return list(pool.map(ask, range(10)))


def test_all_are_answered_where_there_is_room(server: Serving) -> None:
    answers = ten_ask(server)
    assert [answer.status_code for answer in answers] == [200] * 10
    assert [answer.json()["question"][-5:-1] for answer in answers] == [str(2000 + number) for number in range(10)]


def test_some_are_told_to_come_again_where_there_is_none(seed_index: Path, tmp_path: Path) -> None:
    """With the models that ship, which take long enough for the others to find the place taken."""
    few = {"answers_at_once": "1", "questions_waiting": "1", "question_wait_seconds": "600"}
    with serving(seed_index, tmp_path, **few) as server:
        answers = ten_ask(server)
    assert {answer.status_code for answer in answers} == {200, 503}
    turned_away = next(answer for answer in answers if answer.status_code == 503)
    assert turned_away.headers["retry-after"].isdecimal()
    assert turned_away.json()["error"].startswith("Too many questions are already waiting")
