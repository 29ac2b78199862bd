"""Every serialised value comes back as it was; frozen values are checked where they are born."""

from __future__ import annotations

import copy
import dataclasses
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from qa import reports, values
from qa.index.manifest import FORMAT, Manifest, Recipe, read_manifest, write_manifest
from qa.interfaces.format import to_json
from qa.models.calibration import (
    UNCALIBRATED,
    Calibration,
    Features,
    FusionWeights,
    Scale,
    Thresholds,
    load_calibration,
    write_calibration,
)
from qa.reports import BuildReport, IndexStatus
from qa.settings import load_settings
from qa.values import Answer, Article, Hit, Passage, Span

FINITE = st.floats(allow_nan=False, allow_infinity=False)
st.register_type_strategy(float, FINITE)
st.register_type_strategy(str, st.text(st.characters(exclude_categories=["Cs"]), max_size=20))


@settings(max_examples=25)  # each has some hundred values
@given(st.from_type(Answer))
def test_answers(answer: Answer) -> None:
    assert TypeAdapter(Answer).validate_json(to_json(answer)) == answer


@settings(max_examples=50)
@given(st.from_type(BuildReport), st.from_type(IndexStatus))
def test_reports(report: BuildReport, status: IndexStatus) -> None:
    assert TypeAdapter(BuildReport).validate_json(to_json(report, indent=2)) == report
    assert TypeAdapter(IndexStatus).validate_json(to_json(status)) == status


@settings(max_examples=50)
@given(st.builds(Manifest, recipe=st.builds(Recipe, format=st.just(FORMAT))))
def test_manifests(tmp_path_factory: pytest.TempPathFactory, manifest: Manifest) -> None:
    folder = tmp_path_factory.mktemp("manifest")
    write_manifest(manifest, folder)
    read = read_manifest(folder)
    assert read.seal  # of the file as it was written
    assert replace(read, files=manifest.files, seal=manifest.seal) == manifest


@settings(max_examples=50)
@given(
    st.builds(
        Calibration,
        coefficients=st.from_type(Features),
        fusion=st.from_type(FusionWeights),
        thresholds=st.dictionaries(st.text(max_size=3), st.from_type(Thresholds), min_size=1),
        scale=st.dictionaries(st.text(max_size=3), st.from_type(Scale)),
    )
)
def test_calibrations(tmp_path_factory: pytest.TempPathFactory, calibration: Calibration) -> None:
    folder = tmp_path_factory.mktemp("pair")
    write_calibration(calibration, folder / "calibration.json")
    assert load_calibration("some embedder", str(folder)) == calibration


def test_the_shipped_reader_with_another_embedder_is_not_calibrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "embedded").mkdir()
    write_calibration(load_calibration("embedded", "embedded"), tmp_path / "embedded" / "calibration.json")
    load_calibration.cache_clear()
    assert load_calibration("some embedder", "embedded") is UNCALIBRATED


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_settings_file_that_an_editor_of_windows_saved(
    encoding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("gazette.toml").write_text("top_k = 7\r\n", encoding=encoding, newline="")
    assert load_settings().top_k == 7


def test_home_folders_in_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    Path("gazette.toml").write_text('indexes_folder = "~/a"\nfeedback_file = "~/b.jsonl"\n', encoding="utf-8")
    settings = load_settings()
    assert (settings.index_folder, settings.feedback_file) == (tmp_path / "a" / "default", tmp_path / "b.jsonl")
    assert load_settings(index="~/c").index_folder == tmp_path / "c"


def article(**changes: object) -> Article:
    fields = {"id": "a1:0", "path": "a.txt", "title": "A", "text": "le pont", "body_start": 0, "date": None}
    rest = {"date_source": None, "language": "fr", "sha256": "0", "media_type": "text/plain"}
    return Article(**{**fields, **rest, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("start", [-1, 8])
def test_a_body_outside_its_text_is_refused(start: int) -> None:
    with pytest.raises(ValueError, match="body"):
        article(body_start=start)


def test_lines_and_pages_are_counted_from_1_where_a_reader_can_count_them() -> None:
    text = "un\ndeux\f\ntrois"
    page, one = article(text=text, media_type="text/html"), article(text=text, media_type="application/pdf")
    assert [(page.line(at), page.page(at), one.line(at)) for at in (0, 5)] == [(None, None, None)] * 2
    lined = article(text=text, media_type="text/markdown")
    assert [lined.line(text.index(word)) for word in ("un", "deux", "trois")] == [1, 2, 3]
    assert [one.page(text.index(word)) for word in ("un", "deux", "trois")] == [1, 1, 2]
    assert article(text=text).page(5) is None


@pytest.mark.parametrize(("start", "end", "text"), [(3, 3, ""), (5, 3, "x"), (0, 4, "le pont"), (-1, 1, "xx")])
def test_a_passage_that_does_not_hold_its_text_is_refused(start: int, end: int, text: str) -> None:
    with pytest.raises(ValueError, match="passage"):
        Passage("p", "a1:0", start, end, text, "fr", "")


@pytest.mark.parametrize(("start", "end"), [(9, 12), (12, 12), (14, 18), (15, 14)])
def test_a_span_outside_its_passage_is_refused(start: int, end: int) -> None:
    hit = Hit(Passage("p", "a1:0", 10, 17, "le pont", "fr", ""), 1, 0.1, None, None)
    assert Span(hit, 13, 17, 2.0, -1.0).text == "pont"
    assert Span(hit, 13, 17, 2.0, -1.0).margin == 3.0
    with pytest.raises(ValueError, match="span"):
        Span(hit, start, end, 0.0, 0.0)


def test_every_value_is_frozen_and_copies_are_itself() -> None:
    named = {**vars(values), **vars(reports)}
    found = [kind for kind in named.values() if dataclasses.is_dataclass(kind)]
    assert len(found) > 15
    for kind in found:
        assert kind.__dataclass_params__.frozen, kind  # type: ignore[attr-defined]
        assert issubclass(kind, values.Value), kind  # type: ignore[arg-type]
    one = article()
    assert copy.deepcopy([one])[0] is one


def test_the_summary_of_a_report() -> None:
    statuses = ["added", "added", "updated", "renamed", "removed", "unchanged", "duplicate", "skipped", "skipped"]
    files = tuple(reports.FileReport(f"{n}.txt", status) for n, status in enumerate(statuses))  # type: ignore[arg-type]
    report = BuildReport("index", 1, True, False, files, 5, 9, 3, 0.5)
    assert report.summary() == "+2 ~2 -1 =1, 1 duplicate, 2 skipped"


def test_the_shipped_pair_is_whole() -> None:
    from qa.models.files import shipped_folder

    models = ("embedder/model_int8.onnx", "embedder/model.safetensors", "reader/model_int8.onnx")
    for file in (*models, "calibration.json", "README.md"):
        assert (shipped_folder("") / file).is_file(), file
    assert sum(f.stat().st_size for f in Path(shipped_folder("")).rglob("*") if f.is_file()) < 80e6
