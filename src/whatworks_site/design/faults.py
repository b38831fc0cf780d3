"""Pages for when something is not as it should be. They are named in config/urls.py and in the settings."""

from __future__ import annotations

from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from .errors import NothingHere
from .styles import digest


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What was sent cannot be read."""
    return render(request, "design/errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """This person may not do this."""
    return render(request, "design/errors/403.html", {"sentence": str(exception or "")}, status=403)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without the mark that shows it is ours, or with an old one."""
    return render(request, "design/errors/form.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is nothing at this address."""
    sentence = str(exception) if isinstance(exception, NothingHere) else ""
    found = {"sentence": sentence, "words": _words(request.path)}
    return render(request, "design/errors/404.html", found, status=404)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Too many tries in too short a time."""
    response = render(request, "design/errors/429.html", status=429)
    response.headers["Retry-After"] = "300"
    return response


def went_wrong(request: HttpRequest) -> HttpResponse:
    """The fault is ours. The page needs no database, no session and nothing of the request."""
    return HttpResponse(render_to_string("design/errors/500.html", {"style_digest": digest()}), status=500)


def _words(path: str) -> str:
    """What the reader may have been looking for, from the last part of the address."""
    last = unquote(path).rstrip("/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    kept = "".join(letter if letter.isalnum() or letter in "’'" else " " for letter in last)
    return " ".join(kept.split())[:80]
