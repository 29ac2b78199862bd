"""`gazette doctor` says that all is well, or what is wrong where and what to do."""

from __future__ import annotations

import json
import shutil
from importlib import metadata
from pathlib import Path

import pytest

from qa.interfaces import doctor
from tests.interfaces.command import gazette


@pytest.fixture
def index(tiny_index: Path, tmp_path: Path) -> Path:
    return shutil.copytree(tiny_index, tmp_path / "index")


def test_all_is_well(index: Path, tmp_path: Path) -> None:
    said = gazette("doctor", "--index", index, cwd=tmp_path)
    assert (said.returncode, said.stderr) == (0, "")
    assert f"= index: {index} can answer" in said.stdout
    assert "= files of the index: generation 1: " in said.stdout
    assert f"Gazette {metadata.version('gazette')}, Python 3" in said.stdout


def test_a_changed_bit_is_named(index: Path, tmp_path: Path) -> None:
    file = index / "generations" / "1" / "vectors.f32"
    file.write_bytes(bytes([file.read_bytes()[0] ^ 1]) + file.read_bytes()[1:])
    said = gazette("doctor", "--index", index, "--json", cwd=tmp_path)
    assert said.returncode == 2
    wrong = [finding for finding in json.loads(said.stdout) if finding["verdict"] == "wrong"]
    assert [finding["part"] for finding in wrong] == ["index", "files of the index"]
    assert all("vectors.f32" in finding["sentence"] for finding in wrong)
    assert all("Run: gazette build" in finding["sentence"] for finding in wrong)


def test_an_index_that_was_never_built_is_a_note(tmp_path: Path) -> None:
    said = gazette("doctor", "--index", tmp_path / "none", cwd=tmp_path, LC_ALL="fr_FR.UTF-8")
    assert said.returncode == 0
    assert "! index : Il n’y a pas d’index" in said.stdout or "! index: Il n’y a pas d’index" in said.stdout


def test_models_and_settings_that_do_not_fit(index: Path, tmp_path: Path) -> None:
    said = gazette("doctor", "--index", index, cwd=tmp_path, GAZETTE_READER=str(tmp_path / "nowhere"))
    assert said.returncode == 2
    assert "- reader: " in said.stdout
    said = gazette("doctor", "--index", index, cwd=tmp_path, GAZETTE_TOP_K="0")
    assert (said.returncode, said.stdout) == (2, "")
    assert "top_k" in said.stderr


def test_old_packages_and_a_full_disk(index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "requires", lambda name: ["numpy>=999", "gone-package>1", "pytest; extra == 'dev'"])
    monkeypatch.setattr(doctor, "_ROOM_MB", 10**12)
    said = gazette("doctor", "--index", index, cwd=tmp_path)
    assert said.returncode == 2
    assert f"- versions: numpy is {metadata.version('numpy')} and must be >=999. Run: pip install" in said.stdout
    assert "gone-package is -" in said.stdout
    assert "! disk: " in said.stdout


def test_what_only_other_models_need_is_a_note(index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def version(name: str) -> str:
        if name in ("torch", "transformers"):
            raise metadata.PackageNotFoundError(name)
        return metadata.version(name)

    monkeypatch.setattr(doctor, "version", version)
    said = gazette("doctor", "--index", index, cwd=tmp_path)
    assert (said.returncode, said.stderr) == (0, "")
    assert "! versions: not installed: transformers, torch; the models that ship do without" in said.stdout
