"""Whose turn it is: one count of the questions being answered, for the chat, REST and MCP together."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, Semaphore, move_on_after, to_thread

from qa.errors import ServerBusy
from qa.interfaces.server.metrics import Metrics

Result = TypeVar("Result")


class Turns:
    """Lets so many questions be answered at once and so many wait, in order and not too long; turns the others away.

    All is counted in the server's one event loop, so the count needs no lock.
    """

    def __init__(self, at_once: int, waiting: int, wait_s: float = math.inf, metrics: Metrics | None = None) -> None:
        self.metrics = Metrics() if metrics is None else metrics
        self._turns, self._wait_s = Semaphore(at_once), wait_s
        self._threads = CapacityLimiter(at_once)  # who has a turn finds a thread
        self._places = at_once + waiting
        self._taken = 0

    async def take(self, work: Callable[[], Result]) -> Result:
        """Run `work` in a thread of its own when its turn has come, and give its result.

        Raises:
            ServerBusy: there is no place left to wait, or its turn has not come in time.
        """
        if self._taken >= self._places:
            self.metrics.turned_away("full")
            raise _busy()
        self._taken += 1
        try:
            await self._turn()
            try:
                with self.metrics.answering.track_inprogress():
                    return await to_thread.run_sync(work, limiter=self._threads)
            finally:
                self._turns.release()
        finally:
            self._taken -= 1

    async def _turn(self) -> None:
        began = time.perf_counter()
        with self.metrics.waiting.track_inprogress(), move_on_after(self._wait_s) as waiting:
            await self._turns.acquire()
        if waiting.cancelled_caught:
            self.metrics.turned_away("late")
            raise _busy()
        self.metrics.waited(time.perf_counter() - began)


def _busy() -> ServerBusy:
    return ServerBusy("Too many questions are already waiting: ask again in a moment.")
