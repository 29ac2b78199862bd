"""Question and texts -> answer spans with their scores, in characters of each text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from qa.errors import ModelError
from qa.models.files import ONNX_FILE, local_folder, required
from qa.models.hub import prepare
from qa.models.onnx import OnnxModel
from qa.models.shared import tokenizer_file
from qa.models.tokenizing import read_tokenizer

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Encoding, Tokenizer

    from qa.settings import Settings

SPANS_PER_WINDOW = 5
MAX_ANSWER_TOKENS = 40  # the longest answers that the shipped reader was trained to give
TITLE_END = " | "  # between a title and the text that it stands before
MAX_QUESTION_TOKENS = 64  # of the window; the rest of a longer question is not read
LOOSE_ENDS = " \t\r\n\f\u00a0\u202f,;:"  # never the first or last character of an answer


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A candidate answer in one text."""

    start: int  # characters into the text, included
    end: int  # excluded
    logit: float  # start logit + end logit; higher is better
    null_logit: float  # start + end logit of the first token ("no answer", as in SQuAD 2.0), in the same window


def entitled(title: str, text: str) -> str:
    """The text as the reader sees it: with its title in front, unless it begins with it."""
    return text if not title or text.lstrip().startswith(title) else f"{title}{TITLE_END}{text}"


class Scorer(Protocol):
    """A question-answering model: windows in, scores of spans out."""

    reads_titles: bool  # whether it was trained on texts with their title in front

    def spans(self, windows: Sequence[Encoding]) -> Iterator[NDArray[np.float32]]:
        """For each window, in order: (tokens, tokens), [i, j] the score of the span from token i to token j.

        [0, 0], the first token alone, is "no answer"; higher is better, comparable inside one window.
        """
        ...


class TextReader(Protocol):
    """What gives the spans of texts: a model, or what one has given before."""

    def read(self, question: str, texts: Sequence[str], titles: Sequence[str] = ()) -> list[list[TextSpan]]:
        """For each text its best spans, as `Reader.read` gives them."""
        ...


class Reader:
    """Cuts texts into windows, scores them and keeps the best spans with the null score.

    The null score is that of SQuAD 2.0 readers (Devlin et al. 2019, section 4.3): start + end logit of the first
    token. It is kept for each span, so that spans of different texts can be compared by logit - null_logit.
    """

    def __init__(self, name: str, scorer: Scorer, tokenizer: Tokenizer, settings: Settings) -> None:
        self.name = name
        self._scorer = scorer
        self._max_answer_tokens = settings.max_answer_tokens
        self._tokenizer = tokenizer
        self._tokenizer.no_padding()
        # A stride as wide as the room that the question leaves would never move forward.
        room = settings.reader_window_tokens - MAX_QUESTION_TOKENS - 4
        self._tokenizer.enable_truncation(
            settings.reader_window_tokens, stride=min(settings.reader_stride_tokens, room // 2), strategy="only_second"
        )

    def read(self, question: str, texts: Sequence[str], titles: Sequence[str] = ()) -> list[list[TextSpan]]:
        """For each text its best spans, best first by logit - null_logit; [] for a text without a word.

        Args:
            question: in any language of the model.
            texts: what is read.
            titles: of the texts, which say what they are about and are never part of an answer; () for none. A reader
                that was trained without them does not see them.
        """
        titles = titles if self._scorer.reads_titles else ()
        read = [entitled(title, text) for title, text in zip(titles or [""] * len(texts), texts, strict=True)]
        heads = [len(whole) - len(text) for whole, text in zip(read, texts, strict=True)]
        windows, owners = self._windows(self._shorten(question), read)
        spans: list[list[TextSpan]] = [[] for _ in texts]
        for window, owner, scores in zip(windows, owners, self._scorer.spans(windows), strict=True):
            spans[owner] += _best_spans(window, texts[owner], heads[owner], scores, self._max_answer_tokens)
        for found in spans:
            found.sort(key=lambda span: span.null_logit - span.logit)
        return spans

    @cached_property
    def _question_tokenizer(self) -> Tokenizer:
        """Made when a long question first comes: it takes as long as to answer a short one."""
        tokenizer = type(self._tokenizer).from_str(self._tokenizer.to_str())
        tokenizer.no_truncation()
        return tokenizer

    def _shorten(self, question: str) -> str:
        # A token stands for a byte at least, once a normalizer has taken characters apart (one may become eighteen).
        if len(unicodedata.normalize("NFKD", question).encode()) < MAX_QUESTION_TOKENS:
            return question
        encoding = self._question_tokenizer.encode(question, add_special_tokens=False)
        if len(encoding) <= MAX_QUESTION_TOKENS:
            return question
        last, following = encoding.offsets[MAX_QUESTION_TOKENS - 1 : MAX_QUESTION_TOKENS + 1]
        return question[: min(last[1], following[0])]  # a character of which not all tokens fit is left out

    def _windows(self, question: str, texts: Sequence[str]) -> tuple[list[Encoding], list[int]]:
        """All windows of all texts, longest first so that no core waits long; for each the position of its text."""
        encodings = self._tokenizer.encode_batch([(question, text) for text in texts])
        owned = [(window, at) for at, encoding in enumerate(encodings) for window in (encoding, *encoding.overflowing)]
        owned.sort(key=lambda pair: -len(pair[0]))
        return [window for window, _ in owned], [owner for _, owner in owned]


def _best_spans(
    window: Encoding, text: str, head: int, scores: NDArray[np.float32], max_tokens: int
) -> Iterator[TextSpan]:
    """The window's best spans on whole words of the text, at most `max_tokens` long.

    Args:
        window: the question, and `head` characters of a title before the text, or a later part of the text.
        text: without the title.
        head: characters before the text in the window's second sequence.
        scores: (tokens, tokens), as `Scorer.spans` gives them.
        max_tokens: of a span.
    """
    sequences = np.array([-1 if sequence is None else sequence for sequence in window.sequence_ids])
    offsets = np.array(window.offsets)  # (tokens, 2), characters into title and text
    inside = np.flatnonzero((sequences == 1) & (offsets[:, 1] > head))
    if not inside.size:
        return
    first, last = int(inside[0]), int(inside[-1]) + 1
    places = [(max(left - head, 0), right - head) for left, right in window.offsets[first:last]]
    begins = np.array([_is_word_edge(text, _first_letter(text, left, right)) for left, right in places])
    closes = np.array([_is_word_edge(text, right) for _, right in places])
    length = np.arange(last - first)[None, :] - np.arange(last - first)[:, None]  # (tokens, tokens) j - i
    allowed = begins[:, None] & closes[None, :] & (length >= 0) & (length < max_tokens)
    for i, j in _highest(np.where(allowed, scores[first:last, first:last], -np.inf), SPANS_PER_WINDOW):
        left, right = places[i][0], places[j][1]
        quote = text[left:right]
        left += len(quote) - len(quote.lstrip(LOOSE_ENDS))
        right -= len(quote) - len(quote.rstrip(LOOSE_ENDS))
        if left < right:
            yield TextSpan(left, right, float(scores[first + i, first + j]), float(scores[0, 0]))


def _highest(scores: NDArray[np.floating[Any]], count: int) -> list[tuple[int, int]]:
    """Places of the highest finite scores of a matrix, best first, equal ones in the order of the text."""
    flat = scores.ravel()
    best = np.argpartition(flat, -count)[-count:] if flat.size > count else np.arange(flat.size)
    tied = flat >= flat[best].min()  # of equal scores the partition keeps any
    places = np.flatnonzero(tied & np.isfinite(flat))
    order = places[np.lexsort((places, -flat[places]))][:count]
    return [(int(row), int(column)) for row, column in zip(*np.unravel_index(order, scores.shape), strict=True)]


def _first_letter(text: str, start: int, end: int) -> int:
    """Where a token's own characters begin: SentencePiece tokens hold the space before a word."""
    while start < end and text[start].isspace():
        start += 1
    return start


def _is_word_edge(text: str, at: int) -> bool:
    """Whether the text may be cut before `at`: not between two letters or digits (words of tokenizers differ)."""
    return not (0 < at < len(text) and _in_word(text[at - 1]) and _in_word(text[at]))


def _in_word(character: str) -> bool:
    return character.isalnum() or unicodedata.combining(character) != 0


def load_reader(settings: Settings) -> Reader:
    """The reader that the settings name: through ONNX Runtime where it has that file, else on PyTorch.

    Raises:
        ModelError: its files are missing or do not fit.
    """
    folder = local_folder(settings.reader, "reader")
    if folder is not None and (folder / ONNX_FILE).is_file():
        tokenizer = read_tokenizer(tokenizer_file(folder))
        return Reader(settings.reader, OnnxScorer(folder, settings), tokenizer, settings)
    scorer = TransformersScorer(folder, settings)
    return Reader(settings.reader, scorer, scorer.tokenizer, settings)


class OnnxScorer:
    """A reader's ONNX file on ONNX Runtime."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self._model = OnnxModel(required(folder, ONNX_FILE), settings.threads)
        self.reads_titles = self._model.outputs == ("spans",)  # as `qa.train` makes them

    def spans(self, windows: Sequence[Encoding]) -> Iterator[NDArray[np.float32]]:
        """For each window, in order: (tokens, tokens), as `Scorer` says."""
        for outputs in self._model.run(windows):
            # A file with start and end logits, as others export them, or with the scores of spans themselves.
            yield outputs[0] if outputs[0].ndim == 2 else outputs[0][:, None] + outputs[1][None, :]


class TransformersScorer:
    """Any `AutoModelForQuestionAnswering` checkpoint, by folder or hub name, on PyTorch."""

    reads_titles = False

    def __init__(self, folder: Path | None, settings: Settings) -> None:
        prepare(settings.reader, settings.threads)
        import torch
        from transformers import AutoModelForQuestionAnswering, AutoTokenizer

        source = str(folder or settings.reader)
        try:
            self._model: Any = AutoModelForQuestionAnswering.from_pretrained(source, dtype=torch.float32)
            tokenizer: Any = AutoTokenizer.from_pretrained(source)
        except (OSError, ValueError, RuntimeError) as error:  # what the hub client and the loaders raise
            reason = str(error).strip().split("\n")[0]
            raise ModelError(
                "The reader {name} cannot be loaded ({reason}): check the name, or give the path of a "
                "question-answering model folder.",
                name=settings.reader,
                reason=reason,
            ) from error
        if not getattr(tokenizer, "is_fast", False):
            raise ModelError(
                "The reader {name} has no fast tokenizer, so its answers have no offsets: name another model.",
                name=settings.reader,
            )
        self._model.eval()
        self._batch_windows = settings.reader_batch_windows
        self._pad_id = tokenizer.pad_token_id or 0
        # A checkpoint trained without segments must not get them: the tokenizer knows.
        self._segments = "token_type_ids" in tokenizer.model_input_names
        self.tokenizer: Tokenizer = tokenizer.backend_tokenizer

    def spans(self, windows: Sequence[Encoding]) -> Iterator[NDArray[np.float32]]:
        """For each window, in order: (tokens, tokens), as `Scorer` says."""
        for first in range(0, len(windows), self._batch_windows):
            yield from self._batch(windows[first : first + self._batch_windows])

    def _batch(self, windows: Sequence[Encoding]) -> Iterator[NDArray[np.float32]]:
        import torch

        width = max(len(window) for window in windows)

        def padded(rows: list[list[int]], fill: int) -> torch.Tensor:
            return torch.tensor([row + [fill] * (width - len(row)) for row in rows])  # (windows, width)

        inputs = {
            "input_ids": padded([window.ids for window in windows], self._pad_id),
            "attention_mask": padded([window.attention_mask for window in windows], 0),
        }
        if self._segments:
            inputs["token_type_ids"] = padded([window.type_ids for window in windows], 0)
        with torch.inference_mode():
            output = self._model(**inputs)
        for row, window in enumerate(windows):
            starts, ends = (logits[row, : len(window)].numpy() for logits in (output.start_logits, output.end_logits))
            yield starts[:, None] + ends[None, :]
