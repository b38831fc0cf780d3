"""Pages about the site itself, and pages for when something is not as it should be."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from . import styles


@require_safe
def style_sheet(request: HttpRequest, digest: str) -> HttpResponse:
    """The style sheet. Under its own digest it never changes; under an older one it is the one of today."""
    takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    body = styles.packed() if takes_gzip else styles.style_sheet()
    response = HttpResponse(body, content_type="text/css; charset=utf-8")
    if takes_gzip:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    current = digest == styles.digest()
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if current else "no-cache"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent cannot be read."""
    return HttpResponse("Bad request", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """This person may not do this."""
    return HttpResponse("Forbidden", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is nothing at this address."""
    return HttpResponse("Not found", status=404)


def went_wrong(request: HttpRequest) -> HttpResponse:
    """The fault is ours."""
    return HttpResponse("Something went wrong", status=500)
