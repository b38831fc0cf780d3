"""How often one address may ask: a sliding window kept in this process."""

from __future__ import annotations

import time
from collections import deque
from threading import Lock

from django.conf import settings
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

WINDOW = 60.0
_MOST_ADDRESSES = 10_000


class SlidingWindow(BaseThrottle):
    """So many requests in any minute from one address. Each process counts for itself."""

    def __init__(self) -> None:
        self._asked: dict[str, deque[float]] = {}
        self._lock = Lock()
        self._wait = WINDOW

    def allow_request(self, request: HttpRequest) -> bool:
        """Whether this request is within the limit; counts it if it is."""
        most = int(getattr(settings, "API_REQUESTS_A_MINUTE", 0))
        if most <= 0:
            return True
        now = time.monotonic()
        with self._lock:
            if len(self._asked) > _MOST_ADDRESSES:
                self._asked = {a: t for a, t in self._asked.items() if t and now - t[-1] < WINDOW}
            times = self._asked.setdefault(address_of(request), deque())
            while times and now - times[0] >= WINDOW:
                times.popleft()
            if len(times) >= most:
                self._wait = WINDOW - (now - times[0])
                return False
            times.append(now)
            return True

    def wait(self) -> float:
        """After how many seconds to ask again."""
        return max(1.0, self._wait)

    def forget(self) -> None:
        """Count from nothing."""
        with self._lock:
            self._asked.clear()


def address_of(request: HttpRequest) -> str:
    """Who asks. Behind a proxy of ours: the address that the proxy saw."""
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")[-1].strip()
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        return forwarded
    return str(request.META.get("REMOTE_ADDR", ""))


limit = SlidingWindow()
