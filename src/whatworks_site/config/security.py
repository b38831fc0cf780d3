"""How much one address may ask for: a window of a minute that slides, kept in this process."""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping

MINUTE = 60.0
MOST_ADDRESSES = 50_000
_LISTS = ("/", "/search", "/studies", "/compare", "/map/studies")


class Window:
    """Counts requests by key. Of the minute before, the part that still lies within the window counts."""

    def __init__(self, *, most: int = MOST_ADDRESSES, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = most, clock
        self._kept: OrderedDict[str, tuple[int, int, int]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, key: str, limit: int) -> int:
        """Count a request. 0 where it may pass, else the seconds to wait; what is refused does not count."""
        now = self._clock()
        minute, within = int(now // MINUTE), now % MINUTE / MINUTE
        with self._lock:
            kept, before, count = self._kept.pop(key, (minute, 0, 0))
            if kept != minute:
                before, count = (count if kept == minute - 1 else 0), 0
            passes = _passes(before, count, limit, within)
            self._kept[key] = (minute, before, count + passes)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return 0 if passes else _seconds(before, count, limit, within)

    def clear(self) -> None:
        """Forget everybody."""
        with self._lock:
            self._kept.clear()


def _passes(before: int, count: int, limit: int, within: float) -> bool:
    return before * (1 - within) + count < limit


def _seconds(before: int, count: int, limit: int, within: float) -> int:
    """Seconds after which one more will pass, if nothing else comes."""
    free_at = 1 - (limit - count) / before if count < limit else 2 - limit / count if count else 1.0
    wait = max(1, math.floor((free_at - within) * MINUTE) + 1)
    # A clock of floating seconds can put the moment a hair early: then one second more.
    return wait + (not _passes_after(before, count, limit, within + wait / MINUTE))


def _passes_after(before: int, count: int, limit: int, within: float) -> bool:
    """Whether one more passes later, minutes having gone by since; a hair early is not enough."""
    gone, within = math.floor(within), within % 1
    if gone:
        before, count = (count if gone == 1 else 0), 0
    return _passes(before, count, limit, within - 1e-9)


def kind_of(method: str, path: str, query: str) -> str:
    """What kind of request this is to the limits; empty for pages, which cost next to nothing."""
    if method not in ("GET", "HEAD", "OPTIONS"):
        # A team that screens in one office shares an address, and each of them decides every few seconds.
        return "desk" if path.startswith("/desk/") else "form"
    if path.startswith(("/api/", "/data")) or path.endswith((".json", ".csv")):
        return "data"
    return "search" if query and (path in _LISTS or path.startswith("/map")) else ""


def address_of(meta: Mapping[str, str], *, behind_proxy: bool) -> str:
    """Who asks: an IPv4 address, or the network of an IPv6 one, which a household has to itself.

    Behind a proxy it is the last address passed on, which the proxy itself has written; those before it are
    the reader's word.
    """
    given = meta.get("REMOTE_ADDR", "")
    if behind_proxy and (passed := meta.get("HTTP_X_FORWARDED_FOR")):
        given = passed.rsplit(",", 1)[-1].strip()
    try:
        address = ipaddress.ip_address(given.strip("[]"))
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
