"""Who may come in: every request to the server, whatever its path, passes here before anything else sees it.

- Without a password, the server must be called by a name of this machine: a page whose own name was pointed at
  127.0.0.1 (DNS rebinding) is not let in.
- A page of another site may link to the chat, and do nothing else: browsers say where a request comes from.
- Where there is a password, every request carries it: HTTP Basic, or `Authorization: Bearer` for programs.
- Who sends twenty wrong passwords in a minute is not listened to until the minute is over.
- A path has a greatest length, a head and a body a greatest size. Files that are dropped on the chat have their own:
  see `qa.interfaces.web.uploads`.
"""

from __future__ import annotations

import asyncio
import base64
import ipaddress
import re
import secrets
from dataclasses import dataclass, field
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as Event

from qa.errors import Message
from qa.interfaces.format import error_json
from qa.interfaces.i18n import accepted_language, in_language
from qa.interfaces.server.connections import LONGEST_HEAD
from qa.interfaces.server.guesses import WINDOW_S, Guesses
from qa.interfaces.web.indexes import own_path, path_within
from qa.interfaces.web.uploads import INCOMING

WRONG_PASSWORD_S = 0.5  # what each wrong guess costs
CHALLENGE = 'Basic realm="Gazette", charset="UTF-8"'
_HOST = re.compile(r"(\[[^\]/@]*\]|[^:/@\[\]]+)(?::\d*)?")  # the header Host: a name or address, and a port
_FORWARDED_HOST = re.compile(r"""(?:^|;)\s*host="?([^";,\s]+)""", re.IGNORECASE)  # RFC 7239
LONGEST_PATH = 1000  # characters
LONGEST_NAME = 255  # bytes between two "/", but for ids of articles: on longer ones Starlette's folders of files fail
_LENGTH = re.compile(r"\d{1,15}", re.ASCII)  # the header Content-Length
# Gradio's page writes scripts and styles into itself and makes functions from text, so that is let through; what the
# policy keeps out is everything from elsewhere, and other pages that lay the chat under their own buttons.
_POLICY = {
    "default-src": "'self'",
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval' blob:",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "media-src": "'self' data: blob:",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
ON_EVERY_RESPONSE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in _POLICY.items()),
    "X-Frame-Options": "DENY",  # for browsers from before the policy
    "Referrer-Policy": "same-origin",  # a question stands in the address of a shared link
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Access:
    """What a request must carry to come in."""

    user: str
    password: str | None = field(repr=False)  # None: the server is for this machine alone
    max_body_bytes: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request does not come in."""

    status: HTTPStatus
    sentence: Message


class Guard:
    """The outermost layer of the application (ASGI)."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app, self._access, self._guesses = app, access, Guesses()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        if scope["type"] != "http":  # nothing here speaks over web sockets
            return await send({"type": "websocket.close", "code": 1008})
        headers = Headers(scope=scope)
        refusal = refused_form(scope, headers)
        refusal = refusal or refused_origin(scope, headers, local_only=self._access.password is None)
        refusal = refusal or await self._refused_caller(scope, headers)
        if refusal is None and not path_within(own_path(scope)).startswith(INCOMING):
            body = await _whole_body(headers, receive, self._access.max_body_bytes)
            if body is None:  # the client has gone
                return None
            if isinstance(body, Refusal):
                refusal = body
            else:
                receive = _replay(body, receive)
        if refusal is not None:
            return await _answer(refusal, headers)(scope, receive, _with_headers(send))
        return await self._app(scope, receive, _with_headers(send))

    async def _refused_caller(self, scope: Scope, headers: Headers) -> Refusal | None:
        """What is wrong with the password of a request; None where nothing is, or there is no password."""
        if self._access.password is None:
            return None
        address = (scope.get("client") or ("",))[0]
        says = "authorization" in headers
        if says and self._guesses.wait_s(address):
            return _GUESSES
        if is_let_in(headers, self._access):
            return None
        if says:
            self._guesses.add(address)
            await asyncio.sleep(WRONG_PASSWORD_S)
        return _NEEDS_PASSWORD


def refused_form(scope: Scope, headers: Headers) -> Refusal | None:
    """What is wrong with a request that no program makes; None where nothing is."""
    path = path_within(own_path(scope))
    names = [] if path.startswith("/articles/") else path.encode(errors="surrogatepass").split(b"/")
    if len(scope["path"]) > LONGEST_PATH or any(len(name) > LONGEST_NAME for name in names):
        return Refusal(HTTPStatus.REQUEST_URI_TOO_LONG, Message("The address is too long: check it."))
    # While a head comes, its connection counts it; one that comes whole is counted here.
    if len(scope["query_string"]) + sum(len(name) + len(value) for name, value in headers.raw) > LONGEST_HEAD:
        return Refusal(
            HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
            Message("The head of the request is larger than {limit} kB: send less in it.", limit=LONGEST_HEAD // 1024),
        )
    if _LENGTH.fullmatch(headers.get("content-length", "0")) is None:
        return Refusal(HTTPStatus.BAD_REQUEST, Message("The header Content-Length is not a number of bytes."))
    return None


def refused_origin(scope: Scope, headers: Headers, *, local_only: bool) -> Refusal | None:
    """What is wrong with where a request comes from; None where nothing is."""
    host = headers.get("host", "")
    name = _HOST.fullmatch(host)
    if local_only and (name is None or not is_loopback(name[1].strip("[]"))):
        return Refusal(
            HTTPStatus.MISDIRECTED_REQUEST,
            Message("This server does not answer to the name {host!r}: call it localhost or 127.0.0.1.", host=host),
        )
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:  # only browsers send it, and no page can forge it
        is_own = site in ("same-origin", "none")
    else:
        is_own = origin is None or _plain(origin.partition("://")[2]) in (_plain(host), *_names_at_the_proxy(headers))
    if is_own or _is_link(scope, headers):
        return None
    return Refusal(
        HTTPStatus.FORBIDDEN,
        Message("A page of another site ({origin}) may not call this server: open the chat itself.", origin=origin),
    )


def _names_at_the_proxy(headers: Headers) -> tuple[str, ...]:
    """How the browser calls a proxy in front, which may call us by another name; a page of another site cannot say it.

    A browser asks first whether it may send such a header elsewhere, and nobody is given leave.
    """
    host = headers.get("x-forwarded-host", "").partition(",")[0].strip()
    port = headers.get("x-forwarded-port", "").partition(",")[0].strip()
    named = _FORWARDED_HOST.search(headers.get("forwarded", "").partition(",")[0])
    ported = f"{host or headers.get('host', '')}:{port}" if port else ""
    return tuple(_plain(name) for name in (host, ported, named[1] if named else "") if name)


def _plain(host: str) -> str:
    """A host as an origin names it: in small letters, without the port that goes without saying."""
    return re.sub(r":(?:80|443)?$", "", host.lower())


def _is_link(scope: Scope, headers: Headers) -> bool:
    """Whether a person followed a link to the chat's page, which the page that held the link cannot look into."""
    kind = (scope["method"], path_within(own_path(scope)), headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest"))
    return kind == ("GET", "/", "navigate", "document")


def is_loopback(host: str) -> bool:
    """Whether a host is surely this machine seen from itself; a name that is not localhost is not looked up."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def is_let_in(headers: Headers, access: Access) -> bool:
    """Whether a request carries the password, where there is one; compared in constant time."""
    if access.password is None:
        return True
    scheme, _, credentials = headers.get("authorization", "").partition(" ")
    expected = access.password.encode()
    if scheme.lower() == "bearer":
        return secrets.compare_digest(credentials.strip().encode("latin-1"), expected)
    if scheme.lower() != "basic":
        return False
    try:
        given = base64.b64decode(credentials, validate=True)
    except ValueError:  # not Base64
        return False
    return secrets.compare_digest(given, access.user.encode() + b":" + expected)


_NEEDS_PASSWORD = Refusal(
    HTTPStatus.UNAUTHORIZED,
    Message("This server needs its user name and password: give them as HTTP Basic, or the password as Bearer."),
)


_GUESSES = Refusal(
    HTTPStatus.TOO_MANY_REQUESTS,
    Message("Too many wrong passwords came from your address: wait a minute, then try again."),
)


async def _whole_body(headers: Headers, receive: Receive, limit: int) -> bytes | Refusal | None:
    """The body, read to its end before the application sees any of it; None where it breaks off."""
    too_large = Refusal(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        Message(
            "The request is larger than {limit} kB: send less, or raise the setting max_request_kb.",
            limit=limit // 1000,
        ),
    )
    if int(headers.get("content-length", "0")) > limit:
        return too_large
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > limit:
            return too_large
        if not message.get("more_body", False):
            return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Give the body that was read, then whatever comes after it."""
    kept: list[Event] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Event:
        return kept.pop() if kept else await receive()

    return replay


def _answer(refusal: Refusal, headers: Headers) -> Response:
    """The sentence, as text for a person who looks at a page and as JSON for a program."""
    sentence = in_language(refusal.sentence, accepted_language(headers.get("accept-language", "")))
    if "text/html" in headers.get("accept", ""):
        response: Response = PlainTextResponse(sentence, refusal.status)
    else:
        response = Response(error_json(sentence), refusal.status, media_type="application/json")
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = CHALLENGE
    if refusal is _GUESSES:
        response.headers["Retry-After"] = str(round(WINDOW_S))
    return response


def _with_headers(send: Send) -> Send:
    async def send_(message: Event) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(ON_EVERY_RESPONSE)
        await send(message)

    return send_
