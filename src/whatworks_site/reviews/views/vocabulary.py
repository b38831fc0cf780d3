"""A review's interventions and outcomes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..actions import vocabulary as acts
from ..forms.record_forms import RecordForm
from ..forms.record_sheets import INTERVENTION, OUTCOME
from ..queries import vocabulary
from .common import at_review, found, head, page, rights, tried
from .studies import say

HERE = "review-studies"
SHEETS = {"intervention": INTERVENTION, "outcome": OUTCOME}
KEEP: dict[str, Any] = {"intervention": acts.keep_intervention, "outcome": acts.keep_outcome}
REMOVE: dict[str, Any] = {"intervention": acts.remove_intervention, "outcome": acts.remove_outcome}


@require_safe
@at_review("reviews.see")
def index(request: HttpRequest, review: str) -> HttpResponse:
    """What the review calls things."""
    held = head(review)
    shown = {
        "interventions": vocabulary.interventions(held.row),
        "outcomes": vocabulary.outcomes(held.row),
        **rights(request.user, "reviews.extract", review=review),
    }
    return page(request, "extract_vocabulary", HERE, held, shown)


@require_http_methods(["GET", "HEAD", "POST"])
@at_review("reviews.extract")
def edit(request: HttpRequest, review: str, kind: str, key: str = "") -> HttpResponse:
    """Add an intervention or an outcome, or change it."""
    held, sheet = head(review), SHEETS[kind]
    record = found(vocabulary.vocabulary_record(held.row, kind, key), kind) if key else None
    data = request.POST if request.method == "POST" else None
    form = RecordForm(sheet, data, record=record, kept={"id": ""})
    if form.is_valid():
        made = tried(form, lambda: KEEP[kind](by=request.user, review=review, **{kind: form.made}))
        if made is not None:
            messages.success(request, f"“{made.name}” is kept.")
            return redirect("review-vocabulary", review)
    shown = {"form": form, "kind": kind, "record": record}
    return page(request, "extract_term", HERE, held, shown, form)


@require_POST
@at_review("reviews.extract")
def remove(request: HttpRequest, review: str, kind: str, key: str) -> HttpResponse:
    """Take an intervention or an outcome out."""
    say(request, lambda: REMOVE[kind](by=request.user, review=review, key=key), "It is taken out.")
    return redirect("review-vocabulary", review)
