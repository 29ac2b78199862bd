"""Candidates -> the articles that give them: each is believed only where its own passage answers the question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from qa.ask.decide import features, group
from qa.models.calibration import Calibration
from qa.values import Article, Candidate, Decision, Query, Span


def in_agreement(
    query: Query, decision: Decision, spans: Sequence[Span], articles: Mapping[str, Article], calibration: Calibration
) -> Decision:
    """The decision with one span per article in each candidate: those that answer by themselves.

    An article that only holds the same words says nothing: in its passage the reader's own best span must be this
    answer, and its confidence, had no other passage given it, at least that of "unsure". Of two places in one article
    that do, the text is preferred to a headline.
    """
    judge = _Judge(query, spans, {id_: article.title for id_, article in articles.items()}, calibration)
    candidates = tuple(
        replace(candidate, spans=_one_per_article(candidate, articles, judge)) for candidate in decision.candidates
    )
    return replace(decision, candidates=candidates)


def _one_per_article(candidate: Candidate, articles: Mapping[str, Article], judge: _Judge) -> tuple[Span, ...]:
    by_article: dict[str, list[Span]] = {}
    for span in candidate.spans:
        if span is candidate.best or judge.answers(span, candidate.spans):
            by_article.setdefault(span.hit.passage.article_id, []).append(span)
    return tuple(
        next((span for span in found if not in_headline(span, articles[id_])), found[0])
        for id_, found in by_article.items()
    )


def in_headline(span: Span, article: Article) -> bool:
    """Whether a span lies in the article's title or an intertitle, as they stand in its text."""
    start = article.text.rfind("\n", 0, span.start) + 1
    end = article.text.find("\n", span.end)
    line = article.text[start : len(article.text) if end < 0 else end]
    said = " ".join(line.strip("#*_= \t\r\f").split())
    return said in (" ".join(article.title.split()), span.hit.passage.heading) or line.lstrip().startswith("#")


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
