"""The front page of a review for its team."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ..queries.overview import overview
from .common import at_review, head, page


@require_safe
@at_review("reviews.see")
def work(request: HttpRequest, review: str) -> HttpResponse:
    """How far the review is, and what waits there for this person."""
    held = head(review)
    return page(request, "work", "review-work", held, {"far": overview(request.user, held.row)})
