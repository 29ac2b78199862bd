"""Passage vectors in a Chroma server: a collection for each language of a generation, and one that names the live ones.

All else of a generation stays in its files, its vectors among them. So where the server is away, a question is compared
with all vectors one by one: the same answers, more slowly. Nothing is ever written into a collection that answers.
"""

from __future__ import annotations

import logging
import re
import secrets
import ssl
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from qa.errors import GazetteError, Message, SettingsError, StoreError
from qa.index.collection import BATCH, nearest_in
from qa.index.vectors import Vectors
from qa.telemetry import exporter_hidden
from qa.values import LanguageCode

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qa.index.manifest import Hnsw, Manifest
    from qa.settings import Settings

NAME_FILE = "chroma-name"  # in the index: what the names of its collections begin with
RETRY_S = 5.0  # for which a server that was away is not asked again
QUERY_S, WRITE_S = 5.0, 300.0  # that one call may take; Chroma's own client waits for ever
log = logging.getLogger(__name__)
Numbers = Mapping[LanguageCode, "NDArray[np.intp]"]  # of the passages of each language, ascending


@dataclass(frozen=True, slots=True)
class ChromaServer:
    """Where it is, and what it is told."""

    url: str
    token: str | None = field(repr=False)
    tenant: str
    database: str
    ca_file: Path | None  # certificates that are trusted in place of those of the system


@dataclass(frozen=True, slots=True)
class Looked:
    """What was seen of the server when somebody asked how it is."""

    sentence: Message
    is_well: bool


def server_of(settings: Settings) -> ChromaServer | None:
    """The server that the settings name; None where vectors lie in the index's folder.

    Raises:
        SettingsError: its address is none, or the file of certificates holds none.
    """
    if not settings.chroma_url:
        return None
    try:
        parts = urlsplit(settings.chroma_url)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:  # a port that is no number
        is_address = False
    if not is_address:
        raise SettingsError(
            "Setting chroma_url is no address ({url}): give one that begins with http or https and names a host.",
            url=settings.chroma_url,
        )
    if settings.chroma_ca_file is not None:
        _check_certificates(settings.chroma_ca_file)
    token = None if settings.chroma_token is None else settings.chroma_token.get_secret_value()
    return ChromaServer(
        settings.chroma_url.rstrip("/"),
        token,
        settings.chroma_tenant,
        settings.chroma_database,
        settings.chroma_ca_file,
    )


def _check_certificates(file: Path) -> None:
    try:
        ssl.create_default_context(cafile=file)
    except OSError as error:  # ssl's own errors are of this kind
        raise SettingsError(
            "{file} holds no certificates ({reason}): name a PEM file in the setting chroma_ca_file.",
            file=file,
            reason=error.strerror or str(error),
        ) from error


@contextmanager
def _told(server: ChromaServer) -> Iterator[None]:
    """Whatever Chroma's client raises, as one sentence."""
    try:
        yield
    except GazetteError:
        raise
    except Exception as error:  # its client raises errors of its own, of httpx, and plain ones
        tls = _tls_error(error)
        if isinstance(tls, ssl.SSLCertVerificationError):
            raise StoreError(
                "The certificate of the Chroma server at {url} is not trusted ({reason}): name the file with the "
                "certificate of its authority in chroma_ca_file.",
                url=server.url,
                reason=tls.verify_message.rstrip("."),
            ) from error
        if tls is not None and tls.reason == "WRONG_VERSION_NUMBER":
            raise StoreError(
                "What answers at {url} does not use TLS: let chroma_url begin with http.", url=server.url
            ) from error
        raise StoreError(
            "The Chroma server at {url} cannot be used ({reason}): start it, or check the settings that begin with "
            "chroma_.",
            url=server.url,
            reason=" ".join(str(error).split())[:200] or type(error).__name__,
        ) from error


def _tls_error(error: BaseException | None) -> ssl.SSLError | None:
    """What TLS says, in whatever the libraries above it have wrapped it."""
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__
    return error


def _client(server: ChromaServer, patience_s: float) -> Any:  # noqa: ANN401 - chromadb's client type is not exported
    import httpx  # these two take a while

    with exporter_hidden():
        import chromadb

    parts = urlsplit(server.url)
    headers = (
        {} if server.token is None else {"Authorization": f"Bearer {server.token}", "X-Chroma-Token": server.token}
    )
    verify: str | bool = True if server.ca_file is None else str(server.ca_file)
    # Its client has no time limit: first one look that has, which also says what is wrong with the token.
    answer = httpx.get(f"{server.url}/api/v2/auth/identity", headers=headers, verify=verify, timeout=QUERY_S)
    if answer.status_code in (401, 403):
        raise StoreError(
            "The Chroma server at {url} refuses the token: set chroma_token to one that it knows.", url=server.url
        )
    if answer.is_client_error:
        raise StoreError(
            "What answers at {url} is not a Chroma server (HTTP {status}): check chroma_url, which begins with https "
            "where the server uses TLS.",
            url=server.url,
            status=answer.status_code,
        )
    client = chromadb.HttpClient(
        host=str(parts.hostname),
        port=parts.port or (443 if parts.scheme == "https" else 80),
        ssl=parts.scheme == "https",
        headers=headers,
        settings=chromadb.Settings(_env_file=None, anonymized_telemetry=False, chroma_server_ssl_verify=verify),
        tenant=server.tenant,
        database=server.database,
    )
    client._server._session.timeout = patience_s  # it has no other way to set it
    return client


def collection_name(stem: str, language: LanguageCode) -> str:
    """The name of the collection of a language."""
    return f"{stem}-{language}"


def new_stem(index: Path, number: int) -> str:
    """What the names of a generation's collections begin with, as those of no other index do. For the only writer."""
    file = index / NAME_FILE
    if not file.is_file():
        name = re.sub(r"[^A-Za-z0-9]+", "-", index.resolve().name).strip("-")[:40] or "index"
        file.write_text(f"gazette-{name}-{secrets.token_hex(4)}\n", encoding="ascii")
    return f"{file.read_text(encoding='ascii').strip()}-g{number}"


def upload(server: ChromaServer, stem: str, numbers: Numbers, vectors: Vectors, hnsw: Hnsw) -> None:
    """Write the collections of a generation that is not published yet, and count what arrived.

    Raises:
        StoreError: the server is away, refuses, or holds another number in the end.
    """
    with _told(server):
        client = _client(server, WRITE_S)
        for left in client.list_collections():  # by a build of this number that failed
            if left.name.startswith(f"{stem}-"):
                client.delete_collection(left.name)
        for language, own in numbers.items():
            collection = client.create_collection(
                collection_name(stem, language), configuration={"hnsw": asdict(hnsw)}, embedding_function=None
            )
            for first in range(0, len(own), BATCH):
                part = own[first : first + BATCH]
                collection.add(ids=[str(number) for number in part], embeddings=vectors.of(part))
            if collection.count() != len(own):
                raise StoreError(
                    "The Chroma server at {url} holds another number of passages than it was sent. Run: gazette build",
                    url=server.url,
                )


def name_live(server: ChromaServer, index: Path, live: Manifest, kept: Sequence[Manifest]) -> None:
    """Name the published generation in the server, and remove collections of generations that are gone.

    The files of the index say what is live; so what fails here is only logged, and done by the next build.
    """
    stem = live.collections.rpartition("-g")[0]
    keep = {collection_name(one.collections, code) for one in (live, *kept) for code, _ in one.passages}
    try:
        with _told(server):
            client = _client(server, WRITE_S)
            told = {"generation": live.generation, "collections": live.collections, "built_at": live.built_at}
            client.get_or_create_collection(f"{stem}-live", embedding_function=None).modify(metadata=told)
            for collection in client.list_collections():
                if collection.name.startswith(f"{stem}-g") and collection.name not in keep:
                    client.delete_collection(collection.name)
    except StoreError as error:
        log.warning("%s", error)


def _open(
    client: Any,  # noqa: ANN401 - chromadb's client type is not exported
    server: ChromaServer,
    stem: str,
    counts: Mapping[LanguageCode, int],
) -> dict[LanguageCode, Any]:
    """The collections of a generation, each of which must hold a number of passages."""
    from chromadb.errors import NotFoundError

    opened = {}
    for language, count in counts.items():
        with suppress(NotFoundError):
            opened[language] = client.get_collection(collection_name(stem, language), embedding_function=None)
        if language not in opened or opened[language].count() != count:
            raise StoreError(
                "The Chroma server at {url} has lost passages of this index. Run: gazette build", url=server.url
            )
    return opened


def look_at(settings: Settings, generation: Manifest | None) -> Looked | None:
    """Ask the server that the settings name for the passages of a generation; None where they name none.

    Raises:
        SettingsError: as `server_of`.
    """
    server = server_of(settings)
    if server is None:
        return None
    try:
        with _told(server):
            client = _client(server, QUERY_S)
            if generation is None:
                return Looked(Message("{url} answers", url=server.url), is_well=True)
            if not generation.collections:
                sentence = Message(
                    "{url} answers, but the index was not built for it. Run: gazette build", url=server.url
                )
                return Looked(sentence, is_well=False)
            _open(client, server, generation.collections, dict(generation.passages))
    except StoreError as error:
        return Looked(error.message, is_well=False)
    return Looked(Message("{url} answers and holds all passages", url=server.url), is_well=True)


class ServerGraph:
    """The collections of a generation, for searches. One object serves all threads."""

    def __init__(self, server: ChromaServer, stem: str, numbers: Numbers, vectors: Vectors) -> None:
        """Nothing is asked yet, so that an index opens while its server is away."""
        self._server, self._stem, self._numbers, self._vectors = server, stem, numbers, vectors
        self._collections: dict[LanguageCode, Any] | None = None
        self._connecting = threading.Lock()
        self._ask_again_at = 0.0
        self.trouble: Message | None = None  # why the server does not take part now

    def close(self) -> None:
        """End the connections."""
        self._collections = None

    def nearest(self, language: LanguageCode, vector: NDArray[np.float32], limit: int) -> list[tuple[int, float]]:
        """Numbers of passages and cosine similarities (-1 to 1), best first; compared here where the server is away."""
        if time.monotonic() >= self._ask_again_at:
            try:
                with _told(self._server):
                    found = self._ask(language, vector, limit)
                self.trouble = None
                return found
            except StoreError as error:
                self._collections, self.trouble = None, _compared(error)
                self._ask_again_at = time.monotonic() + RETRY_S
                log.warning("%s", self.trouble)
        return self._vectors.nearest(vector, self._numbers[language], limit)

    def _ask(self, language: LanguageCode, vector: NDArray[np.float32], limit: int) -> list[tuple[int, float]]:
        collections = self._collections or self._connect()
        return nearest_in(collections[language], vector, limit)

    def _connect(self) -> dict[LanguageCode, Any]:
        with self._connecting:
            if self._collections is None:
                client = _client(self._server, QUERY_S)
                counts = {language: len(own) for language, own in self._numbers.items()}
                opened = _open(client, self._server, self._stem, counts)
                self._collections = opened
            return self._collections


def _compared(error: StoreError) -> Message:
    return Message(
        "{trouble} Until then all passages are compared with each question: the answers are the same, but slower.",
        trouble=error.message,
    )
