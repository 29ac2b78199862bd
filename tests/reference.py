"""The same answers the slow way: what the fast paths are held against.

Every window is read by itself on one thread; spans are looked for in the whole square of starts and ends; the nearest
passages are found by comparing all; BM25 is a library's. What follows, from the fusion on, is the product's own.

The operations are the product's too, for 8-bit activations make much of little: with the one other kernel that ONNX
Runtime would choose, the last bit of a sum differs, a rounded value falls to the other side, and logits move by up to
0.8. How far 8 bits are from 32 is another question, which `python -m tests.benchmarks answers` asks.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import Any

import bm25s
import numpy as np
import onnxruntime
from tokenizers import Encoding

from qa.ask.answer import Models, load_models
from qa.index import bm25
from qa.index.columns import CODES
from qa.index.filters import Selection
from qa.index.generation import Generation
from qa.ingest.passages import passage_input
from qa.lang.terms import terms
from qa.models.files import ONNX_FILE, shipped_folder
from qa.models.onnx import SLOWER_FUSION
from qa.models.reader import LOOSE_ENDS, SPANS_PER_WINDOW, Reader, TextSpan, entitled, load_reader
from qa.models.shared import shared_initializers
from qa.settings import Settings
from qa.values import LanguageCode


class PlainScorer:
    """A reader's ONNX file, a window at a time on one thread."""

    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        shared = shared_initializers(shipped_folder("reader"))
        options.add_external_initializers(list(shared), list(shared.values()))
        self._session = onnxruntime.InferenceSession(
            str(shipped_folder("reader") / ONNX_FILE),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=[SLOWER_FUSION],
        )

        self.reads_titles = len(self._session.get_outputs()) == 1

    def spans(self, windows: Sequence[Encoding]) -> Iterator[np.ndarray]:
        for window in windows:
            feed = {"input_ids": np.array([window.ids]), "attention_mask": np.array([window.attention_mask])}
            outputs = self._session.run(None, feed)
            yield outputs[0][0] if len(outputs) == 1 else outputs[0][0][:, None] + outputs[1][0][None, :]


class PlainReader(Reader):
    """Looks at every pair of a start and an end."""

    def read(self, question: str, texts: Sequence[str], titles: Sequence[str] = ()) -> list[list[TextSpan]]:
        whole = (
            [entitled(t, text) for t, text in zip(titles, texts, strict=True)] if self._scorer.reads_titles else texts
        )
        windows, owners = self._windows(self._shorten(question), whole)
        spans: list[list[TextSpan]] = [[] for _ in texts]
        for window, owner, scores in zip(windows, owners, self._scorer.spans(windows), strict=True):
            head = len(whole[owner]) - len(texts[owner])
            spans[owner] += _all_spans(window, texts[owner], head, scores, self._max_answer_tokens)
        return [sorted(found, key=lambda span: span.null_logit - span.logit) for found in spans]


def _all_spans(window: Encoding, text: str, head: int, scores: np.ndarray, max_tokens: int) -> list[TextSpan]:
    offsets = [(max(left - head, 0), right - head) for left, right in window.offsets]
    inside = [index for index, sequence in enumerate(window.sequence_ids) if sequence == 1 and offsets[index][1] > 0]
    pairs = [
        (float(scores[i, j]), offsets[i][0], offsets[j][1])
        for i in inside
        if _may_cut(text, _skip_space(text, *offsets[i]))
        for j in range(i, min(i + max_tokens, inside[-1] + 1))
        if _may_cut(text, offsets[j][1])
    ]
    best = sorted(enumerate(pairs), key=lambda item: (-item[1][0], item[0]))[:SPANS_PER_WINDOW]
    found = []
    for _, (score, left, right) in best:
        quote = text[left:right]
        left += len(quote) - len(quote.lstrip(LOOSE_ENDS))
        right -= len(quote) - len(quote.rstrip(LOOSE_ENDS))
        if left < right:
            found.append(TextSpan(left, right, score, float(scores[0, 0])))
    return found


def _skip_space(text: str, start: int, end: int) -> int:
    return next((at for at in range(start, end) if not text[at].isspace()), end)


def _may_cut(text: str, at: int) -> bool:
    from qa.models.reader import _in_word  # what a word is made of is not what is checked here

    return not (0 < at < len(text) and _in_word(text[at - 1]) and _in_word(text[at]))


class PlainDense:
    """Compares a question with every vector."""

    def __init__(self, generation: Generation) -> None:
        self.close = generation.dense.close
        self._vectors = {}
        for language in generation.languages:
            numbers = np.flatnonzero(generation.columns.language == CODES[language])
            self._vectors[language] = (numbers, generation.vectors.of(numbers))

    def search(
        self, language: LanguageCode, vector: np.ndarray, limit: int, selection: Selection | None = None
    ) -> list[tuple[int, float]]:
        numbers, vectors = self._vectors[language]
        similarities = vectors @ vector
        order = np.argsort(-similarities, kind="stable")
        kept = [at for at in order if selection is None or selection.mask[numbers[at]]][:limit]
        return [(int(numbers[at]), float(similarities[at])) for at in kept]


class PlainBm25:
    """A library's scores of every passage."""

    def __init__(self, generation: Generation, language: LanguageCode) -> None:
        logging.getLogger("bm25s").setLevel(logging.WARNING)
        self._language = language
        self._numbers = np.flatnonzero(generation.columns.language == CODES[language]).tolist()
        ids = generation.texts.ids(self._numbers)
        passages = generation.texts.passages(ids)
        articles = generation.texts.articles([passage.article_id for passage in passages.values()])
        inputs = [passage_input(articles[passages[id_].article_id], passages[id_]) for id_ in ids]
        self._scorer = bm25s.BM25(method="lucene", k1=bm25.K1, b=bm25.B)
        self._scorer.index([terms(text, language) or [""] for text in inputs], show_progress=False)

    def search(self, question: str, limit: int, allowed: Any = None) -> list[tuple[int, float]]:
        words = terms(question, self._language)
        scores = self._scorer.get_scores(words) if words else np.zeros(len(self._numbers))
        found = [
            (number, float(score))
            for number, score in zip(self._numbers, scores, strict=True)
            if score > 0 and (allowed is None or allowed[number])
        ]
        return sorted(found, key=lambda hit: -hit[1])[:limit]


def reference_models(generation: Generation, settings: Settings) -> Models:
    """The models of an engine, the fast parts of reader and index replaced. Open a generation for it alone."""
    fast = load_reader(settings)
    reader = PlainReader(settings.reader, PlainScorer(), fast._tokenizer, settings)
    generation.dense = PlainDense(generation)  # type: ignore[assignment]
    generation.bm25 = {code: PlainBm25(generation, code) for code in generation.languages}  # type: ignore[misc]
    return load_models(settings, reader=reader)
