"""What is measured of each question: the text read alone, the passages found, and the answer from end to end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date

from qa.ask.decide import state_of
from qa.ask.engine import Engine
from qa.ask.fuse import fuse, weighted
from qa.ask.query import take_dates, understand
from qa.ask.retrieve import bm25_rankings, dense_ranking
from qa.ask.spelling import corrected
from qa.evaluate.cases import Case, Context, GoldSet
from qa.evaluate.failures import Failure, failure_of
from qa.evaluate.index import Accepted, GoldIndex, OnProgress, gold_passages, is_right
from qa.evaluate.scores import SCORERS, agrees, exact_match, f1
from qa.evaluate.statistics import Columns
from qa.models.calibration import Calibration, FusionWeights, calibration_of
from qa.models.embedder import Embedder
from qa.models.onnx import thread_count
from qa.models.reader import Reader, TextSpan
from qa.settings import Settings
from qa.values import Answer, Citation, Filters, Ranking, State

# ---------------------------------------------------------------- the reader alone


NO_SPAN = -30.0  # margin where the reader finds no span at all: lower than any that it gives


def read_gold(
    cases: Sequence[Case], contexts: Mapping[str, Context], reader: Reader, settings: Settings, on_progress: OnProgress
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
        return next(iter(reader.read(" ".join(case.question.split()), [context.text], [context.title])[0]), None)

    spans = []
    # A question has few windows: several are read at once, each on a thread of its own.
    with ThreadPoolExecutor(thread_count(settings.threads)) as pool:
        for span in pool.map(best, zip(cases, given, strict=True)):
            spans.append(span)
            on_progress(len(spans), len(cases))
    columns: dict[str, list[float | None]] = {}
    for case, context, span in zip(cases, given, spans, strict=True):
        for name, value in _reading_scores(case, context, span).items():
            columns.setdefault(name, []).append(value)
    return columns


def _reading_scores(case: Case, context: Context | None, span: TextSpan | None) -> dict[str, float | None]:
    scores: dict[str, float | None] = {}
    prediction = "" if context is None or span is None else context.text[span.start : span.end]
    accepted = [] if context is None else [context.text[start:end] for start, end in case.places]
    for name, words in SCORERS.items():
        scores[f"reading.{name}.em"] = exact_match(prediction, accepted, words) if accepted else None
        scores[f"reading.{name}.f1"] = f1(prediction, accepted, words) if accepted else None
    scores["reading.right"] = float(agrees(prediction, accepted)) if accepted else None
    margin = NO_SPAN if span is None else span.logit - span.null_logit
    scores["reading.margin"] = None if context is None else margin
    answers = margin > 0
    scores["reading.answers"] = None if context is None else float(answers)
    scores["reading.abstention.accuracy"] = None if context is None else float(answers == bool(accepted))
    return scores


# ---------------------------------------------------------------- the retrievers alone


DEPTH = 100  # passages of each retriever that are ranked: enough for 20 articles of several passages each
RETRIEVERS = ("dense", "bm25", "hybrid")
MEASURES = {  # as ir-measures names them, and as we do
    "Success@1": "recall@1",
    "Success@5": "recall@5",
    "Success@20": "recall@20",
    "RR": "mrr",
    "nDCG@10": "ndcg@10",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """One question: what each retriever brought, and what is relevant, at each level."""

    id: str
    rankings: Mapping[tuple[str, str], tuple[str, ...]]  # by retriever and level: units, best first
    relevant: Mapping[str, frozenset[str]]  # by level


def retrieve(
    cases: Sequence[Case],
    gold: GoldSet,
    index: GoldIndex,
    embedder: Embedder,
    weights: FusionWeights,
    on_progress: OnProgress,
) -> Columns:
    """Recall@1, @5 and @20, reciprocal rank and nDCG@10 of each answerable case, for each retriever and level.

    Levels: "passage", where what counts is a passage that holds an accepted answer whole; "paragraph", any passage of
    the paragraph (files that have paragraphs, in an index of their own); "article", any passage of the article. An
    article ranks where its first passage does. Recall is 1 where at least one relevant unit is among the first k, the
    sense that it has in question answering (ir-measures calls it Success). Hybrid is what the product reads: the
    fusion of the first `candidates` passages of each retriever.
    """
    judged = []
    subjects = _subjects(gold, index)
    for number, case in enumerate(cases, start=1):
        if case.places:
            judged.append(_judge(case, subjects, index, embedder, weights))
        on_progress(number, len(cases))
    scores = _rank_scores(judged)
    names = dict.fromkeys(name for found in scores.values() for name in found)
    return {name: [scores.get(case.id, {}).get(name) for case in cases] for name in names}


def _subjects(gold: GoldSet, index: GoldIndex) -> Mapping[str, str] | None:
    """For each article of the index the subject that it is a paragraph of; None where articles are whole."""
    if not (index.is_temporary and gold.has_paragraphs):
        return None
    return {home.article_id: gold.contexts[id_].about for id_, home in index.located.items()}


def _judge(
    case: Case,
    subjects: Mapping[str, str] | None,
    index: GoldIndex,
    embedder: Embedder,
    weights: FusionWeights,
) -> Judged:
    manifest = index.generation.manifest
    meant = corrected(understand(case.question, index.settings), index.generation)
    query = take_dates(meant, manifest.first_date, manifest.last_date, date.today())
    depth = max(DEPTH, index.settings.candidates)
    by_meaning = dense_ranking(query, index.generation, embedder, depth)
    by_words = bm25_rankings(query, index.generation, depth)
    first = [_first(ranking, index.settings.candidates) for ranking in (by_meaning, *by_words)]
    found = {
        "dense": [hit.passage_id for hit in by_meaning.hits],
        "bm25": [id_ for id_, _ in fuse(weighted(weights, by_words, query.language), k=weights.k)],
        "hybrid": [id_ for id_, _ in fuse(weighted(weights, first, query.language), k=weights.k)],
    }
    homes = index.generation.texts.homes(list({id_ for ids in found.values() for id_ in ids}))
    accepted = index.accepted(case)
    assert accepted is not None
    relevant = {"passage": gold_passages(index.generation, accepted)}
    units: dict[str, Mapping[str, str]] = {"passage": {id_: id_ for id_ in homes}}
    if subjects is not None:
        units |= {"paragraph": homes, "article": {id_: subjects[home] for id_, home in homes.items()}}
        relevant |= {"paragraph": frozenset({accepted.article_id}), "article": frozenset({case.about})}
    else:
        units["article"], relevant["article"] = homes, frozenset({accepted.article_id})
    rankings = {
        (retriever, level): tuple(dict.fromkeys(unit[id_] for id_ in ids))
        for retriever, ids in found.items()
        for level, unit in units.items()
    }
    return Judged(case.id, rankings, relevant)


def _first(ranking: Ranking, count: int) -> Ranking:
    return replace(ranking, hits=ranking.hits[:count])


def _rank_scores(judged: Sequence[Judged]) -> dict[str, dict[str, float]]:
    """By question, the value of each measure."""
    scores: dict[str, dict[str, float]] = {one.id: {} for one in judged}
    for key in judged[0].rankings if judged else ():
        retriever, level = key
        # A passage that should hold the answer may not exist where the answer straddles two: it is never found.
        for id_, name, value in measure(
            {one.id: one.rankings[key] for one in judged}, {one.id: one.relevant[level] for one in judged}
        ):
            scores[id_][f"retrieval.{retriever}.{level}.{name}"] = value
    return scores


def measure(
    rankings: Mapping[str, Sequence[str]], relevant: Mapping[str, frozenset[str]]
) -> Iterator[tuple[str, str, float]]:
    """For each question and measure its value: question, measure, 0 to 1, higher is better.

    Computed by ir-measures, whose reciprocal rank and nDCG are those of trec_eval.
    """
    import ir_measures

    run = {id_: {unit: float(-rank) for rank, unit in enumerate(units)} for id_, units in rankings.items()}
    qrels = {id_: dict.fromkeys(units, 1) for id_, units in relevant.items()}
    known = {id_ for id_, units in relevant.items() if units}
    wanted = {ir_measures.parse_measure(name): label for name, label in MEASURES.items()}
    for found in ir_measures.iter_calc(wanted, {id_: qrels[id_] for id_ in known}, run):
        if found.query_id in known:
            yield found.query_id, wanted[found.measure], float(found.value)
    for id_ in relevant.keys() - known:
        yield from ((id_, label, 0.0) for label in wanted.values())


# ---------------------------------------------------------------- end to end


FIVE = 5  # candidates: the answer and its alternatives, as many as a user sees


def ask_all(
    cases: Sequence[Case],
    index: GoldIndex,
    engine: Engine,
    on_progress: OnProgress,
    group: str = "",
    failures: list[Failure] | None = None,
) -> Columns:
    """Each case asked of an engine that `guessing_engine` opened; a column a score, None where it has no meaning.

    Exact match, F1 and "right" (see `qa.evaluate.index.is_right`) are those of what a user is given, as found or as
    unsure: 0 where the answer is withheld. The first candidate and its confidence, one of the first five and the Brier
    score are those of the guess, withheld or not. Where nothing answers, every guess is wrong.

    Args:
        cases: what is asked.
        index: that holds what answers them.
        engine: that answers.
        on_progress: told of each case.
        group: that the cases are reported under.
        failures: takes what failed.
    """
    if cases:
        engine.ask(cases[0].question)  # what is loaded at the first question is not counted as its time
    calibration = calibration_of(index.settings)
    columns: dict[str, list[float | None]] = {}
    for number, case in enumerate(cases, start=1):
        answer = engine.ask(case.question)
        state = _state(answer, calibration)
        scores = _answer_scores(case, answer, index, state)
        for name, value in scores.items():
            columns.setdefault(name, []).append(value)
        if failures is not None:
            failures += _failure(group, case, answer, state, index, right=bool(scores["end_to_end.guess"]))
        on_progress(number, len(cases))
    return columns


def _failure(
    group: str, case: Case, answer: Answer, state: State, index: GoldIndex, *, right: bool
) -> tuple[Failure, ...]:
    accepted = index.accepted(case)
    texts = index.generation.texts
    path = "" if accepted is None else texts.articles([accepted.article_id])[accepted.article_id].path
    failed = failure_of(group, case, answer, state, accepted, path, right=right)
    return () if failed is None else (failed,)


def ask_without(cases: Sequence[Case], index: GoldIndex, engine: Engine, on_progress: OnProgress) -> Columns:
    """Each case that has an answer, asked of all articles but the one that holds it; None for the others.

    In an index of a file's own texts that article is the paragraph, where the file has paragraphs. An answer that is
    still found is wrong, unless it has all words of an accepted one: another text may say the same.
    """
    every = list(index.generation.texts.ids_by_path().values())
    calibration = calibration_of(index.settings)
    found: list[float | None] = []
    wrong: list[float | None] = []
    for number, case in enumerate(cases, start=1):
        accepted = index.accepted(case)
        others = tuple(id_ for id_ in every if accepted is not None and id_ != accepted.article_id)
        if others:
            answer = engine.ask(case.question, filters=Filters(articles=others))
            is_found = _state(answer, calibration) == "found"
            found.append(float(is_found))
            wrong.append(float(is_found and not _holds_right(answer.citations, accepted)))
        else:
            found.append(None)
            wrong.append(None)
        on_progress(number, len(cases))
    return {"without_answers.found": found, "without_answers.found_wrong": wrong}


def _state(answer: Answer, calibration: Calibration) -> State:
    """What the product would have shown the guess as."""
    if not answer.citations or answer.state == "extracts":
        return "not_found"
    state = state_of(answer.confidence, calibration.thresholds_of(answer.language))[0]
    return "unsure" if state == "found" and any(other.is_rival for other in answer.alternatives) else state


def guessing_engine(settings: Settings, embedder: Embedder, reader: Reader) -> Engine:
    """An engine that always gives its best guess, so that what would be withheld is scored too."""
    lax = settings.model_copy(update={"min_confidence_found": 0.0, "min_confidence_unsure": 0.0})
    return Engine(lax, embedder=embedder, reader=reader)


def _answer_scores(case: Case, answer: Answer, index: GoldIndex, state: State) -> dict[str, float | None]:
    accepted, given = index.accepted(case), state != "not_found"
    right = _holds_right(answer.citations, accepted)
    in_five = right or any(_holds_right(other.citations, accepted) for other in answer.alternatives[: FIVE - 1])
    scores: dict[str, float | None] = {}
    for name, words in SCORERS.items():
        text = answer.text if given else ""
        scores[f"end_to_end.{name}.em"] = exact_match(text, accepted.answers, words) if accepted else None
        scores[f"end_to_end.{name}.f1"] = f1(text, accepted.answers, words) if accepted else None
    scores["end_to_end.confidence"] = answer.confidence
    scores["end_to_end.answers"] = float(given)
    scores["end_to_end.guess"] = float(right)
    scores["end_to_end.right"] = float(given and right) if case.places else None
    scores["end_to_end.first_right"] = float(right) if case.places else None
    scores["end_to_end.five_right"] = float(in_five) if case.places else None
    scores["end_to_end.found_wrong"] = float(not right) if state == "found" else None
    scores["end_to_end.abstention.accuracy"] = float(given == bool(case.places))
    scores["end_to_end.handled"] = float(given and right if case.places else not given)
    scores["calibration.brier"] = (answer.confidence - right) ** 2
    scores["speed.ms"] = answer.timings_ms.total
    return scores


def _holds_right(citations: Sequence[Citation], accepted: Accepted | None) -> bool:
    return any(is_right(one.article_id, (one.start, one.end), one.quote, accepted) for one in citations)
