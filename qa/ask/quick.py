"""Opens an engine in a new process as soon as it can be: the models load while the libraries are imported."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from qa.lazy import quick_imports
from qa.models.embedder import load_embedder
from qa.models.files import SHIPPED
from qa.models.reader import load_reader
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.ask.engine import Engine


def open_quickly(settings: Settings) -> Engine:
    """An engine for a process that answers and ends, such as the command line's.

    Raises:
        StoreError: the index is missing, damaged or was built with other settings.
        ModelError: a model's files are missing or do not fit.
    """
    if (settings.embedder, settings.reader) != (SHIPPED, SHIPPED):  # others may need what is put off here
        from qa.ask.engine import open_engine

        return open_engine(settings)
    with ThreadPoolExecutor(2) as pool, quick_imports():
        embedder = pool.submit(load_embedder, settings)
        reader = pool.submit(load_reader, settings)
        from qa.ask.engine import Engine
        from qa.index.chroma import load_library

        load_library()

        engine = Engine(settings, embedder=embedder.result(), reader=reader.result())
    engine.check()
    return engine
