"""Keeps the libraries from calling home: what must be set before they are imported."""

from __future__ import annotations

import os

_SILENCE = {
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "ANONYMIZED_TELEMETRY": "False",  # Chroma
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "TOKENIZERS_PARALLELISM": "false",  # no warning when a process forks; the models have their own threads
}


def silence() -> None:
    """Switch every telemetry off, whatever the environment says: nothing leaves the machine unasked."""
    os.environ.update(_SILENCE)
