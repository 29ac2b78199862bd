"""What readers say of replies is stored within bounds, and read back as cases; the last word on a question wins."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from qa.ask.engine import Engine
from qa.errors import EvaluationError, FeedbackError
from qa.evaluate.cases import GoldSet
from qa.evaluate.feedback import (
    MAX_ANSWER_CHARS,
    Feedback,
    Given,
    Verdict,
    add_feedback,
    feedback_path,
    given_of,
    read_feedback,
)
from qa.evaluate.loaders import read_file
from qa.evaluate.run import Options, evaluate
from qa.index.articles import Texts
from qa.index.opening import open_generation
from qa.settings import Settings
from qa.values import Filters

MILLAU = "Qui a inauguré le viaduc de Millau ?"
MOON = "Which singer was elected president of the Moon in 2050?"


@pytest.fixture(scope="module")
def texts(seed_index: Path) -> Iterator[Texts]:
    with closing(open_generation(seed_index)) as generation:
        yield generation.texts


@pytest.fixture(scope="module")
def found(seed_engine: Engine) -> Given:
    return given_of(seed_engine.ask(MILLAU))


@pytest.fixture(scope="module")
def nothing(seed_engine: Engine) -> Given:
    return given_of(seed_engine.ask(MOON))


def lines(settings: Settings) -> list[Feedback]:
    read = map(read_feedback, feedback_path(settings).read_text(encoding="utf-8").splitlines())
    return [line for line in read if line is not None]


def said(folder: Path, *words: tuple[Given, Verdict] | tuple[Given, Verdict, str]) -> Path:
    settings = Settings(feedback_file=folder / "said.jsonl")
    for word in words:
        add_feedback(settings, *word)
    return feedback_path(settings)


def one_case(sets: list[GoldSet]) -> tuple[str, str, str]:
    """Question, path of the article and answer of the only case."""
    (gold,) = sets
    (case,) = gold.cases
    if case.context is None:
        return case.question, "", ""
    ((start, end),) = case.places
    context = gold.contexts[case.context]
    return case.question, case.about, context.text[start:end]


# ---------------------------------------------------------------- storing


def test_a_line_holds_what_the_server_answered(tmp_path: Path, found: Given) -> None:
    settings = Settings(index=str(tmp_path / "index"))
    add_feedback(settings, found, "right")
    add_feedback(settings, found, "wrong", "  Un  autre\nhomme ")
    assert feedback_path(settings) == tmp_path / "index" / "feedback.jsonl"
    assert [(line.verdict, line.right_answer) for line in lines(settings)] == [
        ("right", ""),
        ("wrong", "Un autre homme"),
    ]
    assert lines(settings)[0].reply == found
    assert (found.question, found.answer, found.cited[0].quote) == (MILLAU, "Jacques Chirac", "Jacques Chirac")
    assert feedback_path(settings).stat().st_mode & 0o077 == 0


def test_what_narrowed_an_answer_is_told(seed_engine: Engine) -> None:
    assert given_of(seed_engine.ask(MILLAU)).narrowed == ()
    assert given_of(seed_engine.ask(MILLAU, filters=Filters("fr", "2004", folders=("seeds",)))).narrowed == (
        "language",
        "dates",
        "folder",
    )


def test_a_period_in_the_question_is_no_narrowing(seed_engine: Engine) -> None:
    answer = seed_engine.ask("Qui est devenu Premier ministre du Kazakhstan, depuis janvier 2022 ?")
    assert answer.query is not None
    assert answer.query.typed_dates is not None
    assert given_of(answer).narrowed == ()


def test_length_and_size_are_bounded(tmp_path: Path, found: Given) -> None:
    settings = Settings(feedback_file=tmp_path / "deep" / "said.jsonl", max_feedback_mb=1)
    add_feedback(settings, found, "wrong", "é" * 10_000)
    assert len(lines(settings)[0].right_answer) == MAX_ANSWER_CHARS
    with feedback_path(settings).open("ab") as stream:
        stream.write(b" " * 999_000)
    with pytest.raises(FeedbackError, match="max_feedback_mb"):
        add_feedback(settings, found, "right")


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path, found: Given) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FeedbackError, match="feedback_file"):
        add_feedback(Settings(feedback_file=tmp_path / "file" / "said.jsonl"), found, "right")


def test_half_a_character_and_half_a_line_do_no_harm(tmp_path: Path, found: Given) -> None:
    settings = Settings(feedback_file=tmp_path / "said.jsonl")
    feedback_path(settings).write_bytes(b'{"feedback":1,"said_')
    add_feedback(settings, replace(found), "wrong", "a\ud800b")
    assert [line.right_answer for line in lines(settings)] == ["a?b"]


def test_many_writers_write_whole_lines(tmp_path: Path, found: Given) -> None:
    settings = Settings(feedback_file=tmp_path / "said.jsonl")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: add_feedback(settings, found, "wrong", str(number)), range(40)))
    assert {line.right_answer for line in lines(settings)} == {str(number) for number in range(40)}


# ---------------------------------------------------------------- reading


def test_a_reply_that_was_right(tmp_path: Path, texts: Texts, found: Given) -> None:
    read = read_file(said(tmp_path, (found, "right")), texts)
    assert one_case(read) == (MILLAU, "seeds/viaduc-de-millau-2004-12-17.txt", "Jacques Chirac")


def test_a_right_reply_whose_place_has_moved(tmp_path: Path, texts: Texts, found: Given) -> None:
    moved = replace(found, cited=(replace(found.cited[0], start=0, end=14),))
    assert one_case(read_file(said(tmp_path, (moved, "right")), texts))[2] == "Jacques Chirac"


@pytest.mark.parametrize(
    ("answer", "article", "place"),
    [
        ("« norman FOSTER ».", "seeds/viaduc-de-millau-2004-12-17.txt", "Norman Foster"),  # the cited article
        ("Gisèle Halimi", "", None),  # another one, where nothing of the question stands
    ],
)
def test_a_right_answer_that_a_reader_gave(
    tmp_path: Path, texts: Texts, found: Given, answer: str, article: str, place: str | None
) -> None:
    file = said(tmp_path, (found, "wrong", answer))
    if place is None:
        with pytest.raises(EvaluationError, match=r"\(1 left out\)"):
            read_file(file, texts)
    else:
        assert one_case(read_file(file, texts)) == (MILLAU, article, place)


def test_a_right_answer_is_found_in_an_article_that_was_not_cited(tmp_path: Path, texts: Texts, nothing: Given) -> None:
    lost = replace(nothing, question=MILLAU, cited=())
    read = read_file(said(tmp_path, (lost, "wrong", "jacques chirac")), texts)
    assert one_case(read) == (MILLAU, "seeds/viaduc-de-millau-2004-12-17.txt", "Jacques Chirac")


def test_no_answer(tmp_path: Path, texts: Texts, found: Given, nothing: Given) -> None:
    for words in ((found, "no_answer"), (nothing, "right"), (nothing, "no_answer")):
        folder = tmp_path / f"{words[0].state}-{words[1]}"
        assert one_case(read_file(said(folder, words), texts))[1:] == ("", "")  # type: ignore[arg-type]


def test_the_last_word_wins(tmp_path: Path, texts: Texts, found: Given) -> None:
    spaced = replace(found, question=f" {MILLAU.upper()}  ")
    read = read_file(said(tmp_path, (found, "right"), (spaced, "no_answer")), texts)
    assert one_case(read)[1:] == ("", "")
    read = read_file(said(tmp_path / "b", (found, "no_answer"), (found, "wrong", "2 460 mètres")), texts)
    assert one_case(read)[2] == "2 460 mètres"


def test_a_bare_no_takes_back_a_yes_and_no_correction(tmp_path: Path, texts: Texts, found: Given) -> None:
    with pytest.raises(EvaluationError, match="says what is right"):
        read_file(said(tmp_path / "a", (found, "right"), (found, "wrong")), texts)
    read = read_file(said(tmp_path / "b", (found, "wrong", "Norman Foster"), (found, "wrong")), texts)
    assert one_case(read)[2] == "Norman Foster"
    assert read[0].unusable == 1


def test_what_cannot_be_used_is_counted(tmp_path: Path, texts: Texts, found: Given, nothing: Given) -> None:
    narrowed = replace(nothing, question="Who reigns?", narrowed=("dates",))
    more = replace(found, question="Who else opened it?", narrowed=("shown",))
    bare = replace(found, question="Who?")
    file = said(tmp_path, (found, "right"), (narrowed, "right"), (more, "right"), (bare, "wrong"))
    line = {**asdict(lines(Settings(feedback_file=file))[0]), "verdict": "maybe"}
    with file.open("a", encoding="utf-8") as stream:
        stream.write(f'\nnot JSON\n[1]\n{json.dumps(line)}\n{{"feedback":2}}\n')
    read = read_file(file, texts)
    assert one_case(read)[0] == MILLAU
    assert read[0].unusable == 7


def test_judged_replies_need_an_index(tmp_path: Path, found: Given) -> None:
    with pytest.raises(EvaluationError, match="--index NAME"):
        read_file(said(tmp_path, (found, "right")))


def test_they_are_evaluated(tmp_path: Path, seed_index: Path, found: Given, nothing: Given) -> None:
    bare = replace(found, question="Who?")
    file = said(tmp_path, (found, "right"), (nothing, "right"), (bare, "wrong"))
    report = evaluate(
        [file], Settings(index=str(seed_index)), Options(index_is_named=True), lambda stage, group, done, total: None
    )
    tables = {table.group: table for table in report.tables}
    assert set(tables) == {"said fr→fr", "said en→en"}
    assert list(tables["said fr→fr"].column("end_to_end.right")) == [1]
    assert [(left.group, left.questions, left.reason) for left in report.left_out] == [("said", 1, "judgement")]
