"""Plan -> work: which passages the next generation gains and loses, and whose vectors are known already."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from qa.index.articles import FileRecord, PassageRecord
from qa.index.generation import Generation
from qa.index.manifest import Manifest, Recipe, recipe_of
from qa.index.writer import worth_rewriting
from qa.ingest.changes import Plan, PlannedFile
from qa.ingest.passages import split
from qa.models.embedder import Embedder
from qa.settings import Settings
from qa.values import Article, Passage


@dataclass(frozen=True, slots=True)
class Content:
    """A new passage of the next generation with what is embedded and indexed for it."""

    record: PassageRecord
    text: str  # title, intertitle and passage: a passage alone seldom names its subject


@dataclass(frozen=True, slots=True)
class Work:
    """What turns the current generation into the next one."""

    base: Generation | None  # what the next one begins as a copy of; None where it is written from nothing
    gone: tuple[str, ...]  # files of the base whose articles go
    files: tuple[tuple[FileRecord, tuple[Article, ...]], ...]  # whose articles come
    contents: tuple[Content, ...]  # their passages, in the order of the files
    known: dict[int, int]  # number of a passage -> number of one with the same vector in the current generation


def find_work(plan: Plan, current: Generation | None, wanted: Manifest, embedder: Embedder, settings: Settings) -> Work:
    """What to write: the difference to the current generation, or everything where that one cannot be built upon.

    Args:
        plan: what is on the disk.
        current: the generation to compare with, if there is one.
        wanted: the description of the next generation; only what it is made from and with counts here.
        embedder: counts the tokens of passages.
        settings: how articles are cut.
    """
    base = current if current is not None and _can_be_base(current.manifest, wanted) else None
    if base is not None:
        held = {record.path: record for record in base.texts.files()}
        kept = {file.record.path for file in plan.files if _stands(file, held.get(file.record.path), base)}
        gone = tuple(path for path in held if path not in kept)
        fresh = [file for file in plan.files if file.record.path not in kept]
        contents = _contents(fresh, base, len(base.columns), embedder, settings)
        if not worth_rewriting(base.columns, base.texts.count_passages(gone), len(contents)):
            return _difference(base, gone, fresh, contents, current, wanted.recipe)
    contents = _contents(plan.files, current, 0, embedder, settings)
    return _difference(None, (), plan.files, contents, current, wanted.recipe)


def _stands(file: PlannedFile, held: FileRecord | None, base: Generation) -> bool:
    """Whether a file gives what it gave to the base; a table whose bytes are the same may leave out other rows."""
    if file.articles is None:
        return True
    return file.record == held and file.articles == tuple(base.texts.articles_of(held.path))


def _can_be_base(current: Manifest, wanted: Manifest) -> bool:
    """Whether passages of the current generation can stand in the next one as they are."""
    return (current.recipe, current.hnsw, current.package_version) == (
        wanted.recipe,
        wanted.hnsw,
        wanted.package_version,
    )


def _difference(
    base: Generation | None,
    gone: tuple[str, ...],
    fresh: Sequence[PlannedFile],
    contents: Sequence[Content],
    current: Generation | None,
    recipe: Recipe,
) -> Work:
    files = tuple((file.record, _articles(file, current)) for file in fresh)
    return Work(base, gone, files, tuple(contents), _known(contents, current, recipe))


def _articles(file: PlannedFile, current: Generation | None) -> tuple[Article, ...]:
    """What a file gives, read now or held by the current generation."""
    if file.articles is not None or current is None:
        return file.articles or ()
    return tuple(current.texts.articles_of(file.record.path))


def _contents(
    files: Sequence[PlannedFile], current: Generation | None, number: int, embedder: Embedder, settings: Settings
) -> list[Content]:
    """The passages of some files, in their order, numbered from `number` on."""
    limit = recipe_of(embedder, settings).passage_tokens
    contents: list[Content] = []
    for file in files:
        for article in _articles(file, current):
            for passage in split(
                article,
                embedder.count_tokens,
                max_tokens=limit,
                overlap_sentences=settings.passage_overlap_sentences,
            ):
                text = passage_input(article, passage)
                # "c1" names the recipe of the hash: the vector depends on this text and on nothing else of the article.
                digest = "c1:" + hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
                contents.append(Content(PassageRecord(passage, number + len(contents), digest), text))
    return contents


def passage_input(article: Article, passage: Passage) -> str:
    """What is embedded and indexed for a passage."""
    return "\n".join(part for part in (article.title, passage.heading, passage.text) if part)


def _known(contents: Sequence[Content], current: Generation | None, recipe: Recipe) -> dict[int, int]:
    """For each new passage whose vector the current generation holds: its number -> the number there."""
    if current is None or not recipe.same_vectors(current.manifest.recipe):
        return {}
    held = current.texts.with_content([content.record.content_hash for content in contents])
    known = {}
    for content in contents:
        record = content.record
        number, language = held.get(record.content_hash, (0, None))
        if language == record.passage.language:
            known[record.number] = number
    return known
