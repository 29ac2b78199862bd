"""Spans -> the decision that is shown: each article stands for an answer only where its own passage gives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from qa.ask.decide import decide, features, group
from qa.ask.near import or_nothing
from qa.ask.rivals import contested
from qa.ask.spelling import with_doubt
from qa.models.calibration import Calibration
from qa.values import Candidate, Decision, Hit, Query, Span


def settle(
    query: Query, hits: Sequence[Hit], spans: Sequence[Span], titles: Mapping[str, str], calibration: Calibration
) -> Decision:
    """Decide, weigh rivals, say "nothing found" only where nothing is near, and keep the articles that agree.

    Args:
        query: the question.
        hits: the passages that were read, best first.
        spans: what was read in them.
        titles: of the hits' articles, by article id.
        calibration: the model of confidence, and the thresholds.
    """
    decision = with_doubt(query, contested(query, decide(query, hits, spans, titles, calibration)))
    decision = or_nothing(query, decision, hits, titles)
    return in_agreement(query, decision, spans, titles, calibration)


def in_agreement(
    query: Query, decision: Decision, spans: Sequence[Span], titles: Mapping[str, str], calibration: Calibration
) -> Decision:
    """The decision with one span per article in each candidate: those that answer by themselves.

    An article that only holds the same words says nothing: in its passage the reader's own best span must be this
    answer, and its confidence, had no other passage given it, at least that of "unsure". Of two places in one article
    that do, the text is preferred to a headline.
    """
    judge = _Judge(query, spans, titles, calibration)
    candidates = tuple(
        replace(candidate, spans=_one_per_article(candidate, titles, judge)) for candidate in decision.candidates
    )
    return replace(decision, candidates=candidates)


def _one_per_article(candidate: Candidate, titles: Mapping[str, str], judge: _Judge) -> tuple[Span, ...]:
    by_article: dict[str, list[Span]] = {}
    for span in candidate.spans:
        if span is candidate.best or judge.answers(span, candidate.spans):
            by_article.setdefault(span.hit.passage.article_id, []).append(span)
    return tuple(
        next((span for span in found if not in_headline(span, titles[id_])), found[0])
        for id_, found in by_article.items()
    )


def in_headline(span: Span, title: str) -> bool:
    """Whether a span lies in its article's title or in an intertitle, as they stand in its passage."""
    passage = span.hit.passage
    start = passage.text.rfind("\n", 0, span.start - passage.start) + 1
    end = passage.text.find("\n", span.end - passage.start)
    line = passage.text[start : len(passage.text) if end < 0 else end]
    said = " ".join(line.strip("#*_= \t\r\f").split())
    return said in (" ".join(title.split()), passage.heading) or line.lstrip().startswith("#")


class _Judge:
    """Knows what the reader preferred in each passage, and what else was answered."""

    def __init__(
        self, query: Query, spans: Sequence[Span], titles: Mapping[str, str], calibration: Calibration
    ) -> None:
        self._query, self._titles, self._calibration = query, titles, calibration
        self._groups = group(spans)
        self._first: dict[str, Span] = {}  # of each passage
        for span in sorted(spans, key=lambda span: -span.margin):
            self._first.setdefault(span.hit.passage.id, span)

    def answers(self, span: Span, shared: Sequence[Span]) -> bool:
        """Whether the passage of a span gives the answer of these spans by itself."""
        return self._first[span.hit.passage.id] in shared and self._alone(span, shared) >= self._floor

    @property
    def _floor(self) -> float:
        return self._calibration.thresholds_of(self._query.language).unsure

    def _alone(self, span: Span, shared: Sequence[Span]) -> float:
        """The confidence of a span as the only one of its answer."""
        others = [found for found in self._groups if found[0] not in shared]
        groups = [(span,), *others[:1], *sorted(others[1:], key=_similarity)[:1]]
        return self._calibration.confidence(features(self._query, groups, self._titles)[0], self._query.language)


def _similarity(found: Sequence[Span]) -> float:
    similarity = found[0].hit.dense_similarity
    return 1.0 if similarity is None else similarity
