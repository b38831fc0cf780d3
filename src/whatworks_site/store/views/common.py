"""What the store's views share: finding a page, saying that it is gone, sending data."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import conditional_page, require_safe

from whatworks.publish import json_text
from whatworks_site.design.files import csv_file, text_file

from .. import shelves
from ..pages.edition import Edition

if TYPE_CHECKING:
    from whatworks.publish import Shelf

__all__ = ["Gone", "csv_file", "gone_page", "json_answer", "page_at", "public", "site_address", "text_file"]

View = Callable[..., HttpResponse]


class Gone(Exception):
    """The page was withdrawn."""

    def __init__(self, edition: Edition) -> None:
        super().__init__(edition.title)
        self.edition = edition


def public(view: View) -> View:
    """A page that anyone may read: answers GET and HEAD, has an ETag, and says where a page is gone."""

    @wraps(view)
    def shown(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Gone as gone:
            return gone_page(request, gone.edition)

    return require_safe(conditional_page(shown))


def gone_page(request: HttpRequest, edition: Edition) -> HttpResponse:
    """A page that says when and why a page was withdrawn."""
    return render(request, "store/withdrawn.html", {"edition": edition}, status=410)


def page_at(kind: str, address: str) -> tuple[Edition, Shelf]:
    """The published version at an address. Raises Gone or Http404 where there is none."""
    found = shelves.in_force(kind, address)
    if found is not None:
        return Edition.of(found), shelves.shelf(found)
    gone = shelves.withdrawn(kind, address)
    if gone is not None:
        raise Gone(Edition.of(gone))
    raise Http404(
        f"There is no page for {'a review' if kind == 'review' else 'an intervention'} of that name."
    )


def site_address(path: str, request: HttpRequest | None = None) -> str:
    """A page's full address: the site's own where one is set, else the one it was asked at."""
    if settings.SITE_ADDRESS:
        return f"{settings.SITE_ADDRESS}{path}"
    return request.build_absolute_uri(path) if request is not None else path


def json_answer(data: object) -> HttpResponse:
    """Plain JSON."""
    return HttpResponse(json_text(data), content_type="application/json; charset=utf-8")
