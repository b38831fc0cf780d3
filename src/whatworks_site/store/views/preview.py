"""A page as the public would see it, for the people who decide whether the public shall."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from whatworks.publish import Shelf, shelf_of
from whatworks_site.evidence import queries
from whatworks_site.people.permissions import require

from .. import shelves
from ..pages.edition import Edition
from ..pages.intervention import intervention_shown
from ..pages.review import review_shown
from ..pages.why import rating_at, why_shown


@never_cache
@require_safe
@login_required
def draft(request: HttpRequest, review: str, key: str | None = None) -> HttpResponse:
    """A page as it would be published now; a review's own page where no intervention is named."""
    require(request.user, "see_desk", review=review)
    if queries.review(review) is None:
        raise Http404("There is no review of that name.")
    try:
        found = queries.draft(review, key)
    except KeyError:
        raise Http404("The review has no such intervention.") from None
    if found is None:
        raise Http404("Nothing was computed for this review yet. Have its ratings computed first.")
    title = found.records.interventions[0].name if key else found.records.review.title
    kind = "intervention" if key else "review"
    edition = Edition(kind=kind, key=key or review, title=title)
    return _page(request, kind, shelf_of(found), edition, note="This is what would be published now.")


@never_cache
@require_safe
@login_required
def reasons(request: HttpRequest, number: int) -> HttpResponse:
    """The reasons of a rating that changed, as they would be published now."""
    place = queries.place_of_change(number)
    if place is None:
        raise Http404("There is no such change of a rating.")
    review, key, *wanted = place
    require(request.user, "see_desk", review=review)
    try:
        found = queries.draft(review, key)
    except KeyError:
        found = None
    rating = rating_at(shelf_of(found), *wanted) if found else None
    if found is None or rating is None:
        raise Http404("The review has no such rating now.")
    edition = Edition(kind="intervention", key=key, title=found.records.interventions[0].name)
    shown = why_shown(shelf_of(found), edition, rating)
    return render(request, "store/why.html", {**shown, "preview": "This is what would be published now."})


@never_cache
@require_safe
@login_required
def version(request: HttpRequest, number: int) -> HttpResponse:
    """One version as the public sees it, would see it, or saw it."""
    found = queries.publication(number)
    if found is None:
        raise Http404("There is no such version.")
    require(request.user, "see_desk", review=found.review.key)
    note = f"This version {found.get_state_display()}." if found.state == "proposed" else (
        f"This version is {found.get_state_display()}."
    )  # fmt: skip
    return _page(request, found.kind, shelves.shelf(found), Edition.of(found), note=note)


def _page(request: HttpRequest, kind: str, shelf: Shelf, edition: Edition, *, note: str) -> HttpResponse:
    before = shelves.editions(kind, edition.key)
    if kind == "review":
        shown = review_shown(shelf, edition, shelves.published_names())
    else:
        shown = intervention_shown(shelf, edition, before)
    shown["linked_data"] = ""
    return render(request, f"store/{kind}.html", {**shown, "preview": note})
