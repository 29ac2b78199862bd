"""`python -m qa.interfaces.server.health` asks this machine's server whether it answers: the check of containers."""

from __future__ import annotations

import ipaddress
import json
import sys
import urllib.error
import urllib.request

from qa.errors import GazetteError
from qa.settings import Settings, load_settings, password_of

_PATIENCE_S = 8.0  # less than the check of the container allows


def look(settings: Settings) -> str | None:
    """What is wrong with the server that these settings start; None where it can answer.

    Raises:
        SettingsError: the file with its password cannot be read.
    """
    asked = urllib.request.Request(f"{_own_address(settings)}/health")
    password = password_of(settings)
    if password is not None:
        asked.add_header("Authorization", "Bearer " + password.encode().decode("latin-1"))  # its bytes, as they are
    straight = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # the way to oneself leads through no proxy
    try:
        with straight.open(asked, timeout=_PATIENCE_S) as answer:
            answer.read()
    except urllib.error.HTTPError as error:
        return _told(error)
    except OSError as error:
        return f"{asked.full_url}: {getattr(error, 'reason', error)}"
    return None


def _own_address(settings: Settings) -> str:
    host = settings.host
    try:
        address = ipaddress.ip_address(host)
    except ValueError:  # a name
        return f"http://{host}:{settings.port}"
    if address.is_unspecified:
        address = ipaddress.ip_address("::1" if address.version == 6 else "127.0.0.1")
    return f"http://[{address}]:{settings.port}" if address.version == 6 else f"http://{address}:{settings.port}"


def _told(error: urllib.error.HTTPError) -> str:
    """The server's own sentence where it gives one."""
    try:
        return str(json.loads(error.read())["error"])
    except (ValueError, KeyError, TypeError, OSError):
        return f"HTTP {error.code}"


def main() -> int:
    """0 if the server can answer; 1, and the reason, if not."""
    try:
        wrong = look(load_settings())
    except GazetteError as error:
        wrong = str(error)
    if wrong is not None:
        sys.stderr.write(f"{wrong}\n")
    return 0 if wrong is None else 1


if __name__ == "__main__":
    sys.exit(main())
