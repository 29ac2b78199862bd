"""The reader alone: the text that holds the answer is given, and the best span is scored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from qa.evaluate.cases import Case, Context
from qa.evaluate.index import Told
from qa.evaluate.scores import SCORERS, exact_match, f1, is_right
from qa.evaluate.table import Columns
from qa.models.onnx import thread_count
from qa.models.reader import Reader, TextSpan
from qa.settings import Settings

NO_SPAN = -30.0  # margin where the reader finds no span at all: lower than any that it gives


def read_gold(
    cases: Sequence[Case], contexts: Mapping[str, Context], reader: Reader, settings: Settings, told: Told
) -> Columns:
    """Each case read in its own context, as a whole; a column a score, None where it has no meaning.

    The prediction is the best span even where the reader prefers "no answer", as in SQuAD 1.1; how well its margin
    over "no answer" tells the answerable from the unanswerable is scored beside it.
    """
    given = [None if case.context is None else contexts[case.context] for case in cases]

    def best(pair: tuple[Case, Context | None]) -> TextSpan | None:
        case, context = pair
        if context is None:
            return None
        return next(iter(reader.read(" ".join(case.question.split()), [context.text])[0]), None)

    spans = []
    # A question has few windows: several are read at once, each on a thread of its own.
    with ThreadPoolExecutor(thread_count(settings.threads)) as pool:
        for span in pool.map(best, zip(cases, given, strict=True)):
            spans.append(span)
            told(len(spans), len(cases))
    columns: dict[str, list[float | None]] = {}
    for case, context, span in zip(cases, given, spans, strict=True):
        for name, value in _scores(case, context, span).items():
            columns.setdefault(name, []).append(value)
    return columns


def _scores(case: Case, context: Context | None, span: TextSpan | None) -> dict[str, float | None]:
    scores: dict[str, float | None] = {}
    prediction = "" if context is None or span is None else context.text[span.start : span.end]
    accepted = [] if context is None else [context.text[start:end] for start, end in case.places]
    for name, words in SCORERS.items():
        scores[f"reading.{name}.em"] = exact_match(prediction, accepted, words) if accepted else None
        scores[f"reading.{name}.f1"] = f1(prediction, accepted, words) if accepted else None
    scores["reading.right"] = float(is_right(prediction, accepted)) if accepted else None
    margin = NO_SPAN if span is None else span.logit - span.null_logit
    scores["reading.margin"] = None if context is None else margin
    answers = margin > 0
    scores["reading.answers"] = None if context is None else float(answers)
    scores["reading.abstention.accuracy"] = None if context is None else float(answers == bool(accepted))
    return scores
