"""Files of questions in each format become cases with exact places, or are refused in one sentence that says where."""

from __future__ import annotations

import copy
import json
from contextlib import closing
from pathlib import Path

import pytest

from qa.errors import EvaluationError
from qa.evaluate.cases import GoldSet, Split
from qa.evaluate.gold import PARTS, TEST_PART, part_of, read_squad
from qa.evaluate.loaders import read_file, source_of
from qa.index.opening import open_generation
from qa.ingest.build import build_index
from qa.settings import Settings
from tests.evaluate.examples import BRIDGE, ENTRIES, corpus, french_squad, question, squad


def answers(gold: GoldSet) -> list[list[str]]:
    return [
        [gold.contexts[case.context].text[start:end] for start, end in case.places] if case.context else []
        for case in gold.cases
    ]


def test_squad_keeps_every_accepted_answer_and_what_is_impossible(tmp_path: Path) -> None:
    (gold,) = read_file(french_squad(tmp_path / "piaf-fr.json"))
    assert (gold.source, gold.language, gold.has_paragraphs) == ("piaf", "fr", True)
    assert answers(gold) == [["le maire Paul Leroux", "Paul Leroux"], [], ["Nantes"]]
    assert [case.about for case in gold.cases] == ["piaf-000", "piaf-000", "piaf-001"]
    assert gold.group(gold.cases[0]) == "piaf fr→fr"


def test_subjects_are_those_that_training_splits_by(tmp_path: Path) -> None:
    file = french_squad(tmp_path / "piaf-fr.json")
    (gold,) = read_file(file)
    _, questions = read_squad(file, "piaf", "fr")
    assert [case.about for case in gold.cases] == [question.about for question in questions]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("squad-en.json", "squad"),
        ("piaf-fr.json", "piaf"),
        ("dev_fr.json", "dev"),
        ("lenfer.json", "lenfer"),
        ("corpus/articles.jsonl", "corpus"),
        ("desk/questions.csv", "desk"),
    ],
)
def test_a_source_is_named_after_its_file(name: str, source: str) -> None:
    assert source_of(Path(name)) == source


def test_languages_of_text_and_question_are_told_apart(tmp_path: Path) -> None:
    english = "The bridge over the river was opened in 1931 by the mayor. It is very long."
    file = squad(
        tmp_path / "mixed.json",
        [(BRIDGE, [question("Who opened the bridge over the river?", BRIDGE, "Paul Leroux")])],
        [(english, [question("When was the bridge over the river opened?", english, "1931")])],
    )
    french, other = read_file(file)
    assert [french.group(case) for case in french.cases] == ["mixed en→fr"]
    assert [other.group(case) for case in other.cases] == ["mixed en→en"]


def test_line_ends_do_not_move_an_answer(tmp_path: Path) -> None:
    context = "Le pont.\r\n\r\nIl a été ouvert en 1931 par le maire."
    (gold,) = read_file(squad(tmp_path / "a.json", [(context, [question("Quand ?", context, "1931")])]))
    assert answers(gold) == [["1931"]]
    assert "\r" not in gold.contexts["a-000.0"].text


def test_the_corpus_gives_four_directions(tmp_path: Path) -> None:
    french, english = read_file(corpus(tmp_path / "corpus.jsonl"))
    groups = {gold.group(case) for gold in (french, english) for case in gold.cases}
    assert groups == {"corpus fr→fr", "corpus en→fr", "corpus fr→en", "corpus en→en"}
    assert len(french.cases) == len(english.cases) == 8
    assert sum(not case.places for case in french.cases) == 4
    asked_twice = [case.question for case in english.cases if case.id == "p1-001.0"]
    assert asked_twice == ["Qui a ouvert le pont de Kerlan ?", "Who opened the Kerlan bridge?"]


def test_a_split_keeps_its_subjects_and_indexes_what_belongs_to_it(tmp_path: Path) -> None:
    paragraphs = [[(BRIDGE, [question("Qui a ouvert le pont ?", BRIDGE, "Paul Leroux")])]] * 60
    (whole,) = read_file(squad(tmp_path / "squad.json", *paragraphs))
    parts: tuple[Split, ...] = ("train", "dev", "test")
    split = {name: whole.part(name) for name in parts}
    assert {case.about for case in split["test"].cases} == {
        case.about for case in whole.cases if part_of(case.about, PARTS) == TEST_PART
    }
    assert sum(len(gold.cases) for gold in split.values()) == 60
    for gold in split.values():
        assert gold.cases
        assert {context.about for context in gold.contexts.values()} == {case.about for case in gold.cases}
    entries = [{**ENTRIES[0], "id": f"p1-{n:03d}"} for n in range(60)]
    french = read_file(corpus(tmp_path / "corpus.jsonl", entries))[0]
    assert len(french.part("test").contexts) == 60
    assert 0 < len(french.part("test").cases) < 60


def test_a_smaller_sample_is_part_of_a_larger_one(tmp_path: Path) -> None:
    entries = [{**ENTRIES[0], "id": f"p1-{n:03d}"} for n in range(30)]
    french = read_file(corpus(tmp_path / "corpus.jsonl", entries))[0]
    small, large = ({(case.language, case.id) for case in french.sample(limit).cases} for limit in (5, 20))
    assert (len(small), len(large)) == (10, 40)  # of each direction
    assert small < large
    assert {id_ for code, id_ in large if code == "fr"} == {id_ for code, id_ in large if code == "en"}
    assert french.sample(None) == french


# ---------------------------------------------------------------- tables


def table(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_a_table_names_articles_of_an_index(tmp_path: Path, tiny_index: Path) -> None:
    file = table(
        tmp_path / "mine.csv",
        "Question;Réponse;Fichier",
        "Quel président a inauguré le viaduc de Millau ?;jacques chirac;seeds/viaduc-de-millau-2004-12-17.txt",
        "Who discovered penicillin?;Alexander Fleming;penicillin.txt",
        "Qui a peint la Joconde ?;;",
        "Who sang at the opening?;;seeds/viaduc-de-millau-2004-12-17.txt",
    )
    with closing(open_generation(tiny_index)) as generation:
        french, english = read_file(file, generation.texts)
    assert [french.group(case) for case in french.cases] == ["mine fr→fr", "mine fr→fr", "mine en→fr"]
    assert answers(french) == [["Jacques Chirac"], [], []]  # whatever the case, the article's own words
    assert answers(english) == [["Alexander Fleming"]]


def test_an_answer_is_found_as_a_word_where_the_question_is(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text("En 1912, 12 navires partirent. Le naufrage fit 12 morts.", encoding="utf-8")
    settings = Settings(index=str(tmp_path / "index"))
    build_index([folder], settings)
    file = table(tmp_path / "mine.csv", f"{HEADER},also", "Combien de morts fit\u2028le naufrage ?,12 morts,a.txt,12")
    with closing(open_generation(settings.index_folder)) as generation:
        (gold,) = read_file(file, generation.texts)
    (case,) = gold.cases
    assert case.context is not None
    text = gold.contexts[case.context].text
    assert [text[start:] for start, _ in case.places] == ["12 morts.", "12 morts."]  # the other wording: the nearest


def test_a_table_may_give_a_kind_and_other_wordings(tmp_path: Path, tiny_index: Path) -> None:
    file = table(
        tmp_path / "mine.csv",
        "question,answer,file,genre,aussi",
        f"Qui a inauguré le viaduc ?,Jacques Chirac,{MILLAU},who,Chirac ||  chirac||",
        "Qui a peint la Joconde ?,,,who,",
    )
    with closing(open_generation(tiny_index)) as generation:
        (gold,) = read_file(file, generation.texts)
    assert answers(gold) == [["Jacques Chirac", "Chirac"], []]
    assert [case.kind for case in gold.cases] == ["who", "who"]
    file.write_text(f"question,answer,file,also\nQui ?,Chirac,{MILLAU},Mitterrand\n", encoding="utf-8")
    with (
        closing(open_generation(tiny_index)) as generation,
        pytest.raises(EvaluationError, match="the answer 'Mitterrand' is not in"),
    ):
        read_file(file, generation.texts)


HEADER = "question,answer,file"
MILLAU = "seeds/viaduc-de-millau-2004-12-17.txt"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (("question,answer", "a,b"), "The first row of"),
        ((HEADER, "Qui ?,Chirac"), "Row 1 of"),
        ((HEADER, "Qui ?,Chirac,nowhere.txt"), "names 'nowhere.txt', which is the path of 0 articles"),
        ((HEADER, "", f"Qui ?,Mitterrand,{MILLAU}"), "Row 2 of"),
        ((HEADER, f"Qui ?,Mitterrand,{MILLAU}"), "the answer 'Mitterrand' is not in seeds/viaduc"),
        ((HEADER, f"?,Chirac,{MILLAU}"), "has no word ('?')"),
        ((HEADER, '"Qui ?,Chirac'), "is not valid CSV"),
        ((HEADER,), "holds no question"),
    ],
)
def test_a_malformed_table_is_refused(tmp_path: Path, tiny_index: Path, rows: tuple[str, ...], message: str) -> None:
    file = table(tmp_path / "mine.csv", *rows)
    with closing(open_generation(tiny_index)) as generation, pytest.raises(EvaluationError) as caught:
        read_file(file, generation.texts)
    assert message in str(caught.value)
    assert str(file) in str(caught.value)


def test_a_table_needs_an_index(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="--index NAME"):
        read_file(table(tmp_path / "mine.csv", HEADER))


# ---------------------------------------------------------------- what is wrong with a file


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "does not follow the SQuAD format (JSON: Invalid JSON: EOF while parsing"),
        ("[]", "does not follow the SQuAD format (JSON: Input should be"),
        ('{"data": [{"paragraphs": [{"qas": []}]}]}', "data.0.paragraphs.0.context: Field required"),
        (
            '{"data": [{"paragraphs": [{"context": "a", "qas": [{"question": "q", "answers": [{"text": "b", '
            '"answer_start": 0}]}]}]}]}',
            "The answer 'b' to 'q' is not in its paragraph",
        ),
        ('{"data": []}', "holds no question"),
        ('{"data": [{"paragraphs": [{"context": "a", "qas": [{"question": " "}]}]}]}', "has no word"),
    ],
)
def test_a_malformed_squad_file_is_refused(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "bad.json"
    file.write_text(content)
    with pytest.raises(EvaluationError) as caught:
        read_file(file)
    assert message in str(caught.value)
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_malformed_line_of_the_corpus_is_named(tmp_path: Path) -> None:
    lacking = {key: value for key, value in ENTRIES[1].items() if key != "title"}
    with pytest.raises(EvaluationError, match=r"Line 2 of .*corpus\.jsonl .*title: Field required"):
        read_file(corpus(tmp_path / "corpus.jsonl", [ENTRIES[0], lacking]))
    wrong = copy.deepcopy(ENTRIES[0])
    wrong["questions"][0]["en"]["answer"] = "Nobody"
    with pytest.raises(EvaluationError, match=r"'Nobody' to 'Who opened .*' is not in article p1-001 \(en\)"):
        read_file(corpus(tmp_path / "corpus.jsonl", [wrong]))
    with pytest.raises(EvaluationError, match="2 articles with the id p1-001"):
        read_file(corpus(tmp_path / "corpus.jsonl", [ENTRIES[0], ENTRIES[0]]))
    (tmp_path / "corpus.jsonl").write_bytes(b"\0\1\2")
    with pytest.raises(EvaluationError, match="is not text"):
        read_file(tmp_path / "corpus.jsonl")


def test_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="cannot be evaluated: give a SQuAD file"):
        read_file(tmp_path / "a.xlsx")
    with pytest.raises(EvaluationError, match=r"none\.json cannot be read"):
        read_file(tmp_path / "none.json")


def test_json_of_another_kind_is_refused_whatever_it_holds(tmp_path: Path) -> None:
    file = tmp_path / "deep.json"
    for content in ("[" * 100_000, json.dumps({"data": 1}), '{"data": [1e999]}'):
        file.write_text(content)
        with pytest.raises(EvaluationError, match="does not follow the SQuAD format"):
            read_file(file)
