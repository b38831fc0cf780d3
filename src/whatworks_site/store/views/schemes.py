"""Ratings explained."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from .. import shelves
from ..pages.schemes import scheme_at, scheme_page, schemes_index
from .common import public


@public
def schemes(request: HttpRequest) -> HttpResponse:
    """How to read a rating, and the schemes in use."""
    return render(request, "store/ratings.html", schemes_index(shelves.catalogue().shelves))


@public
def scheme(request: HttpRequest, key: str) -> HttpResponse:
    """One scheme: its levels, its rule and a worked example."""
    found = shelves.catalogue().shelves
    words = scheme_at(found, key)
    if words is None:
        raise Http404("No published page uses a rating scheme of that name.")
    return render(request, "store/scheme.html", scheme_page(found, words))
