"""Reciprocal rank fusion: equal to Haystack's where they do the same, and monotone in every ranking."""

from __future__ import annotations

from haystack import Document
from haystack.components.joiners import DocumentJoiner
from hypothesis import given
from hypothesis import strategies as st

from qa.ask.fuse import fuse, weighted
from qa.models.calibration import FusionWeights
from qa.values import Ranked, Ranking

IDS = st.lists(st.sampled_from("abcdefghij"), unique=True, max_size=10)


def ranking(ids: list[str], language: str | None = None) -> Ranking:
    hits = tuple(Ranked(id_, rank, 1.0 / rank) for rank, id_ in enumerate(ids, start=1))
    return Ranking("dense" if language is None else "bm25", language, hits)  # type: ignore[arg-type]


@given(st.lists(IDS, min_size=2, max_size=4).filter(lambda lists: any(lists)))
def test_with_equal_weights_it_is_haystack_s(lists: list[list[str]]) -> None:
    documents = [[Document(id=id_, content=id_) for id_ in ids] for ids in lists]
    expected = DocumentJoiner(join_mode="reciprocal_rank_fusion").run(documents=documents)["documents"]
    ours = dict(fuse([(1.0, ranking(ids)) for ids in lists], k=60))
    assert ours.keys() == {document.id for document in expected}
    scale = len(lists) / 61  # Haystack scales by the best score there can be
    for document in expected:
        assert abs(ours[document.id] / scale - (document.score or 0)) < 1e-9


@given(IDS.filter(lambda ids: len(ids) > 1), IDS, st.integers(1, 9), st.floats(0.1, 3))
def test_a_better_rank_never_makes_a_passage_fall(ids: list[str], others: list[str], place: int, weight: float) -> None:
    place = min(place, len(ids) - 1)
    passage = ids[place]
    better = [*ids[: place - 1], passage, ids[place - 1], *ids[place + 1 :]]

    def position(first: list[str]) -> int:
        return [id_ for id_, _ in fuse([(weight, ranking(first)), (1.0, ranking(others))])].index(passage)

    assert position(better) <= position(ids)


@given(IDS, IDS)
def test_scores_fall_and_every_passage_comes_once(one: list[str], other: list[str]) -> None:
    fused = fuse([(1.0, ranking(one)), (0.5, ranking(other))])
    assert [score for _, score in fused] == sorted((score for _, score in fused), reverse=True)
    assert sorted(id_ for id_, _ in fused) == sorted({*one, *other})


def test_weights_follow_the_retriever_and_the_language() -> None:
    weights = FusionWeights(k=10, dense=3.0, bm25_same=2.0, bm25_other=1.0)
    rankings = [ranking(["a"]), ranking(["a"], "fr"), ranking(["a"], "en")]
    assert [weight for weight, _ in weighted(weights, rankings, "fr")] == [3.0, 2.0, 1.0]
    assert [weight for weight, _ in weighted(weights, rankings, "en")] == [3.0, 1.0, 2.0]
