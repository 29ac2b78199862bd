"""Starts the proxies of Debian in tests, with the configurations that the repository shows."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.interfaces.browser import ROOT, free_port

DEPLOY = ROOT / "qa" / "interfaces" / "server" / "deploy"
_AROUND = """
daemon off;
{user}
pid {folder}/pid;
error_log {folder}/errors warn;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u;
    scgi_temp_path {folder}/s;
{site}
}}
"""


def with_ports(text: str, ports: Sequence[int]) -> str:
    """The configuration with the ports of the test's servers in place of 7861 and 7862."""
    return re.sub(r"127\.0\.0\.1:786([12])", lambda found: f"127.0.0.1:{ports[int(found[1]) - 1]}", text)


@contextmanager
def nginx(folder: Path, ports: Sequence[int]) -> Iterator[str]:
    """The address of nginx in front of two servers."""
    with nginx_with(folder, with_ports((DEPLOY / "nginx.conf").read_text(), ports)) as url:
        yield url


@contextmanager
def nginx_with(folder: Path, site: str) -> Iterator[str]:
    """The address of nginx with a configuration that listens on port 80."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip("nginx is missing. Run: apt-get install nginx-light")
    port = free_port()
    site = re.sub(r"listen 80\b", f"listen 127.0.0.1:{port}", site)
    (folder / "nginx.conf").write_text(
        _AROUND.format(user="user root;" if os.getuid() == 0 else "", folder=folder, site=site)
    )
    with _running([program, "-p", str(folder), "-c", str(folder / "nginx.conf")], port):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def caddy(folder: Path, ports: Sequence[int]) -> Iterator[str]:
    """The address of Caddy in front of two servers."""
    program = shutil.which("caddy")
    if program is None:
        pytest.skip("Caddy is missing. Run: apt-get install caddy")
    port = free_port()
    site = with_ports((DEPLOY / "Caddyfile").read_text(), ports).replace(":80 {", f"http://127.0.0.1:{port} {{")
    (folder / "Caddyfile").write_text(f"{{\n\tadmin off\n}}\n{site}")
    with _running([program, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"], port):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _running(command: Sequence[str], port: int) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        for _ in range(300):
            if process.poll() is not None:
                raise AssertionError(process.communicate()[1])
            try:
                httpx.get(f"http://127.0.0.1:{port}/ready", timeout=30)
                break
            except httpx.ConnectError:
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.communicate(timeout=20)
