"""Whether another answer comes so near to the first that neither is to be taken without comparing the two."""

from __future__ import annotations

from dataclasses import replace

from qa.ask.decide import is_piece
from qa.values import Candidate, Decision, Query, Span

NEAR = 0.9  # share of the first answer's confidence from which another one is its rival


def rivals(query: Query, decision: Decision) -> tuple[Candidate, ...]:
    """The answers beside the first, as likely and of its type, best first; none to a list, where all may be right."""
    first, *others = decision.candidates or (None,)
    if first is None or query.kind == "list":
        return ()
    return tuple(
        other
        for other in others
        if other.confidence >= NEAR * first.confidence
        and _type(other.best) == _type(first.best)
        and not is_piece(first.best, other.best)
    )


def contested(query: Query, decision: Decision) -> Decision:
    """The decision, which is only "unsure" of an answer that has a rival."""
    return replace(decision, state="unsure") if decision.state == "found" and rivals(query, decision) else decision


def _type(span: Span) -> str:
    """A figure or a date, a name, or other words."""
    text = span.text.strip("«»“”\"' ")
    if any(map(str.isdigit, text)):
        return "figure"
    return "name" if any(word[0].isupper() for word in text.split()) else "words"
