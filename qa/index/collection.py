"""A collection of Chroma, in a folder or in a server: how much one call takes, and what is nearest in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BATCH = 2000  # rows in one call; Chroma takes 5,461 at most


def nearest_in(
    collection: Any,  # noqa: ANN401 - chromadb takes a second to import
    vector: NDArray[np.float32],
    limit: int,
) -> list[tuple[int, float]]:
    """Numbers of passages and cosine similarities (-1 to 1) to a unit vector (dimension,), best first."""
    result = collection.query(query_embeddings=vector[None, :], n_results=limit, include=["distances"])
    pairs = zip(result["ids"][0], result["distances"][0], strict=True)
    # Chroma's cosine distance is 1 - similarity: here, and nowhere else, it becomes higher-is-better.
    return [(int(id_), 1.0 - float(distance)) for id_, distance in pairs]
