"""The server's address and its end: which settings start it, what it says, and Ctrl+C with a page that is open."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from qa.ask.engine import Engine
from qa.errors import SettingsError
from qa.interfaces.server.app import access_of, address_of, make_app, serve
from qa.interfaces.server.security import Access, is_loopback
from qa.settings import Settings
from tests.interfaces.browser import ask, chromium, free_port, serving


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.168.1.10", "10.0.0.1", "newsroom.local", "gazette.example", "0", "127.0.0.1.nip.io"]
)
def test_another_address_needs_a_password(host: str) -> None:
    with pytest.raises(SettingsError) as caught:
        serve(Settings(host=host, port=free_port()))
    assert "GAZETTE_PASSWORD" in str(caught.value)
    assert host in str(caught.value)
    assert access_of(Settings(host=host, password="long enough")).password == "long enough"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.53", "::1", "localhost"])
def test_this_machine_alone_needs_none(host: str) -> None:
    assert is_loopback(host)
    assert access_of(Settings(host=host)).password is None
    assert access_of(Settings(host=host, password="long enough")).password == "long enough"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_password_that_an_editor_of_windows_saved(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("très long\r\n", encoding=encoding, newline="")
    assert access_of(Settings(password_file=tmp_path / "password")).password == "très long"


def test_passwords_that_cannot_be(tmp_path: Path) -> None:
    for text, told in (
        ("", "shorter than 8 characters"),
        ("\nsecret in the second line", "shorter than 8"),
        ("1234567", "shorter than 8"),
    ):
        (tmp_path / "password").write_text(text)
        with pytest.raises(SettingsError, match=told):
            access_of(Settings(password_file=tmp_path / "password"))
    with pytest.raises(SettingsError, match="cannot be read"):
        access_of(Settings(password_file=tmp_path / "nowhere"))
    with pytest.raises(SettingsError, match="shorter than 8"):
        access_of(Settings(password="1234567"))
    with pytest.raises(SettingsError, match="shorter than 8"):
        access_of(Settings(password=""))


def test_the_password_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAZETTE_PASSWORD", "do not show me")
    settings = Settings()
    assert "do not show me" not in f"{settings} {settings!r} {access_of(settings)} {settings.model_dump_json()}"


def test_an_address_that_this_machine_does_not_have() -> None:
    for host in ("192.0.2.1", "a..b", "x" * 300):
        with pytest.raises(SettingsError, match=f"Address {host} cannot be used"):
            serve(Settings(host=host, password="long enough", port=free_port()))


def test_the_address_that_is_printed() -> None:
    assert address_of(Settings(host="::1", port=80)) == "http://[::1]:80"
    assert address_of(Settings(host="localhost", port=80)) == "http://localhost:80"
    assert "0.0.0.0" not in address_of(Settings(host="0.0.0.0"))


@pytest.mark.tiny
def test_a_server_that_nobody_asks_sleeps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Gradio by itself looks for something to do a thousand times a second, for each page: 8 % of a slow core."""
    sleep, slept = asyncio.sleep, []

    async def counted(seconds: float) -> None:
        slept.append(seconds)
        await sleep(seconds)

    async def rest() -> None:
        app = make_app(Engine(Settings(index=str(tmp_path / "none"))), Access("gazette", None, 1000))
        async with app.router.lifespan_context(app):
            monkeypatch.setattr(asyncio, "sleep", counted)
            await sleep(0.5)

    asyncio.run(rest())
    assert 2 <= len(slept) <= 60  # two pages


def test_ctrl_c_while_a_page_is_open(tiny_index: Path, tmp_path: Path) -> None:
    """The page holds a connection that never ends by itself; the server neither waits for it nor complains."""
    with serving(tiny_index, tmp_path) as server, chromium() as browser:
        page = browser.new_page()
        page.goto(server.url)
        page.wait_for_selector("#asking textarea")
        ask(page, "Who discovered penicillin?")
        assert server.stop() == (0, "", "")
