"""What is sought -> which articles of a generation hold it, and how well each of their passages fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from qa.ask.search.syntax import Sought, SoughtPart
from qa.index.articles import Texts
from qa.index.bm25 import Bm25, idf
from qa.index.columns import CODES, Columns
from qa.index.filters import Selector
from qa.lang.terms import terms
from qa.values import Filters, LanguageCode

if TYPE_CHECKING:
    from numpy.typing import NDArray

REMEMBERED = 16  # searches: their pages, orders and counts need no new look into the index


@dataclass(frozen=True, slots=True)
class Matches:
    """Which articles hold what is sought; never changed in place."""

    articles: NDArray[np.bool_]  # (article numbers,)
    scores: NDArray[np.float32]  # (article numbers,) of the best passage; 0 or more, higher is better
    passage_scores: NDArray[np.float32]  # (passage numbers,) BM25 over the words; 0 where a passage holds none
    ignored: tuple[str, ...]  # words that say nothing in any language of the index ("the", « de »)


class Finder:
    """Finds the articles of a generation by their words. One object serves all threads."""

    def __init__(self, texts: Texts, columns: Columns, bm25: Mapping[LanguageCode, Bm25]) -> None:
        self._texts, self._bm25 = texts, bm25
        self.passage_article = columns.article.astype(np.intp)  # (passage numbers,)
        self.passage_language = np.asarray(columns.language)  # (passage numbers,) one of CODES, or GONE
        self.count = int(self.passage_article.max(initial=0)) + 1  # article numbers ever given
        self.first_day = self._by_article(columns.first_day)  # (article numbers,) 0 where it has no date
        self.last_day = self._by_article(columns.last_day)
        self._select = Selector(texts, columns).select
        self.find = lru_cache(maxsize=REMEMBERED)(self._find)  # a generation never changes

    def _by_article(self, days: NDArray[np.int32]) -> NDArray[np.int32]:
        found = np.zeros(self.count, dtype=np.int32)
        found[self.passage_article] = days
        return found

    def with_passages(self, passages: NDArray[np.bool_] | NDArray[np.intp]) -> NDArray[np.bool_]:
        """(article numbers,) whether one of an article's passages is among these, a mask or numbers."""
        found = np.zeros(self.count, dtype=bool)
        found[self.passage_article[passages]] = True
        return found

    def allowed(self, filters: Filters) -> NDArray[np.bool_]:
        """(passage numbers,) the passages that the filters leave."""
        others = replace(filters, language=None)  # so that a selection is kept for all that ask for it
        masks = [self._select(code, others).mask for code in self._codes(filters)]
        return np.logical_or.reduce(masks) if masks else np.zeros(len(self.passage_article), dtype=bool)

    def _codes(self, filters: Filters) -> list[LanguageCode]:
        return [code for code in self._bm25 if filters.language in (None, code)]

    def _find(self, sought: Sought, filters: Filters) -> Matches:
        """The articles that hold all that is wanted, in title or body, and nothing that is not; among those allowed."""
        allowed = self.allowed(filters)
        codes = self._codes(filters)
        passage_scores = np.zeros(len(self.passage_article), dtype=np.float32)
        scores = np.zeros(self.count, dtype=np.float32)
        told = [part for part in sought.wanted if not self._is_ignored(part, codes)]
        found = self.with_passages(allowed)
        for part in told or [replace(part, kind="phrase") for part in sought.wanted]:
            found &= self._holding(part, codes, passage_scores, scores)
        for part in sought.unwanted:
            if not self._is_ignored(part, codes):
                found &= ~self._holding(part, codes, np.zeros_like(passage_scores), np.zeros_like(scores))
        passage_scores *= allowed
        best = np.zeros(self.count, dtype=np.float32)
        held = np.flatnonzero(passage_scores)
        np.maximum.at(best, self.passage_article[held], passage_scores[held])
        ignored = tuple(part.text for part in sought.wanted if told and part not in told)
        return Matches(found, best + scores, passage_scores, ignored)

    def _is_ignored(self, part: SoughtPart, codes: list[LanguageCode]) -> bool:
        return part.kind == "word" and not any(terms(part.text, code) for code in codes)

    def _holding(
        self,
        part: SoughtPart,
        codes: list[LanguageCode],
        passage_scores: NDArray[np.float32],
        scores: NDArray[np.float32],
    ) -> NDArray[np.bool_]:
        """(article numbers,) whether an article holds a part; what the part is worth is added to the scores."""
        found = np.zeros(self.count, dtype=bool)
        stems = {code: terms(part.text, code) for code in codes}
        if part.kind != "prefix":
            for passages in self._scored(stems, passage_scores):
                if part.kind == "word":
                    found[self.passage_article[passages]] = True
        # "or" is gold in French and says nothing in English, where BM25 does not know it.
        if part.kind != "word" or not all(stems.values()):
            exact = self._texts.matching(part.words, is_prefix=part.kind == "prefix")
            rows = np.array(exact, dtype=[("article", np.intp), ("score", np.float32)])
            rows = rows[rows["article"] < self.count]  # an article without a passage may have a higher number
            found[rows["article"]] = True
            np.add.at(scores, rows["article"], rows["score"])
        return found

    def _scored(
        self, stems: Mapping[LanguageCode, Sequence[str]], passage_scores: NDArray[np.float32]
    ) -> list[NDArray[np.intp]]:
        """The passages that hold each stem; what it is worth in all languages together is added to their scores."""
        found = []
        total = sum(self._bm25[code].passages for code in stems)
        for place in range(max(map(len, stems.values()), default=0)):
            holders = [self._bm25[code].holders(own[place]) for code, own in stems.items() if place < len(own)]
            worth = np.float32(idf(total, sum(len(passages) for passages, _ in holders)))
            for passages, shares in holders:
                passage_scores[passages] += worth * shares
                found.append(passages)
        return found

    def languages(self, code: LanguageCode) -> NDArray[np.bool_]:
        """(article numbers,) whether an article has a passage in a language."""
        return self.with_passages(self.passage_language == CODES[code])
