"""The first journey: files -> articles -> passages -> vectors and words -> published generation."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, nullcontext, suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path

from qa.errors import IndexDamaged, IndexMismatch, IndexMissing, Message, joined
from qa.index.articles import FileRecord, FileSummary, PassageRecord
from qa.index.generation import Generation, current_number, prune, publish
from qa.index.manifest import Hnsw, Manifest, Recipe, recipe_of
from qa.index.opening import open_published
from qa.index.publishing import only_builder, publish_beyond, share_for
from qa.index.room import writing
from qa.index.server import ChromaServer, has_lost, server_of
from qa.index.unfinished import Unfinished, forget_vectors
from qa.index.writer import GenerationWriter, bytes_needed
from qa.ingest.bounded import FileReader, PassageCutter, limits_of
from qa.ingest.changes import Plan, PlannedFile, Progress, Stage, Work, find_work, make_plan
from qa.ingest.converters.ocr import OCR_FOLDER, forget
from qa.ingest.embedding import embedded
from qa.ingest.passages import Content
from qa.ingest.ray_reader import RayFileReader
from qa.ingest.sources import Sources, find_sources
from qa.ingest.uploads import Upload, settle, uploads_folder
from qa.lang import LANGUAGES
from qa.lang.terms import terms
from qa.models.embedder import Embedder, load_embedder
from qa.models.ray_cluster import RayCluster
from qa.models.ray_embedder import bulk_embedder
from qa.reports import BuildReport, FileReport
from qa.settings import Settings
from qa.values import Article, LanguageCode

READING = 7  # raised when converters give other texts or dates for the same bytes, which are then read again
CHUNK = 20_000  # passages that are analysed and written at a time: what is held in memory


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

    Nothing of the current generation is touched: it answers until the new one is published, and keeps answering if this
    build ends early. Passages whose content is known keep their vectors.

    Args:
        paths: files and folders; none: what the index follows already, or `seeds` where it was never built.
        settings: which index, which embedder, which passages.
        replace_sources: follow `paths` alone from now on, and what was uploaded.
        uploads: files that the index is to keep itself; those that give articles are moved into it as it changes over.
        remove: paths as shown to users, of what is taken out: the index stops following a source, an uploaded file is
            deleted, any other file, folder or row is left out and stays on the disk.
        restore: paths that were left out and come back.
        dry_run: say what would happen and change nothing.
        progress: called after each file that is read and each batch of passages that is embedded.

    Raises:
        SourceError: a path is not there, or not in the index.
        IndexBusy: another build is writing to the index.
        StoreError: no room; or the index is built and could not be published for other machines; or it is a copy.
        ModelError: the embedder cannot be loaded.
    """
    started = time.perf_counter()
    index, server, share = settings.index_folder, server_of(settings), share_for(settings)
    with nullcontext() if dry_run else only_builder(index, share), RayCluster(settings) as cluster:
        current, harmed = _current(index)
        with nullcontext() if current is None else closing(current):
            found = find_sources(
                paths, index, current, replace_sources=replace_sources, uploads=uploads, remove=remove, restore=restore
            )
            with _reader(settings, progress, cluster) as reader:
                plan = _plan(found, current, settings, reader, progress)
            embedder = load_embedder(settings)
            wanted = _wanted(current, recipe_of(embedder, settings), settings, found, plan)
            work = _work(plan, current, wanted, embedder, settings)
            plan = plan.without(work.refused, current.texts.paths() if current is not None else ())
            changed = plan.changes or work.base is None or _differs(work.base.manifest, wanted, server)
            if not dry_run:
                with writing(index, _bytes_needed(work, wanted) if changed else 0):
                    if changed:
                        wanted = _write(index, wanted, work, current, embedder, cluster, settings, progress)
                    # Before the change-over: a build that is cut off here is caught up with by the next one.
                    settle(plan.uploads, found.removal.deleted, uploads_folder(index))
                    if changed:
                        _publish(index, wanted, settings, harmed)
                    forget(index / OCR_FOLDER, reader.asked | {file.record.sha256 for file in plan.files})
            files = _reports(plan, work)
        if not dry_run:
            publish_beyond(index, share, server, settings.keep_generations, is_new=changed)
    published = changed and not dry_run
    return BuildReport(
        index=str(index),
        generation=wanted.generation if published else None if current is None else current.manifest.generation,
        published=published,
        dry_run=dry_run,
        files=files,
        articles=sum(file.articles for file in files),
        passages=sum(file.passages for file in files),
        embedded=len(work.contents) - len(work.known) if changed else 0,
        seconds=round(time.perf_counter() - started, 3),
    )


def _publish(index: Path, manifest: Manifest, settings: Settings, harmed: int | None) -> None:
    """Change over to the next generation."""
    publish(index, manifest.generation)
    forget_vectors(index)
    prune(index, settings.keep_generations, harmed)


def _current(index: Path) -> tuple[Generation | None, int | None]:
    """The generation to compare with, else the number of the one that is damaged: the next one is then made anew."""
    try:
        return open_published(index), None
    except (IndexMissing, IndexMismatch):
        return None, None
    except IndexDamaged:
        with suppress(IndexDamaged):
            return None, current_number(index)
        return None, None


def _reader(settings: Settings, progress: Progress, cluster: RayCluster) -> FileReader:
    index = settings.index_folder
    made = partial(RayFileReader, cluster) if cluster.is_wanted else FileReader
    return made(
        limits_of(settings),
        file_dates=settings.file_dates,
        ocr=settings.ocr,
        ocr_folder=index / OCR_FOLDER if index.is_dir() else None,  # a plan makes no index
        on_page=partial(progress, "ocr"),
    )


def _plan(
    sources: Sources, current: Generation | None, settings: Settings, reader: FileReader, progress: Progress
) -> Plan:
    before = None if current is None else current.manifest
    return make_plan(
        sources,
        None if current is None else current.texts,
        same_version=before is not None
        and (before.package_version, before.reading, before.file_dates, before.ocr)
        == (version("gazette"), READING, settings.file_dates, settings.ocr),
        max_mb=settings.max_file_mb,
        read=reader.read,
        progress=progress,
        ahead=reader if isinstance(reader, RayFileReader) else None,
    )


def _wanted(current: Generation | None, recipe: Recipe, settings: Settings, sources: Sources, plan: Plan) -> Manifest:
    """The description of the next generation, without what is counted when it is written."""
    return Manifest(
        recipe=recipe,
        hnsw=Hnsw(),
        embedder=settings.embedder,
        package_version=version("gazette"),
        generation=1 if current is None else current.manifest.generation + 1,
        built_at=datetime.now(UTC).isoformat(timespec="seconds"),
        sources=sources.followed(plan.uploads),
        articles=0,
        passages=(),
        languages=(),
        first_date=None,
        last_date=None,
        left_out=plan.left_out,
        file_dates=settings.file_dates,
        ocr=settings.ocr,
        reading=READING,
        chroma_url=settings.chroma_url or "",
    )


def _work(plan: Plan, current: Generation | None, wanted: Manifest, embedder: Embedder, settings: Settings) -> Work:
    with PassageCutter(settings, embedder, wanted.recipe) as cutter:
        return find_work(plan, current, wanted, cutter.cut)


def _differs(current: Manifest, wanted: Manifest, server: ChromaServer | None) -> bool:
    """Whether a generation must be written although no file changed."""
    names = ("sources", "left_out", "embedder", "file_dates", "ocr", "reading", "chroma_url")
    if any(getattr(current, name) != getattr(wanted, name) for name in names):
        return True
    return server is not None and has_lost(server, current)


def _bytes_needed(work: Work, wanted: Manifest) -> int:
    texts = sum(len(article.text.encode()) for _, articles in work.files for article in articles)
    base = None if work.base is None else work.base.folder
    return bytes_needed(base, texts, len(work.contents), wanted.recipe.dimension)


def _write(
    index: Path,
    wanted: Manifest,
    work: Work,
    current: Generation | None,
    embedder: Embedder,
    cluster: RayCluster,
    settings: Settings,
    progress: Progress,
) -> Manifest:
    """Write the next generation aside and read it back; its manifest, to be published."""
    done, total = 0, len(work.contents) - len(work.known)
    base = None if work.base is None else work.base.folder
    bulk = bulk_embedder(embedder, settings, cluster)
    with (
        closing(GenerationWriter(index, base, wanted.hnsw, server_of(settings))) as draft,
        Unfinished(index, wanted.recipe) as unfinished,
    ):
        draft.remove(work.gone)
        for files, contents in _chunks(work):
            words = {
                content.record.number: terms(content.text, content.record.passage.language) for content in contents
            }
            draft.add_texts(files, _by_article(contents), words)
            for code in LANGUAGES:
                own = [content for content in contents if content.record.passage.language == code]
                numbers = [content.record.number for content in own]
                draft.add_words(code, numbers, [words[number] for number in numbers])
                if current is not None:
                    _copy_vectors(
                        draft, current, code, [number for number in numbers if number in work.known], work.known
                    )
                fresh = [content for content in own if content.record.number not in work.known]
                for batch, vectors in embedded(fresh, bulk, unfinished):
                    draft.add_vectors(code, [content.record.number for content in batch], vectors)
                    done += len(batch)
                    progress("embed", done, total)
        manifest = _counted(wanted, draft)
        draft.finish(manifest)
    return manifest


def _counted(wanted: Manifest, draft: GenerationWriter) -> Manifest:
    """The description of the next generation, with what it holds."""
    totals = draft.totals()
    return replace(
        wanted,
        generation=draft.number,
        collections=draft.collections,
        articles=sum(count for _, count in totals.languages),
        passages=totals.passages,
        languages=totals.languages,
        first_date=totals.first_date,
        last_date=totals.last_date,
    )


def _chunks(work: Work) -> Iterator[tuple[list[tuple[FileRecord, tuple[Article, ...]]], list[Content]]]:
    """The files that come, with their passages, some CHUNK passages at a time."""
    own: dict[str, list[Content]] = {}
    for content in work.contents:
        own.setdefault(content.record.passage.article_id, []).append(content)
    files: list[tuple[FileRecord, tuple[Article, ...]]] = []
    contents: list[Content] = []
    for file in work.files:
        files.append(file)
        contents += [content for article in file[1] for content in own.get(article.id, ())]
        if len(contents) >= CHUNK:
            yield files, contents
            files, contents = [], []
    yield files, contents


def _by_article(contents: Sequence[Content]) -> dict[str, list[PassageRecord]]:
    records: dict[str, list[PassageRecord]] = {}
    for content in contents:
        records.setdefault(content.record.passage.article_id, []).append(content.record)
    return records


def _copy_vectors(
    draft: GenerationWriter, current: Generation, code: LanguageCode, numbers: Sequence[int], known: Mapping[int, int]
) -> None:
    """Carry the vectors of unchanged passages over from the current generation."""
    if numbers:
        draft.add_vectors(code, numbers, current.vectors.of([known[number] for number in numbers]))


def _reports(plan: Plan, work: Work) -> tuple[FileReport, ...]:
    """One line per file, by path, and one for each row that could not be read."""
    held = {} if work.base is None else {summary.path: summary for summary in work.base.texts.summaries()}
    passages = Counter(content.record.passage.article_id for content in work.contents)
    given = {record.path: _summary(record, articles, passages) for record, articles in work.files}
    reports = list(plan.others)
    for file in plan.files:
        gave = given.get(file.record.path) or held[file.record.path]
        reports.append(
            FileReport(
                path=file.record.path,
                status=file.status,
                detail=joined(_details(file, gave)) or "",
                articles=gave.articles,
                characters=gave.characters,
                passages=gave.passages,
                language=gave.language,
                date=gave.date,
                ocr_pages=gave.ocr_pages,
            )
        )
    return tuple(sorted(reports, key=lambda report: report.path))


def _details(file: PlannedFile, gave: FileSummary) -> Iterator[Message]:
    if file.before is not None:
        yield Message("was {path}", path=file.before)
    if gave.ocr_pages:
        yield Message("Pages read by OCR, which may misread: {count}.", count=gave.ocr_pages)
    yield from file.notes


def _summary(record: FileRecord, articles: Sequence[Article], passages: Mapping[str, int]) -> FileSummary:
    single = articles[0] if len(articles) == 1 else None
    return FileSummary(
        record.path,
        len(articles),
        sum(len(article.text) - article.body_start for article in articles),
        sum(passages[article.id] for article in articles),
        None if single is None else single.language,
        None if single is None else single.date,
        sum(len(article.ocr_pages.split(",")) for article in articles if article.ocr_pages),
    )
