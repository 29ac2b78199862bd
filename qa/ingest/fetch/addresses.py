"""Which addresses may be connected to: those of the public web, and hosts that the user names."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection
from urllib.parse import urlsplit

from qa.errors import FetchError


def check_address(url: str, allowed: Collection[str]) -> None:
    """See that a URL is one of the web and that every address of its host is public.

    Raises:
        FetchError: it is not, or its host is unknown.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or 443
    except ValueError:
        host, port = None, 443
    if host is None or parts.scheme not in ("http", "https"):
        raise FetchError("It is not an address of the web (http or https).")
    if host in allowed:
        return
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise FetchError("{host} is unknown: check the spelling, or the connection.", host=host) from error
    if not found or not all(map(is_public, found)):
        raise FetchError("{host} is in a private network: allow it with --allow-private {host}.", host=host)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the Internet: not of this machine, a local network or a cloud's own services."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1] or _nat64(ip)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def _nat64(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in ipaddress.ip_network("64:ff9b::/96") else None
