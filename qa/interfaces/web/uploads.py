"""Where a page puts files that are to be added: each page has a folder of its own in the index, until it confirms.

Files come one a request, as they are, and are written under names that lead nowhere else. Gradio's own address for
uploads is not used: it keeps files in a folder of the system that nobody empties.
"""

from __future__ import annotations

import secrets
import shutil
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from qa.errors import Message
from qa.ingest.converters.formats import SUFFIXES
from qa.ingest.uploads import Upload, safe_name
from qa.interfaces.format import error_json
from qa.interfaces.i18n import accepted_language, in_language
from qa.interfaces.web.views import render
from qa.settings import Settings
from qa.values import LanguageCode

INCOMING = "/incoming/"  # the address that files are sent to
FOLDER = ".incoming"  # in the index
PAGES = 64  # that are known; of those without files, then of all, the one that was quiet longest is forgotten first
STALE_S = 24 * 3600  # what a server that was killed left behind is removed after so long
BYTES_PER_MB = 1_000_000


@dataclass(slots=True)
class _Page:
    folder: Path
    uploads: list[Upload] = field(default_factory=list)
    files: int = 0  # those that are on their way included
    bytes: int = 0
    held: bool = False  # a plan or a build reads its files


class _Refused(Exception):
    def __init__(self, status: HTTPStatus, message: Message) -> None:
        self.status, self.message = status, message


class Uploads:
    """The files that wait, by the key of their page."""

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.index_folder / FOLDER
        self._max_files, self._max_mb = settings.max_upload_files, settings.max_upload_mb
        self._pages: OrderedDict[str, _Page] = OrderedDict()
        _remove_stale(self._folder)

    @property
    def route(self) -> Route:
        """What receives a file: `PUT /incoming/KEY?name=NAME`."""
        return Route(INCOMING + "{key}", self.receive, methods=["PUT"], include_in_schema=False)

    def open(self) -> str:
        """A key for a new page."""
        key = secrets.token_urlsafe(18)
        self._pages[key] = _Page(self._folder / key)
        while len(self._pages) > PAGES and (quiet := self._quietest(but=key)) is not None:
            self.discard(quiet)
        return key

    def _quietest(self, but: str) -> str | None:
        """The page to forget: one without files before one whose files wait, none whose files are being read."""
        free = [
            (page.files > 0, number, key) for number, (key, page) in enumerate(self._pages.items()) if not page.held
        ]
        return min((found for found in free if found[2] != but), default=(False, 0, None))[2]

    def sent(self, key: str) -> tuple[Upload, ...]:
        """The files that a page has sent."""
        page = self._pages.get(key)
        if page is None:
            return ()
        self._pages.move_to_end(key)
        return tuple(page.uploads)

    def hold(self, key: str) -> None:
        """Keep the files of a page, whatever comes, until it is released or emptied: they are being read."""
        if key in self._pages:
            self._pages[key].held = True
            self._pages.move_to_end(key)

    def release(self, key: str) -> None:
        """Nobody reads the files of a page any more."""
        if key in self._pages:
            self._pages[key].held = False

    def empty(self, key: str) -> None:
        """Delete the files of a page, which may send others."""
        if key in self._pages:
            shutil.rmtree(self._pages[key].folder, ignore_errors=True)
            self._pages[key] = _Page(self._pages[key].folder)

    def discard(self, key: str) -> None:
        """Delete the files of a page that is gone; not those that are being read, whose reader empties them."""
        if key in self._pages and not self._pages[key].held:
            self.empty(key)
            self._pages.pop(key, None)

    def close(self) -> None:
        """Delete all files that wait."""
        for key in list(self._pages):
            self.release(key)
            self.discard(key)
        if self._folder.is_dir() and not any(self._folder.iterdir()):
            self._folder.rmdir()

    def html(self, key: str, language: LanguageCode) -> str:
        """Where files are dropped or chosen on a page; `uploads.js` sends them."""
        return render(
            "uploads.html",
            language,
            key=key,
            types=SUFFIXES,
            max_files=self._max_files,
            max_mb=self._max_mb,
            too_many=in_language(too_many(self._max_files), language),
            too_large=in_language(too_large(self._max_mb), language),
        )

    async def receive(self, request: Request) -> Response:
        """Take one file, or say why not."""
        try:
            await self._take(request)
        except _Refused as refused:
            sentence = in_language(refused.message, accepted_language(request.headers.get("accept-language", "")))
            # The rest of the body is not read: the connection cannot be used again.
            return Response(
                error_json(sentence), refused.status, {"Connection": "close"}, media_type="application/json"
            )
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def _take(self, request: Request) -> None:
        page, size = self._admit(request)
        name = request.query_params.get("name", "")
        folder = page.folder / str(page.files)
        page.files += 1
        page.bytes += size
        try:
            folder.mkdir(parents=True)
            file = folder / safe_name(name)
            with file.open("xb") as stream:
                async for chunk in request.stream():
                    stream.write(chunk)  # no more than Content-Length says: the server cuts the body there
            page.uploads.append(Upload(file, name))
        except (OSError, ClientDisconnect) as error:
            shutil.rmtree(folder, ignore_errors=True)
            page.bytes -= size
            raise _Refused(
                HTTPStatus.INSUFFICIENT_STORAGE,
                Message(
                    "The file cannot be saved ({reason}): check the disk, then send it again.",
                    reason=getattr(error, "strerror", None) or "…",
                ),
            ) from error

    def _admit(self, request: Request) -> tuple[_Page, int]:
        """The page that sends a file, and the file's size; refused where the limits are reached."""
        page = self._pages.get(request.path_params["key"])
        if page is None:
            raise _Refused(
                HTTPStatus.GONE, Message("This page has been open for too long: reload it, then drop the files again.")
            )
        self._pages.move_to_end(request.path_params["key"])
        length = request.headers.get("content-length", "")
        if not length.isdecimal():
            raise _Refused(HTTPStatus.LENGTH_REQUIRED, Message("The size of the file is missing: send it again."))
        if page.files >= self._max_files:
            raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, too_many(self._max_files))
        if page.bytes + int(length) > self._max_mb * BYTES_PER_MB:
            raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, too_large(self._max_mb))
        return page, int(length)


def too_many(limit: int) -> Message:
    """Where a page sends more files than the settings allow."""
    return Message(
        "Too many files, at most {limit} at once: add them in batches, add their folder by its path, or raise the "
        "setting max_upload_files.",
        limit=limit,
    )


def too_large(limit_mb: int) -> Message:
    """Where a page sends larger files than the settings allow."""
    return Message(
        "Together the files are larger than {limit} MB: add them in batches, add their folder by its path, or raise "
        "the setting max_upload_mb.",
        limit=limit_mb,
    )


def _remove_stale(folder: Path) -> None:
    if folder.is_dir():
        for page in folder.iterdir():
            if time.time() - page.stat().st_mtime > STALE_S:
                shutil.rmtree(page, ignore_errors=True)
