"""Haystack, imported here and nowhere else, after its telemetry is off: the pipeline and what makes a component."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec

from haystack import Pipeline, component

__all__ = ["Pipeline", "component", "timed"]

P = ParamSpec("P")


def timed(run: Callable[P, Mapping[str, Any]]) -> Callable[P, dict[str, Any]]:
    """A component's `run` with one more output, `ms`: the milliseconds that it took."""

    @functools.wraps(run)
    def measured(*args: P.args, **kwargs: P.kwargs) -> dict[str, Any]:
        started = time.perf_counter()
        outputs = dict(run(*args, **kwargs))
        return {**outputs, "ms": (time.perf_counter() - started) * 1000}

    return measured
