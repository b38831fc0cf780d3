"""Where rating schemes part: on one evidence set, and how far they agree over all."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from ..links import part
from ..partings import agreement_page, parting_page
from .common import page_at, public


@public
def parting(request: HttpRequest, key: str, evidence_set: str) -> HttpResponse:
    """The schemes side by side on one evidence set, and the questions at which they part."""
    edition, shelf = page_at("intervention", key)
    found = next((s for s in shelf.sets if part(s) == evidence_set), None)
    shown = parting_page(shelf, found) if found else None
    if shown is None:
        raise Http404("Fewer than two schemes rate that, so there is nothing to compare.")
    return render(request, "store/parting.html", {"shown": shown, "edition": edition})


@public
def agreement(request: HttpRequest) -> HttpResponse:
    """How far schemes agree over everything that is published, and at which questions they part."""
    return render(request, "store/agreement.html", {"shown": agreement_page()})
