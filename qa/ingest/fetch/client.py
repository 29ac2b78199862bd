"""One polite visitor of the web: robots.txt obeyed, a pause between two requests, all of it bounded."""

from __future__ import annotations

import ssl
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

import httpx
from protego import Protego

from qa.errors import FetchError
from qa.ingest.fetch.addresses import check_address, is_public

NAME = "Gazette"  # what sites call us in robots.txt
MOST_BYTES = 10_000_000  # of a page, unpacked
_MOST_ROBOTS_BYTES = 500_000  # what RFC 9309 asks for at least
_MOST_REDIRECTS = 5
_CONNECT_S, _PAGE_S = 10, 60  # seconds to connect, and for a page as a whole
_LONGEST_PAUSE_S = 120.0  # whatever a site asks for


@dataclass(frozen=True, slots=True)
class Page:
    """What an address gave."""

    url: str  # after redirects
    data: bytes
    media_type: str  # in lower case; "" where the server names none
    charset: str | None


class Client:
    """Fetches pages one after the other. Close it."""

    def __init__(self, *, pause_s: float, allowed: Collection[str] = ()) -> None:
        """Connect to nothing yet.

        Args:
            pause_s: seconds between two requests to one host, more where its robots.txt asks for it.
            allowed: hosts of private networks that may be connected to.
        """
        self._pause_s, self._allowed = pause_s, frozenset(allowed)
        self._robots: dict[str, Protego | None] = {}  # by origin; None: unreachable, which forbids everything
        self._last: dict[str, float] = {}  # by host, when it was last asked
        self._client = httpx.Client(
            headers={"User-Agent": f"{NAME}/{version('gazette')}", "Accept-Encoding": "gzip, deflate"},
            timeout=httpx.Timeout(30, connect=_CONNECT_S),
            trust_env=False,  # through a proxy, nobody could tell which address is connected to
            verify=ssl.create_default_context(),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(self, url: str) -> Page:
        """A page, wherever its address leads.

        Raises:
            FetchError: why there is none.
        """
        for _ in range(_MOST_REDIRECTS + 1):
            check_address(url, self._allowed)
            if not self._may_visit(url):
                raise FetchError("Its site asks programs not to visit it (robots.txt).")
            status, headers, data = self._request(url, MOST_BYTES)
            if status in (301, 302, 303, 307, 308) and "location" in headers:
                url = urljoin(url, headers["location"])
                continue
            if status != 200:
                raise FetchError("Its server answers {status}.", status=status)
            media_type, _, rest = headers.get("content-type", "").partition(";")
            charset = rest.lower().partition("charset=")[2].partition(";")[0].strip(" \"'") or None
            return Page(url, data, media_type.strip().lower(), charset)
        raise FetchError("It leads from one address to the next, more than {count} times.", count=_MOST_REDIRECTS)

    def _may_visit(self, url: str) -> bool:
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        if origin not in self._robots:
            self._robots[origin] = self._read_robots(f"{origin}/robots.txt")
        rules = self._robots[origin]
        return rules is not None and bool(rules.can_fetch(url, NAME))

    def _read_robots(self, url: str) -> Protego | None:
        """The rules of a site as RFC 9309 has them: none where there is no such file, all forbidden where it fails."""
        for _ in range(_MOST_REDIRECTS + 1):
            check_address(url, self._allowed)
            try:
                status, headers, data = self._request(url, _MOST_ROBOTS_BYTES, cut=True)
            except FetchError:
                return None
            if status in (301, 302, 303, 307, 308) and "location" in headers:
                url = urljoin(url, headers["location"])
                continue
            if status >= 500 or status == 429:
                return None
            return Protego.parse(data.decode("utf-8", "replace") if status == 200 else "")
        return Protego.parse("")

    def _request(self, url: str, most: int, *, cut: bool = False) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and body of one request, after the pause; a redirect is not followed."""
        host = urlsplit(url).hostname or ""
        self._wait(url, host)
        end = time.monotonic() + _PAGE_S
        data = bytearray()
        try:
            with self._client.stream("GET", url, extensions={"trace": self._check_peer(host)}) as response:
                if response.is_redirect:
                    return response.status_code, response.headers, b""
                for chunk in response.iter_bytes():
                    data += chunk
                    if len(data) > most and not cut:
                        raise FetchError("It is larger than {limit} MB.", limit=most // 1_000_000)
                    if len(data) > most:
                        break
                    if time.monotonic() > end:
                        raise FetchError("It takes longer than {seconds} s.", seconds=_PAGE_S)
                return response.status_code, response.headers, bytes(data[:most])
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, ValueError) as error:
            raise FetchError("It cannot be fetched ({reason}).", reason=str(error) or type(error).__name__) from error
        finally:
            self._last[host] = time.monotonic()

    def _check_peer(self, host: str) -> Any:  # noqa: ANN401 - httpx does not name the type of a trace
        """What is called before anything is sent: a host may have another address than a moment ago."""

        def check(event: str, info: Mapping[str, Any]) -> None:
            if event == "connection.connect_tcp.complete" and host not in self._allowed:
                address = info["return_value"].get_extra_info("server_addr")[0]
                if not is_public(address):
                    raise FetchError("{host} is in a private network: allow it with --allow-private {host}.", host=host)

        return check

    def _wait(self, url: str, host: str) -> None:
        rules = self._robots.get("{0.scheme}://{0.netloc}".format(urlsplit(url)))
        asked = 0.0 if rules is None else float(rules.crawl_delay(NAME) or 0)
        pause = max(self._pause_s, min(asked, _LONGEST_PAUSE_S))
        if host in self._last:
            time.sleep(max(0.0, self._last[host] + pause - time.monotonic()))
