"""What a generation was made from and with: everything that must match when it is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NotRequired

import xxhash
from pydantic import TypeAdapter, ValidationError
from typing_extensions import TypedDict

from qa.errors import IndexMismatch, Message, damaged
from qa.index.files import StoredFile, stored_files
from qa.values import LanguageCode

if TYPE_CHECKING:
    from qa.models.embedder import Embedder
    from qa.settings import Settings

TITLE_TOKENS = 40  # of the embedder's window, kept for the title and the intertitle
FORMAT = 7  # raised when the meaning of a file of the index changes
MANIFEST_FILE = "manifest.json"
_NO_SEAL = "0" * 32


@dataclass(frozen=True, slots=True)
class Recipe:
    """What decides how articles become passages and vectors: two builds with one recipe can share their vectors."""

    format: int
    embedder_fingerprint: str
    query_prefix: str
    passage_prefix: str
    dimension: int
    passage_tokens: int
    passage_overlap_sentences: int

    def same_vectors(self, other: Recipe) -> bool:
        """Whether a text gets the same vector under both, however articles are cut into passages."""
        return replace(self, passage_tokens=0, passage_overlap_sentences=0) == replace(
            other, passage_tokens=0, passage_overlap_sentences=0
        )


def recipe_of(embedder: Embedder, settings: Settings) -> Recipe:
    """The recipe that the settings ask for; passages leave room for the title that is embedded with them."""
    return Recipe(
        format=FORMAT,
        embedder_fingerprint=embedder.fingerprint,
        query_prefix=embedder.query_prefix,
        passage_prefix=embedder.passage_prefix,
        dimension=embedder.dimension,
        passage_tokens=max(16, min(settings.passage_tokens, embedder.max_tokens - TITLE_TOKENS)),
        passage_overlap_sentences=settings.passage_overlap_sentences,
    )


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What a user took out of the index; its file stays where it is."""

    path: str  # as shown to users: a file, a folder with all that lies below it, or a row of a table
    sha256: str | None = None  # of a row's content, since rows change their numbers; None: whatever it holds


@dataclass(frozen=True, slots=True)
class Hnsw:
    """How Chroma builds and searches its graph (Malkov and Yashunin 2018)."""

    # Chosen by recall against exact search at 100,000 vectors: see tests/benchmarks/NOTES.md.
    space: str = "cosine"
    ef_construction: int = 200
    ef_search: int = 200
    max_neighbors: int = 16


@dataclass(frozen=True, slots=True)
class Manifest:
    """One generation, described."""

    recipe: Recipe
    hnsw: Hnsw
    embedder: str  # as the settings named it
    package_version: str
    generation: int
    built_at: str  # ISO 8601, UTC
    sources: tuple[str, ...]  # paths of the files and folders that were indexed; a relative one lies in the index
    articles: int
    passages: tuple[tuple[LanguageCode, int], ...]  # by language
    languages: tuple[tuple[LanguageCode, int], ...]  # articles by language
    first_date: str | None
    last_date: str | None
    left_out: tuple[Exclusion, ...] = ()
    file_dates: bool = False  # whether the day on which a file was made counts as its article's
    ocr: bool = True  # whether pictures were to be read
    chroma_url: str = ""  # of the server that holds the vectors for searches; "" where a folder of the generation does
    collections: str = ""  # what the names of its collections there begin with
    reading: int = 1  # how files were read: see `qa.ingest.build.READING`
    files: tuple[StoredFile, ...] = ()  # all others of the generation
    seal: str = ""  # XXH3 of this file with _NO_SEAL in its place

    @property
    def passage_count(self) -> int:
        """Passages in all languages."""
        return sum(count for _, count in self.passages)


class _Format(TypedDict):
    format: int


class _RecipeOfAny(TypedDict):
    recipe: _Format


class _FollowedByAny(TypedDict):
    sources: tuple[str, ...]
    left_out: NotRequired[tuple[Exclusion, ...]]


_ADAPTER: TypeAdapter[Manifest] = TypeAdapter(Manifest)
_RECIPE_OF_ANY: TypeAdapter[_RecipeOfAny] = TypeAdapter(_RecipeOfAny)  # whatever else another format holds
_FOLLOWED_BY_ANY: TypeAdapter[_FollowedByAny] = TypeAdapter(_FollowedByAny)


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Write it, with a checksum of each file that lies in the folder and of itself: it makes a generation complete."""
    files = stored_files(folder, but=MANIFEST_FILE)
    written = _ADAPTER.dump_json(replace(manifest, files=files, seal=_NO_SEAL), indent=2)
    (folder / MANIFEST_FILE).write_bytes(written.replace(_NO_SEAL.encode(), _seal(written).encode()))


def _seal(written: bytes) -> str:
    return xxhash.xxh3_128_hexdigest(written)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation.

    Raises:
        IndexMismatch: it was written by a version that means other things by its files.
        IndexDamaged: it is missing or cannot be read.
    """
    try:
        written = (folder / MANIFEST_FILE).read_bytes()
        found = _RECIPE_OF_ANY.validate_json(written)["recipe"]["format"]
        manifest = _ADAPTER.validate_json(written) if found == FORMAT else None
    except OSError as error:
        raise damaged(folder, MANIFEST_FILE, error.strerror) from error
    except ValidationError as error:
        raise damaged(folder, MANIFEST_FILE, error) from error
    if manifest is None:
        raise IndexMismatch(
            "The index in {folder} has format {found}, this version reads format {wanted}. Run: gazette build",
            folder=folder,
            found=found,
            wanted=FORMAT,
        )
    if _seal(written.replace(manifest.seal.encode(), _NO_SEAL.encode())) != manifest.seal:
        raise damaged(folder, MANIFEST_FILE, "its bytes have changed since it was written")
    return manifest


@dataclass(frozen=True, slots=True)
class Followed:
    """What an index is made from, and what of it is left out."""

    sources: tuple[str, ...] = ()
    left_out: tuple[Exclusion, ...] = ()


def read_followed(folder: Path) -> Followed | None:
    """What a generation of any format was made from; None where it cannot be read."""
    try:
        found = _FOLLOWED_BY_ANY.validate_json((folder / MANIFEST_FILE).read_bytes())
    except (OSError, ValidationError):
        return None
    return Followed(found["sources"], found.get("left_out", ()))


_NAMES = {  # of the setting that a user would put back
    "embedder_fingerprint": "embedder",
    "query_prefix": "embedder_query_prefix",
    "passage_prefix": "embedder_passage_prefix",
    "dimension": "embedder",
    "passage_tokens": "passage_tokens",
    "passage_overlap_sentences": "passage_overlap_sentences",
}


def mismatch(manifest: Manifest, wanted: Recipe, embedder: str) -> Message | None:
    """One sentence that says why the generation cannot answer with the settings at hand, or None where it can."""
    for field, name in _NAMES.items():
        built, asked = getattr(manifest.recipe, field), getattr(wanted, field)
        if built == asked:
            continue
        if field == "embedder_fingerprint":
            built, asked = f"{manifest.embedder} ({built})", f"{embedder} ({asked})"
        return Message(
            "The index was built with other settings: {name} was {built} and is now {asked}. "
            "Run: gazette build, or put the setting back.",
            name=name,
            built=built,
            asked=asked,
        )
    return None
