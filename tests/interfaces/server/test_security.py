"""Who may come in: pages of other sites, other names of the server, missing and wrong passwords, large bodies."""

from __future__ import annotations

import asyncio
import base64
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect
from starlette.datastructures import Headers

from qa.ask.engine import Engine
from qa.interfaces.server.app import make_app
from qa.interfaces.server.security import Access, is_let_in, refused_origin
from tests.interfaces.browser import Serving, ask, chromium, free_port, is_local
from tests.interfaces.server.conftest import PASSWORD

QUESTION = {"question": "Who opened the Millau viaduct?"}


def call(server: Serving, method: str, path: str, **options: Any) -> httpx.Response:
    return httpx.request(method, f"{server.url}{path}", timeout=30, **options)


# ---------------------------------------------------------------- the server's name, and the page that asks

REQUESTS = [
    ("GET", "/"),
    ("POST", "/ask"),
    ("GET", "/articles/a1:0"),
    ("GET", "/health"),
    ("GET", "/openapi.json"),
    ("POST", "/mcp"),
    ("GET", "/config"),
    ("GET", "/gradio_api/info"),
    ("POST", "/gradio_api/queue/join"),
    ("POST", "/gradio_api/upload"),
]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:7860", "localhost.evil.example", "127.0.0.1.nip.io"])
@pytest.mark.parametrize(("method", "path"), REQUESTS)
def test_a_name_that_was_pointed_at_this_machine(server: Serving, method: str, path: str, host: str) -> None:
    """DNS rebinding: to the browser the page and the server are one site, and the name gives it away."""
    same = {"Host": host, "Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin", "Accept-Language": "fr"}
    refused = call(server, method, path, headers=same, json=QUESTION)
    assert refused.status_code == 421
    assert refused.json() == {
        "error": f"Ce serveur ne répond pas au nom « {host} » : appelez-le localhost ou 127.0.0.1."
    }


def test_hosts_that_are_no_hosts(server: Serving) -> None:
    for host in ("", "[", "[::1", "x@localhost", "localhost/", "localhost:7860:1", "localhost, evil.example"):
        assert call(server, "GET", "/health", headers={"Host": host}).status_code in (400, 421), host


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "[::1]"])
def test_every_name_of_this_machine(server: Serving, name: str) -> None:
    for host in (name, f"{name}:{server.port}", f"{name}:8080"):  # another port where it is forwarded
        assert call(server, "GET", "/health", headers={"Host": host}).status_code == 200


FOREIGN = [
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost:1"},
    {"Origin": "file://"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost:1"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
]


@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize(("method", "path"), REQUESTS)
def test_a_page_of_another_site(server: Serving, method: str, path: str, headers: dict[str, str]) -> None:
    refused = call(server, method, path, headers=headers, json=QUESTION)
    assert refused.status_code == 403
    assert "another site" in refused.json()["error"]
    assert "access-control-allow-origin" not in refused.headers


@pytest.mark.parametrize(
    ("headers", "comes_in"),
    [
        ({"origin": "http://presse.example", "x-forwarded-host": "presse.example"}, True),
        ({"origin": "https://presse.example", "x-forwarded-host": "Presse.example:443, inner"}, True),
        ({"origin": "http://presse.example:8080", "x-forwarded-host": "presse.example:8080"}, True),
        ({"origin": "http://localhost:8080", "host": "localhost", "x-forwarded-port": "8080"}, True),
        ({"origin": "http://presse.example", "forwarded": 'for=10.0.0.7;host="presse.example";proto=http'}, True),
        ({"origin": "http://LOCALHOST", "host": "localhost:80"}, True),
        ({"origin": "http://evil.example", "x-forwarded-host": "presse.example"}, False),
        ({"origin": "http://presse.example:1", "x-forwarded-host": "presse.example"}, False),
        ({"origin": "http://evil.example", "x-forwarded-port": "8080"}, False),
        ({"origin": "null", "x-forwarded-host": ""}, False),
        (
            {"origin": "http://presse.example", "x-forwarded-host": "presse.example", "sec-fetch-site": "cross-site"},
            False,
        ),
    ],
)
def test_the_name_that_a_proxy_is_called_by(headers: dict[str, str], comes_in: bool) -> None:
    scope = {"type": "http", "method": "POST", "path": "/ask"}
    refusal = refused_origin(scope, Headers({"host": "127.0.0.1:7860", **headers}), local_only=True)
    assert (refusal is None) is comes_in


@pytest.mark.parametrize("path", ["/", "/ask", "/mcp", "/gradio_api/queue/join"])
def test_no_other_site_is_given_leave(server: Serving, path: str) -> None:
    """Neither by a preflight, nor by a header on what the chat's own page gets."""
    asks = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    refused = call(server, "OPTIONS", path, headers={"Origin": "http://evil.example", **asks})
    assert refused.status_code == 403
    own = call(server, "GET", "/", headers={"Origin": server.url, "Sec-Fetch-Site": "same-origin"})
    assert own.status_code == 200
    for answer in (refused, own):
        assert not [name for name in answer.headers if name.startswith("access-control-")]
    assert "frame-ancestors 'none'" in own.headers["content-security-policy"].split("; ")


def test_a_link_to_the_chat_may_stand_anywhere(server: Serving) -> None:
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert call(server, "GET", "/?q=Who", headers=link).status_code == 200
    for method, path in (("POST", "/"), ("GET", "/config"), ("GET", "/articles/a1:0"), ("POST", "/ask")):
        assert call(server, method, path, headers=link).status_code == 403


EVIL = """<!doctype html><title>evil</title><form method=post enctype=text/plain target=frame></form>
<iframe name=frame></iframe><script>
const tried = async ask => {
  try { const got = await ask(); return await got.text() || got.type; } catch { return "failed"; }
};
const json = {method: "POST", headers: {"Content-Type": "application/json"}};
const steal = async url => [
  await tried(() => fetch(url + "/health")),
  await tried(() => fetch(url + "/health", {mode: "no-cors"})),
  await tried(() => fetch(url + "/config")),
  await tried(() => fetch(url + "/ask", {...json, body: '{"question": "Who ate?"}'})),
  await tried(() => fetch(url + "/ask", {method: "POST", mode: "no-cors", body: '{"question": "Who?"}'})),
  await tried(() => fetch(url + "/mcp", {method: "POST", mode: "no-cors", body: "{}"})),
  await tried(() => fetch(url + "/gradio_api/queue/join", {method: "POST", mode: "no-cors", body: "{}"})),
];
const framed = url => new Promise(done => {
  const frame = document.createElement("iframe");
  frame.onload = () => { try { done(frame.contentDocument.body.textContent); } catch { done("closed"); } };
  frame.src = url; document.body.append(frame);
});
</script>"""


@contextmanager
def evil_site() -> Iterator[int]:
    """The port of a site that serves a hostile page."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(EVIL.encode())

        def log_message(self, *arguments: object) -> None:
            pass

    site = http.server.ThreadingHTTPServer(("127.0.0.1", free_port()), Page)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    try:
        yield site.server_port
    finally:
        site.shutdown()
        site.server_close()


def test_a_hostile_page_in_a_real_browser(server: Serving) -> None:
    """From another port of the same machine, from another name, and from a name that was rebound to the server."""
    with evil_site() as port, chromium("--host-resolver-rules=MAP evil.example 127.0.0.1") as browser:
        page = browser.new_page()
        statuses: list[int] = []
        page.on("response", lambda got: statuses.append(got.status) if got.url.startswith(server.url) else None)
        for site in (f"http://127.0.0.1:{port}", f"http://localhost:{port}", f"http://evil.example:{port}"):
            page.goto(site)
            statuses.clear()
            assert set(page.evaluate("url => steal(url)", server.url)) <= {"failed", "opaque"}
            assert page.evaluate("url => framed(url)", server.url) == "closed"
            assert set(statuses) <= {403}
        page.goto(f"http://evil.example:{server.port}/", wait_until="commit")
        assert "evil.example" in page.inner_text("body")
        assert "Gazette" not in page.content()
        assert page.evaluate("async () => (await fetch('/health')).status") == 421


# ---------------------------------------------------------------- the password


def test_nothing_is_open_without_the_password(tiny_engine: Engine) -> None:
    """Every route of the application: ours, Gradio's own, and a path that nothing serves."""
    app = make_app(tiny_engine, Access("gazette", PASSWORD, 1000))
    paths = sorted({*_paths(app), "/nothing/here"})
    assert {"/ask", "/health", "/openapi.json", "/config", "/gradio_api/queue/join"} <= set(paths)

    async def statuses() -> set[tuple[str, str, int]]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
            return {
                (method, path, (await client.request(method, path)).status_code)
                for path in paths
                for method in ("GET", "POST", "HEAD", "OPTIONS")
            }

    got = asyncio.run(statuses())
    assert len(got) > 200
    assert {status for _, _, status in got} == {401}


def _paths(part: Any) -> Iterator[str]:
    """The paths of an application, of the routers that it includes and of the applications that it mounts."""
    for route in part.routes:
        path = getattr(route, "path", None)
        yield from [path or "/"] if path is not None else []
        inner = getattr(route, "original_router", None) or getattr(route, "app", None)
        yield from _paths(inner) if hasattr(inner, "routes") else []


@pytest.mark.parametrize(("method", "path"), REQUESTS)
def test_the_refusal_says_how(protected: Serving, method: str, path: str) -> None:
    refused = call(protected, method, path, json=QUESTION, headers={"Accept-Language": "fr"})
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith('Basic realm="Gazette"')
    assert "mot de passe" in refused.json()["error"]


def test_the_password_lets_in_under_any_name(protected: Serving) -> None:
    bearer = {"Authorization": f"Bearer {PASSWORD}".encode()}
    basic = {"Authorization": "Basic " + base64.b64encode(f"jeanne:{PASSWORD}".encode()).decode()}
    for headers in (bearer, basic):
        assert call(protected, "POST", "/ask", json=QUESTION, headers=headers).json()["text"]
        assert call(protected, "GET", "/config", headers=headers).status_code == 200
        assert call(protected, "GET", "/health", headers={**headers, "Host": "press.example"}).status_code == 200
        foreign = {**headers, "Origin": "http://evil.example"}  # the browser of someone who has typed the password
        assert call(protected, "POST", "/ask", json=QUESTION, headers=foreign).status_code == 403


@pytest.mark.parametrize(
    "authorization",
    [
        b"",
        b"Bearer",
        b"Bearer secret",
        b"Basic",
        b"Basic !!!",
        b"Basic \xe9",
        b"Basic " + base64.b64encode(b"jeanne"),
        b"Basic " + base64.b64encode(b"jeanne:"),
        b"Basic " + base64.b64encode(b"gazette:" + PASSWORD.encode()),
        b"Digest " + PASSWORD.encode(),
        PASSWORD.encode(),
    ],
)
def test_a_wrong_password(protected: Serving, authorization: bytes) -> None:
    headers = {"Authorization": authorization}
    assert call(protected, "POST", "/ask", json=QUESTION, headers=headers).status_code == 401


@given(st.binary(max_size=60))
def test_no_header_breaks_the_check_or_opens_the_door(value: bytes) -> None:
    for scheme in (b"", b"Basic ", b"basic ", b"Bearer "):
        headers = Headers(raw=[(b"authorization", scheme + value)])
        assert not is_let_in(headers, Access("gazette", PASSWORD, 1000))


def test_the_chat_with_a_password_in_a_real_browser(protected: Serving) -> None:
    with chromium() as browser:
        wrong: list[str] = []
        credentials = {"username": "jeanne", "password": PASSWORD}
        page = browser.new_context(locale="en-US", http_credentials=credentials).new_page()  # type: ignore[arg-type]
        page.on("console", lambda told: wrong.append(told.text) if told.type in ("error", "warning") else None)
        page.on("request", lambda asked: wrong.append(asked.url) if not is_local(asked.url, protected) else None)
        page.goto(protected.url)
        page.wait_for_selector("#asking textarea")
        reply = ask(page, "In whose bakery did the Great Fire of London of 1666 start?")
        expect(reply.locator("mark").first).to_have_text("Thomas Farriner")
        assert wrong == []
        stranger = browser.new_context().new_page()
        with pytest.raises(Exception, match="INVALID_AUTH_CREDENTIALS"):
            stranger.goto(protected.url)


# ---------------------------------------------------------------- sizes


def test_a_large_body(server: Serving) -> None:
    large = b'{"question": "' + b"x" * 1_100_000 + b'"}'
    for path in ("/ask", "/mcp", "/gradio_api/queue/join"):
        for content in (large, iter([large[:600_000], large[600_000:]])):  # with its length, and in chunks
            refused = call(server, "POST", path, content=content, headers={"Content-Type": "application/json"})
            assert refused.status_code == 413
            assert "max_request_kb" in refused.json()["error"]


def test_the_chat_takes_no_files(server: Serving) -> None:
    sent = call(server, "POST", "/gradio_api/upload", files={"files": ("a.txt", b"x" * 1000)})
    assert sent.status_code == 413
