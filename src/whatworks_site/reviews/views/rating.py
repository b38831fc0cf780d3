"""Ratings of a review's analyses."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from whatworks_site.people.permissions import require

from ..actions import rating as actions
from ..forms.rating import SchemesForm
from ..queries import ratings as queries
from ..queries.analyses import kept_set
from ..queries.evidence_records import evidence_of
from .common import at_review, found, head, page, rights, tried

HERE = "review-analyses"


@require_http_methods(["GET", "HEAD", "POST"])
@at_review("reviews.see")
def index(request: HttpRequest, review: str) -> HttpResponse:
    """What the schemes say of each analysis, and which schemes they are."""
    held = head(review)
    choices = queries.scheme_choices(held.row)
    initial = {"schemes": list(held.row.document.get("schemes", []))}
    form = SchemesForm(request.POST if request.method == "POST" else None, choices=choices, initial=initial)
    if request.method == "POST":
        require(request.user, "reviews.lead", review=review)
        if form.is_valid():
            said = {"review": review, "schemes": form.cleaned_data["schemes"]}
            tried(form, lambda: actions.choose_schemes(by=request.user, **said))
            if not form.errors:
                messages.success(request, "Saved. Ratings are computed by these schemes from now on.")
                return redirect("review-ratings", review)
    shown = {
        "held": queries.ratings(held.row, evidence_of(held.row)),
        "form": form,
        "hints": {c.key: c.about for c in choices},
        **rights(request.user, "reviews.lead", "assess_review", review=review),
    }
    return page(request, "ratings", HERE, held, shown, form)


@require_safe
@at_review("reviews.see")
def one(request: HttpRequest, review: str, key: str) -> HttpResponse:
    """One analysis under every scheme, computed now."""
    held = head(review)
    records = evidence_of(held.row)
    kept = found(kept_set(records, key), "analysis in this review")
    return page(request, "rating", HERE, held, {"rated": queries.rated(held.row, records, kept)})
