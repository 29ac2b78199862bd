"""What is raised or reported travels as a template with its values, and is said in the reader's language."""

from __future__ import annotations

import copy
import inspect
import json
import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import anyio
import anyio.from_thread
import pytest

from qa import errors
from qa.ask.engine import Engine, open_engine
from qa.ask.query import read_filters
from qa.errors import GazetteError, Message
from qa.evaluate.feedback import Given, add_feedback
from qa.evaluate.loaders import read_file
from qa.index.generation import only_writer
from qa.index.manifest import Hnsw, Manifest, Recipe, read_manifest, write_manifest
from qa.index.opening import open_generation
from qa.index.server import ChromaServer, open_collections
from qa.ingest.articles import read_articles
from qa.ingest.build import build_index
from qa.ingest.changes import make_plan
from qa.ingest.converters.csv import read_csv
from qa.ingest.converters.jsonl import read_jsonl
from qa.ingest.converters.text import decode
from qa.ingest.discover import find_files
from qa.ingest.fetch.addresses import check_address
from qa.ingest.sources import Sources
from qa.interfaces.format import report_text, status_text, to_json
from qa.interfaces.i18n import catalogue, in_language, say
from qa.interfaces.server.limits import Turns
from qa.interfaces.server.schemas import find_article
from qa.models.files import local_folder
from qa.reports import BuildReport, FileReport, IndexStatus
from qa.settings import Settings, load_settings
from qa.values import Filters

ERRORS = {name: kind for name, kind in vars(errors).items() if inspect.isclass(kind) and issubclass(kind, GazetteError)}


# ---------------------------------------------------------------- what travels


def test_values_may_hold_braces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue("fr"), "_fallback", None)  # as users have it
    error = errors.SourceError(
        "{path} does not exist or cannot be reached: check the spelling of the path.", path="{a}"
    )
    assert str(error) == "{a} does not exist or cannot be reached: check the spelling of the path."
    assert in_language(error.message, "fr").startswith("{a} n’existe pas")
    assert Message("a {b} c") == in_language(Message("a {b} c"), "fr") == "a {b} c"
    assert say("fr", "page {page}", page="{page}") == "page {page}"


def test_braces_of_the_sentence_itself() -> None:
    ((_, problem),) = read_jsonl("[1]").problems
    assert problem == 'Line 1 is not a JSON object: write {"text": …} on one line.'
    assert '{"text": …}' in in_language(problem, "fr")


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_copies_keep_their_template(copied: Callable[[object], object]) -> None:
    message = Message("The link points outside {root}: add its target as a source of its own.", root="{x}")
    twin = copied(message)
    assert isinstance(twin, Message)
    assert (twin, twin.template, twin.values) == (message, message.template, message.values)
    error = copied(errors.IndexMissing("There is no index in {index}. Run: gazette build", index=Path("a")))
    assert isinstance(error, errors.IndexMissing)
    assert in_language(error.message, "fr") == "Il n’y a pas d’index dans a. Tapez : gazette build"


# ---------------------------------------------------------------- each kind of error, as it is raised


def _other_format(folder: Path) -> None:
    recipe = Recipe(999, "m1:0", "", "", 4, 180, 1)
    write_manifest(Manifest(recipe, Hnsw(), "embedded", "0.1", 1, "2022-01-06", (), 0, (), (), None, None), folder)
    read_manifest(folder)


def _two_writers(folder: Path) -> None:
    with only_writer(folder), only_writer(folder):
        pass


def _damaged(folder: Path) -> None:
    (folder / "CURRENT").write_text("sept")
    open_generation(folder)


def _emptied(folder: Path) -> None:
    class Empty:
        def get_collection(self, *_: object, **__: object) -> Empty:
            return self

        def count(self) -> int:
            return 0

    open_collections(Empty(), ChromaServer("http://here", None, "t", "d", None), "stem", {"fr": 1})


def _engine(folder: Path) -> Engine:
    (folder / "news").mkdir()
    (folder / "news" / "a.txt").write_text("Le phare fut allumé en 1863.", encoding="utf-8")
    settings = Settings(index=str(folder / "index"))
    build_index([folder / "news"], settings)
    return open_engine(settings)


def _unknown_article(folder: Path) -> None:
    find_article(_engine(folder), "a1:0")


def _unknown_folder(folder: Path) -> None:
    _engine(folder).ask("Quand ?", filters=Filters(folders=("old",)))


def _nobody_waits(folder: Path) -> None:
    async def two_at_once() -> None:
        turns = Turns(at_once=1, waiting=0)
        await turns.take(lambda: anyio.from_thread.run(turns.take, folder.exists))

    anyio.run(two_at_once)


def _not_writable(folder: Path) -> None:
    given = Given("Qui ?", "Qui ?", "fr", "not_found", "", 0, ())
    add_feedback(Settings(feedback_file=folder), given, "right")


EXAMPLES: dict[str, tuple[Callable[[Path], object], str]] = {
    "SettingsError": (lambda folder: load_settings(top_k=0), "donnez un nombre entier de 1 à 100"),
    "UnknownFolder": (_unknown_folder, "Aucun article de l’index n’est dans"),
    "QuestionError": (
        lambda folder: read_filters(since="hier"),
        "(since) ne peut pas être « hier »",
    ),
    "UnknownArticle": (_unknown_article, "L’index ne contient pas d’article « a1:0 »"),
    "ServerBusy": (_nobody_waits, "reposez la vôtre dans un instant"),
    "SourceError": (lambda folder: find_files([folder / "nulle part"]), "n’existe pas"),
    "FetchError": (lambda folder: check_address("http://127.0.0.1/", ()), "est dans un réseau privé"),
    "UnreadableFile": (lambda folder: decode(b"\0\1\2"), "n’est pas du texte"),
    "ModelError": (lambda folder: local_folder(str(folder / "x"), "reader"), "réglage « reader »"),
    "FeedbackError": (_not_writable, "ne peut pas être écrit"),
    "EvaluationError": (lambda folder: read_file(folder / "a.xlsx"), "ne peut pas servir à une évaluation"),
    "IndexMissing": (open_generation, "Il n’y a pas d’index dans"),
    "IndexMismatch": (_other_format, "a le format 999"),
    "IndexBusy": (_two_writers, "attendez"),
    "LostPassages": (_emptied, "lancez gazette build là où il est construit"),
    "IndexDamaged": (_damaged, "ne contient pas le numéro d’une génération"),
}


def test_the_examples_cover_the_tree() -> None:
    roots = {base.__name__ for kind in ERRORS.values() for base in kind.__bases__}
    assert set(EXAMPLES) == set(ERRORS) - roots | {"QuestionError"}  # which is also raised itself


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.tiny
def test_an_error_is_said_in_both_languages(name: str, tmp_path: Path) -> None:
    provoke, french = EXAMPLES[name]
    with pytest.raises(ERRORS[name]) as caught:
        provoke(tmp_path)
    message = caught.value.message
    assert in_language(message, "en") == str(caught.value) == message.template.format(**message.values)
    assert french in in_language(message, "fr")


@pytest.mark.parametrize(
    ("toml", "english", "french"),
    [
        (
            "passage_tokens = 30",
            "Setting 'passage_tokens' cannot be 30: give a whole number from 40 to 480 in the command, in "
            "GAZETTE_PASSAGE_TOKENS or in gazette.toml.",
            "Le réglage « passage_tokens » ne peut pas être « 30 » : donnez un nombre entier de 40 à 480",
        ),
        ("top_k = 1.5", "cannot be 1.5: give a whole number from 1 to 100", "un nombre entier de 1 à 100"),
        ("top_k = 'dix'", "cannot be 'dix': give a whole number from 1 to 100", "« dix »"),
        ("min_confidence_found = 3", "cannot be 3: give a number from 0 to 1", "donnez un nombre de 0 à 1"),
        ("interface_language = 'de'", "cannot be 'de': give one of auto, fr, en", "donnez une des valeurs auto, fr"),
        ("index = ''", "Setting 'index' is empty", "est vide"),
        ("password = 12345678", "Setting 'password' cannot be '***' (", "ne peut pas être « *** »"),
        ("embedder = 3", "cannot be 3 (Input should be a valid string)", "(Input should be a valid string)"),
        ("tok_p = 3", "There is no setting 'tok_p': write 'top_k' in gazette.toml", "écrivez « top_k »"),
        (
            "[colours]\nred = 1",
            "There is no setting 'colours': remove it from gazette.toml",
            "retirez-le de gazette.toml",
        ),
        ("=", "gazette.toml cannot be read (Invalid", "gazette.toml ne peut pas être lu (Invalid"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told_with_its_bounds(
    toml: str, english: str, french: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GAZETTE_EMBEDDER", raising=False)  # which would come before the file
    Path("gazette.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(errors.SettingsError) as caught:
        load_settings()
    assert english in str(caught.value)
    assert french in in_language(caught.value.message, "fr")


# ---------------------------------------------------------------- reports


def test_what_a_plan_says_of_a_file_can_be_said_in_french(tmp_path: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    for name, text in {"a.txt": "Un.", "b.txt": "Un.", "c.txt": "", "d.txt": "12", "e.mp4": "x", "f": "x"}.items():
        (news / name).write_text(text)
    (news / "g.txt").symlink_to(tmp_path)
    plan = make_plan(
        Sources((news,)), None, same_version=True, max_mb=1, read=read_articles, progress=lambda *state: None
    )
    said = {report.path: in_language(report.detail, "fr") for report in plan.others}
    assert said["news/b.txt"] == "même contenu que news/a.txt"
    assert said["news/c.txt"] == "Le fichier est vide : remplissez-le ou retirez-le."
    assert all(isinstance(report.detail, Message) for report in plan.others)
    assert not {report.path for report in plan.others if in_language(report.detail, "fr") == report.detail}


def test_what_a_table_says_of_a_row_can_be_said_in_french() -> None:
    problems = read_jsonl('{"a":\n[1]\n{"text": ""}\n' + "[" * 100_000).problems
    problems += read_csv('title,text\nA,\nB,C,D\nE,"F').problems
    assert len(problems) == 7
    assert [detail for _, detail in problems if in_language(detail, "fr") == detail] == []


REPORT = BuildReport(
    index="indexes/default",
    generation=2,
    published=True,
    dry_run=False,
    files=(
        FileReport("a.txt", "renamed", Message("was {path}", path="b.txt"), articles=1, passages=3, language="fr"),
        FileReport("c.txt", "skipped", Message("The file is empty: fill it or remove it.")),
        FileReport("d.txt", "removed"),
    ),
    articles=1,
    passages=3,
    embedded=0,
    seconds=1.0,
)


def test_a_report_in_french() -> None:
    lines = report_text(REPORT, "fr").split("\n")
    assert lines[0] == "~ a.txt: renommé, 3 passages, fr, auparavant b.txt"
    assert lines[1] == "! c.txt: ignoré, Le fichier est vide : remplissez-le ou retirez-le."
    assert "was b.txt" in report_text(REPORT, "en")
    for other in (replace(REPORT, dry_run=True, published=False), replace(REPORT, published=False)):
        assert "article" in report_text(other, "fr")
        assert not {"Nothing", "changed"} & set(report_text(other, "fr").split())


def test_a_report_survives_copies_and_json() -> None:
    assert copy.deepcopy(REPORT) == REPORT
    twin = pickle.loads(pickle.dumps(REPORT))
    assert report_text(twin, "fr") == report_text(REPORT, "fr")
    assert json.loads(to_json(REPORT))["files"][0]["detail"] == "was b.txt"


def test_a_status_in_french() -> None:
    problem = Message("The index holds no article. Run: gazette build PATH")
    status = IndexStatus("i", 1, 0, 0, (), None, None, "embedded", (), "2022-01-06", 10, problem)
    assert in_language(problem, "fr") in status_text(status, "fr")
