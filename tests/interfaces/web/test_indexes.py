"""Several indexes on one server: each by its own addresses and under no other's, and the page lets a reader choose."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from starlette.testclient import TestClient

from qa import open_engine
from qa.ask.engine import Engine
from qa.errors import GazetteError, SettingsError
from qa.ingest.build import build_index
from qa.interfaces.cli import main
from qa.interfaces.server import app as server_app
from qa.interfaces.server.app import make_app
from qa.interfaces.server.security import Access
from qa.interfaces.web.indexes import choices_of, path_within
from qa.settings import Settings
from tests.interfaces.browser import Serving, ask, serving
from tests.interfaces.web.test_chat import CONTRAST, OpenPage

HARBOUR, SQUARE = "ports & <phares>", "presse"  # folders; the first needs other signs in an address
BELOW = "/indexes/ports-phares-"
ARTICLES = {
    SQUARE: ("place.txt", "La place de Brest\n\nLa place de Brest fut inaugurée par Jeanne Kerlann en 1931."),
    HARBOUR: ("phare.txt", "Le phare de Brest\n\nLe phare de Brest fut allumé par Yves Le Goff en 1863."),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two indexes of an article each."""
    folder = tmp_path_factory.mktemp("several")
    for index, (name, text) in ARTICLES.items():
        source = folder / f"of {index}"
        source.mkdir()
        (source / name).write_text(text, encoding="utf-8")
        build_index([source], Settings(index=str(folder / index)))
    return folder


@pytest.fixture(scope="module")
def engines(folder: Path) -> list[Engine]:
    first = Engine(Settings(index=str(folder / SQUARE)))
    others = server_app._beside(first, [Settings(index=str(folder / HARBOUR))])
    assert others[0].models.reader is first.models.reader
    assert others[0].models.embedder is first.models.embedder
    return [first, *others]


@pytest.fixture(scope="module")
def client(engines: list[Engine]) -> Iterator[TestClient]:
    app = make_app(engines[0], Access("gazette", None, 100_000), engines[1:])
    with TestClient(app, base_url="http://localhost", follow_redirects=False) as client:
        yield client


def found(client: TestClient, before: str) -> list[dict[str, Any]]:
    """What a search for Brest finds at an address."""
    response = client.get(f"{before}/search", params={"query": "Brest"})
    assert response.status_code == 200
    return list(response.json()["found"])


def test_each_index_answers_at_its_own_addresses(client: TestClient) -> None:
    for before, title, index in (("", "La place de Brest", SQUARE), (BELOW, "Le phare de Brest", HARBOUR)):
        assert [hit["title"] for hit in found(client, before)] == [title]
        assert client.get(f"{before}/health/").json()["index"].endswith(index)
        question = {"question": "Qui, à Brest ?"}
        asked = client.post(f"{before}/ask", json=question).json()
        assert {hit["title"] for hit in (*asked["citations"], *asked["nearest"])} <= {title}
        call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
        call["params"] = {"name": "search", "arguments": {"query": "Brest"}}
        accepts = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
        told = client.post(f"{before}/mcp/", content=json.dumps(call), headers=accepts)
        assert [hit["title"] for hit in told.json()["result"]["structuredContent"]["found"]] == [title]
        assert f'"url":"{before}"' in client.get(f"{before}/openapi.json").text.replace(" ", "") or not before
        assert client.get(f"{before}/docs").status_code == 200


def test_nothing_of_an_index_is_served_under_the_name_of_another(client: TestClient) -> None:
    own = {before: found(client, before)[0]["article_id"] for before in ("", BELOW)}
    place = "citation?start=0&end=5&format=ris"
    for before, id_ in own.items():
        for other in own:
            wanted = 200 if other == before else 404
            for address in (f"articles/{id_}", f"articles/{id_}/original", f"articles/{id_}/{place}"):
                assert client.get(f"{other}/{address}").status_code == wanted, (other, address)


@pytest.mark.parametrize(
    ("path", "leads"),
    [
        ("/indexes/presse/ask?x=1", "/ask?x=1"),
        ("/indexes/presse/", "/"),
        ("/indexes/presse//evil.example/%5Cx", "/evil.example/%5Cx"),
        (BELOW, f"{BELOW}/"),
        (f"/?q=Qui+%3F&index={HARBOUR.replace('&', '%26')}&lang=fr", f"{BELOW}/?q=Qui+%3F&index="),
        (f"{BELOW}/?q=Qui+%3F&index=presse", "/?q=Qui+%3F&index=presse"),
    ],
)
def test_addresses_that_lead_to_an_index(client: TestClient, path: str, leads: str) -> None:
    response = client.get(path)
    assert response.status_code == 307
    assert response.headers["location"].startswith(leads)


def test_an_index_that_is_not_served(client: TestClient) -> None:
    for path in ("/indexes/other/health", "/indexes/other", "/indexes/..%2Fpresse/health"):
        response = client.get(path, headers={"Accept-Language": "fr"})
        assert response.status_code == 404, path
        assert "presse, ports-phares-" in response.json()["error"]
    assert client.get("/?index=other").status_code == 200  # the page says so, where a question goes along


def test_the_guard_stands_before_all_indexes(client: TestClient, engines: list[Engine]) -> None:
    abroad = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    for path, status in ((f"{BELOW}/", 200), (f"{BELOW}/health", 403), (f"{BELOW}/docs", 403)):
        assert client.get(path, headers=abroad).status_code == status
    large = {"question": "a" * 200_000}
    assert client.post(f"{BELOW}/ask", json=large).status_code == 413
    assert client.get(f"{BELOW}/ask").status_code == 405
    protected = make_app(engines[0], Access("gazette", "of every index", 100_000), engines[1:])
    with TestClient(protected, base_url="http://localhost") as stranger:
        for path in ("/health", f"{BELOW}/health", f"{BELOW}/", "/indexes/presse/health", "/indexes/other/"):
            assert stranger.get(path).status_code == 401, path
        bearer = {"Authorization": "Bearer of every index"}
        assert stranger.get(f"{BELOW}/health", headers=bearer).status_code == 200
    assert client.put(f"{BELOW}/incoming/none?name=a.txt", content=b"a" * 200_000).status_code == 410


def test_another_engine_takes_the_models_of_the_first(folder: Path) -> None:
    first = open_engine(folder / SQUARE)
    other = open_engine(folder / HARBOUR, beside=first)
    assert other.models.reader is first.models.reader
    assert other.search("phare").articles == 1
    assert first.search("phare").articles == 0
    with pytest.raises(GazetteError, match="gazette build"):
        open_engine(folder / "none", beside=first)


def test_names() -> None:
    assert [(one.name, one.address) for one in choices_of([Settings(index=name) for name in ("a", "é b?#")])] == [
        ("a", "/"),
        ("é b?#", "/indexes/%C3%A9-b-/"),
    ]
    for names in (("a", "a"), ("a", "x/a"), ("a", "b c", "b/b?c")):
        with pytest.raises(SettingsError, match="name"):
            choices_of([Settings(index=name) for name in names])
    assert path_within("/indexes/a/ask") == "/ask"
    assert path_within("/indexes/a/indexes/b/ask") == "/indexes/b/ask"
    assert {path_within(path) for path in ("/ask", "/indexes/a", "/indexes/")} == {"/ask", "/indexes/a", "/indexes/"}


def test_the_command_names_several(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def serve(settings: Settings, others: list[Settings]) -> None:
        asked.append([one.index for one in (settings, *others)])
        assert {one.port for one in (settings, *others)} == {7861}

    monkeypatch.setattr(server_app, "serve", serve)
    for options in ([], ["--index", "a"], ["--index", "a", "--index", "b"]):
        with pytest.raises(SystemExit):
            main(["serve", "--port", "7861", *options])
    assert asked == [["default"], ["a"], ["a", "b"]]


@pytest.fixture(scope="module")
def several(folder: Path) -> Iterator[Serving]:
    with serving(folder / SQUARE, folder, others=[folder / HARBOUR]) as server:
        yield server


def test_a_reader_chooses_an_index(several: Serving, open_page: OpenPage) -> None:
    page = open_page(several, "en-US", width=390, link="?lang=fr")
    chooser = page.get_by_role("navigation", name="Index")
    expect(page).to_have_title("presse · Gazette")
    expect(chooser.locator("[aria-current=page]")).to_have_text(SQUARE)
    expect(page.locator("#conversation")).to_contain_text("1 article à interroger")
    ask(page, "Qui a inauguré la place de Brest ?")
    expect(page.locator("#conversation .gz-place").first).to_contain_text("La place de Brest")
    page.wait_for_function("sessionStorage['gazette.current']")  # told of an answer just after it is shown

    # the other index: its own articles, a conversation of its own, in the language of the address
    chooser.get_by_role("link", name=HARBOUR).click()
    expect(page).to_have_url(f"{several.url}{BELOW}/?lang=fr")
    expect(chooser.locator("[aria-current=page]")).to_have_text(HARBOUR)
    expect(page.locator("#asking button")).to_have_text("Demander")
    expect(page.locator("#conversation .gz[lang]")).to_have_count(0)
    ask(page, "Qui a allumé le phare de Brest ?")
    expect(page.locator("#conversation .gz-place").first).to_contain_text("Le phare de Brest")
    page.get_by_role("tab", name="Articles").click()
    expect(page.locator("#article-list .gz-entry")).to_have_text("Le phare de Brest", use_inner_text=True)
    page.get_by_role("tab", name="Questions").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert chooser.get_by_role("link").first.evaluate(CONTRAST) >= 4.5

    # a file of its own
    page.locator("#conversation .gz-cited").first.click()
    with page.expect_download() as got:
        page.locator(".gz-original").click()
    assert got.value.url.startswith(f"{several.url}{BELOW}/articles/")
    assert got.value.failure() is None

    # a link names its index, whatever page it is opened on
    page.keyboard.press("Escape")
    page.locator("#conversation .gz-copy-link").first.click()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{several.url}/?q=")
    page.goto(link)
    expect(page.locator("#conversation .gz-place").first).to_contain_text("Le phare de Brest")
    expect(page).to_have_url(f"{several.url}{BELOW}/")

    # each index has kept its own conversation
    page.goto(several.url)
    expect(page.locator("#conversation .gz-place").first).to_contain_text("La place de Brest")
