"""What went wrong with a question, and the likeliest cause: from its answer and the places that are right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qa.evaluate.cases import Case
from qa.evaluate.index import Accepted
from qa.lang.sentences import sentences
from qa.values import Answer, Citation, State, TraceLine

Cause = Literal[
    "not_retrieved",  # no passage that was read holds the right answer whole
    "another_passage",  # one does, and another was preferred
    "another_sentence",  # of the right passage
    "other_span",  # of the right sentence
    "boundary",  # it overlaps the right answer, and is too long or too short
    "withheld",  # the guess was right, and its confidence too low to be shown
    "invented",  # the articles hold no answer, and one was shown
]


@dataclass(frozen=True, slots=True)
class Failure:
    """A question that got no right answer, or got one where there is none."""

    group: str
    id: str
    kind: str  # of the question, "" where its file does not say
    question: str
    expected: tuple[str, ...]  # accepted answers; none: the articles do not answer
    path: str  # of the article that answers; "" where none does
    given: str  # the best guess, also where it was withheld; "" where there was none
    given_path: str
    state: State  # what the guess was shown as
    confidence: float  # of the guess, 0 to 1
    rank: int | None  # of the first passage read that holds the right answer, from 1; None: none does
    cause: Cause


def failure_of(
    group: str, case: Case, answer: Answer, state: State, accepted: Accepted | None, path: str, *, right: bool
) -> Failure | None:
    """What failed; None where the answer is right, or rightly withheld.

    Args:
        group: that the case is reported under.
        case: what was asked.
        answer: the best guess, withheld or not.
        state: what it would have been shown as.
        accepted: the right answers; None where the articles hold none.
        path: of the article that holds them.
        right: whether the guess is right.
    """
    given = state in ("found", "unsure")
    if given == (accepted is not None) and (right or accepted is None):
        return None
    first = answer.citations[0] if answer.citations else None
    rank = None if accepted is None else _rank(answer.trace, accepted)
    return Failure(
        group=group,
        id=case.id,
        kind=case.kind,
        question=case.question,
        expected=() if accepted is None else accepted.answers,
        path=path,
        given=answer.text,
        given_path="" if first is None else first.path,
        state=state,
        confidence=answer.confidence,
        rank=rank,
        cause=_cause(first, rank, accepted, right=right),
    )


def _rank(trace: tuple[TraceLine, ...], accepted: Accepted) -> int | None:
    holding = (
        line.rank
        for line in trace
        if line.article_id == accepted.article_id
        and any(line.start <= start and end <= line.end for start, end in accepted.places)
    )
    return min(holding, default=None)


def _cause(first: Citation | None, rank: int | None, accepted: Accepted | None, *, right: bool) -> Cause:
    if accepted is None:
        return "invented"
    if right:
        return "withheld"
    if rank is None:
        return "not_retrieved"
    if first is None or first.article_id != accepted.article_id:
        return "another_passage"
    if any(first.start < end and start < first.end for start, end in accepted.places):
        return "boundary"
    base = first.passage_start
    held = [place for place in accepted.places if base <= place[0] < base + len(first.passage)]
    if not held:
        return "another_passage"
    around = [
        span
        for span in sentences(first.passage, first.language)
        if span[0] < first.end - base and first.start - base < span[1]
    ]
    same = any(span[0] < end - base and start - base < span[1] for span in around for start, end in held)
    return "other_span" if same else "another_sentence"
