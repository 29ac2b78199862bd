"""Hits -> spans of those that are read: the first ones, and the others only where these do not settle the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qa.ask.decide import decide, group
from qa.ask.read import merged, read_hits
from qa.ask.rivals import rivals
from qa.lang.terms import terms
from qa.models.calibration import Calibration, Wave
from qa.models.reader import TextReader
from qa.values import Decision, Hit, Query, Span

LEAST_MARGIN = 0.5  # by which the reader must prefer an answer to none, for it to be settled early


def read_in_waves(
    query: Query, hits: Sequence[Hit], titles: Mapping[str, str], reader: TextReader, calibration: Calibration
) -> tuple[tuple[Span, ...], Wave | None]:
    """The spans of the hits that were read, best margin first, and the wave that settled the answer; None: none did.

    The calibration says after how many hits an answer may be settled, and how sure it must be then; without waves, and
    for a list, where each passage may add to the answer, all hits are read. An answer is not settled while it is alone
    or has rivals, nor where the reader would rather give none. Hits that may give a settled answer too are read as
    well: each article that agrees is cited.

    Args:
        query: the question.
        hits: the passages that were retrieved, best first.
        titles: of their articles, by article id.
        reader: what reads.
        calibration: of a decision on all hits.
    """
    spans: tuple[Span, ...] = ()
    done = 0
    for wave in calibration.waves if query.kind != "list" else ():
        if wave.passages >= len(hits):
            break
        spans = merged(spans, read_hits(query, hits[done : wave.passages], titles, reader))
        done = wave.passages
        decision = decide(query, hits[:done], spans, titles, calibration.after(wave))
        if decision.confidence >= wave.settled and _is_settled(query, decision, spans):
            agreeing = _saying(decision.candidates[0].best, hits[done:])
            return merged(spans, read_hits(query, agreeing, titles, reader)), wave
    return merged(spans, read_hits(query, hits[done:], titles, reader)), None


def _is_settled(query: Query, decision: Decision, spans: Sequence[Span]) -> bool:
    """Whether an answer that is sure enough rests on more than that others are lacking so far.

    Its confidence also counts how far it leads, and what is alone leads by most of all.
    """
    if not decision.candidates or decision.candidates[0].best.margin < LEAST_MARGIN:
        return False
    return len(group(spans)) > 1 and not rivals(query, decision)


def _saying(answer: Span, hits: Sequence[Hit]) -> list[Hit]:
    """The hits of other articles that hold the words of an answer: no others can give it."""
    home = answer.hit.passage.article_id

    def says(hit: Hit) -> bool:
        passage = hit.passage
        words = frozenset(terms(answer.text, passage.language))
        return bool(words) and words <= frozenset(terms(passage.text, passage.language))

    return [hit for hit in hits if hit.passage.article_id != home and says(hit)]
