"""Whose turn it is: one count of the questions being answered, for the chat, REST and MCP together."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from qa.errors import ServerBusy

Result = TypeVar("Result")


class Turns:
    """Lets so many questions be answered at once and so many wait, in order; turns the others away.

    All is counted in the server's one event loop, so the count needs no lock.
    """

    def __init__(self, at_once: int, waiting: int) -> None:
        self._limiter = CapacityLimiter(at_once)
        self._places = at_once + waiting
        self._taken = 0

    async def take(self, work: Callable[[], Result]) -> Result:
        """Run `work` in a thread of its own when its turn has come, and give its result.

        Raises:
            ServerBusy: there is no place left to wait.
        """
        if self._taken >= self._places:
            raise ServerBusy("Too many questions are already waiting: ask again in a moment.")
        self._taken += 1
        try:
            return await to_thread.run_sync(work, limiter=self._limiter)
        finally:
            self._taken -= 1
