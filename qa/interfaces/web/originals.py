"""The file that an article was read from: as a download, and of a PDF the page itself with the quote marked on it.

Only a file that the index follows and whose bytes are still those that it was read from is ever served.
"""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from qa.ask.engine import Engine
from qa.errors import GazetteError
from qa.ingest.uploads import UPLOADS, uploads_folder
from qa.interfaces.web.pdf_page import page_png
from qa.interfaces.web.photograph import photograph_png
from qa.values import Article

PDF, PICTURE = "application/pdf", "image/*"
SHOWN = (PDF, PICTURE)  # media types whose pages can be shown as they are
_NEVER_RUN = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-cache",
}
log = logging.getLogger(__name__)


class Originals:
    """Finds and serves the files of an index. One object serves all readers."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def routes(self) -> list[Route]:
        """`GET /articles/ID/original`, and `…/original/page?start=…&end=…`: the page that holds these characters."""
        return [
            Route("/articles/{id}/original/page", self.page, methods=["GET"], include_in_schema=False),
            Route("/articles/{id}/original", self.download, methods=["GET"], include_in_schema=False),
        ]

    def has(self, article: Article) -> bool:
        """Whether the article's file is at hand and unchanged."""
        return self._bytes(article) is not None

    def file_of(self, article: Article) -> Path | None:
        """Where the article's file lies; None where it is not at hand, or holds many articles."""
        if "#" in article.path:
            return None
        name, _, rest = article.path.partition("/")
        for source in self._engine.status().sources:
            root = uploads_folder(self._engine.settings.index_folder) if source == UPLOADS else Path(source)
            file = root / rest if rest else root
            if root.name == name and file.is_file() and file.resolve().is_relative_to(root.resolve()):
                return file
        return None

    def _bytes(self, article: Article) -> bytes | None:
        """What its file holds, where that is what it was read from."""
        try:
            file = self.file_of(article)
            data = None if file is None else file.read_bytes()
        except OSError:
            log.debug("An original cannot be read", exc_info=True)
            return None
        return data if data is not None and hashlib.sha256(data).hexdigest() == article.sha256 else None

    def _read(self, id_: str) -> tuple[Article, bytes] | None:
        """The article with this id and what its file holds."""
        try:
            article = self._engine.article(id_)
            data = None if article is None else self._bytes(article)
        except GazetteError:
            log.debug("An original cannot be found", exc_info=True)
            return None
        return None if article is None or data is None else (article, data)

    async def download(self, request: Request) -> Response:
        """The file, never shown by the browser."""
        found = await to_thread.run_sync(self._read, request.path_params["id"])
        if found is None:
            return Response(status_code=404)
        article, data = found
        name = "".join(c if c.isascii() and (c.isalnum() or c in ".-_") else "_" for c in Path(article.path).name)
        attached = {"Content-Disposition": f'attachment; filename="{name}"', **_NEVER_RUN}
        return Response(data, media_type="application/octet-stream", headers=attached)

    async def page(self, request: Request) -> Response:
        """The page as a picture."""
        start, end = (request.query_params.get(name, "") for name in ("start", "end"))
        if not (_is_number(start) and _is_number(end)):
            return Response(status_code=404)
        picture = await to_thread.run_sync(self._picture, request.path_params["id"], int(start), int(end))
        if picture is None:
            return Response(status_code=404)
        return Response(picture, media_type="image/png", headers=_NEVER_RUN)

    def _picture(self, id_: str, start: int, end: int) -> bytes | None:
        found = self._read(id_)
        if found is None or found[0].media_type not in SHOWN or not start < end <= len(found[0].text):
            return None
        article, data = found
        if article.media_type == PICTURE:
            return photograph_png(data, article.page(start) or 1)
        return page_png(data, article.text, start, end)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 10
