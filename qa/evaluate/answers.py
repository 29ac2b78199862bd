"""End to end: each question to the engine over the whole index, as a user asks it."""

from __future__ import annotations

from collections.abc import Sequence

from qa.ask.decide import state_of
from qa.ask.engine import Engine
from qa.evaluate.cases import Case
from qa.evaluate.index import Accepted, GoldIndex, Told, is_right
from qa.evaluate.scores import SCORERS, exact_match, f1
from qa.evaluate.table import Columns
from qa.models.calibration import Calibration, load_calibration
from qa.models.embedder import Embedder
from qa.models.reader import Reader
from qa.settings import Settings
from qa.values import Answer, Citation, Filters, State

FIVE = 5  # candidates: the answer and its alternatives, as many as a user sees


def ask_all(cases: Sequence[Case], index: GoldIndex, engine: Engine, told: Told) -> Columns:
    """Each case asked of an engine that `guessing_engine` opened; a column a score, None where it has no meaning.

    Exact match, F1 and "right" (see `qa.evaluate.index.is_right`) are those of what a user is given, as found or as
    unsure: 0 where the answer is withheld. The first candidate and its confidence, one of the first five and the Brier
    score are those of the guess, withheld or not. Where nothing answers, every guess is wrong.
    """
    if cases:
        engine.ask(cases[0].question)  # what is loaded at the first question is not counted as its time
    calibration = _calibration(index)
    columns: dict[str, list[float | None]] = {}
    for number, case in enumerate(cases, start=1):
        answer = engine.ask(case.question)
        for name, value in _scores(case, answer, index, _state(answer, calibration)).items():
            columns.setdefault(name, []).append(value)
        told(number, len(cases))
    return columns


def ask_without(cases: Sequence[Case], index: GoldIndex, engine: Engine, told: Told) -> Columns:
    """Each case that has an answer, asked of all articles but the one that holds it; None for the others.

    In an index of a file's own texts that article is the paragraph, where the file has paragraphs. An answer that is
    still found is wrong, unless it has all words of an accepted one: another text may say the same.
    """
    every = list(index.generation.texts.ids_by_path().values())
    calibration = _calibration(index)
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
        told(number, len(cases))
    return {"without_answers.found": found, "without_answers.found_wrong": wrong}


def _calibration(index: GoldIndex) -> Calibration:
    """With the thresholds that the product would use."""
    fitted = load_calibration(index.settings.embedder, index.settings.reader)
    return fitted.overridden(index.settings.min_confidence_found, index.settings.min_confidence_unsure)


def _state(answer: Answer, calibration: Calibration) -> State:
    """What the product would have shown the guess as."""
    return (
        state_of(answer.confidence, calibration.thresholds_of(answer.language))[0] if answer.citations else "not_found"
    )


def guessing_engine(settings: Settings, embedder: Embedder, reader: Reader) -> Engine:
    """An engine that always gives its best guess, so that what would be withheld is scored too."""
    lax = settings.model_copy(update={"min_confidence_found": 0.0, "min_confidence_unsure": 0.0})
    return Engine(lax, embedder=embedder, reader=reader)


def _scores(case: Case, answer: Answer, index: GoldIndex, state: State) -> dict[str, float | None]:
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
