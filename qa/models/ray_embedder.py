"""Many passages -> unit vectors on all cores of this machine, or of a Ray cluster: Ray Data, an actor for each core."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from qa.errors import ModelError
from qa.models.embedder import BATCH, BulkEmbedder, Embedder, load_embedder
from qa.models.files import local_folder
from qa.models.ray_cluster import RayCluster
from qa.settings import Settings
from qa.telemetry import silence

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST = 2000  # passages below which Ray takes longer to start than they take to embed


class _Actor:
    """Embeds in a process of Ray's; it is the class that Ray Data makes an object of for each core."""

    def __init__(self, settings: Settings, fingerprint: str) -> None:
        silence()
        self._embedder = load_embedder(settings)
        if self._embedder.fingerprint != fingerprint:
            raise ModelError(
                "A machine of the Ray cluster has another embedder at {name}: copy the same one to all of them.",
                name=settings.embedder,
            )

    def __call__(self, batch: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        vectors = list(self._embedder.embed_passages([str(text) for text in batch["text"]]))
        return {"number": batch["number"], "vector": np.concatenate(vectors)}


class RayEmbedder:
    """Embeds passages through Ray where there are many of them."""

    def __init__(self, embedder: Embedder, settings: Settings, cluster: RayCluster) -> None:
        """Nothing is started yet; `embedder` embeds what is too little for Ray."""
        self._embedder, self._cluster = embedder, cluster
        folder = local_folder(settings.embedder, "embedder")
        named = settings.embedder if folder is None or settings.embedder == "embedded" else str(folder.resolve())
        # Without passwords and tokens, which no actor needs.
        secrets = dict.fromkeys(("password", "password_file", "chroma_token"))
        self._settings = settings.model_copy(update={"embedder": named, "threads": 1, **secrets})

    def embed_passages(self, texts: Sequence[str]) -> Iterator[NDArray[np.float32]]:
        """Vectors in batches, in order: each (batch, dimension), float32, length 1.

        Raises:
            SettingsError: Ray is not installed, or cannot be started.
            ModelError: an actor cannot load the embedder, or ends.
        """
        if len(texts) < LEAST:
            yield from self._embedder.embed_passages(texts)
            return
        ray, blocks = self._cluster.start(), _blocks(texts)
        context = ray.data.DataContext.get_current()
        context.execution_options.preserve_order = True
        context.enable_progress_bars = False
        actors = min(len(blocks), self._cluster.cores)
        found = ray.data.from_arrow(blocks).map_batches(
            _Actor,
            fn_constructor_args=(self._settings, self._embedder.fingerprint),
            batch_size=BATCH,
            compute=ray.data.ActorPoolStrategy(min_size=1, max_size=actors),
            num_cpus=1,
        )
        seen = 0
        try:
            for batch in found.iter_batches(batch_size=BATCH, batch_format="numpy"):
                numbers = batch["number"]
                if numbers.tolist() != list(range(seen, seen + len(numbers))):
                    raise AssertionError("Ray gave vectors in another order")
                seen += len(numbers)
                yield np.ascontiguousarray(batch["vector"], dtype=np.float32)
        except (ray.exceptions.RayError, ModelError) as error:
            reason = str(getattr(error, "cause", None) or error).strip().split("\n")[-1]
            raise ModelError(
                "Ray could not embed the passages ({reason}): run gazette build again, which goes on with those that "
                "are embedded, or set ray to false.",
                reason=reason,
            ) from error


def _blocks(texts: Sequence[str]) -> list[Any]:
    """Tables of a batch each, which is what one actor takes at a time."""
    import pyarrow as pa

    parts = (texts[first : first + BATCH] for first in range(0, len(texts), BATCH))
    firsts = range(0, len(texts), BATCH)
    return [
        pa.table({"number": list(range(first, first + len(part))), "text": list(part)})
        for first, part in zip(firsts, parts, strict=True)
    ]


def bulk_embedder(embedder: Embedder, settings: Settings, cluster: RayCluster) -> BulkEmbedder:
    """What embeds the passages of a build: Ray where the settings ask for it, else the embedder itself."""
    return RayEmbedder(embedder, settings, cluster) if cluster.is_wanted else embedder
