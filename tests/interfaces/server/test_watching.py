"""What load balancers and operators ask, what a proxy may say, and a server below a path of its proxy."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from uvicorn import Config

from qa.ask.engine import Engine
from qa.interfaces.server import watching
from qa.interfaces.server.app import make_app, uvicorn_options
from qa.interfaces.server.security import Access
from qa.reports import IndexStatus
from qa.settings import Settings
from tests.models.words import Pair

OPEN = Access("gazette", None, 1_000_000)
SECRET = "mirabelle"


@pytest.fixture
def client(tiny_engine: Engine) -> TestClient:
    return TestClient(make_app(tiny_engine, OPEN), base_url="http://localhost")


def test_numbers_without_a_word_of_what_was_asked(client: TestClient) -> None:
    for question in ("Who opened the Millau viaduct?", f"Where is {SECRET}?"):
        assert client.post("/ask", json={"question": question}).status_code == 200
    written = client.get("/metrics")
    assert written.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = dict(line.rsplit(" ", 1) for line in written.text.splitlines() if not line.startswith("#"))
    asked = [float(count) for name, count in lines.items() if name.startswith("gazette_questions_total")]
    assert sum(asked) == float(lines['gazette_stage_seconds_count{stage="read"}']) == 2
    assert float(lines['gazette_stage_seconds_count{stage="wait"}']) == 2
    assert lines['gazette_turned_away_total{reason="full"}'] == lines["gazette_waiting"] == "0.0"
    assert [float(count) for name, count in lines.items() if name.startswith("gazette_generation{")] == [1]
    assert float(lines["gazette_memory_bytes"]) > 1e7
    assert not any(word in written.text for word in (SECRET, "Millau", "viaduc"))


def test_all_of_it_is_behind_the_password(tiny_engine: Engine) -> None:
    client = TestClient(make_app(tiny_engine, Access("gazette", "long enough", 1000)), base_url="http://localhost")
    for path in ("/metrics", "/ready", "/health"):
        assert client.get(path).status_code == 401
        assert client.get(path, headers={"Authorization": "Bearer long enough"}).status_code == 200


def test_ready_once_there_is_an_index(tiny_index: Path, tiny_models: Pair, tmp_path: Path) -> None:
    settings = Settings(index=str(tmp_path / "index"), **tiny_models.settings())
    client = TestClient(make_app(Engine(settings), OPEN), base_url="http://localhost")
    missing = client.get("/ready", headers={"Accept-Language": "fr"})
    assert (missing.status_code, "gazette build" in missing.json()["error"]) == (503, True)
    assert 'gazette_generation{index="index"} 0.0' in client.get("/metrics").text
    shutil.copytree(tiny_index, tmp_path / "index")
    assert client.get("/ready").json() == {"ready": True, "generation": 1}
    assert client.head("/ready/").status_code == 200
    assert client.post("/ready").status_code == client.post("/metrics").status_code == 405


def test_not_ready_while_the_index_is_opened(tiny_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked again and again it opens it once, and waits in no thread."""
    let, began, found = threading.Event(), [0], tiny_engine.status()

    def slow() -> IndexStatus:
        began[0] += 1
        let.wait(30)
        return found

    monkeypatch.setattr(watching, "OPENING_S", 0.05)
    monkeypatch.setattr(tiny_engine, "status", slow)
    with TestClient(make_app(tiny_engine, OPEN), base_url="http://localhost") as client:
        for _ in range(3):
            early = client.get("/ready")
            assert (early.status_code, early.headers["retry-after"]) == (503, "5")
        let.set()
        monkeypatch.setattr(watching, "OPENING_S", 10)
        assert client.get("/ready").status_code == 200
    assert began == [1]


def test_below_a_path_of_the_proxy(tiny_engine: Engine, tiny_models: Pair, tiny_index: Path) -> None:
    other = Engine(Settings(index=str(tiny_index.parent / "."), **tiny_models.settings()))
    app = make_app(tiny_engine, OPEN, [other])
    with TestClient(app, base_url="http://localhost", root_path="/press", follow_redirects=False) as client:
        name = other.settings.index_folder.resolve().name
        assert client.get("/press/health").status_code == client.head("/press/health/").status_code == 200
        assert client.post("/press/ask", json={"question": "Who?"}).status_code == 200
        assert client.get(f"/press/indexes/{name}").headers["location"] == f"/press/indexes/{name}/"
        first = tiny_index.resolve().name
        assert client.get(f"/press/indexes/{first}/ask").headers["location"] == "/press/ask"
        assert client.get(f"/press/?index={name}").headers["location"].startswith(f"/press/indexes/{name}/?")
        page = client.get("/press/", headers={"Accept-Language": "fr"}).text
        assert '"root":"http://localhost/press/fr"' in page.replace(" ", "")
        assert client.get(f"/press/indexes/{name}/health").status_code == 503
        assert "/press/openapi.json" in client.get("/press/docs").text


def test_what_the_settings_say_to_uvicorn() -> None:
    options = uvicorn_options(Settings(root_path="press/", trusted_proxies="10.0.0.0/8,::1"))
    assert (options["root_path"], options["forwarded_allow_ips"]) == ("/press", "10.0.0.0/8,::1")
    assert uvicorn_options(Settings())["root_path"] == uvicorn_options(Settings(root_path="/"))["root_path"] == ""
    assert Config("", **options).proxy_headers
