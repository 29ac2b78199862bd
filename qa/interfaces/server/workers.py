"""Several processes that serve programs on one port, under uvicorn's own supervisor, which replaces those that end.

The chat is not among what they serve: Gradio keeps each page in the process that gave it, and one port hands every
connection to whichever process is free. `many.md` says how several servers with a chat stand behind a proxy.
"""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Callable
from multiprocessing import parent_process
from socket import socket
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.requests import Request
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send
from uvicorn.supervisors.multiprocess import Multiprocess

from qa.ask.engine import Engine
from qa.interfaces.i18n import say
from qa.interfaces.server.connections import Patience, look_at_all, patient
from qa.interfaces.server.metrics import FOLDER_VARIABLE
from qa.interfaces.server.rest import language_of, problem
from qa.interfaces.web.originals import Originals
from qa.models.onnx import thread_count
from qa.settings import Settings

STARTED_S = 60  # in which a process has loaded its code, after which it says each half second that it lives


class WorkerConfig(uvicorn.Config):
    """Goes to its process as what it is made from, since an application cannot be sent."""

    def __init__(self, make: Callable[[], FastAPI], workers: int, patience: Patience, options: dict[str, Any]) -> None:
        self._recipe = (make, workers, patience, options)
        protocol = patient(patience)

        async def look() -> None:
            look_at_all(protocol.all)
            supervisor = parent_process()
            if supervisor is not None and not supervisor.is_alive():  # killed: nobody else would end this one
                signal.raise_signal(signal.SIGTERM)

        super().__init__(
            make,
            factory=True,
            workers=workers,
            http=protocol,
            callback_notify=look,
            timeout_notify=1,
            timeout_worker_healthcheck=STARTED_S,
            **options,
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return WorkerConfig, self._recipe


def mount_no_chat(app: FastAPI, engine: Engine) -> Callable[[], None]:
    """What the page takes of the server without being open in it, and one sentence on all other paths."""
    app.router.routes += [*Originals(engine).routes, Mount("", app=_no_chat)]
    return lambda: None


async def _no_chat(scope: Scope, receive: Receive, send: Send) -> None:
    """Say where there is a chat."""
    language = language_of(Request(scope))
    sentence = say(
        language,
        "There is nothing here: several processes serve programs, and no chat. For the chat, run gazette serve "
        "without --workers.",
    )
    await problem(sentence, 404)(scope, receive, send)


def share_cores(settings: Settings) -> Settings:
    """The settings of one of the processes: its share of the cores, where no number of threads was given."""
    if settings.threads:
        return settings
    return settings.model_copy(update={"threads": max(1, thread_count(0) // settings.workers)})


def run_workers(config: WorkerConfig, listener: socket) -> None:
    """Serve until Ctrl+C or SIGTERM."""
    with tempfile.TemporaryDirectory(prefix="gazette-metrics-") as folder:
        os.environ[FOLDER_VARIABLE] = folder
        Multiprocess(config, [listener]).run()
