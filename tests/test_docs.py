"""What the pages say is so: every setting is in its table, and every command and all Python that they show run."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from qa.evaluate.feedback import Given, add_feedback
from qa.settings import Settings, load_settings
from tests.conftest import ROOT, SEEDS
from tests.interfaces.command import gazette

PAGES = sorted(
    page
    for page in (*ROOT.glob("*.md"), *ROOT.glob("[iqst]*/**/*.md"))
    if page.name != "CHANGELOG.md" and "egg-info" not in page.parts[-2]
)
TEXTS = {page.relative_to(ROOT).as_posix(): page.read_text(encoding="utf-8") for page in PAGES}
COMMANDS = list(
    dict.fromkeys(found for text in TEXTS.values() for found in re.findall(r"^\$ gazette (.+)$", text, re.M))
)


def limit(name: str, which: str) -> float | None:
    """The setting's bound `ge` or `le`, None where it has none."""
    return next((getattr(item, which) for item in Settings.model_fields[name].metadata if hasattr(item, which)), None)


def bounds(name: str) -> str:
    low, high = limit(name, "ge"), limit(name, "le")
    return f"{low:g} – {high:g}" if low is not None and high is not None else ""


def settings_table() -> str:
    rows = ["| setting | default | bounds | meaning |", "|---|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else f"`{field.default}`"
        rows.append(f"| `{name}` | {default} | {bounds(name)} | {field.description} |")
    return "\n".join(rows)


def test_the_page_of_settings_holds_every_setting() -> None:
    written = TEXTS["qa/README.md"].split("<!-- settings -->")[1].split("<!-- /settings -->")[0].strip()
    assert written == settings_table(), "\n" + settings_table()


@pytest.mark.parametrize("name", Settings.model_fields)
def test_settings_are_read_from_the_environment(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    highest = limit(name, "le")
    is_switch = Settings.model_fields[name].annotation is bool
    words = "True" if is_switch else "fr" if name == "interface_language" else "somewhere"
    value = str(highest) if highest is not None else words
    monkeypatch.setenv(f"GAZETTE_{name.upper()}", value)
    read = getattr(load_settings(), name)
    assert str(read.get_secret_value() if isinstance(read, SecretStr) else read) in (value, f"{value}.0")


def test_settings_that_are_given_win_over_the_environment_and_that_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gazette.toml").write_text("top_k = 7\n")
    assert load_settings().top_k == 7
    assert load_settings(top_k=3).top_k == 3
    monkeypatch.setenv("GAZETTE_TOP_K", "5")
    assert load_settings().top_k == 5
    assert load_settings(top_k=3).top_k == 3


@pytest.mark.parametrize(
    ("index", "folder"),
    [("news", "indexes/news"), ("./news", "news"), ("a/b", "a/b"), ("/a", "/a"), ("../news", "../news")],
)
def test_an_index_is_a_name_or_a_path(index: str, folder: str) -> None:
    assert load_settings(index=index).index_folder == Path(folder)


@pytest.fixture(scope="module")
def user(seed_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the README's reader has it: seeds, and the files that its examples name."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(SEEDS, folder / "seeds")
    shutil.copytree(seed_index, folder / "indexes" / "default")  # the same articles, embedded already
    question = {"question": "Who was the first patient treated with penicillin?"}
    (folder / "questions.jsonl").write_text(json.dumps(question) + "\n")
    (folder / "letters.csv").write_text("titre;texte;date\nLettre;Chère amie, il neige à Québec.;1931-02-03\n")
    (folder / "my-articles").mkdir()
    (folder / "my-articles" / "note.md").write_text("# Une note\n\nLe phare a été repeint en 1987.\n")
    (folder / "my-questions.csv").write_text(
        "question,answer,file\nWho discovered penicillin?,Alexander Fleming,seeds/penicillin.txt\nQui chante ?,,\n"
    )
    for command in (
        "build --replace seeds",
        "evaluate my-questions.csv --index default --only reading --out evaluation/before",
    ):
        subprocess.run([sys.executable, "-m", "qa", *command.split()], cwd=folder, check=True, capture_output=True)
    said = Settings(index=str(folder / "indexes" / "default"))
    add_feedback(said, Given("Who discovered penicillin?", "", "en", "not_found", "", 0, ()), "wrong", "Fleming")
    shutil.copytree(folder / "evaluation" / "before", folder / "evaluation" / "after")
    return folder


@pytest.mark.models  # what the pages show is what the models that ship answer
@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_of_the_pages_run(command: str, user: Path) -> None:
    ran = gazette(*shlex.split(command), cwd=user)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout


def test_the_readmes_show_the_same_commands() -> None:
    english, french = (re.findall(r"^\$ gazette (\w+)", TEXTS[name], re.M) for name in ("README.md", "README.fr.md"))
    assert english == french


@pytest.mark.models
@pytest.mark.parametrize("name", ["README.md", "README.fr.md"])
def test_the_readme_s_python_runs(name: str, user: Path) -> None:
    (code,) = re.findall(r"```python\n(.+?)```", TEXTS[name], re.DOTALL)
    output = subprocess.check_output([sys.executable, "-c", code], cwd=user, text=True)
    assert re.match(r"(found|unsure) 0\.\d+ Jacques Chirac\n", output)
    assert "seeds/viaduc-de-millau-2004-12-17.txt" in output


@pytest.mark.parametrize("name", TEXTS)
def test_the_links_of_the_pages_lead_somewhere(name: str) -> None:
    page = ROOT / name
    for target, part in re.findall(r"\]\(([^)#:]+)(#[^)]+)?\)", TEXTS[name]):
        assert (page.parent / target).exists(), target
        if part:
            heads = re.findall(r"^#+ (.+)$", (page.parent / target).read_text(encoding="utf-8"), re.M)
            assert part[1:] in {head.lower().replace(" ", "-") for head in heads}
