"""Streams of pages that the server no longer knows, as after a restart: they end, without a traceback in the log."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as Event


class EndedStreams:
    """A layer of the application (ASGI) around the chat.

    Gradio says in the stream itself that the page is unknown, then raises what can no longer be answered.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass all on, and end what has begun."""
        has_begun = False

        async def noting(message: Event) -> None:
            nonlocal has_begun
            has_begun |= message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except RuntimeError as error:  # Starlette's, where a response has begun
            if not has_begun or not isinstance(error.__cause__, HTTPException):
                raise
            await send({"type": "http.response.body", "body": b"", "more_body": False})
