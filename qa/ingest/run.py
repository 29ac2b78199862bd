"""The first journey: files -> articles -> passages -> vectors and words -> published generation."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np

from qa.errors import IndexDamaged, IndexMismatch, IndexMissing, Message
from qa.ingest.passages import split
from qa.ingest.plan import Plan, Progress, Search, Stage, make_plan
from qa.ingest.sources import find_sources, sources_of
from qa.ingest.uploads import Upload, settle, uploads_folder
from qa.lang import LANGUAGES
from qa.models.embedder import Embedder, load_embedder
from qa.quiet import silence
from qa.settings import Settings
from qa.store.bm25 import write_bm25
from qa.store.dense import DenseWriter
from qa.store.generation import Generation, new_generation, only_writer, open_generation, prune, publish
from qa.store.manifest import Manifest, Recipe, recipe_of, write_manifest
from qa.store.texts import PassageRecord, write_texts
from qa.values import Article, BuildReport, FileReport, LanguageCode, Passage


@dataclass(frozen=True, slots=True)
class Content:
    """A passage of the next generation with what is embedded and indexed for it."""

    record: PassageRecord
    text: str  # title, intertitle and passage: a passage alone seldom names its subject


def _silent(stage: Stage, done: int, total: int) -> None:
    """Progress that nobody watches."""


def build_index(
    paths: Sequence[Path],
    settings: Settings,
    *,
    replace_sources: bool = False,
    uploads: Sequence[Upload] = (),
    remove: Sequence[str] = (),
    restore: Sequence[str] = (),
    dry_run: bool = False,
    progress: Progress = _silent,
) -> BuildReport:
    """Bring an index up to date with the files that it follows, and with `paths`, which it follows from now on.

    Nothing of the current generation is touched: it answers until the new one is published, and for ever if this
    build ends early. Passages whose content is known keep their vectors.

    Args:
        paths: files and folders; none: what the index follows already, or `seeds` where it was never built.
        settings: which index, which embedder, which passages.
        replace_sources: follow `paths` alone from now on, and what was uploaded.
        uploads: files that the index is to keep itself; those that give articles are moved into it as it changes over.
        remove: paths as shown to users, of what is taken out: a source is followed no more, an uploaded file is
            deleted, any other file, folder or row is left out and stays on the disk.
        restore: paths that were left out and come back.
        dry_run: say what would happen and change nothing.
        progress: told of each file read and each passage embedded.

    Raises:
        SourceError: a path is not there, or not in the index.
        IndexBusy: another build is writing to the index.
        ModelError: the embedder cannot be loaded.
    """
    silence()
    started = time.perf_counter()
    index = settings.index_folder
    with nullcontext() if dry_run else only_writer(index):
        current = _current(index)
        with nullcontext() if current is None else closing(current):
            search = find_sources(
                paths,
                index,
                current,
                replace_sources=replace_sources,
                uploads=uploads,
                remove=remove,
                restore=restore,
            )
            plan = _plan(search, current, settings, progress)
            embedder = load_embedder(settings)
            contents = _contents(plan, embedder, settings)
            recipe = recipe_of(embedder, settings)
            known = _known(contents, current, recipe)
            manifest = _manifest(current, recipe, settings, search, plan, contents)
            changed = plan.changes or current is None or _differs(current.manifest, manifest)
            if not dry_run:
                number = None
                if changed:
                    number = _write(index, manifest, plan, contents, embedder, current, known, progress)
                # Before the change-over: a build that is cut off here is caught up with by the next one.
                settle(plan.uploads, search.removal.deleted, uploads_folder(index))
                if number is not None:
                    publish(index, number)
                    prune(index, settings.keep_generations)
    published = manifest.generation if changed and not dry_run else None
    return BuildReport(
        index=str(index),
        generation=published or (current.manifest.generation if current is not None else None),
        published=published is not None,
        dry_run=dry_run,
        files=_reports(plan, contents),
        articles=manifest.articles,
        passages=len(contents),
        embedded=len(contents) - len(known) if changed else 0,
        seconds=round(time.perf_counter() - started, 3),
    )


def _current(index: Path) -> Generation | None:
    """The generation to compare with; one that cannot be read is built anew."""
    try:
        return open_generation(index)
    except (IndexMissing, IndexDamaged, IndexMismatch):
        return None


def _plan(search: Search, current: Generation | None, settings: Settings, progress: Progress) -> Plan:
    same_version = current is not None and current.manifest.package_version == version("gazette")
    return make_plan(
        search,
        None if current is None else current.texts,
        same_version=same_version,
        max_mb=settings.max_file_mb,
        progress=progress,
    )


def _contents(plan: Plan, embedder: Embedder, settings: Settings) -> list[Content]:
    """Every passage of the next generation, in the order of the files."""
    limit = recipe_of(embedder, settings).passage_tokens
    ordinals: Counter[LanguageCode] = Counter()
    contents = []
    for file in plan.files:
        for article in file.articles:
            for passage in split(
                article,
                embedder.count_tokens,
                max_tokens=limit,
                overlap_sentences=settings.passage_overlap_sentences,
            ):
                text = passage_input(article, passage)
                # "c1" names the recipe of the hash: the vector depends on this text and on nothing else of the article.
                digest = "c1:" + hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
                contents.append(Content(PassageRecord(passage, ordinals[passage.language], digest), text))
                ordinals[passage.language] += 1
    return contents


def passage_input(article: Article, passage: Passage) -> str:
    """What is embedded and indexed for a passage."""
    return "\n".join(part for part in (article.title, passage.heading, passage.text) if part)


def _known(contents: Sequence[Content], current: Generation | None, recipe: Recipe) -> dict[str, str]:
    """For each passage of the next generation whose vector the current one holds: its id -> the id there."""
    if current is None or not recipe.same_vectors(current.manifest.recipe):
        return {}
    held = current.texts.with_content([content.record.content_hash for content in contents])
    known = {}
    for content in contents:
        record = content.record
        id_, language = held.get(record.content_hash, ("", None))
        if language == record.passage.language:
            known[record.passage.id] = id_
    return known


def _manifest(
    current: Generation | None,
    recipe: Recipe,
    settings: Settings,
    search: Search,
    plan: Plan,
    contents: Sequence[Content],
) -> Manifest:
    """The description of the next generation; its number is given when it is written."""
    articles = [article for file in plan.files for article in file.articles]
    passages = Counter(content.record.passage.language for content in contents)
    languages = Counter(article.language for article in articles)
    dates = sorted(article.date for article in articles if article.date is not None)
    return Manifest(
        recipe=recipe,
        embedder=settings.embedder,
        package_version=version("gazette"),
        generation=1 if current is None else current.manifest.generation + 1,
        built_at=datetime.now(UTC).isoformat(timespec="seconds"),
        sources=sources_of(search, plan),
        articles=len(articles),
        passages=tuple((code, passages[code]) for code in LANGUAGES if passages[code]),
        languages=tuple((code, languages[code]) for code in LANGUAGES if languages[code]),
        first_date=dates[0] if dates else None,
        last_date=dates[-1] if dates else None,
        left_out=search.removal.left_out,
    )


def _differs(current: Manifest, wanted: Manifest) -> bool:
    """Whether a generation must be written although no file changed: other settings, another version, other sources."""
    return replace(current, generation=0, built_at="") != replace(wanted, generation=0, built_at="")


def _write(
    index: Path,
    manifest: Manifest,
    plan: Plan,
    contents: Sequence[Content],
    embedder: Embedder,
    current: Generation | None,
    known: Mapping[str, str],
    progress: Progress,
) -> int:
    """Write a whole generation aside and read it back; its number, to be published."""
    number, folder = new_generation(index)
    manifest = replace(manifest, generation=number)
    write_texts(
        folder,
        (file.record for file in plan.files),
        ((article, file.record.path) for file in plan.files for article in file.articles),
        (content.record for content in contents),
    )
    with closing(DenseWriter(folder, [code for code, _ in manifest.passages])) as dense:
        done = 0
        for code, _ in manifest.passages:
            own = [content for content in contents if content.record.passage.language == code]
            write_bm25(folder, code, [content.text for content in own])
            if current is not None:
                _copy_vectors(dense, current, code, [c for c in own if c.record.passage.id in known], known)
            fresh = [content for content in own if content.record.passage.id not in known]
            for vectors in embedder.embed_passages([content.text for content in fresh]):
                batch, fresh = fresh[: len(vectors)], fresh[len(vectors) :]
                dense.add(code, [content.record.passage.id for content in batch], vectors)
                done += len(batch)
                progress("embed", done, len(contents) - len(known))
    write_manifest(manifest, folder)
    Generation(folder).close()  # read it back: what cannot be opened is never published
    return number


def _copy_vectors(
    dense: DenseWriter, current: Generation, code: LanguageCode, contents: Sequence[Content], known: Mapping[str, str]
) -> None:
    """Carry the vectors of unchanged passages over from the current generation."""
    ids = [content.record.passage.id for content in contents]
    stored = current.dense.vectors(code, list(dict.fromkeys(known[id_] for id_ in ids)))
    if ids:
        dense.add(code, ids, np.stack([stored[known[id_]] for id_ in ids]))


def _reports(plan: Plan, contents: Sequence[Content]) -> tuple[FileReport, ...]:
    """One line a file, by path, and one for each row that could not be read."""
    passages = Counter(content.record.passage.article_id for content in contents)
    reports = list(plan.others)
    for file in plan.files:
        single = file.articles[0] if len(file.articles) == 1 else None
        reports.append(
            FileReport(
                path=file.record.path,
                status=file.status,
                detail="" if file.before is None else Message("was {path}", path=file.before),
                articles=len(file.articles),
                characters=sum(len(article.text) - article.body_start for article in file.articles),
                passages=sum(passages[article.id] for article in file.articles),
                language=single.language if single is not None else None,
                date=single.date if single is not None else None,
            )
        )
    return tuple(sorted(reports, key=lambda report: report.path))
