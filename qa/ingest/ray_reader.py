"""Files are read by Ray, several at once: each in a process of its own there, within the limits that hold here.

What a file gives follows from its name and its bytes, which are sent to whoever reads it; so machines of a cluster need
not see the folder of the articles. What was recognised in its pictures comes back with its text, and is kept here.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Collection
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from qa.errors import Message
from qa.ingest.articles import FileArticles
from qa.ingest.bounded import FileReader, read_here
from qa.ingest.converters.ocr import Recognition, keep_pages, kept_pages
from qa.ingest.discover import SourceFile
from qa.ingest.worker import FileLimits
from qa.models.ray_cluster import RayCluster

LEAST = 20  # files below which Ray takes longer to start than it saves
_AHEAD = 8  # files for each core that are sent before they are needed: one that takes long holds up no other
log = logging.getLogger(__name__)


class RayFileReader(FileReader):
    """Reads what was begun where Ray has it read, all else here. Close it."""

    def __init__(self, cluster: RayCluster, limits: FileLimits, **options: Any) -> None:  # noqa: ANN401 - see there
        """Nothing is started yet; `options` are those of a `FileReader`."""
        super().__init__(limits, **options)
        self._cluster = cluster
        self._ray: Any = None  # once it runs
        self._begun: dict[str, Any] = {}  # by path

    def expect(self, sources: Collection[SourceFile]) -> int:
        """How many files may be begun before they are needed, of those that will be read; 0: they are read here.

        Raises:
            SettingsError: Ray is not installed, or cannot be started.
        """
        if sum(read_here(source) == 0 for source in sources) < LEAST:
            return 0
        self._ray = self._cluster.start()
        self._there = self._ray.remote(num_cpus=1, max_retries=1)(_read_there)
        return _AHEAD * self._cluster.cores

    def begin(self, source: SourceFile, data: bytes) -> None:
        """Have a file read meanwhile, where that takes a process."""
        if self._ray is not None and len(data) > read_here(source):
            how = self._how(source.sha256(data))
            pages = {} if how is None or how.folder is None else kept_pages(how.folder)
            node = self._ray.get_runtime_context().get_node_id()
            self._begun[source.path] = self._there.remote(
                node, self._limits, source, data, self._file_dates, how, pages
            )

    def ask(self, source: SourceFile, data: bytes, file_dates: bool, how: Recognition | None) -> FileArticles | Message:
        """What a process of its own gives, there or here: the articles, or why there are none."""
        begun = self._begun.pop(source.path, None)
        if begun is None:
            return super().ask(source, data, file_dates, how)
        try:
            found, pages = self._ray.get(begun)
        except self._ray.exceptions.RayError as error:  # a machine that is gone, or has no memory left
            log.warning("Ray has not read %s, which is read here: %s", source.path, type(error).__name__)
            return super().ask(source, data, file_dates, how)
        if how is not None and how.folder is not None:
            keep_pages(how.folder, pages)
        return found  # type: ignore[no-any-return]


@cache
def _reader(limits: FileLimits) -> FileReader:
    """The reader of a process of Ray's; its own process ends with it."""
    return FileReader(limits)


def _read_there(
    node: str,
    limits: FileLimits,
    source: SourceFile,
    data: bytes,
    file_dates: bool,
    how: Recognition | None,
    pages: dict[str, str],
) -> tuple[FileArticles | Message, dict[str, str]]:
    """What a file gives, and what was recognised in it where that cannot be kept at once in the folder of the index.

    Args:
        node: Ray's name for the machine that builds.
        limits: of each file.
        source: the file's name, which may be of another machine.
        data: its bytes.
        file_dates: as for `read_articles`.
        how: its pictures are read.
        pages: what was recognised in it before.
    """
    import ray

    reader = _reader(limits)
    if how is None or how.folder is None or ray.get_runtime_context().get_node_id() == node:
        return reader.ask(source, data, file_dates, how), {}
    with tempfile.TemporaryDirectory() as folder:
        keep_pages(Path(folder), pages)
        found = reader.ask(source, data, file_dates, replace(how, folder=Path(folder)))
        return found, kept_pages(Path(folder))
