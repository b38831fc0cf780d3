"""The style sheet, and the pages about the site itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from . import statements, styles


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


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How far this site is for everyone, and how that was tried."""
    return render(request, "design/accessibility.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What the site keeps about people."""
    told = {"cookies": statements.cookies(), "sends_letters": statements.sends_letters()}
    return render(request, "design/privacy.html", told)
