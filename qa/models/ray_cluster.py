"""The Ray of one build: one that is started on this machine alone, or one that runs already on several.

Ray is the extra `ray`. The one that is started here listens on this machine alone, has no dashboard and tells nobody of
its use; `RAY_ADDRESS` names one that runs already, whose machines need Gazette and the embedder at the same path.
"""

from __future__ import annotations

import logging
import os
from types import TracebackType
from typing import Any, Self

from qa.errors import SettingsError
from qa.models.onnx import thread_count
from qa.settings import Settings

# Ray's name for whether it serves other machines, on every system: else all its ports would be open to them.
_THIS_MACHINE_ALONE = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}
_QUIET = ("ray", "ray.data", "ray._private.authentication")


class RayCluster:
    """Starts Ray, or connects to it, when something first needs it. Use it in `with`."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is started yet."""
        self.is_wanted = settings.ray
        self.cores = thread_count(settings.threads)  # of this machine; once it is started, of all of them
        self._started: Any = None  # the module, where Ray was started here

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the Ray that was started here, or what was begun in another one."""
        if self._started is not None:
            self._started.shutdown()
            self._started = None

    def start(self) -> Any:  # noqa: ANN401 - Ray's modules are imported when they are needed
        """The module `ray`, with `ray.data`, and a Ray that runs.

        Raises:
            SettingsError: Ray is not installed, or cannot be started.
        """
        is_own = not os.environ.get("RAY_ADDRESS")
        if is_own:
            os.environ.update(_THIS_MACHINE_ALONE)  # before it is imported
        os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")  # what went wrong is raised here as well
        try:
            import ray
            import ray.data
        except ImportError as error:
            raise SettingsError(
                'Setting ray is on, and Ray is not installed. Run: pip install "ray[data]", or set ray to false.'
            ) from error
        if not ray.is_initialized():
            own = {"num_cpus": self.cores, "include_dashboard": False} if is_own else {}
            try:
                ray.init(log_to_driver=False, logging_level=logging.ERROR, **own)
            except (ConnectionError, RuntimeError, OSError, ValueError) as error:
                reason = str(error).strip().split("\n")[0]
                raise SettingsError(
                    "Ray cannot be used ({reason}): check RAY_ADDRESS, or set ray to false.", reason=reason
                ) from error
            self._started = ray
        if not is_own:
            self.cores = max(1, int(ray.cluster_resources().get("CPU", 1)))
        for name in _QUIET:  # which say how a job goes
            logging.getLogger(name).setLevel(logging.ERROR)
        return ray
