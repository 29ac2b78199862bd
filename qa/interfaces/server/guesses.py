"""Wrong passwords, counted by the address that they come from: who guesses has to wait."""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict, deque

WINDOW_S = 60.0  # in which wrong passwords are counted
MOST = 20  # of one address in that time; then it is not listened to until the first of them is older
_ADDRESSES = 10_000  # that are remembered, the latest ones


class Guesses:
    """The wrong passwords of the last minute. Used in the server's one event loop, so it needs no lock."""

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()

    def wait_s(self, address: str) -> float:
        """Seconds for which an address is not listened to, whatever it says; 0 where it is."""
        wrong = self._wrong.get(_network(address))
        while wrong and time.monotonic() - wrong[0] > WINDOW_S:
            wrong.popleft()
        return 0.0 if not wrong or len(wrong) < MOST else WINDOW_S - (time.monotonic() - wrong[0])

    def add(self, address: str) -> None:
        """Count a wrong password."""
        network = _network(address)
        self._wrong.setdefault(network, deque(maxlen=MOST)).append(time.monotonic())
        self._wrong.move_to_end(network)
        while len(self._wrong) > _ADDRESSES:
            self._wrong.popitem(last=False)


def _network(address: str) -> str:
    """The address, or what an IPv6 address shares with the 2^64 others that its owner can take."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return address if parsed.version == 4 else str(ipaddress.ip_network((parsed, 64), strict=False))
