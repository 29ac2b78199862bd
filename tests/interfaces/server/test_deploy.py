"""The files of `deploy/` are sound: each is checked by its own tool, and names nothing that is not there."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import compose_spec
import pytest
import yaml

from qa.settings import Settings
from tests.conftest import ROOT
from tests.interfaces.server.proxies import DEPLOY

DOCKERFILE, COMPOSE = DEPLOY / "Dockerfile", DEPLOY / "compose.yaml"


def test_the_dockerfile_has_no_fault() -> None:
    linter = Path(sys.executable).with_name("hadolint")
    ran = subprocess.run([linter, DOCKERFILE], capture_output=True, text=True)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_the_dockerfile_copies_what_is_there() -> None:
    text = DOCKERFILE.read_text(encoding="utf-8")
    copied = [name for line in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.M) for name in line.split()]
    let_in = re.findall(r"^!(.+)$", (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8"), re.M)
    assert copied
    for name in copied:
        assert (ROOT / name).exists()
        assert any(name == one or name.startswith(f"{one}/") for one in let_in), name


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """What the compose file starts, with no variable set."""
    return yaml.safe_load(re.sub(r"\$\{\w+:-(.+?)\}", r"\1", COMPOSE.read_text(encoding="utf-8")))


def test_the_compose_file_has_no_fault(services: dict[str, Any]) -> None:
    read = compose_spec.PyCompose.from_json(json.dumps(services))
    read.validate()
    assert set(read.service_names()) == {"nginx", "chroma", "gazette-1", "gazette-2"}
    with pytest.raises(ValueError, match="helthcheck"):
        compose_spec.PyCompose.from_json(json.dumps(services).replace("healthcheck", "helthcheck"))


def test_the_compose_file_names_what_is_there(services: dict[str, Any]) -> None:
    started = services["services"]
    own = {name: service["environment"] for name, service in started.items() if name.startswith("gazette")}
    build = started["gazette-1"]["build"]
    assert (DEPLOY / build["context"]).resolve() == ROOT
    assert (ROOT / build["dockerfile"]) == DOCKERFILE
    assert set().union(*own.values()) <= {f"GAZETTE_{name.upper()}" for name in Settings.model_fields}
    served = re.findall(r"server 127\.0\.0\.1:(\d+)", (DEPLOY / "nginx.conf").read_text(encoding="utf-8"))
    assert {settings["GAZETTE_PORT"] for settings in own.values()} == set(served)
    assert started["nginx"]["volumes"][0].startswith("./nginx.conf:")


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The service, with the command of this Python in place of the one that it installs."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is missing. Run: apt-get install systemd")
    text = (DEPLOY / "gazette.service").read_text(encoding="utf-8")
    file = tmp_path / "gazette.service"
    file.write_text(text.replace("/opt/gazette/bin/gazette", str(Path(sys.executable).with_name("gazette"))))
    return file


def analyzed(*arguments: str | Path) -> tuple[int, str]:
    ran = subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True)
    return ran.returncode, ran.stderr


def test_the_service_has_no_fault(unit: Path) -> None:
    assert analyzed("verify", unit) == (0, "")
    unit.write_text(unit.read_text().replace("Restart=", "Restrat="))
    assert "Restrat" in analyzed("verify", unit)[1]


def test_the_service_may_do_little(unit: Path) -> None:
    """Out of ten, 0 being nothing at all; without its limits it would be 9.2."""
    code, told = analyzed("security", "--offline=true", "--threshold=15", unit)
    assert code == 0, told
