"""The dense half: passage vectors in Chroma, a collection a language; the only file that knows Chroma."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qa.errors import IndexDamaged
from qa.quiet import silence
from qa.values import LanguageCode

if TYPE_CHECKING:
    from numpy.typing import NDArray

CHROMA_FOLDER = "chroma"
BATCH = 2000  # rows in one call; Chroma takes 5,461 at most
FEW = 1000  # up to so many allowed passages are compared one by one
MANY = 30_000  # ids in one call; Chroma takes some 32,000

# Twice Chroma's own efforts, for irregular vectors, whose recall is lower than that of clustered ones; on clustered
# ones the tests hold it at 0.98 against exact search.
_HNSW = {"space": "cosine", "ef_construction": 200, "ef_search": 200, "max_neighbors": 16}


def _client(folder: Path) -> Any:  # noqa: ANN401 - chromadb's client type is not exported
    silence()  # before the import
    import chromadb

    return chromadb.PersistentClient(
        path=str(folder / CHROMA_FOLDER), settings=chromadb.Settings(anonymized_telemetry=False)
    )


def _collection_name(language: LanguageCode) -> str:
    return f"passages-{language}"


class DenseWriter:
    """Fills the collections of a new generation."""

    def __init__(self, folder: Path, languages: Collection[LanguageCode]) -> None:
        self._client = _client(folder)
        self._collections = {
            language: self._client.create_collection(
                _collection_name(language), configuration={"hnsw": _HNSW}, embedding_function=None
            )
            for language in languages
        }

    def add(self, language: LanguageCode, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Add passages with their unit vectors, (len(ids), dimension)."""
        for first in range(0, len(ids), BATCH):
            part = slice(first, first + BATCH)
            self._collections[language].add(ids=list(ids[part]), embeddings=vectors[part])

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
        self, language: LanguageCode, vector: NDArray[np.float32], limit: int, allowed: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """Passage ids and cosine similarities (-1 to 1), best first, at most `limit`.

        Chroma's own filters cost ten to a hundred times the search (230 ms against 2.3 at 100,000), so a filtered
        search asks for more neighbours until enough of them are allowed; a small selection is compared one by one. So
        is one that lies far from the question, as a folder on other matters does: 50 ms against 450 at 60,000.
        """
        total = self._counts.get(language, 0)
        limit = min(limit, total if allowed is None else len(allowed))
        if limit == 0:
            return []
        if allowed is None:
            return self._query(language, vector, limit)
        if len(allowed) <= FEW:
            return self._query(language, vector, limit, ids=sorted(allowed))
        wanted = limit
        while True:
            wanted = min(total, wanted * 4)
            kept = [hit for hit in self._query(language, vector, wanted) if hit[0] in allowed]
            if len(kept) >= limit or wanted == total:
                return kept[:limit]
            if wanted >= limit * 16 and len(allowed) <= MANY:
                return self._query(language, vector, limit, ids=sorted(allowed))

    def _query(
        self, language: LanguageCode, vector: NDArray[np.float32], limit: int, ids: list[str] | None = None
    ) -> list[tuple[str, float]]:
        result = self._collections[language].query(
            query_embeddings=vector[None, :], n_results=limit, ids=ids, include=["distances"]
        )
        pairs = zip(result["ids"][0], result["distances"][0], strict=True)
        # Chroma's cosine distance is 1 - similarity: here, and nowhere else, it becomes higher-is-better.
        return [(id_, 1.0 - float(distance)) for id_, distance in pairs]

    def vectors(self, language: LanguageCode, ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Stored vectors by id; ids that are not there are left out."""
        found: dict[str, NDArray[np.float32]] = {}
        for first in range(0, len(ids), BATCH):
            result = self._collections[language].get(ids=list(ids[first : first + BATCH]), include=["embeddings"])
            vectors = np.asarray(result["embeddings"], dtype=np.float32)
            found.update(zip(result["ids"], vectors, strict=True))
        return found
