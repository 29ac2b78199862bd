"""The second journey: question -> query -> answer; the one object that every interface holds."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from functools import partial
from pathlib import Path

from qa.ask.answer import load_models
from qa.ask.near import count_outside
from qa.ask.opened import OpenIndex
from qa.ask.query import take_dates, understand
from qa.ask.retrieve import dense_ranking, filtered_out
from qa.ask.search.marks import marks
from qa.ask.search.page import Searcher, standing_out
from qa.ask.search.request import read_request
from qa.ask.search.results import EXTRACTS, SIZE, Mark, SearchPage
from qa.ask.search.syntax import read_search
from qa.ask.spelling import corrected
from qa.ask.topics import answer_or_extracts
from qa.errors import GazetteError, IndexMismatch, Message, UnknownFolder
from qa.index.articles import Texts
from qa.index.catalog import CatalogPage, Contents, Holding, Order, read_contents, read_page
from qa.index.copying import copy_of, shared_notice
from qa.index.file_types import counted_types
from qa.index.generation import Generation, size_bytes
from qa.index.manifest import Manifest, mismatch, recipe_of
from qa.index.opening import find_generation, open_generation
from qa.index.server import look_at, server_of
from qa.lang.detect import detect_language
from qa.models.calibration import wrong_at_most
from qa.models.embedder import Embedder, load_embedder
from qa.models.reader import Reader
from qa.reports import IndexStatus
from qa.settings import Settings
from qa.values import Answer, Article, Filters, LanguageCode, Query, Reason, Turn


class Engine:
    """Answers questions from an index. One object serves all threads and follows the index as it is rebuilt.

    It is also the only way in which a page or a program looks into the index.
    """

    def __init__(self, settings: Settings, *, embedder: Embedder | None = None, reader: Reader | None = None) -> None:
        """Load the models, unless they are given: those that the settings name.

        Raises:
            ModelError: a model's files are missing or do not fit.
        """
        self.settings = settings
        self.models = load_models(settings, embedder, reader)
        recipe = recipe_of(self.models.embedder, settings)
        problem_of = partial(mismatch, wanted=recipe, embedder=settings.embedder)
        self._index = OpenIndex(settings.index_folder, problem_of, server_of(settings), copy_of(settings))
        self._status: tuple[Manifest, IndexStatus] | None = None  # of the generation with this manifest
        self._searcher: tuple[Generation, Searcher] | None = None  # of the generation that was searched last

    def ask(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        top_k: int | None = None,
        typed_dates: bool = True,
        history: Sequence[Turn] = (),
        as_typed: bool = False,
        reader: LanguageCode | None = None,
    ) -> Answer:
        """Answer one question from the index as it is now.

        "What is said about the volcano?" gets extracts, and so do mere words ("budget 2023") whose answer is not
        "found", see `qa.ask.topics`.

        Args:
            question: in French or English.
            filters: on the articles, such as `Filters(since="2022-01", folders=("name/sub",))`; None for all of them.
            top_k: passages to read, 1 to 100; None for the setting.
            typed_dates: whether "since March 2021" in the question is a filter too; `Answer.query` says what was taken.
            history: the conversation so far, oldest turn first, each made by `turn_of` from an answer: "and in Paris?",
                "when?", "more" or "only this article" are completed from it; `Answer.query` says how.
            as_typed: neither complete the question from the history nor correct its spelling.
            reader: the language of the answer where the question's words show none; None to guess it.

        Raises:
            QuestionError: the question is empty or too long, or a filter cannot be understood.
            StoreError: the index is missing, damaged or was built with other settings.
        """
        started = time.perf_counter()
        query = understand(
            question, self.settings, filters=filters, top_k=top_k, history=history, as_typed=as_typed, reader=reader
        )
        with self._index.current() as generation:
            if not as_typed:
                query = corrected(query, generation)
            query = _dated(query, generation.manifest, typed_dates)
            _check_folders(generation, query.filters.folders)
            answer = self._answer(generation, query)
        total = round((time.perf_counter() - started) * 1000, 1)
        return replace(answer, notice=generation.notice, timings_ms=replace(answer.timings_ms, total=total))

    def search(
        self,
        query: str,
        *,
        filters: Filters | None = None,
        order: str = "relevance",
        by_meaning: bool = False,
        first: int = 0,
        size: int = SIZE,
        extracts: int = EXTRACTS,
    ) -> SearchPage:
        """A page of all the articles that hold some words, with the passages where they stand.

        Args:
            query: words, "exact phrases", beginn* and -without, see `qa.ask.search.syntax.read_search`.
            filters: on the articles; None for all of them.
            order: "relevance", "newest" or "oldest"; articles without a date come last.
            by_meaning: also the articles nearest to the meaning of the words; each says why it was found.
            first: number of the first article of the page, from 0; the last page where there are fewer.
            size: articles on a page, 1 to 500.
            extracts: passages of each article at most, 1 to 50.

        Raises:
            QuestionError: the search is empty or too long, or a filter, the order or a number cannot be used.
            StoreError: the index is missing, damaged or was built with other settings.
        """
        wanted = read_request(query, self.settings.max_question_chars, filters, order, first, size, extracts)
        with self._index.current() as generation:
            _check_folders(generation, wanted.filters.folders)
            searcher = self._searcher_of(generation)
            if not by_meaning:
                return searcher.page(wanted)
            meant = Query(wanted.sought.text, detect_language(wanted.typed), 1, wanted.filters)
            nearest = dense_ranking(meant, generation, self.models.embedder, self.settings.candidates)
            near = standing_out(nearest.hits)
            numbers = generation.texts.numbers([hit.passage_id for hit in near])
            return searcher.page(wanted, [(numbers[hit.passage_id], hit.score) for hit in near])

    def _searcher_of(self, generation: Generation) -> Searcher:
        known = self._searcher
        if known is None or known[0] is not generation:
            known = self._searcher = (generation, Searcher(generation))
        return known[1]

    def occurrences(self, article: Article, query: str) -> tuple[Mark, ...]:
        """Every place of an article's body that holds what a search looks for, in order.

        Raises:
            QuestionError: the search is empty or too long.
            StoreError: the index is missing, damaged or was built with other settings.
        """
        sought = read_search(query, self.settings.max_question_chars)
        with self._index.current() as generation:
            languages = {passage.language for passage in generation.texts.passages_of(article.id)}
        return tuple(Mark(*span) for span in marks(article.text, sought, languages, article.body_start))

    def _answer(self, generation: Generation, query: Query) -> Answer:
        """What a generation answers; where that is nothing, with what lies outside the filters."""
        models, candidates = self.models, self.settings.candidates
        reason = _nothing_to_search(generation, query)
        if reason is None:
            answer = answer_or_extracts(query, generation, lambda: self._searcher_of(generation), models, self.settings)
        else:
            answer = Answer(query.asked, query.language, "not_found", "", 0.0, reason=reason, query=query)
        if answer.state != "not_found" or reason == "empty_index":
            return answer
        outside = count_outside(query, generation, models.embedder, models.calibration.fusion, candidates)
        return replace(answer, outside=outside)

    def status(self) -> IndexStatus:
        """What the index holds, and whether it can answer: cheap to ask often, since it is worked out once per build.

        Raises:
            StoreError: the index is missing or damaged.
        """
        try:
            with self._index.current() as generation:
                known, notice = self._status, generation.look()
                if known is None or known[0] is not generation.manifest:
                    found = _status(generation.folder, generation.manifest, generation.texts, self.settings, None)
                    known = self._status = (generation.manifest, found)
                return known[1] if known[1].notice == notice else replace(known[1], notice=notice)
        except IndexMismatch as error:
            return _unusable(self.settings, error)

    def article(self, article_id: str) -> Article | None:
        """An article of the index by its id; None where it is not there.

        Raises:
            StoreError: the index is missing, damaged or was built with other settings.
        """
        with self._index.current() as generation:
            return generation.texts.articles([article_id]).get(article_id)

    def holds(self, path: str) -> bool:
        """Whether the index holds an article below this folder or from this file, named as in a citation.

        Raises:
            StoreError: the index is missing, damaged or was built with other settings.
        """
        with self._index.current() as generation:
            return generation.texts.holds(path)

    def contents(self) -> Contents | None:
        """What the published index holds as a whole, also where it cannot answer; None where it was never built.

        Raises:
            StoreError: it is damaged, or another version wrote it.
            OSError: a build has removed it in this moment.
        """
        return read_contents(self.settings.index_folder, self._index.damage)

    def catalog(self, search: str = "", order: Order = "newest", first: int = 0, size: int = 50) -> CatalogPage:
        """A page of the published index's articles; empty where it was never built.

        Args:
            search: words that title, path or date must hold, accents and capitals aside, or the text, as in `search`;
                none: all articles. Only titles, paths and dates are looked into where the index cannot answer.
            order: how they are sorted.
            first: number of the first article to show, from 0; the last page where there are fewer.
            size: articles per page.

        Raises:
            StoreError, OSError: as `contents`.
        """
        holding = self._holding(search) if search.strip() else None
        return read_page(self.settings.index_folder, search, order, first, size, self._index.damage, holding)

    def _holding(self, search: str) -> Holding | None:
        try:
            sought = read_search(search, self.settings.max_question_chars)
            with self._index.current() as generation:
                found = self._searcher_of(generation).finder.find(sought, Filters()).articles
                return Holding(generation.folder, tuple(found.nonzero()[0].tolist()))
        except GazetteError:  # there is nothing to look for, or an index that cannot answer
            return None

    def check(self) -> None:
        """Open the index now instead of at the first question.

        Raises:
            StoreError: the index is missing, damaged or was built with other settings.
        """
        with self._index.current():
            pass

    def close(self) -> None:
        """Close the index once the questions on their way are answered; another question would open it again."""
        self._index.close()


def _dated(query: Query, manifest: Manifest, typed_dates: bool) -> Query:
    """The query with the period that its words name, unless that was refused."""
    if not typed_dates:
        return replace(query, refused=(*query.refused, "typed_dates"))
    return take_dates(query, manifest.first_date, manifest.last_date, date.today())


def _nothing_to_search(generation: Generation, query: Query) -> Reason | None:
    if not generation.manifest.articles:
        return "empty_index"
    return "filtered_out" if filtered_out(generation, query) else None


def _check_folders(generation: Generation, folders: Sequence[str]) -> None:
    """A folder that holds nothing is misspelt, or gone since the last build: no answer would say so."""
    for folder in folders if generation.manifest.articles else ():
        if not generation.texts.holds(folder):
            names = [name for name, _ in generation.texts.folders()]
            near = get_close_matches(folder, names, n=3) or names[:5]
            raise UnknownFolder(
                "No article of the index is in {folder!r}: give another folder, such as {folders}.",
                folder=folder,
                folders=", ".join(near),
            )


def _status(folder: Path, manifest: Manifest, texts: Texts, settings: Settings, problem: Message | None) -> IndexStatus:
    empty = None if manifest.articles else Message("The index holds no article. Run: gazette build PATH")
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
        size_bytes=size_bytes(folder),
        problem=problem or empty,
        folders=texts.folders(),
        file_types=counted_types(texts),
        left_out=tuple(dict.fromkeys(out.path for out in manifest.left_out)),
        wrong_at_most=wrong_at_most(settings),
    )


def _unusable(settings: Settings, error: IndexMismatch) -> IndexStatus:
    """The status of an index that was built with other settings: what it holds, and why it cannot answer."""
    found = find_generation(settings.index_folder)  # another format has no status
    with closing(Texts(found.folder)) as texts:
        return replace(_status(found.folder, found.manifest, texts, settings, error.message), notice=found.notice)


def index_status(settings: Settings) -> IndexStatus:
    """What an index holds, and whether it can answer with these settings.

    Raises:
        StoreError: the index is missing or damaged.
        ModelError: the embedder's files are missing or do not fit.
    """
    recipe = recipe_of(load_embedder(settings), settings)
    with closing(open_generation(settings.index_folder, server=server_of(settings))) as generation:
        problem = mismatch(generation.manifest, recipe, settings.embedder)
        status = _status(generation.folder, generation.manifest, generation.texts, settings, problem)
        notice, looked = generation.notice or shared_notice(settings), look_at(settings, generation.manifest)
        return replace(status, notice=notice, chroma=looked.sentence if looked else None)


def open_engine(settings: Settings) -> Engine:
    """An engine on the index that the settings name, ready to answer.

    Raises:
        StoreError: the index is missing, damaged or was built with other settings.
        ModelError: a model's files are missing or do not fit.
    """
    engine = Engine(settings)
    engine.check()
    return engine
