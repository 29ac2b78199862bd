"""The command line: what it prints where, and its exit codes; five of its runs are processes of their own."""

from __future__ import annotations

import json
import os
import signal
import time
from importlib.metadata import version
from pathlib import Path

import pytest

from qa.interfaces.format import answer_text, printable
from qa.settings import Settings
from qa.values import Answer, Filters, Query, TypedDates
from tests.interfaces.command import gazette, process, started


def write_seeds(folder: Path) -> None:
    (folder / "seeds").mkdir()
    (folder / "seeds" / "pont.txt").write_text(
        "date 2022-01-06\nLe pont\n\nLe pont de Lyon a été inauguré par Anne Martin.", encoding="utf-8"
    )
    (folder / "seeds" / "tea.txt").write_text(
        "date 2021-05\nTea\n\nThe tea house was opened in 1931 by George Miller in Leeds.", encoding="utf-8"
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with articles and the index that `gazette build` made of them."""
    folder = tmp_path_factory.mktemp("user")
    write_seeds(folder)
    assert gazette("build", cwd=folder).returncode == 0
    return folder


def test_the_journey_in_processes_of_its_own(tmp_path: Path) -> None:
    write_seeds(tmp_path)
    asked = process("ask", "Qui ?", cwd=tmp_path, LC_ALL="fr_FR.UTF-8")
    assert (asked.returncode, asked.stdout) == (2, "")
    assert asked.stderr == "Il n’y a pas d’index dans indexes/default. Tapez : gazette build\n"  # and no traceback
    built = process("build", cwd=tmp_path)
    assert (built.returncode, built.stderr) == (0, "")  # no bar where nobody watches
    assert "+ seeds/pont.txt: added, 1 passage, fr, 2022-01-06" in built.stdout
    assert "+2 ~0 -0 =0" in built.stdout
    assert "Generation 1 of indexes/default answers: 2 articles, 2 passages, 2 embedded" in built.stdout
    asked = process("ask", "Qui a inauguré le pont de Lyon ?", cwd=tmp_path)
    assert (asked.returncode, asked.stderr) == (0, "")
    assert "\n  → Anne Martin  (confiance " in asked.stdout
    assert "— Le pont, 2022-01-06, seeds/pont.txt, ligne 4" in asked.stdout
    assert "\033" not in asked.stdout


def test_found_in_json(folder: Path) -> None:
    asked = gazette("ask", "Who opened the tea house?", "--json", cwd=folder)
    answer = json.loads(asked.stdout)
    citation = answer["citations"][0]
    text = (folder / citation["path"]).read_text(encoding="utf-8")
    assert asked.returncode == 0
    assert citation["quote"] == text[citation["start"] : citation["end"]] == answer["text"] == "George Miller"
    assert (answer["language"], citation["language"], citation["date"], citation["line"]) == ("en", "en", "2021-05", 4)


def test_not_found_is_exit_code_1(folder: Path) -> None:
    asked = gazette("ask", "Quelle est la recette de la pizza ?", cwd=folder)
    assert asked.returncode == 1
    assert asked.stdout == "Rien trouvé à ce sujet dans ces articles.\n"


def test_filters(folder: Path) -> None:
    asked = gazette("ask", "Who opened the tea house?", "--since", "2022", "--json", cwd=folder)
    assert {line["path"] for line in json.loads(asked.stdout)["trace"]} == {"seeds/pont.txt"}
    asked = gazette("ask", "Who?", "--until", "1999", cwd=folder)
    assert (asked.returncode, asked.stdout) == (1, "No article matches these filters.\n")


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ("2020-01-01", None, "only articles since 2020 "),
        ("2021-01-01", None, "only articles since 2021 "),
        ("2020-01-01", "2021-06-30", "only articles from January 2020 to June 2021 "),
    ],
)
def test_typed_dates_are_told_with_the_filters_that_narrow_them(since: str, until: str | None, said: str) -> None:
    taken = TypedDates("since 2020", 22, 32, "2020-01-01", None)
    query = Query("Who was elected mayor?", "en", 10, filters=Filters(None, since, until), typed_dates=taken)
    assert said in answer_text(Answer("", "en", "not_found", "", 0.0, query=query)).split("\n")[0]


def test_a_folder_and_typed_dates(folder: Path) -> None:
    asked = gazette("ask", "Who opened the tea house?", "--folder", "seeds", "--json", cwd=folder)
    assert json.loads(asked.stdout)["query"]["filters"]["folders"] == ["seeds"]
    typed = "Qui a inauguré le pont de Lyon, depuis janvier 2022 ?"
    asked = gazette("ask", typed, cwd=folder)
    first, _, answer = asked.stdout.split("\n")[:3]
    assert first.startswith("« depuis janvier 2022 » : compris comme « seulement les articles parus depuis 2022 »")
    assert "→ Anne Martin  (" in asked.stdout
    assert "Anne Martin" in answer
    asked = gazette("ask", typed, "--no-typed-dates", cwd=folder)
    assert "→ Anne Martin  (" in asked.stdout
    lines = folder / "narrowed.jsonl"
    lines.write_text(
        json.dumps({"question": typed, "typed_dates": False, "folder": "seeds"})
        + "\n"
        + json.dumps({"question": typed, "folder": ["elsewhere"]}),
        encoding="utf-8",
    )
    asked = gazette("ask", "--file", lines, "--json", cwd=folder)
    answer, error = map(json.loads, asked.stdout.splitlines())
    assert (answer["query"]["typed_dates"], answer["query"]["filters"]["folders"]) == (None, ["seeds"])
    assert error == {"error": "No article of the index is in 'elsewhere': give another folder, such as seeds."}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask", "   "], "The question is empty"),
        (["ask", "x" * 10_000], "10000 characters"),
        (["ask"], "Give either a question or --file."),
        (["ask", "Who?", "--index", "nowhere"], "There is no index in indexes/nowhere. Run: gazette build"),
        (["ask", "Who?", "--since", "yesterday"], "since cannot be 'yesterday'"),
        (["ask", "Who?", "--folder", "sed"], "is in 'sed': give another folder, such as seeds."),
        (["ask", "--file", "none.jsonl", "--json"], "none.jsonl cannot be read"),
        (["build", "no/such/folder", "--index", "other"], "no/such/folder"),
        (["status", "--index", "nowhere"], "There is no index"),
    ],
)
def test_a_user_s_mistake_is_one_line_and_exit_code_2(folder: Path, arguments: list[str], message: str) -> None:
    asked = gazette(*arguments, cwd=folder)
    assert (asked.returncode, asked.stdout) == (2, "")
    assert message in asked.stderr
    assert len(asked.stderr.strip().splitlines()) == 1


def test_the_version(folder: Path) -> None:
    asked = gazette("--version", cwd=folder)
    assert (asked.returncode, asked.stdout) == (0, f"gazette {version('gazette')}\n")


def test_settings_that_cannot_be(folder: Path) -> None:
    asked = gazette("ask", "Who?", cwd=folder, GAZETTE_TOP_K="0")
    assert asked.returncode == 2
    assert "top_k" in asked.stderr
    assert "Traceback" not in asked.stderr
    asked = gazette("ask", "Who opened the tea house?", cwd=folder, GAZETTE_PASSAGE_TOKENS="90")
    assert asked.returncode == 2
    assert "passage_tokens was 180 and is now 90" in asked.stderr


def test_a_file_of_questions_gives_an_answer_a_line_in_order(folder: Path) -> None:
    lines = [
        {"question": "Who opened the tea house?"},
        {"question": "Qui a inauguré le pont de Lyon ?", "top_k": 1},
        {"question": ""},
        {"question": "Qui a inauguré le pont de Lyon ?", "until": "2021"},
    ]
    file = folder / "questions.jsonl"
    last = '{"question": "Qui a inauguré le pont de Lyon ?"}'
    more = ['{"question', "Who opened the tea house?", '{"question": "Qui ?", "until": 2021}', last]
    file.write_text("\n".join([*map(json.dumps, lines), *more]) + "\n", encoding="utf-8")
    asked = gazette("ask", "--file", file, "--json", cwd=folder)
    answers = [json.loads(line) for line in asked.stdout.splitlines()]
    assert [answer.get("text") for answer in answers[:2]] == ["George Miller", "Anne Martin"]
    assert len(answers[1]["trace"]) == 1
    assert "empty" in answers[2]["error"]
    assert {line["path"] for line in answers[3]["trace"]} == {"seeds/tea.txt"}
    assert "Line 5 cannot be asked (" in answers[4]["error"]
    assert answers[5]["text"] == "George Miller"  # plain text
    assert "Line 7 cannot be asked (until: Input should be a valid string)" in answers[6]["error"]
    assert answers[7]["text"] == "Anne Martin"  # U+2028 ends no line
    assert len(answers) == 8
    assert asked.returncode == 2  # some could not be asked


def test_status(folder: Path) -> None:
    told = gazette("status", cwd=folder)
    assert told.returncode == 0
    for fact in (
        "articles    2",
        "passages    2",
        "fr 1, en 1",
        "2021-05 – 2022-01-06",
        f"embedder    {Settings().embedder}",
        "folders     seeds 2",
        "can answer  yes",
    ):
        assert fact in told.stdout
    assert json.loads(gazette("status", "--json", cwd=folder).stdout)["generation"] == 1
    told = gazette("status", cwd=folder, GAZETTE_PASSAGE_TOKENS="90")
    assert told.returncode == 2
    assert "passage_tokens was 180" in told.stdout


def test_build_tells_what_it_skipped_by_its_exit_code(folder: Path) -> None:
    (folder / "more").mkdir(exist_ok=True)
    (folder / "more" / "good.txt").write_text("Un bon texte sur la mer.", encoding="utf-8")
    (folder / "more" / "bad.txt").write_bytes(b"\0\1\2\3" * 100)
    built = gazette("build", "more", "--index", "second", "--dry-run", cwd=folder)
    assert (built.returncode, (folder / "indexes/second").exists()) == (1, False)
    assert "Nothing was written" in built.stdout
    built = gazette("build", "more", "--index", "second", "--json", cwd=folder)
    report = json.loads(built.stdout)
    assert built.returncode == 1
    assert [(file["path"], file["status"]) for file in report["files"]] == [
        ("more/bad.txt", "skipped"),
        ("more/good.txt", "added"),
    ]
    assert (folder / "indexes" / "second" / "CURRENT").read_text() == "1\n"


def test_an_empty_index_could_not_be_looked_into(folder: Path) -> None:
    (folder / "gone.txt").write_text("Un texte sur la mer.", encoding="utf-8")
    assert gazette("build", "gone.txt", "--index", "emptied", cwd=folder).returncode == 0
    assert gazette("remove", "gone.txt", "--index", "emptied", cwd=folder).returncode == 0
    asked = gazette("ask", "Qui ?", "--index", "emptied", cwd=folder)
    assert (asked.returncode, asked.stdout.strip()) == (2, "L’index ne contient aucun article.")


@pytest.mark.models  # the small ones would be done before the signal comes
@pytest.mark.skipif(not hasattr(os, "killpg"), reason="Windows has no such signal")
def test_an_interrupted_build_says_that_the_index_is_as_it_was(folder: Path) -> None:
    (folder / "many").mkdir()
    for number in range(3000):
        (folder / "many" / f"{number}.txt").write_text(f"Le texte numéro {number} sur la mer.", encoding="utf-8")
    with started("build", "many", "--index", "interrupted", cwd=folder) as build:
        while not (folder / "indexes" / "interrupted").exists():
            time.sleep(0.05)
        build.send_signal(signal.SIGINT)
        _, told = build.communicate(timeout=60)
    assert (build.returncode, told.strip()) == (130, "Interrupted: the index is unchanged.")


def test_the_help_is_in_french_on_a_french_system(folder: Path) -> None:
    helped = process("ask", "--help", cwd=folder, LC_ALL="fr_FR.UTF-8").stdout
    assert "Usage : " in helped
    assert "Répond à une question" in helped
    assert "[par défaut : typed-dates]" in helped
    assert "Afficher cette aide et quitter." in helped
    assert not {"Usage:", "default", "Show", "Only"} & set(helped.split())


def test_the_help_of_every_command(folder: Path) -> None:
    listed = gazette("--help", cwd=folder)
    assert listed.returncode == 0
    assert "Show the version and exit." in listed.stdout
    for name in ("build", "remove", "restore", "ask", "status", "serve", "evaluate"):
        helped = gazette(name, "--help", cwd=folder)
        assert helped.returncode == 0
        assert f" {name} [OPTIONS]" in helped.stdout
        assert name in listed.stdout
        assert "Show this message and exit." in helped.stdout


def test_the_setting_of_the_language_comes_before_that_of_the_system(folder: Path) -> None:
    asked = gazette("ask", "Qui ?", "--index", "nowhere", cwd=folder, GAZETTE_INTERFACE_LANGUAGE="fr")
    assert asked.stderr.startswith("Il n’y a pas d’index")
    asked = gazette("ask", "Qui ?", "--index", "nowhere", cwd=folder, LC_ALL="fr_FR.UTF-8")
    assert asked.stderr.startswith("Il n’y a pas d’index")


def test_nothing_steers_the_terminal() -> None:
    assert printable("a\x1b[31mb\n\tc\u202ed\x07") == "a\ufffd[31mb c\ufffdd\ufffd"
