"""Outcomes."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from .. import shelves
from ..pages.outcome import outcome_shown, outcomes_shown
from .common import public


@public
def outcomes(request: HttpRequest) -> HttpResponse:
    """Every outcome on which something is published."""
    found = shelves.catalogue()
    return render(request, "store/outcomes.html", outcomes_shown(found.outcomes, found.rated))


@public
def outcome(request: HttpRequest, key: str) -> HttpResponse:
    """An outcome, and what is rated on it."""
    found = shelves.catalogue()
    if key not in found.outcomes:
        raise Http404("No published page speaks of an outcome of that name.")
    return render(request, "store/outcome.html", outcome_shown(found.outcomes[key], found.shelves))
