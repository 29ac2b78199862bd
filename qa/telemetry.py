"""Keeps the libraries from calling home: what must be set before they are imported."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

SILENCE = {
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "ANONYMIZED_TELEMETRY": "False",  # Chroma
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    # Since 1.29 ONNX Runtime for Linux and macOS reports each session to its maker, and keeps an identifier of the
    # machine in ~/.cache/Microsoft; this variable, read when the library is loaded, is its only full opt-out.
    "ORT_DISABLE_TELEMETRY": "1",
    "RAY_USAGE_STATS_ENABLED": "0",
    "DO_NOT_TRACK": "1",
    "TOKENIZERS_PARALLELISM": "false",  # no warning when a process forks; the models have their own threads
}


# They warn of each oddity of a file; what matters of it is in the build's report.
_TALKATIVE = ("trafilatura", "htmldate", "courlan", "pypdf")


def silence() -> None:
    """Switch every telemetry off, whatever the environment says: nothing leaves the machine unasked."""
    os.environ.update(SILENCE)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL)


_EXPORTER = "opentelemetry.exporter.otlp.proto.grpc.trace_exporter"


@contextmanager
def exporter_hidden() -> Iterator[None]:
    """While Chroma is imported, the exporter of its telemetry, which is off, is a name without a module behind it.

    Importing the real one takes a twelfth of the time in which a new process answers a question. A third of what is
    left goes into comparing the signature of each of Chroma's methods with those of the class above; neither is that
    done here.
    """
    if _EXPORTER in sys.modules:
        yield
        return
    hidden: Any = ModuleType(_EXPORTER)
    hidden.OTLPSpanExporter = None
    sys.modules[_EXPORTER] = hidden
    try:
        with _overrides_unchecked():
            yield
    finally:
        del sys.modules[_EXPORTER]


@contextmanager
def _overrides_unchecked() -> Iterator[None]:
    try:
        import overrides
    except ImportError:  # what Chroma may do without one day, so may we
        yield
        return
    names = ("override", "overrides")
    before = {name: getattr(overrides, name) for name in names}
    for name in names:
        setattr(overrides, name, _marked)
    try:
        yield
    finally:
        for name, function in before.items():
            setattr(overrides, name, function)


def _marked(method: Any = None, **_: bool) -> Any:  # noqa: ANN401 - a method, or what a decorator has made of it
    """A method that says it overrides another, as the classes of that library want it to be said."""
    if method is None:  # what checks are wanted was said first
        return _marked
    method.__override__ = True
    return method
