"""Passage vectors in a Chroma server: a collection for each language of a generation, and one that names the live ones.

All else of a generation stays in its files, its vectors among them. Nothing is ever written into a collection that
answers, and none is removed whose generation an index or a share still holds.
"""

from __future__ import annotations

import logging
import re
import secrets
import ssl
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from qa.errors import GazetteError, LostPassages, Message, SettingsError, StoreError
from qa.index.collection import BATCH
from qa.index.vectors import Vectors
from qa.telemetry import exporter_hidden
from qa.values import LanguageCode

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from qa.index.manifest import Hnsw, Manifest
    from qa.settings import Settings

NAME_FILE = "chroma-name"  # in the index: what the names of its collections begin with
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
def told(server: ChromaServer) -> Iterator[None]:
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


def client_of(server: ChromaServer, patience_s: float) -> Any:  # noqa: ANN401 - chromadb's client type is not exported
    """A connection, each call of which ends after some time. Use it in `told`."""
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
    """What the names of a generation's collections begin with, as those of no other do. For the only writer.

    An index that comes back from a backup gives numbers again which other machines still answer from.
    """
    file = index / NAME_FILE
    if not file.is_file():
        name = re.sub(r"[^A-Za-z0-9]+", "-", index.resolve().name).strip("-")[:40] or "index"
        file.write_text(f"gazette-{name}-{secrets.token_hex(4)}\n", encoding="ascii")
    return f"{file.read_text(encoding='ascii').strip()}-g{number}-{secrets.token_hex(4)}"


def upload(server: ChromaServer, stem: str, numbers: Numbers, vectors: Vectors, hnsw: Hnsw) -> None:
    """Write the collections of a generation that is not published yet, and count what arrived.

    Raises:
        StoreError: the server is away, refuses, or holds another number in the end.
    """
    with told(server):
        client = client_of(server, WRITE_S)
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


def name_live(server: ChromaServer, live: Manifest, kept: Sequence[Manifest], shared: Container[int]) -> None:
    """Name the published generation in the server, and remove collections of generations that are gone.

    The files of the index say what is live; so what fails here is only logged, and done by the next build.

    Args:
        server: that holds them.
        live: the generation that was published.
        kept: those that the index holds, this one included.
        shared: numbers of those that other machines can copy, or return to.
    """
    index = live.collections.rpartition("-g")[0]
    own = re.compile(rf"{re.escape(index)}-g([0-9]+)-.*")
    keep = {collection_name(one.collections, code) for one in kept for code, _ in one.passages}
    try:
        with told(server):
            client = client_of(server, WRITE_S)
            what = {"generation": live.generation, "collections": live.collections, "built_at": live.built_at}
            client.get_or_create_collection(f"{index}-live", embedding_function=None).modify(metadata=what)
            for collection in client.list_collections():
                found = own.fullmatch(collection.name)
                if found and collection.name not in keep and int(found[1]) not in shared:
                    client.delete_collection(collection.name)
    except StoreError as error:
        log.warning("%s", error)


def has_lost(server: ChromaServer, generation: Manifest) -> bool:
    """Whether the server answers, and no longer holds all passages of a generation."""
    try:
        with told(server):
            client = client_of(server, QUERY_S)
            with suppress(LostPassages):
                open_collections(client, server, generation.collections, dict(generation.passages))
                return False
            return True
    except StoreError as error:  # whether there is something to send it is known when it is back
        log.warning("%s", error)
        return False


def open_collections(
    client: Any,  # noqa: ANN401 - chromadb's client type is not exported
    server: ChromaServer,
    stem: str,
    counts: Mapping[LanguageCode, int],
) -> dict[LanguageCode, Any]:
    """The collections of a generation, each of which must hold a number of passages.

    Raises:
        LostPassages: one is gone, or holds another number.
    """
    from chromadb.errors import NotFoundError

    opened = {}
    for language, count in counts.items():
        with suppress(NotFoundError):
            opened[language] = client.get_collection(collection_name(stem, language), embedding_function=None)
        if language not in opened or opened[language].count() != count:
            raise LostPassages(
                "The Chroma server at {url} has lost passages of this index: run gazette build where it is built.",
                url=server.url,
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
        with told(server):
            client = client_of(server, QUERY_S)
            if generation is None:
                return Looked(Message("{url} answers", url=server.url), is_well=True)
            if not generation.collections:
                sentence = Message(
                    "{url} answers, but the index was not built for it. Run: gazette build", url=server.url
                )
                return Looked(sentence, is_well=False)
            open_collections(client, server, generation.collections, dict(generation.passages))
    except StoreError as error:
        return Looked(error.message, is_well=False)
    return Looked(Message("{url} answers and holds all passages", url=server.url), is_well=True)
