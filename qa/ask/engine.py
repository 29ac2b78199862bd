"""The second journey: question -> rankings -> hits -> spans -> decision -> answer; the one object a door holds."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from difflib import get_close_matches

from qa.ask.cite import Citer
from qa.ask.decide import Decider
from qa.ask.fuse import RankFusion
from qa.ask.haystack import Pipeline
from qa.ask.query import take_dates, understand
from qa.ask.read import ExtractiveReader
from qa.ask.retrieve import Bm25Retriever, DenseRetriever, filtered_out
from qa.errors import IndexMismatch, Message, QuestionError, StoreError
from qa.index.generation import Generation, generation_folder, open_generation, publication, size_bytes
from qa.index.manifest import mismatch, recipe_of
from qa.models.calibration import Calibration, load_calibration
from qa.models.embedder import Embedder, load_embedder
from qa.models.reader import Reader, load_reader
from qa.settings import Settings
from qa.values import Answer, Article, Filters, IndexStatus, Query, Reason, Timings, Turn


def make_pipeline(
    generation: Generation, embedder: Embedder, reader: Reader, calibration: Calibration, settings: Settings
) -> Pipeline:
    """The Haystack pipeline that answers from one generation."""
    calibration = calibration.overridden(settings.min_confidence_found, settings.min_confidence_unsure)
    pipeline = Pipeline()
    pipeline.add_component("dense", DenseRetriever(generation, embedder, settings.candidates))
    pipeline.add_component("bm25", Bm25Retriever(generation, settings.candidates))
    pipeline.add_component("fuse", RankFusion(generation.texts, calibration.fusion))
    pipeline.add_component("read", ExtractiveReader(reader))
    pipeline.add_component("decide", Decider(generation.texts, calibration))
    pipeline.add_component("cite", Citer(generation.texts))
    pipeline.connect("dense.ranking", "fuse.dense")
    pipeline.connect("bm25.rankings", "fuse.bm25")
    for step in ("read", "decide", "cite"):
        pipeline.connect("fuse.hits", f"{step}.hits")
    for step in ("decide", "cite"):
        pipeline.connect("read.spans", f"{step}.spans")
    pipeline.connect("decide.decision", "cite.decision")
    return pipeline


class _Opened:
    """A generation in use: closed when a newer one has taken over and its last question is answered."""

    def __init__(self, generation: Generation, published: tuple[int, int] | None, pipeline: Pipeline) -> None:
        self.generation = generation
        self.published = published  # as `publication` told before it was opened
        self.pipeline = pipeline
        self.users = 0


class Engine:
    """Answers questions from an index. One object serves all threads and follows the index as it is rebuilt."""

    def __init__(self, settings: Settings, *, embedder: Embedder | None = None, reader: Reader | None = None) -> None:
        """Load the models, unless they are given: those that the settings name.

        Raises:
            ModelError: a model's files are missing or do not fit.
        """
        self.settings = settings
        self._embedder = load_embedder(settings) if embedder is None else embedder
        self._reader = load_reader(settings) if reader is None else reader
        self._calibration = load_calibration(settings.embedder, settings.reader)
        self._lock = threading.Lock()
        self._opened: _Opened | None = None

    def ask(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        top_k: int | None = None,
        typed_dates: bool = True,
        history: Sequence[Turn] = (),
        as_typed: bool = False,
    ) -> Answer:
        """Answer one question from the index as it is now.

        Args:
            question: in French or English.
            filters: on the articles, such as `Filters(since="2022-01", folders=("name/sub",))`; None for all of them.
            top_k: passages to read, 1 to 100; None for the setting.
            typed_dates: whether "since March 2021" in the question is a filter too; `Answer.query` says what was taken.
            history: the conversation so far, oldest turn first, each made by `turn_of` from an answer: "and in Paris?",
                "when?", "more" or "only this article" are completed from it; `Answer.query` says how.
            as_typed: do not complete the question from the history.

        Raises:
            QuestionError: the question is empty or too long, or a filter cannot be understood.
            StoreError: the index is missing, damaged or was built with other settings.
        """
        started = time.perf_counter()
        query = understand(
            question,
            self.settings,
            filters=filters,
            top_k=top_k,
            history=history,
            as_typed=as_typed,
        )
        with self._current() as opened:
            manifest = opened.generation.manifest
            query = (
                take_dates(query, manifest.first_date, manifest.last_date, date.today())
                if typed_dates
                else replace(query, refused=(*query.refused, "typed_dates"))
            )
            _check_folders(opened.generation, query.filters.folders)
            reason = _nothing_to_search(opened.generation, query)
            answer = _nothing(query, reason) if reason is not None else _run(opened.pipeline, query)
        total = round((time.perf_counter() - started) * 1000, 1)
        return replace(answer, timings_ms=replace(answer.timings_ms, total=total))

    def status(self) -> IndexStatus:
        """What the index holds, and whether it can answer.

        Raises:
            StoreError: the index is missing or damaged.
        """
        with self._lock:  # two threads that open one Chroma folder at once break it for each other
            return _status(self.settings, self._embedder)

    def article(self, article_id: str) -> Article | None:
        """An article of the index by its id; None where it is not there.

        Raises:
            StoreError: the index is missing, damaged or was built with other settings.
        """
        with self._current() as opened:
            return opened.generation.texts.articles([article_id]).get(article_id)

    def sample(self, count: int, seed: int) -> list[Article]:
        """Some articles of the index, drawn at random, the same for the same index and seed.

        Raises:
            StoreError: the index is missing, damaged or was built with other settings.
        """
        with self._current() as opened:
            ids = sorted(opened.generation.texts.ids_by_path().values())
            drawn = random.Random(seed).sample(ids, min(count, len(ids)))
            return list(opened.generation.texts.articles(drawn).values())

    def check(self) -> None:
        """Open the index now instead of at the first question.

        Raises:
            StoreError: the index is missing, damaged or was built with other settings.
        """
        with self._current():
            pass

    def close(self) -> None:
        """Let go of the index once the questions on their way are answered; another question would open it again."""
        with self._lock:
            opened, self._opened = self._opened, None
            if opened is not None and opened.users == 0:
                opened.generation.close()

    @contextmanager
    def _current(self) -> Iterator[_Opened]:
        """The published generation, opened once, for the length of one question."""
        with self._lock:
            opened = self._follow()
            opened.users += 1
        try:
            yield opened
        finally:
            with self._lock:
                opened.users -= 1
                if opened is not self._opened and opened.users == 0:
                    opened.generation.close()

    def _follow(self) -> _Opened:
        """Switch to the published generation if it is another one; while that one cannot answer, the old one does."""
        before = self._opened
        try:
            if before is not None and publication(self.settings.index_folder) == before.published:
                return before
            self._opened = self._open()
        except StoreError:
            if before is None:
                raise
            return before
        if before is not None and before.users == 0:
            before.generation.close()
        return self._opened

    def _open(self) -> _Opened:
        published = publication(self.settings.index_folder)
        generation = open_generation(self.settings.index_folder)
        problem = mismatch(generation.manifest, recipe_of(self._embedder, self.settings), self.settings.embedder)
        if problem is not None:
            generation.close()
            raise IndexMismatch(problem.template, **problem.values)
        pipeline = make_pipeline(generation, self._embedder, self._reader, self._calibration, self.settings)
        return _Opened(generation, published, pipeline)


def _nothing_to_search(generation: Generation, query: Query) -> Reason | None:
    if not generation.manifest.articles:
        return "empty_index"
    return "filtered_out" if filtered_out(generation, query) else None


def _nothing(query: Query, reason: Reason) -> Answer:
    return Answer(query.asked, query.language, "not_found", "", 0.0, reason=reason, query=query)


def _check_folders(generation: Generation, folders: Sequence[str]) -> None:
    """A folder that holds nothing is misspelt, or gone since the last build: no answer would say so."""
    for folder in folders if generation.manifest.articles else ():
        if not generation.texts.holds(folder):
            names = [name for name, _ in generation.texts.folders()]
            near = get_close_matches(folder, names, n=3) or names[:5]
            raise QuestionError(
                "No article of the index is in {folder!r}: give another folder, such as {folders}.",
                folder=folder,
                folders=", ".join(near),
            )


def _run(pipeline: Pipeline, query: Query) -> Answer:
    """Run the pipeline; its outputs that nothing else takes are the answer and the time of each step."""
    steps = ("dense", "bm25", "fuse", "read", "decide", "cite")
    output = pipeline.run({step: {"query": query} for step in steps})
    answer: Answer = output["cite"]["answer"]
    spent: dict[str, float] = {step: output[step]["ms"] for step in steps}
    return replace(
        answer,
        timings_ms=Timings(
            retrieve=round(spent["dense"] + spent["bm25"] + spent["fuse"], 1),
            read=round(spent["read"], 1),
            decide=round(spent["decide"] + spent["cite"], 1),
        ),
    )


def _status(settings: Settings, embedder: Embedder) -> IndexStatus:
    with closing(open_generation(settings.index_folder)) as generation:
        manifest = generation.manifest
        problem = mismatch(manifest, recipe_of(embedder, settings), settings.embedder)
        if problem is None and not manifest.articles:
            problem = Message("The index holds no article. Run: gazette build PATH")
        return IndexStatus(
            index=str(settings.index_folder),
            generation=manifest.generation,
            articles=manifest.articles,
            passages=manifest.passage_count,
            languages=manifest.languages,
            first_date=manifest.first_date,
            last_date=manifest.last_date,
            embedder=manifest.embedder,
            sources=manifest.sources,
            built_at=manifest.built_at,
            size_bytes=size_bytes(generation_folder(settings.index_folder, manifest.generation)),
            problem=problem,
            folders=generation.texts.folders(),
            left_out=tuple(dict.fromkeys(out.path for out in manifest.left_out)),
        )


def index_status(settings: Settings) -> IndexStatus:
    """What an index holds, and whether it can answer with these settings.

    Raises:
        StoreError: the index is missing or damaged.
        ModelError: the embedder's files are missing or do not fit.
    """
    return _status(settings, load_embedder(settings))


def open_engine(settings: Settings) -> Engine:
    """An engine on the index that the settings name, ready to answer.

    Raises:
        StoreError: the index is missing, damaged or was built with other settings.
        ModelError: a model's files are missing or do not fit.
    """
    engine = Engine(settings)
    engine.check()
    return engine
