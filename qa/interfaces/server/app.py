"""The server: chat, REST and MCP in one application behind one guard, on one address, until Ctrl+C."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from importlib.metadata import version
from typing import Any

import typer
import uvicorn
from fastapi import FastAPI
from fastapi_offline import FastAPIOffline
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Route

from qa.ask.engine import Engine
from qa.errors import SettingsError
from qa.interfaces.i18n import say, system_language
from qa.interfaces.server.connections import Patience, bearable, look_at_all, patient
from qa.interfaces.server.indexes import OtherIndexes
from qa.interfaces.server.limits import Turns
from qa.interfaces.server.mcp import WholeCharacters, make_mcp
from qa.interfaces.server.rest import Lenient, NotAllowed, add_errors, make_api, other_methods
from qa.interfaces.server.security import Access, Guard, is_loopback
from qa.interfaces.server.streams import EndedStreams
from qa.interfaces.server.watching import keep_looking, make_ready, metrics_routes
from qa.interfaces.server.workers import WorkerConfig, mount_no_chat, run_workers, share_cores
from qa.interfaces.web.indexes import IndexChoice, choices_of
from qa.interfaces.web.language import ReaderLanguage
from qa.settings import Settings, password_of
from qa.values import LanguageCode

SHORTEST_PASSWORD = 8  # characters
TICKS_PER_S = 10  # of uvicorn's clock
LAST_ANSWERS_S = 10  # after Ctrl+C: what is being answered is finished
DESCRIPTION = "Answers questions over a folder of articles, in French or English, with verbatim quotes."


def serve(settings: Settings, others: Sequence[Settings] = ()) -> None:
    """Serve until Ctrl+C.

    Args:
        settings: name the first index, and say all else.
        others: name further indexes, which the page lets its reader choose; the models are loaded once for all.

    Raises:
        ModelError: a model's files are missing or do not fit.
        SettingsError: the address cannot be used, or can be reached by other machines and has no password; or two
            indexes have the same name.
    """
    access = access_of(settings)
    choices_of([settings, *others])  # before the models are loaded, so that a mistake is reported at once
    language = system_language() if settings.interface_language == "auto" else settings.interface_language
    with _listening(settings) as listener:
        if settings.workers > 1:
            Engine(settings)  # so that a mistake is told once, and by this process
            typer.echo(told(settings, language))
            return run_workers(_workers(settings, others), listener)
        engine = Engine(settings)
        app = make_app(engine, access, _beside(engine, others))
        config = uvicorn.Config(app, http=patient(patience_of(settings)), **uvicorn_options(settings))
        with suppress(KeyboardInterrupt):  # which the server passes on when it has closed
            _Server(config, settings, language, app.state.end_streams).run(sockets=[listener])


def _workers(settings: Settings, others: Sequence[Settings]) -> WorkerConfig:
    make = partial(_worker, share_cores(settings), [share_cores(other) for other in others])
    return WorkerConfig(make, settings.workers, patience_of(settings), uvicorn_options(settings))


def _worker(settings: Settings, others: Sequence[Settings]) -> FastAPI:
    """What one of several processes serves."""
    engine = Engine(settings)
    return make_app(engine, access_of(settings), _beside(engine, others), with_chat=False)


def told(settings: Settings, language: LanguageCode) -> str:
    """Where the server is, and how it ends."""
    return f"Gazette: {address_of(settings)}  {say(language, 'Press Ctrl+C to stop.')}"


def patience_of(settings: Settings) -> Patience:
    """What the server bears of slow callers."""
    return bearable(settings.max_connections, settings.request_head_seconds)


def uvicorn_options(settings: Settings) -> dict[str, Any]:
    """What the settings say to uvicorn."""
    path = settings.root_path.strip("/")
    return {
        "timeout_keep_alive": settings.request_head_seconds,
        "log_level": "warning",
        "access_log": False,
        "server_header": False,
        "ws": "none",
        "timeout_graceful_shutdown": LAST_ANSWERS_S,
        "root_path": f"/{path}" if path else "",
        "forwarded_allow_ips": settings.trusted_proxies,
    }


def _beside(engine: Engine, others: Sequence[Settings]) -> list[Engine]:
    """Engines on other indexes, with the models of the first."""
    models = engine.models
    return [Engine(other, embedder=models.embedder, reader=models.reader) for other in others]


class _Server(uvicorn.Server):
    """Says where it is when it is there, ends slow connections, and the streams of open pages when it closes."""

    def __init__(
        self, config: uvicorn.Config, settings: Settings, language: LanguageCode, end_streams: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._settings, self._language, self._end_streams = settings, language, end_streams

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        typer.echo(told(self._settings, self._language))

    async def on_tick(self, counter: int) -> bool:
        if counter % TICKS_PER_S == 0:
            look_at_all(self.server_state.connections)  # type: ignore[arg-type]  # all of the class that was configured
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._end_streams()
        await super().shutdown(sockets)


def make_app(engine: Engine, access: Access, others: Sequence[Engine] = (), *, with_chat: bool = True) -> FastAPI:
    """The application, those of the other indexes inside it, all of it behind the guard.

    Without the chat it is one of several processes, which follows the index though nobody asks it.
    """
    settings = engine.settings
    turns = Turns(settings.answers_at_once, settings.questions_waiting, settings.question_wait_seconds)
    choices = choices_of([one.settings for one in (engine, *others)])
    inner = [_app_of(other, turns, choices, with_chat=with_chat) for other in others]
    within = {choice.path: one for choice, one in zip(choices[1:], inner, strict=True)}
    app = _app_of(engine, turns, choices, within, metrics_routes((engine, *others), turns), with_chat=with_chat)
    app.add_middleware(EndedStreams)
    app.add_middleware(ReaderLanguage)
    app.add_middleware(Lenient)
    app.add_middleware(Guard, access=access)  # the last one added is the first one passed
    return app


def _app_of(
    engine: Engine,
    turns: Turns,
    choices: Sequence[IndexChoice],
    others: Mapping[str, FastAPI] | None = None,
    more: Sequence[Route] = (),
    *,
    with_chat: bool,
) -> FastAPI:
    """One index: what programs call, the other indexes, then the chat on all other paths."""
    mcp, inner = make_mcp(engine, turns), others or {}
    running = _running(mcp.run, inner, None if with_chat else partial(keep_looking, [engine], turns.metrics))
    app = FastAPIOffline(
        title="Gazette", version=version("gazette"), description=DESCRIPTION, redoc_url=None, lifespan=running
    )
    app.include_router(make_api(engine, turns))
    app.include_router(make_ready(engine))
    add_errors(app)
    app.router.routes += [
        Route("/mcp", WholeCharacters(mcp.asgi_app), methods=["POST"]),
        Route("/mcp", NotAllowed("POST")),
        *other_methods(),
        *more,
        *OtherIndexes(choices[0].path, inner).as_routes(),
    ]
    end_own = _mount_chat(app, engine, turns, choices) if with_chat else mount_no_chat(app, engine)
    app.add_middleware(CORSMiddleware)  # allows nobody, and tells Gradio to allow nobody either

    def end_streams() -> None:
        end_own()
        for other in inner.values():
            other.state.end_streams()

    app.state.end_streams = end_streams
    return app


def _mount_chat(app: FastAPI, engine: Engine, turns: Turns, choices: Sequence[IndexChoice]) -> Callable[[], None]:
    from qa.interfaces.web.chat import mount_chat  # Gradio: half of a start, and 100 MB in each process without a chat

    return mount_chat(app, engine, turns, choices)


def _running(
    mcp: Callable[[], AbstractAsyncContextManager[None]],
    others: Mapping[str, FastAPI],
    meanwhile: Callable[[], Coroutine[Any, Any, None]] | None,
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """What runs as long as an application, with those inside it."""

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        async with mcp(), AsyncExitStack() as stack:
            for other in others.values():
                await stack.enter_async_context(other.router.lifespan_context(other))
            task = None if meanwhile is None else asyncio.create_task(meanwhile())
            yield
            if task is not None:
                task.cancel()

    return running


def access_of(settings: Settings) -> Access:
    """Who may come in, by the settings.

    Raises:
        SettingsError: other machines can reach the address and there is no password, or it cannot be read or used.
    """
    password = password_of(settings)
    if password is None and not is_loopback(settings.host):
        raise SettingsError(
            "Other machines can reach {host}, so a password is required and none is set: put one into "
            "GAZETTE_PASSWORD, or name a file that holds it in GAZETTE_PASSWORD_FILE.",
            host=settings.host,
        )
    if password is not None and len(password) < SHORTEST_PASSWORD:
        raise SettingsError(
            "The password is shorter than {least} characters: choose a longer one.",
            least=SHORTEST_PASSWORD,
        )
    return Access(settings.user, password, settings.max_request_kb * 1000)


def _listening(settings: Settings) -> socket.socket:
    """The socket of the server's address; taken before the models are loaded, so that a mistake is reported at once."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family)
    except (OSError, UnicodeError) as error:  # the second for a name that cannot be one
        if isinstance(error, OSError) and error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise SettingsError(
                "Port {port} cannot be used, perhaps because another program uses it. Run: gazette serve "
                "--port {other}",
                port=settings.port,
                other=settings.port + 1,
            ) from error
        raise SettingsError(
            "Address {host} cannot be used ({reason}): give one that this machine has, such as 127.0.0.1.",
            host=settings.host,
            reason=str(getattr(error, "strerror", None) or error).partition(" (while")[0],
        ) from error


def address_of(settings: Settings) -> str:
    """What to type into a browser."""
    host = socket.gethostname() if settings.host in ("0.0.0.0", "::") else settings.host
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"
