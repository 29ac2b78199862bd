"""The dense half: passage vectors in Chroma, a collection a language; the only file that knows Chroma."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qa.errors import IndexDamaged
from qa.quiet import silence
from qa.store.manifest import Hnsw
from qa.store.selection import Selection
from qa.values import LanguageCode

if TYPE_CHECKING:
    from numpy.typing import NDArray

CHROMA_FOLDER = "chroma"
_DATABASE = "chroma.sqlite3"
BATCH = 2000  # rows in one call; Chroma takes 5,461 at most
FEW = 1000  # up to so many allowed passages are compared one by one
SHARE = 50  # a selection of less than one in so many passages is compared outside Chroma
MANY = 30_000  # ids in one call; Chroma takes some 32,000

# Chroma writes its graph out after so many changes, and replays those that came later whenever it is opened.
SYNC_EVERY = 1000


def _client(folder: Path) -> Any:  # noqa: ANN401 - chromadb's client type is not exported
    silence()  # before the import
    import chromadb

    return chromadb.PersistentClient(
        path=str(folder / CHROMA_FOLDER), settings=chromadb.Settings(anonymized_telemetry=False)
    )


def copy_vectors(source: Path, target: Path) -> None:
    """Copy all collections of a generation into the folder of another one.

    Chroma writes to its database when it is opened, even to read; so the copy goes through SQLite, which waits for it.
    """
    shutil.copytree(source / CHROMA_FOLDER, target / CHROMA_FOLDER, ignore=shutil.ignore_patterns(f"{_DATABASE}*"))
    with (
        closing(sqlite3.connect(source / CHROMA_FOLDER / _DATABASE)) as old,
        closing(sqlite3.connect(target / CHROMA_FOLDER / _DATABASE)) as new,
    ):
        old.backup(new)


def _collection_name(language: LanguageCode) -> str:
    return f"passages-{language}"


class DenseWriter:
    """Fills and changes the collections of a generation that is not published yet; passages are named by number."""

    def __init__(self, folder: Path, hnsw: Hnsw) -> None:
        """Open the collections that lie in the folder, if there are any."""
        self._client = _client(folder)
        self._hnsw = asdict(hnsw)
        self._collections = {str(one.name): one for one in self._client.list_collections()}

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

    def remove(self, language: LanguageCode, numbers: Sequence[int]) -> None:
        """Take passages out."""
        for first in range(0, len(numbers), BATCH):
            self._collections[_collection_name(language)].delete(ids=list(map(str, numbers[first : first + BATCH])))

    def close(self) -> None:
        """Write everything out and let the files go."""
        self._client.close()


class Dense:
    """Nearest passages by cosine similarity. One object serves all threads of its process."""

    def __init__(self, folder: Path, counts: Sequence[tuple[LanguageCode, int]]) -> None:
        from chromadb.errors import ChromaError

        try:
            self._client = _client(folder)
            self._collections = {
                language: self._client.get_collection(_collection_name(language), embedding_function=None)
                for language, _ in counts
            }
            self._counts = {language: collection.count() for language, collection in self._collections.items()}
        except (ChromaError, OSError, ValueError) as error:
            raise IndexDamaged(
                "The index in {folder} is damaged ({part}: {reason}). Run: gazette build",
                folder=folder,
                part="Chroma",
                reason=str(error),
            ) from error
        if self._counts != dict(counts):
            raise IndexDamaged(
                "The index in {folder} is damaged ({part} counts other passages). Run: gazette build",
                folder=folder,
                part="Chroma",
            )

    def close(self) -> None:
        """Let the files go."""
        self._client.close()

    def search(
        self, language: LanguageCode, vector: NDArray[np.float32], limit: int, selection: Selection | None = None
    ) -> list[tuple[int, float]]:
        """Numbers of passages and cosine similarities (-1 to 1), best first, at most `limit`.

        Chroma's own filters cost ten to a hundred times the search (230 ms against 2.3 at 100,000), so a filtered
        search asks for more neighbours until enough of them are allowed; a small selection is compared one by one. So
        is one that lies far from the question, as a folder on other matters does: 50 ms against 450 at 60,000.
        """
        total = self._counts.get(language, 0)
        limit = min(limit, total if selection is None else selection.count)
        if limit == 0:
            return []
        if selection is None:
            return self._query(language, vector, limit)
        if selection.count <= FEW:
            return self._among(language, vector, limit, selection)
        wanted = limit
        while True:
            wanted = min(total, wanted * 4)
            kept = [hit for hit in self._query(language, vector, wanted) if selection.mask[hit[0]]]
            if len(kept) >= limit or wanted == total:
                return kept[:limit]
            if wanted >= limit * 16 and selection.count <= MANY:
                return self._among(language, vector, limit, selection)

    def _among(
        self, language: LanguageCode, vector: NDArray[np.float32], limit: int, selection: Selection
    ) -> list[tuple[int, float]]:
        """The nearest of a selection, compared one by one.

        Chroma spends 0.75 ms on every thousand passages that it is told to leave out, and 38 on every thousand whose
        vectors it gives away (at 100,000): a small share is compared here.
        """
        numbers = np.flatnonzero(selection.mask).tolist()
        if len(numbers) * SHARE > self._counts[language]:
            return self._query(language, vector, limit, ids=list(map(str, numbers)))
        stored = self.vectors(language, numbers)
        similarities = np.stack([stored[number] for number in numbers]) @ vector
        order = np.argsort(-similarities, kind="stable")[:limit].tolist()
        return [(numbers[at], float(similarities[at])) for at in order]

    def _query(
        self, language: LanguageCode, vector: NDArray[np.float32], limit: int, ids: list[str] | None = None
    ) -> list[tuple[int, float]]:
        result = self._collections[language].query(
            query_embeddings=vector[None, :], n_results=limit, ids=ids, include=["distances"]
        )
        pairs = zip(result["ids"][0], result["distances"][0], strict=True)
        # Chroma's cosine distance is 1 - similarity: here, and nowhere else, it becomes higher-is-better.
        return [(int(id_), 1.0 - float(distance)) for id_, distance in pairs]

    def vectors(self, language: LanguageCode, numbers: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        """Stored vectors by number; numbers that are not there are left out."""
        found: dict[int, NDArray[np.float32]] = {}
        for first in range(0, len(numbers), BATCH):
            result = self._collections[language].get(
                ids=list(map(str, numbers[first : first + BATCH])), include=["embeddings"]
            )
            vectors = np.asarray(result["embeddings"], dtype=np.float32)
            found.update(zip(map(int, result["ids"]), vectors, strict=True))
        return found
