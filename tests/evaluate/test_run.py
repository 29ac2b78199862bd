"""A whole evaluation with the shipped pair, on files small enough to know the answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from qa.errors import EvaluationError, IndexMismatch
from qa.evaluate import run, statistics
from qa.evaluate.cases import GoldSet, Stage
from qa.evaluate.index import own_index
from qa.evaluate.loaders import read_file
from qa.evaluate.report import REPORT_FILE, Report, read_report, write_report
from qa.evaluate.run import Options, check_libraries, evaluate
from qa.evaluate.statistics import Columns, ScoreTable
from qa.evaluate.tasks import NO_SPAN, ask_all, guessing_engine, read_gold
from qa.models.embedder import load_embedder
from qa.models.reader import load_reader
from qa.settings import Settings
from tests.conftest import SEEDS
from tests.evaluate.examples import BRIDGE, TEA, corpus, french_squad, question, squad

pytestmark = pytest.mark.models  # what it reports of them is part of what is tested


def quiet(*state: object) -> None:
    pass


@pytest.fixture(scope="module", autouse=True)
def _few_samples() -> Iterator[None]:
    """How narrow an interval is, tests/evaluate/test_statistics.py checks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(statistics, "RESAMPLES", 100)
        yield


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("gold")
    files = [french_squad(folder / "piaf-fr.json"), corpus(folder / "corpus.jsonl")]
    return evaluate(files, Settings(), Options(), quiet)


def columns(report: Report, group: str) -> ScoreTable:
    return next(table for table in report.tables if table.group == group)


def test_every_direction_has_its_group_and_then_come_the_pools(report: Report) -> None:
    assert [group.name for group in report.groups] == [
        "piaf fr→fr",
        "corpus fr→fr",
        "corpus en→fr",
        "corpus fr→en",
        "corpus en→en",
        "corpus fr→*",
        "corpus *→*",
        "fr→*",
        "en→*",
        "*→*",
    ]
    assert [(group.questions, group.answerable) for group in report.groups[:3]] == [(3, 2), (4, 2), (4, 2)]
    assert report.groups[-1].questions == 19


def test_every_kind_of_measure_is_there(report: Report) -> None:
    names = {measure.name for group in report.groups for measure in group.measures}
    assert {
        "reading.plain.em",
        "reading.french.f1",
        "reading.abstention.auc",
        "retrieval.dense.paragraph.recall@1",
        "retrieval.hybrid.article.ndcg@10",
        "end_to_end.plain.f1",
        "end_to_end.abstention.accuracy",
        "end_to_end.handled",
        "end_to_end.right",
        "end_to_end.first_right",
        "end_to_end.five_right",
        "reading.right",
        "calibration.ece",
        "calibration.brier",
        "speed.p95",
    } <= names
    for group in report.groups:
        for measure in group.measures:
            assert measure.low <= measure.high, measure
            assert measure.name.startswith("speed.") or 0 <= measure.low <= measure.high <= 1, measure


def test_easy_questions_are_found_and_read(report: Report) -> None:
    table = columns(report, "corpus fr→fr")
    assert table.columns["retrieval.hybrid.article.recall@1"] == (1.0, None, 1.0, None)
    assert table.columns["reading.french.f1"][1] is None
    assert sum(value or 0 for value in table.columns["reading.french.f1"]) > 0.5
    assert all(0 <= (sure or 0) <= 1 for sure in table.columns["end_to_end.confidence"])


def test_figures_carry_their_conditions(report: Report, tmp_path: Path) -> None:
    found = report.conditions
    assert [file.name for file in found.files] == ["piaf-fr.json", "corpus.jsonl"]
    assert len(found.files[0].sha256) == 64
    assert found.embedder_fingerprint.startswith("m1:")
    assert found.settings["candidates"] == 40
    assert {one.group: one.articles for one in report.indexed} == {
        "piaf fr→fr": 2,
        "corpus fr→fr": 2,
        "corpus en→fr": 2,
        "corpus fr→en": 2,
        "corpus en→en": 2,
    }


def test_a_report_survives_its_file(report: Report, tmp_path: Path) -> None:
    path = write_report(report, tmp_path)
    assert path == tmp_path / REPORT_FILE
    assert read_report(path) == read_report(tmp_path) == report


@pytest.mark.parametrize(
    ("content", "message"),
    [("{", "is not a report of this version"), ('{"format": 99}', "is not a report of this version")],
)
def test_a_file_that_is_no_report_is_refused(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / REPORT_FILE).write_text(content)
    with pytest.raises(EvaluationError, match=message):
        read_report(tmp_path)


def test_a_report_of_another_format_is_refused(report: Report, tmp_path: Path) -> None:
    text = write_report(report, tmp_path).read_text(encoding="utf-8")
    (tmp_path / REPORT_FILE).write_text(text.replace('"format":2,', '"format":1,', 1), encoding="utf-8")
    with pytest.raises(EvaluationError, match="has format 1, this version compares format 2"):
        read_report(tmp_path)


def test_reading_alone_builds_no_index(tmp_path: Path) -> None:
    told = []
    file = french_squad(tmp_path / "piaf-fr.json")
    report = evaluate([file], Settings(), Options((Stage.READING,)), lambda *state: told.append(state))
    assert report.indexed == ()
    assert {stage for stage, *_ in told} == {"reading"}
    assert told[-1] == ("reading", "piaf fr→fr", 3, 3)
    assert all(measure.name.startswith("reading.") for measure in report.groups[0].measures)


def test_the_reader_is_given_the_whole_text_of_the_case(tmp_path: Path) -> None:
    (gold,) = read_file(french_squad(tmp_path / "piaf-fr.json"))
    settings = Settings()
    reader = load_reader(settings)
    found = read_gold(gold.cases, gold.contexts, reader, settings, quiet)
    for case, margin in zip(gold.cases, found["reading.margin"], strict=True):
        assert case.context is not None
        context = gold.contexts[case.context]
        best = reader.read(case.question, [context.text], [context.title])[0][0]
        assert margin == pytest.approx(best.logit - best.null_logit)
    assert min(value for value in found["reading.margin"] if value is not None) > NO_SPAN


def test_what_is_withheld_scores_nothing_but_its_guess_is_judged(tmp_path: Path) -> None:
    (gold,) = read_file(french_squad(tmp_path / "piaf-fr.json"))
    strict, lax = {"found": 1.0, "unsure": 1.0}, {"found": 1.0, "unsure": 0.0}
    given, withheld = asked(gold, lax), asked(gold, strict)
    assert asked(gold, {"found": 0.0, "unsure": 1.0})["end_to_end.answers"] == given["end_to_end.answers"]
    assert given["end_to_end.answers"] == [1.0, 1.0, 1.0]
    assert withheld["end_to_end.answers"] == [0.0, 0.0, 0.0]
    assert withheld["end_to_end.plain.f1"] == [0.0, None, 0.0]
    assert withheld["end_to_end.handled"] == [0.0, 1.0, 0.0]
    assert withheld["end_to_end.abstention.accuracy"] == [0.0, 1.0, 0.0]
    assert withheld["end_to_end.right"] == [0.0, None, 0.0]
    assert withheld["end_to_end.found_wrong"] == [None, None, None]
    assert given["end_to_end.found_wrong"] == [None, None, None]  # they are unsure
    for name in ("first_right", "five_right", "guess"):
        assert given[f"end_to_end.{name}"] == withheld[f"end_to_end.{name}"]
    assert given["end_to_end.right"][1] is None  # nothing answers it
    assert given["end_to_end.guess"][1] == 0.0
    assert given["end_to_end.right"][2] == given["end_to_end.guess"][2] == 1.0
    found = asked(gold, {"found": 0.0, "unsure": 0.0})
    assert found["end_to_end.found_wrong"] == [1 - (right or 0) for right in given["end_to_end.guess"]]
    for right, sure, square in zip(
        given["end_to_end.guess"], given["end_to_end.confidence"], given["calibration.brier"], strict=True
    ):
        assert right is not None
        assert sure is not None
        assert square == pytest.approx((sure - right) ** 2)


def asked(gold: GoldSet, least: Mapping[str, float]) -> Columns:
    chosen = Settings(**{f"min_confidence_{state}": value for state, value in least.items()})  # type: ignore[arg-type]
    with own_index(gold, chosen, quiet) as index:
        embedder, reader = load_embedder(chosen), load_reader(chosen)
        with closing(guessing_engine(index.settings, embedder, reader)) as engine:
            return ask_all(gold.cases, index, engine, quiet)


def test_a_question_that_is_too_long_is_refused_before_anything_is_measured(tmp_path: Path) -> None:
    file = squad(tmp_path / "long.json", [(BRIDGE, [question("Qui " * 300 + "?", BRIDGE, BRIDGE.split()[0])])])
    with pytest.raises(EvaluationError, match=r"Question long\S+ has 1201 characters, the limit is 1000"):
        evaluate([file], Settings(), Options(), lambda *state: pytest.fail("it began"))


def test_a_table_over_a_named_index(tmp_path: Path, seed_index: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(
        "question,answer,file\n"
        "Who discovered penicillin?,Alexander Fleming,seeds/penicillin.txt\n"
        "Who discovered gravity?,,\n",
        encoding="utf-8",
    )
    settings = Settings(index=str(seed_index))
    report = evaluate([file], settings, Options(index_is_named=True), quiet)
    (table,) = report.tables
    assert report.conditions.index == str(seed_index)
    assert report.indexed[0].articles == len(list(SEEDS.glob("*.txt")))
    assert table.columns["retrieval.hybrid.article.recall@5"] == (1.0, None)
    assert table.columns["reading.margin"][1] is None  # it was asked of no text
    assert report.left_out == ()
    with pytest.raises(IndexMismatch):
        evaluate([file], settings.model_copy(update={"passage_tokens": 90}), Options(index_is_named=True), quiet)


def test_what_a_named_index_lacks_is_left_out_and_told(tmp_path: Path, seed_index: Path) -> None:
    file = corpus(tmp_path / "corpus.jsonl")
    options = Options((Stage.RETRIEVAL,), index_is_named=True)
    report = evaluate([file], Settings(index=str(seed_index)), options, quiet)
    assert {(one.group, one.questions) for one in report.left_out} == {
        (f"corpus {direction}", 2) for direction in ("fr→fr", "en→fr", "fr→en", "en→en")
    }
    assert all(group.answerable == 0 for group in report.groups)


def test_a_split_without_a_question_is_refused(tmp_path: Path) -> None:
    file = french_squad(tmp_path / "piaf-fr.json")
    with pytest.raises(EvaluationError, match="a split other than dev"):
        evaluate([file], Settings(), Options(split="dev"), quiet)


def test_a_missing_library_is_told_with_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    check_libraries()
    monkeypatch.setattr(run, "LIBRARIES", ("numpy", "no_such_library"))
    with pytest.raises(EvaluationError, match=r"\(no_such_library\)\. Run: pip install '\.\[evaluate\]'"):
        check_libraries()


# ---------------------------------------------------------------- tables with their articles beside them


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table whose articles lie in a folder beside it."""
    folder = tmp_path_factory.mktemp("gold") / "desk"
    (folder / "articles" / "mairie").mkdir(parents=True)
    (folder / "articles" / "mairie" / "pont.txt").write_text(BRIDGE, encoding="utf-8")
    (folder / "articles" / "the.md").write_text(TEA, encoding="utf-8")
    file = folder / "questions.csv"
    file.write_text(
        "question,answer,file,kind,also\n"
        "Qui a ouvert le pont de la rivière ?,Paul Leroux,mairie/pont.txt,who,le maire || le maire Paul Leroux\n"
        "Où se trouve la maison de thé ?,à Nantes,the.md,where,\n"
        "Who founded the tea house?,Anne Martin,the.md,who,\n"
        "Qui a repeint le pont de la rivière ?,,,who,\n",
        encoding="utf-8",
    )
    return file


def test_a_table_is_asked_over_the_articles_beside_it(desk: Path) -> None:
    report = evaluate([desk], Settings(), Options((Stage.END_TO_END,)), quiet)
    assert [table.group for table in report.tables] == ["desk fr→fr", "desk en→fr"]
    assert report.indexed[0].articles == 2
    assert report.left_out == ()
    assert [(kind.name, kind.questions, kind.answerable) for kind in report.kinds] == [
        ("desk where", 1, 1),
        ("desk who", 3, 2),
    ]
    assert [name.split()[-1] for name in (group.name for group in report.groups)] == ["fr→fr", "en→fr", "*→*"]
    assert columns(report, "desk fr→fr").columns["end_to_end.right"][:2] == (1.0, 1.0)
    for kind in report.kinds:
        assert {"end_to_end.right", "end_to_end.first_right"} <= {measure.name for measure in kind.measures}


def test_what_answers_is_taken_out(desk: Path) -> None:
    settings = Settings(min_confidence_found=0.0)  # whatever is left is shown as found
    report = evaluate([desk], settings, Options((Stage.END_TO_END, Stage.WITHOUT_ANSWERS)), quiet)
    table = columns(report, "desk fr→fr")
    assert table.columns["end_to_end.right"] == (1.0, 1.0, None)
    assert table.columns["without_answers.found"] == (1.0, 1.0, None)
    assert table.columns["without_answers.found_wrong"] == (1.0, 1.0, None)
    bound = report.groups[-1].without_answers
    assert bound is not None
    assert (bound.wrong, bound.of, bound.at_most) == (3, 3, 1.0)


def test_what_another_text_says_too_is_not_wrong(tmp_path: Path) -> None:
    asked = question("Qui a ouvert le pont de la rivière ?", BRIDGE, "Paul Leroux")
    twin = BRIDGE.replace("240", "250")
    file = squad(tmp_path / "a.json", [(BRIDGE, [asked])], [(twin, [])])
    report = evaluate([file], Settings(min_confidence_found=0.0), Options((Stage.WITHOUT_ANSWERS,)), quiet)
    (table,) = report.tables
    assert table.columns == {"without_answers.found": (1.0,), "without_answers.found_wrong": (0.0,)}


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    one = french_squad(tmp_path / "piaf-fr.json")
    with pytest.raises(EvaluationError, match="would both be called piaf"):
        evaluate([one, one], Settings(), Options((Stage.READING,)), quiet)
