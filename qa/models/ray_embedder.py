"""Many passages -> unit vectors on all cores of this machine, or of a Ray cluster: Ray Data, an actor for each core.

Ray is the extra `ray`. The Ray that is started here listens on this machine alone, has no dashboard and tells nobody of
its use; `RAY_ADDRESS` names one that runs already, whose machines need Gazette and the embedder at the same path.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from qa.errors import ModelError, SettingsError
from qa.models.embedder import BATCH, BulkEmbedder, Embedder, load_embedder
from qa.models.files import local_folder
from qa.models.onnx import thread_count
from qa.settings import Settings
from qa.telemetry import silence

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST = 2000  # passages below which Ray takes longer to start than they take to embed
# Ray's name for whether it serves other machines, on every system: else all its ports would be open to them.
_THIS_MACHINE_ALONE = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}
_QUIET = ("ray", "ray.data", "ray._private.authentication")


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
    """Embeds passages through Ray where there are many of them. `close` ends the Ray that it started."""

    def __init__(self, embedder: Embedder, settings: Settings) -> None:
        """Nothing is started yet; `embedder` embeds what is too little for Ray."""
        self._embedder = embedder
        self._ray: Any = None  # the module, where it was started here
        self._errors: tuple[type[Exception], ...] = (ModelError,)
        folder = local_folder(settings.embedder, "embedder")
        named = settings.embedder if folder is None or settings.embedder == "embedded" else str(folder.resolve())
        # Without passwords and tokens, which no actor needs.
        secrets = dict.fromkeys(("password", "password_file", "chroma_token"))
        self._settings = settings.model_copy(update={"embedder": named, "threads": 1, **secrets})
        self._cores = self._actors = thread_count(settings.threads)

    def embed_passages(self, texts: Sequence[str]) -> Iterator[NDArray[np.float32]]:
        """Vectors in batches, in order: each (batch, dimension), float32, length 1.

        Raises:
            SettingsError: Ray is not installed, or cannot be started.
            ModelError: an actor cannot load the embedder, or ends.
        """
        if len(texts) < LEAST:
            yield from self._embedder.embed_passages(texts)
            return
        data, blocks = self._start(), _blocks(texts)
        actors = min(len(blocks), self._actors)
        found = data.from_arrow(blocks).map_batches(
            _Actor,
            fn_constructor_args=(self._settings, self._embedder.fingerprint),
            batch_size=BATCH,
            compute=data.ActorPoolStrategy(min_size=1, max_size=actors),
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
        except self._errors as error:
            reason = str(getattr(error, "cause", None) or error).strip().split("\n")[-1]
            raise ModelError(
                "Ray could not embed the passages ({reason}): run gazette build again, which goes on with those that "
                "are embedded, or set ray to false.",
                reason=reason,
            ) from error

    def _start(self) -> Any:  # noqa: ANN401 - Ray's modules are imported when they are needed
        """Ray's module `data`, with a Ray that runs."""
        is_own = not os.environ.get("RAY_ADDRESS")
        if is_own:
            os.environ.update(_THIS_MACHINE_ALONE)  # before it is imported
        os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")  # what went wrong is raised here as well
        try:
            import ray
            import ray.data
        except ImportError as error:
            raise SettingsError(
                'Setting ray is on, and Ray is not installed. Run: pip install "gazette[ray]", or set ray to false.'
            ) from error
        self._errors = (ray.exceptions.RayError, ModelError)
        if not ray.is_initialized():
            own = {"num_cpus": self._cores, "include_dashboard": False} if is_own else {}
            try:
                ray.init(log_to_driver=False, logging_level=logging.ERROR, **own)
            except (ConnectionError, RuntimeError, OSError, ValueError) as error:
                reason = str(error).strip().split("\n")[0]
                raise SettingsError(
                    "Ray cannot be used ({reason}): check RAY_ADDRESS, or set ray to false.", reason=reason
                ) from error
            self._ray = ray
        self._actors = self._cores if is_own else max(1, int(ray.cluster_resources().get("CPU", 1)))
        for name in _QUIET:  # which say how a job goes
            logging.getLogger(name).setLevel(logging.ERROR)
        context = ray.data.DataContext.get_current()
        context.execution_options.preserve_order = True
        context.enable_progress_bars = False
        return ray.data

    def close(self) -> None:
        """End the Ray that was started for it."""
        if self._ray is not None:
            self._ray.shutdown()
            self._ray = None


def _blocks(texts: Sequence[str]) -> list[Any]:
    """Tables of a batch each, which is what one actor takes at a time."""
    import pyarrow as pa

    parts = (texts[first : first + BATCH] for first in range(0, len(texts), BATCH))
    firsts = range(0, len(texts), BATCH)
    return [
        pa.table({"number": list(range(first, first + len(part))), "text": list(part)})
        for first, part in zip(firsts, parts, strict=True)
    ]


@contextmanager
def bulk_embedder(embedder: Embedder, settings: Settings) -> Iterator[BulkEmbedder]:
    """What embeds the passages of a build: Ray where the settings ask for it, else the embedder itself."""
    if not settings.ray:
        yield embedder
        return
    with closing(RayEmbedder(embedder, settings)) as bulk:
        yield bulk
