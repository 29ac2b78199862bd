"""Spans -> distinct candidate answers with their confidence, and one decision for the question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qa.lang.terms import terms
from qa.lang.years import named_years
from qa.models.calibration import Calibration, Features, Thresholds
from qa.values import Candidate, Decision, Hit, Query, Reason, Span, State

MAX_CANDIDATES = 5  # the answer and its alternatives
NEAREST = 3  # passages shown where there is no answer
OTHER_YEAR = 4.0  # of the reader's margin, that an answer of another year than is asked for loses as a rival
MIN_ALTERNATIVE = 0.05  # confidence below which another answer is noise


def group(spans: Sequence[Span]) -> list[tuple[Span, ...]]:
    """Distinct answers, best first; each with its spans, best first.

    Spans give one answer where they overlap in an article, or where their words are the same once articles, accents
    and endings are put aside ("le 6 janvier" and "6 janvier"). The words of a group are those of its best span: a piece
    of it ("€" of "18 €") is no reason to take in the same piece of another article.
    """
    groups: list[list[Span]] = []
    by_words: dict[str, list[Span]] = {}
    for span in sorted(spans, key=lambda span: -span.margin):
        words = " ".join(terms(span.text, span.hit.passage.language)) or span.text.casefold()
        home = by_words.get(words) or next((found for found in groups if overlap(span, found[0])), None)
        if home is None:
            home = by_words[words] = []
            groups.append(home)
        home.append(span)
    return [tuple(found) for found in groups]


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans share characters of one article."""
    same_article = one.hit.passage.article_id == other.hit.passage.article_id
    return same_article and one.start < other.end and other.start < one.end


def is_piece(one: Span, whole: Span) -> bool:
    """Whether a span says no more than a part of another: "€" of "18 €", "Kermadec" of "Hervé Kermadec"."""
    words = frozenset(terms(one.text, one.hit.passage.language))
    if not words:
        return one.text.casefold() in whole.text.casefold()
    return words <= frozenset(terms(whole.text, whole.hit.passage.language))


def features(query: Query, groups: Sequence[tuple[Span, ...]], titles: Mapping[str, str]) -> list[Features]:
    """What the confidence of each candidate is computed from; `titles` by article id."""
    years = named_years(query.text, query.language)
    elsewhen = [not any(years <= span.hit.passage.years for span in found) for found in groups]
    margins = [found[0].margin for found in groups]
    # What is said of another year is less of a rival to what is said of the year that the question names.
    standings = [margin - OTHER_YEAR * other for margin, other in zip(margins, elsewhen, strict=True)]
    leaders = sorted(standings, reverse=True)[:2]
    similarities = [found[0].hit.dense_similarity for found in groups]
    # A passage that only BM25 brought is no nearer than the farthest that the dense retriever did.
    floor = min((similarity for similarity in similarities if similarity is not None), default=0.0)
    result = []
    for found, margin, standing, other in zip(groups, margins, standings, elsewhen, strict=True):
        rival = leaders[-1] if standing == leaders[0] else leaders[0]
        lead = standing - rival if len(groups) > 1 else 10.0
        passage, hit = found[0].hit.passage, found[0].hit
        asked = frozenset(terms(query.text, passage.language))
        context = f"{titles[passage.article_id]} {passage.heading} {passage.text}"
        there = frozenset(terms(context, passage.language))
        coverage = len(asked & there) / len(asked) if asked else 0.0
        similarity = floor if hit.dense_similarity is None else hit.dense_similarity
        result.append(
            Features(
                margin=margin,
                lead=max(-10.0, min(10.0, lead)),
                similarity=similarity,
                coverage=coverage,
                relevance=similarity * coverage,
                reciprocal_rank=1.0 / hit.rank,
                other_language=float(passage.language != query.language),
                other_year=float(other),
            )
        )
    return result


def decide(
    query: Query, hits: Sequence[Hit], spans: Sequence[Span], titles: Mapping[str, str], calibration: Calibration
) -> Decision:
    """Abstain or answer, once per question: by the calibrated confidence of the best candidate.

    Args:
        query: the question.
        hits: the passages that were read, best first.
        spans: what was read in them.
        titles: of the hits' articles, by article id.
        calibration: the model of confidence, and the thresholds.
    """
    if not spans:
        return Decision("not_found", "no_passage", 0.0, (), tuple(hits[:NEAREST]))
    groups = group(spans)
    scored = [
        Candidate(found, calibration.confidence(evidence, query.language))
        for found, evidence in zip(groups, features(query, groups, titles), strict=True)
    ]
    scored.sort(key=lambda candidate: -candidate.confidence)
    state, reason = state_of(scored[0].confidence, calibration.thresholds_of(query.language))
    if state == "not_found":
        return Decision(state, reason, scored[0].confidence, (), tuple(hits[:NEAREST]))
    others = [
        candidate
        for candidate in scored[1:]
        if candidate.confidence >= MIN_ALTERNATIVE and not is_piece(candidate.best, scored[0].best)
    ]
    return Decision(state, reason, scored[0].confidence, (scored[0], *others[: MAX_CANDIDATES - 1]), ())


def state_of(confidence: float, thresholds: Thresholds) -> tuple[State, Reason | None]:
    """What becomes of an answer of this confidence, and why it is withheld where it is."""
    if confidence >= thresholds.found:
        return "found", None
    if confidence >= thresholds.unsure:
        return "unsure", None
    return "not_found", "low_confidence"
