"""What every answer carries, and how much one reader may send and ask for."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from whatworks_site.design.faults import bad_request, too_many

from .security import Window, address_of, kind_of

Answer = Callable[[HttpRequest], HttpResponse]
_OFF = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation",
    "gyroscope", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
    "publickey-credentials-get", "screen-wake-lock", "usb", "xr-spatial-tracking",
)  # fmt: skip
PERMISSIONS = ", ".join(f"{name}=()" for name in _OFF)
PUBLIC = "public, max-age=0, must-revalidate"
PRIVATE = "private, no-cache"

_TOO_LARGE = re.compile(r"/[0-9]{19,}(?=/|$)")
"""A number in an address that no database can even look for."""

window = Window()
"""Who asked how often, in this process."""


class Headers:
    """The headers that Django has no setting for, and who may keep an answer."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add them."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if "Cache-Control" in response.headers:
            return response
        return _who_may_keep(request, response)


def _who_may_keep(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Anyone may keep what a stranger sees, and asks each time whether it still holds; else the reader."""
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    is_public = not has_session and not response.cookies and not response.has_header("Set-Cookie")
    kept = request.method in ("GET", "HEAD") and response.status_code in (200, 304)
    if not (is_public and kept) or "cookie" in response.headers.get("Vary", "").lower():
        response.headers["Cache-Control"] = PRIVATE
        return response
    response.headers["Cache-Control"] = PUBLIC
    patch_vary_headers(response, ["Accept-Encoding"])
    etag = response.headers.get("ETag", "")
    if etag.startswith('"'):
        # Packed or not, it is the same page: the mark says so.
        response.headers["ETag"] = f"W/{etag}"
    if etag or response.streaming or response.status_code != 200:
        return response
    etag = f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    return cast(HttpResponse, get_conditional_response(request, etag=etag, response=response))


class Bounds:
    """Refuses what is too large, and who asks too often."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let it pass, or say why not."""
        if "\0" in request.path_info or _TOO_LARGE.search(request.path_info):
            return bad_request(request)
        _drop_what_nothing_holds(request)
        if _is_too_large(request):
            response = bad_request(request)
            response.status_code = 413
            response.headers["Connection"] = "close"
            return response
        kind = kind_of(request.method or "", request.path_info, request.META.get("QUERY_STRING", ""))
        limit = settings.RATE_LIMITS.get(kind)
        if limit is not None:
            address = address_of(request.META, behind_proxy=settings.BEHIND_PROXY)
            if seconds := window.wait(f"{kind} {address}", limit):
                response = too_many(request)
                response.headers["Retry-After"] = str(seconds)
                return response
        return self.get_response(request)


def _drop_what_nothing_holds(request: HttpRequest) -> None:
    """PostgreSQL takes no NUL in a text, not even to say that there is none like it: it is left out."""
    asked = request.META.get("QUERY_STRING", "")
    while "%00" in asked:
        asked = asked.replace("%00", "")
    request.META["QUERY_STRING"] = asked


def _is_too_large(request: HttpRequest) -> bool:
    who = "signed in" if settings.SESSION_COOKIE_NAME in request.COOKIES else "stranger"
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0) > settings.MAX_BODY[who]
    except ValueError:
        return True
