"""The Haystack components: the same answers as the engine's, alone and together, saved and loaded."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from haystack import Document, ExtractedAnswer, Pipeline
from haystack.core.errors import PipelineRuntimeError
from haystack.core.pipeline.draw import _to_mermaid_text

from qa.ask.components import (
    GAZETTE_YAML,
    AnswerDecider,
    Bm25Retriever,
    DenseRetriever,
    ExtractiveReader,
    RankFusion,
    gazette_pipeline,
)
from qa.ask.engine import Engine
from qa.ask.haystack_filters import filters_from
from qa.errors import QuestionError
from qa.values import Filters
from tests.ask.test_reference import SAMPLE

OURS = ["qa.ask.*"]
README = GAZETTE_YAML.with_name("README.md").read_text(encoding="utf-8")
SIZES = (GAZETTE_YAML.parent.parent / "interfaces" / "server" / "sizes.md").read_text(encoding="utf-8")
HAYSTACK_FILTERS: dict[str, Any] = {
    "operator": "AND",
    "conditions": [
        {"field": "meta.date", "operator": ">=", "value": "2000"},
        {"field": "meta.folder", "operator": "in", "value": ["seeds"]},
    ],
}


@pytest.fixture(scope="module")
def pipeline(tiny_index: Path) -> Pipeline:
    return gazette_pipeline(str(tiny_index))


def places(answers: list[ExtractedAnswer]) -> list[tuple[str, int, int]]:
    return [
        (answer.document.meta["article_id"], answer.meta["start"], answer.meta["end"])
        for answer in answers
        if answer.document is not None
    ]


@pytest.mark.parametrize("filters", [None, HAYSTACK_FILTERS])
def test_the_pipeline_answers_like_the_engine(
    pipeline: Pipeline, tiny_engine: Engine, filters: dict[str, Any] | None
) -> None:
    for question in (*SAMPLE[::3], "Who discovered pizza?") if filters is None else SAMPLE[:2]:
        given = pipeline.run({"query": question, **({"filters": filters} if filters else {})})["decide"]
        asked = tiny_engine.ask(question, filters=filters_from(filters), typed_dates=False)
        assert (given["state"], round(given["confidence"], 4)) == (asked.state, asked.confidence), question
        first = [answer for answer in given["answers"] if answer.meta["answer"] == 1]
        assert {answer.data for answer in first[:1]} == {asked.text} - {""}
        assert places(first) == [(one.article_id, one.start, one.end) for one in asked.citations]
        others = [one for other in asked.alternatives for one in other.citations]
        assert places(given["answers"][len(first) :]) == [(one.article_id, one.start, one.end) for one in others]
        assert [near.content for near in given["documents"]] == [near.passage for near in asked.nearest]
        for answer in given["answers"]:
            span = answer.document_offset
            assert answer.document.content[span.start : span.end] == answer.data
            assert 0 < answer.score < 1


def test_it_is_saved_loaded_and_drawn(pipeline: Pipeline) -> None:
    saved = pipeline.dumps()
    loaded = Pipeline.loads(saved, allowed_modules=OURS)
    assert loaded.dumps() == saved
    drawn = _to_mermaid_text(loaded.graph, {})
    assert all(name in drawn for name in ("dense", "bm25", "fuse", "read", "decide"))


def test_the_file_in_the_package_is_the_pipeline() -> None:
    written = yaml.safe_load(GAZETTE_YAML.read_text(encoding="utf-8"))
    hayhooks = {name: written.pop(name) for name in ("inputs", "outputs")}
    assert written == yaml.safe_load(gazette_pipeline().dumps())
    loaded = Pipeline.loads(GAZETTE_YAML.read_text(encoding="utf-8"), allowed_modules=OURS)
    inputs, outputs = loaded.inputs(), loaded.outputs(include_components_with_connected_outputs=True)
    for name, targets in hayhooks["inputs"].items():
        assert all(target.split(".")[1] == name in inputs[target.split(".")[0]] for target in targets)
    for name, source in hayhooks["outputs"].items():
        assert source.split(".") == ["decide", name]
        assert name in outputs["decide"]
    needed = {f"{step}.query" for step in ("dense", "bm25", "fuse", "read", "decide")}
    assert set(hayhooks["inputs"]["query"]) == needed


@pytest.mark.parametrize(
    "made",
    [
        DenseRetriever("news", "embedded", 7),
        Bm25Retriever("news", 7),
        RankFusion(5, 30, 1.0, 0.9, 0.1),
        ExtractiveReader("embedded", 3),
        AnswerDecider(None, None, 0.9, 0.5),
    ],
    ids=lambda made: type(made).__name__,
)
def test_each_is_saved_with_what_it_was_made_with(made: Any) -> None:
    saved = made.to_dict()
    assert all(value is None or isinstance(value, str | int | float) for value in saved["init_parameters"].values())
    assert type(made).from_dict(saved).to_dict() == saved
    changed = {**saved, "init_parameters": dict.fromkeys(saved["init_parameters"])}
    assert type(made).from_dict(changed).to_dict() == changed


def test_retrievers_alone(seed_index: Path) -> None:
    found = DenseRetriever(str(seed_index)).run("Who discovered penicillin?", top_k=3)["documents"]
    assert len(found) == 3
    assert found[0].meta["path"] == "seeds/penicillin.txt"
    assert [document.score for document in found] == sorted((document.score for document in found), reverse=True)
    words = Bm25Retriever(str(seed_index), top_k=2)
    documents = words.run("Millau", {"field": "meta.language", "operator": "==", "value": "fr"})["documents"]
    assert {document.meta["path"] for document in documents} == {"seeds/viaduc-de-millau-2004-12-17.txt"}
    assert all(2004 in document.meta["years"] for document in documents)  # of the article's date, at least
    with pytest.raises(QuestionError, match="cannot be used"):
        words.run("Millau", {"field": "meta.author", "operator": "==", "value": "x"})


def test_an_index_that_was_built_otherwise_is_refused(tiny_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAZETTE_EMBEDDER_QUERY_PREFIX", "question: ")
    with pytest.raises(PipelineRuntimeError, match="embedder_query_prefix"):
        gazette_pipeline(str(tiny_index)).run({"query": "Who?"})


@pytest.mark.models
def test_fusion_and_reader_take_any_documents() -> None:
    """Of another retriever, without a word of Gazette's in their `meta`, and without text."""
    texts = ["Le phare de Brest fut allumé en 1863.", "Marie Dupont dirige le musée de Brest.", " ", None]
    documents = [Document(content=text, score=0.5) for text in texts]
    fused = RankFusion(top_k=5).run("Qui dirige le musée ?", documents, documents[:1])["documents"]
    assert [document.content for document in fused] == texts[:2]
    reader = ExtractiveReader(top_k=1)
    (answer,) = reader.run("Qui dirige le musée de Brest ?", documents)["answers"]
    assert (answer.data, answer.query) == ("Marie Dupont", "Qui dirige le musée de Brest ?")
    assert (answer.document_offset, answer.context) == (ExtractedAnswer.Span(0, 12), texts[1])
    assert reader.run("Qui ?", [])["answers"] == []
    decided = AnswerDecider().run("Qui dirige le musée de Brest ?", documents, [answer])
    assert decided["state"] in ("found", "unsure", "not_found")
    assert AnswerDecider().run("Qui ?", documents, [])["documents"] == documents[:2]


@pytest.mark.parametrize(
    ("given", "filters"),
    [
        (None, Filters()),
        ({}, Filters()),
        ({"field": "meta.language", "operator": "==", "value": "fr"}, Filters("fr")),
        ({"field": "date", "operator": ">=", "value": "2021"}, Filters(since="2021-01-01")),
        ({"field": "meta.date", "operator": ">", "value": "2021"}, Filters(since="2022-01-01")),
        ({"field": "meta.date", "operator": "<", "value": "2021-03"}, Filters(until="2021-02-28")),
        ({"field": "meta.date", "operator": "<=", "value": "2021-03"}, Filters(until="2021-03-31")),
        ({"field": "meta.date", "operator": "==", "value": "2020-02"}, Filters(None, "2020-02-01", "2020-02-29")),
        ({"field": "meta.folder", "operator": "==", "value": "news/"}, Filters(folders=("news",))),
        ({"field": "meta.article_id", "operator": "in", "value": ["a", "b"]}, Filters(articles=("a", "b"))),
        (HAYSTACK_FILTERS, Filters(since="2000-01-01", folders=("seeds",))),
        (
            {
                "operator": "AND",
                "conditions": [
                    {"field": "meta.date", "operator": ">=", "value": "2019"},
                    {"operator": "AND", "conditions": [{"field": "meta.date", "operator": ">", "value": "2020-05-31"}]},
                    {"field": "meta.date", "operator": "<=", "value": "2022-01-06"},
                    {"field": "meta.date", "operator": "<", "value": "2030"},
                ],
            },
            Filters(None, "2020-06-01", "2022-01-06"),
        ),
    ],
)
def test_filters_in_the_form_of_haystack(given: dict[str, Any] | None, filters: Filters) -> None:
    assert filters_from(given) == filters


@pytest.mark.parametrize(
    "given",
    [
        {"field": "meta.title", "operator": "==", "value": "x"},
        {"field": "meta.language", "operator": "!=", "value": "fr"},
        {"field": "meta.folder", "operator": "not in", "value": ["x"]},
        {"field": "meta.folder", "operator": "in", "value": []},
        {"operator": "OR", "conditions": [{"field": "meta.language", "operator": "==", "value": "fr"}]},
        {"operator": "AND", "conditions": "x"},
        {"operator": "AND", "conditions": ["x"]},
        {"field": "meta.date", "operator": ">=", "value": "yesterday"},
        {"field": "meta.language", "operator": "==", "value": "de"},
        {
            "operator": "AND",
            "conditions": [{"field": "meta.language", "operator": "==", "value": code} for code in ("fr", "en")],
        },
    ],
)
def test_what_cannot_be_filtered_by_is_said(given: dict[str, Any]) -> None:
    with pytest.raises(QuestionError):
        filters_from(given)


@pytest.mark.parametrize("code", re.findall(r"```python\n(.+?)```", README + SIZES, re.DOTALL))
def test_the_readme_s_python_runs(
    code: str, seed_index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GAZETTE_INDEX", str(seed_index))
    exec(compile(code, "README.md", "exec"), {})
    expected = [comment.strip() for comment in re.findall(r"print\(.*\)  # (.+)", code)]
    assert expected
    assert capsys.readouterr().out.splitlines() == expected
