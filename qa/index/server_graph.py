"""Searches in a Chroma server, for a generation whose collections it holds.

Where the server is away, a question is compared with all vectors one by one: the same answers, more slowly.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Any

from qa.errors import Message, StoreError
from qa.index.collection import nearest_in
from qa.index.server import QUERY_S, ChromaServer, client_of, open_collections, told

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from qa.index.server import Numbers
    from qa.index.vectors import Vectors
    from qa.values import LanguageCode

RETRY_S = 5.0  # for which a server that was away is not asked again, and for which what was seen of it holds
GLANCE_S = 0.5  # that whoever asks how things are waits for the server
log = logging.getLogger(__name__)


class ServerGraph:
    """The collections of a generation, for searches. One object serves all threads."""

    def __init__(self, server: ChromaServer, stem: str, numbers: Numbers, vectors: Vectors) -> None:
        """Nothing is asked yet, so that an index opens while its server is away."""
        self._server, self._stem, self._numbers, self._vectors = server, stem, numbers, vectors
        self._collections: dict[LanguageCode, Any] | None = None
        self._connecting, self._looking = threading.Lock(), threading.Lock()
        self._asked_at = -RETRY_S  # and what came of it is in `trouble`
        self.trouble: Message | None = None  # why the server does not take part now

    def close(self) -> None:
        """End the connections."""
        self._collections = None

    def nearest(self, language: LanguageCode, vector: NDArray[np.float32], limit: int) -> list[tuple[int, float]]:
        """Numbers of passages and cosine similarities (-1 to 1), best first; compared here where the server is away."""
        if self.trouble is None or time.monotonic() >= self._asked_at + RETRY_S:
            try:
                with told(self._server):
                    found = nearest_in(self._opened()[language], vector, limit)
                self._note(None)
                return found
            except StoreError as error:
                self._note(error)
        return self._vectors.nearest(vector, self._numbers[language], limit)

    def glance(self) -> None:
        """See whether the server is there, unless it was asked just now: `trouble` says so, soon where it hangs."""
        if time.monotonic() >= self._asked_at + RETRY_S and self._looking.acquire(blocking=False):
            look = threading.Thread(target=self._look, daemon=True)
            look.start()
            look.join(GLANCE_S)

    def _look(self) -> None:
        try:
            with told(self._server):
                for language, collection in self._opened().items():
                    if collection.count() != len(self._numbers[language]):
                        self._collections = None
                        self._opened()  # says what is lost
            self._note(None)
        except StoreError as error:
            self._note(error)
        finally:
            self._looking.release()

    def _note(self, error: StoreError | None) -> None:
        """Keep what came of asking the server."""
        if error is None:
            self.trouble = None
        else:
            self._collections, self.trouble = None, compared_instead(error.message)
            log.warning("%s", self.trouble)
        self._asked_at = time.monotonic()

    def _opened(self) -> dict[LanguageCode, Any]:
        with self._connecting:
            if self._collections is None:
                client = client_of(self._server, QUERY_S)
                counts = {language: len(own) for language, own in self._numbers.items()}
                self._collections = open_collections(client, self._server, self._stem, counts)
            return self._collections


def compared_instead(trouble: Message) -> Message:
    """What it means to who asks that a server does not take part."""
    return Message(
        "{trouble} Until then all passages are compared with each question: the answers are the same, but slower.",
        trouble=trouble,
    )
