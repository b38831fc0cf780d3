"""Pages for when something is not as it should be."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse


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
