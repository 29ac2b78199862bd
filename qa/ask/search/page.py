"""The third journey: search -> articles that hold the words, or come near the meaning -> one page of them, counted."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from qa.ask.search.extracts import Scored, found_article
from qa.ask.search.match import Finder, Matches
from qa.ask.search.request import SearchRequest
from qa.ask.search.results import Counted, FoundArticle, FoundBy, SearchOrder, SearchPage
from qa.ask.search.syntax import read_search
from qa.ask.spelling import respelled
from qa.index.file_types import file_type
from qa.index.generation import Generation
from qa.lang import LANGUAGES
from qa.values import Filters, Passage, Ranked

if TYPE_CHECKING:
    from numpy.typing import NDArray

_K = 60  # of reciprocal rank fusion, see `qa.ask.fuse`
_LATE = np.iinfo(np.int32).max  # where articles without a date stand, both ways


class Searcher:
    """Searches one generation. One object serves all threads."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self.finder = Finder(generation.texts, generation.columns, generation.bm25)
        rows = generation.texts.files_by_number()
        homes = {number: file if path != file else file.rpartition("/")[0] for number, path, file in rows}
        places = {folder: place for place, folder in enumerate(sorted(set(homes.values())))}
        above = [_with_those_above(folder) for folder in places]  # of those that hold articles themselves, and tables
        self._folders = sorted({name for names in above for name in names})
        place_of = {name: place for place, name in enumerate(self._folders)}
        # A folder that holds articles (its place in `places`) beside each that it lies in (its place in `_folders`).
        self._places = len(places)
        self._inner = np.repeat(np.arange(len(above), dtype=np.intp), [len(names) for names in above])
        self._outer = np.array([place_of[name] for names in above for name in names], dtype=np.intp)
        self._folder = np.full(self.finder.count, -1, dtype=np.int32)  # (article numbers,) place in `places`
        for number, folder in homes.items():
            if number < self.finder.count:
                self._folder[number] = places[folder]

        self._types = sorted({file_type(file) for _, _, file in rows})
        place_of_type = {name: place for place, name in enumerate(self._types)}
        self._type = np.full(self.finder.count, -1, dtype=np.int32)  # (article numbers,) place in `types`
        for number, _, file in rows:
            if number < self.finder.count:
                self._type[number] = place_of_type[file_type(file)]

    def page(self, wanted: SearchRequest, nearest: list[tuple[int, float]] | None = None) -> SearchPage:
        """A page of what is found; the last one where there are fewer.

        Args:
            wanted: the search.
            nearest: numbers of the passages nearest to its meaning that the filters leave, with their cosine
                similarities, best first; None to look for the words alone.
        """
        started = time.perf_counter()
        finder = self.finder
        matches = finder.find(wanted.sought, wanted.filters)
        near = finder.with_passages(np.array([number for number, _ in nearest or ()], dtype=np.intp))
        found = matches.articles | near
        total = int(np.count_nonzero(found))
        ordered, scores = self._ordered(wanted.order, matches, found, nearest)
        first = max(0, min(wanted.first, (total - 1) // wanted.size * wanted.size))
        shown = ordered[first : first + wanted.size]
        by_words = int(np.count_nonzero(matches.articles))
        unfiltered = finder.find(wanted.sought, Filters()) if wanted.filters != Filters() else matches
        return SearchPage(
            query=wanted.typed,
            filters=wanted.filters,
            order=wanted.order,
            by_meaning=nearest is not None,
            articles=total,
            by_words=by_words,
            outside=int(np.count_nonzero(unfiltered.articles)) - by_words,
            ignored=matches.ignored,
            first=first,
            size=wanted.size,
            found=self._shown(wanted, shown, matches, scores, nearest),
            years=self._years(found),
            languages=self._languages(found),
            folders=self._counted_folders(found),
            file_types=self._counted_types(found),
            milliseconds=round((time.perf_counter() - started) * 1000, 1),
            suggestion=None if by_words else self._suggestion(wanted),
            notice=self._generation.notice,
        )

    def _suggestion(self, wanted: SearchRequest) -> str | None:
        """What was perhaps meant by words that no article holds."""
        text, corrections = respelled(wanted.typed, tuple(LANGUAGES), self._generation)
        if not corrections:
            return None
        found = self.finder.find(read_search(text, len(text)), wanted.filters).articles
        return text if found.any() else None

    def _ordered(
        self,
        order: SearchOrder,
        matches: Matches,
        found: NDArray[np.bool_],
        nearest: list[tuple[int, float]] | None,
    ) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Numbers of the articles in their order, and the score of every article (article numbers,)."""
        numbers = np.flatnonzero(found)
        finder = self.finder
        scores = matches.scores if nearest is None else self._fused(matches, nearest)
        newest = -finder.last_day[numbers]  # 0, for articles without a date, comes last
        dates = newest if order == "newest" else finder.first_day[numbers]
        if order == "oldest":
            dates = np.where(dates == 0, _LATE, dates)
        keys = (numbers, newest, -scores[numbers]) if order == "relevance" else (numbers, -scores[numbers], dates)
        return numbers[np.lexsort(keys)], scores

    def _fused(self, matches: Matches, nearest: list[tuple[int, float]]) -> NDArray[np.float32]:
        """(article numbers,) by the ranks among the articles with the words and among the nearest, as `fuse` does."""
        finder = self.finder
        scores = np.zeros(finder.count, dtype=np.float32)
        held = np.flatnonzero(matches.articles)
        with_words = held[np.argsort(-matches.scores[held], kind="stable")]
        near = list(dict.fromkeys(int(finder.passage_article[number]) for number, _ in nearest))
        for ranked in (with_words, np.array(near, dtype=np.intp)):
            scores[ranked] += 1 / (_K + np.arange(1, len(ranked) + 1))
        return scores

    def _shown(
        self,
        wanted: SearchRequest,
        shown: NDArray[np.intp],
        matches: Matches,
        scores: NDArray[np.float32],
        nearest: list[tuple[int, float]] | None,
    ) -> tuple[FoundArticle, ...]:
        finder, texts = self.finder, self._generation.texts
        similar = dict(nearest or ())
        is_shown = np.zeros(finder.count, dtype=bool)
        is_shown[shown] = True
        passages = np.flatnonzero(is_shown[finder.passage_article] & finder.allowed(wanted.filters)).tolist()
        of_number = dict(zip(passages, self._passages(passages), strict=True))
        articles = texts.numbered(shown.tolist())
        near = {int(finder.passage_article[number]) for number in similar}
        own: dict[int, list[Scored]] = {}
        for number in passages:
            scored = Scored(of_number[number], float(matches.passage_scores[number]), similar.get(number))
            own.setdefault(int(finder.passage_article[number]), []).append(scored)
        return tuple(
            found_article(
                articles[number],
                own[number],
                wanted.sought,
                _by(bool(matches.articles[number]), number in near),
                float(scores[number]),
                wanted.extracts,
            )
            for number in shown.tolist()
        )

    def _passages(self, numbers: list[int]) -> list[Passage]:
        texts = self._generation.texts
        ids = texts.ids(numbers)
        found = texts.passages(ids)
        return [found[id_] for id_ in ids]

    def _years(self, found: NDArray[np.bool_]) -> tuple[Counted, ...]:
        years, counts = np.unique(self.finder.first_day[found] // 10_000, return_counts=True)
        rows = zip(years.tolist()[::-1], counts.tolist()[::-1], strict=True)
        return tuple(Counted(f"{year:04}" if year else "", count) for year, count in rows)

    def _languages(self, found: NDArray[np.bool_]) -> tuple[Counted, ...]:
        counts = {
            code: int(np.count_nonzero(found & self.finder.languages(code))) for code in self._generation.languages
        }
        return tuple(Counted(code, count) for code, count in counts.items() if count)

    def _counted_types(self, found: NDArray[np.bool_]) -> tuple[Counted, ...]:
        own = self._type[found]
        counts = np.bincount(own[own >= 0], minlength=len(self._types)).tolist()
        return tuple(Counted(name, count) for name, count in zip(self._types, counts, strict=True) if count)

    def _counted_folders(self, found: NDArray[np.bool_]) -> tuple[Counted, ...]:
        """Every folder above an article that was found, and every table that gave some."""
        own = self._folder[found]
        held = np.bincount(own[own >= 0], minlength=self._places)
        counts = np.bincount(self._outer, weights=held[self._inner], minlength=len(self._folders))
        there = np.flatnonzero(counts)
        rows = zip(there.tolist(), counts[there].tolist(), strict=True)
        return tuple(Counted(self._folders[place], int(count)) for place, count in rows)


def _with_those_above(folder: str) -> list[str]:
    """A folder or table as it is named in an index, after those that it lies in; "" is none."""
    names = folder.split("/") if folder else []
    return ["/".join(names[:depth]) for depth in range(1, len(names) + 1)]


def standing_out(hits: Sequence[Ranked]) -> Sequence[Ranked]:
    """Of the nearest passages, best first, those that are nearer to the best one than to the middle one.

    Every passage has some similarity to every search; what it means depends on the embedder, and this does not.
    """
    if not hits:
        return hits
    least = (hits[0].score + hits[len(hits) // 2].score) / 2
    return [hit for hit in hits if hit.score >= least]


def _by(has_words: bool, is_near: bool) -> FoundBy:
    return "both" if has_words and is_near else "words" if has_words else "meaning"
