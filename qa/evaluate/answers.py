"""End to end: each question to the engine over the whole index, as a user asks it."""

from __future__ import annotations

from collections.abc import Sequence

from qa.ask.decide import state_of
from qa.ask.engine import Engine
from qa.evaluate.cases import Case
from qa.evaluate.index import GoldIndex, Told, is_right
from qa.evaluate.scores import SCORERS, exact_match, f1
from qa.evaluate.table import Columns
from qa.models.calibration import load_calibration
from qa.models.embedder import Embedder
from qa.models.reader import Reader
from qa.settings import Settings
from qa.values import Answer


def ask_all(cases: Sequence[Case], index: GoldIndex, engine: Engine, told: Told) -> Columns:
    """Each case asked of an engine that `guessing_engine` opened; a column a score, None where it has no meaning.

    Exact match and F1 are those of what a user is given: 0 where the answer is withheld. Whether the best guess is
    right (it overlaps an accepted answer in its article, or gives the same words elsewhere; never where nothing
    answers), its confidence and the Brier score are those of the guess, withheld or not.
    """
    if cases:
        engine.ask(cases[0].question)  # what is loaded at the first question is not counted as its time
    calibration = load_calibration(index.settings.embedder, index.settings.reader)
    calibration = calibration.overridden(index.settings.min_confidence_found, index.settings.min_confidence_unsure)
    columns: dict[str, list[float | None]] = {}
    for number, case in enumerate(cases, start=1):
        answer = engine.ask(case.question)
        given = state_of(answer.confidence, calibration.thresholds_of(answer.language))[0] != "not_found"
        for name, value in _scores(case, answer, index, given and bool(answer.citations)).items():
            columns.setdefault(name, []).append(value)
        told(number, len(cases))
    return columns


def guessing_engine(settings: Settings, embedder: Embedder, reader: Reader) -> Engine:
    """An engine that always gives its best guess, so that what would be withheld is scored too."""
    lax = settings.model_copy(update={"min_confidence_found": 0.0, "min_confidence_unsure": 0.0})
    return Engine(lax, embedder=embedder, reader=reader)


def _scores(case: Case, answer: Answer, index: GoldIndex, given: bool) -> dict[str, float | None]:
    accepted = index.accepted(case)
    right = any(
        is_right(citation.article_id, (citation.start, citation.end), citation.quote, citation.language, accepted)
        for citation in answer.citations
    )
    scores: dict[str, float | None] = {}
    for name, words in SCORERS.items():
        text = answer.text if given else ""
        scores[f"end_to_end.{name}.em"] = exact_match(text, accepted.answers, words) if accepted else None
        scores[f"end_to_end.{name}.f1"] = f1(text, accepted.answers, words) if accepted else None
    scores["end_to_end.confidence"] = answer.confidence
    scores["end_to_end.answers"] = float(given)
    scores["end_to_end.right"] = float(right)
    scores["end_to_end.guess_right"] = float(right) if case.places else None
    scores["end_to_end.abstention.accuracy"] = float(given == bool(case.places))
    scores["end_to_end.handled"] = float(given and right if case.places else not given)
    scores["calibration.brier"] = (answer.confidence - right) ** 2
    scores["speed.ms"] = answer.timings_ms.total
    return scores
