"""The steps of answering as Haystack components: each can be taken alone, and `gazette.yaml` is made of all of them.

They take strings and numbers, so a pipeline can be saved and loaded; what they name is loaded by `warm_up`. How they
are used is in the README beside this file.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from haystack import Document, ExtractedAnswer, Pipeline, component, default_from_dict, default_to_dict

from qa.ask.agreement import settle
from qa.ask.boundaries import quotes
from qa.ask.documents import (
    answer_of,
    documents_of,
    fused_document,
    hits_of,
    passage_of,
    ranked,
    rankings_of,
    readable,
    spans_of,
)
from qa.ask.fuse import best_hits
from qa.ask.haystack_filters import filters_from
from qa.ask.opened import OpenIndex
from qa.ask.query import understand
from qa.ask.read import read_hits
from qa.ask.retrieve import bm25_rankings, dense_ranking
from qa.errors import IndexMismatch
from qa.index.manifest import mismatch, recipe_of
from qa.models.calibration import FusionWeights, calibration_of, load_calibration
from qa.models.embedder import Embedder, load_embedder
from qa.models.reader import Reader, load_reader
from qa.settings import load_settings
from qa.values import Hit, Ranking

GAZETTE_YAML = Path(__file__).with_name("gazette.yaml")
Filter = dict[str, Any]  # in Haystack's form


@lru_cache(maxsize=8)
def _shared(folder: Path) -> OpenIndex:
    """One open index for all components that name it: two that open a Chroma folder at once break it for each other."""
    return OpenIndex(folder)


class _Saved:
    """Saved as the arguments that it was made with; an argument that is None is the setting of that name."""

    def to_dict(self) -> dict[str, Any]:
        """What `from_dict` makes the same component from."""
        names = list(inspect.signature(type(self).__init__).parameters)[1:]
        return default_to_dict(self, **{name: getattr(self, name) for name in names})

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The component that `to_dict` described."""
        made: Self = default_from_dict(cls, data)
        return made


@component
class DenseRetriever(_Saved):
    """Finds the passages of an index that are nearest to the question in meaning, across languages."""

    def __init__(self, index: str | None = None, embedder: str | None = None, top_k: int | None = None) -> None:
        """What to search.

        Args:
            index: its name in the folder of indexes, or its path.
            embedder: the one that the index was built with.
            top_k: passages to find; None for the setting `candidates`.
        """
        self.index, self.embedder, self.top_k = index, embedder, top_k
        self._settings = load_settings(index=index, embedder=embedder, candidates=top_k)
        self._embedder: Embedder | None = None

    def warm_up(self) -> None:
        """Load the embedder.

        Raises:
            ModelError: its files are missing or do not fit.
        """
        if self._embedder is None:
            self._embedder = load_embedder(self._settings)

    @component.output_types(documents=list[Document])
    def run(self, query: str, filters: Filter | None = None, top_k: int | None = None) -> dict[str, list[Document]]:
        """Documents with their cosine similarity, best first.

        Raises:
            QuestionError: the question is empty or too long, or a filter cannot be used.
            StoreError: the index is missing, damaged or was built with another embedder.
        """
        self.warm_up()
        assert self._embedder is not None
        asked = understand(query, self._settings, filters=filters_from(filters))
        recipe = recipe_of(self._embedder, self._settings)
        with _shared(self._settings.index_folder).current() as generation:
            problem = mismatch(generation.manifest, recipe, self._settings.embedder)
            if problem is not None:
                raise IndexMismatch(problem.template, **problem.values)
            ranking = dense_ranking(asked, generation, self._embedder, top_k or self._settings.candidates)
            return {"documents": documents_of(ranking, generation)}


@component
class Bm25Retriever(_Saved):
    """Finds the passages of an index that share words with the question, analysed in each language of the index."""

    def __init__(self, index: str | None = None, top_k: int | None = None) -> None:
        """What to search.

        Args:
            index: its name in the folder of indexes, or its path.
            top_k: passages to find in each language; None for the setting `candidates`.
        """
        self.index, self.top_k = index, top_k
        self._settings = load_settings(index=index, candidates=top_k)

    @component.output_types(documents=list[Document])
    def run(self, query: str, filters: Filter | None = None, top_k: int | None = None) -> dict[str, list[Document]]:
        """Documents with their BM25 score, best first within each language; scores differ between languages.

        Raises:
            QuestionError: the question is empty or too long, or a filter cannot be used.
            StoreError: the index is missing or damaged.
        """
        asked = understand(query, self._settings, filters=filters_from(filters))
        with _shared(self._settings.index_folder).current() as generation:
            rankings = bm25_rankings(asked, generation, top_k or self._settings.candidates)
            return {"documents": [one for ranking in rankings for one in documents_of(ranking, generation)]}


@component
class RankFusion(_Saved):
    """Merges what both retrievers brought, by weighted reciprocal rank; the weights depend on the languages."""

    def __init__(
        self,
        top_k: int | None = None,
        k: int | None = None,
        dense: float | None = None,
        bm25_same: float | None = None,
        bm25_other: float | None = None,
    ) -> None:
        """How to merge; weights that are None are those fitted for the models of the settings.

        Args:
            top_k: documents to give.
            k: of the formula: larger values flatten the ranks.
            dense: weight of the ranking by meaning.
            bm25_same: weight of the ranking by words in the question's language.
            bm25_other: weight of those in other languages.
        """
        self.top_k, self.k, self.dense, self.bm25_same, self.bm25_other = top_k, k, dense, bm25_same, bm25_other
        self._settings = load_settings(top_k=top_k)

    @component.output_types(documents=list[Document])
    def run(
        self, query: str, dense: list[Document], bm25: list[Document], top_k: int | None = None
    ) -> dict[str, list[Document]]:
        """The best documents; `score` is the fused one, comparable only inside one question.

        Args:
            query: the question.
            dense: best first.
            bm25: best first within each language.
            top_k: documents to give.

        Raises:
            QuestionError: the question is empty or too long.
        """
        asked = understand(query, self._settings, top_k=top_k)
        documents = {document.id: document for document in (*readable(bm25), *readable(dense))}
        hits = best_hits(
            asked,
            Ranking("dense", None, ranked(readable(dense))),
            rankings_of(readable(bm25)),
            lambda ids: {id_: passage_of(documents[id_]) for id_ in ids},
            self._weights(),
        )
        return {"documents": [fused_document(hit, documents[hit.passage.id]) for hit in hits]}

    def _weights(self) -> FusionWeights:
        fitted = load_calibration(self._settings.embedder, self._settings.reader).fusion
        return FusionWeights(
            fitted.k if self.k is None else self.k,
            fitted.dense if self.dense is None else self.dense,
            fitted.bm25_same if self.bm25_same is None else self.bm25_same,
            fitted.bm25_other if self.bm25_other is None else self.bm25_other,
        )


@component
class ExtractiveReader(_Saved):
    """Reads documents of any retriever for spans that answer the question, in French and English."""

    def __init__(self, reader: str | None = None, top_k: int | None = None) -> None:
        """What reads.

        Args:
            reader: "embedded", or a question-answering model's folder or hub name.
            top_k: spans to give; None for all that a decision weighs.
        """
        self.reader, self.top_k = reader, top_k
        self._settings = load_settings(reader=reader)
        self._reader: Reader | None = None

    def warm_up(self) -> None:
        """Load the reader.

        Raises:
            ModelError: its files are missing or do not fit.
        """
        if self._reader is None:
            self._reader = load_reader(self._settings)

    @component.output_types(answers=list[ExtractedAnswer])
    def run(self, query: str, documents: list[Document], top_k: int | None = None) -> dict[str, list[ExtractedAnswer]]:
        """Answers, best first; each `data` stands in its document at `document_offset`, letter for letter.

        `score` is how much the span beats "no answer" (logit - null logit): comparable between documents and above 0
        where the span is preferred, but not a probability; that is what `AnswerDecider` makes of it.

        Raises:
            QuestionError: the question is empty or too long.
        """
        self.warm_up()
        assert self._reader is not None
        found = {document.id: document for document in readable(documents)}
        hits = hits_of(list(found.values()))
        spans = read_hits(understand(query, self._settings), hits, _titles(found, hits), self._reader)
        spans = spans[: top_k or self.top_k]
        return {"answers": [answer_of(span, query, found[span.hit.passage.id], span.margin) for span in spans]}


@component
class AnswerDecider(_Saved):
    """Answers or abstains, once per question, by the calibrated probability that the best answer is right."""

    def __init__(
        self,
        embedder: str | None = None,
        reader: str | None = None,
        max_wrong_found: float | None = None,
        min_confidence_found: float | None = None,
        min_confidence_unsure: float | None = None,
    ) -> None:
        """What was fitted for a pair of models.

        Args:
            embedder: of the pair.
            reader: of the pair; without a calibration of their own the confidence is no probability.
            max_wrong_found: largest share of the "found" that may be wrong, 0 to 1; None for the setting.
            min_confidence_found: confidence from which the state is "found"; None for what follows from that share.
            min_confidence_unsure: confidence from which it is "unsure", below "not_found"; None for what was fitted.
        """
        self.embedder, self.reader = embedder, reader
        self.max_wrong_found = max_wrong_found
        self.min_confidence_found, self.min_confidence_unsure = min_confidence_found, min_confidence_unsure
        self._settings = load_settings(
            embedder=embedder,
            reader=reader,
            max_wrong_found=max_wrong_found,
            min_confidence_found=min_confidence_found,
            min_confidence_unsure=min_confidence_unsure,
        )

    @component.output_types(answers=list[ExtractedAnswer], state=str, confidence=float, documents=list[Document])
    def run(self, query: str, documents: list[Document], answers: list[ExtractedAnswer]) -> dict[str, Any]:
        """What Gazette stands behind.

        Args:
            query: the question.
            documents: what was read, best first.
            answers: what `ExtractiveReader` found in them.

        Returns:
            `answers`: the answer and its alternatives, most confident first, each with its confidence as `score`; an
            answer that several articles give comes once for each, with the same `meta["answer"]`. None where `state` is
            "not_found". `state`: "found", "unsure" or "not_found". `confidence`: of the best guess, 0 to 1.
            `documents`: the nearest ones where nothing was found.

        Raises:
            QuestionError: the question is empty or too long.
        """
        settings = self._settings
        calibration = calibration_of(settings)
        found = {document.id: document for document in readable(documents)}
        hits = {hit.passage.id: hit for hit in hits_of(list(found.values()))}
        titles = _titles(found, list(hits.values()))
        spans = spans_of(answers, hits)
        asked, read = understand(query, settings), list(hits.values())
        decision = settle(asked, read, spans, titles, calibration)
        stated = []
        shown = quotes(decision.candidates, titles, asked.kind)
        for number, (candidate, quoted) in enumerate(shown, start=1):
            for span in quoted:
                stated.append(answer_of(span, query, found[span.hit.passage.id], candidate.confidence))
                stated[-1].meta["answer"] = number
        return {
            "answers": stated,
            "state": decision.state,
            "confidence": decision.confidence,
            "documents": [found[hit.passage.id] for hit in decision.nearest],
        }


def _titles(documents: Mapping[str, Document], hits: Sequence[Hit]) -> dict[str, str]:
    """Of the hits' articles, by article id; "" where a document has none."""
    return {hit.passage.article_id: str(documents[hit.passage.id].meta.get("title") or "") for hit in hits}


def gazette_pipeline(
    index: str | None = None, embedder: str | None = None, reader: str | None = None, top_k: int | None = None
) -> Pipeline:
    """Gazette's own pipeline: `run({"query": …})` gives what `AnswerDecider` does; filters go in as `filters`.

    Args:
        index: its name in the folder of indexes, or its path.
        embedder: the one that the index was built with.
        reader: what reads.
        top_k: passages to read.
    """
    pipeline = Pipeline()
    steps: dict[str, Any] = {
        "dense": DenseRetriever(index, embedder),
        "bm25": Bm25Retriever(index),
        "fuse": RankFusion(top_k),
        "read": ExtractiveReader(reader),
        "decide": AnswerDecider(embedder, reader),
    }
    for name, step in sorted(steps.items()):  # the order in which a saved pipeline is loaded
        pipeline.add_component(name, step)
    pipeline.connect("dense.documents", "fuse.dense")
    pipeline.connect("bm25.documents", "fuse.bm25")
    pipeline.connect("fuse.documents", "read.documents")
    pipeline.connect("fuse.documents", "decide.documents")
    pipeline.connect("read.answers", "decide.answers")
    return pipeline
