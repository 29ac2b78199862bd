"""Ranks are measured as the references do, at the level that each is said to be."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import ndcg_score

from qa.evaluate.index import gold_passages, is_right, named_index, own_index
from qa.evaluate.loaders import read_file
from qa.evaluate.tasks import RETRIEVERS, measure, retrieve
from qa.models.calibration import FusionWeights
from qa.models.embedder import load_embedder
from qa.settings import Settings
from tests.conftest import SEEDS
from tests.evaluate.examples import BRIDGE, TEA, corpus, french_squad, question, squad

UNITS = [f"u{n}" for n in range(30)]


def quiet(done: int, total: int) -> None:
    pass


def values(ranking: list[str], relevant: frozenset[str]) -> dict[str, float]:
    return {name: value for _, name, value in measure({"q": ranking}, {"q": relevant})}


@given(st.permutations(UNITS), st.sets(st.sampled_from(UNITS), min_size=1, max_size=4))
def test_ndcg_equals_the_reference(ranking: list[str], relevant: set[str]) -> None:
    truth = [[float(unit in relevant) for unit in ranking]]
    expected = ndcg_score(truth, [[-float(rank) for rank in range(len(ranking))]], k=10)
    assert values(ranking, frozenset(relevant))["ndcg@10"] == pytest.approx(expected)


@given(st.permutations(UNITS), st.sets(st.sampled_from(UNITS), min_size=1, max_size=4))
def test_recall_and_reciprocal_rank_follow_the_first_relevant_unit(ranking: list[str], relevant: set[str]) -> None:
    first = min(ranking.index(unit) for unit in relevant) + 1
    found = values(ranking, frozenset(relevant))
    assert found["mrr"] == pytest.approx(1 / first)
    assert [found[f"recall@{k}"] for k in (1, 5, 20)] == [float(first <= k) for k in (1, 5, 20)]


def test_what_is_not_ranked_or_is_nowhere_scores_nothing() -> None:
    assert set(values(["a"], frozenset({"b"})).values()) == {0.0}
    assert set(values([], frozenset({"b"})).values()) == {0.0}
    assert set(values(["a"], frozenset()).values()) == {0.0}
    one = values(["b", "a"], frozenset({"a"}))
    assert one["ndcg@10"] == pytest.approx(1 / math.log2(3))


@pytest.mark.tiny
def test_each_paragraph_is_searched_for_among_all(tmp_path: Path) -> None:
    (gold,) = read_file(french_squad(tmp_path / "piaf-fr.json"))
    settings = Settings()
    with own_index(gold, settings, quiet) as index:
        assert index.generation.manifest.articles == 2
        columns = retrieve(gold.cases, gold, index, load_embedder(settings), FusionWeights(), quiet)
    assert set(columns) == {
        f"retrieval.{retriever}.{level}.{name}"
        for retriever in RETRIEVERS
        for level in ("passage", "paragraph", "article")
        for name in ("recall@1", "recall@5", "recall@20", "mrr", "ndcg@10")
    }
    assert columns["retrieval.hybrid.paragraph.recall@1"] == [1.0, None, 1.0]  # the second has no answer


@pytest.mark.tiny
def test_two_paragraphs_of_an_article_count_as_one_article(tmp_path: Path) -> None:
    other = "Le pont de la rivière est peint en bleu tous les dix ans par la ville de Kerlan."
    asked = question("Qui a ouvert le pont de la rivière ?", BRIDGE, "Paul Leroux")
    (gold,) = read_file(squad(tmp_path / "a.json", [(other, []), (BRIDGE, [asked])], [(TEA, [])]))
    settings = Settings()
    with own_index(gold, settings, quiet) as index:
        columns = retrieve(gold.cases, gold, index, load_embedder(settings), FusionWeights(), quiet)
        ranks = {level: columns[f"retrieval.bm25.{level}.mrr"][0] for level in ("paragraph", "article")}
        found = index.generation.texts.homes(list(gold_passages(index.generation, index.accepted(gold.cases[0]))))
    assert ranks["article"] == 1.0
    assert set(found.values()) == {index.located["a-000.1"].article_id}


@pytest.mark.tiny
def test_hybrid_sees_no_more_of_each_ranking_than_the_product_does(tmp_path: Path) -> None:
    asked = question("Qui a ouvert le pont de la rivière ?", TEA, "Anne Martin")  # both retrievers bring the bridge
    (gold,) = read_file(squad(tmp_path / "a.json", [(BRIDGE, [])], [(TEA, [asked])]))
    settings = Settings(candidates=1)
    with own_index(gold, settings, quiet) as index:
        columns = retrieve(gold.cases, gold, index, load_embedder(settings), FusionWeights(), quiet)
    assert columns["retrieval.dense.article.mrr"] == [0.5]
    assert columns["retrieval.hybrid.article.mrr"] == [0.0]


@pytest.mark.tiny
def test_places_are_those_of_the_index_even_where_it_trims_the_text(tmp_path: Path) -> None:
    context = f"  \n{BRIDGE}\n"
    (gold,) = read_file(squad(tmp_path / "a.json", [(context, [question("Qui ?", context, "Paul Leroux")])]))
    with own_index(gold, Settings(), quiet) as index:
        accepted = index.accepted(gold.cases[0])
        assert accepted is not None
        (place,) = accepted.places
        article = index.generation.texts.articles([accepted.article_id])[accepted.article_id]
        assert article.text[place[0] : place[1]] == "Paul Leroux" == accepted.answers[0]
        (id_,) = gold_passages(index.generation, accepted)
        assert "Paul Leroux" in index.generation.texts.passages([id_])[id_].text


def test_contexts_are_found_in_a_named_index(tmp_path: Path, tiny_index: Path) -> None:
    text = (SEEDS / "penicillin.txt").read_text(encoding="utf-8")
    paragraph = next(part for part in text.split("\n") if "Fleming" in part and len(part) > 100)
    asked = question("Who discovered penicillin?", paragraph, "Fleming")
    (english,) = read_file(squad(tmp_path / "a.json", [(paragraph, [asked])]))
    settings = Settings(index=str(tiny_index))
    embedder = load_embedder(settings)
    with named_index(english, settings, embedder) as index:
        assert index.can_ask(english.cases[0])
        accepted = index.accepted(english.cases[0])
        assert accepted is not None
        assert accepted.answers == ("Fleming",)
        columns = retrieve(english.cases, english, index, embedder, FusionWeights(), quiet)
    assert "retrieval.dense.paragraph.recall@1" not in columns
    assert columns["retrieval.hybrid.article.recall@5"] == [1.0]


def test_questions_on_texts_that_a_named_index_lacks_cannot_be_asked(tmp_path: Path, tiny_index: Path) -> None:
    french = read_file(corpus(tmp_path / "corpus.jsonl"))[0]
    settings = Settings(index=str(tiny_index))
    with named_index(french, settings, load_embedder(settings)) as index:
        assert [index.can_ask(case) for case in french.cases] == [not case.places for case in french.cases]


@pytest.mark.tiny
def test_right_is_the_place_or_the_words(tmp_path: Path) -> None:
    (gold,) = read_file(french_squad(tmp_path / "a.json"))
    with own_index(gold, Settings(), quiet) as index:
        accepted = index.accepted(gold.cases[0])
    assert accepted is not None
    start, end = accepted.places[1]
    assert is_right(accepted.article_id, (start + 5, end), "Leroux", accepted)  # a piece, in its place
    assert not is_right(accepted.article_id, (end, end + 3), "Il", accepted)
    assert not is_right(accepted.article_id, (0, end), BRIDGE[:end], accepted)  # the whole sentence
    assert is_right("elsewhere", (0, 11), "Paul LEROUX", accepted)
    assert is_right("elsewhere", (0, 18), "par Paul Leroux fils", accepted)
    assert not is_right("elsewhere", (0, 6), "Leroux", accepted)  # another one, for all we know
    assert not is_right("elsewhere", (start, end), "Anne Martin", accepted)
    assert not is_right("elsewhere", (0, 2), "le", accepted)  # no word that tells anything
    assert not is_right(accepted.article_id, (start, end), "Paul Leroux", None)


def test_scores_come_for_many_questions_at_once() -> None:
    chance = np.random.default_rng(2)
    rankings = {f"q{n}": [str(u) for u in chance.permutation(20)] for n in range(50)}
    relevant = {id_: frozenset({"7"}) for id_ in rankings}
    found = {(id_, name): value for id_, name, value in measure(rankings, relevant)}
    assert len(found) == 250
    assert all(found[id_, "mrr"] == pytest.approx(1 / (ranking.index("7") + 1)) for id_, ranking in rankings.items())
