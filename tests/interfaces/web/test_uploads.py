"""Where a page sends files: sizes, numbers, names and keys, over HTTP, and what is left on the disk."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import gradio as gr
import httpx
import pytest
from anyio.from_thread import start_blocking_portal
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.testclient import TestClient

from qa.ask.engine import Engine
from qa.interfaces.web.jobs import Jobs
from qa.interfaces.web.library import is_local, make_library
from qa.interfaces.web.library_actions import LibraryActions
from qa.interfaces.web.uploads import FOLDER, INCOMING, PAGES, STALE_S, Uploads
from qa.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(index=str(tmp_path / "index"), max_upload_files=3, max_upload_mb=1)


def door(uploads: Uploads) -> TestClient:
    """Its event loop runs on a thread of its own: the browser that the tests share keeps one on this thread."""
    return TestClient(Starlette(routes=[uploads.route]), base_url="http://127.0.0.1")


def put(client: TestClient, key: str, name: str, data: bytes = b"Un.", **more: Any) -> httpx.Response:
    return client.put(f"{INCOMING}{key}", params={"name": name}, content=data, **more)


def left(settings: Settings) -> list[str]:
    folder = settings.index_folder / FOLDER
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_files_wait_under_safe_names(settings: Settings) -> None:
    uploads = Uploads(settings)
    key = uploads.open()
    assert not settings.index_folder.exists()  # until there is a file
    with door(uploads) as client:
        for name in ("../../été.txt", "été.txt"):
            assert (put(client, key, name, name.encode())).status_code == 204
    assert left(settings) == [f"{key}/0/été.txt", f"{key}/1/été.txt"]
    assert [(upload.name, upload.file.read_bytes().decode()) for upload in uploads.sent(key)] == [
        ("../../été.txt",) * 2,
        ("été.txt",) * 2,
    ]
    uploads.empty(key)
    assert (uploads.sent(key), left(settings)) == ((), [])
    uploads.close()
    assert not (settings.index_folder / FOLDER).exists()


def test_limits(settings: Settings) -> None:
    uploads = Uploads(settings)
    key = uploads.open()
    french = {"accept-language": "fr"}
    with door(uploads) as client:
        assert (put(client, key, "a.txt", b"x" * 600_000)).status_code == 204
        large = put(client, key, "b.txt", b"x" * 600_000, headers=french)
        assert (large.status_code, large.headers["connection"]) == (413, "close")
        assert "max_upload_mb" in large.json()["error"]
        assert "dépassent ensemble 1 Mo" in large.json()["error"]
        without_length = client.put(f"{INCOMING}{key}", content=iter([b"x"]))
        assert without_length.status_code == 411
        for name in ("b.txt", "c.txt"):
            assert (put(client, key, name)).status_code == 204
        many = put(client, key, "d.txt")
        assert (many.status_code, "max_upload_files" in many.json()["error"]) == (413, True)
    assert len(left(settings)) == 3


def test_only_a_page_of_this_server_may_send(settings: Settings) -> None:
    uploads = Uploads(settings)
    with door(uploads) as client:
        for key in ("x", "..", "%2e%2e"):
            assert (put(client, key, "a.txt")).status_code in (404, 410)
        keys = [uploads.open() for _ in range(PAGES + 1)]
        assert (put(client, keys[0], "a.txt")).status_code == 410  # forgotten: the quietest of too many
        assert (put(client, keys[-1], "a.txt")).status_code == 204
    uploads.discard(keys[-1])
    uploads.discard("no such page")
    assert left(settings) == []


def test_files_that_wait_or_are_read_are_not_forgotten_for_pages_without_any(settings: Settings) -> None:
    uploads = Uploads(settings)
    reading, waiting, used = (uploads.open() for _ in range(3))
    with door(uploads) as client:
        for key in (reading, waiting, used):
            assert put(client, key, "a.txt").status_code == 204
        uploads.hold(reading)
        assert len(uploads.sent(used)) == 1
        for _ in range(PAGES * 2):
            uploads.open()
        assert left(settings) == sorted(f"{key}/0/a.txt" for key in (reading, waiting, used))
        for key in [uploads.open() for _ in range(PAGES - 3)]:
            assert put(client, key, "b.txt").status_code == 204
        uploads.open()  # only the page that waited longest can go
        kept = {path.partition("/")[0] for path in left(settings)}
        assert kept >= {reading, used}
        assert waiting not in kept
        for _ in range(3):  # those that come are not refused
            assert put(client, uploads.open(), "c.txt").status_code == 204
        uploads.discard(reading)
        assert len(uploads.sent(reading)) == 1  # its build reads them
        uploads.empty(reading)
        uploads.discard(reading)
    assert uploads.sent(reading) == ()
    assert reading not in {path.partition("/")[0] for path in left(settings)}


def test_a_full_disk_is_told(settings: Settings) -> None:
    settings.index_folder.write_text("a file where the folder would be")
    uploads = Uploads(settings)
    with door(uploads) as client:
        answer = put(client, uploads.open(), "a.txt")
    assert (answer.status_code, "check the disk" in answer.json()["error"]) == (507, True)


def test_what_a_killed_server_left_behind_is_removed(settings: Settings) -> None:
    old, new = (settings.index_folder / FOLDER / name for name in ("old", "new"))
    for page in (old, new):
        page.mkdir(parents=True)
        (page / "a.txt").touch()
    os.utime(old, (time.time() - STALE_S - 60,) * 2)
    Uploads(settings)
    assert left(settings) == ["new/a.txt"]


@pytest.mark.tiny
def test_folders_are_named_only_on_a_server_of_this_machine_alone(settings: Settings, tmp_path: Path) -> None:
    assert not is_local(Settings(password_file=tmp_path / "password"))
    assert is_local(settings)
    open_to_others = settings.model_copy(update={"password": SecretStr("long enough")})
    uploads = Uploads(settings)
    with gr.Blocks():
        library = make_library("fr", open_to_others, uploads)
    actions = LibraryActions(library, Engine(open_to_others), uploads, Jobs(settings), "fr")

    async def plan() -> list[str]:
        return [str(updates[library.work]) async for updates in actions.plan_folder("", "/etc")]

    with start_blocking_portal() as portal:
        told = portal.call(plan)
    assert len(told) == 1
    assert "Un dossier ne peut être ajouté que" in told[0]
