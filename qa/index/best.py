"""The best of many scored passages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def best(numbers: NDArray[np.integer[Any]], scores: NDArray[np.float32], limit: int) -> list[tuple[int, float]]:
    """The `limit` (at least 1) passages with the highest scores, best first; equal scores by number."""
    if len(scores) > limit:
        chosen = scores >= np.partition(scores, len(scores) - limit)[len(scores) - limit]
        numbers, scores = numbers[chosen], scores[chosen]
    order = np.lexsort((numbers, -scores))[:limit]
    return list(zip(numbers[order].tolist(), scores[order].tolist(), strict=True))
