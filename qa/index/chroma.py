"""The dense half: passage vectors in Chroma, a collection for each language, in the folder of a generation."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qa.errors import IndexDamaged, Message, damaged
from qa.index.collection import BATCH, nearest_in
from qa.index.filters import Selection
from qa.index.manifest import Hnsw
from qa.index.private import PrivateFolder, no_temporary
from qa.index.room import is_full
from qa.index.server_graph import ServerGraph, compared_instead
from qa.index.vectors import Vectors
from qa.telemetry import exporter_hidden
from qa.values import LanguageCode

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qa.index.server import ChromaServer

CHROMA_FOLDER = "chroma"
_DATABASE = "chroma.sqlite3"

# What one more neighbour costs in Chroma, and what any search there costs, in vectors compared one by one.
NEIGHBOUR, SEARCH = 40, 12_000

COMPARED = 20_000  # passages of a language up to which all are compared: at most 4 ms more, and no Chroma to import

# Chroma writes its graph out after so many changes, and replays those that came later whenever it is opened: a second
# for 800. So a finished generation is read once to have them written out (two is the least that Chroma takes).
SYNC_EVERY, SYNC_FINISHED = 1000, 2


@cache
def _settings() -> Any:  # noqa: ANN401 - chromadb is imported when it is needed
    """Chroma's own settings, which take a while to make; an `.env` in the folder at hand is none of ours."""
    with exporter_hidden():
        import chromadb

    return chromadb.Settings(_env_file=None, anonymized_telemetry=False)


def _client(home: Path) -> Any:  # noqa: ANN401 - chromadb's client type is not exported
    with exporter_hidden():
        import chromadb
        from chromadb.api.shared_system_client import SharedSystemClient

    try:
        return chromadb.PersistentClient(path=str(home), settings=_settings().model_copy())
    except BaseException:
        # It remembers what it could not start, and would take it for running when the same folder is opened again.
        SharedSystemClient._identifier_to_system.pop(str(home), None)
        raise


def copy_graph(source: Path, target: Path) -> None:
    """Copy all collections of a generation into the folder of another one."""
    shutil.copytree(source / CHROMA_FOLDER, target / CHROMA_FOLDER)


def _collection_name(language: LanguageCode) -> str:
    return f"passages-{language}"


@contextmanager
def _as_os_error() -> Iterator[None]:
    """What Chroma says of a disk that is full or gone, as what every other file of the index raises."""
    with exporter_hidden():
        from chromadb.errors import ChromaError
    try:
        yield
    except ChromaError as error:
        raise OSError(str(error)) from error


class DenseWriter:
    """Fills and changes the collections of a generation that is not published yet; passages are named by number.

    All of it raises OSError where the disk is full or gone.
    """

    @_as_os_error()
    def __init__(self, folder: Path, hnsw: Hnsw) -> None:
        """Open the collections that lie in the folder, if there are any."""
        self._home = folder / CHROMA_FOLDER
        self._client = _client(self._home)
        self._hnsw = asdict(hnsw)
        self._collections = {str(one.name): one for one in self._client.list_collections()}
        self._sync_every(SYNC_EVERY)

    @_as_os_error()
    def add(self, language: LanguageCode, numbers: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Add passages with their unit vectors, (len(numbers), dimension)."""
        name = _collection_name(language)
        if name not in self._collections:
            self._collections[name] = self._client.create_collection(
                name, configuration={"hnsw": {**self._hnsw, "sync_threshold": SYNC_EVERY}}, embedding_function=None
            )
        for first in range(0, len(numbers), BATCH):
            part = slice(first, first + BATCH)
            self._collections[name].add(ids=list(map(str, numbers[part])), embeddings=vectors[part])

    @_as_os_error()
    def remove(self, language: LanguageCode, numbers: Sequence[int]) -> None:
        """Remove passages."""
        for first in range(0, len(numbers), BATCH):
            self._collections[_collection_name(language)].delete(ids=list(map(str, numbers[first : first + BATCH])))

    def _sync_every(self, changes: int) -> None:
        for collection in self._collections.values():
            collection.modify(configuration={"hnsw": {"sync_threshold": changes}})

    @_as_os_error()
    def finish(self) -> None:
        """Close the files as they will stay: the graph written out, the database without what the graph holds now.

        A change that is alone stays in the database and is replayed at each opening. To write vectors anew, so that
        there are more, cut a neighbour off for good in 4 of 240 graphs of 46 (hnswlib's `updatePoint`).
        """
        self._settle_small()
        self._sync_every(SYNC_FINISHED)
        self.close()
        with closing(_client(self._home)) as client:
            for collection in client.list_collections():
                collection.count()
        with closing(sqlite3.connect(self._home / _DATABASE)) as database:
            database.execute("VACUUM")  # 185 bytes for a passage instead of 1,500: it is copied at each opening

    def _settle_small(self) -> None:
        """Remove empty collections; a vector that is alone is written twice, or Chroma writes when it is read."""
        for name, collection in list(self._collections.items()):
            held = collection.get(limit=2, include=["embeddings"])
            if not held["ids"]:
                self._client.delete_collection(name)
                del self._collections[name]
            elif len(held["ids"]) == 1:
                collection.update(ids=held["ids"], embeddings=held["embeddings"])

    def close(self) -> None:
        """Close the files as they are."""
        self._client.close()


class Graph:
    """Chroma's collections of a generation, open for reading. One object serves all threads of its process."""

    def __init__(self, folder: Path, counts: Mapping[LanguageCode, int]) -> None:
        """Open the collections of some languages, with how many passages each must hold.

        Raises:
            IndexDamaged: one cannot be opened, or holds another number.
            StoreError: there is no room for a copy of Chroma's database.
        """
        with exporter_hidden():
            from chromadb.errors import ChromaError

        try:
            # Chroma writes to its database when it is opened, even to read.
            self._private = PrivateFolder(folder / CHROMA_FOLDER, f"{_DATABASE}*")
            self._client = _client(self._private.path)
            self._collections = {
                language: self._client.get_collection(_collection_name(language), embedding_function=None)
                for language in counts
            }
            held = {language: collection.count() for language, collection in self._collections.items()}
        except (ChromaError, OSError, ValueError) as error:
            raise (no_temporary(error) if is_full(error) else damaged(folder, "Chroma", error)) from error
        if held != dict(counts):
            raise IndexDamaged(
                "The index in {folder} is damaged ({part} has another number of passages). Run: gazette build",
                folder=folder,
                part="Chroma",
            )

    def close(self) -> None:
        """Close the files."""
        self._client.close()
        self._private.close()

    def nearest(self, language: LanguageCode, vector: NDArray[np.float32], limit: int) -> list[tuple[int, float]]:
        """Numbers of passages and cosine similarities (-1 to 1), best first."""
        return nearest_in(self._collections[language], vector, limit)


class Dense:
    """Nearest passages by cosine similarity. One object serves all threads of its process.

    Languages of few passages are compared with a question one by one, which misses none; Chroma, which takes a second
    to import, is opened for the larger ones alone.
    """

    def __init__(
        self,
        folder: Path,
        numbers: Mapping[LanguageCode, NDArray[np.intp]],
        vectors: Vectors,
        stem: str = "",
        server: ChromaServer | None = None,
    ) -> None:
        """Open what the searches will need.

        Args:
            folder: of the generation.
            numbers: of the passages of each language, ascending.
            vectors: theirs.
            stem: what the names of its collections begin with, where a server holds the graph in place of the folder.
            server: that server; None where the settings do not name it.

        Raises:
            IndexDamaged, StoreError: as `Graph`.
        """
        self._vectors = vectors
        self._counts = {language: len(own) for language, own in numbers.items()}
        has_graph = server is not None if stem else (folder / CHROMA_FOLDER).is_dir()
        self._compared = {code: own for code, own in numbers.items() if len(own) <= COMPARED or not has_graph}
        larger = {language: own for language, own in numbers.items() if language not in self._compared}
        self._graph: Graph | ServerGraph | None = None
        self._is_cut_off = bool(stem) and server is None and any(count > COMPARED for count in self._counts.values())
        if larger and stem and server is not None:
            self._graph = ServerGraph(server, stem, larger, vectors)
        elif larger:
            self._graph = Graph(folder, {language: len(own) for language, own in larger.items()})

    def close(self) -> None:
        """Close the files."""
        if self._graph is not None:
            self._graph.close()

    @property
    def trouble(self) -> Message | None:
        """Why its server does not take part now."""
        if self._is_cut_off:
            return compared_instead(
                Message(
                    "The graph of this index lies in a Chroma server that the settings do not name: set chroma_url."
                )
            )
        return self._graph.trouble if isinstance(self._graph, ServerGraph) else None

    def glance(self) -> None:
        """See whether its server is there, so that `trouble` says so without a search."""
        if isinstance(self._graph, ServerGraph):
            self._graph.glance()

    def search(
        self, language: LanguageCode, vector: NDArray[np.float32], limit: int, selection: Selection | None = None
    ) -> list[tuple[int, float]]:
        """Numbers of passages and cosine similarities (-1 to 1), best first, at most `limit`.

        Chroma's own filters cost ten to a hundred times the search (230 ms against 2.3 at 100,000), so a filtered
        search asks for more neighbours until enough of them are allowed; where that costs more than to compare the
        allowed ones with the question, as for a small selection or one that lies far from it, they are compared.
        """
        total = self._counts.get(language, 0)
        limit = min(limit, total if selection is None else selection.count)
        if limit == 0:
            return []
        if self._graph is not None and language not in self._compared:
            if selection is None:
                return self._graph.nearest(language, vector, limit)
            wanted = 2 * limit * total // selection.count
            while SEARCH + wanted * NEIGHBOUR < selection.count:
                kept = [hit for hit in self._graph.nearest(language, vector, wanted) if selection.mask[hit[0]]]
                if len(kept) >= limit:
                    return kept[:limit]
                wanted *= 4
        numbers = self._compared[language] if selection is None else np.flatnonzero(selection.mask)
        return self._vectors.nearest(vector, numbers, limit)
