"""Articles of the web, fetched from a real server on this machine; the addresses that are never connected to."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from qa.errors import FetchError
from qa.ingest.articles import read_articles
from qa.ingest.discover import SourceFile
from qa.ingest.fetch.addresses import check_address, is_public
from qa.ingest.fetch.articles import Fetched, fetch_articles
from tests.interfaces.command import gazette

TEXT = (
    "Le maire, Hélène Dubreuil, a coupé le ruban à dix heures devant mille deux cents habitants réunis sur la rive "
    "gauche. Les travaux du pont ont coûté 4,7 millions d’euros, dont soixante pour cent ont été payés par le "
    "département. La circulation reste limitée à trois tonnes et demie jusqu’au mois de septembre."
)
PAGE = (
    "<html lang=fr><head><title>Le pont: rouvert</title>{meta}</head><body><article><h1>Le pont: rouvert</h1>"
    f"<p>{TEXT}</p></article></body></html>"
)
DATED = '<meta property="article:published_time" content="2021-03-06T08:00:00Z">'


@dataclass
class Site:
    """A server of this machine: what it gives by path, and what it was asked."""

    pages: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    address: str = ""

    def page(self, path: str, body: bytes | str, kind: str = "text/html; charset=utf-8", status: int = 200) -> str:
        data = body.encode() if isinstance(body, str) else body
        self.pages[path] = (status, {"Content-Type": kind}, data)
        return self.address + path


@pytest.fixture
def site() -> Iterator[Site]:
    found = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            status, headers, body = found.pages.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


def fetched(*sources: str, into: Path, most: int = 100, pause_s: float = 0) -> list[Fetched]:
    return list(fetch_articles(sources, into, most=most, pause_s=pause_s, allowed=["127.0.0.1"]))


def problem(*sources: str, into: Path) -> str:
    (only,) = fetched(*sources, into=into)
    assert only.file is None
    assert not list(into.glob("*.md"))
    return str(only.problem)


def test_an_article_is_kept_with_its_title_date_and_address(tmp_path: Path, site: Site) -> None:
    url = site.page("/pont?id=1", PAGE.format(meta=DATED))
    (only,) = fetched(url, into=tmp_path)
    assert only.file is not None
    assert only.file.name.startswith("2021-03-06-le-pont-rouvert-")
    (article,) = read_articles(SourceFile(only.file, only.file.name), only.file.read_bytes()).articles
    assert (article.title, article.date, article.date_source) == ("Le pont: rouvert", "2021-03-06", "front matter")
    assert article.url == url
    assert TEXT in article.text[article.body_start :]


def test_the_server_names_the_encoding(tmp_path: Path, site: Site) -> None:
    url = site.page("/a", PAGE.format(meta="").encode("cp1252"), "text/html; charset=windows-1252")
    (only,) = fetched(url, into=tmp_path)
    assert only.file is not None
    assert TEXT in only.file.read_text(encoding="utf-8")


def test_what_a_feed_lists_is_fetched_once_and_dated_by_it(tmp_path: Path, site: Site) -> None:
    items = "".join(
        f"<item><title>T{n}</title><link>{site.address}/{n}</link>"
        "<pubDate>Sat, 06 Mar 2021 09:00:00 +0100</pubDate></item>"
        for n in (1, 2, 2)
    )
    feed = site.page("/feed", f"<?xml version='1.0'?><rss><channel>{items}</channel></rss>", "application/rss+xml")
    for n in (1, 2):
        site.page(f"/{n}", PAGE.format(meta=""))
    assert [(one.date, one.problem) for one in fetched(feed, into=tmp_path)] == [("2021-03-06", None)] * 2
    before = len(site.asked)
    assert fetched(feed, into=tmp_path) == []  # only the feed and robots.txt are asked for again
    assert site.asked[before:] == ["/robots.txt", "/feed"]


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path: Path, site: Site) -> None:
    links = "".join(f'<entry><title>T</title><link href="/{n}"/></entry>' for n in (1, 2, 3))
    feed = site.page("/atom", f"<feed xmlns='http://www.w3.org/2005/Atom'>{links}</feed>", "application/atom+xml")
    for n in (1, 2, 3):
        site.page(f"/{n}", PAGE.format(meta=""))
    assert len(fetched(feed, into=tmp_path, most=1)) == 1
    with (tmp_path / ".fetched.jsonl").open("a") as record:
        record.write('{"url": "htt')  # a machine that lost its power
    assert [one.url.rpartition("/")[2] for one in fetched(feed, into=tmp_path)] == ["2", "3"]
    assert len(list(tmp_path.glob("*.md"))) == 3


def test_a_sitemap_leads_to_others_and_they_to_articles(tmp_path: Path, site: Site) -> None:
    inner = (
        f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>{site.address}/1</loc></url></urlset>"
    )
    site.page("/news.xml.gz", gzip.compress(inner.encode()), "application/gzip")
    outer = f"<sitemapindex><sitemap><loc>{site.address}/news.xml.gz</loc></sitemap>" + (
        f"<sitemap><loc>{site.address}/outer.xml</loc></sitemap></sitemapindex>"  # itself: a loop
    )
    url = site.page("/outer.xml", outer, "application/xml")
    site.page("/1", PAGE.format(meta=DATED))
    assert [one.date for one in fetched(url, into=tmp_path)] == ["2021-03-06"]


def test_a_file_of_addresses(tmp_path: Path, site: Site) -> None:
    good = site.page("/1", PAGE.format(meta=DATED))
    listed = tmp_path / "list.txt"
    listed.write_text(f"# lundi\n{good}\n\n{site.address}/nothing\n", encoding="utf-8")
    found = fetched(str(listed), into=tmp_path / "into")
    assert [one.file is not None for one in found] == [True, False]
    assert "404" in str(found[1].problem)
    assert "neither an address" in problem("nothing.txt", into=tmp_path / "other")


def test_a_pdf_is_kept_as_it_is(tmp_path: Path, site: Site) -> None:
    url = site.page("/rapport.pdf", b"%PDF-1.4 ...", "application/pdf")
    (only,) = fetched(url, into=tmp_path)
    assert only.file is not None
    assert only.file.suffix == ".pdf"
    assert only.file.read_bytes() == b"%PDF-1.4 ..."


@pytest.mark.parametrize(
    ("rules", "path", "may"),
    [
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /*?print", "/a?print=1", False),  # a wildcard, which urllib.robotparser misses
        ("User-agent: *\nDisallow: /b", "/a", True),
        ("User-agent: Gazette\nDisallow: /\n\nUser-agent: *\nDisallow:", "/a", False),
        ("", "/a", True),
    ],
)
def test_robots_txt_is_obeyed(tmp_path: Path, site: Site, rules: str, path: str, may: bool) -> None:
    url = site.page(path, PAGE.format(meta=""))
    site.page("/robots.txt", rules, "text/plain")
    (only,) = fetched(url, into=tmp_path)
    assert (only.file is not None) is may
    assert (path in site.asked) is may


def test_a_site_whose_robots_txt_fails_is_left_alone(tmp_path: Path, site: Site) -> None:
    url = site.page("/a", PAGE.format(meta=""))
    site.page("/robots.txt", "", status=503)
    assert "robots.txt" in problem(url, into=tmp_path)


def test_requests_to_a_site_are_apart(tmp_path: Path, site: Site) -> None:
    import time

    url = site.page("/a", PAGE.format(meta=""))
    site.page("/robots.txt", "User-agent: *\nCrawl-delay: 1", "text/plain")
    began = time.monotonic()
    fetched(url, into=tmp_path, pause_s=0.1)
    assert time.monotonic() - began >= 1


@pytest.mark.parametrize(
    ("kind", "body", "why"),
    [
        ("text/html", b"<p>" + b"x" * 11_000_000, "larger than 10 MB"),
        ("image/png", b"\x89PNG", "image/png"),
        ("text/html", b"<html><body><script>load()</script></body></html>", "no text"),
    ],
)
def test_what_is_no_article_is_one_line(tmp_path: Path, site: Site, kind: str, body: bytes, why: str) -> None:
    assert why in problem(site.page("/a", body, kind), into=tmp_path)


def test_a_page_that_unpacks_to_too_much_is_refused(tmp_path: Path, site: Site) -> None:
    site.pages["/a"] = (
        200,
        {"Content-Type": "text/html", "Content-Encoding": "gzip"},
        gzip.compress(b" " * 50_000_000),
    )
    assert "larger than 10 MB" in problem(site.address + "/a", into=tmp_path)


def test_a_redirect_is_followed_and_a_circle_is_not(tmp_path: Path, site: Site) -> None:
    url = site.page("/new", PAGE.format(meta=""))
    site.pages["/old"] = (301, {"Location": "/new"}, b"")
    site.pages["/round"] = (302, {"Location": "/round"}, b"")
    assert "from one address to the next" in problem(site.address + "/round", into=tmp_path / "a")
    (only,) = fetched(site.address + "/old", into=tmp_path / "b")
    assert only.file is not None
    assert f'url: "{url}"' in only.file.read_text(encoding="utf-8")


def test_a_redirect_to_a_private_address_is_not_followed(tmp_path: Path, site: Site) -> None:
    secret = f"http://localhost:{site.address.rpartition(':')[2]}/secret"
    site.pages["/a"] = (302, {"Location": secret}, b"")
    site.page("/secret", PAGE.format(meta=""))
    assert "localhost is in a private network" in problem(site.address + "/a", into=tmp_path)
    assert "/secret" not in site.asked


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://localhost:8080/", "http://[::1]/", "http://0.0.0.0/", "http://2130706433/",
     "http://0x7f.1/", "http://169.254.169.254/latest/", "http://10.0.0.1/", "http://192.168.1.1/", "http://[fd00::1]/",
     "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://100.64.0.1/"],
)  # fmt: skip
def test_private_addresses_are_not_connected_to(url: str) -> None:
    with pytest.raises(FetchError, match="private network"):
        check_address(url, ())


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/", "http:///x", "http://[::1", "gopher://a"])
def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    with pytest.raises(FetchError, match="not an address of the web"):
        check_address(url, ("example.org",))


def test_public_addresses_are() -> None:
    assert all(map(is_public, ("93.184.216.34", "2606:2800:220:1::1")))
    assert not any(map(is_public, ("224.0.0.1", "2002:7f00:1::", "::", "fe80::1%eth0")))


def test_a_host_whose_address_changes_between_two_looks_is_not_asked(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is public when it is checked and leads to this machine when it is connected to."""
    real, port = socket.getaddrinfo, int(site.address.rpartition(":")[2])
    looks = []

    def turning(host: object, *rest: object, **more: object) -> object:
        name = host.decode() if isinstance(host, bytes) else host
        if name != "turning.example":
            return real(host, *rest, **more)  # type: ignore[arg-type]
        looks.append(name)
        address = "93.184.216.34" if len(looks) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", turning)
    (only,) = fetch_articles([f"http://turning.example:{port}/a"], tmp_path, most=1, pause_s=0)
    assert only.file is None
    assert len(looks) > 1
    assert site.asked == []


def test_the_command(tmp_path: Path, site: Site) -> None:
    url = site.page("/a", PAGE.format(meta=DATED))
    options = ("--into", "news", "--pause", "0", "--allow-private", "127.0.0.1")
    ran = gazette("fetch", url, site.address + "/b", *options, cwd=tmp_path)
    assert ran.returncode == 1
    first, second, last = ran.stdout.splitlines()
    assert first.startswith("+ news/2021-03-06-le-pont-rouvert-")
    assert first.endswith(".md: Le pont: rouvert, 2021-03-06")
    assert second == f"! {site.address}/b: Its server answers 404."
    assert last == "1 article, 1 failed"
    assert gazette("fetch", url, *options, cwd=tmp_path).returncode == 0
    refused = gazette("fetch", url, "--into", "other", cwd=tmp_path)
    assert refused.returncode == 2
    assert "allow it with --allow-private 127.0.0.1" in refused.stdout
