"""Files of questions -> report: each set read in its own texts, searched for, and asked end to end."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from qa.errors import EvaluationError
from qa.evaluate.calibration import reliability
from qa.evaluate.cases import USUAL_STAGES, Case, GoldSet, Split, Stage
from qa.evaluate.failures import Failure
from qa.evaluate.gold import read_bytes
from qa.evaluate.index import GoldIndex, named_index, own_index
from qa.evaluate.loaders import folder_beside, read_file, source_of
from qa.evaluate.report import FORMAT, Conditions, Curve, EvaluatedFile, Indexed, LeftOut, Report, by_kind, pooled
from qa.evaluate.statistics import Columns, ScoreTable, make_table, measure_group
from qa.evaluate.tasks import ask_all, ask_without, guessing_engine, read_gold, retrieve
from qa.index.opening import open_generation
from qa.ingest.build import build_index
from qa.models.calibration import load_calibration
from qa.models.embedder import Embedder, load_embedder
from qa.models.files import fingerprint, local_folder
from qa.models.reader import Reader, load_reader
from qa.settings import Settings

Progress = Callable[[str, str, int, int], None]  # what is done ("embed" or a stage), to which group, done, of how many
LIBRARIES = ("scipy", "ir_measures", "matplotlib")
_SETTINGS = (
    "embedder_query_prefix",
    "embedder_passage_prefix",
    "passage_tokens",
    "passage_overlap_sentences",
    "candidates",
    "top_k",
    "read_all",
    "reader_window_tokens",
    "reader_stride_tokens",
    "max_answer_tokens",
    "max_wrong_found",
    "min_confidence_found",
    "min_confidence_unsure",
)


@dataclass(frozen=True, slots=True)
class Options:
    """What is evaluated."""

    stages: tuple[Stage, ...] = USUAL_STAGES
    split: Split = "all"
    limit: int | None = None  # questions of each group; None for all
    index_is_named: bool = False  # the index of the settings is searched, not one of the file's own texts


@dataclass(slots=True)
class _Models:
    """The models, each loaded when a stage first needs it."""

    settings: Settings
    _embedder: Embedder | None = field(default=None, init=False)
    _reader: Reader | None = field(default=None, init=False)

    def embedder(self) -> Embedder:
        self._embedder = self._embedder or load_embedder(self.settings)
        return self._embedder

    def reader(self) -> Reader:
        self._reader = self._reader or load_reader(self.settings)
        return self._reader


def check_libraries() -> None:
    """Say at once what is not installed, not after an hour.

    Raises:
        EvaluationError: a library of the extra `evaluate` is not there.
    """
    missing = [name for name in LIBRARIES if find_spec(name) is None]
    if missing:
        raise EvaluationError(
            "An evaluation needs libraries that are not installed ({names}). Run: pip install '.[evaluate]'",
            names=", ".join(missing),
        )


def evaluate(files: Sequence[Path], settings: Settings, options: Options, progress: Progress) -> Report:
    """Evaluate the models of the settings on the questions of `files`.

    Raises:
        EvaluationError: a file cannot be used, or a library is not installed.
        StoreError: the named index cannot answer.
        ModelError: a model's files are missing or do not fit.
    """
    check_libraries()
    models = _Models(settings)
    tables: list[ScoreTable] = []
    indexed, left_out, failures = list[Indexed](), list[LeftOut](), list[Failure]()
    with TemporaryDirectory(prefix="gazette-evaluate-") as home:
        for gold, named in _sets(files, settings, options, Path(home), progress):
            if gold.unusable:
                left_out.append(LeftOut(gold.source, gold.unusable, "judgement"))
            part = gold.part(options.split).sample(options.limit)
            if part.cases:
                found, sizes, missing = _evaluate_set(part, named, models, options, progress, failures)
                tables += found
                indexed += sizes
                left_out += missing
    if not tables:
        raise EvaluationError(
            "None of these questions can be asked: choose a split other than {split}, or another index.",
            split=options.split,
        )
    every = [*tables, *pooled(tables)]
    return Report(
        FORMAT,
        _conditions(files, settings, options),
        tuple(measure_group(table) for table in every),
        tuple(measure_group(table) for table in by_kind(tables)),
        tuple(curve for table in every for curve in _curve(table)),
        tuple(indexed),
        tuple(left_out),
        tuple(tables),
        tuple(failures),
    )


def _sets(
    files: Sequence[Path], settings: Settings, options: Options, home: Path, progress: Progress
) -> list[tuple[GoldSet, Settings | None]]:
    """What the files hold, each set with the settings of the index to search; None for one of its own texts.

    A question that the engine would refuse is refused now, not after an hour.
    """
    sets: list[tuple[GoldSet, Settings | None]] = []
    sources: dict[str, Path] = {}
    for file in files:
        named = settings if options.index_is_named else _index_beside(file, settings, home, progress)
        if named is None:
            found = read_file(file)
        else:
            with closing(open_generation(named.index_folder)) as generation:
                found = read_file(file, generation.texts)
        if (source := found[0].source) in sources:
            raise EvaluationError(
                "{one} and {other} would both be called {name}: rename one of them.",
                one=sources[source],
                other=file,
                name=source,
            )
        sources[source] = file
        sets += [(gold, named) for gold in found]
    for case in (case for gold, _ in sets for case in gold.cases):
        if len(case.question) > settings.max_question_chars:
            raise EvaluationError(
                "Question {id} has {count} characters, the limit is {limit}: shorten it, or raise max_question_chars.",
                id=case.id,
                count=len(case.question),
                limit=settings.max_question_chars,
            )
    return sets


def _index_beside(file: Path, settings: Settings, home: Path, progress: Progress) -> Settings | None:
    """Index the articles beside a table; the settings that name this index, None where there are none."""
    folder = folder_beside(file)
    if folder is None:
        return None
    named = settings.model_copy(update={"index": str(home / source_of(file))})

    def on_progress(stage: str, done: int, total: int) -> None:
        if stage == "embed":
            progress("embed", source_of(file), done, total)

    build_index([folder], named, progress=on_progress)
    return named


def _evaluate_set(
    gold: GoldSet,
    named: Settings | None,
    models: _Models,
    options: Options,
    progress: Progress,
    failures: list[Failure],
) -> tuple[list[ScoreTable], list[Indexed], list[LeftOut]]:
    if options.stages == (Stage.READING,):
        groups = _by_group(gold, gold.cases)
        return [make_table(name, cases, _read(name, cases, gold, models, progress)) for name, cases in groups], [], []
    tables, indexed, left_out = [], [], []
    with _index(gold, named, models, progress) as index:
        for name, every in _by_group(gold, gold.cases):
            cases = [case for case in every if index.can_ask(case)]
            if len(cases) < len(every):
                left_out.append(LeftOut(name, len(every) - len(cases)))
            if not cases:
                continue
            columns = dict(_read(name, cases, gold, models, progress)) if Stage.READING in options.stages else {}
            columns |= _search(name, cases, gold, index, models, options, progress)
            columns |= _ask(name, cases, index, models, options, progress, failures)
            columns |= _ask_without(name, cases, index, models, options, progress)
            tables.append(make_table(name, cases, columns))
            indexed.append(Indexed(name, index.generation.manifest.articles, index.generation.manifest.passage_count))
    return tables, indexed, left_out


def _by_group(gold: GoldSet, cases: Sequence[Case]) -> Iterator[tuple[str, list[Case]]]:
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(gold.group(case), []).append(case)
    yield from groups.items()


def _index(
    gold: GoldSet, named: Settings | None, models: _Models, progress: Progress
) -> AbstractContextManager[GoldIndex]:
    if named is not None:
        return named_index(gold, named, models.embedder())
    name = f"{gold.source} {gold.language}"
    return own_index(gold, models.settings, lambda done, total: progress("embed", name, done, total))


def _read(name: str, cases: Sequence[Case], gold: GoldSet, models: _Models, progress: Progress) -> Columns:
    reader = models.reader()
    return read_gold(cases, gold.contexts, reader, models.settings, lambda d, n: progress(Stage.READING, name, d, n))


def _search(
    name: str,
    cases: Sequence[Case],
    gold: GoldSet,
    index: GoldIndex,
    models: _Models,
    options: Options,
    progress: Progress,
) -> Columns:
    if Stage.RETRIEVAL not in options.stages:
        return {}
    weights = load_calibration(models.settings.embedder, models.settings.reader).fusion
    embedder = models.embedder()
    return retrieve(cases, gold, index, embedder, weights, lambda d, n: progress(Stage.RETRIEVAL, name, d, n))


def _ask(
    name: str,
    cases: Sequence[Case],
    index: GoldIndex,
    models: _Models,
    options: Options,
    progress: Progress,
    failures: list[Failure],
) -> Columns:
    if Stage.END_TO_END not in options.stages:
        return {}
    with closing(guessing_engine(index.settings, models.embedder(), models.reader())) as engine:
        told: Callable[[int, int], None] = lambda d, n: progress(Stage.END_TO_END, name, d, n)  # noqa: E731
        return ask_all(cases, index, engine, told, name, failures)


def _ask_without(
    name: str, cases: Sequence[Case], index: GoldIndex, models: _Models, options: Options, progress: Progress
) -> Columns:
    if Stage.WITHOUT_ANSWERS not in options.stages:
        return {}
    with closing(guessing_engine(index.settings, models.embedder(), models.reader())) as engine:
        return ask_without(cases, index, engine, lambda d, n: progress(Stage.WITHOUT_ANSWERS, name, d, n))


def _curve(table: ScoreTable) -> Iterator[Curve]:
    if "end_to_end.confidence" in table.columns:
        sure, right = table.column("end_to_end.confidence"), table.column("end_to_end.guess")
        yield Curve(table.group, reliability(sure, right))


def _conditions(files: Sequence[Path], settings: Settings, options: Options) -> Conditions:
    return Conditions(
        version=version("gazette"),
        evaluated_at=datetime.now(UTC).isoformat(timespec="seconds"),
        files=tuple(EvaluatedFile(path.name, hashlib.sha256(read_bytes(path)).hexdigest()) for path in files),
        stages=tuple(map(str, options.stages)),
        split=options.split,
        limit=options.limit,
        index=str(settings.index_folder) if options.index_is_named else None,
        embedder=settings.embedder,
        embedder_fingerprint=_fingerprint(settings.embedder, "embedder"),
        reader=settings.reader,
        reader_fingerprint=_fingerprint(settings.reader, "reader"),
        calibration=load_calibration(settings.embedder, settings.reader).fitted_on,
        settings={name: value for name in _SETTINGS if (value := getattr(settings, name)) is not None},
    )


def _fingerprint(name: str, part: str) -> str:
    folder = local_folder(name, part)
    return name if folder is None else fingerprint(folder)
