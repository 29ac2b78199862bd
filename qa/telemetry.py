"""Keeps the libraries from calling home: what must be set before they are imported."""

from __future__ import annotations

import logging
import os

SILENCE = {
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "ANONYMIZED_TELEMETRY": "False",  # Chroma
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    # Since 1.29 ONNX Runtime for Linux and macOS reports each session to its maker, and keeps an identifier of the
    # machine in ~/.cache/Microsoft; this variable, read when the library is loaded, is its only full opt-out.
    "ORT_DISABLE_TELEMETRY": "1",
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
